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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_variable_has_its_value_and_no_other),
    };

    return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
