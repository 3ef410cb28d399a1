#include "rpc/lanes.h"

#include "base/mem.h"

enum {
    /* Only the touched pages of a stack cost memory. Below the size of a huge page, so that the
     * kernel never backs one with a single 2 MiB page. */
    STACK_BYTES = 512 * 1024,
};

void lane_init(struct lane *lane, size_t max_threads, size_t max_idle)
{
    *lane = (struct lane){ .max_threads = max_threads, .max_idle = max_idle };
    pthread_mutex_init(&lane->lock, NULL);
    pthread_cond_init(&lane->wake, NULL);
    pthread_cond_init(&lane->ended, NULL);
}

/* The lock is held. NULL when the thread is to end. */
static struct lane_job *take_job(struct lane *lane)
{
    struct lane_job *job;

    while (!lane->first && !lane->closed) {
        if (lane->idle >= lane->max_idle) {
            return NULL;
        }
        lane->idle++;
        pthread_cond_wait(&lane->wake, &lane->lock);
        lane->idle--;
    }
    job = lane->first;
    if (job) {
        lane->first = job->next;
        lane->queued--;
    }
    return job;
}

static void *serve(void *self)
{
    struct lane *lane = self;
    struct lane_job *job;
    pthread_t before;
    bool has_before;

    pthread_mutex_lock(&lane->lock);
    while ((job = take_job(lane)) != NULL) {
        pthread_mutex_unlock(&lane->lock);
        job->run(job->self);
        pthread_mutex_lock(&lane->lock);
    }
    /* Each thread that ends joins the one that ended before it, so at most one is ever left
     * over and none has to be detached: at the end of the lane nothing of ours still runs. */
    before = lane->last_ended;
    has_before = lane->has_ended;
    lane->last_ended = pthread_self();
    lane->has_ended = true;
    lane->threads--;
    pthread_cond_signal(&lane->ended);
    pthread_mutex_unlock(&lane->lock);
    if (has_before) {
        pthread_join(before, NULL);
    }
    return NULL;
}

/* The lock is held. Without a new thread the job waits for an old one, if there is any. */
static void add_thread(struct lane *lane)
{
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    if (pthread_create(&thread, &attr, serve, lane) == 0) {
        lane->threads++;
    } else if (lane->threads == 0) {
        mem_fatal("no thread can be made");
    }
    pthread_attr_destroy(&attr);
}

void lane_submit(struct lane *lane, struct lane_job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&lane->lock);
    if (lane->first) {
        lane->last->next = job;
    } else {
        lane->first = job;
    }
    lane->last = job;
    lane->queued++;
    /* A thread that was woken for an earlier job still counts as idle, and that job as queued.
     */
    if (lane->idle < lane->queued && lane->threads < lane->max_threads) {
        add_thread(lane);
    } else {
        pthread_cond_signal(&lane->wake);
    }
    pthread_mutex_unlock(&lane->lock);
}

void lane_release(struct lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    lane->closed = true;
    pthread_cond_broadcast(&lane->wake);
    while (lane->threads > 0) {
        pthread_cond_wait(&lane->ended, &lane->lock);
    }
    pthread_mutex_unlock(&lane->lock);
    if (lane->has_ended) {
        pthread_join(lane->last_ended, NULL);
    }
    pthread_cond_destroy(&lane->ended);
    pthread_cond_destroy(&lane->wake);
    pthread_mutex_destroy(&lane->lock);
}
