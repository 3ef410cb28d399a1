#include "aws/retry.h"
#include "base/mem.h"

#include <math.h>
#include <pthread.h>

/* The constants and the arithmetic are those of the SDKs' common specification. Times are in
 * seconds, rates in requests per second. */
static const double beta = 0.7;        /* what a throttled client slows down to */
static const double scale = 0.4;       /* of the cubic curve */
static const double smoothing = 0.8;   /* weight of the newest measurement */
static const double rate_min = 0.5;    /* one request in two seconds, always */
static const double capacity_min = 1;  /* requests that may come at once */
static const double buckets_per_s = 2; /* measurements in a second */
static const double headroom = 2;      /* times the measured rate */
static const double ms_per_s = 1000;

struct retry_pace {
    const struct clock *clock;
    pthread_mutex_t lock; /* over what follows */
    bool enabled;         /* the service has throttled */
    double rate;          /* at which requests are let through */
    double capacity_max;
    double capacity; /* below 0: the turns that are taken already */
    double filled_at_s;
    bool filled;
    double measured_rate; /* of answers */
    double measured_at_s;
    double answers; /* since then */
    double throttled_rate;
    double throttled_at_s;
};

static double now_s(const struct retry_pace *pace)
{
    int64_t now_ms = clock_mono_ms(pace->clock);

    return (double)now_ms / ms_per_s;
}

static double bucket_of(double time_s)
{
    return floor(time_s * buckets_per_s) / buckets_per_s;
}

struct retry_pace *retry_pace_new(const struct clock *clock)
{
    struct retry_pace *pace = mem_calloc(1, sizeof(*pace));

    pace->clock = clock;
    pace->throttled_at_s = now_s(pace);
    pace->measured_at_s = bucket_of(pace->throttled_at_s);
    pthread_mutex_init(&pace->lock, NULL);
    return pace;
}

void retry_pace_free(struct retry_pace *pace)
{
    if (pace) {
        pthread_mutex_destroy(&pace->lock);
        mem_free(pace);
    }
}

static void refill(struct retry_pace *pace)
{
    double time_s = now_s(pace);

    if (pace->filled) {
        pace->capacity = fmin(pace->capacity_max,
                              pace->capacity + (time_s - pace->filled_at_s) * pace->rate);
    }
    pace->filled = true;
    pace->filled_at_s = time_s;
}

static void set_rate(struct retry_pace *pace, double rate)
{
    /* What has been waiting until now was earned at the rate of until now. */
    refill(pace);
    pace->rate = fmax(rate, rate_min);
    pace->capacity_max = fmax(rate, capacity_min);
    pace->capacity = fmin(pace->capacity, pace->capacity_max);
}

static void measure(struct retry_pace *pace)
{
    double bucket = bucket_of(now_s(pace));

    pace->answers++;
    if (bucket > pace->measured_at_s) {
        double rate = pace->answers / (bucket - pace->measured_at_s);

        pace->measured_rate = rate * smoothing + pace->measured_rate * (1 - smoothing);
        pace->answers = 0;
        pace->measured_at_s = bucket;
    }
}

/* The curve begins where the last throttling slowed down to, is back at the rate of before
 * after a while that this gives, and gets steep from there on. */
static double cubic(const struct retry_pace *pace)
{
    double window_s = cbrt(pace->throttled_rate * (1 - beta) / scale);

    return scale * pow(now_s(pace) - pace->throttled_at_s - window_s, 3) + pace->throttled_rate;
}

int64_t retry_pace_delay_ms(struct retry_pace *pace)
{
    double delay_ms = 0;

    pthread_mutex_lock(&pace->lock);
    if (pace->enabled) {
        refill(pace);
        if (pace->capacity < 1) {
            delay_ms = ceil((1 - pace->capacity) / pace->rate * ms_per_s);
        }
        pace->capacity -= 1;
    }
    pthread_mutex_unlock(&pace->lock);
    return (int64_t)delay_ms;
}

void retry_pace_learn(struct retry_pace *pace, enum retry_class class)
{
    double rate;

    pthread_mutex_lock(&pace->lock);
    measure(pace);
    if (class == RETRY_THROTTLING) {
        pace->throttled_rate =
            pace->enabled ? fmin(pace->measured_rate, pace->rate) : pace->measured_rate;
        pace->throttled_at_s = now_s(pace);
        pace->enabled = true;
        rate = pace->throttled_rate * beta;
    } else {
        rate = cubic(pace);
    }
    set_rate(pace, fmin(rate, headroom * pace->measured_rate));
    pthread_mutex_unlock(&pace->lock);
}
