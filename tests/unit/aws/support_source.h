#ifndef TESTS_AWS_SUPPORT_SOURCE_H
#define TESTS_AWS_SUPPORT_SOURCE_H

#include "aws/creds.h"

#include <pthread.h>

/* A source that plays steps: what each retrieval gives. The last one is for all further ones.
 */
struct source_step {
    const char *id;   /* NULL: a failure with `status` */
    int64_t lives_ms; /* 0: for ever */
    enum status status;
    bool held; /* until support_source_release, or a stop */
};

struct play_source {
    struct creds_source source;
    const struct clock *clock;
    const struct source_step *steps;
    size_t step_count;
    bool freed;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    size_t retrieved;
    size_t entered; /* retrievals that have begun */
    bool released;
};

void support_source_init(struct play_source *source, const struct clock *clock,
                         const struct source_step *steps, size_t step_count);

/* Waits until so many retrievals have begun. */
void support_source_await(struct play_source *source, size_t entered);
void support_source_release(struct play_source *source);

#endif
