#include "aws/secret_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = arena_new_secret();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static void the_texts_of_an_object_are_lent(void **state)
{
    cJSON *object = secret_json_parse(
        *state, STR("{\"a\": \"x\", \"b\": 1, \"c\": {\"a\": [\"y\", {\"d\": \"z\"}]}}"));

    assert_non_null(object);
    assert_true(str_eq(secret_json_text(object, "a"), STR("x")));
    assert_int_equal(secret_json_text(object, "A").len, 0);
    assert_int_equal(secret_json_text(object, "b").len, 0);
    assert_int_equal(secret_json_text(object, "c").len, 0);
    assert_int_equal(secret_json_text(NULL, "a").len, 0);
}

static void what_is_no_object_is_refused(void **state)
{
    static const char *const texts[] = { "",         "x",        "[1, \"secret\"]",
                                         "\"text\"", "{\"a\": ", "{\"a\": \"secret\"",
                                         NULL };

    for (size_t i = 0; texts[i]; i++) {
        assert_null(secret_json_parse(*state, str_from(texts[i])));
    }
}

static void a_deep_tree_is_wiped_without_recursion_of_ours(void **state)
{
    enum {
        DEPTH = 900
    };
    char text[2 * DEPTH + 7];

    memset(text, '[', sizeof(text));
    memcpy(text, "{\"a\":", 5);
    memset(text + 5 + DEPTH, ']', DEPTH);
    text[5 + 2 * DEPTH] = '}';
    text[6 + 2 * DEPTH] = '\0';
    assert_non_null(secret_json_parse(*state, str_from(text)));
}

static void a_member_is_set_and_the_others_are_kept(void **state)
{
    cJSON *object = secret_json_parse(*state, STR("{\"a\":{\"x\":\"y\"},\"b\":[1,null,1.5]}"));

    secret_json_set_text(object, "a", STR("one"));
    secret_json_set_text(object, "c", STR(""));
    assert_string_equal(secret_json_print(*state, object).data,
                        "{\"b\":[1,null,1.5],\"a\":\"one\",\"c\":\"\"}");
}

static void a_large_object_is_printed_and_a_huge_one_is_not(void **state)
{
    enum {
        LARGE = 100000,
        HUGE_ONE = 2000000
    };
    char *text = arena_alloc(*state, HUGE_ONE + 1, 1);
    cJSON *object = secret_json_parse(*state, STR("{}"));

    memset(text, 'x', HUGE_ONE);
    secret_json_set_text(object, "a", (struct str){ text, LARGE });
    assert_int_equal(secret_json_print(*state, object).len, LARGE + strlen("{\"a\":\"\"}"));
    secret_json_set_text(object, "a", (struct str){ text, HUGE_ONE });
    assert_int_equal(secret_json_print(*state, object).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_texts_of_an_object_are_lent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_object_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_deep_tree_is_wiped_without_recursion_of_ours, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_member_is_set_and_the_others_are_kept, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_large_object_is_printed_and_a_huge_one_is_not, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests_name("secret_json", tests, NULL, NULL);
}
