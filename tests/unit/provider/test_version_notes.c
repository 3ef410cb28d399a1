#include "provider/version_notes.h"

#include "schema/image_version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void notes_come_back_as_they_were_written(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *arguments[] = { "job_type", "processor", NULL };
    struct version_notes notes = { .arn = STR("arn:a"),
                                   .replaces = STR("arn:b"),
                                   .arguments = arguments };
    struct version_notes found;

    (void)state;
    found = version_notes_read(arena, version_notes_write(arena, STR(""), &notes));
    assert_true(str_eq(found.arn, STR("arn:a")));
    assert_true(str_eq(found.replaces, STR("arn:b")));
    assert_true(version_notes_has(&found, "job_type"));
    assert_true(version_notes_has(&found, "processor"));
    assert_false(version_notes_has(&found, "release_notes"));
}

static void what_others_wrote_stays(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct version_notes notes = { .arn = STR("arn:a") };
    struct str once;

    (void)state;
    once = version_notes_write(arena, STR("{\"schema_version\":\"1\"}"), &notes);
    assert_true(str_starts_with(once, STR("{\"schema_version\":\"1\",")));
    assert_true(str_eq(once, version_notes_write(arena, once, &notes)));
    once = version_notes_write(arena, STR("{\"kept\": \"\xff\""), &notes);
    assert_true(str_eq(once, STR("{\"kept\": \"\xff\"")));
    assert_true(str_eq(version_notes_write(arena, STR("[1]"), &notes), STR("[1]")));
}

static void bytes_of_others_hold_no_notes(void **state)
{
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "\xff",
        "null",
        "{\"aws_sagemaker_image_version\":7}",
        "{\"aws_sagemaker_image_version\":{\"arn\":1,\"replaces\":[],\"arguments\":{\"a\":1}}}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct version_notes notes = version_notes_read(arena, str_from(texts[i]));

        assert_int_equal(notes.arn.len + notes.replaces.len, 0);
        assert_false(version_notes_has(&notes, "job_type"));
    }
}

static void an_apply_makes_them_those_of_the_version_that_is_there(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *arguments[] = { "job_type", NULL };
    struct version_notes notes = { .replaces = STR("arn:old"), .arguments = arguments };
    struct version_notes found;

    (void)state;
    found = version_notes_read(
        arena, version_notes_settle(arena, version_notes_write(arena, STR(""), &notes),
                                    STR("arn:new")));
    assert_true(str_eq(found.arn, STR("arn:new")));
    assert_int_equal(found.replaces.len, 0);
    assert_true(version_notes_has(&found, "job_type"));
}

static void configured_arguments_are_those_that_the_api_cannot_clear(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct block *block = image_version_schema.block;
    struct value config = value_object(arena, block);
    struct version_notes notes;

    (void)state;
    config.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR("TRAINING"));
    config.items[IMAGE_VERSION_PROCESSOR] = value_unknown();
    config.items[IMAGE_VERSION_ML_FRAMEWORK] = value_string(STR(""));
    config.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    config.items[IMAGE_VERSION_VENDOR_GUIDANCE] = value_string(STR("STABLE"));
    notes.arguments = version_notes_arguments(arena, block, &config);
    assert_true(version_notes_has(&notes, "job_type"));
    assert_true(version_notes_has(&notes, "processor"));
    assert_false(version_notes_has(&notes, "ml_framework"));
    assert_false(version_notes_has(&notes, "region"));
    assert_false(version_notes_has(&notes, "vendor_guidance"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_come_back_as_they_were_written),
        cmocka_unit_test(what_others_wrote_stays),
        cmocka_unit_test(bytes_of_others_hold_no_notes),
        cmocka_unit_test(an_apply_makes_them_those_of_the_version_that_is_there),
        cmocka_unit_test(configured_arguments_are_those_that_the_api_cannot_clear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
