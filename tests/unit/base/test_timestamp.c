#include "base/timestamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void what_the_aws_tools_write_is_read(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2026-11-22T12:00:00Z", 1795348800000 },
        { "2026-11-22t12:00:00z", 1795348800000 },
        { "2026-11-22 12:00:00Z", 1795348800000 },
        { "2026-11-22T12:00:00UTC", 1795348800000 },
        { "2026-11-22T12:00:00+00:00", 1795348800000 },
        { "2026-11-22T13:30:00+01:30", 1795348800000 },
        { "2026-11-22T04:00:00-0800", 1795348800000 },
        { "2026-11-22T12:00:00.5Z", 1795348800500 },
        { "2026-11-22T12:00:00.123456789Z", 1795348800123 },
        { "2026-11-22T12:00:00,25+00:00", 1795348800250 },
        { "1969-12-31T23:59:59Z", -1000 },
        { "0001-01-01T00:00:00Z", -62135596800000 },
        { "9999-12-31T23:59:59Z", 253402300799000 },
        { "2000-02-29T00:00:00Z", 951782400000 },
        { "2024-02-29T00:00:00Z", 1709164800000 },
        { "2024-03-01T00:00:00Z", 1709251200000 },
        { "2016-12-31T23:59:60Z", 1483228800000 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t ms = 42;

        if (!timestamp_parse(str_from(rows[i].text), &ms) || ms != rows[i].ms) {
            fail_msg("%s is %lld", rows[i].text, (long long)ms);
        }
    }
}

static void what_is_no_point_in_time_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2026",
        "2026-11-22",
        "2026-11-22T12:00:00",
        "2026-11-22T12:00Z",
        "2026-11-22T12:00:00 Z",
        "2026-11-22T12:00:00.Z",
        "2026-11-22T12:00:00ZZ",
        "2026-11-22T12:00:00+1",
        "2026-11-22T12:00:00+24:00",
        "2026-11-22T12:00:00+00:60",
        "2026-11-22T12:00:00+00:0",
        "2026-11-22T12:00:00+00-00",
        "2026-11-22T12:00:00utc",
        "2026-11-31T12:00:00Z",
        "2025-02-29T12:00:00Z",
        "1900-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-00-01T12:00:00Z",
        "2026-11-00T12:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T12:60:00Z",
        "2026-11-22T12:00:61Z",
        "0000-11-22T12:00:00Z",
        "-026-11-22T12:00:00Z",
        "2026-1-22T12:00:00Z",
        "20261122T120000Z",
        " 2026-11-22T12:00:00Z",
        "2026-11-22T12:00:00Z ",
        "1795348800",
    };
    int64_t ms = 42;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (timestamp_parse(str_from(texts[i]), &ms)) {
            fail_msg("\"%s\" is read", texts[i]);
        }
    }
    assert_false(timestamp_parse((struct str){ "2026\00011-22T12:00:00Z", 20 }, &ms));
    assert_int_equal(ms, 42);
}

static void every_day_is_one_after_the_day_before(void **state)
{
    static const int64_t day_ms = 86400000;
    struct arena *arena = arena_new();

    (void)state;
    for (int64_t ms = -62135596800000; ms < 253402300800000; ms += 3 * day_ms) {
        int64_t again = 0;
        struct str text = timestamp_text(arena, ms);

        if (!timestamp_parse(text, &again) || again != ms) {
            fail_msg("%.*s is %lld", STR_ARG(text), (long long)again);
        }
    }
    arena_free(arena);
}

static void a_time_is_written_in_utc_and_whole_seconds(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(timestamp_text(arena, 1795348800999).data, "2026-11-22T12:00:00Z");
    assert_string_equal(timestamp_text(arena, -1).data, "1969-12-31T23:59:59Z");
    assert_int_equal(timestamp_text(arena, INT64_MAX).len, 0);
    assert_int_equal(timestamp_text(arena, INT64_MIN).len, 0);
    assert_int_equal(timestamp_text(arena, 253402300800000).len, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_aws_tools_write_is_read),
        cmocka_unit_test(what_is_no_point_in_time_is_refused),
        cmocka_unit_test(every_day_is_one_after_the_day_before),
        cmocka_unit_test(a_time_is_written_in_utc_and_whole_seconds),
    };

    return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
