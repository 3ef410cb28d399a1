#include "terraform/support_json.h"
#include "terraform/support_oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Whether the oracle, which judges the generated plans, sees every kind of mistake itself. */

static const struct field inner_fields[] = {
    { .name = "x", .type = &type_string, .flags = FIELD_OPTIONAL },
    { .name = "y", .type = &type_string, .flags = FIELD_COMPUTED },
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
    ARN,
    SECRET,
    TAGS,
    MARKS,
    LABELS,
    ONE,
    MANY,
    SOME,
    NAMED,
};

static const struct field fields[] = {
    [NAME] = { .name = "name", .type = &type_string, .flags = FIELD_REQUIRED },
    [NOTE] = { .name = "note", .type = &type_string, .flags = FIELD_OPTIONAL },
    [SIZE] = { .name = "size", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_COMPUTED },
    [ARN] = { .name = "arn", .type = &type_string, .flags = FIELD_COMPUTED },
    [SECRET] = { .name = "secret",
                 .type = &type_string,
                 .flags = FIELD_OPTIONAL | FIELD_WRITE_ONLY },
    [TAGS] = { .name = "tags", .type = &type_string_list, .flags = FIELD_OPTIONAL },
    [MARKS] = { .name = "marks", .type = &type_string_set, .flags = FIELD_OPTIONAL },
    [LABELS] = { .name = "labels", .type = &type_string_map, .flags = FIELD_OPTIONAL },
    [ONE] = { .name = "one", .type = &object, .flags = FIELD_BLOCK },
    [MANY] = { .name = "many", .type = &list, .flags = FIELD_BLOCK },
    [SOME] = { .name = "some", .type = &set, .flags = FIELD_BLOCK },
    [NAMED] = { .name = "named", .type = &map, .flags = FIELD_BLOCK },
};
static const struct block block = { fields, ARRAY_LEN(fields), NULL };

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

static struct value value(struct arena *arena, const char *json)
{
    return json ? json_value(arena, &block, json) : value_null();
}

/* A plan, and what is said of it: NULL when it is valid. */
struct plan_case {
    const char *prior;
    const char *config;
    const char *planned;
    const char *why;
};

static void judge_plan(struct arena *arena, const struct plan_case *c)
{
    struct value prior = value(arena, c->prior);
    struct value config = value(arena, c->config);
    struct value planned = value(arena, c->planned);
    struct str why;
    bool valid = oracle_plan_is_valid(arena, &block, &prior, &config, &planned, &why);

    if (valid != !c->why || (c->why && !str_starts_with(why, str_from(c->why)))) {
        fail_msg("plan %s of %s: %.*s", c->planned ? c->planned : "null",
                 c->config ? c->config : "null", STR_ARG(why));
    }
}

static void judge_plans(struct arena *arena, const struct plan_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        judge_plan(arena, &cases[i]);
    }
}

static void plan_of_the_root_follows_the_configuration(void **state)
{
    static const struct plan_case cases[] = {
        { NULL, "{\"name\":\"a\"}", "{\"name\":\"a\",\"arn\":\"?\"}", NULL },
        { "{\"name\":\"a\"}", NULL, NULL, NULL },
        { NULL, "{\"name\":\"a\"}", NULL, ": planned for absence" },
        { "{\"name\":\"a\"}", NULL, "{\"name\":\"a\"}", ": planned for existence" },
    };

    judge_plans(*state, cases, ARRAY_LEN(cases));
}

