#include "terraform/support_json.h"

#include "terraform/plan_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    FILLED = FIELD_OPTIONAL | FIELD_COMPUTED,
    NONE = -1,
};

static const struct field inner_fields[] = {
    { .name = "x", .type = &type_string, .flags = FIELD_OPTIONAL },
    { .name = "y", .type = &type_string, .flags = FIELD_COMPUTED },
};
static const struct block inner = { inner_fields, ARRAY_LEN(inner_fields), NULL };
static const struct type inner_object = { .kind = KIND_OBJECT, .object = &inner };
static const struct type inner_list = { .kind = KIND_LIST, .element = &inner_object };
static const struct type inner_set = { .kind = KIND_SET, .element = &inner_object };
static const struct type inner_map = { .kind = KIND_MAP, .element = &inner_object };

static const struct field element_fields[] = {
    { .name = "a", .type = &type_string, .flags = FILLED },
    { .name = "b", .type = &type_string, .flags = FILLED },
    { .name = "c", .type = &type_string, .flags = FILLED },
    { .name = "fixed", .type = &type_string, .flags = FIELD_OPTIONAL },
    { .name = "one", .type = &inner_object, .flags = FIELD_BLOCK },
    { .name = "many", .type = &inner_list, .flags = FIELD_BLOCK },
    { .name = "some", .type = &inner_set, .flags = FIELD_BLOCK },
    { .name = "named", .type = &inner_map, .flags = FIELD_BLOCK },
};
static const struct block element = { element_fields, ARRAY_LEN(element_fields), NULL };
static const struct type object = { .kind = KIND_OBJECT, .object = &element };
static const struct type list = { .kind = KIND_LIST, .element = &object };

/* A list, so that the elements stay in the order in which they are written. */
static const struct field fields[] = {
    { .name = "all", .type = &list, .flags = FIELD_BLOCK },
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

static struct value elements(struct arena *arena, const char *json)
{
    struct str text = arena_printf(arena, "{\"all\":%s}", json);

    return json_value(arena, &block, text.data).items[0];
}

/* `partners` holds the place of each configured element's partner, or NONE. */
static void expect(struct arena *arena, const char *prior_json, const char *config_json,
                   const int *partners)
{
    struct value prior = elements(arena, prior_json);
    struct value config = elements(arena, config_json);
    const struct value **found = plan_match(arena, &element, &prior, &config);

    for (size_t i = 0; i < config.count; i++) {
        assert_int_equal(found[i] ? found[i] - prior.items : NONE, partners[i]);
    }
}

static void equal_element_is_found_wherever_it_is(void **state)
{
    static const int partners[] = { 1, NONE, 0 };

    expect(*state, "[{\"a\":\"1\"},{\"a\":\"2\"}]",
           "[{\"a\":\"2\"},{\"a\":\"3\"},{\"a\":\"1\"}]", partners);
}

static void what_the_service_has_filled_in_does_not_matter(void **state)
{
    static const int partners[] = { 0 };
    static const int nobody[] = { NONE };

    expect(*state, "[{\"a\":\"1\",\"b\":\"2\"}]", "[{\"a\":\"1\"}]", partners);
    expect(*state, "[{\"a\":\"1\",\"b\":\"2\"}]", "[{\"a\":\"1\",\"b\":\"3\"}]", nobody);
    expect(*state, "[{\"a\":\"1\",\"fixed\":\"2\"}]", "[{\"a\":\"1\"}]", nobody);
}

static void element_that_says_most_chooses_first(void **state)
{
    static const int partners[] = { 1, 0 };

    expect(*state, "[{\"a\":\"1\",\"b\":\"1\"},{\"a\":\"1\",\"b\":\"2\"}]",
           "[{\"a\":\"1\"},{\"a\":\"1\",\"b\":\"1\"}]", partners);
}

/* The third element finds both of its candidates taken; the first one moves for it. */
static void element_moves_so_that_another_finds_a_partner(void **state)
{
    static const int partners[] = { 1, 2, 0 };

    expect(*state,
           "[{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"},{\"a\":\"1\",\"b\":\"2\"},"
           "{\"a\":\"3\",\"b\":\"1\",\"c\":\"1\"}]",
           "[{\"a\":\"1\"},{\"b\":\"1\"},{\"b\":\"1\",\"c\":\"1\"}]", partners);
}

static void nested_blocks_must_fit_too(void **state)
{
    static const struct {
        const char *prior;
        const char *config;
        int partner;
    } cases[] = {
        { "[{\"one\":{\"x\":\"1\",\"y\":\"2\"}}]", "[{\"one\":{\"x\":\"1\"}}]", 0 },
        { "[{\"one\":{\"x\":\"1\"}}]", "[{\"one\":{\"x\":\"2\"}}]", NONE },
        { "[{\"one\":{\"x\":\"1\"}}]", "[{}]", NONE },
        { "[{\"many\":[{\"x\":\"1\",\"y\":\"2\"}]}]", "[{\"many\":[{\"x\":\"1\"}]}]", 0 },
        { "[{\"many\":[{\"x\":\"1\"}]}]", "[{\"many\":[{\"x\":\"2\"}]}]", NONE },
        { "[{\"many\":[{\"x\":\"1\"}]}]", "[{\"many\":[{\"x\":\"1\"},{}]}]", NONE },
        { "[{\"some\":[{\"x\":\"1\"},{\"x\":\"2\"}]}]",
          "[{\"some\":[{\"x\":\"2\"},{\"x\":\"1\"}]}]", 0 },
        { "[{\"some\":[{\"x\":\"1\"}]}]", "[{\"some\":[{\"x\":\"2\"}]}]", NONE },
        { "[{\"some\":[{\"x\":\"1\"},{\"x\":\"2\"}]}]", "[{\"some\":[{\"x\":\"1\"}]}]", NONE },
        { "[{\"named\":{\"k\":{\"y\":\"1\"}}}]", "[{\"named\":{\"k\":{}}}]", 0 },
        { "[{\"named\":{\"k\":{}}}]", "[{\"named\":{\"l\":{}}}]", NONE },
        { "[{\"named\":{\"k\":{}}}]", "[{\"named\":{}}]", NONE },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        expect(*state, cases[i].prior, cases[i].config, &cases[i].partner);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(equal_element_is_found_wherever_it_is),
        TEST(what_the_service_has_filled_in_does_not_matter),
        TEST(element_that_says_most_chooses_first),
        TEST(element_moves_so_that_another_finds_a_partner),
        TEST(nested_blocks_must_fit_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
