#ifndef BASE_STOP_H
#define BASE_STOP_H

#include "base/macros.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A request to stop, shared between the one who asks and those who wait or work. Each RPC has
 * one: it is triggered when Terraform sends StopProvider while the call is in flight, when the
 * call is cancelled, and at shutdown. Once triggered it stays so. All functions may be called
 * from any thread.
 */
struct stop;

/* The caller owns it (stop_free), after everybody who could trigger or wait is done. */
struct stop *stop_new(void) __attribute__((returns_nonnull));
void stop_free(struct stop *stop);

/* Ends every wait and calls every watch, once. */
void stop_trigger(struct stop *stop);

/* NULL is never triggered. */
bool stop_triggered(const struct stop *stop);

/* Sleeps until the stop is triggered (true) or `timeout_ms` of the monotonic clock are over
 * (false). A negative timeout waits for the stop alone. This is the only place where the
 * program sleeps; call it through clock_wait (base/clock.h), which tests replace. */
MUST_CHECK bool stop_wait(struct stop *stop, int64_t timeout_ms);

/* Somebody to be told at once. The caller owns the storage and keeps it until stop_unwatch. */
struct stop_watch {
    void (*notify)(
        void *self); /* runs under the stop's lock: it may signal, not block or call stop_* */
    void *self;
    struct stop_watch *next;
    struct stop_watch *prev;
};

/* Registers the watch; notifies it at once when the stop is already triggered. */
void stop_watch(struct stop *stop, struct stop_watch *watch);

/* After this no notify runs or will run. */
void stop_unwatch(struct stop *stop, struct stop_watch *watch);

#endif