static void plan_of_an_attribute_is_configured_prior_or_computed(void **state)
{
    static const struct plan_case cases[] = {
        { NULL, "{\"name\":\"A\"}", "{\"name\":\"a\"}", "name: the planned value is neither" },
        { "{\"name\":\"a\"}", "{\"name\":\"A\"}", "{\"name\":\"a\"}", NULL },
        { "{\"name\":\"b\"}", "{\"name\":\"A\"}", "{\"name\":\"a\"}",
          "name: the planned value is neither" },
        { NULL, "{\"name\":\"?\"}", "{\"name\":\"?\"}", NULL },
        { NULL, "{\"name\":\"?\"}", "{\"name\":\"a\"}", "name: the planned value is neither" },
        { NULL, "{}", "{\"note\":\"default\"}", "note: a value is planned for a non-computed" },
        { "{\"note\":\"\"}", "{}", "{\"note\":\"\"}",
          "note: a value is planned for a non-computed" },
        { NULL, "{}", "{\"size\":\"default\"}", NULL },
        { NULL, "{}", "{\"size\":\"?\"}", NULL },
        { NULL, "{\"size\":\"?\"}", "{\"size\":\"default\"}",
          "size: the planned value is neither" },
        { NULL, "{\"size\":\"?\"}", "{}", "size: the planned value is neither" },
        { "{\"size\":\"a\"}", "{\"size\":\"?\"}", "{\"size\":\"a\"}", NULL },
        { NULL, "{\"size\":\"a\"}", "{\"size\":\"?\"}", "size: the planned value is neither" },
        { NULL, "{}", "{\"arn\":\"anything\"}", NULL },
        { NULL, "{\"secret\":\"s\"}", "{}", NULL },
        { NULL, "{\"secret\":\"s\"}", "{\"secret\":\"t\"}", "secret: a value is planned" },
        { NULL, "{\"tags\":[\"a\",\"b\"]}", "{\"tags\":[\"b\",\"a\"]}",
          "tags: the planned value is neither" },
        { NULL, "{\"marks\":[\"a\",\"b\"]}", "{\"marks\":[\"b\",\"a\"]}", NULL },
        { NULL, "{\"tags\":[]}", "{}", "tags: the planned value is neither" },
    };

    judge_plans(*state, cases, ARRAY_LEN(cases));
}

static void plan_of_blocks_has_the_configured_ones(void **state)
{
    static const struct plan_case cases[] = {
        { NULL, "{}", "{\"one\":{}}", "one: planned for existence" },
        { NULL, "{\"one\":{}}", "{}", "one: planned for absence" },
        { NULL, "{\"one\":{}}", "{\"one\":{\"y\":\"?\"}}", NULL },
        { NULL, "{\"one\":{}}", "{\"one\":{\"x\":\"a\"}}", "one.x: a value is planned" },
        { "{\"one\":{\"x\":\"a\"}}", "{\"one\":{\"x\":\"A\"}}", "{\"one\":{\"x\":\"a\"}}",
          NULL },
        { NULL, "{}", "{\"many\":[{}]}", "many: the number of blocks" },
        { NULL, "{\"many\":[{\"x\":\"a\"}]}", "{\"many\":[{\"x\":\"a\",\"y\":\"?\"}]}", NULL },
        { NULL, "{\"many\":[{\"x\":\"a\"}]}", "{\"many\":[{\"x\":\"b\"}]}", "many[0].x" },
        { "{\"many\":[{\"x\":\"b\"}]}", "{\"many\":[{\"x\":\"a\"}]}",
          "{\"many\":[{\"x\":\"b\"}]}", NULL },
        { NULL, "{\"named\":{\"k\":{}}}", "{\"named\":{\"l\":{}}}",
          "named: a block is planned under a key" },
        { NULL, "{\"named\":{\"k\":{}}}", "{}", "named: the number of blocks" },
        { NULL, "{\"named\":{\"k\":{}}}", "{\"named\":{\"k\":{\"x\":\"a\"}}}",
          "named[\"k\"].x" },
        { NULL, "{\"some\":[{\"x\":\"a\"}]}", "{\"some\":[{\"x\":\"a\",\"y\":\"?\"}]}", NULL },
        { NULL, "{\"some\":[{\"x\":\"a\"}]}", "{\"some\":[{\"x\":\"b\"}]}",
          "some: the planned" },
        { NULL, "{\"some\":[{\"x\":\"a\"},{\"x\":\"b\"}]}", "{\"some\":[{\"x\":\"a\"}]}",
          "some: the planned" },
        { "{\"some\":[{\"x\":\"b\"}]}", "{\"some\":[{\"x\":\"a\"}]}",
          "{\"some\":[{\"x\":\"b\"}]}", "some: the planned" },
    };

    judge_plans(*state, cases, ARRAY_LEN(cases));
}

