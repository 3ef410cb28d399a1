#include "sagemaker/fanout.h"

#include "base/mem.h"

#include <pthread.h>

enum {
    STACK_BYTES = 512 * 1024,
    /* Results that may wait for one before them: enough to keep all threads busy while a call
     * sleeps over a refusal. */
    AHEAD = 256,
};

/* One fanout_run. */
struct fan {
    const struct fanout *fanout;
    size_t bound;
    struct stop *stop; /* of the calls */
    pthread_t *threads;
    size_t thread_count;

    pthread_mutex_t lock;   /* over what follows */
    pthread_cond_t work;    /* there may be something to run, or the end has come */
    pthread_cond_t results; /* a task is done, or a stop has come */
    struct fanout_task *first;
    size_t idle;
    size_t done;  /* tasks that are done and not taken */
    size_t taken; /* results */
    bool closed;
    struct fanout_task *failed; /* its arena holds the texts of `error` */
    enum status status;
    struct aws_error error;
    struct err err;
};

struct fanout_task *fanout_root(void)
{
    return mem_calloc(1, sizeof(struct fanout_task));
}

struct fanout_task *fanout_add(struct fanout_task *parent)
{
    struct fanout_task *task = mem_calloc(1, sizeof(*task));

    if (parent->first_child) {
        parent->last_child->next = task;
    } else {
        parent->first_child = task;
    }
    parent->last_child = task;
    return task;
}

struct arena *fanout_arena(struct fanout_task *task)
{
    if (!task->arena) {
        task->arena = arena_new();
    }
    return task->arena;
}

static void free_task(struct fanout_task *task)
{
    arena_free(task->arena);
    mem_free(task);
}

static void free_tasks(struct fanout_task *task)
{
    while (task) {
        struct fanout_task *next = task->next;

        free_task(task);
        task = next;
    }
}

/* Puts what the task has found behind it. */
static void place_children(struct fan *fan, struct fanout_task *task)
{
    for (struct fanout_task *child = task->first_child; child; child = child->next) {
        if (!child->run) {
            child->state = FANOUT_DONE;
            fan->done++;
        }
    }
    if (task->first_child) {
        task->last_child->next = task->next;
        task->next = task->first_child;
        task->first_child = NULL;
    }
}

/* How many tasks may be done and not taken. */
static size_t ahead(const struct fan *fan)
{
    size_t most = fan->fanout->most;
    size_t left = most > fan->taken ? most - fan->taken : 1;

    return most > 0 && left < AHEAD ? left : AHEAD;
}

/* The first that waits, unless the work is far enough ahead. What everybody waits for, the very
 * first, may always run. */
static struct fanout_task *startable(const struct fan *fan)
{
    struct fanout_task *task = fan->first;

    while (task && task->state != FANOUT_WAITS) {
        task = task->next;
    }
    return task == fan->first || fan->done < ahead(fan) ? task : NULL;
}

/* The lock is held. */
static void settle(struct fan *fan, struct fanout_task *task, enum status status,
                   const struct sagemaker *sm, const struct err *err)
{
    bool vanished = status == STATUS_NOT_FOUND && !task->is_needed;

    task->state = FANOUT_DONE;
    fan->done++;
    if (status == STATUS_OK) {
        place_children(fan, task);
        return;
    }
    task->is_result = false;
    free_tasks(task->first_child);
    task->first_child = NULL;
    if (!vanished && !fan->failed && !fan->closed) {
        fan->failed = task;
        fan->status = status;
        fan->error = sm->error;
        fan->err = *err;
    }
}

static void run_task(struct fan *fan, struct fanout_task *task)
{
    struct sagemaker sm = *fan->fanout->sm;
    struct err err = { "" };
    enum status status;

    task->state = FANOUT_RUNS;
    pthread_mutex_unlock(&fan->lock);
    sm.arena = fanout_arena(task);
    sm.stop = fan->stop;
    status = task->run(task, &sm, &err);
    pthread_mutex_lock(&fan->lock);
    settle(fan, task, status, &sm, &err);
    pthread_cond_signal(&fan->results);
}

static void *serve(void *self)
{
    struct fan *fan = self;

    pthread_mutex_lock(&fan->lock);
    while (!fan->closed) {
        struct fanout_task *task = startable(fan);

        if (task) {
            run_task(fan, task);
        } else {
            fan->idle++;
            pthread_cond_wait(&fan->work, &fan->lock);
            fan->idle--;
        }
    }
    pthread_mutex_unlock(&fan->lock);
    return NULL;
}

