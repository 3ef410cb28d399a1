#ifndef SAGEMAKER_WAITER_H
#define SAGEMAKER_WAITER_H

#include "sagemaker/sagemaker.h"

/*
 * Waits until an image or a version has settled. Polls by a growing, jittered delay (from 200
 * ms to 10 s) for as long as the operation may take (sagemaker_allow), and ends at once on a
 * stop.
 */
struct waiter {
    const char *what; /* "image version" for messages */
    const char *name; /* its name or id for messages, NUL-terminated */
    enum sagemaker_operation describe;
    const cJSON *in;            /* input of describe */
    const char *status_member;  /* "ImageVersionStatus" */
    const char *const *pending; /* NULL-terminated statuses that go on waiting */
    const char *target;         /* NULL: gone (ResourceNotFound) */
    int not_found_allowed; /* this many ResourceNotFound answers are taken for a lagging read
                              before the target was seen */
};

/* STATUS_OK: reached; *last (may be NULL) is the last description, NULL when gone.
 * STATUS_FAILED: another status, with the service's FailureReason in the text; *last is set
 * too. STATUS_TIMEOUT, STATUS_STOPPED; STATUS_NOT_FOUND: vanished while waiting for a target;
 * others as sagemaker_call. *last is also set on timeout and stop when there was an answer. */
MUST_CHECK enum status waiter_run(struct sagemaker *sm, const struct waiter *waiter,
                                  cJSON **last, struct err *err);

#endif
