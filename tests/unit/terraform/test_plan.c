#include "terraform/support_json.h"

#include "terraform/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct field inner_fields[] = {
    { .name = "x", .type = &type_string, .flags = FIELD_OPTIONAL },
    { .name = "y", .type = &type_string, .flags = FIELD_COMPUTED },
    { .name = "z", .type = &type_string, .flags = FIELD_COMPUTED | FIELD_KEEP },
};
static const struct block inner = { inner_fields, ARRAY_LEN(inner_fields), NULL };
static const struct type object = { .kind = KIND_OBJECT, .object = &inner };
static const struct type list = { .kind = KIND_LIST, .element = &object };
static const struct type set = { .kind = KIND_SET, .element = &object };
static const struct type map = { .kind = KIND_MAP, .element = &object };

enum {
    NAME,
    NOTE,
    SIZE,
    MODE,
    LANG,
    GUIDE,
    TAGS,
    REGION,
    ID,
    STAMP,
    SECRET,
    ONE,
    MANY,
    SOME,
    NAMED,
};

static const struct field fields[] = {
    [NAME] = { .name = "name", .type = &type_string, .flags = FIELD_REQUIRED | FIELD_REPLACE },
    [NOTE] = { .name = "note", .type = &type_string, .flags = FIELD_OPTIONAL },
    [SIZE] = { .name = "size", .type = &type_number, .flags = FIELD_OPTIONAL | FIELD_COMPUTED },
    [MODE] = { .name = "mode",
               .type = &type_bool,
               .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_DEFAULT,
               .unset = "false" },
    [LANG] = { .name = "lang",
               .type = &type_string,
               .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY },
    [GUIDE] = { .name = "guide",
                .type = &type_string,
                .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
                .unset = "NONE" },
    [TAGS] = { .name = "tags",
               .type = &type_string_set,
               .flags = FIELD_OPTIONAL | FIELD_COMPUTED },
    [REGION] = { .name = "region",
                 .type = &type_string,
                 .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY | FIELD_REPLACE },
    [ID] = { .name = "id", .type = &type_string, .flags = FIELD_COMPUTED | FIELD_KEEP },
    [STAMP] = { .name = "stamp", .type = &type_string, .flags = FIELD_COMPUTED },
    [SECRET] = { .name = "secret",
                 .type = &type_string,
                 .flags = FIELD_OPTIONAL | FIELD_WRITE_ONLY },
    [ONE] = { .name = "one", .type = &object, .flags = FIELD_BLOCK },
    [MANY] = { .name = "many", .type = &list, .flags = FIELD_BLOCK },
    [SOME] = { .name = "some", .type = &set, .flags = FIELD_BLOCK },
    [NAMED] = { .name = "named", .type = &map, .flags = FIELD_BLOCK },
};
static const struct block block = { fields, ARRAY_LEN(fields), NULL };

enum {
    NO_ROW = -1
};

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct value *value(struct arena *arena, const char *json)
{
    struct value *out = arena_alloc(arena, 1, sizeof(*out));

    *out = json ? json_value(arena, &block, json) : value_null();
    return out;
}

static struct plan_op plan(struct arena *arena, const char *prior, const char *config)
{
    struct plan_op op = { .block = &block };

    op.prior = value(arena, prior);
    op.config = value(arena, config);
    op.proposed = op.config;
    op.replace = arena_alloc(arena, block.count, sizeof(*op.replace));
    plan_generic(arena, &op);
    return op;
}

/* What is planned, and the one row that asks for replacement, or NO_ROW. */
static void expect(struct arena *arena, const struct plan_op *op, const char *planned,
                   int replacing)
{
    json_assert_value(arena, &block, &op->planned, planned);
    for (size_t i = 0; i < block.count; i++) {
        assert_int_equal(op->replace[i], (int)i == replacing);
    }
}

static void expect_update(struct arena *arena, const char *prior, const char *config,
                          const char *planned)
{
    struct plan_op op = plan(arena, prior, config);

    expect(arena, &op, planned, NO_ROW);
}

static void expect_no_change(struct arena *arena, const char *prior, const char *config)
{
    expect_update(arena, prior, config, prior);
}

static void create_leaves_to_the_service_what_it_computes(void **state)
{
    struct plan_op op = plan(*state, NULL, "{\"name\":\"a\",\"lang\":\"C\"}");

    expect(*state, &op,
           "{\"name\":\"a\",\"lang\":\"C\",\"mode\":false,\"id\":\"?\",\"stamp\":\"?\"}",
           NO_ROW);
}

