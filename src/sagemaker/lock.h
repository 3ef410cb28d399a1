#ifndef SAGEMAKER_LOCK_H
#define SAGEMAKER_LOCK_H

#include "base/status.h"
#include "base/stop.h"
#include "base/str.h"

/*
 * Locks by name, waited for until a stop. SageMaker refuses changes of one image that overlap
 * (ResourceInUse, "modified concurrently"); taking turns within the process avoids nearly all
 * of those refusals. Any thread may call.
 */
struct locks;

/* The caller owns them (locks_free, when nobody holds or waits). */
struct locks *locks_new(void) __attribute__((returns_nonnull));
void locks_free(struct locks *locks);

/* Takes the lock of that name; not recursive. STATUS_STOPPED when the stop came first: then it
 * is not held. */
MUST_CHECK enum status locks_take(struct locks *locks, struct str name, struct stop *stop);

/* Gives back what this thread took. */
void locks_give(struct locks *locks, struct str name);

#endif
