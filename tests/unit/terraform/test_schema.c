#include "terraform/schema.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    CHOICE = FIELD_OPTIONAL | FIELD_COMPUTED
};

static const struct field inner_rows[] = {
    { .name = "create", .type = &type_string, .flags = FIELD_OPTIONAL },
};
static const struct block inner = { inner_rows, ARRAY_LEN(inner_rows), "" };
static const struct type object = { .kind = KIND_OBJECT, .object = &inner };
static const struct type objects = { .kind = KIND_LIST, .element = &object };
static const struct type object_map = { .kind = KIND_MAP, .element = &object };
static const struct type object_set = { .kind = KIND_SET, .element = &object };

static void a_row_is_found_by_its_whole_name(void **state)
{
    static const struct field rows[] = {
        { .name = "image", .type = &type_string },
        { .name = "image_name", .type = &type_string },
    };
    static const struct block block = { rows, ARRAY_LEN(rows), "" };

    (void)state;
    assert_int_equal(block_find(&block, STR("image")), 0);
    assert_int_equal(block_find(&block, STR("image_name")), 1);
    assert_int_equal(block_find(&block, STR("imag")), 2);
    assert_int_equal(block_find(&block, STR("image\0x")), 2);
    assert_int_equal(block_find(&block, STR("")), 2);
}

static const struct field text_row = {
    .name = "t", .type = &type_string, .flags = CHOICE, .unset = "NONE"
};
static const struct field bool_row = {
    .name = "b", .type = &type_bool, .flags = CHOICE, .unset = "false"
};
static const struct field number_row = {
    .name = "n", .type = &type_number, .flags = CHOICE, .unset = "0"
};
static const struct field set_row = { .name = "s", .type = &type_string_set, .flags = CHOICE };
static const struct field map_row = { .name = "m", .type = &type_string_map, .flags = CHOICE };
static const struct field plain_row = { .name = "p",
                                        .type = &type_string,
                                        .flags = FIELD_OPTIONAL };
static const struct field block_row = { .name = "k", .type = &objects, .flags = FIELD_BLOCK };
static const struct field object_row = { .name = "o", .type = &object, .flags = CHOICE };

