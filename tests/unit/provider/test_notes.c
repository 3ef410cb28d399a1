#include "provider/notes.h"

#include "schema/image_version.h"
#include "terraform/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void notes_come_back_as_they_were_written(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *arguments[] = { "job_type", "processor", NULL };
    struct notes notes = { .arn = STR("arn:a"),
                           .replaces = STR("arn:b"),
                           .arguments = arguments };
    struct notes found;

    (void)state;
    found = notes_read(arena, IMAGE_VERSION_NOTES,
                       notes_write(arena, IMAGE_VERSION_NOTES, STR(""), &notes));
    assert_true(str_eq(found.arn, STR("arn:a")));
    assert_true(str_eq(found.replaces, STR("arn:b")));
    assert_true(notes_has(&found, "job_type"));
    assert_true(notes_has(&found, "processor"));
    assert_false(notes_has(&found, "release_notes"));
}

static void what_others_wrote_stays(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct notes notes = { .arn = STR("arn:a") };
    struct str once;

    (void)state;
    once = notes_write(arena, IMAGE_VERSION_NOTES, STR("{\"schema_version\":\"1\"}"), &notes);
    assert_true(str_starts_with(once, STR("{\"schema_version\":\"1\",")));
    assert_true(str_eq(once, notes_write(arena, IMAGE_VERSION_NOTES, once, &notes)));
    once = notes_write(arena, IMAGE_VERSION_NOTES, STR("{\"kept\": \"\xff\""), &notes);
    assert_true(str_eq(once, STR("{\"kept\": \"\xff\"")));
    assert_true(
        str_eq(notes_write(arena, IMAGE_VERSION_NOTES, STR("[1]"), &notes), STR("[1]")));
    once = STR("{\"kept\":\"\0\"}");
    assert_true(str_eq(notes_write(arena, IMAGE_VERSION_NOTES, once, &notes), once));
    once = STR("{\"kept\":\"\xff\"}");
    assert_true(str_eq(notes_write(arena, IMAGE_VERSION_NOTES, once, &notes), once));
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
        struct notes notes = notes_read(arena, IMAGE_VERSION_NOTES, str_from(texts[i]));

        assert_int_equal(notes.arn.len + notes.replaces.len, 0);
        assert_false(notes_has(&notes, "job_type"));
    }
}

static void an_apply_makes_them_those_of_the_version_that_is_there(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *arguments[] = { "job_type", NULL };
    struct notes notes = { .replaces = STR("arn:old"), .arguments = arguments };
    struct notes found;

    (void)state;
    found = notes_read(arena, IMAGE_VERSION_NOTES,
                       notes_settle(arena, IMAGE_VERSION_NOTES,
                                    notes_write(arena, IMAGE_VERSION_NOTES, STR(""), &notes),
                                    STR("arn:new")));
    assert_true(str_eq(found.arn, STR("arn:new")));
    assert_int_equal(found.replaces.len, 0);
    assert_true(notes_has(&found, "job_type"));
}

/* The plan of a version that got values and an alias elsewhere. */
static struct plan_op plan_without_arguments(struct arena *arena, const struct notes *notes,
                                             struct value *prior, struct value *config)
{
    static const struct str alias = { "theirs", 6 };
    const struct block *block = image_version_schema.block;
    struct plan_op op = { .block = block, .prior = prior, .config = config };

    *config = value_object(arena, block);
    config->items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    config->items[IMAGE_VERSION_BASE_IMAGE] = value_string(STR("repo:1"));
    *prior = value_object(arena, block);
    prior->items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    prior->items[IMAGE_VERSION_BASE_IMAGE] = value_string(STR("repo:1"));
    prior->items[IMAGE_VERSION_STATUS] = value_string(STR("CREATED"));
    prior->items[IMAGE_VERSION_HOROVOD] = value_bool(true);
    prior->items[IMAGE_VERSION_VENDOR_GUIDANCE] = value_string(STR("STABLE"));
    prior->items[IMAGE_VERSION_ALIASES] = value_strings(arena, &alias, 1);
    op.proposed = config;
    op.replace = arena_alloc(arena, block->count, sizeof(*op.replace));
    plan_generic(arena, &op);
    notes_keep_unmanaged(notes, &op);
    plan_finish(arena, &op);
    return op;
}

static bool is_unchanged(const struct plan_op *op)
{
    struct type whole = { .kind = KIND_OBJECT, .object = op->block };

    return value_equal(&whole, op->prior, &op->planned);
}

