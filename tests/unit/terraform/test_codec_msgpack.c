#include "terraform/codec.h"

#include "support_values.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

/* The wire forms of values, byte for byte. */

static const struct field inner_rows[] = {
    { .name = "create", .type = &type_string, .flags = FIELD_OPTIONAL },
};
static const struct block inner = { inner_rows, ARRAY_LEN(inner_rows), "" };
static const struct type inner_object = { .kind = KIND_OBJECT, .object = &inner };
static const struct type inner_list = { .kind = KIND_LIST, .element = &inner_object };

static const struct field rows[] = {
    { .name = "a", .type = &type_string, .flags = FIELD_OPTIONAL },
    { .name = "n", .type = &type_number, .flags = FIELD_OPTIONAL },
    { .name = "t", .type = &inner_list, .flags = FIELD_BLOCK },
};
static const struct block block = { rows, ARRAY_LEN(rows), "" };
static const struct type object = { .kind = KIND_OBJECT, .object = &block };

struct fixture {
    struct arena *arena;
    struct err err;
    struct value value;
};

static enum status read(struct fixture *f, const struct type *type, const char *hex)
{
    f->err.text[0] = '\0';
    f->value = value_bool(true);
    return codec_from_msgpack(f->arena, type, support_bytes(f->arena, hex), &f->value, &f->err);
}

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

static void assert_json(struct fixture *f, const struct type *type, const char *json)
{
    struct str text = codec_to_json(f->arena, type, &f->value);

    assert_string_equal(text.data, json);
}

static void assert_refused(struct fixture *f, const struct type *type, const char *hex,
                           const char *text)
{
    assert_int_not_equal(read(f, type, hex), STATUS_OK);
    assert_true(f->value.state == VALUE_KNOWN && f->value.boolean); /* untouched */
    if (!strstr(f->err.text, text)) {
        fail_msg("%s gives \"%s\", not \"%s\"", hex, f->err.text, text);
    }
}

static void every_form_of_a_number_is_read(void **state)
{
    static const struct {
        const char *hex;
        const char *text;
    } cases[] = {
        { "00", "0" },
        { "7f", "127" },
        { "ff", "-1" },
        { "e0", "-32" },
        { "cc80", "128" },
        { "ccff", "255" },
        { "cdffff", "65535" },
        { "ceffffffff", "4294967295" },
        { "cf0020000000000001", "9007199254740993" },
        { "cfffffffffffffffff", "18446744073709551615" },
        { "d080", "-128" },
        { "d07f", "127" },
        { "d18000", "-32768" },
        { "d280000000", "-2147483648" },
        { "d38000000000000000", "-9223372036854775808" },
        { "d37fffffffffffffff", "9223372036854775807" },
        { "ca3fc00000", "1.5" },
        { "cb3ff8000000000000", "1.5" },
        { "cbc002000000000000", "-2.25" },
        { "cb8000000000000000", "0" },
        { "a3302e31", "0.1" },
        { "d903302e31", "0.1" },
        { "c403302e31", "0.1" },
        { "b73132333435363738393031323334353637383930313233", "12345678901234567890123" },
        { "a3316533", "1000" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(read(f, &type_number, cases[i].hex), STATUS_OK);
        assert_true(str_eq(f->value.text, str_from(cases[i].text)));
    }
}

static void every_form_of_a_string_is_read(void **state)
{
    static const char *const forms[] = {
        "a3 61c3a9",   "d903 61c3a9",   "da0003 61c3a9",     "db00000003 61c3a9",
        "c403 61c3a9", "c50003 61c3a9", "c600000003 61c3a9",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        assert_int_equal(read(f, &type_string, forms[i]), STATUS_OK);
        assert_true(str_eq(f->value.text, STR("a\xc3\xa9")));
    }
    assert_int_equal(read(f, &type_string, "a0"), STATUS_OK);
    assert_true(value_is_known(&f->value));
    assert_int_equal(f->value.text.len, 0);
    assert_int_equal(read(f, &type_string, "a3610062"), STATUS_OK);
    assert_true(str_eq(f->value.text, STR("a\0b")));
}

static void bool_and_null_are_read(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &type_bool, "c2"), STATUS_OK);
    assert_false(f->value.boolean);
    assert_int_equal(read(f, &type_bool, "c3"), STATUS_OK);
    assert_true(f->value.boolean);
    assert_int_equal(read(f, &type_bool, "c0"), STATUS_OK);
    assert_true(value_is_null(&f->value));
    assert_int_equal(read(f, &object, "c0"), STATUS_OK);
    assert_true(value_is_null(&f->value));
}

static void a_value_of_no_bytes_is_null(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &object, ""), STATUS_OK);
    assert_true(value_is_null(&f->value));
}

static void any_extension_is_unknown(void **state)
{
    static const char *const forms[] = {
        "d40000",
        "d50000ff",
        "c7 0b 0c 82 01 c2 02 a4 69 6d 67 2d 00 00",
        "c7 09 0c 82 01 c2 03 92 00 c3 00 00",
        "c7 00 00",
        "c8 0001 0c 80",
        "c9 00000001 0c 80",
        "d6 7f 00000000",
        "d8 0c 00000000000000000000000000000000",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        assert_int_equal(read(f, &type_string, forms[i]), STATUS_OK);
        assert_int_equal(f->value.state, VALUE_UNKNOWN);
        assert_int_equal(read(f, &object, forms[i]), STATUS_OK);
        assert_int_equal(f->value.state, VALUE_UNKNOWN);
    }
}

