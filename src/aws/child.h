#ifndef AWS_CHILD_H
#define AWS_CHILD_H

#include "aws/env.h"
#include "aws/secret.h"
#include "base/status.h"
#include "base/stop.h"

/*
 * A program of the user's that prints an answer. It is run by "/bin/sh -c", in a session of its
 * own, so without a terminal to ask on. Its standard input is empty, its standard output a pipe
 * of ours, its standard error is ours, and it has none of our other files: what Terraform reads
 * from us stays ours. Its signals are as a program begins with them. Any thread may call.
 *
 * Its environment is the user's without what belongs to the plugin protocol, and without the
 * AWS keys and tokens that stand in it: of a pair of keys neither half is left.
 */
struct child {
    struct str command;
    const struct env *env;
    int64_t limit_ms; /* how long it may take */
    size_t max_bytes; /* how much it may print */
};

/* STATUS_OK: it has ended, and *exit_status is what it gave back (0 to 255), or the signal that
 * ended it, below zero; what it left running goes on. STATUS_TIMEOUT, STATUS_TOO_LARGE,
 * STATUS_STOPPED: it had to be killed, and what it started with it. STATUS_FAILED: it could not
 * be started. `stop` may be NULL. No text quotes the command or what it printed. */
MUST_CHECK enum status child_run(const struct child *child, struct stop *stop, int *exit_status,
                                 struct secret *output, struct err *err);

#endif
