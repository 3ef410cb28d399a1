#include "terraform/number.h"

#include "support_values.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_text(struct str actual, const char *expected)
{
    assert_int_equal(actual.len, strlen(expected));
    assert_memory_equal(actual.data, expected, actual.len);
}

static void every_spelling_becomes_the_canonical_one(void **state)
{
    static const struct {
        const char *text;
        const char *canonical;
    } cases[] = {
        { "0", "0" },
        { "-0", "0" },
        { "0.000", "0" },
        { "0e99999999999999999999", "0" },
        { "1", "1" },
        { "-12", "-12" },
        { "007", "7" },
        { "1.50", "1.5" },
        { "100", "100" },
        { "0.1", "0.1" },
        { "-0.10", "-0.1" },
        { "1e3", "1000" },
        { "1E+3", "1000" },
        { "12.5e1", "125" },
        { "12.5e-1", "1.25" },
        { "125e-3", "0.125" },
        { "1e-7", "0.0000001" },
        { "0.001e3", "1" },
        { "0.0012e2", "0.12" },
        { "10000e-4", "1" },
        { "9007199254740993", "9007199254740993" },
        { "18446744073709551615", "18446744073709551615" },
        { "-9223372036854775808", "-9223372036854775808" },
        { "12345678901234567890123.000", "12345678901234567890123" },
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str out;

        assert_int_equal(number_parse(arena, str_from(cases[i].text), &out, NULL), STATUS_OK);
        assert_text(out, cases[i].canonical);
        assert_int_equal(number_parse(arena, out, &out, NULL), STATUS_OK);
        assert_text(out, cases[i].canonical);
    }
}

static void what_is_no_decimal_number_is_refused(void **state)
{
    static const char *const texts[] = {
        "",    "-",    "+1",   ".5",   "5.",       "1e", "1e+",  "1e-", "0x10",
        "NaN", "nan",  "Inf",  "-Inf", "infinity", " 1", "1 ",   "1,5", "1_000",
        "--1", "1..2", "1e5e", "e5",   "1e1.5",    "١",  "true", "1\n",
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct str out = STR("untouched");
        struct err err = { "" };

        assert_int_equal(number_parse(arena, str_from(texts[i]), &out, &err), STATUS_INVALID);
        assert_text(out, "untouched");
        assert_non_null(strstr(err.text, "is not a decimal number"));
    }
}

static void digits_are_counted_when_written_out(void **state)
{
    static const struct {
        const char *text;
        enum status status;
    } cases[] = {
        { "1e4095", STATUS_OK },
        { "1e4096", STATUS_TOO_LARGE },
        { "1e5000", STATUS_TOO_LARGE },
        { "-1e-4095", STATUS_OK },
        { "-1e-4096", STATUS_TOO_LARGE },
        { "1e-300", STATUS_OK },
        { "1e999999999999999999999999", STATUS_TOO_LARGE },
        { "1e-999999999999999999999999", STATUS_TOO_LARGE },
        { "12e4094", STATUS_OK },
        { "12e4095", STATUS_TOO_LARGE },
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str out;
        struct err err;

        assert_int_equal(number_parse(arena, str_from(cases[i].text), &out, &err),
                         cases[i].status);
        if (cases[i].status != STATUS_OK) {
            assert_non_null(strstr(err.text, "4096 digits"));
        }
    }
}

static void zeros_that_mean_nothing_are_not_counted(void **state)
{
    enum {
        ZEROS = 10000
    };
    ARENA_AUTO struct arena *arena = arena_new();
    struct str out;
    struct str text = arena_printf(arena, "%0*d.5%0*de-1", ZEROS, 7, ZEROS, 0);

    (void)state;
    assert_int_equal(number_parse(arena, text, &out, NULL), STATUS_OK);
    assert_text(out, "0.75");
}

static void doubles_expand_exactly(void **state)
{
    static const struct {
        double d;
        const char *text;
    } cases[] = {
        { 0.0, "0" },
        { -0.0, "0" },
        { 1.5, "1.5" },
        { -2.25, "-2.25" },
        { 0.1, "0.1000000000000000055511151231257827021181583404541015625" },
        { 9007199254740992.0, "9007199254740992" },
        { 1e23, "99999999999999991611392" },
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str out;

        assert_int_equal(number_from_double(arena, cases[i].d, &out, NULL), STATUS_OK);
        assert_text(out, cases[i].text);
    }
}

