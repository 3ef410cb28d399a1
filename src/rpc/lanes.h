#ifndef RPC_LANES_H
#define RPC_LANES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Threads for calls. A lane makes a thread whenever a job would have to wait for one, up to its
 * ceiling, and lets go of threads that are idle beyond a few, so that a burst of blocking calls
 * costs its stacks only while it lasts. Jobs start in the order they came in.
 */
struct lane_job {
    struct lane_job *next; /* the lane's */
    void (*run)(void *self);
    void *self;
};

struct lane {
    pthread_mutex_t lock;
    pthread_cond_t wake;  /* a job came, or the lane closes */
    pthread_cond_t ended; /* a thread has ended */
    struct lane_job *first;
    struct lane_job *last;
    size_t queued;
    size_t idle;
    size_t threads;
    size_t max_threads;
    size_t max_idle;
    bool closed;
    bool has_ended; /* `last_ended` holds a thread that is to be joined */
    pthread_t last_ended;
};

void lane_init(struct lane *lane, size_t max_threads, size_t max_idle);

/* Any thread may submit. The job's storage is free again as soon as it runs. */
void lane_submit(struct lane *lane, struct lane_job *job);

/* Waits until every job has run and every thread has ended. Nobody submits any more. */
void lane_release(struct lane *lane);

#endif
