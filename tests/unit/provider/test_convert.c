#include "provider/convert.h"
#include "sagemaker/sagemaker.h"
#include "schema/image_version.h"
#include "schema/image_version_data.h"
#include "schema/images_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct value object;
};

static const struct block *block;

static int set_up(void **state)
{
    static struct fixture fixture;

    block = image_version_schema.block;
    fixture.arena = arena_new();
    fixture.object = value_object(fixture.arena, block);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_free(f->arena);
    return 0;
}

static void delete_item(void *item)
{
    cJSON_Delete(item);
}

static cJSON *parse(struct fixture *f, const char *text)
{
    cJSON *item = cJSON_Parse(text);

    assert_non_null(item);
    arena_defer(f->arena, delete_item, item);
    return item;
}

static void assert_json(const cJSON *actual, const char *expected)
{
    char *text = cJSON_PrintUnformatted(actual);

    assert_string_equal(text, expected);
    cJSON_free(text);
}

static void a_create_request_leaves_out_what_is_not_set(void **state)
{
    struct fixture *f = *state;
    cJSON *in = sagemaker_object(f->arena);

    f->object.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    f->object.items[IMAGE_VERSION_BASE_IMAGE] = value_string(STR("repo:1"));
    f->object.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR(""));
    f->object.items[IMAGE_VERSION_HOROVOD] = value_bool(false);
    f->object.items[IMAGE_VERSION_ALIASES] = value_items(NULL, 0);
    f->object.items[IMAGE_VERSION_VERSION] = value_unknown();
    convert_create(in, block, &f->object);
    assert_json(in, "{\"BaseImage\":\"repo:1\",\"ImageName\":\"example\"}");
}

static void a_create_request_carries_every_kind_of_row(void **state)
{
    static const struct str aliases[] = { { "a", 1 }, { "b", 1 } };
    struct fixture *f = *state;
    cJSON *in = sagemaker_object(f->arena);

    f->object.items[IMAGE_VERSION_HOROVOD] = value_bool(true);
    f->object.items[IMAGE_VERSION_ALIASES] =
        value_strings(f->arena, aliases, ARRAY_LEN(aliases));
    f->object.items[IMAGE_VERSION_ML_FRAMEWORK] = value_string(STR("PyTorch 2.4"));
    convert_create(in, block, &f->object);
    assert_json(in,
                "{\"Aliases\":[\"a\",\"b\"],\"Horovod\":true,\"MLFramework\":\"PyTorch 2.4\"}");
}

static void an_update_request_has_only_what_changed_its_meaning(void **state)
{
    struct fixture *f = *state;
    cJSON *in = sagemaker_object(f->arena);
    struct value prior = value_object(f->arena, block);

    prior.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR("TRAINING"));
    prior.items[IMAGE_VERSION_PROCESSOR] = value_string(STR("CPU"));
    prior.items[IMAGE_VERSION_RELEASE_NOTES] = value_string(STR(""));
    f->object.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR("INFERENCE"));
    f->object.items[IMAGE_VERSION_PROCESSOR] = value_string(STR("CPU"));
    assert_int_equal(convert_update(in, block, &prior, &f->object), 1);
    assert_json(in, "{\"JobType\":\"INFERENCE\"}");
}

static void an_unset_row_sends_what_the_service_means_by_that(void **state)
{
    struct fixture *f = *state;
    cJSON *in = sagemaker_object(f->arena);
    struct value prior = value_object(f->arena, block);

    prior.items[IMAGE_VERSION_HOROVOD] = value_bool(true);
    prior.items[IMAGE_VERSION_VENDOR_GUIDANCE] = value_string(STR("STABLE"));
    assert_int_equal(convert_update(in, block, &prior, &f->object), 2);
    assert_json(in, "{\"Horovod\":false,\"VendorGuidance\":\"NOT_PROVIDED\"}");
}

