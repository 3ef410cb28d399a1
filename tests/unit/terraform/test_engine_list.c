#include "terraform/support_json.h"
#include "terraform/support_thing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    EVENTS_MAX = 8,
    MANY = 5
};

/* One event as the receiver saw it. */
struct seen {
    struct value identity;
    struct value state;
    const char *name;
    const char *summary; /* of the first diagnostic; NULL: none */
    const char *detail;
    size_t diag_count;
    bool is_error;
};

/* A list, what the hook does, and what came of it. */
struct fixture {
    struct call *call;
    struct seen seen[EVENTS_MAX];
    size_t count;
    size_t leave_after; /* the receiver wants no more than these; 0: all */
    size_t emitted;     /* by the hook */
    bool last_wanted;   /* what emit said last */
};

static struct fixture fix;

static int set_up(void **state)
{
    (void)state;
    fix = (struct fixture){ .call = thing_call_new() };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    thing_call_free(fix.call);
    return 0;
}

static bool receive(void *self, const struct list_event *event)
{
    struct seen *seen = &fix.seen[fix.count++];

    assert_ptr_equal(self, &fix);
    assert_true(fix.count < EVENTS_MAX);
    seen->identity = event->identity;
    seen->state = event->state;
    seen->name = event->display_name.len ? event->display_name.data : "";
    seen->diag_count = event->diags->count;
    seen->is_error = event->diags->has_error;
    if (event->diags->first) {
        seen->summary = event->diags->first->summary.data;
        seen->detail = event->diags->first->detail.data;
    }
    return fix.leave_after == 0 || fix.count < fix.leave_after;
}

static bool emit_json(struct call *call, struct list_op *op, const char *json,
                      struct str display_name)
{
    struct list_item item = { .state = json_value(call->arena, &thing_block, json),
                              .display_name = display_name };

    fix.emitted++;
    fix.last_wanted = op->emit(op, &item);
    return fix.last_wanted;
}

static bool emit_one(struct call *call, struct list_op *op)
{
    return emit_json(call, op, "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"s\"}", STR("A"));
}

static void many(struct call *call, struct list_op *op)
{
    bool wanted = true;

    for (size_t i = 0; wanted && i < MANY; i++) {
        wanted = emit_one(call, op);
    }
}

static void list(struct list_request request, const char *json)
{
    struct value config =
        json ? json_value(fix.call->arena, &thing_list_block, json) : value_null();

    request.config = &config;
    request.send = receive;
    request.self = &fix;
    engine_list(fix.call, &thing, &request);
    assert_int_equal(fix.call->diags->count, 0);
}

static void expect_last(const char *summary, const char *part)
{
    const struct seen *last = &fix.seen[fix.count - 1];

    assert_true(fix.count > 0);
    assert_true(value_is_null(&last->identity));
    assert_true(value_is_null(&last->state));
    assert_string_equal(last->name, "");
    assert_int_equal(last->diag_count, 1);
    assert_true(last->is_error);
    assert_string_equal(last->summary, summary);
    if (!strstr(last->detail, part)) {
        fail_msg("\"%s\" is not in: %s", part, last->detail);
    }
}

static void validation_runs_the_rows_rules_and_the_hook(void **state)
{
    struct value config =
        json_value(fix.call->arena, &thing_list_block, "{\"prefix\":\"123456789\"}");
    struct value unknown = value_unknown();

    (void)state;
    engine_validate_list(fix.call, &thing, &unknown);
    assert_int_equal(thing_script.ran, 0);
    thing_script.error = "hook";
    engine_validate_list(fix.call, &thing, &config);
    assert_int_equal(fix.call->diags->count, 2);
    assert_string_equal(fix.call->diags->first->summary.data, "Invalid Attribute Value Length");
    assert_string_equal(fix.call->diags->last->summary.data, "hook");
}

static void an_event_has_the_identity_of_its_state(void **state)
{
    (void)state;
    thing_script.list = many;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, MANY);
    for (size_t i = 0; i < MANY; i++) {
        json_assert_value(fix.call->arena, &thing_identity_block, &fix.seen[i].identity,
                          "{\"name\":\"a\",\"id\":\"1\"}");
        assert_true(value_is_null(&fix.seen[i].state));
        assert_string_equal(fix.seen[i].name, "A");
        assert_int_equal(fix.seen[i].diag_count, 0);
    }
}

static void an_event_has_the_state_that_was_asked_for(void **state)
{
    (void)state;
    thing_script.list = many;
    list((struct list_request){ .include_resource = true, .limit = 1 }, "{}");
    assert_int_equal(fix.count, 1);
    json_assert_value(fix.call->arena, &thing_block, &fix.seen[0].state,
                      "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"s\"}");
}

