#include "terraform/support_json.h"
#include "terraform/support_thing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char inconsistent[] = "Provider produced inconsistent result after apply";
static const char prior_json[] = "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"s\"}";
static const char planned_json[] =
    "{\"name\":\"a\",\"note\":\"n\",\"id\":\"1\",\"stamp\":\"?\"}";

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

static struct value apply(struct call *call, const char *prior, const char *planned)
{
    struct apply_op op = { .prior = value(call, prior), .planned = value(call, planned) };

    op.config = op.planned;
    engine_apply(call, &thing, &op);
    return op.state;
}

static void expect_state(struct call *call, const struct value *state, const char *json)
{
    if (!json) {
        assert_true(value_is_null(state));
        return;
    }
    json_assert_value(call->arena, &thing_block, state, json);
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

static void create_update_and_destroy_save_what_the_hook_gives(void **state)
{
    struct call *call = *state;
    struct value v;

    thing_script.state = "{\"name\":\"a\",\"note\":\"n\",\"id\":\"1\",\"stamp\":\"t\"}";
    v = apply(call, NULL, "{\"name\":\"a\",\"note\":\"n\",\"id\":\"?\",\"stamp\":\"?\"}");
    expect_state(call, &v, thing_script.state);
    v = apply(call, prior_json, planned_json);
    expect_state(call, &v, thing_script.state);
    thing_script.null_state = true;
    v = apply(call, prior_json, NULL);
    expect_state(call, &v, NULL);
    assert_int_equal(call->diags->count, 0);
    assert_int_equal(thing_script.ran, 3);
}

static void nothing_to_nothing_asks_nobody(void **state)
{
    struct value v = apply(*state, NULL, NULL);

    expect_state(*state, &v, NULL);
    assert_int_equal(thing_script.ran, 0);
}

static void hook_does_not_reach_the_prior_state(void **state)
{
    struct call *call = *state;
    struct apply_op op = { .prior = value(call, prior_json), .planned = value(call, NULL) };

    op.config = op.planned;
    thing_script.error = "denied";
    thing_script.touch = true;
    engine_apply(call, &thing, &op);
    expect_state(call, &op.state,
                 "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"touched in place\"}");
    expect_state(call, op.prior, prior_json);
}

static void failed_create_saves_what_there_is_without_unknown_parts(void **state)
{
    struct value v;

    thing_script.error = "still waiting";
    thing_script.state = "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"?\",\"tags\":[\"?\"]}";
    v = apply(*state, NULL, "{\"name\":\"a\",\"id\":\"?\",\"stamp\":\"?\"}");
    expect_error(*state, "still waiting", "", "");
    expect_state(*state, &v, "{\"name\":\"a\",\"id\":\"1\",\"tags\":[null]}");
}

static void create_that_failed_at_once_saves_nothing(void **state)
{
    struct value v;

    thing_script.error = "denied";
    v = apply(*state, NULL, "{\"name\":\"a\"}");
    expect_error(*state, "denied", "", "");
    expect_state(*state, &v, NULL);
}

static void failed_update_keeps_the_prior_state(void **state)
{
    struct value v;

    thing_script.error = "denied";
    v = apply(*state, prior_json, planned_json);
    expect_error(*state, "denied", "", "");
    expect_state(*state, &v, prior_json);
}

static void changed_planned_value_is_told_and_saved(void **state)
{
    struct value v;

    thing_script.state = "{\"name\":\"a\",\"note\":\"N\",\"id\":\"1\",\"stamp\":\"t\"}";
    v = apply(*state, prior_json, planned_json);
    expect_error(*state, inconsistent, "The value of note is not the one that was planned",
                 "note");
    expect_state(*state, &v, thing_script.state);
}

static void unknown_that_is_left_is_told_and_saved_as_null(void **state)
{
    struct value v;

    thing_script.state = planned_json;
    v = apply(*state, prior_json, planned_json);
    expect_error(*state, "Provider produced invalid object", "stamp is still unknown", "stamp");
    expect_state(*state, &v, "{\"name\":\"a\",\"note\":\"n\",\"id\":\"1\"}");
}

static void object_that_vanishes_in_an_apply_is_told(void **state)
{
    struct value v;

    thing_script.null_state = true;
    v = apply(*state, prior_json, planned_json);
    expect_error(*state, inconsistent, "was to be there", "");
    expect_state(*state, &v, NULL);
}

static void object_that_survives_its_destruction_is_told(void **state)
{
    struct value v = apply(*state, prior_json, NULL);

    expect_error(*state, inconsistent, "is still there", "");
    expect_state(*state, &v, prior_json);
}

static void state_of_another_shape_keeps_the_prior_one(void **state)
{
    struct value v;

    thing_script.short_state = true;
    v = apply(*state, prior_json, planned_json);
    expect_error(*state, "Provider produced invalid object", "no valid state", "");
    expect_state(*state, &v, prior_json);
}

static void stopped_run_begins_nothing(void **state)
{
    struct call *call = *state;
    struct value v;

    stop_trigger(call->stop);
    v = apply(call, NULL, "{\"name\":\"a\"}");
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Interrupted", "nothing was created", "");
    expect_state(call, &v, NULL);
}

static void stopped_run_changes_nothing(void **state)
{
    struct call *call = *state;
    struct value v;

    stop_trigger(call->stop);
    v = apply(call, prior_json, planned_json);
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Interrupted", "nothing was changed", "");
    expect_state(call, &v, prior_json);
}

static void apply_without_configuration_is_refused(void **state)
{
    struct call *call = *state;
    struct value v;

    call->config = NULL;
    v = apply(call, prior_json, NULL);
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Provider not configured", "cannot be destroyed", "");
    expect_state(call, &v, prior_json);
}

static void change_of_a_type_without_update_is_told(void **state)
{
    struct call *call = *state;
    struct apply_op op = { .prior = value(call, prior_json),
                           .planned = value(call, planned_json) };

    op.config = op.planned;
    engine_apply(call, &thing_bare, &op);
    assert_int_equal(thing_script.ran, 0);
    expect_error(call, "Change without replacement", "thing_bare cannot be changed", "");
    expect_state(call, &op.state, prior_json);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(create_update_and_destroy_save_what_the_hook_gives),
        TEST(nothing_to_nothing_asks_nobody),
        TEST(hook_does_not_reach_the_prior_state),
        TEST(failed_create_saves_what_there_is_without_unknown_parts),
        TEST(create_that_failed_at_once_saves_nothing),
        TEST(failed_update_keeps_the_prior_state),
        TEST(changed_planned_value_is_told_and_saved),
        TEST(unknown_that_is_left_is_told_and_saved_as_null),
        TEST(object_that_vanishes_in_an_apply_is_told),
        TEST(object_that_survives_its_destruction_is_told),
        TEST(state_of_another_shape_keeps_the_prior_one),
        TEST(stopped_run_begins_nothing),
        TEST(stopped_run_changes_nothing),
        TEST(apply_without_configuration_is_refused),
        TEST(change_of_a_type_without_update_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