static void every_spelling_of_unset_is_known(void **state)
{
    struct value item = value_string(STR("x"));
    const struct {
        const struct field *field;
        struct value value;
        bool unset;
    } cases[] = {
        { &text_row, value_null(), true },
        { &text_row, value_unknown(), false },
        { &text_row, value_string(STR("")), true },
        { &text_row, value_string(STR("NONE")), true },
        { &text_row, value_string(STR("none")), false },
        { &bool_row, value_bool(false), true },
        { &bool_row, value_bool(true), false },
        { &number_row, value_string(STR("0")), true },
        { &number_row, value_string(STR("1")), false },
        { &set_row, value_items(NULL, 0), true },
        { &set_row, value_items(&item, 1), false },
        { &map_row, value_map(NULL, 0), true },
        { &plain_row, value_null(), true },
        { &plain_row, value_string(STR("")), false },
        { &block_row, value_items(NULL, 0), true },
        { &object_row, value_null(), true },
        { &object_row, value_items(&item, 1), false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(field_is_unset(cases[i].field, &cases[i].value), cases[i].unset);
    }
}

static void two_spellings_of_unset_are_the_same(void **state)
{
    struct value null = value_null();
    struct value empty = value_string(STR(""));
    struct value none = value_string(STR("NONE"));
    struct value other = value_string(STR("x"));
    struct value unknown = value_unknown();

    (void)state;
    assert_true(field_same(&text_row, &null, &empty));
    assert_true(field_same(&text_row, &none, &empty));
    assert_true(field_same(&text_row, &other, &other));
    assert_false(field_same(&text_row, &other, &null));
    assert_true(field_same(&text_row, &unknown, &unknown));
    assert_false(field_same(&text_row, &unknown, &null));
    assert_false(field_same(&text_row, &unknown, &other));
    assert_false(field_same(&plain_row, &null, &empty));
}

static void a_schema_by_the_rules_passes(void **state)
{
    static const struct field rows[] = {
        { .name = "id", .type = &type_string, .flags = FIELD_COMPUTED | FIELD_KEEP },
        { .name = "name", .type = &type_string, .flags = FIELD_REQUIRED | FIELD_REPLACE },
        { .name = "secret", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_WRITE_ONLY },
        { .name = "mode", .type = &type_string, .flags = CHOICE | FIELD_STICKY },
        { .name = "on", .type = &type_bool, .flags = CHOICE | FIELD_DEFAULT, .unset = "false" },
        { .name = "timeouts", .type = &object, .flags = FIELD_BLOCK },
        { .name = "rule", .type = &object_set, .flags = FIELD_BLOCK, .max_items = 2 },
        { .name = "part", .type = &objects, .flags = FIELD_BLOCK, .min_items = 1 },
        { .name = "named", .type = &object_map, .flags = FIELD_BLOCK },
        { .name = "nested", .type = &object, .flags = FIELD_OPTIONAL },
    };
    static const struct block block = { rows, ARRAY_LEN(rows), "" };
    static const struct schema schema = { 1, &block };
    struct err err = { "" };

    (void)state;
    assert_int_equal(schema_check(&schema, &err), STATUS_OK);
    assert_string_equal(err.text, "");
}

static const struct type bare_list = { .kind = KIND_LIST };
static const struct type bare_object = { .kind = KIND_OBJECT };
static const struct {
    struct field field;
    const char *text;
} broken[] = {
    { { .name = NULL, .type = &type_bool }, "a row has no name" },
    { { .name = "Upper", .type = &type_bool, .flags = FIELD_OPTIONAL }, "Upper has a name" },
    { { .name = "", .type = &type_bool, .flags = FIELD_OPTIONAL }, "has a name" },
    { { .name = "a-b", .type = &type_bool, .flags = FIELD_OPTIONAL }, "a-b has a name" },
    { { .name = "x", .type = NULL, .flags = FIELD_OPTIONAL }, "x has no complete type" },
    { { .name = "x", .type = &bare_list, .flags = FIELD_OPTIONAL }, "no complete type" },
    { { .name = "x", .type = &bare_object, .flags = FIELD_OPTIONAL }, "no complete type" },
    { { .name = "x", .type = &type_bool }, "x is neither required nor optional" },
    { { .name = "x", .type = &type_bool, .flags = FIELD_REQUIRED | FIELD_OPTIONAL },
      "x is required and also" },
    { { .name = "x", .type = &type_bool, .flags = FIELD_REQUIRED | FIELD_COMPUTED },
      "x is required and also" },
    { { .name = "x", .type = &type_string_list, .flags = FIELD_BLOCK }, "x is a block, but" },
    { { .name = "x", .type = &objects, .flags = FIELD_BLOCK | FIELD_OPTIONAL },
      "x is a block with a flag" },
    { { .name = "x", .type = &type_bool, .flags = CHOICE | FIELD_WRITE_ONLY },
      "x is write-only and computed" },
    { { .name = "x", .type = &type_bool, .flags = FIELD_OPTIONAL | FIELD_KEEP },
      "x keeps its value" },
    { { .name = "x", .type = &type_bool, .flags = FIELD_OPTIONAL | FIELD_STICKY },
      "x has a default or sticks" },
    { { .name = "x",
        .type = &type_bool,
        .flags = CHOICE | FIELD_STICKY | FIELD_DEFAULT,
        .unset = "false" },
      "x has a default and sticks" },
    { { .name = "x", .type = &type_bool, .flags = CHOICE | FIELD_DEFAULT },
      "x has a default, but no text" },
    { { .name = "x", .type = &type_string_set, .flags = FIELD_OPTIONAL, .max_items = 1 },
      "x limits its items, but is not a block" },
    { { .name = "x", .type = &object_map, .flags = FIELD_BLOCK, .max_items = 1 },
      "x limits its items, but is a map" },
    { { .name = "x", .type = &object, .flags = FIELD_BLOCK, .max_items = 1 },
      "x is a single block with other limits" },
    { { .name = "x", .type = &objects, .flags = FIELD_BLOCK, .min_items = 2, .max_items = 1 },
      "x needs more items" },
    { { .name = "x",
        .type = &type_string,
        .flags = FIELD_OPTIONAL,
        .min_len = 2,
        .max_len = 1 },
      "x needs a longer text" },
};

static void every_broken_rule_is_named_with_its_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct block block = { &broken[i].field, 1, "" };
        struct schema schema = { 0, &block };
        struct err err = { "" };

        assert_int_equal(schema_check(&schema, &err), STATUS_INVALID);
        assert_non_null(strstr(err.text, broken[i].text));
    }
}

