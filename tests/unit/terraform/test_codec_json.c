#include "terraform/codec.h"

#include "support_values.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static const struct field inner_rows[] = {
    { .name = "create", .type = &type_string, .flags = FIELD_OPTIONAL },
};
static const struct block inner = { inner_rows, ARRAY_LEN(inner_rows), "" };
static const struct type inner_object = { .kind = KIND_OBJECT, .object = &inner };
static const struct type inner_list = { .kind = KIND_LIST, .element = &inner_object };
static const struct type inner_set = { .kind = KIND_SET, .element = &inner_object };
static const struct type inner_map = { .kind = KIND_MAP, .element = &inner_object };

static const struct field rows[] = {
    { .name = "a", .type = &type_string, .flags = FIELD_OPTIONAL },
    { .name = "n", .type = &type_number, .flags = FIELD_OPTIONAL },
    { .name = "list", .type = &inner_list, .flags = FIELD_BLOCK },
    { .name = "set", .type = &inner_set, .flags = FIELD_BLOCK },
    { .name = "map", .type = &inner_map, .flags = FIELD_BLOCK },
    { .name = "one", .type = &inner_object, .flags = FIELD_BLOCK },
};
static const struct block block = { rows, ARRAY_LEN(rows), "" };
static const struct type object = { .kind = KIND_OBJECT, .object = &block };

struct fixture {
    struct arena *arena;
    struct err err;
    struct value value;
};

static int set_up(void **state)
{
    static struct fixture f;

    f.arena = arena_new();
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_free(f->arena);
    return 0;
}

static enum status read(struct fixture *f, const struct type *type, struct str text)
{
    f->err.text[0] = '\0';
    f->value = value_bool(true);
    return codec_from_json(f->arena, type, arena_str(f->arena, text), &f->value, &f->err);
}

static void assert_reads_as(struct fixture *f, const struct type *type, const char *json,
                            const char *again)
{
    struct str text;

    if (read(f, type, str_from(json)) != STATUS_OK) {
        fail_msg("%s: %s", json, f->err.text);
    }
    text = codec_to_json(f->arena, type, &f->value);
    assert_string_equal(text.data, again);
}

static void assert_refused(struct fixture *f, const struct type *type, struct str json,
                           const char *text)
{
    assert_int_not_equal(read(f, type, json), STATUS_OK);
    assert_true(f->value.state == VALUE_KNOWN && f->value.boolean); /* untouched */
    if (!strstr(f->err.text, text)) {
        fail_msg("%.*s gives \"%s\", not \"%s\"", STR_ARG(json), f->err.text, text);
    }
}

static void numbers_keep_every_digit(void **state)
{
    static const char *const cases[][2] = {
        { "9007199254740993", "9007199254740993" },
        { "18446744073709551615", "18446744073709551615" },
        { "-9223372036854775808", "-9223372036854775808" },
        { "0.1", "0.1" },
        { "1.0", "1" },
        { "-0", "0" },
        { "1e3", "1000" },
        { "1.5E-2", "0.015" },
        { "12345678901234567890.12345678901234567890",
          "12345678901234567890.1234567890123456789" },
        { "\"42\"", "42" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_reads_as(f, &type_number, cases[i][0], cases[i][1]);
    }
}

static void strings_are_decoded_in_full(void **state)
{
    static const struct {
        const char *json;
        struct str text;
    } cases[] = {
        { "\"\"", { "", 0 } },
        { "\"123\"", { "123", 3 } },
        { "\"null\"", { "null", 4 } },
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", { "\"\\/\b\f\n\r\t", 8 } },
        { "\"a\\u0000b\"", { "a\0b", 3 } },
        { "\"\\u00e9\\u20AC\"", { "\xc3\xa9\xe2\x82\xac", 5 } },
        { "\"\\ud83d\\ude00\"", { "\xf0\x9f\x98\x80", 4 } },
        { "\"\\ud83dx\"", { "\xef\xbf\xbdx", 4 } },
        { "\"\\ud83d\\n\"", { "\xef\xbf\xbd\n", 4 } },
        { "\"\\ud83d\\u0041\"",
          { "\xef\xbf\xbd"
            "A",
            4 } },
        { "\"\\ude00\\ud83d\"", { "\xef\xbf\xbd\xef\xbf\xbd", 6 } },
        { "\"\\uDBFF\\uDFFF\"", { "\xf4\x8f\xbf\xbf", 4 } },
        { "\"\xf0\x9f\x98\x80\x7f\"", { "\xf0\x9f\x98\x80\x7f", 5 } },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(read(f, &type_string, str_from(cases[i].json)), STATUS_OK);
        assert_int_equal(f->value.text.len, cases[i].text.len);
        assert_memory_equal(f->value.text.data, cases[i].text.data, cases[i].text.len);
    }
}

