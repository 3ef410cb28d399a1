#include "provider/data_image_versions.h"
#include "provider/data_images.h"
#include "provider/data_list.h"
#include "provider/support_read.h"
#include "schema/image_data.h"
#include "schema/image_version_data.h"
#include "schema/image_versions_data.h"
#include "schema/images_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct schema *const versions = &image_versions_data_schema;
static const struct schema *const images = &images_data_schema;

/* Up to three rows of a configuration, as texts: "true" and "false" for booleans. */
struct setting {
    const char *rows[3][2];
    const char *ids;
};

static struct value configured(const struct hooks *h, const struct schema *schema,
                               const struct setting *setting)
{
    struct value config = support_read_config(h, schema);

    for (size_t i = 0; i < ARRAY_LEN(setting->rows) && setting->rows[i][0]; i++) {
        struct str text = str_from(setting->rows[i][1]);
        bool is_detail = str_eq(str_from(setting->rows[i][0]), STR("detail"));

        support_read_set(&config, schema, setting->rows[i][0],
                         is_detail ? value_bool(str_eq(text, STR("true")))
                                   : value_string(text));
    }
    return config;
}

static void versions_are_those_that_the_configuration_asks_for(void **state)
{
    static const struct setting settings[] = {
        { { { NULL, NULL } }, "a,1 a,2 a,3 b,7 " },
        { { { "image_name", "b" } }, "b,7 " },
        { { { "image_name", "c" } }, "" },
        { { { "status", "CREATE_FAILED" } }, "a,3 " },
        { { { "job_type", "TRAINING" } }, "a,2 " },
        { { { "processor", "CPU" } }, "" },
        { { { "vendor_guidance", "NOT_PROVIDED" } }, "a,1 a,2 a,3 b,7 " },
        { { { "vendor_guidance", "STABLE" } }, "" },
        { { { "limit", "2" } }, "a,1 a,2 " },
        { { { "limit", "1" }, { "job_type", "INFERENCE" } }, "a,3 " },
        { { { "limit", "9" } }, "a,1 a,2 a,3 b,7 " },
        { { { "sort_order", "DESCENDING" } }, "b,7 a,3 a,2 a,1 " },
        { { { "sort_order", "DESCENDING" }, { "limit", "1" }, { "detail", "false" } }, "b,7 " },
        { { { "sort_by", "CREATION_TIME" } }, "b,7 a,2 a,1 a,3 " },
        { { { "sort_by", "LAST_MODIFIED_TIME" } }, "a,1 a,2 a,3 b,7 " },
        { { { "detail", "false" } }, "a,1 a,2 a,3 b,7 " },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        struct hooks h;
        struct value config;
        struct value read;
        struct str ids;

        support_read_init(&h);
        config = configured(&h, versions, &settings[i]);
        read = support_read_data(&h, &data_image_versions, &config);
        assert_int_equal(h.diags.count, 0);
        ids = support_read_ids(&h, &image_version_data_schema,
                               support_read_row(&read, versions, "image_versions"));
        assert_true(support_has(ids.data, settings[i].ids));
        assert_int_equal(ids.len, strlen(settings[i].ids));
        assert_true(support_read_has(&read, versions, "region", "us-west-2"));
        support_hooks_release(&h);
    }
}

static void images_are_those_that_the_configuration_asks_for(void **state)
{
    static const struct setting settings[] = {
        { { { NULL, NULL } }, "a b c " },
        { { { "status", "CREATED" } }, "a b c " },
        { { { "status", "DELETING" } }, "" },
        { { { "limit", "2" } }, "a b " },
        { { { "sort_by", "IMAGE_NAME" }, { "sort_order", "DESCENDING" } }, "c b a " },
        { { { "sort_by", "CREATION_TIME" }, { "detail", "false" } }, "b a c " },
        { { { "detail", "true" } }, "a b c " },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        struct hooks h;
        struct value config;
        struct value read;
        struct str ids;

        support_read_init(&h);
        config = configured(&h, images, &settings[i]);
        read = support_read_data(&h, &data_images, &config);
        assert_int_equal(h.diags.count, 0);
        ids =
            support_read_ids(&h, &image_data_schema, support_read_row(&read, images, "images"));
        assert_true(support_has(ids.data, settings[i].ids));
        assert_int_equal(ids.len, strlen(settings[i].ids));
        support_hooks_release(&h);
    }
}

