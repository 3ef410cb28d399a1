#include "terraform/support_json.h"

#include "terraform/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct field inner_fields[] = {
    { .name = "x", .type = &type_string, .flags = FIELD_OPTIONAL, .max_len = 3 },
    { .name = "y", .type = &type_string, .flags = FIELD_COMPUTED },
};
static const struct block inner = { inner_fields, ARRAY_LEN(inner_fields), NULL };
static const struct type object = { .kind = KIND_OBJECT, .object = &inner };
static const struct type list = { .kind = KIND_LIST, .element = &object };
static const struct type set = { .kind = KIND_SET, .element = &object };
static const struct type map = { .kind = KIND_MAP, .element = &object };

static const char *const colours[] = { "RED", "GREEN", "BLUE", NULL };

static bool is_lower_case(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < 'a' || text.data[i] > 'z') {
            return false;
        }
    }
    return true;
}

enum {
    NAME,
    TITLE,
    TOKEN,
    COLOUR,
    COUNT,
    WORDS,
    MARKS,
    LABELS,
    ONE,
    MANY,
    SOME,
    NAMED,
};

static const struct field fields[] = {
    [NAME] = { .name = "name",
               .type = &type_string,
               .flags = FIELD_OPTIONAL,
               .min_len = 2,
               .max_len = 4,
               .matches = is_lower_case,
               .form = "lower-case letters" },
    [TITLE] = { .name = "title",
                .type = &type_string,
                .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
                .min_len = 2 },
    [TOKEN] = { .name = "token",
                .type = &type_string,
                .flags = FIELD_OPTIONAL | FIELD_SENSITIVE,
                .one_of = colours },
    [COLOUR] = { .name = "colour",
                 .type = &type_string,
                 .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
                 .one_of = colours,
                 .unset = "NONE" },
    [COUNT] = { .name = "count",
                .type = &type_number,
                .flags = FIELD_OPTIONAL,
                .min = -1,
                .max = 5 },
    [WORDS] = { .name = "words",
                .type = &type_string_list,
                .flags = FIELD_OPTIONAL,
                .matches = is_lower_case,
                .form = "lower-case letters" },
    [MARKS] = { .name = "marks",
                .type = &type_string_set,
                .flags = FIELD_OPTIONAL,
                .max_len = 3 },
    [LABELS] = { .name = "labels",
                 .type = &type_string_map,
                 .flags = FIELD_OPTIONAL,
                 .max_len = 3 },
    [ONE] = { .name = "one", .type = &object, .flags = FIELD_BLOCK },
    [MANY] = { .name = "many", .type = &list, .flags = FIELD_BLOCK, .max_items = 2 },
    [SOME] = { .name = "some", .type = &set, .flags = FIELD_BLOCK },
    [NAMED] = { .name = "named", .type = &map, .flags = FIELD_BLOCK },
};
static const struct block block = { fields, ARRAY_LEN(fields), NULL };
static const struct type root = { .kind = KIND_OBJECT, .object = &block };

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

/* Fails unless the configuration gives exactly this path, summary and detail; NULL: nothing. */
static void expect(struct arena *arena, const char *json, const char *path, const char *summary,
                   const char *detail)
{
    struct value config = json_value(arena, &block, json);
    struct diags diags;

    diags_init(&diags, arena);
    walk_validate(&diags, &block, &config);
    if (!path) {
        assert_int_equal(diags.count, 0);
        return;
    }
    assert_int_equal(diags.count, 1);
    assert_int_equal(diags.first->severity, SEVERITY_ERROR);
    assert_string_equal(path_text(arena, diags.first->path).data, path);
    assert_string_equal(diags.first->summary.data, summary);
    assert_string_equal(diags.first->detail.data, detail);
}

static void values_within_the_rules_pass(void **state)
{
    expect(*state,
           "{\"name\":\"abcd\",\"title\":\"ti\",\"token\":\"RED\",\"colour\":\"BLUE\","
           "\"count\":5,\"words\":[\"a\"],\"marks\":[\"abc\"],\"labels\":{\"k\":\"abc\"},"
           "\"one\":{\"x\":\"abc\"},\"many\":[{},{}],\"some\":[{\"x\":\"abc\"}],"
           "\"named\":{\"k\":{\"x\":\"abc\"}}}",
           NULL, NULL, NULL);
    expect(*state, "{\"count\":-1}", NULL, NULL, NULL);
}

