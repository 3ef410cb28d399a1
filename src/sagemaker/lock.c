#include "sagemaker/lock.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>

struct held {
    struct held *next;
    char *name;
    size_t len;
};

struct locks {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct held *held;
    size_t operations; /* that have joined */
};

struct locks *locks_new(void)
{
    struct locks *locks = mem_calloc(1, sizeof(*locks));

    pthread_mutex_init(&locks->lock, NULL);
    pthread_cond_init(&locks->changed, NULL);
    return locks;
}

void locks_free(struct locks *locks)
{
    if (locks) {
        pthread_cond_destroy(&locks->changed);
        pthread_mutex_destroy(&locks->lock);
        mem_free(locks);
    }
}

static struct held **find(struct locks *locks, struct str name)
{
    struct held **at = &locks->held;

    while (*at && !str_eq((struct str){ (*at)->name, (*at)->len }, name)) {
        at = &(*at)->next;
    }
    return at;
}

/* Runs under the stop's lock. A waiter that is between its look at the stop and its sleep holds
 * this mutex, so the signal cannot be lost. */
static void wake(void *self)
{
    struct locks *locks = self;

    pthread_mutex_lock(&locks->lock);
    pthread_cond_broadcast(&locks->changed);
    pthread_mutex_unlock(&locks->lock);
}

static void add_held(struct locks *locks, struct str name)
{
    struct held *held = mem_calloc(1, sizeof(*held));

    held->name = mem_strndup(name.data, name.len);
    held->len = name.len;
    held->next = locks->held;
    locks->held = held;
}

enum status locks_take(struct locks *locks, struct str name, struct stop *stop)
{
    struct stop_watch watch = { .notify = wake, .self = locks };
    bool stopped;

    stop_watch(stop, &watch);
    pthread_mutex_lock(&locks->lock);
    while (!(stopped = stop_triggered(stop)) && *find(locks, name)) {
        pthread_cond_wait(&locks->changed, &locks->lock);
    }
    if (!stopped) {
        add_held(locks, name);
    }
    pthread_mutex_unlock(&locks->lock);
    stop_unwatch(stop, &watch);
    return stopped ? STATUS_STOPPED : STATUS_OK;
}

void locks_give(struct locks *locks, struct str name)
{
    struct held **at;
    struct held *held;

    pthread_mutex_lock(&locks->lock);
    at = find(locks, name);
    held = *at;
    assert(held);
    *at = held->next;
    pthread_cond_broadcast(&locks->changed);
    pthread_mutex_unlock(&locks->lock);
    mem_free(held->name);
    mem_free(held);
}

void locks_join(struct locks *locks)
{
    if (locks) {
        pthread_mutex_lock(&locks->lock);
        locks->operations++;
        pthread_mutex_unlock(&locks->lock);
    }
}

void locks_leave(struct locks *locks)
{
    if (locks) {
        pthread_mutex_lock(&locks->lock);
        assert(locks->operations > 0);
        locks->operations--;
        pthread_mutex_unlock(&locks->lock);
    }
}

bool locks_joined(struct locks *locks)
{
    bool any = false;

    if (locks) {
        pthread_mutex_lock(&locks->lock);
        any = locks->operations > 0;
        pthread_mutex_unlock(&locks->lock);
    }
    return any;
}