static void scalars_of_another_kind_are_converted_as_the_clis_do(void **state)
{
    struct fixture *f = *state;

    assert_reads_as(f, &type_string, "12.50", "\"12.50\"");
    assert_reads_as(f, &type_string, "true", "\"true\"");
    assert_reads_as(f, &type_string, "false", "\"false\"");
    assert_reads_as(f, &type_bool, "\"true\"", "true");
    assert_reads_as(f, &type_bool, "\"false\"", "false");
    assert_refused(f, &type_bool, STR("\"yes\""), "a bool is required, not a string");
    assert_refused(f, &type_bool, STR("1"), "a bool is required, not a number");
    assert_refused(f, &type_number, STR("true"), "a number is required, not a bool");
    assert_refused(f, &type_number, STR("\"x\""), "\"x\" is not a decimal number");
}

static void missing_members_are_null_and_missing_blocks_empty(void **state)
{
    static const char all[] =
        "{\"a\":null,\"n\":null,\"list\":[],\"set\":[],\"map\":{},\"one\":null}";
    struct fixture *f = *state;

    assert_reads_as(f, &object, "{}", all);
    assert_reads_as(f, &object,
                    " { \"list\" : null , \"set\":null,\"map\":null,\"one\":null}\n", all);
    assert_reads_as(f, &object, "null", "null");
}

static void members_that_the_type_does_not_know_are_dropped(void **state)
{
    struct fixture *f = *state;

    assert_reads_as(f, &inner_object,
                    "{\"x\":[1,{\"y\":[[],{}]},\"\\u0041\",null,true],\"create\":\"a\","
                    "\"z\":-1.5e+3}",
                    "{\"create\":\"a\"}");
    assert_reads_as(f, &inner_object, "{\"cre\\u0061te\":\"b\"}", "{\"create\":\"b\"}");
    assert_reads_as(f, &inner_object, "{\"create\\u0000\":\"b\"}", "{\"create\":null}");
}

static void the_last_of_double_members_wins(void **state)
{
    struct fixture *f = *state;

    assert_reads_as(f, &inner_object, "{\"create\":\"a\",\"create\":\"b\"}",
                    "{\"create\":\"b\"}");
    assert_reads_as(f, &inner_object, "{\"create\":\"a\",\"create\":null}",
                    "{\"create\":null}");
    assert_reads_as(f, &type_string_map, "{\"k\":\"1\",\"j\":\"2\",\"k\":\"3\"}",
                    "{\"j\":\"2\",\"k\":\"3\"}");
    assert_reads_as(f, &object, "{\"list\":[{}],\"list\":null}",
                    "{\"a\":null,\"n\":null,\"list\":[],\"set\":[],\"map\":{},\"one\":null}");
}

static void collections_are_read(void **state)
{
    struct fixture *f = *state;

    assert_reads_as(f, &type_string_set, "[\"b\",\"a\",\"b\"]", "[\"a\",\"b\"]");
    assert_reads_as(f, &type_string_list, "[ \"b\" , \"a\" , null,\"c\",\"d\",\"e\"]",
                    "[\"b\",\"a\",null,\"c\",\"d\",\"e\"]");
    assert_reads_as(f, &type_string_list, "[]", "[]");
    assert_reads_as(f, &type_string_map, "{}", "{}");
    assert_reads_as(f, &inner_map, "{\"k\":{\"create\":\"x\"}}", "{\"k\":{\"create\":\"x\"}}");
}