static void null_unknown_and_unset_values_pass(void **state)
{
    expect(*state, "{}", NULL, NULL, NULL);
    expect(*state,
           "{\"name\":\"?\",\"token\":\"?\",\"words\":[\"?\"],\"marks\":[\"?\"],"
           "\"one\":{\"x\":\"?\"}}",
           NULL, NULL, NULL);
    expect(*state, "{\"title\":\"\",\"colour\":\"\"}", NULL, NULL, NULL);
    expect(*state, "{\"colour\":\"NONE\"}", NULL, NULL, NULL);
}

static void length_is_counted_in_characters(void **state)
{
    static const char summary[] = "Invalid Attribute Value Length";

    expect(*state, "{\"marks\":[\"\u00e4\u00f6\u00fc\"]}", NULL, NULL, NULL);
    expect(*state, "{\"name\":\"a\"}", "name", summary,
           "name must have 2 to 4 characters, but it has 1.");
    expect(*state, "{\"name\":\"abcde\"}", "name", summary,
           "name must have 2 to 4 characters, but it has 5.");
    expect(*state, "{\"title\":\"a\"}", "title", summary,
           "title must have at least 2 characters, but it has 1.");
    expect(*state, "{\"one\":{\"x\":\"\u00e4\u00f6\u00fc!\"}}", "one.x", summary,
           "one.x must have at most 3 characters, but it has 4.");
}

static void value_that_is_not_in_the_list_is_refused_with_the_list(void **state)
{
    expect(*state, "{\"colour\":\"red\"}", "colour", "Invalid Attribute Value Match",
           "colour must be \"RED\", \"GREEN\" or \"BLUE\" (upper and lower case count), but it "
           "is \"red\".");
}

static void sensitive_value_is_not_shown(void **state)
{
    expect(*state, "{\"token\":\"hunter2\"}", "token", "Invalid Attribute Value Match",
           "token must be \"RED\", \"GREEN\" or \"BLUE\" (upper and lower case count), but it "
           "is something else, which is sensitive and not shown.");
}

static void value_of_another_form_is_refused_and_cut(void **state)
{
    expect(*state, "{\"name\":\"A-b\"}", "name", "Invalid Attribute Value Match",
           "name must be lower-case letters, but it is \"A-b\".");
    expect(*state,
           "{\"words\":[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
           "AAAAAAAAAAAAAAAAAAAA\"]}",
           "words[0]", "Invalid Attribute Value Match",
           "words[0] must be lower-case letters, but it is \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\" and more.");
}

static void number_out_of_bounds_or_not_whole_is_refused(void **state)
{
    static const char summary[] = "Invalid Attribute Value";

    expect(*state, "{\"count\":6}", "count", summary,
           "count must be a whole number from -1 to 5, but it is 6.");
    expect(*state, "{\"count\":0.5}", "count", summary,
           "count must be a whole number from -1 to 5, but it is 0.5.");
    expect(*state, "{\"count\":12345678901234567890123}", "count", summary,
           "count must be a whole number from -1 to 5, but it is 12345678901234567890123.");
}

static void element_is_named_by_its_place_but_never_in_a_set(void **state)
{
    static const char summary[] = "Invalid Attribute Value Length";

    expect(*state, "{\"words\":[\"a\",\"B\",\"C\"]}", "words[1]",
           "Invalid Attribute Value Match",
           "words[1] must be lower-case letters, but it is \"B\".");
    expect(*state, "{\"marks\":[\"abcd\",\"efgh\"]}", "marks", summary,
           "marks must have at most 3 characters, but it has 4.");
    expect(*state, "{\"labels\":{\"k\":\"abcd\"}}", "labels[\"k\"]", summary,
           "labels[\"k\"] must have at most 3 characters, but it has 4.");
    expect(*state, "{\"many\":[{},{\"x\":\"abcd\"}]}", "many[1].x", summary,
           "many[1].x must have at most 3 characters, but it has 4.");
    expect(*state, "{\"some\":[{\"x\":\"abcd\"}]}", "some", summary,
           "some.x must have at most 3 characters, but it has 4.");
    expect(*state, "{\"named\":{\"k\":{\"x\":\"abcd\"}}}", "named[\"k\"].x", summary,
           "named[\"k\"].x must have at most 3 characters, but it has 4.");
}

