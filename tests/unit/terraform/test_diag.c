#include "terraform/diag.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static void diagnostics_stay_in_their_order(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct diags diags;

    (void)state;
    diags_init(&diags, arena);
    diags_warning(&diags, NULL, "first", "a %d", 1);
    assert_false(diags.has_error);
    diags_error(&diags, NULL, "second", "b %s", "x");
    assert_true(diags.has_error);
    diags_warning(&diags, NULL, "third", "c");
    assert_int_equal(diags.count, 3);
    assert_int_equal(diags.first->severity, SEVERITY_WARNING);
    assert_true(str_eq(diags.first->detail, STR("a 1")));
    assert_int_equal(diags.first->next->severity, SEVERITY_ERROR);
    assert_true(str_eq(diags.first->next->summary, STR("second")));
    assert_ptr_equal(diags.first->next->next, diags.last);
    assert_true(diags.has_error);
}

static void severities_have_the_numbers_of_the_protocol(void **state)
{
    (void)state;
    assert_int_equal(SEVERITY_ERROR, 1);
    assert_int_equal(SEVERITY_WARNING, 2);
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct diags diags;

    (void)state;
    diags_init(&diags, arena);
    diags_error(&diags, NULL, "sum\xff", "body %s", "\xff\xfe ok");
    assert_true(str_eq(diags.first->summary, STR("sum\xef\xbf\xbd")));
    assert_true(str_eq(diags.first->detail, STR("body \xef\xbf\xbd\xef\xbf\xbd ok")));
}

static void the_summary_is_copied(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char summary[] = "before";
    struct diags diags;

    (void)state;
    diags_init(&diags, arena);
    diags_error(&diags, NULL, summary, "%s", "");
    summary[0] = 'X';
    assert_true(str_eq(diags.first->summary, STR("before")));
    assert_int_equal(diags.first->detail.len, 0);
}

static void a_path_reads_as_a_person_writes_it(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct path *timeouts = path_attribute(arena, NULL, STR("timeouts"));
    const struct path *create = path_attribute(arena, timeouts, STR("create"));
    const struct path *tags = path_attribute(arena, NULL, STR("tags"));
    const struct path *tag = path_key(arena, tags, STR("a"));
    const struct path *deep = path_attribute(arena, path_index(arena, tag, 12), STR("x"));

    (void)state;
    assert_true(str_eq(path_text(arena, NULL), STR("")));
    assert_true(str_eq(path_text(arena, create), STR("timeouts.create")));
    assert_true(str_eq(path_text(arena, tag), STR("tags[\"a\"]")));
    assert_true(str_eq(path_text(arena, deep), STR("tags[\"a\"][12].x")));
}

static void steps_go_from_the_root_on(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct path *list = path_attribute(arena, NULL, STR("list"));
    const struct path *item = path_index(arena, list, 3);
    size_t count = 99;
    const struct path_step *steps = path_steps(arena, item, &count);

    (void)state;
    assert_int_equal(count, 2);
    assert_int_equal(steps[0].kind, PATH_ATTRIBUTE);
    assert_int_equal(steps[1].kind, PATH_INDEX);
    assert_int_equal(steps[1].index, 3);
    path_steps(arena, NULL, &count);
    assert_int_equal(count, 0);
}

static void a_key_in_a_path_is_valid_utf8(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct path *path = path_key(arena, NULL, STR("k\xfe"));

    (void)state;
    assert_true(utf8_valid(path->step.name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diagnostics_stay_in_their_order),
        cmocka_unit_test(severities_have_the_numbers_of_the_protocol),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(the_summary_is_copied),
        cmocka_unit_test(a_path_reads_as_a_person_writes_it),
        cmocka_unit_test(steps_go_from_the_root_on),
        cmocka_unit_test(a_key_in_a_path_is_valid_utf8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
