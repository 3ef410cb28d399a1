#include "aws/creds_cache.h"

#include "base/log.h"
#include "base/mem.h"

#include <pthread.h>

enum {
    WINDOW_MS = 5 * 60 * 1000, /* before the end */
    WINDOW_PARTS = 3,          /* of a life: the window of a short one */
    AGAIN_MS = 60 * 1000       /* after a refresh that failed */
};

struct creds_cache {
    struct creds_source source; /* first: its address is that of the cache */
    const struct clock *clock;
    struct creds_source *inner;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    struct creds creds; /* access_key_id NULL: none yet */
    int64_t refresh_at_ms;
    bool refused; /* by the service: they are not good until they expire */
    bool busy;    /* a thread gets new ones */
    uint64_t rounds;
    enum status last; /* how the last round ended */
    struct err why;
};

/* All functions below but for the public ones run under the lock. */

static bool is_good(const struct creds_cache *cache, int64_t now_ms)
{
    return cache->creds.access_key_id && !cache->refused &&
           (cache->creds.expires_at_ms == 0 || now_ms < cache->creds.expires_at_ms);
}

static bool is_fresh(const struct creds_cache *cache, int64_t now_ms)
{
    return is_good(cache, now_ms) &&
           (cache->creds.expires_at_ms == 0 || now_ms < cache->refresh_at_ms);
}

static void keep(struct creds_cache *cache, const struct creds *creds, int64_t now_ms)
{
    int64_t part_ms = (creds->expires_at_ms - now_ms) / WINDOW_PARTS;

    creds_release(&cache->creds);
    cache->creds = *creds;
    cache->refused = false;
    cache->refresh_at_ms = creds->expires_at_ms - (part_ms < WINDOW_MS ? part_ms : WINDOW_MS);
}

static void use_on(struct creds_cache *cache, int64_t now_ms)
{
    cache->refresh_at_ms = now_ms + AGAIN_MS;
    LOG(LOG_WARN, "aws", "the credentials could not be renewed and are used on: %s",
        cache->why.text);
}

/* Gets new ones, with the lock left to others meanwhile. */
static void refresh(struct creds_cache *cache, struct stop *stop)
{
    struct creds fresh;
    struct err why = { .text = "" };
    enum status status;
    int64_t now_ms;

    cache->busy = true;
    pthread_mutex_unlock(&cache->lock);
    status = creds_retrieve(cache->inner, stop, &fresh, &why);
    pthread_mutex_lock(&cache->lock);
    now_ms = clock_wall_ms(cache->clock);
    cache->busy = false;
    cache->rounds++;
    cache->last = status;
    cache->why = why;
    if (status == STATUS_OK) {
        keep(cache, &fresh, now_ms);
    } else if (status != STATUS_STOPPED && is_good(cache, now_ms)) {
        use_on(cache, now_ms);
    }
    pthread_cond_broadcast(&cache->changed);
}

/* Runs under the stop's lock; see sagemaker/lock.c. */
static void wake(void *self)
{
    struct creds_cache *cache = self;

    pthread_mutex_lock(&cache->lock);
    pthread_cond_broadcast(&cache->changed);
    pthread_mutex_unlock(&cache->lock);
}

/* Waits for the round under way. What a stop of somebody else's ended is no answer for us. */
static enum status await(struct creds_cache *cache, struct stop *stop)
{
    uint64_t round = cache->rounds;

    while (cache->rounds == round && !stop_triggered(stop)) {
        pthread_cond_wait(&cache->changed, &cache->lock);
    }
    if (cache->rounds == round) {
        return STATUS_STOPPED;
    }
    return cache->last == STATUS_STOPPED ? STATUS_OK : cache->last;
}

static enum status get_locked(struct creds_cache *cache, struct stop *stop, struct creds *out,
                              struct err *err)
{
    bool tried = false;
    enum status status = STATUS_OK;

    while (!is_fresh(cache, clock_wall_ms(cache->clock)) && !tried && status == STATUS_OK) {
        if (cache->busy) {
            status = await(cache, stop);
        } else {
            refresh(cache, stop);
            status = cache->last;
            tried = true;
        }
    }
    if (stop_triggered(stop) && status == STATUS_STOPPED) {
        return err_set(err, STATUS_STOPPED, "stopped while credentials were asked for");
    }
    if (status != STATUS_OK && !is_good(cache, clock_wall_ms(cache->clock))) {
        return err_set(err, status, "%s", cache->why.text);
    }
    creds_copy(out, &cache->creds);
    return STATUS_OK;
}

enum status creds_cache_get(struct creds_cache *cache, struct stop *stop, struct creds *out,
                            struct err *err)
{
    struct stop_watch watch = { .notify = wake, .self = cache };
    enum status status;

    if (stop) {
        stop_watch(stop, &watch);
    }
    pthread_mutex_lock(&cache->lock);
    status = get_locked(cache, stop, out, err);
    pthread_mutex_unlock(&cache->lock);
    if (stop) {
        stop_unwatch(stop, &watch);
    }
    return status;
}

bool creds_cache_expire(struct creds_cache *cache, const struct creds *refused)
{
    bool again = true;

    pthread_mutex_lock(&cache->lock);
    if (cache->creds.access_key_id &&
        strcmp(cache->creds.access_key_id, refused->access_key_id) == 0) {
        again = cache->creds.expires_at_ms != 0;
        cache->refused = again;
    }
    pthread_mutex_unlock(&cache->lock);
    return again;
}

static enum status cache_retrieve(struct creds_source *self, struct stop *stop,
                                  struct creds *out, struct err *err)
{
    return creds_cache_get((struct creds_cache *)self, stop, out, err);
}

static void cache_free(struct creds_source *self)
{
    struct creds_cache *cache = (struct creds_cache *)self;

    creds_source_free(cache->inner);
    creds_release(&cache->creds);
    pthread_cond_destroy(&cache->changed);
    pthread_mutex_destroy(&cache->lock);
    mem_free(cache);
}

struct creds_cache *creds_cache_new(const struct creds_io *io, struct creds_source *source)
{
    static const struct creds_source_ops ops = { .retrieve = cache_retrieve,
                                                 .free = cache_free };
    struct creds_cache *cache = mem_calloc(1, sizeof(*cache));

    cache->source.ops = &ops;
    cache->clock = io->clock;
    cache->inner = source;
    pthread_mutex_init(&cache->lock, NULL);
    pthread_cond_init(&cache->changed, NULL);
    return cache;
}

struct creds_source *creds_cache_source(struct creds_cache *cache)
{
    return &cache->source;
}
