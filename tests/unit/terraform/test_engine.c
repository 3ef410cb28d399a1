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

static const struct value *value(struct call *call, const char *json)
{
    struct value *out = arena_alloc(call->arena, 1, sizeof(*out));

    *out = json ? json_value(call->arena, &thing_block, json) : value_null();
    return out;
}

/* Fails unless there is just this error, and its detail holds the text. */
static void expect_error(const struct call *call, const char *summary, const char *part)
{
    assert_int_equal(call->diags->count, 1);
    assert_string_equal(call->diags->first->summary.data, summary);
    if (!strstr(call->diags->first->detail.data, part)) {
        fail_msg("\"%s\" is not in: %s", part, call->diags->first->detail.data);
    }
}

static void expect_path(struct call *call, const char *path)
{
    assert_string_equal(path_text(call->arena, call->diags->first->path).data, path);
}

static void expect_no_error(const struct call *call)
{
    if (call->diags->first) {
        fail_msg("%s: %s", call->diags->first->summary.data, call->diags->first->detail.data);
    }
}

static void expect_state(struct call *call, const struct value *state, const char *json)
{
    if (!json) {
        assert_true(value_is_null(state));
        return;
    }
    json_assert_value(call->arena, &thing_block, state, json);
}

static void resource_is_found_by_its_whole_name(void **state)
{
    (void)state;
    assert_ptr_equal(provider_resource(&thing_provider, STR("thing_thing")), &thing);
    assert_null(provider_resource(&thing_provider, STR("thing_thin")));
    assert_null(provider_resource(&thing_provider, STR("")));
}

static void validation_runs_the_rows_rules_and_the_hook(void **state)
{
    struct call *call = *state;

    thing_script.error = "hook";
    engine_validate(call, &thing, value(call, "{\"name\":\"123456789\"}"));
    assert_int_equal(call->diags->count, 2);
    assert_string_equal(call->diags->first->summary.data, "Invalid Attribute Value Length");
    assert_string_equal(call->diags->last->summary.data, "hook");
}

static void validation_without_a_hook_runs_the_rows_rules(void **state)
{
    struct call *call = *state;

    engine_validate(call, &thing_bare, value(call, "{\"name\":\"a\"}"));
    expect_no_error(call);
}

static struct value upgrade(struct call *call, const struct resource_type *type,
                            int64_t version, const char *json)
{
    struct value state;

    engine_upgrade(call, type, version, str_from(json), &state);
    return state;
}

static void saved_state_is_read_by_the_rows(void **state)
{
    struct value v = upgrade(*state, &thing_bare, 2, "{\"name\":\"a\",\"old\":1}");

    expect_no_error(*state);
    expect_state(*state, &v, "{\"name\":\"a\"}");
}

static void upgrade_hook_changes_the_state(void **state)
{
    struct value v;

    thing_script.state = "{\"name\":\"b\"}";
    v = upgrade(*state, &thing, 0, "{\"name\":\"a\"}");
    expect_no_error(*state);
    expect_state(*state, &v, "{\"name\":\"b\"}");
}

static void state_of_a_newer_version_is_refused(void **state)
{
    struct value v = upgrade(*state, &thing, 3, "{}");

    assert_true(value_is_null(&v));
    assert_int_equal(thing_script.ran, 0);
    expect_error(*state, "Saved state is too new", "schema version 3");
}

static void saved_state_of_another_type_is_refused(void **state)
{
    struct value v = upgrade(*state, &thing, 2, "{\"name\":[1]}");

    assert_true(value_is_null(&v));
    expect_error(*state, "Saved state cannot be read", "name");
}

static void saved_state_that_is_null_is_refused(void **state)
{
    struct value v = upgrade(*state, &thing, 2, "null");

    assert_true(value_is_null(&v));
    expect_error(*state, "Saved state cannot be read", "no object");
}

static void upgrade_that_leaves_an_unknown_is_refused(void **state)
{
    struct value v;

    thing_script.state = "{\"name\":\"?\"}";
    v = upgrade(*state, &thing, 1, "{}");
    assert_true(value_is_null(&v));
    expect_error(*state, "Provider produced invalid object", "name is still unknown");
    expect_path(*state, "name");
}