static void several_images_are_named_in_any_order(void **state)
{
    struct hooks h;
    struct value config;
    struct value read;
    struct value names[2];
    struct str ids;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, versions);
    names[0] = value_string(STR("b"));
    names[1] = value_string(STR("a"));
    support_read_set(&config, versions, "image_names", value_items(names, 2));
    read = support_read_data(&h, &data_image_versions, &config);
    ids = support_read_ids(&h, &image_version_data_schema,
                           support_read_row(&read, versions, "image_versions"));
    assert_true(str_eq(ids, STR("a,1 a,2 a,3 b,7 ")));
    assert_int_equal(support_sent_count(&h.http, "ListImages", NULL), 0);
    support_hooks_release(&h);
}

static void without_detail_only_lists_are_asked_for(void **state)
{
    const struct setting setting = { { { "detail", "false" } }, NULL };
    struct hooks h;
    struct value config;
    struct value read;
    const struct value *first;

    (void)state;
    support_read_init(&h);
    config = configured(&h, versions, &setting);
    read = support_read_data(&h, &data_image_versions, &config);
    first = support_read_row(&read, versions, "image_versions")->items;
    assert_int_equal(h.http.sent_count, 4);
    assert_true(
        support_read_has(first, &image_version_data_schema, "arn", READ_VERSION_ARN("a/1")));
    assert_true(support_read_has(first, &image_version_data_schema, "status", "CREATED"));
    assert_true(
        support_read_has(first, &image_version_data_schema, "account_id", READ_ACCOUNT));
    assert_true(
        value_is_null(support_read_row(first, &image_version_data_schema, "base_image")));
    assert_true(value_is_null(support_read_row(first, &image_version_data_schema, "horovod")));
    assert_true(value_is_null(support_read_row(first, &image_version_data_schema, "aliases")));
    support_hooks_release(&h);
}

static void filters_travel_in_the_requests(void **state)
{
    const struct setting setting = { { { "created_after", "2026-11-22T20:50:00.5Z" },
                                       { "modified_before", "2100-01-01T00:00:00Z" },
                                       { "name_contains", "x.y" } },
                                     NULL };
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = configured(&h, versions, &setting);
    support_read_data(&h, &data_image_versions, &config);
    assert_int_equal(support_sent_count(&h.http, "ListImages\n", "{\"NameContains\":\"x.y\","),
                     1);
    assert_int_equal(support_sent_count(&h.http, "ListImageVersions",
                                        "{\"CreationTimeAfter\":1795380600.5,"
                                        "\"LastModifiedTimeBefore\":4102444800,"),
                     3);
    support_hooks_release(&h);
    support_read_init(&h);
    config = configured(&h, images, &setting);
    support_read_data(&h, &data_images, &config);
    assert_int_equal(support_sent_count(&h.http, "ListImages\n",
                                        "{\"CreationTimeAfter\":1795380600.5,"
                                        "\"LastModifiedTimeBefore\":4102444800,"
                                        "\"NameContains\":\"x.y\","),
                     1);
    support_hooks_release(&h);
}

