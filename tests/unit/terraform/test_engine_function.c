#include "terraform/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    PARAMETERS = 2
};

static const struct function_parameter parameters[] = {
    { .name = "left", .type = &type_string, .doc = "One." },
    { .name = "right", .type = &type_number, .doc = "Another." },
};

static const struct field pair_fields[] = {
    { .name = "a", .type = &type_string, .flags = FIELD_COMPUTED },
    { .name = "b", .type = &type_number, .flags = FIELD_COMPUTED },
};
static const struct block pair = { pair_fields, ARRAY_LEN(pair_fields), NULL };
static const struct type pair_type = { .kind = KIND_OBJECT, .object = &pair };

/* What the function does, and what it saw. */
static struct {
    struct value result;
    const char *error;
    size_t argument;
    unsigned ran;
} script;

static void run(struct function_call *call)
{
    script.ran++;
    call->result = script.result;
    call->error = str_from(script.error);
    call->argument = script.argument;
}

static const struct function text_function = {
    .name = "joined",
    .parameters = parameters,
    .parameter_count = PARAMETERS,
    .result = &type_string,
    .run = run,
};

static const struct function pair_function = {
    .name = "paired",
    .parameters = parameters,
    .parameter_count = PARAMETERS,
    .result = &pair_type,
    .run = run,
};

static int set_up(void **state)
{
    script.result = value_string(STR("done"));
    script.error = NULL;
    script.argument = 0;
    script.ran = 0;
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static struct function_call call_with(struct arena *arena, const struct value *arguments)
{
    return (struct function_call){ .arena = arena, .arguments = arguments };
}

static void the_result_comes_back_without_an_error(void **state)
{
    struct value arguments[] = { value_string(STR("l")), value_int(*state, 1) };
    struct function_call call = call_with(*state, arguments);

    assert_int_equal(engine_call_function(&text_function, &call), ENGINE_NO_ARGUMENT);
    assert_int_equal(call.error.len, 0);
    assert_true(str_eq(value_text(&call.result), STR("done")));
}

static void an_error_points_at_its_argument(void **state)
{
    struct value arguments[] = { value_string(STR("l")), value_int(*state, 1) };
    struct function_call call = call_with(*state, arguments);

    script.error = "it is odd";
    script.argument = 1;
    assert_int_equal(engine_call_function(&text_function, &call), 1);
    assert_true(str_eq(call.error, STR("it is odd")));
}

static void a_null_or_unknown_argument_never_reaches_the_function(void **state)
{
    struct value bad[] = { value_null(), value_unknown() };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct value arguments[] = { value_string(STR("l")), bad[i] };
        struct function_call call = call_with(*state, arguments);

        assert_int_equal(engine_call_function(&text_function, &call), 1);
        assert_non_null(strstr(call.error.data, "right is null or not known"));
    }
    assert_int_equal(script.ran, 0);
}

static void a_result_that_is_not_there_is_a_bug(void **state)
{
    struct value arguments[] = { value_string(STR("l")), value_int(*state, 1) };
    struct value partly[] = { value_string(STR("a")), value_unknown() };
    const struct {
        const struct function *function;
        struct value result;
    } bad[] = {
        { &text_function, value_null() },
        { &text_function, value_unknown() },
        { &pair_function, value_items(partly, 1) },
        { &pair_function, value_items(partly, 2) },
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct function_call call = call_with(*state, arguments);

        script.result = bad[i].result;
        assert_int_equal(engine_call_function(bad[i].function, &call), ENGINE_NO_ARGUMENT);
        assert_non_null(strstr(call.error.data, "bug in the provider"));
    }
}

static void a_function_is_found_by_its_whole_name(void **state)
{
    static const struct function *const functions[] = { &text_function, &pair_function };
    static const struct provider provider = { .functions = functions,
                                              .function_count = ARRAY_LEN(functions) };

    (void)state;
    assert_ptr_equal(provider_function(&provider, STR("paired")), &pair_function);
    assert_null(provider_function(&provider, STR("pair")));
}

#define CALLED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALLED(the_result_comes_back_without_an_error),
        CALLED(an_error_points_at_its_argument),
        CALLED(a_null_or_unknown_argument_never_reaches_the_function),
        CALLED(a_result_that_is_not_there_is_a_bug),
        CALLED(a_function_is_found_by_its_whole_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
