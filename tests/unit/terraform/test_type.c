#include "terraform/schema.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static const struct field inner_rows[] = {
    { .name = "n", .type = &type_number, .flags = FIELD_OPTIONAL },
    { .name = "b", .type = &type_bool, .flags = FIELD_OPTIONAL },
};
static const struct block inner = { inner_rows, ARRAY_LEN(inner_rows), "" };
static const struct type object = { .kind = KIND_OBJECT, .object = &inner };
static const struct type set_of_object = { .kind = KIND_SET, .element = &object };
static const struct block no_rows = { NULL, 0, "" };
static const struct type empty_object = { .kind = KIND_OBJECT, .object = &no_rows };
static const struct type list_of_list = { .kind = KIND_LIST, .element = &type_string_list };

static void type_json_is_what_the_protocol_wants(void **state)
{
    static const struct {
        const struct type *type;
        const char *json;
    } cases[] = {
        { &type_bool, "\"bool\"" },
        { &type_number, "\"number\"" },
        { &type_string, "\"string\"" },
        { &type_string_list, "[\"list\",\"string\"]" },
        { &type_string_set, "[\"set\",\"string\"]" },
        { &type_string_map, "[\"map\",\"string\"]" },
        { &list_of_list, "[\"list\",[\"list\",\"string\"]]" },
        { &object, "[\"object\",{\"n\":\"number\",\"b\":\"bool\"}]" },
        { &set_of_object, "[\"set\",[\"object\",{\"n\":\"number\",\"b\":\"bool\"}]]" },
        { &empty_object, "[\"object\",{}]" },
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str json = type_json(arena, cases[i].type);

        assert_int_equal(json.len, strlen(cases[i].json));
        assert_memory_equal(json.data, cases[i].json, json.len);
    }
}

static void type_name_reads_as_a_person_says_it(void **state)
{
    static const struct {
        const struct type *type;
        const char *name;
    } cases[] = {
        { &type_bool, "bool" },
        { &type_string_map, "map of string" },
        { &list_of_list, "list of list of string" },
        { &set_of_object, "set of object" },
        { &object, "object" },
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_true(str_eq(type_name(arena, cases[i].type), str_from(cases[i].name)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(type_json_is_what_the_protocol_wants),
        cmocka_unit_test(type_name_reads_as_a_person_says_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
