#include "aws/retry.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct str no_hint = { NULL, 0 };

static void replies_have_their_class(void **state)
{
    static const struct {
        int status;
        const char *code;
        enum retry_class class;
    } rows[] = {
        { 400, "Throttling", RETRY_THROTTLING },
        { 400, "ThrottlingException", RETRY_THROTTLING },
        { 400, "ThrottledException", RETRY_THROTTLING },
        { 400, "RequestThrottledException", RETRY_THROTTLING },
        { 429, "TooManyRequestsException", RETRY_THROTTLING },
        { 400, "ProvisionedThroughputExceededException", RETRY_THROTTLING },
        { 400, "TransactionInProgressException", RETRY_THROTTLING },
        { 400, "RequestLimitExceeded", RETRY_THROTTLING },
        { 400, "BandwidthLimitExceeded", RETRY_THROTTLING },
        { 400, "LimitExceededException", RETRY_THROTTLING },
        { 400, "RequestThrottled", RETRY_THROTTLING },
        { 503, "SlowDown", RETRY_THROTTLING },
        { 400, "PriorRequestNotComplete", RETRY_THROTTLING },
        { 400, "EC2ThrottledException", RETRY_THROTTLING },
        { 400, "RequestTimeout", RETRY_TRANSIENT },
        { 408, "RequestTimeoutException", RETRY_TRANSIENT },
        { 400, "IDPCommunicationError", RETRY_TRANSIENT },
        { 400, "InvalidIdentityToken", RETRY_TRANSIENT },
        { 403, "IDPRejectedClaim", RETRY_NEVER },
        { 500, "", RETRY_TRANSIENT },
        { 500, "InternalFailure", RETRY_TRANSIENT },
        { 502, "", RETRY_TRANSIENT },
        { 503, "ServiceUnavailable", RETRY_TRANSIENT },
        { 504, "", RETRY_TRANSIENT },
        { 501, "", RETRY_NEVER },
        { 505, "", RETRY_NEVER },
        { 429, "", RETRY_NEVER },
        { 429, "Unknown", RETRY_NEVER },
        { 301, "", RETRY_NEVER },
        { 400, "ResourceInUse", RETRY_NEVER },
        { 400, "ResourceLimitExceeded", RETRY_NEVER },
        { 400, "ResourceNotFound", RETRY_NEVER },
        { 400, "ValidationException", RETRY_NEVER },
        { 400, "AccessDeniedException", RETRY_NEVER },
        { 400, "RequestExpired", RETRY_NEVER },
        { 400, "InvalidSignatureException", RETRY_NEVER },
        { 400, "throttling", RETRY_NEVER },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (retry_class_of_reply(rows[i].status, str_from(rows[i].code)) != rows[i].class) {
            fail_msg("%d %s", rows[i].status, rows[i].code);
        }
    }
}

static void failures_have_their_class(void **state)
{
    (void)state;
    assert_int_equal(retry_class_of_failure(HTTP_STOPPED), RETRY_NEVER);
    assert_int_equal(retry_class_of_failure(HTTP_NO_HOST), RETRY_UNREACHABLE);
    assert_int_equal(retry_class_of_failure(HTTP_NO_ANSWER), RETRY_UNREACHABLE);
    assert_int_equal(retry_class_of_failure(HTTP_UNTRUSTED), RETRY_NEVER);
    assert_int_equal(retry_class_of_failure(HTTP_TIMED_OUT), RETRY_TRANSIENT);
    assert_int_equal(retry_class_of_failure(HTTP_BROKEN), RETRY_TRANSIENT);
    assert_int_equal(retry_class_of_failure(HTTP_TOO_LARGE), RETRY_NEVER);
    assert_int_equal(retry_class_of_failure(HTTP_REFUSED), RETRY_NEVER);
}

/* Longest delay of the retries 1 to 12 of a class: the draw that the fake clock gives is the
 * longest for each when it is the bound itself. */
static void check_delays(enum retry_class class, const int64_t *longest, size_t count)
{
    struct retry_quota quota = { 0, 0 };
    struct fake_clock clock;
    struct retry retry;

    support_clock_init(&clock);
    retry_init(&retry, &quota, &clock.clock, 100);
    for (size_t i = 0; i < count; i++) {
        int64_t delay_ms = -1;

        clock.random = (uint64_t)longest[i];
        assert_true(retry_next(&retry, class, no_hint, &delay_ms));
        assert_int_equal(delay_ms, longest[i]);
        assert_int_equal(retry.attempt, i + 2);
    }
}

static void delays_double_up_to_20_seconds(void **state)
{
    static const int64_t transient[] = { 50,   100,  200,   400,   800,   1600,
                                         3200, 6400, 12800, 20000, 20000, 20000 };
    static const int64_t throttling[] = { 1000, 2000, 4000, 8000, 16000, 20000, 20000, 20000 };

    (void)state;
    check_delays(RETRY_TRANSIENT, transient, ARRAY_LEN(transient));
    check_delays(RETRY_THROTTLING, throttling, ARRAY_LEN(throttling));
}

static void a_draw_past_the_bound_wraps_into_it(void **state)
{
    struct retry_quota quota = { 0, 0 };
    struct fake_clock clock;
    struct retry retry;
    int64_t delay_ms = -1;

    (void)state;
    support_clock_init(&clock);
    retry_init(&retry, &quota, &clock.clock, 2);
    clock.random = 51;
    assert_true(retry_next(&retry, RETRY_TRANSIENT, no_hint, &delay_ms));
    assert_int_equal(delay_ms, 0);
}

