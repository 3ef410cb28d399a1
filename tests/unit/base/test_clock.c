#include "base/clock.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    LONG_MS = 3600 * 1000
};

static uint64_t given_random(void *self)
{
    return *(uint64_t *)self;
}

static void a_random_number_stays_below_its_limit(void **state)
{
    static const struct clock_ops ops = { .random = given_random };
    static const struct {
        uint64_t number;
        int64_t below;
        int64_t result;
    } cases[] = {
        { 0, 10, 0 },         { 9, 10, 9 }, { 10, 10, 0 }, { UINT64_MAX, INT64_MAX, 1 },
        { UINT64_MAX, 1, 0 }, { 5, 0, 0 },  { 5, -3, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t number = cases[i].number;
        struct clock clock = { &ops, &number };

        assert_true(clock_random_below(&clock, cases[i].below) == cases[i].result);
    }
}

static void the_system_clocks_move_forward(void **state)
{
    static const int64_t start_of_2024_ms = 1704067200000;
    const struct clock *clock = clock_system();
    int64_t before = clock_mono_ms(clock);

    (void)state;
    assert_true(clock_wall_ms(clock) > start_of_2024_ms);
    assert_true(clock_mono_ms(clock) >= before);
}

static void the_system_gives_different_random_numbers(void **state)
{
    const struct clock *clock = clock_system();

    (void)state;
    assert_true(clock_random(clock) != clock_random(clock));
}

static void a_wait_ends_with_the_stop_or_its_time(void **state)
{
    const struct clock *clock = clock_system();
    struct stop *stop = stop_new();

    (void)state;
    assert_false(clock_wait(clock, stop, 0));
    assert_false(clock_wait(clock, stop, -LONG_MS));
    stop_trigger(stop);
    assert_true(clock_wait(clock, stop, LONG_MS));
    stop_free(stop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_number_stays_below_its_limit),
        cmocka_unit_test(the_system_clocks_move_forward),
        cmocka_unit_test(the_system_gives_different_random_numbers),
        cmocka_unit_test(a_wait_ends_with_the_stop_or_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