static struct read_op read_state(struct call *call, const char *json)
{
    struct read_op op = { .state = *value(call, json), .private_data = STR("before") };

    engine_read(call, &thing, &op);
    return op;
}

static void read_gives_the_hooks_state(void **state)
{
    struct read_op op;

    thing_script.state = "{\"name\":\"b\"}";
    op = read_state(*state, "{\"name\":\"a\"}");
    expect_no_error(*state);
    expect_state(*state, &op.state, "{\"name\":\"b\"}");
    assert_string_equal(op.private_data.data, "of the hook");
}

static void read_of_what_is_gone_gives_null(void **state)
{
    struct read_op op;

    thing_script.null_state = true;
    op = read_state(*state, "{\"name\":\"a\"}");
    expect_no_error(*state);
    assert_true(value_is_null(&op.state));
}

static void failed_read_keeps_the_state_and_the_private_data(void **state)
{
    struct read_op op;

    thing_script.error = "no network";
    op = read_state(*state, "{\"name\":\"a\",\"stamp\":\"s\"}");
    expect_error(*state, "no network", "");
    expect_state(*state, &op.state, "{\"name\":\"a\",\"stamp\":\"s\"}");
    assert_string_equal(op.private_data.data, "before");
}

static void read_that_leaves_an_unknown_keeps_the_state(void **state)
{
    struct read_op op;

    thing_script.state = "{\"tags\":[\"?\"]}";
    op = read_state(*state, "{\"name\":\"a\"}");
    expect_error(*state, "Provider produced invalid object", "tags is still unknown");
    expect_state(*state, &op.state, "{\"name\":\"a\"}");
}

static void read_without_configuration_is_refused(void **state)
{
    struct call *call = *state;
    struct read_op op;

    call->config = NULL;
    op = read_state(call, "{\"name\":\"a\"}");
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Provider not configured", "thing_thing cannot be read");
    expect_state(call, &op.state, "{\"name\":\"a\"}");
}

static void read_of_nothing_asks_nobody(void **state)
{
    struct read_op op = read_state(*state, NULL);

    assert_int_equal(thing_script.ran, 0);
    assert_true(value_is_null(&op.state));
}

static struct plan_op plan(struct call *call, const char *prior, const char *config)
{
    struct plan_op op = { 0 };

    op.prior = value(call, prior);
    op.config = value(call, config);
    op.proposed = op.config;
    engine_plan(call, &thing, &op);
    return op;
}

static void tags_by_hook(struct plan_op *op)
{
    op->planned.items[THING_TAGS] = value_unknown();
}

static void plan_runs_the_hook_and_finishes_what_it_changed(void **state)
{
    struct plan_op op;

    thing_script.plan = tags_by_hook;
    op = plan(*state, "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"s\"}", "{\"name\":\"a\"}");
    expect_no_error(*state);
    assert_int_equal(op.planned.items[THING_TAGS].state, VALUE_UNKNOWN);
    assert_int_equal(op.planned.items[THING_STAMP].state, VALUE_UNKNOWN);
    assert_int_equal(op.planned.items[THING_ID].state, VALUE_KNOWN);
}

static void note_by_hook(struct plan_op *op)
{
    op->planned.items[THING_NOTE] = value_string(STR("mine"));
}

static void hook_that_plans_over_the_configuration_is_told(void **state)
{
    struct plan_op op;

    thing_script.plan = note_by_hook;
    op = plan(*state, "{\"name\":\"a\"}", "{\"name\":\"b\"}");
    expect_error(*state, "Provider produced invalid plan", "note is neither the configured");
    expect_path(*state, "note");
    expect_state(*state, &op.planned, "{\"name\":\"a\"}");
    assert_false(op.replace[THING_NAME]);
}

static void resurrect(struct plan_op *op)
{
    op->planned = *op->prior;
}