static void add_thread(struct fan *fan)
{
    pthread_attr_t attr;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    if (pthread_create(&fan->threads[fan->thread_count], &attr, serve, fan) == 0) {
        fan->thread_count++;
    } else if (fan->thread_count == 0) {
        mem_fatal("no thread can be made");
    } else {
        fan->bound = fan->thread_count; /* those that there are do the work */
    }
    pthread_attr_destroy(&attr);
}

/* The lock is held. Threads are made as they are needed: a list of one item needs one. */
static void share_out(struct fan *fan)
{
    size_t waiting = 0;

    for (struct fanout_task *task = startable(fan); task && waiting < fan->bound;
         task = task->next) {
        waiting += task->state == FANOUT_WAITS ? 1 : 0;
    }
    for (size_t i = fan->idle; i < waiting && fan->thread_count < fan->bound; i++) {
        add_thread(fan);
    }
    if (waiting > 0) {
        pthread_cond_broadcast(&fan->work);
    }
}

/* Runs under the stop's lock. A caller that is between its look at the stop and its sleep holds
 * this mutex, so the signal cannot be lost. */
static void wake(void *self)
{
    struct fan *fan = self;

    pthread_mutex_lock(&fan->lock);
    pthread_cond_signal(&fan->results);
    pthread_mutex_unlock(&fan->lock);
}

/* The lock is held, but not while the result is looked at. False: no more is wanted. */
static bool hand_over(struct fan *fan)
{
    struct fanout_task *task = fan->first;
    bool more = true;

    fan->first = task->next;
    fan->done--;
    if (task->is_result) {
        fan->taken++;
        pthread_mutex_unlock(&fan->lock);
        more = fan->fanout->take(fan->fanout->self, task);
        pthread_mutex_lock(&fan->lock);
    }
    free_task(task);
    return more;
}

/* The lock is held. */
static void take_results(struct fan *fan)
{
    bool more = true;

    while (more && fan->first && !fan->failed) {
        share_out(fan);
        if (stop_triggered(fan->fanout->sm->stop)) {
            fan->status = err_set(&fan->err, STATUS_STOPPED, "interrupted");
            return;
        }
        if (fan->first->state == FANOUT_DONE) {
            more = hand_over(fan);
        } else {
            pthread_cond_wait(&fan->results, &fan->lock);
        }
    }
}

/* The lock is held, and not any more afterwards. */
static void end_threads(struct fan *fan)
{
    fan->closed = true;
    pthread_cond_broadcast(&fan->work);
    pthread_mutex_unlock(&fan->lock);
    stop_trigger(fan->stop);
    for (size_t i = 0; i < fan->thread_count; i++) {
        pthread_join(fan->threads[i], NULL);
    }
}

/* What the caller gets to know of a failure, in its own arena. */
static void report(struct fan *fan, struct err *err)
{
    struct sagemaker *sm = fan->fanout->sm;

    if (fan->status == STATUS_OK) {
        return;
    }
    sm->error = fan->error;
    sm->error.code = arena_str(sm->arena, fan->error.code);
    sm->error.message = arena_str(sm->arena, fan->error.message);
    sm->error.request_id = arena_str(sm->arena, fan->error.request_id);
    err_set(err, fan->status, "%s", fan->err.text);
}

enum status fanout_run(const struct fanout *fanout, struct fanout_task *root, struct err *err)
{
    struct fan fan = {
        .fanout = fanout,
        .bound = fanout->bound > 0 ? fanout->bound : FANOUT_BOUND,
        .stop = stop_new(),
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .work = PTHREAD_COND_INITIALIZER,
        .results = PTHREAD_COND_INITIALIZER,
        .first = root,
    };
    struct stop_watch watch = { .notify = wake, .self = &fan };

    fan.threads = mem_calloc(fan.bound, sizeof(*fan.threads));
    root->state = FANOUT_DONE;
    fan.done = 1;
    place_children(&fan, root);
    if (fanout->sm->stop) {
        stop_watch(fanout->sm->stop, &watch);
    }
    pthread_mutex_lock(&fan.lock);
    take_results(&fan);
    end_threads(&fan);
    if (fanout->sm->stop) {
        stop_unwatch(fanout->sm->stop, &watch);
    }
    report(&fan, err);
    free_tasks(fan.first);
    mem_free(fan.threads);
    stop_free(fan.stop);
    return fan.status;
}
