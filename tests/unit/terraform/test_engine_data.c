#include "terraform/support_json.h"
#include "terraform/support_thing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = thing_call_new();
    return 0;
}

static int tear_down(void **state)
{
    thing_call_free(*state);
    return 0;
}

static void expect_error(struct call *call, const char *summary, const char *part,
                         const char *path)
{
    assert_int_equal(call->diags->count, 1);
    assert_string_equal(call->diags->first->summary.data, summary);
    if (!strstr(call->diags->first->detail.data, part)) {
        fail_msg("\"%s\" is not in: %s", part, call->diags->first->detail.data);
    }
    assert_string_equal(path_text(call->arena, call->diags->first->path).data, path);
}

static struct value read(struct call *call, const char *json)
{
    struct value config = json ? json_value(call->arena, &thing_block, json) : value_null();
    struct data_op op = { .config = &config };

    engine_read_data(call, &thing_data, &op);
    return op.state;
}

static void a_data_source_is_found_by_its_whole_name(void **state)
{
    (void)state;
    assert_ptr_equal(provider_data_source(&thing_provider, STR("thing_data")), &thing_data);
    assert_ptr_equal(provider_data_source(&thing_provider, STR("thing_data_bare")),
                     &thing_data_bare);
    assert_null(provider_data_source(&thing_provider, STR("thing_dat")));
}

static void validation_runs_the_rows_rules_and_the_hook(void **state)
{
    struct call *call = *state;
    struct value config = json_value(call->arena, &thing_block, "{\"name\":\"123456789\"}");

    thing_script.error = "hook";
    engine_validate_data(call, &thing_data, &config);
    assert_int_equal(call->diags->count, 2);
    assert_string_equal(call->diags->first->summary.data, "Invalid Attribute Value Length");
    assert_string_equal(call->diags->last->summary.data, "hook");
}

static void validation_skips_what_is_unknown_and_hooks_that_are_not_there(void **state)
{
    struct call *call = *state;
    struct value unknown_name = json_value(call->arena, &thing_block, "{\"name\":\"?\"}");
    struct value unknown = value_unknown();

    engine_validate_data(call, &thing_data_bare, &unknown_name);
    engine_validate_data(call, &thing_data, &unknown);
    assert_int_equal(call->diags->count, 0);
    assert_int_equal(thing_script.ran, 0);
}

static void the_hook_starts_from_the_configuration(void **state)
{
    struct call *call = *state;
    struct value config = json_value(call->arena, &thing_block, "{\"name\":\"a\"}");
    struct data_op op = { .config = &config };

    engine_read_data(call, &thing_data, &op);
    assert_int_equal(call->diags->count, 0);
    json_assert_value(call->arena, &thing_block, &op.state,
                      "{\"name\":\"a\",\"stamp\":\"read\"}");
    json_assert_value(call->arena, &thing_block, &config, "{\"name\":\"a\"}");
}

static void a_broken_rule_keeps_the_hook_from_running(void **state)
{
    struct value v = read(*state, "{\"name\":\"123456789\"}");

    assert_true(value_is_null(&v));
    assert_int_equal(thing_script.ran, 0);
    expect_error(*state, "Invalid Attribute Value Length", "name must have", "name");
}

static void an_unknown_configuration_cannot_be_read(void **state)
{
    struct value v = read(*state, "{\"name\":\"a\",\"note\":\"?\"}");

    assert_true(value_is_null(&v));
    assert_int_equal(thing_script.ran, 0);
    expect_error(*state, "Value not known yet", "thing_data cannot be read before note",
                 "note");
}

static void no_configuration_cannot_be_read(void **state)
{
    struct value v = read(*state, NULL);

    assert_true(value_is_null(&v));
    assert_int_equal(thing_script.ran, 0);
    expect_error(*state, "Value not known yet", "its configuration", "");
}

static void a_null_result_is_a_bug(void **state)
{
    struct value v;

    thing_script.null_state = true;
    v = read(*state, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    expect_error(*state, "Provider produced invalid object", "bug in the provider", "");
}

static void a_short_result_is_a_bug(void **state)
{
    struct value v;

    thing_script.short_state = true;
    v = read(*state, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    expect_error(*state, "Provider produced invalid object", "no valid state", "");
}

static void an_unknown_result_is_a_bug(void **state)
{
    struct value v;

    thing_script.state = "{\"name\":\"a\",\"tags\":[\"?\"]}";
    v = read(*state, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    expect_error(*state, "Provider produced invalid object", "tags is still unknown", "tags");
}

static void a_failed_read_has_no_result(void **state)
{
    struct value v;

    thing_script.error = "not there";
    v = read(*state, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    expect_error(*state, "not there", "", "");
}

static void reading_needs_a_configured_provider(void **state)
{
    struct call *call = *state;
    struct value v;

    call->config = NULL;
    v = read(call, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Provider not configured", "thing_data cannot be read", "");
}

static void a_stopped_read_does_not_begin(void **state)
{
    struct call *call = *state;
    struct value v;

    stop_trigger(call->stop);
    v = read(call, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Interrupted", "before thing_data was read", "");
}

#define CALLED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALLED(a_data_source_is_found_by_its_whole_name),
        CALLED(validation_runs_the_rows_rules_and_the_hook),
        CALLED(validation_skips_what_is_unknown_and_hooks_that_are_not_there),
        CALLED(the_hook_starts_from_the_configuration),
        CALLED(a_broken_rule_keeps_the_hook_from_running),
        CALLED(an_unknown_configuration_cannot_be_read),
        CALLED(no_configuration_cannot_be_read),
        CALLED(a_null_result_is_a_bug),
        CALLED(a_short_result_is_a_bug),
        CALLED(an_unknown_result_is_a_bug),
        CALLED(a_failed_read_has_no_result),
        CALLED(reading_needs_a_configured_provider),
        CALLED(a_stopped_read_does_not_begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
