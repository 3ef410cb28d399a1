#include "aws/retry.h"
#include "aws/support_fake.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    TURNS = 10000
};

/* How many requests are let through in a second, which the time between turns shows; 0: all
 * that come. Turns that are taken change the time of the next ones, not the rate. */
static double rate_of(struct retry_pace *pace)
{
    int64_t first_ms = 0;
    int64_t last_ms = 0;

    for (int i = 0; i < TURNS && first_ms == 0; i++) {
        first_ms = retry_pace_delay_ms(pace);
    }
    for (int i = 0; i < TURNS && first_ms > 0; i++) {
        last_ms = retry_pace_delay_ms(pace);
    }
    return first_ms > 0 ? TURNS * 1e3 / (double)(last_ms - first_ms) : 0;
}

struct answer {
    int64_t at_ms;
    bool throttled;
    double rate; /* expected */
};

static void check(struct retry_pace *pace, struct fake_clock *clock,
                  const struct answer *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double rate;

        clock->mono_ms = answers[i].at_ms;
        retry_pace_learn(pace, answers[i].throttled ? RETRY_THROTTLING : RETRY_NEVER);
        rate = rate_of(pace);
        if (fabs(rate - answers[i].rate) > 1e-5) {
            fail_msg("at %lld ms: %.12f instead of %.12f", (long long)answers[i].at_ms, rate,
                     answers[i].rate);
        }
    }
}

/* Five answers a second, of which two throttle. The rates up to 3400 ms are the vector that the
 * AWS SDKs publish; those after it are the formulas' of their specification, computed apart
 * from this code: the curve is flat around the old rate, gets steep, and ends at twice the
 * measured rate. */
static void the_rate_follows_the_cubic_curve(void **state)
{
    static const struct answer answers[] = {
        { 200, false, 0 },
        { 400, false, 0 },
        { 600, false, 0 },
        { 800, false, 0 },
        { 1000, false, 0 },
        { 1200, false, 0 },
        { 1400, false, 0 },
        { 1600, false, 0 },
        { 1800, false, 0 },
        { 2000, true, 3.02848 },
        { 2200, false, 3.4866391734702598 },
        { 2400, false, 3.8218744160402554 },
        { 2600, false, 4.053385727709987 },
        { 2800, false, 4.200373108479455 },
        { 3000, false, 4.282036558348658 },
        { 3200, true, 2.99742559084406 },
        { 3400, false, 3.4522263943863463 },
        { 3600, false, 3.7845907224530144 },
        { 3800, false, 4.013718575044062 },
        { 4000, false, 4.1588099521594915 },
        { 4200, false, 4.2390648537993005 },
        { 4400, false, 4.273683279963491 },
        { 4600, false, 4.281865230652062 },
        { 4800, false, 4.282810705865014 },
        { 5000, false, 4.295719705602346 },
        { 5200, false, 4.339792229864059 },
        { 5400, false, 4.434228278650154 },
        { 5600, false, 4.598227851960628 },
        { 5800, false, 4.850990949795484 },
        { 6000, false, 5.211717572154721 },
        { 6200, false, 5.6996077190383385 },
        { 6400, false, 6.333861390446337 },
        { 6600, false, 7.133678586378713 },
        { 6800, false, 8.118259306835473 },
        { 7000, false, 8.666666665246721 },
        { 7200, false, 8.666666665246721 },
        { 7400, false, 8.666666665246721 },
        { 7600, false, 11.333333333049346 },
        { 7800, false, 11.333333333049346 },
        { 8000, false, 8.66666666660987 },
        /* After a pause the measured rate is low. A throttled client never slows down below
         * one request in two seconds. */
        { 60000, false, 1.7641025640912051 },
        { 60200, true, 0.6174358974319217 },
        { 60400, true, 0.5 },
        { 60600, true, 0.5 },
        { 61000, false, 0.5 },
    };
    struct fake_clock clock;
    struct retry_pace *pace;

    (void)state;
    support_clock_init(&clock);
    pace = retry_pace_new(&clock.clock);
    check(pace, &clock, answers, ARRAY_LEN(answers));
    retry_pace_free(pace);
}

static void throttle_after_two_seconds(struct retry_pace *pace, struct fake_clock *clock)
{
    for (int i = 1; i <= 10; i++) {
        clock->mono_ms = (int64_t)i * 200;
        retry_pace_learn(pace, i == 10 ? RETRY_THROTTLING : RETRY_NEVER);
    }
}

static void requests_wait_for_their_turn_once_the_service_throttles(void **state)
{
    /* 1.652 turns are left, and 3.02848 are made in a second. */
    static const int64_t delays[] = { 0, 115, 446, 776, 1106 };
    struct fake_clock clock;
    struct retry_pace *pace;

    (void)state;
    support_clock_init(&clock);
    pace = retry_pace_new(&clock.clock);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(retry_pace_delay_ms(pace), 0);
    }
    throttle_after_two_seconds(pace, &clock);
    for (size_t i = 0; i < ARRAY_LEN(delays); i++) {
        assert_int_equal(retry_pace_delay_ms(pace), delays[i]);
    }
    retry_pace_free(pace);
}

static void turns_that_nobody_takes_do_not_pile_up(void **state)
{
    /* Three at once, then one every 330 ms, however long nothing was sent. */
    static const int64_t delays[] = { 0, 0, 0, 321, 651, 982 };
    struct fake_clock clock;
    struct retry_pace *pace;

    (void)state;
    support_clock_init(&clock);
    pace = retry_pace_new(&clock.clock);
    throttle_after_two_seconds(pace, &clock);
    clock.mono_ms = 100000;
    for (size_t i = 0; i < ARRAY_LEN(delays); i++) {
        assert_int_equal(retry_pace_delay_ms(pace), delays[i]);
    }
    retry_pace_free(pace);
}

static void other_failures_slow_nothing_down(void **state)
{
    static const enum retry_class classes[] = { RETRY_NEVER, RETRY_TRANSIENT,
                                                RETRY_UNREACHABLE };
    struct fake_clock clock;
    struct retry_pace *pace;

    (void)state;
    support_clock_init(&clock);
    pace = retry_pace_new(&clock.clock);
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        retry_pace_learn(pace, classes[i]);
        assert_int_equal(retry_pace_delay_ms(pace), 0);
        assert_true(fabs(rate_of(pace)) < 1e-5);
    }
    retry_pace_free(pace);
    retry_pace_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_follows_the_cubic_curve),
        cmocka_unit_test(requests_wait_for_their_turn_once_the_service_throttles),
        cmocka_unit_test(turns_that_nobody_takes_do_not_pile_up),
        cmocka_unit_test(other_failures_slow_nothing_down),
    };

    return cmocka_run_group_tests_name("retry_pace", tests, NULL, NULL);
}
