#include "base/clock.h"

#include "base/mem.h"

#include <sys/random.h>

enum {
    MS_PER_S = 1000,
    NS_PER_MS = 1000000
};

static int64_t read_ms(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

static int64_t system_wall_ms(void *self)
{
    (void)self;
    return read_ms(CLOCK_REALTIME);
}

static int64_t system_mono_ms(void *self)
{
    (void)self;
    return read_ms(CLOCK_MONOTONIC);
}

static uint64_t system_random(void *self)
{
    uint64_t number;

    (void)self;
    if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number)) {
        mem_fatal("the kernel gives no random numbers");
    }
    return number;
}

static bool system_wait(void *self, struct stop *stop, int64_t ms)
{
    (void)self;
    return stop_wait(stop, ms < 0 ? 0 : ms);
}

const struct clock *clock_system(void)
{
    static const struct clock_ops ops = {
        .wall_ms = system_wall_ms,
        .mono_ms = system_mono_ms,
        .random = system_random,
        .wait = system_wait,
    };
    static const struct clock clock = { &ops, NULL };

    return &clock;
}

int64_t clock_random_below(const struct clock *clock, int64_t below)
{
    return below > 0 ? (int64_t)(clock_random(clock) % (uint64_t)below) : 0;
}