static void unknown_parts_of_collections_are_read(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &type_string_set, "93 d40000 a161 d40000"), STATUS_OK);
    assert_int_equal(f->value.count, 3);
    assert_false(value_wholly_known(&type_string_set, &f->value));
    assert_int_equal(read(f, &type_string_map, "81 a16b d40000"), STATUS_OK);
    assert_int_equal(f->value.entries[0].value.state, VALUE_UNKNOWN);
}

static void collections_of_every_header_are_read(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &type_string_list, "dc0002 a162 a161"), STATUS_OK);
    assert_json(f, &type_string_list, "[\"b\",\"a\"]");
    assert_int_equal(read(f, &type_string_list, "dd00000001 a162"), STATUS_OK);
    assert_json(f, &type_string_list, "[\"b\"]");
    assert_int_equal(read(f, &type_string_map, "de0002 a162 a131 a161 c0"), STATUS_OK);
    assert_json(f, &type_string_map, "{\"a\":null,\"b\":\"1\"}");
    assert_int_equal(read(f, &type_string_map, "df00000001 c40162 a131"), STATUS_OK);
    assert_json(f, &type_string_map, "{\"b\":\"1\"}");
    assert_int_equal(read(f, &type_string_list, "90"), STATUS_OK);
    assert_true(value_is_known(&f->value) && f->value.count == 0);
}

static void doubles_in_a_set_are_merged(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &type_string_set, "94 a162 a161 a162 a161"), STATUS_OK);
    assert_json(f, &type_string_set, "[\"a\",\"b\"]");
}

static void keys_of_an_object_come_in_any_order(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &object, "83 a174 91 81 a6637265617465 a333306d a16e 05 a161 c0"),
                     STATUS_OK);
    assert_json(f, &object, "{\"a\":null,\"n\":5,\"t\":[{\"create\":\"30m\"}]}");
}

static void bytes_behind_the_value_are_ignored(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read(f, &type_number, "05 c1 ff"), STATUS_OK);
    assert_true(str_eq(f->value.text, STR("5")));
}

static void a_key_that_is_missing_extra_or_double_is_named(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, &object, "80", "a: the attribute is missing");
    assert_refused(f, &object, "82 a161 c0 a16e c0", "t: the attribute is missing");
    assert_refused(f, &object, "83 a161 c0 a161 c0 a16e c0", "a: the attribute is there twice");
    assert_refused(f, &object, "84 a161 c0 a16e c0 a174 90 a178 c0",
                   "there is no attribute of the name \"x\"");
    assert_refused(f, &object, "83 a161 c0 a16e c0 a174 91 80",
                   "t[0].create: the attribute is missing");
    assert_refused(f, &object, "83 a161 c0 a16e c0 a174 91 81 a178 c0",
                   "t[0]: there is no attribute of the name \"x\"");
    assert_refused(f, &type_string_map, "82 a161 c0 a161 c0", "a key is there twice");
    assert_refused(f, &object, "83 01 c0 a16e c0 a174 90", "a key has to be a string");
}

static void a_value_of_another_kind_is_refused_with_its_path(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, &type_bool, "00", "a bool is required, not a number");
    assert_refused(f, &type_string, "05", "a string is required, not a number");
    assert_refused(f, &type_number, "c3", "a number is required, not a bool");
    assert_refused(f, &type_number, "90", "a number is required, not an array");
    assert_refused(f, &type_number, "a3616263", "\"abc\" is not a decimal number");
    assert_refused(f, &type_string_set, "80", "a set of string is required, not a map");
    assert_refused(f, &type_string_map, "90", "a map of string is required, not an array");
    assert_refused(f, &object, "90", "an object is required, not an array");
    assert_refused(f, &type_string, "c1", "a string is required, not a reserved byte");
    assert_refused(f, &type_string_map, "81 a16b 05", "[\"k\"]: a string is required");
    assert_refused(f, &object, "83 a16e a178 a161 c0 a174 90", "n: \"x\" is not a decimal");
}

static void nan_infinity_and_endless_numbers_are_refused(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, &type_number, "cb7ff8000000000000", "NaN");
    assert_refused(f, &type_number, "ca7fc00000", "NaN");
    assert_refused(f, &type_number, "cb7ff0000000000000", "infinity");
    assert_refused(f, &type_number, "caff800000", "infinity");
    assert_refused(f, &type_number, "a3496e66", "not a decimal number");
    assert_refused(f, &type_number, "a6316535303030", "4096 digits");
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, &type_string, "a1ff", "not UTF-8");
    assert_refused(f, &type_string, "a3eda080", "not UTF-8");
    assert_refused(f, &type_string_map, "81 a1ff c0", "not UTF-8");
}