static void what_vanishes_is_left_out(void **state)
{
    static const struct fake_rule rules[] = {
        { "DescribeImageVersion",
          "\"a\",\"Version\":2",
          { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"No.\"}" } },
        { "DescribeImage\n",
          "\"b\"",
          { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"No.\"}" } },
    };
    const struct setting all = { { { NULL, NULL } }, NULL };
    struct hooks h;
    struct value config;
    struct value read;
    struct str ids;

    (void)state;
    support_read_init_with(&h, rules, ARRAY_LEN(rules));
    config = configured(&h, versions, &all);
    read = support_read_data(&h, &data_image_versions, &config);
    ids = support_read_ids(&h, &image_version_data_schema,
                           support_read_row(&read, versions, "image_versions"));
    assert_true(str_eq(ids, STR("a,1 a,3 b,7 ")));
    config = configured(&h, images, &all);
    read = support_read_data(&h, &data_images, &config);
    ids = support_read_ids(&h, &image_data_schema, support_read_row(&read, images, "images"));
    assert_true(str_eq(ids, STR("a c ")));
    assert_int_equal(h.diags.count, 0);
    support_hooks_release(&h);
}

static void a_named_image_that_is_not_there_is_an_error(void **state)
{
    const struct setting setting = { { { "image_name", "none" } }, NULL };
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = configured(&h, versions, &setting);
    support_read_data(&h, &data_image_versions, &config);
    assert_int_equal(h.diags.count, 1);
    assert_true(support_hooks_error(&h, "An image that is named is not there"));
    assert_true(str_eq(path_text(h.call.arena, h.diags.first->path), STR("image_name")));
    support_hooks_release(&h);
}

static void every_failure_of_a_call_is_one_error(void **state)
{
    static const char *const operations[] = { "ListImages\n", "ListImageVersions",
                                              "DescribeImageVersion", "ListAliases",
                                              "ListTags" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        const struct fake_rule rule = {
            operations[i], NULL, { .status = 400, .body = "{\"__type\":\"AccessDenied\"}" }
        };
        const struct setting all = { { { NULL, NULL } }, NULL };
        struct hooks h;
        struct value config;
        struct value read;

        support_read_init_with(&h, &rule, 1);
        config = configured(&h, versions, &all);
        read = support_read_data(&h, &data_image_versions, &config);
        assert_int_equal(h.diags.count, 1);
        assert_true(support_hooks_error(&h, "listing SageMaker AI Image Versions (us-west-2)"));
        assert_true(value_is_null(support_read_row(&read, versions, "image_versions")));
        support_hooks_release(&h);
    }
}

static void a_stop_ends_a_list(void **state)
{
    const struct setting all = { { { NULL, NULL } }, NULL };
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    stop_trigger(h.call.stop);
    config = configured(&h, versions, &all);
    support_read_data(&h, &data_image_versions, &config);
    assert_true(support_hooks_error(&h, "interrupted"));
    support_hooks_release(&h);
}

static void wrong_combinations_are_one_error(void **state)
{
    static const struct setting settings[] = {
        { { { "image_name", "a" }, { "image_names", "a" } }, "image_name" },
        { { { "image_name", "a" }, { "name_contains", "a" } }, "name_contains" },
        { { { "image_names", "a" }, { "name_contains", "a" } }, "name_contains" },
        { { { "detail", "false" }, { "job_type", "TRAINING" } }, "job_type" },
        { { { "detail", "false" }, { "processor", "CPU" } }, "processor" },
        { { { "detail", "false" }, { "vendor_guidance", "STABLE" } }, "vendor_guidance" },
        { { { "region", "no region" } }, "region" },
    };
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        config = configured(&h, versions, &settings[i]);
        assert_true(
            support_read_refuses(&h, &data_image_versions, &config, settings[i].ids,
                                 settings[i].rows[0][1][0] == 'n' ? "region" : "Leave one"));
    }
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_those_that_the_configuration_asks_for),
        cmocka_unit_test(images_are_those_that_the_configuration_asks_for),
        cmocka_unit_test(several_images_are_named_in_any_order),
        cmocka_unit_test(without_detail_only_lists_are_asked_for),
        cmocka_unit_test(filters_travel_in_the_requests),
        cmocka_unit_test(what_vanishes_is_left_out),
        cmocka_unit_test(a_named_image_that_is_not_there_is_an_error),
        cmocka_unit_test(every_failure_of_a_call_is_one_error),
        cmocka_unit_test(a_stop_ends_a_list),
        cmocka_unit_test(wrong_combinations_are_one_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
