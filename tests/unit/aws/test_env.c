#include "aws/env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_variable_has_its_value_and_no_other(void **state)
{
    static const char *const variables[] = { "AB=1", "A=2=3", "EMPTY=", "NONE", "A=4", NULL };
    static const char *const first[] = { "EMPTY", "NONE", "AB", "A", NULL };
    static const char *const none[] = { "EMPTY", NULL };
    struct env *env = env_new(variables);

    (void)state;
    assert_true(str_eq(env_get(env, "A"), STR("2=3")));
    assert_true(str_eq(env_get(env, "AB"), STR("1")));
    assert_int_equal(env_get(env, "EMPTY").len, 0);
    assert_int_equal(env_get(env, "NONE").len, 0);
    assert_int_equal(env_get(env, "B").len, 0);
    assert_true(str_eq(env_first(env, first), STR("1")));
    assert_int_equal(env_first(env, none).len, 0);
    env_free(env);
    env_free(NULL);
}

static void variables_are_found_by_the_beginning_of_their_names(void **state)
{
    static const char *const variables[] = { "P_A=1", "P_=2",    "P_B=", "Q_C=3",
                                             "P_D",   "P_E=4=5", NULL };
    static const char *const expected[][2] = { { "A", "1" }, { "B", "" }, { "E", "4=5" } };
    struct env *env = env_new(variables);
    size_t at = 0;
    struct str rest;
    struct str value;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        assert_true(env_next(env, "P_", &at, &rest, &value));
        assert_true(str_eq(rest, str_from(expected[i][0])));
        assert_true(str_eq(value, str_from(expected[i][1])));
    }
    assert_false(env_next(env, "P_", &at, &rest, &value));
    env_free(env);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_variable_has_its_value_and_no_other),
        cmocka_unit_test(variables_are_found_by_the_beginning_of_their_names),
    };

    return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
