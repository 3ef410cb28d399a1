#include "terraform/identity.h"

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

static struct value state_of(struct call *call, const char *json)
{
    return json_value(call->arena, &thing_block, json);
}

static struct value identity(struct call *call, const char *json)
{
    return json_value(call->arena, &thing_identity_block, json);
}

static void an_identity_is_the_rows_of_the_state_with_its_names(void **state)
{
    struct call *call = *state;
    struct value whole = state_of(call, "{\"name\":\"a\",\"id\":\"1\",\"note\":\"n\"}");
    struct value made = identity_of(call->arena, &thing, &whole);

    json_assert_value(call->arena, &thing_identity_block, &made,
                      "{\"name\":\"a\",\"id\":\"1\"}");
}

static void an_optional_row_may_be_null(void **state)
{
    struct call *call = *state;
    struct value whole = state_of(call, "{\"name\":\"a\"}");
    struct value made = identity_of(call->arena, &thing, &whole);

    json_assert_value(call->arena, &thing_identity_block, &made, "{\"name\":\"a\"}");
}

static void without_a_required_row_there_is_no_identity(void **state)
{
    struct call *call = *state;
    struct value whole = state_of(call, "{\"id\":\"1\"}");
    struct value made = identity_of(call->arena, &thing, &whole);

    assert_true(value_is_null(&made));
}

static void nothing_has_no_identity(void **state)
{
    struct call *call = *state;
    struct value null = value_null();
    struct value whole = state_of(call, "{\"name\":\"a\"}");
    struct value of_null = identity_of(call->arena, &thing, &null);
    struct value of_bare = identity_of(call->arena, &thing_bare, &whole);

    assert_true(value_is_null(&of_null));
    assert_true(value_is_null(&of_bare));
}

static void an_identity_with_an_unknown_row_is_not_known(void **state)
{
    struct call *call = *state;
    struct value open = state_of(call, "{\"name\":\"a\",\"id\":\"?\"}");
    struct value whole = state_of(call, "{\"name\":\"a\",\"id\":\"1\",\"note\":\"?\"}");
    struct value of_open = identity_if_known(call->arena, &thing, &open);
    struct value of_whole = identity_if_known(call->arena, &thing, &whole);

    assert_true(value_is_null(&of_open));
    json_assert_value(call->arena, &thing_identity_block, &of_whole,
                      "{\"name\":\"a\",\"id\":\"1\"}");
}

static void a_required_row_that_is_null_cannot_be_imported_by(void **state)
{
    struct call *call = *state;
    struct value given = identity(call, "{\"id\":\"1\"}");

    assert_false(identity_validate(call->diags, &thing, &given));
    assert_int_equal(call->diags->count, 1);
    assert_string_equal(call->diags->first->summary.data, "Incomplete identity");
    assert_string_equal(path_text(call->arena, call->diags->first->path).data, "name");
}

static void a_row_that_breaks_its_rule_cannot_be_imported_by(void **state)
{
    struct call *call = *state;
    struct value given = identity(call, "{\"name\":\"123456789\"}");

    assert_false(identity_validate(call->diags, &thing, &given));
    assert_int_equal(call->diags->count, 1);
    assert_string_equal(call->diags->first->summary.data, "Invalid Attribute Value Length");
}

static void required_rows_alone_are_enough_for_an_import(void **state)
{
    struct call *call = *state;
    struct value given = identity(call, "{\"name\":\"a\"}");

    assert_true(identity_validate(call->diags, &thing, &given));
    assert_int_equal(call->diags->count, 0);
}

static void an_identity_is_copied_to_the_rows_of_its_names(void **state)
{
    struct call *call = *state;
    struct value given = identity(call, "{\"name\":\"a\",\"id\":\"1\"}");
    struct value stub = state_of(call, "{}");

    identity_copy(&thing, &given, &stub);
    json_assert_value(call->arena, &thing_block, &stub, "{\"name\":\"a\",\"id\":\"1\"}");
}

static const struct field of_schema[] = {
    { .name = "name", .type = &type_string, .flags = FIELD_REQUIRED },
    { .name = "tags", .type = &type_string_map, .flags = FIELD_OPTIONAL },
};
static const struct block schema_block = { of_schema, ARRAY_LEN(of_schema), NULL };
static const struct schema schema = { 1, &schema_block };

static void each_broken_rule_of_a_table_is_told(void **state)
{
    static const struct {
        int64_t version;
        const char *name;
        const struct type *type;
        unsigned flags;
        const char *text; /* of the error; empty: none */
    } cases[] = {
        { 0, "name", &type_string, FIELD_REQUIRED, "" },
        { 0, "name", &type_string, FIELD_OPTIONAL, "" },
        { 1, "name", &type_string, FIELD_REQUIRED, "version is not 0" },
        { 0, "name", &type_string, FIELD_OPTIONAL | FIELD_COMPUTED, "than required or" },
        { 0, "name", &type_string, FIELD_COMPUTED, "name is something else" },
        { 0, "name", &type_string, 0, "neither required nor optional" },
        { 0, "tags", &type_string_map, FIELD_OPTIONAL, "tags is a map" },
        { 0, "name", &type_string_set, FIELD_OPTIONAL, "a set" },
        { 0, "names", &type_string, FIELD_OPTIONAL, "but not in the schema" },
        { 0, "name", &type_number, FIELD_OPTIONAL, "another type" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct field field = { .name = cases[i].name,
                                     .type = cases[i].type,
                                     .flags = cases[i].flags };
        const struct block block = { &field, 1, NULL };
        const struct schema checked = { cases[i].version, &block };
        const struct resource_type type = { .schema = &schema, .identity = &checked };
        struct err err = { "" };
        bool sound = identity_check(&type, &err) == STATUS_OK;

        if (sound != (cases[i].text[0] == '\0') || !strstr(err.text, cases[i].text)) {
            fail_msg("case %zu: \"%s\" is not in \"%s\"", i, cases[i].text, err.text);
        }
    }
}

static void a_type_without_identity_is_sound(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(identity_check(&thing_bare, &err), STATUS_OK);
    assert_int_equal(identity_check(&thing, &err), STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_identity_is_the_rows_of_the_state_with_its_names),
        TEST(an_optional_row_may_be_null),
        TEST(without_a_required_row_there_is_no_identity),
        TEST(nothing_has_no_identity),
        TEST(an_identity_with_an_unknown_row_is_not_known),
        TEST(a_required_row_that_is_null_cannot_be_imported_by),
        TEST(a_row_that_breaks_its_rule_cannot_be_imported_by),
        TEST(required_rows_alone_are_enough_for_an_import),
        TEST(an_identity_is_copied_to_the_rows_of_its_names),
        cmocka_unit_test(each_broken_rule_of_a_table_is_told),
        cmocka_unit_test(a_type_without_identity_is_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
