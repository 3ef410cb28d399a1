#ifndef AWS_CREDS_PROCESS_H
#define AWS_CREDS_PROCESS_H

#include "aws/creds.h"

/*
 * Credentials that a program prints: the profile's credential_process, run by "sh -c". Its
 * standard input is empty, its standard error is ours, its environment is the user's without
 * what holds our secrets. It has a minute, and 64 KiB to print; then, and on a stop, it and all
 * it started are killed.
 */
struct creds_source *creds_process_new(const struct creds_io *io, struct str command,
                                       struct str profile) __attribute__((returns_nonnull));

#endif
