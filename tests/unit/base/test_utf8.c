#include "base/utf8.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
    struct str text;
    size_t length;
} good[] = {
    { { "", 0 }, 0 },
    { { "a\0b", 3 }, 3 },
    { { "\x7f", 1 }, 1 },
    { { "\xc2\x80", 2 }, 1 },
    { { "\xdf\xbf", 2 }, 1 },
    { { "\xe0\xa0\x80", 3 }, 1 },
    { { "\xed\x9f\xbf", 3 }, 1 },
    { { "\xee\x80\x80", 3 }, 1 },
    { { "\xef\xbf\xbf", 3 }, 1 },
    { { "\xf0\x90\x80\x80", 4 }, 1 },
    { { "\xf4\x8f\xbf\xbf", 4 }, 1 },
    { { "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 11 }, 5 },
};

static const struct str bad[] = {
    { "\x80", 1 },             /* a continuation alone */
    { "\xbf", 1 },             /* the last one */
    { "\xc3", 1 },             /* cut */
    { "\xe2\x82", 2 },         /* cut */
    { "\xf0\x9f\x98", 3 },     /* cut */
    { "\xc0\x80", 2 },         /* overlong NUL */
    { "\xc1\xbf", 2 },         /* overlong */
    { "\xe0\x9f\xbf", 3 },     /* overlong */
    { "\xf0\x8f\xbf\xbf", 4 }, /* overlong */
    { "\xed\xa0\x80", 3 },     /* first surrogate */
    { "\xed\xbf\xbf", 3 },     /* last surrogate */
    { "\xf4\x90\x80\x80", 4 }, /* over U+10FFFF */
    { "\xf8\x88\x80\x80\x80", 5 },
    { "\xfe", 1 },
    { "\xff", 1 },
    { "\xc3\x28", 2 }, /* no continuation behind a lead */
    { "\xe2\x28\xa1", 3 },
};

static void good_text_is_valid_and_counted(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_true(utf8_valid(good[i].text));
        assert_int_equal(utf8_length(good[i].text), good[i].length);
        assert_ptr_equal(utf8_sanitize(arena, good[i].text).data, good[i].text.data);
    }
}

static void bad_text_is_found_anywhere(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct str front = arena_printf(arena, "%.*sx", STR_ARG(bad[i]));
        struct str back = arena_printf(arena, "x%.*s", STR_ARG(bad[i]));

        assert_false(utf8_valid(bad[i]));
        assert_false(utf8_valid(front));
        assert_false(utf8_valid(back));
        assert_int_equal(utf8_next(bad[i]), 0);
    }
    assert_int_equal(utf8_next(STR("")), 0);
}

static void each_bad_byte_is_replaced_by_one_character(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_true(str_eq(utf8_sanitize(arena, STR("a\xff\xc3\xa9\xe2\x82")),
                       STR("a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd")));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct str clean = utf8_sanitize(arena, bad[i]);

        assert_true(utf8_valid(clean));
        assert_int_equal(utf8_length(clean), utf8_length(bad[i]));
    }
}

static void a_cut_ends_on_a_character(void **state)
{
    static const struct str text = { "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 11 };
    static const size_t kept[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };

    (void)state;
    for (size_t max = 0; max < ARRAY_LEN(kept); max++) {
        assert_int_equal(utf8_cut(text, max).len, kept[max]);
    }
    assert_int_equal(utf8_cut(STR(""), 5).len, 0);
}

static void a_cut_takes_a_begun_character_off_a_text_that_was_cut_before(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut(STR("ab\xf0\x9f\x98"), 99).len, 2);
    assert_int_equal(utf8_cut(STR("ab\xf0"), 99).len, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_text_is_valid_and_counted),
        cmocka_unit_test(bad_text_is_found_anywhere),
        cmocka_unit_test(each_bad_byte_is_replaced_by_one_character),
        cmocka_unit_test(a_cut_ends_on_a_character),
        cmocka_unit_test(a_cut_takes_a_begun_character_off_a_text_that_was_cut_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