static void destroy_plans_nothing(void **state)
{
    struct plan_op op = plan(*state, "{\"name\":\"a\",\"id\":\"1\"}", NULL);

    assert_true(value_is_null(&op.planned));
    plan_finish(*state, &op);
    assert_true(value_is_null(&op.planned));
}

static void no_difference_keeps_every_value(void **state)
{
    expect_no_change(
        *state,
        "{\"name\":\"a\",\"lang\":\"C\",\"size\":0,\"tags\":[\"t\"],\"id\":\"1\","
        "\"stamp\":\"s\",\"mode\":true}",
        "{\"name\":\"a\",\"lang\":\"C\",\"size\":0,\"tags\":[\"t\"],\"mode\":true}");
}

static void change_makes_computed_rows_unknown_but_keeps_stable_ones(void **state)
{
    expect_update(*state, "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"s\"}",
                  "{\"name\":\"a\",\"note\":\"n\"}",
                  "{\"name\":\"a\",\"note\":\"n\",\"id\":\"1\",\"stamp\":\"?\"}");
}

static void stable_row_without_a_value_becomes_unknown_on_change(void **state)
{
    expect_update(*state, "{\"name\":\"a\"}", "{\"name\":\"a\",\"note\":\"n\"}",
                  "{\"name\":\"a\",\"note\":\"n\",\"id\":\"?\",\"stamp\":\"?\"}");
    expect_no_change(*state, "{\"name\":\"a\"}", "{\"name\":\"a\"}");
}

static void argument_taken_away_is_undone(void **state)
{
    expect_update(
        *state, "{\"size\":\"5\",\"mode\":true,\"guide\":\"STABLE\",\"tags\":[\"t\"]}", "{}",
        "{\"mode\":false,\"guide\":\"NONE\",\"tags\":[],\"id\":\"?\",\"stamp\":\"?\"}");
}

static void argument_taken_away_sticks_where_the_service_cannot_clear_it(void **state)
{
    expect_no_change(*state, "{\"lang\":\"C\",\"region\":\"r\",\"id\":\"1\"}", "{}");
    expect_no_change(*state, "{\"lang\":\"C\",\"region\":\"r\",\"id\":\"1\"}",
                     "{\"lang\":\"\"}");
}

static void state_of_another_provider_makes_no_change(void **state)
{
    static const char taken_over[] =
        "{\"name\":\"a\",\"lang\":\"\",\"guide\":\"\",\"mode\":false,\"tags\":[],\"id\":\"1\"}";

    expect_no_change(*state, taken_over, "{\"name\":\"a\"}");
    expect_no_change(
        *state, taken_over,
        "{\"name\":\"a\",\"lang\":\"\",\"guide\":\"\",\"mode\":false,\"tags\":[]}");
    expect_no_change(*state, taken_over, "{\"name\":\"a\",\"guide\":\"NONE\"}");
    expect_no_change(*state, "{\"name\":\"a\",\"guide\":\"NONE\"}",
                     "{\"name\":\"a\",\"guide\":\"\"}");
}

static void configured_value_wins_over_a_null_one(void **state)
{
    expect_update(*state, "{\"id\":\"1\"}", "{\"guide\":\"\"}",
                  "{\"guide\":\"\",\"id\":\"1\",\"stamp\":\"?\"}");
}

static void unknown_configuration_stays_unknown(void **state)
{
    expect_update(
        *state, "{\"lang\":\"C\",\"guide\":\"\",\"id\":\"1\"}",
        "{\"lang\":\"?\",\"guide\":\"?\",\"note\":\"?\",\"tags\":[\"?\"]}",
        "{\"lang\":\"?\",\"guide\":\"?\",\"note\":\"?\",\"tags\":[\"?\"],\"id\":\"1\","
        "\"stamp\":\"?\"}");
}

static void write_only_value_is_never_planned(void **state)
{
    struct plan_op op = plan(*state, NULL, "{\"secret\":\"s\"}");

    expect(*state, &op, "{\"mode\":false,\"id\":\"?\",\"stamp\":\"?\"}", NO_ROW);
    expect_no_change(*state, "{\"id\":\"1\"}", "{\"secret\":\"t\"}");
}

static void change_of_a_replace_row_makes_a_new_object(void **state)
{
    struct plan_op op =
        plan(*state, "{\"name\":\"a\",\"id\":\"1\",\"stamp\":\"s\"}", "{\"name\":\"b\"}");

    expect(*state, &op, "{\"name\":\"b\",\"id\":\"?\",\"stamp\":\"?\"}", NAME);
    op = plan(*state, "{\"name\":\"a\",\"id\":\"1\"}", "{\"name\":\"?\"}");
    expect(*state, &op, "{\"name\":\"?\",\"id\":\"?\",\"stamp\":\"?\"}", NAME);
}

