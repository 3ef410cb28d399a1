#include "terraform/value.h"

#include "support_values.h"
#include "terraform/number.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    ROUNDS = 400,
    TYPE_DEPTH = 3,
};

static struct value strings(struct arena *arena, const char *const *texts, size_t count)
{
    struct value *items = arena_alloc(arena, count, sizeof(*items));

    for (size_t i = 0; i < count; i++) {
        items[i] = value_string(str_from(texts[i]));
    }
    return value_items(items, count);
}

static void the_zero_value_is_null(void **state)
{
    struct value v = { 0 };

    (void)state;
    assert_true(value_is_null(&v));
    assert_false(value_is_known(&v));
    assert_true(value_wholly_known(&type_string, &v));
}

static void unknown_is_neither_null_nor_known(void **state)
{
    struct value v = value_unknown();

    (void)state;
    assert_false(value_is_null(&v));
    assert_false(value_is_known(&v));
    assert_false(value_wholly_known(&type_string, &v));
}

static void null_empty_and_unknown_differ(void **state)
{
    const struct value values[] = { value_null(), value_unknown(), value_string(STR("")) };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        for (size_t j = 0; j < ARRAY_LEN(values); j++) {
            assert_int_equal(value_equal(&type_string, &values[i], &values[j]), i == j);
        }
    }
}

static void the_text_of_what_is_no_known_string_is_empty(void **state)
{
    struct value values[] = { value_null(), value_unknown(), value_string(STR("x")) };

    (void)state;
    assert_int_equal(value_text(&values[0]).len, 0);
    assert_int_equal(value_text(&values[1]).len, 0);
    assert_int_equal(value_text(&values[2]).len, 1);
}

static void an_integer_is_read_back(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct value v = value_int(arena, INT64_MIN);
    struct value half = value_string(STR("0.5"));
    struct value null = value_null();
    int64_t n = 0;

    (void)state;
    assert_true(value_to_int64(&v, &n));
    assert_true(n == INT64_MIN);
    assert_false(value_to_int64(&half, &n));
    assert_false(value_to_int64(&null, &n));
}

static void sets_are_equal_in_any_order_and_with_doubles(void **state)
{
    static const char *const one[] = { "b", "a", "c" };
    static const char *const same[] = { "c", "a", "b", "a" };
    static const char *const other[] = { "c", "a", "d" };
    ARENA_AUTO struct arena *arena = arena_new();
    struct value a = strings(arena, one, ARRAY_LEN(one));
    struct value b = strings(arena, same, ARRAY_LEN(same));
    struct value c = strings(arena, other, ARRAY_LEN(other));

    (void)state;
    assert_true(value_equal(&type_string_set, &a, &b));
    assert_false(value_equal(&type_string_set, &a, &c));
    assert_false(value_equal(&type_string_list, &a, &b));
    assert_true(str_eq(a.items[0].text, STR("b"))); /* nothing is sorted in place */
}

static void sets_of_sets_are_compared_by_content(void **state)
{
    static const struct type type = { .kind = KIND_SET, .element = &type_string_set };
    static const char *const ab[] = { "a", "b" };
    static const char *const ba[] = { "b", "a" };
    static const char *const c[] = { "c" };
    ARENA_AUTO struct arena *arena = arena_new();
    struct value left[] = { strings(arena, ab, 2), strings(arena, c, 1) };
    struct value right[] = { strings(arena, c, 1), strings(arena, ba, 2) };
    struct value a = value_items(left, 2);
    struct value b = value_items(right, 2);

    (void)state;
    assert_true(value_equal(&type, &a, &b));
}

static void numbers_are_equal_by_value(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str text;
    struct value a = value_int(arena, 100);
    struct value b;

    (void)state;
    assert_int_equal(number_parse(arena, STR("1.00e2"), &text, NULL), STATUS_OK);
    b = value_string(text);
    assert_true(value_equal(&type_number, &a, &b));
}

static void a_set_keeps_every_unknown_element(void **state)
{
    struct value items[] = { value_unknown(), value_string(STR("a")), value_unknown(),
                             value_string(STR("a")) };
    struct value set = value_set(&type_string_set, items, ARRAY_LEN(items));

    (void)state;
    assert_int_equal(set.count, 3);
    assert_false(value_wholly_known(&type_string_set, &set));
}

static void the_last_entry_of_a_key_stays_in_a_map(void **state)
{
    struct value_entry entries[] = {
        { STR("b"), value_string(STR("1")) },
        { STR("a"), value_string(STR("2")) },
        { STR("b"), value_string(STR("3")) },
        { STR("b"), value_string(STR("4")) },
    };
    struct value map = value_map(entries, ARRAY_LEN(entries));

    (void)state;
    assert_int_equal(map.entry_count, 2);
    assert_true(str_eq(map.entries[0].key, STR("a")));
    assert_true(str_eq(map.entries[1].value.text, STR("4")));
}

