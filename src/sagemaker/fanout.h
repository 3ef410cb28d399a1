#ifndef SAGEMAKER_FANOUT_H
#define SAGEMAKER_FANOUT_H

#include "sagemaker/sagemaker.h"

/*
 * Many calls side by side, with a bound, and their results in order.
 *
 * The work is a list of tasks. A task that runs may find more of them (a page of a list finds
 * its items and the next page): they take its place in the list. Threads always run the first
 * task that waits, so that what is wanted first is made first and no part of the work waits for
 * the end of another. The caller's thread takes the results from the front of the list,
 * whatever the order in which they were made, while the rest goes on; how far the work may be
 * ahead of it is limited, and so is the memory.
 */
struct fanout_task {
    /* Makes the calls, in a thread of the fan-out, through an `sm` of its own whose arena is
     * fanout_arena(task). NULL: there is nothing to do, the result is there. STATUS_NOT_FOUND:
     * what it is about has vanished, which is no error: it and what it found are left out.
     * Every other failure ends the whole. */
    enum status (*run)(struct fanout_task *task, struct sagemaker *sm, struct err *err);
    void *data; /* what it is about and what comes of it: in its arena, or with a longer life */
    bool is_result; /* is handed to `take` */
    bool is_needed; /* STATUS_NOT_FOUND is a failure like any other */

    /* The fan-out's own. */
    struct arena *arena;
    struct fanout_task *first_child;
    struct fanout_task *last_child;
    struct fanout_task *next;
    enum fanout_state {
        FANOUT_WAITS,
        FANOUT_RUNS,
        FANOUT_DONE
    } state;
};

enum {
    FANOUT_BOUND = 10 /* calls at a time */
};

struct fanout {
    struct sagemaker *sm; /* whose client, region and stop the calls have; sm->error is that of
                             the failure */
    size_t bound;         /* 0: FANOUT_BOUND */
    /* How many results will be wanted at most; 0: all. A hint, so that the work is not further
     * ahead of `take` than it need be. */
    size_t most;
    /* Gets each result in the caller's thread, in order. What it wants to keep it copies: the
     * task is gone afterwards. False: no more is wanted, which is no error. */
    bool (*take)(void *self, struct fanout_task *task);
    void *self;
};

/* A task without a run, for the caller to add the work to. fanout_run ends its life. */
struct fanout_task *fanout_root(void) __attribute__((returns_nonnull));

/* A new task behind those that `parent` has already. The parent is the one that runs, or a
 * root. */
struct fanout_task *fanout_add(struct fanout_task *parent) __attribute__((returns_nonnull));

/* The arena that lives as long as the task. */
struct arena *fanout_arena(struct fanout_task *task) __attribute__((returns_nonnull));

/* Does all the work, and returns when nothing of it runs any more. The first failure, a stop of
 * sm->stop and the end that `take` asks for end it at once: requests that are on their way are
 * given up. STATUS_STOPPED; others by the failed task. */
MUST_CHECK enum status fanout_run(const struct fanout *fanout, struct fanout_task *root,
                                  struct err *err);

#endif
