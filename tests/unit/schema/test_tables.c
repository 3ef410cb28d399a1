#include "schema/image.h"
#include "schema/image_data.h"
#include "schema/image_list.h"
#include "schema/image_version.h"
#include "schema/image_version_data.h"
#include "schema/image_version_list.h"
#include "schema/image_versions_data.h"
#include "schema/images_data.h"
#include "schema/provider.h"
#include "terraform/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct schema *const schemas[] = {
    &provider_schema,    &provider_meta_schema,
    &image_schema,       &image_version_schema,
    &image_identity,     &image_version_identity,
    &image_data_schema,  &image_version_data_schema,
    &images_data_schema, &image_versions_data_schema,
    &image_list_schema,  &image_version_list_schema,
};

static void every_table_obeys_the_rules_of_both_clis(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
        struct err err = { "" };

        assert_int_equal(schema_check(schemas[i], &err), STATUS_OK);
        assert_string_equal(err.text, "");
    }
}

static void every_identity_obeys_the_rules_of_the_protocol(void **state)
{
    const struct resource_type types[] = {
        { .schema = &image_schema, .identity = &image_identity },
        { .schema = &image_version_schema, .identity = &image_version_identity },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct err err = { "" };

        assert_int_equal(identity_check(&types[i], &err), STATUS_OK);
        assert_string_equal(err.text, "");
    }
}

/* Whether an object could be imported by the identity in which the row has this value. */
static bool passes(size_t row, struct value value)
{
    const struct resource_type type = { .schema = &image_version_schema,
                                        .identity = &image_version_identity };
    struct arena *arena = arena_new();
    struct value identity = value_object(arena, image_version_identity.block);
    struct diags diags;
    bool passed;

    identity.items[IMAGE_VERSION_IDENTITY_IMAGE_NAME] = value_string(STR("example"));
    identity.items[IMAGE_VERSION_IDENTITY_VERSION] = value_int(arena, 1);
    identity.items[row] = value;
    diags_init(&diags, arena);
    passed = identity_validate(&diags, &type, &identity);
    arena_free(arena);
    return passed;
}

static void identities_take_only_what_can_be_one(void **state)
{
    static const struct str bad_accounts[] = {
        { "", 0 }, { "12345678901", 11 }, { "1234567890123", 13 }, { "12345678901a", 12 }
    };

    (void)state;
    assert_true(passes(IMAGE_VERSION_IDENTITY_ACCOUNT_ID, value_string(STR("123456789012"))));
    assert_true(passes(IMAGE_VERSION_IDENTITY_REGION, value_string(STR(""))));
    for (size_t i = 0; i < ARRAY_LEN(bad_accounts); i++) {
        assert_false(passes(IMAGE_VERSION_IDENTITY_ACCOUNT_ID, value_string(bad_accounts[i])));
    }
    assert_false(passes(IMAGE_VERSION_IDENTITY_IMAGE_NAME, value_null()));
    assert_false(passes(IMAGE_VERSION_IDENTITY_IMAGE_NAME, value_string(STR("-a"))));
    assert_false(passes(IMAGE_VERSION_IDENTITY_VERSION, value_null()));
    assert_false(passes(IMAGE_VERSION_IDENTITY_VERSION, value_string(STR("0"))));
    assert_false(passes(IMAGE_VERSION_IDENTITY_VERSION, value_string(STR("1.5"))));
    assert_false(passes(IMAGE_VERSION_IDENTITY_VERSION, value_string(STR("2147483648"))));
}

/* Calls the check for each row of the block and of the blocks in it. */
static void for_each_row(const struct block *block, void (*check)(const struct field *field))
{
    for (size_t row = 0; row < block->count; row++) {
        const struct type *type = block->fields[row].type;

        check(&block->fields[row]);
        type = type->element ? type->element : type;
        if (type->object) {
            for_each_row(type->object, check);
        }
    }
}

static void check_sentence(const struct field *field)
{
    struct str doc = str_from(field->doc);

    assert_true(doc.len > 0);
    assert_true(str_ends_with(doc, STR(".")));
}

static void every_row_has_a_sentence_of_documentation(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
        for_each_row(schemas[i]->block, check_sentence);
    }
}

static void check_form(const struct field *field)
{
    assert_int_equal(field->matches != NULL, field->form != NULL);
}

static void a_row_with_a_form_says_the_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
        for_each_row(schemas[i]->block, check_form);
    }
}

static void schema_versions_are_those_of_hashicorp_aws(void **state)
{
    (void)state;
    assert_int_equal(image_version_schema.version, 1);
    assert_int_equal(image_schema.version, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_obeys_the_rules_of_both_clis),
        cmocka_unit_test(every_identity_obeys_the_rules_of_the_protocol),
        cmocka_unit_test(identities_take_only_what_can_be_one),
        cmocka_unit_test(every_row_has_a_sentence_of_documentation),
        cmocka_unit_test(a_row_with_a_form_says_the_form),
        cmocka_unit_test(schema_versions_are_those_of_hashicorp_aws),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
