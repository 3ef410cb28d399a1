#ifndef PROVIDER_VERSION_NOTES_H
#define PROVIDER_VERSION_NOTES_H

#include "base/arena.h"
#include "terraform/schema.h"

/*
 * What is remembered beside the state of an image version, in its private data: a JSON object
 * with one member of ours. Whatever else stands there, written by hashicorp/aws for instance,
 * stays.
 */
struct version_notes {
    struct str arn;         /* the version whose notes these are; empty: of one to be made */
    struct str replaces;    /* ARN of the version that the planned one takes the place of */
    const char **arguments; /* NULL-terminated names of arguments that were configured and that
                               the API cannot clear */
};

/* Reads them; bytes that hold none give empty notes. */
struct version_notes version_notes_read(struct arena *arena, struct str private_data);

/* The private data with these notes in it. Bytes that are no JSON object stay as they are. */
struct str version_notes_write(struct arena *arena, struct str private_data,
                               const struct version_notes *notes);

/* After an apply: the same notes, now those of the version `arn`. */
struct str version_notes_settle(struct arena *arena, struct str private_data, struct str arn);

/* Whether the argument was configured. */
bool version_notes_has(const struct version_notes *notes, const char *argument);

/* The names of sticky API rows that the configuration sets. */
const char **version_notes_arguments(struct arena *arena, const struct block *block,
                                     const struct value *config);

#endif