static void reading_takes_drift_and_keeps_the_spelling_of_the_rest(void **state)
{
    struct fixture *f = *state;
    struct value *items = f->object.items;

    items[IMAGE_VERSION_JOB_TYPE] = value_string(STR("TRAINING"));
    items[IMAGE_VERSION_PROCESSOR] = value_string(STR(""));
    items[IMAGE_VERSION_VERSION] = value_unknown();
    convert_read(f->arena, block,
                 parse(f, "{\"JobType\":\"INFERENCE\",\"Version\":7,\"Unheard\":{\"of\":[]},"
                          "\"VendorGuidance\":\"NOT_PROVIDED\",\"ReleaseNotes\":null}"),
                 &f->object);
    assert_true(str_eq(items[IMAGE_VERSION_JOB_TYPE].text, STR("INFERENCE")));
    assert_int_equal(items[IMAGE_VERSION_PROCESSOR].state, VALUE_KNOWN);
    assert_int_equal(items[IMAGE_VERSION_PROCESSOR].text.len, 0);
    assert_true(str_eq(items[IMAGE_VERSION_VERSION].text, STR("7")));
    assert_true(value_is_null(&items[IMAGE_VERSION_VENDOR_GUIDANCE]));
    assert_true(value_is_null(&items[IMAGE_VERSION_RELEASE_NOTES]));
}

static void a_row_that_always_has_a_value_takes_the_services_word(void **state)
{
    struct fixture *f = *state;
    const struct value *horovod = &f->object.items[IMAGE_VERSION_HOROVOD];

    convert_read(f->arena, block, parse(f, "{\"Horovod\":false}"), &f->object);
    assert_true(value_is_known(horovod));
    assert_false(horovod->boolean);
    convert_read(f->arena, block, parse(f, "{}"), &f->object);
    assert_true(value_is_known(horovod));
    convert_read(f->arena, block, parse(f, "{\"Horovod\":true}"), &f->object);
    assert_true(horovod->boolean);
}

static void members_of_a_wrong_type_count_as_absent(void **state)
{
    struct fixture *f = *state;
    struct value *items = f->object.items;

    convert_read(
        f->arena, block,
        parse(f, "{\"JobType\":5,\"Version\":\"7\",\"Horovod\":\"true\",\"BaseImage\":[]}"),
        &f->object);
    assert_true(value_is_null(&items[IMAGE_VERSION_JOB_TYPE]));
    assert_true(value_is_null(&items[IMAGE_VERSION_VERSION]));
    assert_true(value_is_known(&items[IMAGE_VERSION_HOROVOD])); /* absent means false */
    assert_false(items[IMAGE_VERSION_HOROVOD].boolean);
    assert_true(value_is_null(&items[IMAGE_VERSION_BASE_IMAGE]));
}

static void a_number_that_a_double_cannot_hold_counts_as_absent(void **state)
{
    struct fixture *f = *state;

    convert_read(f->arena, block, parse(f, "{\"Version\":1e300}"), &f->object);
    assert_true(value_is_null(&f->object.items[IMAGE_VERSION_VERSION]));
}

static void seconds_become_a_time_and_what_is_none_becomes_null(void **state)
{
    static const struct {
        const char *answer;
        const char *text; /* NULL: null */
    } cases[] = {
        { "{\"CreationTime\":1666064247.19}", "2022-10-18T03:37:27Z" },
        { "{\"CreationTime\":0}", "1970-01-01T00:00:00Z" },
        { "{\"CreationTime\":-0.5}", "1969-12-31T23:59:59Z" },
        { "{\"CreationTime\":253402300799}", "9999-12-31T23:59:59Z" },
        { "{\"CreationTime\":253402300800}", NULL },
        { "{\"CreationTime\":1e300}", NULL },
        { "{\"CreationTime\":\"2022-10-18T03:37:27Z\"}", NULL },
        { "{}", NULL },
    };
    const struct field *field = &block->fields[IMAGE_VERSION_CREATION_TIME];
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value v = convert_member(f->arena, field, parse(f, cases[i].answer));

        assert_int_equal(value_is_null(&v), cases[i].text == NULL);
        assert_true(str_eq(value_text(&v), str_from(cases[i].text)));
    }
}