static void null_element_is_refused(void **state)
{
    expect(*state, "{\"words\":[\"a\",null]}", "words[1]", "Null Value Not Allowed",
           "words[1] is null. Leave the element out, or give it a value.");
    expect(*state, "{\"marks\":[null]}", "marks", "Null Value Not Allowed",
           "An element of marks is null. Leave the element out, or give it a value.");
}

static void too_many_blocks_are_refused(void **state)
{
    expect(*state, "{\"many\":[{},{},{}]}", "many", "Invalid Number of Blocks",
           "There may be at most 2 many blocks, but there are 3.");
}

static void value_of_a_row_that_is_only_computed_is_refused(void **state)
{
    expect(*state, "{\"one\":{\"y\":\"a\"}}", "one.y", "Value for Unconfigurable Attribute",
           "one.y cannot be set, because the service gives it its value. Remove it from the "
           "configuration.");
    expect(*state, "{\"some\":[{\"y\":\"\"}]}", "some", "Value for Unconfigurable Attribute",
           "some.y cannot be set, because the service gives it its value. Remove it from the "
           "configuration.");
}

static void every_broken_row_is_told(void **state)
{
    struct value config =
        json_value(*state, &block,
                   "{\"name\":\"a\",\"count\":9,\"many\":[{\"x\":\"abcd\"},{\"x\":\"abcd\"}]}");
    struct diags diags;

    diags_init(&diags, *state);
    walk_validate(&diags, &block, &config);
    assert_int_equal(diags.count, 4);
}

static void unknown_parts_become_null(void **state)
{
    struct value v = json_value(*state, &block,
                                "{\"name\":\"?\",\"title\":\"t\",\"words\":[\"?\",\"a\"],"
                                "\"marks\":[\"?\",\"a\"],\"labels\":{\"k\":\"?\"},"
                                "\"one\":{\"x\":\"?\"},\"many\":[{\"x\":\"?\",\"y\":\"b\"}]}");
    struct value out;

    v.items[SOME] = value_unknown();
    v.items[NAMED] = value_unknown();
    v.items[COUNT] = value_unknown();
    out = walk_without_unknown(*state, &root, &v);
    json_assert_value(*state, &block, &out,
                      "{\"title\":\"t\",\"words\":[null,\"a\"],\"marks\":[null,\"a\"],"
                      "\"labels\":{\"k\":null},\"one\":{},\"many\":[{\"y\":\"b\"}]}");
    assert_int_equal(out.items[SOME].state, VALUE_KNOWN);
    assert_int_equal(out.items[NAMED].state, VALUE_KNOWN);
}

static void expect_unknown(struct arena *arena, const char *json, const char *expected)
{
    struct value v = json_value(arena, &block, json);
    const struct path *path = NULL;

    assert_int_equal(walk_find_unknown(arena, &root, &v, &path), expected != NULL);
    if (expected) {
        assert_string_equal(path_text(arena, path).data, expected);
    }
}

static void first_unknown_part_is_found(void **state)
{
    struct value all = value_unknown();
    const struct path *path = NULL;

    expect_unknown(*state, "{\"name\":\"a\",\"words\":[\"a\"],\"some\":[{}]}", NULL);
    expect_unknown(*state, "{\"name\":\"?\"}", "name");
    expect_unknown(*state, "{\"words\":[\"a\",\"?\"]}", "words[1]");
    expect_unknown(*state, "{\"marks\":[\"a\",\"?\"]}", "marks");
    expect_unknown(*state, "{\"labels\":{\"a\":\"b\",\"k\":\"?\"}}", "labels[\"k\"]");
    expect_unknown(*state, "{\"one\":{\"x\":\"a\",\"y\":\"?\"}}", "one.y");
    expect_unknown(*state, "{\"many\":[{},{\"x\":\"?\"}]}", "many[1].x");
    expect_unknown(*state, "{\"some\":[{\"x\":\"?\"}]}", "some");
    expect_unknown(*state, "{\"named\":{\"k\":{\"x\":\"?\"}}}", "named[\"k\"].x");
    assert_true(walk_find_unknown(*state, &root, &all, &path));
    assert_null(path);
}

