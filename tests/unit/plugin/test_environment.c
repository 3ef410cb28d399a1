#include "plugin/support_plugin.h"

#include "plugin/environment.h"

static void a_variable_that_is_set_is_read(void **state)
{
    static const char *const variables[] = { "HOME=/", "TMPDIR=/var/tmp",
                                             "PLUGIN_PROTOCOL_VERSIONS=5,6", NULL };
    struct environment env;

    (void)state;
    environment_read(&env, variables);
    assert_string_equal(env.value[VARIABLE_TMPDIR], "/var/tmp");
    assert_string_equal(env.value[VARIABLE_PROTOCOL_VERSIONS], "5,6");
}

static void a_variable_that_is_not_set_is_the_empty_text(void **state)
{
    static const char *const variables[] = { NULL };
    struct environment env;

    (void)state;
    environment_read(&env, variables);
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        assert_string_equal(env.value[i], "");
    }
}

static void a_longer_name_is_another_variable(void **state)
{
    static const char *const variables[] = { "TMPDIR2=/a", "TMPDIRS", "TMPDIR=x=y", NULL };
    struct environment env;

    (void)state;
    environment_read(&env, variables);
    assert_string_equal(env.value[VARIABLE_TMPDIR], "x=y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_variable_that_is_set_is_read),
        cmocka_unit_test(a_variable_that_is_not_set_is_the_empty_text),
        cmocka_unit_test(a_longer_name_is_another_variable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