static void the_limit_ends_the_list_without_an_error(void **state)
{
    (void)state;
    thing_script.list = many;
    list((struct list_request){ .limit = 3 }, "{}");
    assert_int_equal(fix.count, 3);
    assert_int_equal(fix.emitted, 3);
    assert_false(fix.last_wanted);
    assert_false(fix.seen[2].is_error);
}

static void stubborn(struct call *call, struct list_op *op)
{
    for (size_t i = 0; i < MANY; i++) {
        emit_one(call, op);
        diags_warning(call->diags, NULL, "more", "of it");
    }
}

static void nothing_is_sent_beyond_the_limit(void **state)
{
    (void)state;
    thing_script.list = stubborn;
    list((struct list_request){ .limit = 2 }, "{}");
    assert_int_equal(fix.count, 2);
    assert_int_equal(fix.emitted, MANY);
}

static void check_limit(struct call *call, struct list_op *op)
{
    (void)call;
    assert_int_equal(op->limit, 0);
}

static void a_limit_below_zero_is_none(void **state)
{
    (void)state;
    thing_script.list = check_limit;
    list((struct list_request){ .limit = -1 }, "{}");
    assert_int_equal(fix.count, 0);
    thing_script.list = many;
    list((struct list_request){ .limit = -1 }, "{}");
    assert_int_equal(fix.count, MANY);
}

static void a_peer_that_has_gone_ends_the_list(void **state)
{
    (void)state;
    fix.leave_after = 2;
    thing_script.list = stubborn;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 2);
    assert_false(fix.last_wanted);
}

static void warn_and_emit(struct call *call, struct list_op *op)
{
    diags_warning(call->diags, NULL, "first", "of two");
    diags_warning(call->diags, NULL, "second", "of two");
    emit_one(call, op);
    emit_one(call, op);
    diags_warning(call->diags, NULL, "late", "warning");
}

static void warnings_travel_with_the_next_object_or_alone(void **state)
{
    (void)state;
    thing_script.list = warn_and_emit;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 3);
    assert_int_equal(fix.seen[0].diag_count, 2);
    assert_string_equal(fix.seen[0].summary, "first");
    assert_false(value_is_null(&fix.seen[0].identity));
    assert_int_equal(fix.seen[1].diag_count, 0);
    assert_string_equal(fix.seen[2].summary, "late");
    assert_true(value_is_null(&fix.seen[2].identity));
    assert_false(fix.seen[2].is_error);
}

static void fail_between(struct call *call, struct list_op *op)
{
    emit_one(call, op);
    diags_error(call->diags, NULL, "broken", "half-way");
    emit_one(call, op);
    emit_one(call, op);
}

static void an_error_ends_the_list_and_has_no_object(void **state)
{
    (void)state;
    thing_script.list = fail_between;
    list((struct list_request){ .include_resource = true }, "{}");
    assert_int_equal(fix.count, 2);
    assert_int_equal(fix.emitted, 3);
    assert_false(fix.last_wanted);
    expect_last("broken", "half-way");
}

static void fail_at_the_end(struct call *call, struct list_op *op)
{
    emit_one(call, op);
    diags_error(call->diags, NULL, "broken", "at the end");
}

static void an_error_after_the_last_object_is_sent(void **state)
{
    (void)state;
    thing_script.list = fail_at_the_end;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 2);
    expect_last("broken", "at the end");
}

static void emit_unknown(struct call *call, struct list_op *op)
{
    emit_json(call, op, "{\"name\":\"a\",\"stamp\":\"?\"}", STR("A"));
    emit_one(call, op);
}

static void an_unknown_row_of_a_listed_state_is_a_bug(void **state)
{
    (void)state;
    thing_script.list = emit_unknown;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 1);
    expect_last("Provider produced invalid object", "stamp is still unknown");
}

static void emit_short(struct call *call, struct list_op *op)
{
    struct list_item item = { .state = value_items(
                                  arena_alloc(call->arena, 1, sizeof(struct value)), 1) };

    fix.last_wanted = op->emit(op, &item);
}

static void emit_null(struct call *call, struct list_op *op)
{
    struct list_item item = { .state = value_null() };

    (void)call;
    fix.last_wanted = op->emit(op, &item);
}

static void a_listed_state_of_another_shape_is_a_bug(void **state)
{
    void (*const hooks[])(struct call *, struct list_op *) = { emit_short, emit_null };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hooks); i++) {
        fix.count = 0;
        thing_script.list = hooks[i];
        list((struct list_request){ 0 }, "{}");
        assert_int_equal(fix.count, 1);
        assert_false(fix.last_wanted);
        expect_last("Provider produced invalid object", "After a list");
    }
}

