#ifndef AWS_RETRY_H
#define AWS_RETRY_H

#include "aws/http.h"
#include "base/clock.h"

/*
 * When a failed request is sent again, and how long to wait before: the rules that the AWS SDKs
 * call standard mode, in their version of 2026. A state machine that neither waits nor sends.
 */
enum retry_class {
    RETRY_NEVER,
    RETRY_TRANSIENT,   /* the service or the connection failed */
    RETRY_THROTTLING,  /* the service asks for patience */
    RETRY_UNREACHABLE, /* there is nobody at the endpoint: fewer attempts */
};

/* The class of an error answer, by its code, then by its status. */
enum retry_class retry_class_of_reply(int http_status, struct str code);

/* The class of a request without an answer. */
enum retry_class retry_class_of_failure(enum http_failure_kind kind);

/* What all calls of a client may spend on retries; any thread. */
struct retry_quota {
    int64_t capacity; /* 0: no limit */
    int64_t left;     /* atomic */
};

/* The rate limiter of the adaptive mode: holds requests back once the service throttles, by the
 * cubic rule that the AWS SDKs share. One for all calls of a client; any thread. */
struct retry_pace;

struct retry_pace *retry_pace_new(const struct clock *clock) __attribute__((returns_nonnull));
void retry_pace_free(struct retry_pace *pace);

/* How long the request that comes now has to wait before it is sent; its turn is taken. */
int64_t retry_pace_delay_ms(struct retry_pace *pace);

/* Learns from an attempt that has ended: of which class its failure is, RETRY_NEVER when it is
 * none. */
void retry_pace_learn(struct retry_pace *pace, enum retry_class class);

/* The state of one call. */
struct retry {
    struct retry_quota *quota; /* NULL: none */
    const struct clock *clock; /* randomness only */
    int max_attempts;
    int attempt;    /* the one under way, from 1 */
    int64_t cost;   /* of the last retry; 0: there was none */
    bool exhausted; /* the quota, not the number of attempts, ended it */
};

void retry_init(struct retry *retry, struct retry_quota *quota, const struct clock *clock,
                int max_attempts);

/* The attempt under way has failed. True: wait *delay_ms and try again, as the next attempt.
 * `hint` is the x-amz-retry-after header: milliseconds. */
MUST_CHECK bool retry_next(struct retry *retry, enum retry_class class, struct str hint,
                           int64_t *delay_ms);

/* The attempt under way has succeeded: gives back to the quota. */
void retry_succeeded(struct retry *retry);

#endif
