#include "terraform/engine.h"

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

static void expect_identity(struct call *call, const struct value *identity, const char *json)
{
    if (!json) {
        assert_true(value_is_null(identity));
        return;
    }
    json_assert_value(call->arena, &thing_identity_block, identity, json);
}

static void expect_error(const struct call *call, const char *summary)
{
    assert_int_equal(call->diags->count, 1);
    assert_string_equal(call->diags->first->summary.data, summary);
}

static void a_read_gives_the_identity_of_what_it_found(void **state)
{
    struct read_op op = { .state = *value(*state, "{\"name\":\"a\"}") };

    thing_script.state = "{\"name\":\"a\",\"id\":\"1\"}";
    engine_read(*state, &thing, &op);
    expect_identity(*state, &op.identity, "{\"name\":\"a\",\"id\":\"1\"}");
}

static void what_is_gone_has_no_identity(void **state)
{
    struct read_op op = { .state = *value(*state, "{\"name\":\"a\"}") };

    thing_script.null_state = true;
    engine_read(*state, &thing, &op);
    expect_identity(*state, &op.identity, NULL);
}

static void a_failed_read_gives_the_identity_of_the_state_that_stays(void **state)
{
    struct read_op op = { .state = *value(*state, "{\"name\":\"a\",\"id\":\"1\"}") };

    thing_script.state = "{\"name\":\"b\"}";
    thing_script.error = "no network";
    engine_read(*state, &thing, &op);
    expect_identity(*state, &op.identity, "{\"name\":\"a\",\"id\":\"1\"}");
}

static struct value planned_identity(struct call *call, const char *prior, const char *config)
{
    struct plan_op op = { .prior = value(call, prior), .config = value(call, config) };

    op.proposed = op.config;
    engine_plan(call, &thing, &op);
    return op.identity;
}

static void a_plan_tells_an_identity_when_it_knows_all_of_it(void **state)
{
    struct value new_one = planned_identity(*state, NULL, "{\"name\":\"a\"}");
    struct value changed =
        planned_identity(*state, "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"s\"}",
                         "{\"name\":\"a\",\"note\":\"n\"}");
    struct value destroyed = planned_identity(*state, "{\"name\":\"a\",\"id\":\"1\"}", NULL);

    expect_identity(*state, &new_one, NULL);
    expect_identity(*state, &changed, "{\"name\":\"a\",\"id\":\"1\"}");
    expect_identity(*state, &destroyed, NULL);
}

static struct apply_op apply(struct call *call, const char *prior, const char *planned)
{
    struct apply_op op = { .prior = value(call, prior), .planned = value(call, planned) };

    op.config = op.planned;
    engine_apply(call, &thing, &op);
    return op;
}

static void a_creation_gives_the_identity_of_what_was_made(void **state)
{
    struct apply_op op;

    thing_script.state = "{\"name\":\"a\",\"id\":\"1\"}";
    op = apply(*state, NULL, "{\"name\":\"a\",\"id\":\"?\"}");
    expect_identity(*state, &op.identity, "{\"name\":\"a\",\"id\":\"1\"}");
}

static void what_a_failed_creation_leaves_unknown_is_null_in_the_identity(void **state)
{
    struct apply_op op;

    thing_script.state = "{\"name\":\"a\",\"id\":\"?\"}";
    thing_script.error = "half-way";
    op = apply(*state, NULL, "{\"name\":\"a\",\"id\":\"?\"}");
    expect_identity(*state, &op.identity, "{\"name\":\"a\"}");
}

static void a_failed_creation_without_a_required_row_has_no_identity(void **state)
{
    struct apply_op op;

    thing_script.state = "{\"name\":\"?\",\"id\":\"1\"}";
    thing_script.error = "half-way";
    op = apply(*state, NULL, "{\"name\":\"?\",\"id\":\"?\"}");
    assert_true(value_is_known(&op.state));
    expect_identity(*state, &op.identity, NULL);
}

static void an_apply_that_did_not_begin_keeps_the_prior_identity(void **state)
{
    struct call *call = *state;
    struct apply_op op;

    stop_trigger(call->stop);
    op = apply(call, "{\"name\":\"a\",\"id\":\"1\"}", "{\"name\":\"a\",\"id\":\"2\"}");
    assert_int_equal(thing_script.ran, 0);
    expect_identity(call, &op.identity, "{\"name\":\"a\",\"id\":\"1\"}");
}

static void what_was_destroyed_has_no_identity(void **state)
{
    struct apply_op op;

    thing_script.null_state = true;
    op = apply(*state, "{\"name\":\"a\",\"id\":\"1\"}", NULL);
    expect_identity(*state, &op.identity, NULL);
}

static struct import_op import(struct call *call, const char *id, const char *identity)
{
    struct import_op op = { .id = str_from(id) };

    if (identity) {
        op.identity = json_value(call->arena, &thing_identity_block, identity);
    }
    engine_import(call, &thing, &op);
    return op;
}

static void an_import_by_identity_begins_with_its_rows(void **state)
{
    struct call *call = *state;
    struct import_op op = import(call, "", "{\"name\":\"a\",\"id\":\"1\"}");

    assert_int_equal(call->diags->count, 0);
    json_assert_value(call->arena, &thing_block, &op.state, "{\"name\":\"a\",\"id\":\"1\"}");
    expect_identity(call, &op.identity, "{\"name\":\"a\",\"id\":\"1\"}");
}