static void destroy_stays_null_whatever_the_hook_does(void **state)
{
    struct plan_op op = plan(*state, "{\"name\":\"a\"}", NULL);

    expect_no_error(*state);
    assert_int_equal(thing_script.ran, 1);
    assert_true(value_is_null(&op.planned));
    thing_script.plan = resurrect;
    plan(*state, "{\"name\":\"a\"}", NULL);
    expect_error(*state, "Provider produced invalid plan", "destruction of thing_thing");
}

static void shorten(struct plan_op *op)
{
    op->planned.count = 1;
}

static void planned_object_of_another_shape_is_told(void **state)
{
    thing_script.plan = shorten;
    plan(*state, NULL, "{\"name\":\"a\"}");
    expect_error(*state, "Provider produced invalid object", "no valid state");
}

static void plan_works_without_configuration(void **state)
{
    struct call *call = *state;
    struct plan_op op;

    call->config = NULL;
    op = plan(call, NULL, "{\"name\":\"a\"}");
    expect_no_error(call);
    expect_state(call, &op.planned, "{\"name\":\"a\",\"id\":\"?\",\"stamp\":\"?\"}");
}

static void plan_of_an_unknown_object_is_refused(void **state)
{
    struct value unknown = value_unknown();
    struct plan_op op = { .prior = value(*state, NULL), .config = &unknown };

    op.proposed = op.config;
    engine_plan(*state, &thing, &op);
    expect_error(*state, "Plan of an unknown object", "is unknown");
}

static struct import_op import(struct call *call, const struct resource_type *type)
{
    struct import_op op = { .id = STR("1") };

    engine_import(call, type, &op);
    return op;
}

static void import_gives_the_stub_of_the_hook(void **state)
{
    struct import_op op = import(*state, &thing);

    expect_no_error(*state);
    expect_state(*state, &op.state, "{\"id\":\"1\"}");
}

static void import_without_a_hook_is_refused(void **state)
{
    struct import_op op = import(*state, &thing_bare);

    expect_error(*state, "Import not supported", "thing_bare cannot be imported");
    assert_true(value_is_null(&op.state));
}

static void import_that_gives_null_is_an_error(void **state)
{
    struct import_op op;

    thing_script.null_state = true;
    op = import(*state, &thing);
    expect_error(*state, "Provider produced invalid object", "After the import");
    assert_true(value_is_null(&op.state));
}

static void failed_import_gives_nothing(void **state)
{
    struct import_op op;

    thing_script.error = "junk";
    op = import(*state, &thing);
    expect_error(*state, "junk", "");
    assert_true(value_is_null(&op.state));
}

static void import_without_configuration_is_refused(void **state)
{
    struct call *call = *state;

    call->config = NULL;
    import(call, &thing);
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Provider not configured", "cannot be imported");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(resource_is_found_by_its_whole_name),
        TEST(validation_runs_the_rows_rules_and_the_hook),
        TEST(validation_without_a_hook_runs_the_rows_rules),
        TEST(saved_state_is_read_by_the_rows),
        TEST(upgrade_hook_changes_the_state),
        TEST(state_of_a_newer_version_is_refused),
        TEST(saved_state_of_another_type_is_refused),
        TEST(saved_state_that_is_null_is_refused),
        TEST(upgrade_that_leaves_an_unknown_is_refused),
        TEST(read_gives_the_hooks_state),
        TEST(read_of_what_is_gone_gives_null),
        TEST(failed_read_keeps_the_state_and_the_private_data),
        TEST(read_that_leaves_an_unknown_keeps_the_state),
        TEST(read_without_configuration_is_refused),
        TEST(read_of_nothing_asks_nobody),
        TEST(plan_runs_the_hook_and_finishes_what_it_changed),
        TEST(hook_that_plans_over_the_configuration_is_told),
        TEST(destroy_stays_null_whatever_the_hook_does),
        TEST(planned_object_of_another_shape_is_told),
        TEST(plan_works_without_configuration),
        TEST(plan_of_an_unknown_object_is_refused),
        TEST(import_gives_the_stub_of_the_hook),
        TEST(import_without_a_hook_is_refused),
        TEST(import_that_gives_null_is_an_error),
        TEST(failed_import_gives_nothing),
        TEST(import_without_configuration_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
