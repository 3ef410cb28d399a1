#include "aws/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_text(const char *document, const char *parent, const char *name,
                        const char *expected)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct xml_text text = { parent, name, { NULL, 0 } };

    assert_true(xml_read(arena, str_from(document), &text, 1));
    assert_true(str_eq(text.text, str_from(expected)));
}

static void texts_are_found_by_name_and_parent(void **state)
{
    (void)state;
    assert_text("<r><a><n>1</n></a><b><n>2</n></b></r>", "b", "n", "2");
    assert_text("<r><a><n>1</n></a><b><n>2</n></b></r>", NULL, "n", "1");
    assert_text("<r><a/></r>", NULL, "n", "");
    assert_text("<?xml version='1.0'?>\n<r xmlns='u:x'>\n <n>\n v </n></r>", "r", "n", "v");
    assert_text("<x:r xmlns:x='u:x'><x:n>v</x:n></x:r>", "r", "n", "v");
}

static void entities_and_pieces_make_one_text(void **state)
{
    (void)state;
    assert_text("<r><n>a&amp;b&#x3c;<![CDATA[<c>]]>d</n></r>", "r", "n", "a&b<<c>d");
}

static void an_empty_element_is_the_first_all_the_same(void **state)
{
    (void)state;
    assert_text("<r><n></n><n>2</n></r>", "r", "n", "");
}

static void deep_elements_are_read_over(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str document = STR("<n>v</n>");
    struct xml_text text = { NULL, "n", { NULL, 0 } };

    (void)state;
    for (int i = 0; i < 40; i++) {
        document = arena_printf(arena, "<d>%.*s</d>", STR_ARG(document));
    }
    assert_true(xml_read(arena, document, &text, 1));
    assert_int_equal(text.text.len, 0);
}

static void what_is_no_xml_or_has_a_type_is_refused(void **state)
{
    static const char *const documents[] = {
        "",
        "{}",
        "<r><n>1</n>",
        "<r></x>",
        "<!DOCTYPE r [<!ENTITY e 'boom'>]><r><n>&e;</n></r>",
        "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>",
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        struct xml_text text = { NULL, "n", { NULL, 0 } };

        assert_false(xml_read(arena, str_from(documents[i]), &text, 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found_by_name_and_parent),
        cmocka_unit_test(entities_and_pieces_make_one_text),
        cmocka_unit_test(an_empty_element_is_the_first_all_the_same),
        cmocka_unit_test(deep_elements_are_read_over),
        cmocka_unit_test(what_is_no_xml_or_has_a_type_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
