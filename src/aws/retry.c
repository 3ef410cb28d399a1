#include "aws/retry.h"

enum {
    BASE_MS = 50,
    THROTTLING_BASE_MS = 1000,
    DELAY_MAX_MS = 20000,
    HINT_SLACK_MS = 5000,
    DOUBLINGS_MAX = 16,
    UNREACHABLE_ATTEMPTS = 9,
    COST = 14,
    THROTTLING_COST = 5
};

struct rule {
    int64_t base_ms;
    int64_t cost;
    int attempts; /* 0: as many as are configured */
};

static const struct rule rules[] = {
    [RETRY_NEVER] = { .attempts = 1 },
    [RETRY_TRANSIENT] = { .base_ms = BASE_MS, .cost = COST },
    [RETRY_THROTTLING] = { .base_ms = THROTTLING_BASE_MS, .cost = THROTTLING_COST },
    [RETRY_UNREACHABLE] = { .base_ms = BASE_MS,
                            .cost = COST,
                            .attempts = UNREACHABLE_ATTEMPTS },
};

enum retry_class retry_class_of_reply(int http_status, struct str code)
{
    static const char *const throttling[] = {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottledException",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "TransactionInProgressException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "RequestThrottled",
        "SlowDown",
        "PriorRequestNotComplete",
        "EC2ThrottledException",
        NULL,
    };
    static const char *const transient[] = {
        "RequestTimeout",        "RequestTimeoutException",
        "IDPCommunicationError", /* of STS, as is the next: it could not ask who made a token */
        "InvalidIdentityToken",  NULL,
    };
    static const int statuses[] = { 500, 502, 503, 504 };

    if (str_in(code, throttling)) {
        return RETRY_THROTTLING;
    }
    if (str_in(code, transient)) {
        return RETRY_TRANSIENT;
    }
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        if (statuses[i] == http_status) {
            return RETRY_TRANSIENT;
        }
    }
    return RETRY_NEVER;
}

enum retry_class retry_class_of_failure(enum http_failure_kind kind)
{
    static const enum retry_class classes[] = {
        [HTTP_STOPPED] = RETRY_NEVER,         [HTTP_NO_HOST] = RETRY_UNREACHABLE,
        [HTTP_NO_ANSWER] = RETRY_UNREACHABLE, [HTTP_UNTRUSTED] = RETRY_NEVER,
        [HTTP_TIMED_OUT] = RETRY_TRANSIENT,   [HTTP_BROKEN] = RETRY_TRANSIENT,
        [HTTP_TOO_LARGE] = RETRY_NEVER,       [HTTP_REFUSED] = RETRY_NEVER,
    };

    return classes[kind];
}

/* Takes `cost` off the quota, or gives it back when it is negative. False: there is not so much
 * left. */
static bool spend(struct retry_quota *quota, int64_t cost)
{
    int64_t left;
    int64_t after;

    if (!quota || quota->capacity == 0) {
        return true;
    }
    left = __atomic_load_n(&quota->left, __ATOMIC_RELAXED);
    do {
        after = left - cost < quota->capacity ? left - cost : quota->capacity;
        if (after < 0) {
            return false;
        }
    } while (!__atomic_compare_exchange_n(&quota->left, &left, after, false, __ATOMIC_RELAXED,
                                          __ATOMIC_RELAXED));
    return true;
}

void retry_init(struct retry *retry, struct retry_quota *quota, const struct clock *clock,
                int max_attempts)
{
    *retry = (struct retry){
        .quota = quota, .clock = clock, .max_attempts = max_attempts, .attempt = 1
    };
}

static int64_t delay(const struct retry *retry, int64_t base_ms, struct str hint)
{
    int doublings = retry->attempt - 1 < DOUBLINGS_MAX ? retry->attempt - 1 : DOUBLINGS_MAX;
    int64_t longest_ms = base_ms << doublings;
    int64_t delay_ms;
    int64_t hint_ms;

    longest_ms = longest_ms < DELAY_MAX_MS ? longest_ms : DELAY_MAX_MS;
    delay_ms = clock_random_below(retry->clock, longest_ms + 1);
    if (!str_to_int64(hint, &hint_ms) || hint_ms < delay_ms) {
        return delay_ms;
    }
    return hint_ms < delay_ms + HINT_SLACK_MS ? hint_ms : delay_ms + HINT_SLACK_MS;
}

bool retry_next(struct retry *retry, enum retry_class class, struct str hint, int64_t *delay_ms)
{
    const struct rule *rule = &rules[class];
    int attempts = rule->attempts > 0 && rule->attempts < retry->max_attempts
                       ? rule->attempts
                       : retry->max_attempts;

    if (class == RETRY_NEVER || retry->attempt >= attempts) {
        return false;
    }
    if (!spend(retry->quota, rule->cost)) {
        retry->exhausted = true;
        return false;
    }
    retry->cost = rule->cost;
    *delay_ms = delay(retry, rule->base_ms, hint);
    retry->attempt++;
    return true;
}

void retry_succeeded(struct retry *retry)
{
    (void)spend(retry->quota, retry->cost > 0 ? -retry->cost : -1);
}