static void a_name_that_is_there_twice_is_refused(void **state)
{
    static const struct field rows[] = {
        { .name = "x", .type = &type_string, .flags = FIELD_OPTIONAL },
        { .name = "x", .type = &objects, .flags = FIELD_BLOCK },
    };
    static const struct block block = { rows, ARRAY_LEN(rows), "" };
    static const struct schema schema = { 0, &block };
    struct err err = { "" };

    (void)state;
    assert_int_equal(schema_check(&schema, &err), STATUS_INVALID);
    assert_string_equal(err.text, "x is there twice");
}

static const struct field secret = { .name = "secret",
                                     .type = &type_string,
                                     .flags = FIELD_OPTIONAL | FIELD_WRITE_ONLY };
static const struct block with_secret = { &secret, 1, "" };
static const struct type holder = { .kind = KIND_OBJECT, .object = &with_secret };
static const struct type list = { .kind = KIND_LIST, .element = &holder };
static const struct field part = { .name = "part", .type = &list, .flags = FIELD_BLOCK };
static const struct block parts = { &part, 1, "" };
static const struct type element = { .kind = KIND_OBJECT, .object = &parts };
static const struct type set = { .kind = KIND_SET, .element = &element };
static const struct field rule = { .name = "rule", .type = &set, .flags = FIELD_BLOCK };
static const struct block root = { &rule, 1, "" };
static const struct schema with_set = { 0, &root };
static const struct schema without_set = { 0, &parts };

static void a_write_only_row_inside_a_set_is_refused_with_its_path(void **state)
{
    struct err err = { "" };

    (void)state;
    assert_int_equal(schema_check(&without_set, &err), STATUS_OK);
    assert_int_equal(schema_check(&with_set, &err), STATUS_INVALID);
    assert_string_equal(err.text, "rule: part: secret is write-only inside a set");
}

static void a_type_that_holds_itself_is_refused(void **state)
{
    struct field row = { .name = "x", .flags = FIELD_BLOCK };
    struct block block = { &row, 1, "" };
    struct type self = { .kind = KIND_OBJECT, .object = &block };
    struct schema schema = { 0, &block };
    struct err err = { "" };

    (void)state;
    row.type = &self;
    assert_int_equal(schema_check(&schema, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "too deeply"));
}

static void a_schema_with_too_many_rows_no_block_or_a_bad_version_is_refused(void **state)
{
    static const struct field rows[SCHEMA_MAX_FIELDS + 1] = { { .name = "x" } };
    static const struct block block = { rows, ARRAY_LEN(rows), "" };
    static const struct schema schemas[] = { { 0, &block }, { 0, NULL }, { -1, &inner } };
    struct err err = { "" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
        assert_int_equal(schema_check(&schemas[i], &err), STATUS_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_found_by_its_whole_name),
        cmocka_unit_test(every_spelling_of_unset_is_known),
        cmocka_unit_test(two_spellings_of_unset_are_the_same),
        cmocka_unit_test(a_schema_by_the_rules_passes),
        cmocka_unit_test(every_broken_rule_is_named_with_its_row),
        cmocka_unit_test(a_name_that_is_there_twice_is_refused),
        cmocka_unit_test(a_write_only_row_inside_a_set_is_refused_with_its_path),
        cmocka_unit_test(a_type_that_holds_itself_is_refused),
        cmocka_unit_test(a_schema_with_too_many_rows_no_block_or_a_bad_version_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