static void other_spelling_of_a_replace_row_makes_no_new_object(void **state)
{
    expect_update(*state, "{\"name\":\"a\",\"id\":\"1\"}", "{\"name\":\"a\",\"region\":\"\"}",
                  "{\"name\":\"a\",\"region\":\"\",\"id\":\"1\",\"stamp\":\"?\"}");
}

static void elements_of_lists_and_maps_keep_what_is_theirs(void **state)
{
    expect_update(
        *state,
        "{\"many\":[{\"x\":\"a\",\"y\":\"y0\",\"z\":\"z0\"}],\"named\":{\"k\":{\"z\":\"z1\"}}}",
        "{\"many\":[{\"x\":\"b\"},{\"x\":\"c\"}],\"named\":{\"k\":{},\"l\":{}}}",
        "{\"many\":[{\"x\":\"b\",\"y\":\"?\",\"z\":\"z0\"},{\"x\":\"c\",\"y\":\"?\",\"z\":\"?"
        "\"}],"
        "\"named\":{\"k\":{\"y\":\"?\",\"z\":\"z1\"},\"l\":{\"y\":\"?\",\"z\":\"?\"}},"
        "\"id\":\"?\",\"stamp\":\"?\"}");
}

static void elements_of_sets_keep_what_is_theirs(void **state)
{
    static const char prior[] = "{\"some\":[{\"x\":\"a\",\"y\":\"y0\",\"z\":\"z0\"},"
                                "{\"x\":\"b\",\"y\":\"y1\",\"z\":\"z1\"}]}";

    expect_no_change(*state, prior, "{\"some\":[{\"x\":\"b\"},{\"x\":\"a\"}]}");
    expect_update(*state, prior, "{\"some\":[{\"x\":\"c\"},{\"x\":\"b\"}]}",
                  "{\"some\":[{\"x\":\"c\",\"y\":\"?\",\"z\":\"?\"},"
                  "{\"x\":\"b\",\"y\":\"?\",\"z\":\"z1\"}],\"id\":\"?\",\"stamp\":\"?\"}");
}

static void elements_of_a_set_that_is_partly_unknown_keep_nothing(void **state)
{
    expect_update(*state, "{\"some\":[{\"x\":\"a\",\"y\":\"y0\",\"z\":\"z0\"}]}",
                  "{\"some\":[{\"x\":\"a\"},{\"x\":\"?\"}]}",
                  "{\"some\":[{\"x\":\"a\",\"y\":\"?\",\"z\":\"?\"},"
                  "{\"x\":\"?\",\"y\":\"?\",\"z\":\"?\"}],\"id\":\"?\",\"stamp\":\"?\"}");
}

static void single_block_comes_and_goes_with_the_configuration(void **state)
{
    expect_update(
        *state, "{\"id\":\"1\"}", "{\"one\":{\"x\":\"a\"}}",
        "{\"one\":{\"x\":\"a\",\"y\":\"?\",\"z\":\"?\"},\"id\":\"1\",\"stamp\":\"?\"}");
    expect_update(*state, "{\"id\":\"1\",\"one\":{\"z\":\"z0\"}}", "{}",
                  "{\"id\":\"1\",\"stamp\":\"?\"}");
    expect_no_change(*state, "{\"id\":\"1\",\"one\":{\"z\":\"z0\"}}", "{\"one\":{}}");
}

static void unknown_blocks_stay_unknown_and_null_ones_become_empty(void **state)
{
    struct value config = *value(*state, "{}");
    struct plan_op op = { .block = &block, .prior = value(*state, NULL), .config = &config };

    op.replace = arena_alloc(*state, block.count, sizeof(*op.replace));
    config.items[MANY] = value_unknown();
    config.items[SOME] = value_null();
    config.items[NAMED] = value_null();
    plan_generic(*state, &op);
    assert_int_equal(op.planned.items[MANY].state, VALUE_UNKNOWN);
    assert_int_equal(op.planned.items[SOME].state, VALUE_KNOWN);
    assert_int_equal(op.planned.items[SOME].count, 0);
    assert_int_equal(op.planned.items[NAMED].state, VALUE_KNOWN);
    assert_int_equal(op.planned.items[NAMED].entry_count, 0);
    assert_int_equal(op.planned.items[ONE].state, VALUE_NULL);
}

