#include "terraform/support_json.h"
#include "terraform/support_thing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct field rule_fields[] = {
    { .name = "port", .type = &type_number, .flags = FIELD_REQUIRED },
    { .name = "seen", .type = &type_string, .flags = FIELD_COMPUTED },
};
static const struct block rule = { rule_fields, ARRAY_LEN(rule_fields), NULL };
static const struct type rule_type = { .kind = KIND_OBJECT, .object = &rule };
static const struct type rule_list = { .kind = KIND_LIST, .element = &rule_type };
static const struct type rule_set = { .kind = KIND_SET, .element = &rule_type };
static const struct type rule_map = { .kind = KIND_MAP, .element = &rule_type };

/* clang-format off */
static const struct field fields[] = {
    { .name = "mode", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
      .unset = "AUTO" },
    { .name = "fast", .type = &type_bool, .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
      .unset = "false" },
    { .name = "list", .type = &rule_list, .flags = FIELD_BLOCK },
    { .name = "set", .type = &rule_set, .flags = FIELD_BLOCK },
    { .name = "map", .type = &rule_map, .flags = FIELD_BLOCK },
    { .name = "single", .type = &rule_type, .flags = FIELD_BLOCK },
};
/* clang-format on */
static const struct block block = { fields, ARRAY_LEN(fields), NULL };
static const struct schema schema = { .block = &block };
static const struct resource_type wide = { .name = "thing_wide", .schema = &schema };

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

static struct value generate(struct call *call, const struct resource_type *type,
                             const char *json)
{
    struct value state =
        json ? json_value(call->arena, type->schema->block, json) : value_null();
    struct value config;

    engine_generate(call, type, &state, &config);
    return config;
}

static void expect(struct call *call, const char *state, const char *config)
{
    struct value v = generate(call, &wide, state);

    assert_int_equal(call->diags->count, 0);
    json_assert_value(call->arena, &block, &v, config);
}

static void what_cannot_be_configured_is_left_out(void **state)
{
    struct call *call = *state;
    struct value v = generate(call, &thing_bare,
                              "{\"name\":\"a\",\"note\":\"n\",\"id\":\"1\",\"stamp\":\"s\","
                              "\"tags\":[\"t\"]}");

    assert_int_equal(call->diags->count, 0);
    json_assert_value(call->arena, &thing_block, &v,
                      "{\"name\":\"a\",\"note\":\"n\",\"tags\":[\"t\"]}");
}

static void what_means_not_set_is_left_out(void **state)
{
    expect(*state, "{\"mode\":\"AUTO\",\"fast\":false}", "{}");
    expect(*state, "{\"mode\":\"\"}", "{}");
    expect(*state, "{\"mode\":\"MANUAL\",\"fast\":true}",
           "{\"mode\":\"MANUAL\",\"fast\":true}");
}

static void an_empty_text_of_an_optional_row_is_written(void **state)
{
    struct call *call = *state;
    struct value v = generate(call, &thing_bare, "{\"name\":\"a\",\"note\":\"\"}");

    json_assert_value(call->arena, &thing_block, &v, "{\"name\":\"a\",\"note\":\"\"}");
}

static void blocks_are_kept_without_what_is_computed_in_them(void **state)
{
    expect(*state,
           "{\"list\":[{\"port\":1,\"seen\":\"a\"},{\"port\":1,\"seen\":\"b\"}],"
           "\"set\":[{\"port\":2,\"seen\":\"a\"},{\"port\":2,\"seen\":\"b\"}],"
           "\"map\":{\"k\":{\"port\":3,\"seen\":\"c\"}},"
           "\"single\":{\"port\":4,\"seen\":\"d\"}}",
           "{\"list\":[{\"port\":1},{\"port\":1}],\"set\":[{\"port\":2}],"
           "\"map\":{\"k\":{\"port\":3}},\"single\":{\"port\":4}}");
}

/* Comparing sets does not count their elements. */
static void what_is_alike_without_what_is_computed_is_one_element(void **state)
{
    static const char two[] =
        "{\"set\":[{\"port\":2,\"seen\":\"a\"},{\"port\":2,\"seen\":\"b\"}]}";
    struct value v = generate(*state, &wide, two);

    assert_int_equal(v.items[block_find(&block, STR("set"))].count, 1);
}

static void no_state_gives_an_object_of_null_rows(void **state)
{
    struct call *call = *state;
    struct value v = generate(call, &thing, NULL);

    assert_int_equal(call->diags->count, 0);
    assert_int_equal(thing_script.ran, 0);
    json_assert_value(call->arena, &thing_block, &v, "{}");
}

static void an_unknown_row_is_left_out(void **state)
{
    expect(*state, "{\"mode\":\"?\",\"single\":{\"port\":1}}", "{\"single\":{\"port\":1}}");
}

static void drop_note(struct generate_op *op)
{
    assert_string_equal(value_text(&op->state->items[THING_STAMP]).data, "s");
    assert_true(value_is_null(&op->config.items[THING_STAMP]));
    op->config.items[THING_NOTE] = value_null();
}

static void the_hook_sees_the_state_and_leaves_out_more(void **state)
{
    struct call *call = *state;
    struct value v;

    thing_script.generate = drop_note;
    v = generate(call, &thing, "{\"name\":\"a\",\"note\":\"n\",\"stamp\":\"s\"}");
    assert_int_equal(call->diags->count, 0);
    json_assert_value(call->arena, &thing_block, &v, "{\"name\":\"a\"}");
}

static void a_failure_gives_no_configuration(void **state)
{
    struct call *call = *state;
    struct value v;

    thing_script.error = "broken";
    v = generate(call, &thing, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    assert_int_equal(call->diags->count, 1);
}

static void an_unknown_row_that_the_hook_makes_is_a_bug(void **state)
{
    struct call *call = *state;
    struct value v;

    thing_script.state = "{\"name\":\"?\"}";
    v = generate(call, &thing, "{\"name\":\"a\"}");
    assert_true(value_is_null(&v));
    assert_int_equal(call->diags->count, 1);
    assert_string_equal(call->diags->first->summary.data, "Provider produced invalid object");
}

#define CALLED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALLED(what_cannot_be_configured_is_left_out),
        CALLED(what_means_not_set_is_left_out),
        CALLED(an_empty_text_of_an_optional_row_is_written),
        CALLED(blocks_are_kept_without_what_is_computed_in_them),
        CALLED(what_is_alike_without_what_is_computed_is_one_element),
        CALLED(no_state_gives_an_object_of_null_rows),
        CALLED(an_unknown_row_is_left_out),
        CALLED(the_hook_sees_the_state_and_leaves_out_more),
        CALLED(a_failure_gives_no_configuration),
        CALLED(an_unknown_row_that_the_hook_makes_is_a_bug),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