static void what_stays_for_life_is_not_lost_by_a_description_that_leaves_it_out(void **state)
{
    struct fixture *f = *state;
    struct value *items = f->object.items;

    items[IMAGE_VERSION_VERSION] = value_int(f->arena, 7);
    items[IMAGE_VERSION_ARN] = value_string(STR("arn:a"));
    items[IMAGE_VERSION_CREATION_TIME] = value_unknown();
    items[IMAGE_VERSION_FAILURE_REASON] = value_string(STR("old"));
    convert_read(f->arena, block, parse(f, "{\"ImageVersionStatus\":\"CREATED\"}"), &f->object);
    assert_true(value_is_known(&items[IMAGE_VERSION_VERSION]));
    assert_true(str_eq(value_text(&items[IMAGE_VERSION_ARN]), STR("arn:a")));
    assert_true(value_is_null(&items[IMAGE_VERSION_CREATION_TIME]));
    assert_true(value_is_null(&items[IMAGE_VERSION_FAILURE_REASON]));
}

static void what_is_told_is_taken_in_the_services_own_spelling(void **state)
{
    struct fixture *f = *state;
    const struct block *data = image_version_data_schema.block;
    struct value object = value_object(f->arena, data);

    convert_told(f->arena, data, parse(f, "{\"VendorGuidance\":\"NOT_PROVIDED\"}"), &object);
    assert_true(str_eq(value_text(&object.items[IMAGE_VERSION_DATA_VENDOR_GUIDANCE]),
                       STR("NOT_PROVIDED")));
    assert_true(value_is_null(&object.items[IMAGE_VERSION_DATA_HOROVOD]));
    assert_true(value_is_null(&object.items[IMAGE_VERSION_DATA_VERSION]));
}

static void an_element_of_a_list_fills_its_rows_alone(void **state)
{
    struct fixture *f = *state;
    const struct block *data = image_version_data_schema.block;
    struct value object = value_object(f->arena, data);

    convert_list(f->arena, data,
                 parse(f, "{\"Version\":3,\"CreationTime\":0.5,\"BaseImage\":\"b\"}"), &object);
    assert_true(str_eq(value_text(&object.items[IMAGE_VERSION_DATA_VERSION]), STR("3")));
    assert_true(str_eq(value_text(&object.items[IMAGE_VERSION_DATA_CREATION_TIME]),
                       STR("1970-01-01T00:00:00Z")));
    assert_true(value_is_null(&object.items[IMAGE_VERSION_DATA_BASE_IMAGE]));
}

static void filters_that_are_set_travel_and_times_as_seconds(void **state)
{
    struct fixture *f = *state;
    const struct block *data = images_data_schema.block;
    struct value object = value_object(f->arena, data);
    cJSON *in = sagemaker_object(f->arena);
    char *text;

    object.items[IMAGES_DATA_CREATED_AFTER] = value_string(STR("1970-01-01T00:00:01.25Z"));
    object.items[IMAGES_DATA_CREATED_BEFORE] = value_string(STR(""));
    object.items[IMAGES_DATA_NAME_CONTAINS] = value_string(STR("x"));
    object.items[IMAGES_DATA_STATUS] = value_string(STR("CREATED"));
    convert_filter(in, data, &object);
    text = cJSON_PrintUnformatted(in);
    assert_string_equal(text, "{\"CreationTimeAfter\":1.25,\"NameContains\":\"x\"}");
    cJSON_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_create_request_leaves_out_what_is_not_set, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_create_request_carries_every_kind_of_row, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_update_request_has_only_what_changed_its_meaning,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unset_row_sends_what_the_service_means_by_that,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(reading_takes_drift_and_keeps_the_spelling_of_the_rest,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_that_always_has_a_value_takes_the_services_word,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(members_of_a_wrong_type_count_as_absent, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_number_that_a_double_cannot_hold_counts_as_absent,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_stays_for_life_is_not_lost_by_a_description_that_leaves_it_out, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(what_is_told_is_taken_in_the_services_own_spelling,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_element_of_a_list_fills_its_rows_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(filters_that_are_set_travel_and_times_as_seconds,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(seconds_become_a_time_and_what_is_none_becomes_null,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
