#include "base/str.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static void a_literal_and_a_c_string_become_text(void **state)
{
    (void)state;
    assert_int_equal(STR("a\0b").len, 3);
    assert_int_equal(str_from("abc").len, 3);
    assert_int_equal(str_from("").len, 0);
    assert_int_equal(str_from(NULL).len, 0);
}

static void texts_are_equal_by_their_bytes(void **state)
{
    (void)state;
    assert_true(str_eq(STR("ab"), str_from("ab")));
    assert_true(str_eq(STR(""), str_from(NULL)));
    assert_false(str_eq(STR("ab"), STR("abc")));
    assert_false(str_eq(STR("ab"), STR("aB")));
    assert_false(str_eq(STR("a\0b"), STR("a\0c")));
}

static void ascii_letters_alone_lose_their_case(void **state)
{
    (void)state;
    assert_true(str_eq_nocase(STR("Content-TYPE"), STR("content-type")));
    assert_false(str_eq_nocase(STR("a"), STR("ab")));
    assert_false(str_eq_nocase(STR("["), STR("{")));
    assert_false(str_eq_nocase(STR("\xc3\x89"), STR("\xc3\xa9")));
}

static void beginnings_and_ends_are_found(void **state)
{
    (void)state;
    assert_true(str_starts_with(STR("image"), STR("im")));
    assert_true(str_starts_with(STR("image"), STR("")));
    assert_false(str_starts_with(STR("im"), STR("image")));
    assert_true(str_ends_with(STR("image"), STR("age")));
    assert_true(str_ends_with(STR(""), STR("")));
    assert_true(str_ends_with(STR("image"), STR("")));
    assert_false(str_ends_with(STR("age"), STR("image")));
}

static void texts_are_ordered_by_bytes_a_prefix_first(void **state)
{
    static const struct str ascending[] = {
        { "", 0 }, { "\0", 1 }, { "A", 1 }, { "a", 1 }, { "aa", 2 }, { "b", 1 }, { "\xff", 1 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ascending); i++) {
        for (size_t j = 0; j < ARRAY_LEN(ascending); j++) {
            int order = str_cmp(ascending[i], ascending[j]);

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
}

static void blanks_at_both_ends_are_trimmed(void **state)
{
    (void)state;
    assert_true(str_eq(str_trim(STR(" \t\r\na b\n ")), STR("a b")));
    assert_int_equal(str_trim(STR(" \n")).len, 0);
    assert_int_equal(str_trim(STR("")).len, 0);
}

static void a_character_is_found_from_either_end(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("a:b:c"), ':'), 1);
    assert_int_equal(str_rfind(STR("a:b:c"), ':'), 3);
    assert_int_equal(str_find(STR("abc"), ':'), 3);
    assert_int_equal(str_rfind(STR("abc"), ':'), 3);
    assert_int_equal(str_find(STR(""), ':'), 0);
}

static void a_slice_stays_inside_the_text(void **state)
{
    (void)state;
    assert_true(str_eq(str_slice(STR("abc"), 1, 2), STR("b")));
    assert_true(str_eq(str_slice(STR("abc"), 1, 99), STR("bc")));
    assert_int_equal(str_slice(STR("abc"), 3, 3).len, 0);
    assert_int_equal(str_slice(STR("abc"), 2, 1).len, 0);
    assert_int_equal(str_slice(STR("abc"), 99, 100).len, 0);
}

static void a_text_is_split_into_its_parts(void **state)
{
    struct str rest = STR("a,,bc");
    struct str head;

    (void)state;
    assert_true(str_split(&rest, ',', &head));
    assert_true(str_eq(head, STR("a")));
    assert_true(str_split(&rest, ',', &head));
    assert_int_equal(head.len, 0);
    assert_true(str_split(&rest, ',', &head));
    assert_true(str_eq(head, STR("bc")));
    assert_false(str_split(&rest, ',', &head));
    rest = STR("");
    assert_false(str_split(&rest, ',', &head));
}

static void integers_are_read_up_to_their_limits(void **state)
{
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {
        { "0", 0 },
        { "-0", 0 },
        { "007", 7 },
        { "-12", -12 },
        { "9223372036854775807", INT64_MAX },
        { "-9223372036854775808", INT64_MIN },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t value = 99;

        assert_true(str_to_int64(str_from(cases[i].text), &value));
        assert_true(value == cases[i].value);
    }
}

static void what_is_no_integer_is_refused_and_leaves_the_output(void **state)
{
    static const char *const texts[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "1a",
        "0x1",
        "1.0",
        "--1",
        "9223372036854775808",
        "1e3",
        "1\n",
        "-9223372036854775809",
        "99999999999999999999",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        int64_t value = 99;

        assert_false(str_to_int64(str_from(texts[i]), &value));
        assert_true(value == 99);
    }
}

static void a_text_is_looked_up_in_a_list(void **state)
{
    static const char *const list[] = { "a", "bc", NULL };
    static const char *const nothing[] = { NULL };

    (void)state;
    assert_true(str_in(STR("bc"), list));
    assert_false(str_in(STR("b"), list));
    assert_false(str_in(STR(""), list));
    assert_false(str_in(STR("a"), nothing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_literal_and_a_c_string_become_text),
        cmocka_unit_test(texts_are_equal_by_their_bytes),
        cmocka_unit_test(ascii_letters_alone_lose_their_case),
        cmocka_unit_test(beginnings_and_ends_are_found),
        cmocka_unit_test(texts_are_ordered_by_bytes_a_prefix_first),
        cmocka_unit_test(blanks_at_both_ends_are_trimmed),
        cmocka_unit_test(a_character_is_found_from_either_end),
        cmocka_unit_test(a_slice_stays_inside_the_text),
        cmocka_unit_test(a_text_is_split_into_its_parts),
        cmocka_unit_test(integers_are_read_up_to_their_limits),
        cmocka_unit_test(what_is_no_integer_is_refused_and_leaves_the_output),
        cmocka_unit_test(a_text_is_looked_up_in_a_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