/* What JSON cannot say of blocks: they are unknown or null as a whole. */
static void expect_bad_block(struct arena *arena, const char *json, enum value_state config,
                             struct value planned)
{
    struct value prior = value_null();
    struct value wanted = value(arena, json);
    struct value plan = value(arena, json);
    struct str why;

    if (config != VALUE_KNOWN) {
        wanted.items[MANY].state = config;
    }
    plan.items[MANY] = planned;
    assert_false(oracle_plan_is_valid(arena, &block, &prior, &wanted, &plan, &why));
    assert_true(str_starts_with(why, STR("many")));
}

static void block_that_is_null_or_unknown_is_seen(void **state)
{
    static const char one[] = "{\"many\":[{\"x\":\"a\"}]}";
    struct arena *arena = *state;
    struct value unknown = value_unknown();
    struct value wanted = value(arena, "{}");
    struct value prior = value_null();
    struct str why;

    expect_bad_block(arena, "{}", VALUE_KNOWN, value_null());
    expect_bad_block(arena, one, VALUE_KNOWN, value_unknown());
    expect_bad_block(arena, one, VALUE_KNOWN, value_items(&unknown, 1));
    expect_bad_block(arena, one, VALUE_UNKNOWN, value(arena, one).items[MANY]);
    wanted.items[MANY] = value_unknown();
    assert_true(oracle_plan_is_valid(arena, &block, &prior, &wanted, &wanted, &why));
}

/* What became of a plan, and what is said of it: NULL when it is right. */
struct outcome_case {
    const char *planned;
    const char *actual;
    const char *why;
};

static void judge_outcome(struct arena *arena, const struct outcome_case *c)
{
    struct value planned = value(arena, c->planned);
    struct value actual = value(arena, c->actual);
    struct str why;
    bool right = oracle_is_compatible(arena, &block, &planned, &actual, &why);

    if (right != !c->why || (c->why && !str_starts_with(why, str_from(c->why)))) {
        fail_msg("%s of %s: %.*s", c->actual ? c->actual : "null",
                 c->planned ? c->planned : "null", STR_ARG(why));
    }
}

static void judge_outcomes(struct arena *arena, const struct outcome_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        judge_outcome(arena, &cases[i]);
    }
}

static void outcome_has_every_known_part_of_the_plan(void **state)
{
    static const struct outcome_case cases[] = {
        { "{\"name\":\"a\",\"arn\":\"?\"}", "{\"name\":\"a\",\"arn\":\"b\"}", NULL },
        { "{\"arn\":\"?\"}", "{}", NULL },
        { "{\"name\":\"a\"}", "{\"name\":\"b\"}", "name: has another value" },
        { "{\"name\":\"a\"}", "{}", "name: was planned to have a value" },
        { "{}", "{\"arn\":\"b\"}", "arn: was planned to be null" },
        { "{\"name\":\"a\"}", "{\"name\":\"?\"}", "name: was known" },
        { "{\"name\":\"a\"}", NULL, ": was planned to have a value" },
        { NULL, "{\"name\":\"a\"}", ": was planned to be null" },
        { "{\"tags\":[\"a\",\"?\"]}", "{\"tags\":[\"a\",\"b\"]}", NULL },
        { "{\"tags\":[\"a\"]}", "{\"tags\":[\"a\",\"b\"]}", "tags: the number" },
        { "{\"tags\":[\"a\"]}", "{\"tags\":[\"b\"]}", "tags[0]: has another" },
        { "{\"tags\":[]}", "{}", "tags: was planned to have" },
        { "{\"marks\":[\"a\",\"?\"]}", "{\"marks\":[\"b\",\"a\"]}", NULL },
        { "{\"marks\":[\"a\",\"?\"]}", "{\"marks\":[\"a\"]}", NULL },
        { "{\"marks\":[\"a\",\"?\"]}", "{\"marks\":[\"b\",\"c\"]}", "marks: the planned and" },
        { "{\"marks\":[\"?\"]}", "{\"marks\":[\"b\",\"c\"]}", "marks: the set has grown" },
        { "{\"marks\":[\"a\",\"b\"]}", "{\"marks\":[\"a\"]}", "marks: the planned and" },
        { "{\"labels\":{\"k\":\"?\"}}", "{\"labels\":{\"k\":\"a\"}}", NULL },
        { "{\"labels\":{\"k\":\"a\"}}", "{\"labels\":{}}", "labels: an element has vanished" },
        { "{\"labels\":{}}", "{\"labels\":{\"k\":\"a\"}}", "labels: a new element" },
        { "{\"labels\":{\"k\":\"a\"}}", "{\"labels\":{\"k\":\"b\"}}", "labels[\"k\"]: has" },
    };

    judge_outcomes(*state, cases, ARRAY_LEN(cases));
}

