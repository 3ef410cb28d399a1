#include "base/stop.h"

#include "base/mem.h"

#include <errno.h>
#include <pthread.h>

enum {
    MS_PER_S = 1000,
    NS_PER_MS = 1000000,
    NS_PER_S = 1000000000
};

struct stop {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct stop_watch *watches;
    bool triggered;
};

struct stop *stop_new(void)
{
    struct stop *stop = mem_calloc(1, sizeof(*stop));
    pthread_condattr_t attr;

    pthread_mutex_init(&stop->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&stop->changed, &attr);
    pthread_condattr_destroy(&attr);
    return stop;
}

void stop_free(struct stop *stop)
{
    if (stop) {
        pthread_cond_destroy(&stop->changed);
        pthread_mutex_destroy(&stop->lock);
        mem_free(stop);
    }
}

void stop_trigger(struct stop *stop)
{
    pthread_mutex_lock(&stop->lock);
    if (!stop->triggered) {
        __atomic_store_n(&stop->triggered, true, __ATOMIC_RELEASE);
        pthread_cond_broadcast(&stop->changed);
        for (struct stop_watch *w = stop->watches; w; w = w->next) {
            w->notify(w->self);
        }
    }
    pthread_mutex_unlock(&stop->lock);
}

bool stop_triggered(const struct stop *stop)
{
    return stop && __atomic_load_n(&stop->triggered, __ATOMIC_ACQUIRE);
}

static struct timespec deadline_after(int64_t timeout_ms)
{
    struct timespec at;
    int64_t ns;

    clock_gettime(CLOCK_MONOTONIC, &at);
    ns = at.tv_nsec + timeout_ms % MS_PER_S * NS_PER_MS;
    at.tv_sec += timeout_ms / MS_PER_S + ns / NS_PER_S;
    at.tv_nsec = ns % NS_PER_S;
    return at;
}

bool stop_wait(struct stop *stop, int64_t timeout_ms)
{
    struct timespec deadline = deadline_after(timeout_ms < 0 ? 0 : timeout_ms);
    bool triggered;
    int rc = 0;

    pthread_mutex_lock(&stop->lock);
    while (!stop->triggered && rc != ETIMEDOUT) {
        rc = timeout_ms < 0 ? pthread_cond_wait(&stop->changed, &stop->lock)
                            : pthread_cond_timedwait(&stop->changed, &stop->lock, &deadline);
    }
    triggered = stop->triggered;
    pthread_mutex_unlock(&stop->lock);
    return triggered;
}

void stop_watch(struct stop *stop, struct stop_watch *watch)
{
    pthread_mutex_lock(&stop->lock);
    watch->prev = NULL;
    watch->next = stop->watches;
    if (watch->next) {
        watch->next->prev = watch;
    }
    stop->watches = watch;
    if (stop->triggered) {
        watch->notify(watch->self);
    }
    pthread_mutex_unlock(&stop->lock);
}

void stop_unwatch(struct stop *stop, struct stop_watch *watch)
{
    pthread_mutex_lock(&stop->lock);
    if (watch->prev) {
        watch->prev->next = watch->next;
    } else {
        stop->watches = watch->next;
    }
    if (watch->next) {
        watch->next->prev = watch->prev;
    }
    pthread_mutex_unlock(&stop->lock);
}
