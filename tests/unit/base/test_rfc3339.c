#include "base/rfc3339.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void times_of_every_form_are_read(void **state)
{
    static const struct {
        const char *text;
        double s;
    } cases[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "1969-12-31T23:59:59Z", -1 },
        { "2026-11-22T20:50:00Z", 1795380600 },
        { "2026-11-22t20:50:00z", 1795380600 },
        { "2026-11-22T21:50:00+01:00", 1795380600 },
        { "2026-11-22T20:20:00-00:30", 1795380600 },
        { "2026-11-22T15:20:00.000-05:30", 1795380600 },
        { "2026-11-22T20:50:00.5Z", 1795380600.5 },
        { "2026-11-22T20:50:00.0319999Z", 1795380600.031 },
        { "2000-02-29T00:00:00Z", 951782400 },
        { "2100-03-01T00:00:00Z", 4107542400 },
        { "0001-01-01T00:00:00Z", -62135596800 },
        { "9999-12-31T23:59:59Z", 253402300799 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        double s = 0.25;

        assert_true(rfc3339_parse(str_from(cases[i].text), &s));
        assert_true(s >= cases[i].s && s <= cases[i].s);
    }
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2026",
        "2026-11-22",
        "2026-11-22T20:50:00",
        "2026-11-22 20:50:00Z",
        "2026-11-22T20:50Z",
        "2026-11-22T20:50:00.Z",
        "2026-11-22T20:50:00,5Z",
        "2026-11-22T20:50:00Zx",
        "2026-11-22T24:00:00Z",
        "2026-11-22T20:60:00Z",
        "2026-11-22T20:50:60Z",
        "2026-13-22T20:50:00Z",
        "2026-00-22T20:50:00Z",
        "2026-11-31T20:50:00Z",
        "2026-11-00T20:50:00Z",
        "2100-02-29T20:50:00Z",
        "0000-01-01T00:00:00Z",
        "-026-11-22T20:50:00Z",
        "2026-11-22T20:50:00+1:00",
        "2026-11-22T20:50:00+24:00",
        "2026-11-22T20:50:00+01:60",
        "2026-11-22T20:50:00+0100",
        "2026-11-2XT20:50:00Z",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        double s = 0.25;

        assert_false(rfc3339_parse(str_from(texts[i]), &s));
        assert_true(s > 0.2 && s < 0.3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_of_every_form_are_read),
        cmocka_unit_test(what_is_no_time_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