static void what_a_hook_changes_makes_computed_rows_unknown(void **state)
{
    struct plan_op op = plan(*state, "{\"region\":\"r\",\"id\":\"1\",\"stamp\":\"s\"}", "{}");

    op.planned.items[LANG] = value_string(STR("C"));
    plan_finish(*state, &op);
    expect(*state, &op, "{\"region\":\"r\",\"lang\":\"C\",\"id\":\"1\",\"stamp\":\"?\"}",
           NO_ROW);
}

static void what_a_hook_puts_back_changes_nothing(void **state)
{
    static const char prior[] =
        "{\"region\":\"r\",\"lang\":\"C\",\"id\":\"1\",\"stamp\":\"s\"}";
    struct plan_op op = plan(*state, prior, "{\"lang\":\"D\"}");

    plan_settle(&op);
    assert_true(str_eq(value_text(&op.planned.items[LANG]), STR("D")));
    op.planned.items[LANG] = op.prior->items[LANG];
    plan_settle(&op);
    plan_finish(*state, &op);
    expect(*state, &op, prior, NO_ROW);
}

static void what_a_hook_computes_itself_stays(void **state)
{
    struct plan_op op = plan(*state, "{\"id\":\"1\",\"stamp\":\"s\"}", "{}");

    op.planned.items[STAMP] = value_string(STR("t"));
    plan_finish(*state, &op);
    expect(*state, &op, "{\"id\":\"1\",\"stamp\":\"t\"}", NO_ROW);
}

static void replacement_by_a_hook_makes_stable_rows_unknown(void **state)
{
    struct plan_op op =
        plan(*state, "{\"region\":\"r\",\"id\":\"1\",\"stamp\":\"s\",\"one\":{\"z\":\"z0\"}}",
             "{\"one\":{}}");

    op.planned.items[REGION] = value_string(STR("q"));
    plan_replace(&op, REGION);
    plan_finish(*state, &op);
    expect(*state, &op,
           "{\"region\":\"q\",\"id\":\"?\",\"stamp\":\"?\",\"one\":{\"y\":\"?\",\"z\":\"?\"}}",
           REGION);
}

static void rows_that_a_hook_may_not_change_are_told(void **state)
{
    struct plan_op op = plan(*state, "{\"name\":\"a\",\"id\":\"1\",\"lang\":\"C\"}",
                             "{\"name\":\"b\",\"lang\":\"D\",\"secret\":\"s\"}");

    op.planned.items[NAME] = value_string(STR("a"));
    assert_true(plan_row_allowed(&op, NAME));
    op.planned.items[NAME] = value_string(STR("B"));
    assert_false(plan_row_allowed(&op, NAME));
    op.planned.items[NOTE] = value_string(STR("n"));
    assert_false(plan_row_allowed(&op, NOTE));
    op.planned.items[LANG] = value_unknown();
    assert_false(plan_row_allowed(&op, LANG));
    op.planned.items[GUIDE] = value_unknown();
    assert_true(plan_row_allowed(&op, GUIDE));
    op.planned.items[ID] = value_string(STR("2"));
    assert_true(plan_row_allowed(&op, ID));
    op.planned.items[SECRET] = value_string(STR("s"));
    assert_false(plan_row_allowed(&op, SECRET));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(create_leaves_to_the_service_what_it_computes),
        TEST(destroy_plans_nothing),
        TEST(no_difference_keeps_every_value),
        TEST(change_makes_computed_rows_unknown_but_keeps_stable_ones),
        TEST(stable_row_without_a_value_becomes_unknown_on_change),
        TEST(argument_taken_away_is_undone),
        TEST(argument_taken_away_sticks_where_the_service_cannot_clear_it),
        TEST(state_of_another_provider_makes_no_change),
        TEST(configured_value_wins_over_a_null_one),
        TEST(unknown_configuration_stays_unknown),
        TEST(write_only_value_is_never_planned),
        TEST(change_of_a_replace_row_makes_a_new_object),
        TEST(other_spelling_of_a_replace_row_makes_no_new_object),
        TEST(elements_of_lists_and_maps_keep_what_is_theirs),
        TEST(elements_of_sets_keep_what_is_theirs),
        TEST(elements_of_a_set_that_is_partly_unknown_keep_nothing),
        TEST(single_block_comes_and_goes_with_the_configuration),
        TEST(unknown_blocks_stay_unknown_and_null_ones_become_empty),
        TEST(what_a_hook_changes_makes_computed_rows_unknown),
        TEST(what_a_hook_computes_itself_stays),
        TEST(what_a_hook_puts_back_changes_nothing),
        TEST(replacement_by_a_hook_makes_stable_rows_unknown),
        TEST(rows_that_a_hook_may_not_change_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