static void counts_beyond_the_bytes_allocate_nothing(void **state)
{
    static const char *const forms[] = {
        "ddffffffff",   "dfffffffff",  "dbffffffff61", "c6ffffffff61",
        "c9ffffffff00", "dcffff c0c0", "deffff c0c0",  "9f",
        "8f c0",        "d9ff61",      "c8ffff00",     "82 a161 c0",
    };
    static const struct type lists = { .kind = KIND_LIST, .element = &type_string_list };
    static const struct type *const types[] = { &type_string_list, &type_string_map, &object,
                                                &type_string, &lists };
    enum {
        FEW_BYTES = 64 * 1024
    };
    struct fixture *f = *state;
    size_t used = arena_used(f->arena);

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        for (size_t t = 0; t < ARRAY_LEN(types); t++) {
            assert_refused(f, types[t], forms[i], "");
        }
    }
    assert_true(arena_used(f->arena) - used < FEW_BYTES);
}

static void a_value_over_the_ceiling_is_refused_unread(void **state)
{
    struct fixture *f = *state;
    struct str bytes = { "", (size_t)CODEC_MAX_BYTES + 1 };

    assert_int_equal(codec_from_msgpack(f->arena, &object, bytes, &f->value, &f->err),
                     STATUS_TOO_LARGE);
}

static void assert_written(struct fixture *f, const struct type *type, const struct value *v,
                           const char *hex)
{
    struct str bytes = codec_to_msgpack(f->arena, type, v);

    assert_string_equal(support_hex(f->arena, bytes).data, hex);
}

static void integers_are_written_compactly_and_others_as_text(void **state)
{
    static const struct {
        const char *text;
        const char *hex;
    } cases[] = {
        { "0", "00" },
        { "127", "7f" },
        { "128", "cc80" },
        { "65535", "cdffff" },
        { "-1", "ff" },
        { "-33", "d0df" },
        { "9007199254740993", "cf0020000000000001" },
        { "18446744073709551615", "cfffffffffffffffff" },
        { "-9223372036854775808", "d38000000000000000" },
        { "0.1", "a3302e31" },
        { "1.5", "a3312e35" },
        { "-9223372036854775809", "b42d39323233333732303336383534373735383039" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value v = value_string(str_from(cases[i].text));

        assert_written(f, &type_number, &v, cases[i].hex);
    }
}

static void an_object_is_written_with_every_row(void **state)
{
    struct fixture *f = *state;
    struct value v = value_object(f->arena, &block);

    v.items[0] = value_unknown();
    v.items[1] = value_int(f->arena, 1);
    assert_written(f, &object, &v, "83a161d40000a16e01a17490");
}

static void scalars_collections_and_null_are_written(void **state)
{
    struct fixture *f = *state;
    struct value items[] = { value_string(STR("b")), value_string(STR("a")),
                             value_string(STR("b")) };
    struct value list = value_items(items, ARRAY_LEN(items));
    struct value_entry entry = { STR("k"), value_null() };
    struct value map = value_map(&entry, 1);
    struct value yes = value_bool(true);
    struct value no = value_bool(false);
    struct value null = value_null();
    struct value empty = value_string(STR(""));

    assert_written(f, &type_string_list, &list, "93a162a161a162");
    assert_written(f, &type_string_set, &list, "92a161a162");
    assert_written(f, &type_string_map, &map, "81a16bc0");
    assert_written(f, &type_bool, &yes, "c3");
    assert_written(f, &type_bool, &no, "c2");
    assert_written(f, &object, &null, "c0");
    assert_written(f, &type_string, &empty, "a0");
}

static void what_is_written_is_valid_utf8(void **state)
{
    struct fixture *f = *state;
    struct value bad = value_string(STR("a\xff"));

    assert_written(f, &type_string, &bad, "a461efbfbd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_a_number_is_read),
        cmocka_unit_test(every_form_of_a_string_is_read),
        cmocka_unit_test(bool_and_null_are_read),
        cmocka_unit_test(a_value_of_no_bytes_is_null),
        cmocka_unit_test(any_extension_is_unknown),
        cmocka_unit_test(unknown_parts_of_collections_are_read),
        cmocka_unit_test(collections_of_every_header_are_read),
        cmocka_unit_test(doubles_in_a_set_are_merged),
        cmocka_unit_test(keys_of_an_object_come_in_any_order),
        cmocka_unit_test(bytes_behind_the_value_are_ignored),
        cmocka_unit_test(a_key_that_is_missing_extra_or_double_is_named),
        cmocka_unit_test(a_value_of_another_kind_is_refused_with_its_path),
        cmocka_unit_test(nan_infinity_and_endless_numbers_are_refused),
        cmocka_unit_test(text_that_is_not_utf8_is_refused),
        cmocka_unit_test(counts_beyond_the_bytes_allocate_nothing),
        cmocka_unit_test(a_value_over_the_ceiling_is_refused_unread),
        cmocka_unit_test(integers_are_written_compactly_and_others_as_text),
        cmocka_unit_test(an_object_is_written_with_every_row),
        cmocka_unit_test(scalars_collections_and_null_are_written),
        cmocka_unit_test(what_is_written_is_valid_utf8),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