static void text_that_is_no_json_is_refused(void **state)
{
    static const struct str texts[] = {
        { "", 0 },
        { " ", 1 },
        { "{", 1 },
        { "{]", 2 },
        { "{,}", 3 },
        { "{\"a\"}", 5 },
        { "{\"a\":}", 6 },
        { "{\"a\":null,}", 12 },
        { "{\"a\" null}", 10 },
        { "{a:null}", 8 },
        { "{\"a\":null\"n\":1}", 15 },
        { "{1:2}", 5 },
        { "{} {}", 5 },
        { "{}x", 3 },
        { "nul", 3 },
        { "NULL", 4 },
        { "nullx", 5 },
        { "}", 1 },
        { ",", 1 },
        { ":", 1 },
        { "{\"x\":01}", 8 },
        { "{\"x\":1.}", 8 },
        { "{\"x\":-}", 7 },
        { "{\"x\":1e}", 8 },
        { "{\"x\":+1}", 8 },
        { "{\"x\":.5}", 8 },
        { "{\"x\":[1,]}", 10 },
        { "{\"x\":[1 2]}", 11 },
        { "{\"x\":[}]", 8 },
        { "{\"x\":\"", 6 },
        { "{\"x\":\"\\", 7 },
        { "{\"x\":\"\\\"}", 9 },
        { "{\"x\":\"\\x\"}", 10 },
        { "{\"x\":\"\\u12g4\"}", 14 },
        { "{\"x\":\"\\u12\"}", 12 },
        { "{\"x\":\"\n\"}", 9 },
        { "{\"x\":\"\0\"}", 9 },
        { "{\"x\":\"\xff\"}", 9 },
        { "{\"\xff\":1}", 7 },
        { "{}\0", 3 },
        { "\xef\xbb\xbf{}", 5 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_refused(f, &object, texts[i], "");
        assert_true(f->err.text[0] != '\0');
    }
}

static void a_value_of_another_kind_is_refused_with_its_path(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, &object, STR("[]"), "an object is required, not an array");
    assert_refused(f, &object, STR("{\"n\":\"x\"}"), "n: \"x\" is not a decimal number");
    assert_refused(f, &object, STR("{\"n\":1e5000}"),
                   "n: the number 1e5000... has more than 4096");
    assert_refused(f, &object, STR("{\"list\":[{},{\"create\":[]}]}"),
                   "list[1].create: a string is required, not an array");
    assert_refused(f, &object, STR("{\"map\":{\"k\":1}}"),
                   "map[\"k\"]: an object is required, not a number");
    assert_refused(f, &type_string_set, STR("{}"),
                   "a set of string is required, not an object");
    assert_refused(f, &type_string_map, STR("[]"), "a map of string is required, not an array");
}

static struct str nested(struct arena *arena, int depth)
{
    struct str text = STR("{\"x\":");

    for (int i = 0; i < depth; i++) {
        text = arena_printf(arena, "%.*s%s", STR_ARG(text), i % 2 ? "{\"y\":" : "[");
    }
    text = arena_printf(arena, "%.*s1", STR_ARG(text));
    for (int i = depth; i-- > 0;) {
        text = arena_printf(arena, "%.*s%s", STR_ARG(text), i % 2 ? "}" : "]");
    }
    return arena_printf(arena, "%.*s}", STR_ARG(text));
}

static void what_is_dropped_may_not_be_nested_too_deeply(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &object, nested(f->arena, CODEC_MAX_DEPTH)), STATUS_OK);
    assert_int_equal(read(f, &object, nested(f->arena, CODEC_MAX_DEPTH + 1)), STATUS_TOO_LARGE);
    assert_non_null(strstr(f->err.text, "deeper than 64 levels"));
}

static void a_text_over_the_ceiling_is_refused_unread(void **state)
{
    struct fixture *f = *state;
    struct str text = { "", (size_t)CODEC_MAX_BYTES + 1 };

    assert_int_equal(codec_from_json(f->arena, &object, text, &f->value, &f->err),
                     STATUS_TOO_LARGE);
}

static void what_is_written_is_escaped_and_valid_utf8(void **state)
{
    struct fixture *f = *state;
    struct value v = value_string(STR("\"\\\0\n\x1f/\x7f\xc3\xa9\xff"));
    struct str text = codec_to_json(f->arena, &type_string, &v);

    assert_string_equal(text.data,
                        "\"\\\"\\\\\\u0000\\u000a\\u001f/\x7f\xc3\xa9\xef\xbf\xbd\"");
}

static void unknown_is_written_as_null(void **state)
{
    struct fixture *f = *state;
    struct value items[] = { value_unknown(), value_string(STR("a")) };
    struct value v = value_items(items, ARRAY_LEN(items));

    assert_string_equal(codec_to_json(f->arena, &type_string_list, &v).data, "[null,\"a\"]");
}

static void the_type_of_a_block_is_its_object(void **state)
{
    struct fixture *f = *state;
    const struct type *type = codec_object_type(f->arena, &block);

    assert_int_equal(type->kind, KIND_OBJECT);
    assert_ptr_equal(type->object, &block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_every_digit),
        cmocka_unit_test(strings_are_decoded_in_full),
        cmocka_unit_test(scalars_of_another_kind_are_converted_as_the_clis_do),
        cmocka_unit_test(missing_members_are_null_and_missing_blocks_empty),
        cmocka_unit_test(members_that_the_type_does_not_know_are_dropped),
        cmocka_unit_test(the_last_of_double_members_wins),
        cmocka_unit_test(collections_are_read),
        cmocka_unit_test(text_that_is_no_json_is_refused),
        cmocka_unit_test(a_value_of_another_kind_is_refused_with_its_path),
        cmocka_unit_test(what_is_dropped_may_not_be_nested_too_deeply),
        cmocka_unit_test(a_text_over_the_ceiling_is_refused_unread),
        cmocka_unit_test(what_is_written_is_escaped_and_valid_utf8),
        cmocka_unit_test(unknown_is_written_as_null),
        cmocka_unit_test(the_type_of_a_block_is_its_object),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