static void what_was_never_configured_is_left_alone(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *nothing[] = { NULL };
    const char *guidance[] = { "vendor_guidance", NULL };
    struct notes notes = { .found = true, .arguments = nothing };
    struct value prior;
    struct value config;
    struct plan_op op = plan_without_arguments(arena, &notes, &prior, &config);

    (void)state;
    assert_true(is_unchanged(&op));
    notes.arguments = guidance;
    op = plan_without_arguments(arena, &notes, &prior, &config);
    assert_true(str_eq(value_text(&op.planned.items[IMAGE_VERSION_VENDOR_GUIDANCE]),
                       STR("NOT_PROVIDED")));
    assert_int_equal(op.planned.items[IMAGE_VERSION_ALIASES].count, 1);
    assert_true(op.planned.items[IMAGE_VERSION_HOROVOD].boolean);
    assert_int_equal(op.planned.items[IMAGE_VERSION_STATUS].state, VALUE_UNKNOWN);
}

static void without_notes_everything_is_managed(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct notes none =
        notes_read(arena, IMAGE_VERSION_NOTES, STR("{\"schema_version\":\"1\"}"));
    struct value prior;
    struct value config;
    struct plan_op op = plan_without_arguments(arena, &none, &prior, &config);

    (void)state;
    assert_int_equal(op.planned.items[IMAGE_VERSION_ALIASES].count, 0);
    assert_false(op.planned.items[IMAGE_VERSION_HOROVOD].boolean);
}

static void configured_arguments_are_those_of_the_api_that_may_be_left_out(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct value none = value_null();
    struct value config = value_object(arena, image_version_schema.block);
    struct plan_op op = { .block = image_version_schema.block,
                          .prior = &none,
                          .config = &config };
    struct notes notes = { .found = false };

    (void)state;
    config.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    config.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR("TRAINING"));
    config.items[IMAGE_VERSION_PROCESSOR] = value_unknown();
    config.items[IMAGE_VERSION_ML_FRAMEWORK] = value_string(STR(""));
    config.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    config.items[IMAGE_VERSION_VENDOR_GUIDANCE] = value_string(STR("STABLE"));
    notes_plan(arena, &notes, &op);
    assert_true(notes_has(&notes, "job_type"));
    assert_true(notes_has(&notes, "processor"));
    assert_true(notes_has(&notes, "vendor_guidance"));
    assert_false(notes_has(&notes, "ml_framework"));
    assert_false(notes_has(&notes, "region"));
    assert_false(notes_has(&notes, "image_name"));
    assert_false(notes_has(&notes, "aliases"));
}

/* What an update takes away is wanted away until one has succeeded. */
static void a_failed_update_remembers_what_was_configured_before(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *arguments[] = { "job_type", "vendor_guidance", NULL };
    struct value prior = value_object(arena, image_version_schema.block);
    struct value config = value_object(arena, image_version_schema.block);
    struct plan_op op = { .block = image_version_schema.block,
                          .prior = &prior,
                          .config = &config };
    struct notes notes = { .found = true, .arguments = arguments };
    struct str planned;

    (void)state;
    config.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR("TRAINING"));
    notes_plan(arena, &notes, &op);
    planned = notes_write(arena, IMAGE_VERSION_NOTES, STR(""), &notes);
    notes = notes_read(arena, IMAGE_VERSION_NOTES, planned);
    assert_true(notes_has(&notes, "vendor_guidance"));
    notes_plan(arena, &notes, &op);
    assert_true(notes_has(&notes, "vendor_guidance"));
    notes = notes_read(arena, IMAGE_VERSION_NOTES,
                       notes_settle(arena, IMAGE_VERSION_NOTES, planned, STR("arn:a")));
    assert_false(notes_has(&notes, "vendor_guidance"));
    assert_true(notes_has(&notes, "job_type"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_come_back_as_they_were_written),
        cmocka_unit_test(what_others_wrote_stays),
        cmocka_unit_test(bytes_of_others_hold_no_notes),
        cmocka_unit_test(an_apply_makes_them_those_of_the_version_that_is_there),
        cmocka_unit_test(what_was_never_configured_is_left_alone),
        cmocka_unit_test(without_notes_everything_is_managed),
        cmocka_unit_test(a_failed_update_remembers_what_was_configured_before),
        cmocka_unit_test(configured_arguments_are_those_of_the_api_that_may_be_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
