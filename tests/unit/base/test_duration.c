#include "base/duration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void every_unit_is_read(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        { "0", 0 },
        { "0s", 0 },
        { "90s", 90000 },
        { "30m", 1800000 },
        { "1h30m", 5400000 },
        { "1.5h", 5400000 },
        { ".5s", 500 },
        { "1.s", 1000 },
        { "250ms", 250 },
        { "2000us", 2 },
        { "2000\xc2\xb5s", 2 },
        { "2000\xce\xbcs", 2 },
        { "3000000ns", 3 },
        { "1ns", 1 },
        { "1m1s1ms", 61001 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t ms = -1;

        assert_true(duration_parse(str_from(cases[i].text), &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void anything_else_is_refused(void **state)
{
    static const char *const texts[] = { "",   "10",   "m",     "10 m",       "10m ",  "-5m",
                                         "5d", ".s",   "1h30",  "ten",        "1e3s",  "+5m",
                                         "5M", "1,5h", "1..5h", "999999999h", "1h 30m" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        int64_t ms = -1;

        assert_false(duration_parse(str_from(texts[i]), &ms));
        assert_int_equal(ms, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_unit_is_read),
        cmocka_unit_test(anything_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
