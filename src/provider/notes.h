#ifndef PROVIDER_NOTES_H
#define PROVIDER_NOTES_H

#include "terraform/provider.h"

/*
 * What is remembered beside the state of an object, in its private data: a JSON object with one
 * member of ours, named by the type. Whatever else stands there, written by hashicorp/aws for
 * instance, stays. An object whose state another provider wrote, or that was imported, has no
 * notes.
 */
struct notes {
    bool found;
    bool imported; /* only that is known: no notes of arguments, but nothing to miss either */
    /* NULL-terminated names of the optional and computed arguments that were configured: for
     * the state that is planned, and, until that is applied, for the one before. An update that
     * fails leaves both. */
    const char **arguments;
    const char **before;
    struct str arn;      /* versions: whose notes these are; empty: of one to be made */
    struct str replaces; /* versions: ARN of the one that the planned one takes the place of */
};

/* The members that hold them. */
#define IMAGE_NOTES "aws_sagemaker_image"
#define IMAGE_VERSION_NOTES "aws_sagemaker_image_version"

/* Reads them; bytes that hold none give empty notes. */
struct notes notes_read(struct arena *arena, const char *member, struct str private_data);

/* The private data with these notes in it. Bytes that are no JSON object stay as they are. */
struct str notes_write(struct arena *arena, const char *member, struct str private_data,
                       const struct notes *notes);

/* After an apply that succeeded, or a creation: the notes of what is there now, which for a
 * version has the ARN `arn`. */
struct str notes_settle(struct arena *arena, const char *member, struct str private_data,
                        struct str arn);

/* Whether the argument was configured, now or before. */
bool notes_has(const struct notes *notes, const char *argument);

/* For plan hooks: what the plan configures becomes the arguments, what was before. */
void notes_plan(struct arena *arena, struct notes *notes, const struct plan_op *op);

/* For plan hooks, first of all: an argument that is not configured and never was is not
 * managed, so a value that it got elsewhere stays. Without notes nobody knows what was
 * configured: then all arguments are managed, as hashicorp/aws does it. */
void notes_keep_unmanaged(const struct notes *notes, struct plan_op *op);

#endif
