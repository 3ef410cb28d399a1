#include "base/status.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static void the_status_is_given_back_with_its_text(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(err_set(&err, STATUS_DENIED, "%s %d", "no", 1), STATUS_DENIED);
    assert_string_equal(err.text, "no 1");
}

static void nobody_needs_to_want_the_text(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, STATUS_TIMEOUT, "%s", "x"), STATUS_TIMEOUT);
    err_prefix(NULL, "%s", "x");
}

static void a_prefix_goes_in_front(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(err_set(&err, STATUS_FAILED, "why"), STATUS_FAILED);
    err_prefix(&err, "file %d", 7);
    assert_string_equal(err.text, "file 7: why");
}

static void a_text_stays_one_line_of_utf8(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(err_set(&err, STATUS_FAILED, "a\nb\x01\xff\xfe\xc3\xa9 c\xed\xa0\x80."),
                     STATUS_FAILED);
    assert_string_equal(err.text, "a b ??\xc3\xa9 c???.");
    err_prefix(&err, "%s", "p\r\xf0\x9fq");
    assert_string_equal(err.text, "p ??q: a b ??\xc3\xa9 c???.");
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    struct err err;

    (void)state;
    for (int pad = ERR_TEXT_BYTES - 8; pad < ERR_TEXT_BYTES + 8; pad++) {
        assert_int_equal(err_set(&err, STATUS_FAILED, "%0*d\xf0\x9f\x98\x80 end", pad, 1),
                         STATUS_FAILED);
        assert_true(utf8_valid(str_from(err.text)));
        assert_null(strchr(err.text, '?'));
        assert_true(strlen(err.text) >= ERR_TEXT_BYTES - 8);
    }
}

static void a_long_prefix_is_cut_at_a_character(void **state)
{
    struct err err;

    (void)state;
    for (int pad = ERR_TEXT_BYTES - 16; pad < ERR_TEXT_BYTES + 8; pad++) {
        assert_int_equal(err_set(&err, STATUS_FAILED, "\xf0\x9f\x98\x80\xc3\xa9"),
                         STATUS_FAILED);
        err_prefix(&err, "%0*d", pad, 1);
        assert_true(utf8_valid(str_from(err.text)));
        assert_null(strchr(err.text, '?'));
        assert_true(strlen(err.text) >= ERR_TEXT_BYTES - 16);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_status_is_given_back_with_its_text),
        cmocka_unit_test(nobody_needs_to_want_the_text),
        cmocka_unit_test(a_prefix_goes_in_front),
        cmocka_unit_test(a_text_stays_one_line_of_utf8),
        cmocka_unit_test(a_long_text_is_cut_at_a_character),
        cmocka_unit_test(a_long_prefix_is_cut_at_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
