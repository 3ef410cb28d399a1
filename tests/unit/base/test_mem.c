#include "base/mem.h"

#include "base/arena.h"
#include "support_stderr.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    TEXT_BYTES = 4096
};

static void give_up(void)
{
    mem_fatal("the reason");
}

static void overflow_an_arena(void)
{
    ARENA_AUTO struct arena *arena = arena_new();

    arena_alloc(arena, SIZE_MAX / 2, 3);
}

static void round_an_arena_over_the_end(void)
{
    ARENA_AUTO struct arena *arena = arena_new();

    arena_alloc(arena, SIZE_MAX - 1, 1);
}

static void copy_everything(void)
{
    mem_strndup("", SIZE_MAX);
}

static void memory_that_runs_out_ends_the_process_with_one_line(void **state)
{
    static const struct {
        void (*run)(void);
        const char *text;
    } cases[] = {
        { give_up, "fatal error: the reason\n" },
        { overflow_an_arena, "fatal error: out of memory\n" },
        { round_an_arena_over_the_end, "fatal error: out of memory\n" },
        { copy_everything, "fatal error: out of memory\n" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[TEXT_BYTES];

        assert_int_equal(support_catch_in_child(cases[i].run, text, sizeof(text)), SIGABRT);
        assert_string_equal(text, cases[i].text);
    }
}

static void allocated_memory_is_zeroed_even_when_nothing_is_asked_for(void **state)
{
    enum {
        COUNT = 100
    };
    unsigned char *p = mem_calloc(COUNT, 1);
    void *none = mem_calloc(0, 0);

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(p[i], 0);
    }
    assert_non_null(none);
    mem_free(none);
    mem_free(p);
    mem_free(NULL);
}

static void a_block_keeps_its_content_when_it_grows(void **state)
{
    char *p = mem_strndup("abcdef", 3);

    (void)state;
    assert_string_equal(p, "abc");
    p = mem_realloc(p, TEXT_BYTES);
    assert_string_equal(p, "abc");
    p = mem_realloc(p, 0);
    mem_free(p);
}

static void a_wiped_secret_is_gone(void **state)
{
    char secret[] = "secret";

    (void)state;
    mem_wipe(secret, sizeof(secret));
    for (size_t i = 0; i < sizeof(secret); i++) {
        assert_int_equal(secret[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_that_runs_out_ends_the_process_with_one_line),
        cmocka_unit_test(allocated_memory_is_zeroed_even_when_nothing_is_asked_for),
        cmocka_unit_test(a_block_keeps_its_content_when_it_grows),
        cmocka_unit_test(a_wiped_secret_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
