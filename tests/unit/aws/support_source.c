#include "aws/support_source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void wake(void *self)
{
    struct play_source *source = self;

    pthread_mutex_lock(&source->lock);
    pthread_cond_broadcast(&source->changed);
    pthread_mutex_unlock(&source->lock);
}

/* True when a stop came first. */
static bool hold(struct play_source *source, struct stop *stop)
{
    struct stop_watch watch = { .notify = wake, .self = source };

    if (stop) {
        stop_watch(stop, &watch);
    }
    pthread_mutex_lock(&source->lock);
    while (!source->released && !stop_triggered(stop)) {
        pthread_cond_wait(&source->changed, &source->lock);
    }
    pthread_mutex_unlock(&source->lock);
    if (stop) {
        stop_unwatch(stop, &watch);
    }
    return stop_triggered(stop);
}

static enum status play(struct creds_source *self, struct stop *stop, struct creds *out,
                        struct err *err)
{
    struct play_source *source = (struct play_source *)self;
    const struct source_step *step;
    struct creds_found found = { .secret_key = STR("SECRET"), .origin = STR("the play") };

    pthread_mutex_lock(&source->lock);
    step = &source->steps[source->retrieved < source->step_count ? source->retrieved
                                                                 : source->step_count - 1];
    source->retrieved++;
    source->entered++;
    pthread_cond_broadcast(&source->changed);
    pthread_mutex_unlock(&source->lock);
    if (step->held && hold(source, stop)) {
        return err_set(err, STATUS_STOPPED, "the play was stopped");
    }
    if (!step->id) {
        return err_set(err, step->status, "the play says no");
    }
    found.access_key_id = str_from(step->id);
    found.expires_at_ms = step->lives_ms ? clock_wall_ms(source->clock) + step->lives_ms : 0;
    return creds_make(&found, out, err);
}

static void play_free(struct creds_source *self)
{
    struct play_source *source = (struct play_source *)self;

    source->freed = true;
    pthread_cond_destroy(&source->changed);
    pthread_mutex_destroy(&source->lock);
}

void support_source_init(struct play_source *source, const struct clock *clock,
                         const struct source_step *steps, size_t step_count)
{
    static const struct creds_source_ops ops = { .retrieve = play, .free = play_free };

    memset(source, 0, sizeof(*source));
    source->source.ops = &ops;
    source->clock = clock;
    source->steps = steps;
    source->step_count = step_count;
    pthread_mutex_init(&source->lock, NULL);
    pthread_cond_init(&source->changed, NULL);
}

void support_source_await(struct play_source *source, size_t entered)
{
    pthread_mutex_lock(&source->lock);
    while (source->entered < entered) {
        pthread_cond_wait(&source->changed, &source->lock);
    }
    pthread_mutex_unlock(&source->lock);
}

void support_source_release(struct play_source *source)
{
    pthread_mutex_lock(&source->lock);
    source->released = true;
    pthread_cond_broadcast(&source->changed);
    pthread_mutex_unlock(&source->lock);
}