static void the_service_may_ask_for_up_to_5_seconds_more(void **state)
{
    static const struct {
        const char *hint;
        int64_t delay_ms;
    } rows[] = {
        { "3000", 3000 }, { "90000", 5025 }, { "5025", 5025 }, { "5026", 5025 },
        { "25", 25 },     { "24", 25 },      { "0", 25 },      { "-1", 25 },
        { "soon", 25 },   { "1.5", 25 },     { "", 25 },       { "99999999999999999999", 25 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct retry_quota quota = { 0, 0 };
        struct fake_clock clock;
        struct retry retry;
        int64_t delay_ms = -1;

        support_clock_init(&clock);
        clock.random = 25;
        retry_init(&retry, &quota, &clock.clock, 3);
        assert_true(retry_next(&retry, RETRY_TRANSIENT, str_from(rows[i].hint), &delay_ms));
        assert_int_equal(delay_ms, rows[i].delay_ms);
    }
}

static void a_hint_makes_nothing_retryable(void **state)
{
    struct retry_quota quota = { 0, 0 };
    struct fake_clock clock;
    struct retry retry;
    int64_t delay_ms = -1;

    (void)state;
    support_clock_init(&clock);
    retry_init(&retry, &quota, &clock.clock, 3);
    assert_false(retry_next(&retry, RETRY_NEVER, STR("100"), &delay_ms));
    assert_int_equal(delay_ms, -1);
}

/* How many attempts there are when all fail. */
static int attempts(enum retry_class class, int max_attempts)
{
    struct retry_quota quota = { 0, 0 };
    struct fake_clock clock;
    struct retry retry;
    int64_t delay_ms;

    support_clock_init(&clock);
    retry_init(&retry, &quota, &clock.clock, max_attempts);
    while (retry_next(&retry, class, no_hint, &delay_ms)) {
    }
    return retry.attempt;
}

static void attempts_are_counted(void **state)
{
    (void)state;
    assert_int_equal(attempts(RETRY_TRANSIENT, 1), 1);
    assert_int_equal(attempts(RETRY_TRANSIENT, 3), 3);
    assert_int_equal(attempts(RETRY_THROTTLING, 25), 25);
    assert_int_equal(attempts(RETRY_UNREACHABLE, 25), 9);
    assert_int_equal(attempts(RETRY_UNREACHABLE, 2), 2);
    assert_int_equal(attempts(RETRY_NEVER, 25), 1);
    assert_int_equal(attempts(RETRY_TRANSIENT, 1000), 1000);
}

static void retries_spend_the_quota_and_success_gives_back(void **state)
{
    struct retry_quota quota = { 30, 30 };
    struct fake_clock clock;
    struct retry first;
    struct retry second;
    int64_t delay_ms;

    (void)state;
    support_clock_init(&clock);
    retry_init(&first, &quota, &clock.clock, 25);
    assert_true(retry_next(&first, RETRY_TRANSIENT, no_hint, &delay_ms));
    assert_int_equal(quota.left, 16);
    assert_true(retry_next(&first, RETRY_THROTTLING, no_hint, &delay_ms));
    assert_int_equal(quota.left, 11);
    assert_false(retry_next(&first, RETRY_TRANSIENT, no_hint, &delay_ms));
    assert_true(first.exhausted);
    assert_int_equal(quota.left, 11);
    retry_init(&second, &quota, &clock.clock, 25);
    retry_succeeded(&second);
    assert_int_equal(quota.left, 12);
    retry_succeeded(&first);
    assert_int_equal(quota.left, 17);
    for (int i = 0; i < 20; i++) {
        retry_succeeded(&second);
    }
    assert_int_equal(quota.left, 30);
}

static void without_a_capacity_there_is_no_quota(void **state)
{
    struct retry_quota quota = { 0, 0 };
    struct fake_clock clock;
    struct retry retry;
    int64_t delay_ms;

    (void)state;
    support_clock_init(&clock);
    retry_init(&retry, &quota, &clock.clock, 200);
    for (int i = 0; i < 199; i++) {
        assert_true(retry_next(&retry, RETRY_TRANSIENT, no_hint, &delay_ms));
    }
    retry_succeeded(&retry);
    assert_int_equal(quota.left, 0);
}

static void a_call_needs_no_quota(void **state)
{
    struct fake_clock clock;
    struct retry retry;
    int64_t delay_ms;

    (void)state;
    support_clock_init(&clock);
    retry_init(&retry, NULL, &clock.clock, 3);
    assert_true(retry_next(&retry, RETRY_TRANSIENT, no_hint, &delay_ms));
    assert_true(retry_next(&retry, RETRY_TRANSIENT, no_hint, &delay_ms));
    assert_false(retry_next(&retry, RETRY_TRANSIENT, no_hint, &delay_ms));
    assert_false(retry.exhausted);
    retry_succeeded(&retry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_have_their_class),
        cmocka_unit_test(failures_have_their_class),
        cmocka_unit_test(delays_double_up_to_20_seconds),
        cmocka_unit_test(a_draw_past_the_bound_wraps_into_it),
        cmocka_unit_test(the_service_may_ask_for_up_to_5_seconds_more),
        cmocka_unit_test(a_hint_makes_nothing_retryable),
        cmocka_unit_test(attempts_are_counted),
        cmocka_unit_test(retries_spend_the_quota_and_success_gives_back),
        cmocka_unit_test(without_a_capacity_there_is_no_quota),
        cmocka_unit_test(a_call_needs_no_quota),
    };

    return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
