#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/stop.h"

#include <stdint.h>

/*
 * Time, randomness and waiting, handed to whoever needs them so that every retry, skew and
 * timeout rule is tested without sleeping. The real one is clock_system(); tests bring their
 * own table. Any thread may call through it.
 */
struct clock {
    const struct clock_ops *ops;
    void *self; /* what the functions get */
};

struct clock_ops {
    int64_t (*wall_ms)(void *self); /* Unix time */
    int64_t (*mono_ms)(void *self); /* never goes back; for durations */
    uint64_t (*random)(void *self); /* all 64 bits uniform */
    /* True when the stop ended the wait, false when the time was over. */
    bool (*wait)(void *self, struct stop *stop, int64_t ms);
};

/* The machine's clocks and the kernel's random numbers. Lives for ever. */
const struct clock *clock_system(void);

static inline int64_t clock_wall_ms(const struct clock *clock)
{
    return clock->ops->wall_ms(clock->self);
}

static inline int64_t clock_mono_ms(const struct clock *clock)
{
    return clock->ops->mono_ms(clock->self);
}

static inline uint64_t clock_random(const struct clock *clock)
{
    return clock->ops->random(clock->self);
}

/* Waits `ms` (0 or less: not at all) unless `stop` is triggered: true when it was. */
MUST_CHECK static inline bool clock_wait(const struct clock *clock, struct stop *stop,
                                         int64_t ms)
{
    return clock->ops->wait(clock->self, stop, ms);
}

/* A uniform number in [0, below), 0 when below is 0 or less. */
int64_t clock_random_below(const struct clock *clock, int64_t below);

#endif
