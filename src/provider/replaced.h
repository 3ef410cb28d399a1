#ifndef PROVIDER_REPLACED_H
#define PROVIDER_REPLACED_H

#include "base/str.h"

/*
 * The image versions that the last plan made here is about to replace.
 *
 * With create_before_destroy a new version is created while the one it replaces still holds the
 * aliases. The plan knows of both; but Terraform up to 1.15 and OpenTofu plan the creation once
 * more during the apply, in another process and from nothing, so that neither private data nor
 * memory carries that knowledge over (measured). So it is left in a small file per version
 * below the user's state directory, named by the working directory and the version's ARN. A
 * plan that does not replace the version takes the file away, so it says what the last plan
 * said; what is older than a week is dropped. Without it nothing is lost: the aliases are then
 * asked for as from any other version.
 *
 * Any thread may call. A NULL `struct replaced` remembers nothing.
 */
struct replaced;

/* `folder` is the directory for the files, made when it is first needed, and `otherwise` the
 * one for users who cannot write there. Either may be empty. The caller owns the result. */
struct replaced *replaced_new(struct str folder, struct str otherwise)
    __attribute__((returns_nonnull));
void replaced_free(struct replaced *replaced);

/* A refresh has read the version. Both CLIs plan a tainted one as if it were new, without any
 * word of it: so each that was read and not planned since may be what the plan of a new one
 * replaces. */
void replaced_seen(struct replaced *replaced, struct str arn);

/* A new version of the image is planned, and nothing says what it replaces: notes those that
 * were seen. The plans of those that stay take them away again. */
void replaced_add_seen(struct replaced *replaced, struct str image_name, struct str successor);

/* The version is about to be replaced, by one with the base image `successor` (empty: not known
 * yet, so that it may be any); or it is not, or gone. `arn` may be empty: nothing
 * happens. Failures of the file system are passed over. */
void replaced_add(struct replaced *replaced, struct str arn, struct str successor);
void replaced_remove(struct replaced *replaced, struct str arn);

/* Whether the last plan of this working directory, not older than a week, is to replace it by
 * this successor. */
bool replaced_has(struct replaced *replaced, struct str arn, struct str successor);

#endif
