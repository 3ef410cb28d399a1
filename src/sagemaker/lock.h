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

/* Operations (not single calls) that are under way in this process. One that can only wait for
 * the others leaves while it waits, so that it sees whether there is anybody to wait for.
 * `locks` may be NULL: then there is nobody. */
void locks_join(struct locks *locks);
void locks_leave(struct locks *locks);
MUST_CHECK bool locks_joined(struct locks *locks);

#endif
