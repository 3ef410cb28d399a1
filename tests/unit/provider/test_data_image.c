#include "provider/data_image.h"
#include "provider/support_read.h"
#include "schema/image_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct schema *const schema = &image_data_schema;

static struct value by(const struct hooks *h, const char *row, const char *text)
{
    struct value config = support_read_config(h, schema);

    support_read_set(&config, schema, row, value_string(str_from(text)));
    return config;
}

static void an_image_is_read_by_its_name_or_its_arn(void **state)
{
    static const char *const texts[][2] = {
        { "id", "a" },
        { "account_id", READ_ACCOUNT },
        { "arn", READ_IMAGE_ARN("a") },
        { "creation_time", "2100-01-01T00:00:00Z" },
        { "display_name", "a" },
        { "image_name", "a" },
        { "last_modified_time", "2100-01-01T00:00:00Z" },
        { "latest_version", "3" },
        { "region", "us-west-2" },
        { "role_arn", "arn:aws:iam::" READ_ACCOUNT ":role/images" },
        { "status", "CREATED" },
    };
    static const char *const selectors[][2] = { { "image_name", "a" },
                                                { "arn", READ_IMAGE_ARN("a") } };
    const struct type type = { .kind = KIND_OBJECT, .object = schema->block };

    (void)state;
    for (size_t way = 0; way < ARRAY_LEN(selectors); way++) {
        struct hooks h;
        struct value config;
        struct value read;

        support_read_init(&h);
        config = by(&h, selectors[way][0], selectors[way][1]);
        read = support_read_data(&h, &data_image, &config);
        assert_int_equal(h.diags.count, 0);
        assert_true(value_wholly_known(&type, &read));
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
            assert_true(support_read_has(&read, schema, texts[i][0], texts[i][1]));
        }
        assert_true(value_is_null(support_read_row(&read, schema, "description")));
        assert_int_equal(support_read_row(&read, schema, "tags")->entry_count, 1);
        assert_int_equal(h.http.sent_count, 3);
        support_hooks_release(&h);
    }
}

static void an_image_without_versions_has_no_latest_one(void **state)
{
    struct hooks h;
    struct value config;
    struct value read;

    (void)state;
    support_read_init(&h);
    config = by(&h, "image_name", "c");
    read = support_read_data(&h, &data_image, &config);
    assert_int_equal(h.diags.count, 0);
    assert_true(value_is_null(support_read_row(&read, schema, "latest_version")));
    support_hooks_release(&h);
}

static void an_image_that_is_not_there_is_one_error_about_the_argument(void **state)
{
    static const char *const selectors[][2] = { { "image_name", "none" },
                                                { "arn", READ_IMAGE_ARN("none") } };

    (void)state;
    for (size_t way = 0; way < ARRAY_LEN(selectors); way++) {
        struct hooks h;
        struct value config;

        support_read_init(&h);
        config = by(&h, selectors[way][0], selectors[way][1]);
        support_read_data(&h, &data_image, &config);
        assert_int_equal(h.diags.count, 1);
        assert_true(support_hooks_error(&h, "There is no SageMaker image \"none\""));
        assert_true(
            str_eq(path_text(h.call.arena, h.diags.first->path), str_from(selectors[way][0])));
        support_hooks_release(&h);
    }
}

static void an_image_of_another_account_is_refused(void **state)
{
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = by(&h, "arn", "arn:aws:sagemaker:us-west-2:999999999999:image/a");
    support_read_data(&h, &data_image, &config);
    assert_true(support_hooks_error(&h, "account 999999999999"));
    support_hooks_release(&h);
}

static void wrong_combinations_are_one_error(void **state)
{
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, schema);
    assert_true(support_read_refuses(&h, &data_image, &config, "", "Give image_name or arn"));
    config = by(&h, "image_name", "a");
    assert_true(support_read_refuses(&h, &data_image, &config, NULL, NULL));
    support_read_set(&config, schema, "arn", value_unknown());
    assert_true(support_read_refuses(&h, &data_image, &config, "arn", "cannot both be given"));
    config = by(&h, "arn", READ_VERSION_ARN("a/1"));
    assert_true(support_read_refuses(&h, &data_image, &config, "arn",
                                     "is not the ARN of a SageMaker image"));
    config = by(&h, "arn", READ_IMAGE_ARN("a"));
    support_read_set(&config, schema, "region", value_string(STR("us-east-1")));
    assert_true(support_read_refuses(&h, &data_image, &config, "region",
                                     "The ARN is of region us-west-2"));
    support_hooks_release(&h);
}

static void every_failure_of_a_call_is_one_error(void **state)
{
    static const char *const operations[] = { "DescribeImage\n", "ListTags",
                                              "DescribeImageVersion" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        const struct fake_rule rule = {
            operations[i], NULL, { .status = 400, .body = "{\"__type\":\"AccessDenied\"}" }
        };
        struct hooks h;
        struct value config;
        struct value read;

        support_read_init_with(&h, &rule, 1);
        config = by(&h, "image_name", "a");
        read = support_read_data(&h, &data_image, &config);
        assert_int_equal(h.diags.count, 1);
        assert_true(value_is_null(support_read_row(&read, schema, "id")));
        support_hooks_release(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_is_read_by_its_name_or_its_arn),
        cmocka_unit_test(an_image_without_versions_has_no_latest_one),
        cmocka_unit_test(an_image_that_is_not_there_is_one_error_about_the_argument),
        cmocka_unit_test(an_image_of_another_account_is_refused),
        cmocka_unit_test(wrong_combinations_are_one_error),
        cmocka_unit_test(every_failure_of_a_call_is_one_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
