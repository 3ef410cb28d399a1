#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    MANY = 3000,
    LARGE_BYTES = 100000,
};

static void memory_is_zeroed_and_aligned(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t size = 1; size < MANY; size += 13) {
        unsigned char *p = arena_alloc(arena, size, 1);

        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(p[i], 0);
        }
        memset(p, 0xff, size);
    }
}

static void allocations_do_not_overlap(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    static size_t *all[MANY];

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        all[i] = arena_alloc(arena, i % 7 + 1, sizeof(*all[i]));
        all[i][i % 7] = i;
        all[i][0] = i;
    }
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(all[i][0], i);
        assert_int_equal(all[i][i % 7], i);
    }
}

static void an_object_larger_than_a_block_fits(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char *large = arena_alloc(arena, LARGE_BYTES, 1);

    (void)state;
    large[LARGE_BYTES - 1] = 'x';
    assert_true(arena_used(arena) >= LARGE_BYTES);
}

static void nothing_is_allocated_as_something(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_non_null(arena_alloc(arena, 0, sizeof(int)));
    assert_non_null(arena_alloc(arena, 1, 0));
}

static void copies_end_with_a_nul(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char source[] = "abcdef";
    char *copy = arena_strndup(arena, source, 3);
    struct str text = arena_str(arena, (struct str){ source, 2 });
    struct str empty = arena_str(arena, (struct str){ NULL, 0 });

    (void)state;
    source[0] = 'X';
    assert_string_equal(copy, "abc");
    assert_string_equal(text.data, "ab");
    assert_int_equal(text.len, 2);
    assert_string_equal(empty.data, "");
}

static void text_is_formatted_whatever_its_length(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str text = arena_printf(arena, "%s-%0*d", "a", LARGE_BYTES, 7);
    struct str empty = arena_printf(arena, "%s", "");

    (void)state;
    assert_int_equal(text.len, LARGE_BYTES + 2);
    assert_int_equal(text.data[text.len], 0);
    assert_int_equal(text.data[text.len - 1], '7');
    assert_int_equal(empty.len, 0);
    assert_string_equal(empty.data, "");
}

static size_t order[3];
static size_t released;

static void note(void *object)
{
    order[released++] = *(size_t *)object;
}

static void deferred_releases_run_last_first(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    released = 0;
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        size_t *object = arena_alloc(arena, 1, sizeof(*object));

        *object = i;
        arena_defer(arena, note, object);
    }
    assert_int_equal(released, 0);
    arena_free(arena);
    assert_int_equal(released, ARRAY_LEN(order));
    assert_true(order[0] == 2 && order[1] == 1 && order[2] == 0);
}

static void freeing_no_arena_is_fine(void **state)
{
    (void)state;
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(allocations_do_not_overlap),
        cmocka_unit_test(an_object_larger_than_a_block_fits),
        cmocka_unit_test(nothing_is_allocated_as_something),
        cmocka_unit_test(copies_end_with_a_nul),
        cmocka_unit_test(text_is_formatted_whatever_its_length),
        cmocka_unit_test(deferred_releases_run_last_first),
        cmocka_unit_test(freeing_no_arena_is_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
