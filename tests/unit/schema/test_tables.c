#include "schema/image.h"
#include "schema/image_version.h"
#include "schema/provider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct schema *const schemas[] = {
    &provider_schema,
    &image_schema,
    &image_version_schema,
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

static void every_row_has_a_sentence_of_documentation(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
        const struct block *block = schemas[i]->block;

        for (size_t row = 0; row < block->count; row++) {
            struct str doc = str_from(block->fields[row].doc);

            assert_true(doc.len > 0);
            assert_true(str_ends_with(doc, STR(".")));
        }
    }
}

static void a_row_with_a_form_says_the_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
        const struct block *block = schemas[i]->block;

        for (size_t row = 0; row < block->count; row++) {
            assert_int_equal(block->fields[row].matches != NULL,
                             block->fields[row].form != NULL);
        }
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
        cmocka_unit_test(every_row_has_a_sentence_of_documentation),
        cmocka_unit_test(a_row_with_a_form_says_the_form),
        cmocka_unit_test(schema_versions_are_those_of_hashicorp_aws),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