static void emit_nameless(struct call *call, struct list_op *op)
{
    emit_json(call, op, "{\"id\":\"1\"}", STR("nameless"));
}

static void a_listed_state_without_an_identity_is_a_bug(void **state)
{
    (void)state;
    thing_script.list = emit_nameless;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 1);
    expect_last("Provider produced invalid object", "\"nameless\" has no identity");
}

static void emit_bytes(struct call *call, struct list_op *op)
{
    emit_json(call, op, "{\"name\":\"a\"}", STR("a\xff"));
}

static void a_display_name_is_always_utf8(void **state)
{
    (void)state;
    thing_script.list = emit_bytes;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 1);
    assert_string_equal(fix.seen[0].name, "a\xef\xbf\xbd");
}

static void stop_between(struct call *call, struct list_op *op)
{
    assert_true(emit_one(call, op));
    stop_trigger(call->stop);
    assert_false(emit_one(call, op));
}

static void a_stop_cuts_the_list_short_and_says_so(void **state)
{
    (void)state;
    thing_script.list = stop_between;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 2);
    expect_last("Interrupted", "before every thing_thing was listed");
}

static void stop_and_explain(struct call *call, struct list_op *op)
{
    (void)op;
    stop_trigger(call->stop);
    diags_error(call->diags, NULL, "request stopped", "by the user");
}

static void a_stop_that_the_hook_explains_is_explained_once(void **state)
{
    (void)state;
    thing_script.list = stop_and_explain;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(fix.count, 1);
    expect_last("request stopped", "by the user");
}

static void stop_at_the_limit(struct call *call, struct list_op *op)
{
    assert_false(emit_one(call, op));
    stop_trigger(call->stop);
}

static void a_stop_after_the_limit_is_no_error(void **state)
{
    (void)state;
    thing_script.list = stop_at_the_limit;
    list((struct list_request){ .limit = 1 }, "{}");
    assert_int_equal(fix.count, 1);
    assert_false(fix.seen[0].is_error);
}

static void a_stopped_list_does_not_begin(void **state)
{
    (void)state;
    stop_trigger(fix.call->stop);
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(thing_script.ran, 0);
    expect_last("Interrupted", "before thing_thing was listed");
}

static void a_list_needs_a_configured_provider(void **state)
{
    (void)state;
    fix.call->config = NULL;
    list((struct list_request){ 0 }, "{}");
    assert_int_equal(thing_script.ran, 0);
    expect_last("Provider not configured", "cannot be listed");
}

static void a_list_needs_a_known_configuration_that_keeps_the_rules(void **state)
{
    static const struct {
        const char *config;
        const char *summary;
    } refused[] = {
        { NULL, "Value not known yet" },
        { "{\"prefix\":\"?\"}", "Value not known yet" },
        { "{\"prefix\":\"123456789\"}", "Invalid Attribute Value Length" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        fix.count = 0;
        list((struct list_request){ 0 }, refused[i].config);
        assert_int_equal(fix.count, 1);
        expect_last(refused[i].summary, "");
    }
    assert_int_equal(thing_script.ran, 0);
}

#define LISTED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTED(validation_runs_the_rows_rules_and_the_hook),
        LISTED(an_event_has_the_identity_of_its_state),
        LISTED(an_event_has_the_state_that_was_asked_for),
        LISTED(the_limit_ends_the_list_without_an_error),
        LISTED(nothing_is_sent_beyond_the_limit),
        LISTED(a_limit_below_zero_is_none),
        LISTED(a_peer_that_has_gone_ends_the_list),
        LISTED(warnings_travel_with_the_next_object_or_alone),
        LISTED(an_error_ends_the_list_and_has_no_object),
        LISTED(an_error_after_the_last_object_is_sent),
        LISTED(an_unknown_row_of_a_listed_state_is_a_bug),
        LISTED(a_listed_state_of_another_shape_is_a_bug),
        LISTED(a_listed_state_without_an_identity_is_a_bug),
        LISTED(a_display_name_is_always_utf8),
        LISTED(a_stop_cuts_the_list_short_and_says_so),
        LISTED(a_stop_that_the_hook_explains_is_explained_once),
        LISTED(a_stop_after_the_limit_is_no_error),
        LISTED(a_stopped_list_does_not_begin),
        LISTED(a_list_needs_a_configured_provider),
        LISTED(a_list_needs_a_known_configuration_that_keeps_the_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