static void an_element_is_found_in_a_known_list_alone(void **state)
{
    static const char *const texts[] = { "a", "b" };
    ARENA_AUTO struct arena *arena = arena_new();
    struct value list = strings(arena, texts, ARRAY_LEN(texts));
    struct value b = value_string(STR("b"));
    struct value c = value_string(STR("c"));
    struct value null = value_null();

    (void)state;
    assert_true(value_contains(&type_string_list, &list, &b));
    assert_false(value_contains(&type_string_list, &list, &c));
    assert_false(value_contains(&type_string_list, &null, &b));
}

static void a_new_object_has_null_rows_and_empty_blocks(void **state)
{
    static const struct block no_rows = { NULL, 0, "" };
    static const struct type object = { .kind = KIND_OBJECT, .object = &no_rows };
    static const struct type objects = { .kind = KIND_LIST, .element = &object };
    static const struct field rows[] = {
        { .name = "text", .type = &type_string, .flags = FIELD_OPTIONAL },
        { .name = "texts", .type = &type_string_set, .flags = FIELD_OPTIONAL },
        { .name = "one", .type = &object, .flags = FIELD_BLOCK },
        { .name = "many", .type = &objects, .flags = FIELD_BLOCK },
    };
    static const struct block block = { rows, ARRAY_LEN(rows), "" };
    ARENA_AUTO struct arena *arena = arena_new();
    struct value v = value_object(arena, &block);

    (void)state;
    assert_int_equal(v.count, ARRAY_LEN(rows));
    assert_true(value_is_null(&v.items[0]));
    assert_true(value_is_null(&v.items[1]));
    assert_true(value_is_null(&v.items[2]));
    assert_true(value_is_known(&v.items[3]) && v.items[3].count == 0);
}

static void strings_make_a_list(void **state)
{
    const struct str texts[] = { STR("x"), STR("y") };
    ARENA_AUTO struct arena *arena = arena_new();
    struct value v = value_strings(arena, texts, ARRAY_LEN(texts));

    (void)state;
    assert_int_equal(v.count, 2);
    assert_true(str_eq(v.items[1].text, STR("y")));
}

static void a_copy_outlives_its_source_and_is_equal(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct support_random random = { arena, 99, true };

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        const struct type *type = support_type(&random, TYPE_DEPTH);
        uint64_t seed = random.state;
        struct value again = support_value(&random, type);
        struct support_random source = { arena_new(), seed, true };
        struct value v = support_value(&source, type);
        struct value copy = value_copy(arena, type, &v);

        arena_free(source.arena);
        assert_true(value_equal(type, &copy, &again));
        assert_int_equal(value_wholly_known(type, &copy), value_wholly_known(type, &again));
    }
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static void the_order_is_total(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct support_random random = { arena, 7, true };

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        const struct type *type = support_type(&random, TYPE_DEPTH);
        struct value a = support_value(&random, type);
        struct value b = support_value(&random, type);
        struct value c = support_value(&random, type);
        int ab = sign(value_cmp(type, &a, &b));
        int bc = sign(value_cmp(type, &b, &c));

        assert_int_equal(value_cmp(type, &a, &a), 0);
        assert_int_equal(ab, -sign(value_cmp(type, &b, &a)));
        assert_int_equal(value_equal(type, &a, &b), ab == 0);
        if (ab <= 0 && bc <= 0) {
            assert_true(value_cmp(type, &a, &c) <= 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_zero_value_is_null),
        cmocka_unit_test(unknown_is_neither_null_nor_known),
        cmocka_unit_test(null_empty_and_unknown_differ),
        cmocka_unit_test(the_text_of_what_is_no_known_string_is_empty),
        cmocka_unit_test(an_integer_is_read_back),
        cmocka_unit_test(sets_are_equal_in_any_order_and_with_doubles),
        cmocka_unit_test(sets_of_sets_are_compared_by_content),
        cmocka_unit_test(numbers_are_equal_by_value),
        cmocka_unit_test(a_set_keeps_every_unknown_element),
        cmocka_unit_test(the_last_entry_of_a_key_stays_in_a_map),
        cmocka_unit_test(an_element_is_found_in_a_known_list_alone),
        cmocka_unit_test(a_new_object_has_null_rows_and_empty_blocks),
        cmocka_unit_test(strings_make_a_list),
        cmocka_unit_test(a_copy_outlives_its_source_and_is_equal),
        cmocka_unit_test(the_order_is_total),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
