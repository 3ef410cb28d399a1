#include "plugin/support_plugin.h"

#include "plugin/command.h"

#include <string.h>

static struct environment environment_with(const char *cookie)
{
    struct environment env = { 0 };

    env.value[VARIABLE_COOKIE] = cookie;
    return env;
}

static enum command parse(const char *first, const char *second)
{
    struct environment env = environment_with("");
    const char *const argv[] = { "provider", first, second, NULL };

    return command_parse(second ? 3 : 2, argv, &env);
}

static void the_cookie_alone_decides_without_arguments(void **state)
{
    struct environment cli =
        environment_with("d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");
    struct environment person = environment_with("");
    const char *const argv[] = { "provider", NULL };

    (void)state;
    assert_int_equal(command_parse(1, argv, &cli), COMMAND_SERVE);
    assert_int_equal(command_parse(1, argv, &person), COMMAND_EXPLAIN);
}

static void options_take_one_dash_or_two(void **state)
{
    (void)state;
    assert_int_equal(parse("-debug", NULL), COMMAND_DEBUG);
    assert_int_equal(parse("--debug", NULL), COMMAND_DEBUG);
    assert_int_equal(parse("-version", NULL), COMMAND_VERSION);
    assert_int_equal(parse("--version", NULL), COMMAND_VERSION);
    assert_int_equal(parse("-help", NULL), COMMAND_HELP);
    assert_int_equal(parse("--help", NULL), COMMAND_HELP);
    assert_int_equal(parse("-h", NULL), COMMAND_HELP);
}

static void anything_else_is_wrong(void **state)
{
    (void)state;
    assert_int_equal(parse("debug", NULL), COMMAND_WRONG);
    assert_int_equal(parse("---debug", NULL), COMMAND_WRONG);
    assert_int_equal(parse("", NULL), COMMAND_WRONG);
    assert_int_equal(parse("-debug", "-debug"), COMMAND_WRONG);
    assert_int_equal(parse("-debug", "more"), COMMAND_WRONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cookie_alone_decides_without_arguments),
        cmocka_unit_test(options_take_one_dash_or_two),
        cmocka_unit_test(anything_else_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
