#ifndef AWS_CREDS_PROCESS_H
#define AWS_CREDS_PROCESS_H

#include "aws/creds.h"

/*
 * Credentials that a program prints: the profile's credential_process, run as aws/child.h says,
 * so with the user's environment but without the AWS keys in it. It has a minute, and 64 KiB to
 * print; then, and on a stop, it and all it started are killed. What it printed is in no text.
 */

/* The texts are copied. Statuses of retrieve: STATUS_DENIED when it says so by its exit status,
 * STATUS_UNAVAILABLE when it takes too long, STATUS_INVALID when what it printed is no answer.
 */
struct creds_source *creds_process_new(const struct creds_io *io, struct str command,
                                       struct str profile) __attribute__((returns_nonnull));

#endif