static void assert_reads_back(struct arena *arena, struct str text, double expected)
{
    double d = strtod(arena_strndup(arena, text.data, text.len), NULL);

    assert_memory_equal(&d, &expected, sizeof(d));
}

static void the_extremes_of_double_fit_below_the_ceiling(void **state)
{
    static const double extremes[] = { 1.7976931348623157e308, 4.9406564584124654e-324,
                                       2.2250738585072014e-308, -1e-300 };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(extremes); i++) {
        struct str out;

        assert_int_equal(number_from_double(arena, extremes[i], &out, NULL), STATUS_OK);
        assert_reads_back(arena, out, extremes[i]);
    }
}

static void nan_and_infinity_are_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str out = STR("untouched");
    struct err err;

    (void)state;
    assert_int_equal(number_from_double(arena, (double)NAN, &out, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "NaN"));
    assert_int_equal(number_from_double(arena, (double)INFINITY, &out, &err), STATUS_INVALID);
    assert_int_equal(number_from_double(arena, -(double)INFINITY, &out, &err), STATUS_INVALID);
    assert_text(out, "untouched");
}

static void random_doubles_come_back_bit_for_bit(void **state)
{
    enum {
        ROUNDS = 300
    };
    ARENA_AUTO struct arena *arena = arena_new();
    struct support_random random = { arena, 4711, false };

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        struct str out;
        double d;

        support_below(&random, 2);
        memcpy(&d, &random.state, sizeof(d));
        if (isfinite(d)) {
            assert_int_equal(number_from_double(arena, d, &out, NULL), STATUS_OK);
            assert_reads_back(arena, out, d);
        }
    }
}

static void integers_come_back_at_their_limits(void **state)
{
    static const int64_t signed_limits[] = { 0, 1, -1, INT64_MAX, INT64_MIN, 9007199254740993 };
    static const uint64_t unsigned_limits[] = { 0, 1, UINT64_MAX, (uint64_t)INT64_MAX + 1 };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(signed_limits); i++) {
        int64_t n;

        assert_true(number_to_int64(number_from_int64(arena, signed_limits[i]), &n));
        assert_true(n == signed_limits[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(unsigned_limits); i++) {
        uint64_t n;

        assert_true(number_to_uint64(number_from_uint64(arena, unsigned_limits[i]), &n));
        assert_true(n == unsigned_limits[i]);
    }
}

static void a_number_that_does_not_fit_is_no_integer(void **state)
{
    static const char *const texts[] = { "9223372036854775808", "-9223372036854775809", "0.5",
                                         "1000000000000000000000" };
    int64_t n = 42;
    uint64_t u = 42;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_false(number_to_int64(str_from(texts[i]), &n));
    }
    assert_false(number_to_uint64(STR("18446744073709551616"), &u));
    assert_false(number_to_uint64(STR("-1"), &u));
    assert_false(number_to_uint64(STR("0.5"), &u));
    assert_false(number_to_uint64(STR(""), &u));
    assert_true(n == 42 && u == 42);
}

static void numbers_are_ordered_by_value(void **state)
{
    static const char *const ascending[] = {
        "-100", "-99.5", "-99", "-1", "-0.2", "-0.11", "-0.1", "0",    "0.01", "0.1",
        "0.11", "0.2",   "1",   "9",  "9.5",  "10",    "99",   "99.5", "100",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ascending); i++) {
        for (size_t j = 0; j < ARRAY_LEN(ascending); j++) {
            int order = number_cmp(str_from(ascending[i]), str_from(ascending[j]));

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_becomes_the_canonical_one),
        cmocka_unit_test(what_is_no_decimal_number_is_refused),
        cmocka_unit_test(digits_are_counted_when_written_out),
        cmocka_unit_test(zeros_that_mean_nothing_are_not_counted),
        cmocka_unit_test(doubles_expand_exactly),
        cmocka_unit_test(the_extremes_of_double_fit_below_the_ceiling),
        cmocka_unit_test(nan_and_infinity_are_refused),
        cmocka_unit_test(random_doubles_come_back_bit_for_bit),
        cmocka_unit_test(integers_come_back_at_their_limits),
        cmocka_unit_test(a_number_that_does_not_fit_is_no_integer),
        cmocka_unit_test(numbers_are_ordered_by_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