static void outcome_of_blocks_has_the_planned_ones(void **state)
{
    static const struct outcome_case cases[] = {
        { "{\"one\":{\"y\":\"?\"}}", "{\"one\":{\"y\":\"a\"}}", NULL },
        { "{}", "{\"one\":{}}", "one: was planned to be null" },
        { "{\"one\":{}}", "{}", "one: was planned to have" },
        { "{\"many\":[{\"y\":\"?\"}]}", "{\"many\":[{\"y\":\"a\"}]}", NULL },
        { "{\"many\":[{}]}", "{\"many\":[]}", "many: the number" },
        { "{\"many\":[{}]}", "{\"many\":[{\"y\":\"a\"}]}",
          "many[0].y: was planned to be null" },
        { "{\"some\":[{\"x\":\"a\",\"y\":\"?\"}]}", "{\"some\":[{\"x\":\"a\",\"y\":\"b\"}]}",
          NULL },
        { "{\"some\":[{\"x\":\"a\"}]}", "{\"some\":[{\"x\":\"b\"}]}", "some: the planned and" },
        { "{\"named\":{\"k\":{}}}", "{\"named\":{\"k\":{\"x\":\"a\"}}}", "named[\"k\"].x" },
    };

    judge_outcomes(*state, cases, ARRAY_LEN(cases));
}

static void proposal_takes_what_is_not_configured_from_the_prior_state(void **state)
{
    static const struct {
        const char *prior;
        const char *config;
        const char *proposed;
    } cases[] = {
        { NULL, "{\"name\":\"a\"}", "{\"name\":\"a\"}" },
        { "{\"name\":\"a\",\"note\":\"n\",\"size\":\"s\",\"arn\":\"r\"}", "{\"name\":\"b\"}",
          "{\"name\":\"b\",\"size\":\"s\",\"arn\":\"r\"}" },
        { "{\"size\":\"s\"}", "{\"size\":\"t\"}", "{\"size\":\"t\"}" },
        { "{\"size\":\"s\"}", "{\"size\":\"?\"}", "{\"size\":\"?\"}" },
        { "{\"one\":{\"y\":\"b\"}}", "{}", "{}" },
        { "{\"one\":{\"y\":\"b\"}}", "{\"one\":{\"x\":\"a\"}}",
          "{\"one\":{\"x\":\"a\",\"y\":\"b\"}}" },
        { "{\"many\":[{\"y\":\"b\"}]}", "{\"many\":[{\"x\":\"a\"},{}]}",
          "{\"many\":[{\"x\":\"a\",\"y\":\"b\"},{}]}" },
        { "{\"named\":{\"k\":{\"y\":\"b\"}}}", "{\"named\":{\"k\":{},\"l\":{}}}",
          "{\"named\":{\"k\":{\"y\":\"b\"},\"l\":{}}}" },
        { "{\"some\":[{\"x\":\"a\",\"y\":\"b\"}]}", "{\"some\":[{\"x\":\"c\"},{\"x\":\"a\"}]}",
          "{\"some\":[{\"x\":\"c\"},{\"x\":\"a\",\"y\":\"b\"}]}" },
    };
    struct arena *arena = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value prior = value(arena, cases[i].prior);
        struct value config = value(arena, cases[i].config);
        struct value proposed = oracle_proposed(arena, &block, &prior, &config);

        json_assert_value(arena, &block, &proposed, cases[i].proposed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plan_of_the_root_follows_the_configuration, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(plan_of_an_attribute_is_configured_prior_or_computed,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(plan_of_blocks_has_the_configured_ones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(block_that_is_null_or_unknown_is_seen, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(outcome_has_every_known_part_of_the_plan, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(outcome_of_blocks_has_the_planned_ones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            proposal_takes_what_is_not_configured_from_the_prior_state, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
