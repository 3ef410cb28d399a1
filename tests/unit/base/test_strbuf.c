#include "base/strbuf.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    CEILING = 10
};

static void appends_are_joined_and_end_with_a_nul(void **state)
{
    struct strbuf buf;

    (void)state;
    strbuf_init(&buf, CEILING);
    strbuf_add(&buf, STR("ab"));
    strbuf_add_char(&buf, '-');
    strbuf_add_bytes(&buf, "\0x", 2);
    strbuf_printf(&buf, "%d", 42);
    assert_true(str_eq(strbuf_str(&buf), STR("ab-\0x42")));
    assert_int_equal(buf.data[buf.len], 0);
    strbuf_release(&buf);
}

static void an_empty_buffer_has_a_text(void **state)
{
    struct strbuf buf;

    (void)state;
    strbuf_init(&buf, CEILING);
    assert_int_equal(strbuf_str(&buf).len, 0);
    assert_non_null(strbuf_str(&buf).data);
    strbuf_add(&buf, STR(""));
    strbuf_add_bytes(&buf, NULL, 0);
    strbuf_printf(&buf, "%s", "");
    assert_int_equal(strbuf_str(&buf).len, 0);
    assert_false(buf.failed);
    strbuf_release(&buf);
}

static void the_ceiling_itself_is_allowed(void **state)
{
    struct strbuf buf;

    (void)state;
    strbuf_init(&buf, CEILING);
    strbuf_printf(&buf, "%0*d", CEILING, 1);
    assert_false(buf.failed);
    assert_int_equal(buf.len, CEILING);
    strbuf_add_char(&buf, 'x');
    assert_true(buf.failed);
    assert_int_equal(buf.len, CEILING);
    strbuf_release(&buf);
}

static void a_failure_sticks_until_the_buffer_is_cleared(void **state)
{
    struct strbuf buf;

    (void)state;
    strbuf_init(&buf, CEILING);
    strbuf_add(&buf, STR("abc"));
    strbuf_printf(&buf, "%0*d", CEILING, 1);
    assert_true(buf.failed);
    strbuf_add_char(&buf, 'x');
    assert_true(str_eq(strbuf_str(&buf), STR("abc")));
    strbuf_clear(&buf);
    assert_false(buf.failed);
    assert_int_equal(buf.len, 0);
    strbuf_add_char(&buf, 'x');
    assert_string_equal(buf.data, "x");
    strbuf_release(&buf);
}

static void a_released_buffer_can_be_used_again(void **state)
{
    struct strbuf buf;

    (void)state;
    strbuf_init(&buf, CEILING);
    strbuf_add(&buf, STR("abc"));
    strbuf_release(&buf);
    assert_int_equal(buf.ceiling, CEILING);
    strbuf_add(&buf, STR("d"));
    assert_true(str_eq(strbuf_str(&buf), STR("d")));
    strbuf_release(&buf);
}

static void a_buffer_grows_past_its_first_size(void **state)
{
    enum {
        MANY = 5000
    };
    struct strbuf buf;

    (void)state;
    strbuf_init(&buf, MANY);
    for (int i = 0; i < MANY; i++) {
        strbuf_add_char(&buf, (char)('a' + i % 26));
    }
    assert_false(buf.failed);
    assert_int_equal(buf.len, MANY);
    assert_int_equal(buf.data[MANY - 1], 'a' + (MANY - 1) % 26);
    strbuf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_are_joined_and_end_with_a_nul),
        cmocka_unit_test(an_empty_buffer_has_a_text),
        cmocka_unit_test(the_ceiling_itself_is_allowed),
        cmocka_unit_test(a_failure_sticks_until_the_buffer_is_cleared),
        cmocka_unit_test(a_released_buffer_can_be_used_again),
        cmocka_unit_test(a_buffer_grows_past_its_first_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