static void an_import_by_id_gives_the_identity_of_its_stub(void **state)
{
    struct import_op op;

    thing_script.state = "{\"name\":\"b\"}";
    op = import(*state, "b", NULL);
    expect_identity(*state, &op.identity, "{\"name\":\"b\"}");
}

static void an_import_needs_exactly_one_of_id_and_identity(void **state)
{
    struct call *call = *state;

    import(call, "", NULL);
    expect_error(call, "Import without an ID");
    diags_init(call->diags, call->arena);
    import(call, "a", "{\"name\":\"a\"}");
    expect_error(call, "Import by ID and identity");
    assert_int_equal(thing_script.ran, 0);
}

static void an_import_by_a_bad_identity_asks_no_hook(void **state)
{
    struct call *call = *state;
    struct import_op op = import(call, "", "{\"id\":\"1\"}");

    expect_error(call, "Incomplete identity");
    assert_int_equal(thing_script.ran, 0);
    assert_true(value_is_null(&op.state));
}

static struct value upgraded(struct call *call, const struct resource_type *type,
                             int64_t version, const char *json)
{
    struct value identity;

    engine_upgrade_identity(call, type, version, str_from(json), &identity);
    return identity;
}

static void a_saved_identity_is_read_by_its_rows(void **state)
{
    struct value identity = upgraded(*state, &thing, 0, "{\"name\":\"a\",\"old\":1}");

    expect_identity(*state, &identity, "{\"name\":\"a\"}");
}

static void an_identity_of_another_version_is_refused(void **state)
{
    struct call *call = *state;

    upgraded(call, &thing, 1, "{\"name\":\"a\"}");
    expect_error(call, "Saved identity is too new");
    diags_init(call->diags, call->arena);
    upgraded(call, &thing_bare, 0, "{\"name\":\"a\"}");
    expect_error(call, "Saved identity is too new");
}

static void an_identity_that_cannot_be_read_is_refused(void **state)
{
    static const char *const junk[] = { "", "{", "[]", "null", "{\"name\":[]}" };
    struct call *call = *state;

    for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
        struct value identity = upgraded(call, &thing, 0, junk[i]);

        expect_error(call, "Saved identity cannot be read");
        expect_identity(call, &identity, NULL);
        diags_init(call->diags, call->arena);
    }
}

static struct move_op move(struct call *call, const struct resource_type *type)
{
    struct move_op op = { .provider_address = STR("example.com/a/b"),
                          .type_name = STR("other_thing"),
                          .json = STR("{}") };

    engine_move(call, type, &op);
    return op;
}

static void a_moved_state_is_that_of_the_hook(void **state)
{
    struct call *call = *state;
    struct move_op op;

    call->config = NULL;
    thing_script.state = "{\"name\":\"a\",\"id\":\"1\"}";
    op = move(call, &thing);
    assert_int_equal(call->diags->count, 0);
    json_assert_value(call->arena, &thing_block, &op.state, thing_script.state);
    expect_identity(call, &op.identity, "{\"name\":\"a\",\"id\":\"1\"}");
}

static void a_move_to_a_type_that_takes_none_names_its_source(void **state)
{
    struct call *call = *state;
    struct move_op op = move(call, &thing_bare);

    expect_error(call, "Move not supported");
    assert_non_null(strstr(call->diags->first->detail.data, "other_thing"));
    assert_non_null(strstr(call->diags->first->detail.data, "example.com/a/b"));
    assert_true(value_is_null(&op.state));
}

static void a_move_that_leaves_an_unknown_is_refused(void **state)
{
    struct call *call = *state;
    struct move_op op;

    thing_script.state = "{\"name\":\"?\"}";
    op = move(call, &thing);
    expect_error(call, "Provider produced invalid object");
    assert_true(value_is_null(&op.state));
    expect_identity(call, &op.identity, NULL);
}

static void a_failed_move_gives_nothing(void **state)
{
    struct call *call = *state;
    struct move_op op;

    thing_script.error = "not from there";
    op = move(call, &thing);
    expect_error(call, "not from there");
    assert_true(value_is_null(&op.state));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_read_gives_the_identity_of_what_it_found),
        TEST(what_is_gone_has_no_identity),
        TEST(a_failed_read_gives_the_identity_of_the_state_that_stays),
        TEST(a_plan_tells_an_identity_when_it_knows_all_of_it),
        TEST(a_creation_gives_the_identity_of_what_was_made),
        TEST(what_a_failed_creation_leaves_unknown_is_null_in_the_identity),
        TEST(a_failed_creation_without_a_required_row_has_no_identity),
        TEST(an_apply_that_did_not_begin_keeps_the_prior_identity),
        TEST(what_was_destroyed_has_no_identity),
        TEST(an_import_by_identity_begins_with_its_rows),
        TEST(an_import_by_id_gives_the_identity_of_its_stub),
        TEST(an_import_needs_exactly_one_of_id_and_identity),
        TEST(an_import_by_a_bad_identity_asks_no_hook),
        TEST(a_saved_identity_is_read_by_its_rows),
        TEST(an_identity_of_another_version_is_refused),
        TEST(an_identity_that_cannot_be_read_is_refused),
        TEST(a_moved_state_is_that_of_the_hook),
        TEST(a_move_to_a_type_that_takes_none_names_its_source),
        TEST(a_move_that_leaves_an_unknown_is_refused),
        TEST(a_failed_move_gives_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