static void expect_incomplete(struct arena *arena, const char *planned, const char *actual,
                              const char *expected)
{
    struct value a = json_value(arena, &block, planned);
    struct value b = json_value(arena, &block, actual);
    const struct path *path = NULL;

    assert_int_equal(walk_completes(arena, &root, &a, &b, &path), expected == NULL);
    if (expected) {
        assert_string_equal(path_text(arena, path).data, expected);
    }
}

static void part_that_does_not_complete_the_plan_is_found(void **state)
{
    expect_incomplete(*state,
                      "{\"name\":\"?\",\"words\":[\"?\"],\"marks\":[\"a\",\"?\"],"
                      "\"many\":[{\"y\":\"?\"}],\"some\":[{\"x\":\"a\",\"y\":\"?\"}]}",
                      "{\"name\":\"a\",\"words\":[\"b\"],\"marks\":[\"b\",\"a\"],"
                      "\"many\":[{\"y\":\"c\"}],\"some\":[{\"x\":\"a\",\"y\":\"d\"}]}",
                      NULL);
    expect_incomplete(*state, "{\"name\":\"a\"}", "{\"name\":\"b\"}", "name");
    expect_incomplete(*state, "{}", "{\"name\":\"b\"}", "name");
    expect_incomplete(*state, "{\"name\":\"a\"}", "{}", "name");
    expect_incomplete(*state, "{\"words\":[\"a\"]}", "{\"words\":[\"b\"]}", "words[0]");
    expect_incomplete(*state, "{\"words\":[\"a\"]}", "{\"words\":[\"a\",\"b\"]}", "words");
    expect_incomplete(*state, "{\"marks\":[\"?\"]}", "{\"marks\":[\"a\",\"b\"]}", "marks");
    expect_incomplete(*state, "{\"marks\":[\"a\"]}", "{\"marks\":[\"b\"]}", "marks");
    expect_incomplete(*state, "{\"marks\":[\"?\",\"a\"]}", "{\"marks\":[\"a\"]}", NULL);
    expect_incomplete(*state, "{\"labels\":{\"k\":\"a\"}}", "{\"labels\":{\"l\":\"a\"}}",
                      "labels");
    expect_incomplete(*state, "{\"labels\":{\"k\":\"a\"}}", "{\"labels\":{\"k\":\"b\"}}",
                      "labels[\"k\"]");
    expect_incomplete(*state, "{\"labels\":{}}", "{\"labels\":{\"k\":\"b\"}}", "labels");
    expect_incomplete(*state, "{\"one\":{}}", "{}", "one");
    expect_incomplete(*state, "{\"many\":[{}]}", "{\"many\":[{\"y\":\"a\"}]}", "many[0].y");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_within_the_rules_pass),
        TEST(null_unknown_and_unset_values_pass),
        TEST(length_is_counted_in_characters),
        TEST(value_that_is_not_in_the_list_is_refused_with_the_list),
        TEST(sensitive_value_is_not_shown),
        TEST(value_of_another_form_is_refused_and_cut),
        TEST(number_out_of_bounds_or_not_whole_is_refused),
        TEST(element_is_named_by_its_place_but_never_in_a_set),
        TEST(null_element_is_refused),
        TEST(too_many_blocks_are_refused),
        TEST(value_of_a_row_that_is_only_computed_is_refused),
        TEST(every_broken_row_is_told),
        TEST(unknown_parts_become_null),
        TEST(first_unknown_part_is_found),
        TEST(part_that_does_not_complete_the_plan_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
