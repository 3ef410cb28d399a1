#include "provider/data_image_version.h"
#include "provider/support_read.h"
#include "schema/image_version_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct schema *const schema = &image_version_data_schema;
static const struct type object = { .kind = KIND_OBJECT, .object = NULL };

static struct value by_name(const struct hooks *h, const char *name)
{
    struct value config = support_read_config(h, schema);

    support_read_set(&config, schema, "image_name", value_string(str_from(name)));
    return config;
}

static struct value by_arn(const struct hooks *h, const char *arn)
{
    struct value config = support_read_config(h, schema);

    support_read_set(&config, schema, "arn", value_string(str_from(arn)));
    return config;
}

static void assert_is_second_of_a(const struct hooks *h, const struct value *state)
{
    static const char *const texts[][2] = {
        { "id", "a,2" },
        { "account_id", READ_ACCOUNT },
        { "arn", READ_VERSION_ARN("a/2") },
        { "base_image", "base:2" },
        { "container_image", "base@sha256:0" },
        { "creation_time", "2100-01-01T00:00:00Z" },
        { "image_arn", READ_IMAGE_ARN("a") },
        { "image_name", "a" },
        { "image_version_arn", READ_VERSION_ARN("a/2") },
        { "image_version_status", "CREATED" },
        { "job_type", "TRAINING" },
        { "last_modified_time", "2100-01-01T00:00:01Z" },
        { "ml_framework", "PyTorch 2.4" },
        { "processor", "GPU" },
        { "programming_lang", "Python 3.11" },
        { "region", "us-west-2" },
        { "release_notes", "notes" },
        { "status", "CREATED" },
        { "vendor_guidance", "NOT_PROVIDED" },
        { "version", "2" },
    };
    const struct value *aliases = support_read_row(state, schema, "aliases");
    const struct value *tags = support_read_row(state, schema, "tags");
    const struct value *horovod = support_read_row(state, schema, "horovod");
    struct type type = object;

    type.object = schema->block;
    assert_int_equal(h->diags.count, 0);
    assert_true(value_wholly_known(&type, state));
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_true(support_read_has(state, schema, texts[i][0], texts[i][1]));
    }
    assert_true(value_is_known(horovod) && !horovod->boolean);
    assert_int_equal(aliases->count, 2);
    assert_int_equal(tags->entry_count, 1);
    assert_true(str_eq(tags->entries[0].key, STR("team")));
}

static void a_version_is_read_by_its_number(void **state)
{
    struct hooks h;
    struct value config;
    struct value read;

    (void)state;
    support_read_init(&h);
    config = by_name(&h, "a");
    support_read_set(&config, schema, "version", value_int(h.call.arena, 2));
    read = support_read_data(&h, &data_image_version, &config);
    assert_is_second_of_a(&h, &read);
    assert_int_equal(h.http.sent_count, 3);
    support_hooks_release(&h);
}

static void a_version_is_read_by_an_alias(void **state)
{
    struct hooks h;
    struct value config;
    struct value read;

    (void)state;
    support_read_init(&h);
    config = by_name(&h, "a");
    support_read_set(&config, schema, "alias", value_string(STR("stable")));
    read = support_read_data(&h, &data_image_version, &config);
    assert_is_second_of_a(&h, &read);
    assert_true(support_read_has(&read, schema, "alias", "stable"));
    support_hooks_release(&h);
}

static void a_version_is_read_by_its_arn(void **state)
{
    struct hooks h;
    struct value config;
    struct value read;

    (void)state;
    support_read_init(&h);
    config = by_arn(&h, READ_VERSION_ARN("a/2"));
    read = support_read_data(&h, &data_image_version, &config);
    assert_is_second_of_a(&h, &read);
    support_hooks_release(&h);
}

static void the_latest_version_is_read_by_the_images_name_alone(void **state)
{
    struct hooks h;
    struct value config;
    struct value read;

    (void)state;
    support_read_init(&h);
    config = by_name(&h, "a");
    read = support_read_data(&h, &data_image_version, &config);
    assert_int_equal(h.diags.count, 0);
    assert_true(support_read_has(&read, schema, "id", "a,3"));
    assert_int_equal(support_read_row(&read, schema, "aliases")->count, 0);
    assert_true(value_is_known(support_read_row(&read, schema, "aliases")));
    /* Its ARN cannot be tagged, the service says. */
    assert_int_equal(support_read_row(&read, schema, "tags")->entry_count, 0);
    assert_true(value_is_known(support_read_row(&read, schema, "tags")));
    assert_true(value_is_null(support_read_row(&read, schema, "job_type")));
    support_hooks_release(&h);
}

static void the_region_is_that_of_the_arn(void **state)
{
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = by_arn(&h, "arn:aws:sagemaker:eu-west-1:" READ_ACCOUNT ":image-version/a/2");
    support_read_data(&h, &data_image_version, &config);
    assert_int_equal(support_sent_count(&h.http, "api.sagemaker.eu-west-1.", NULL), 3);
    support_hooks_release(&h);
}

static void a_version_of_another_account_is_refused(void **state)
{
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = by_arn(&h, "arn:aws:sagemaker:us-west-2:999999999999:image-version/a/2");
    support_read_data(&h, &data_image_version, &config);
    assert_true(support_hooks_error(&h, "account 999999999999"));
    support_hooks_release(&h);
}

static void what_is_not_there_is_one_error_about_the_argument(void **state)
{
    static const struct {
        const char *row;
        const char *text;
        const char *words;
    } cases[] = {
        { "version", "9", "There is no version 9 of image \"none\" in region us-west-2" },
        { "alias", "x", "There is no version with the alias \"x\" of image \"none\"" },
        { "image_name", "none", "There is no version of an image \"none\"" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct hooks h;
        struct value config;

        support_read_init(&h);
        config = by_name(&h, "none");
        support_read_set(&config, schema, cases[i].row, value_string(str_from(cases[i].text)));
        support_read_data(&h, &data_image_version, &config);
        assert_int_equal(h.diags.count, 1);
        assert_true(support_hooks_error(&h, cases[i].words));
        assert_true(support_hooks_error(&h, "ImageVersion does not exist."));
        assert_true(
            str_eq(path_text(h.call.arena, h.diags.first->path), str_from(cases[i].row)));
        support_hooks_release(&h);
    }
}

static void other_failures_are_the_services_words(void **state)
{
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = by_name(&h, "denied");
    support_read_data(&h, &data_image_version, &config);
    assert_int_equal(h.diags.count, 1);
    assert_true(support_hooks_error(&h, "not you"));
    support_hooks_release(&h);
}

static void aliases_that_cannot_be_read_are_a_failure(void **state)
{
    static const struct fake_rule rules[] = {
        { "ListAliases",
          NULL,
          { .status = 400,
            .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"Gone.\"}" } },
    };
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init_with(&h, rules, ARRAY_LEN(rules));
    config = by_name(&h, "a");
    support_read_data(&h, &data_image_version, &config);
    assert_int_equal(h.diags.count, 1);
    assert_true(support_hooks_error(&h, "the version exists, but"));
    support_hooks_release(&h);
}

static void wrong_combinations_are_one_error(void **state)
{
    static const struct {
        const char *rows[2];
        const char *path;
        const char *words;
    } cases[] = {
        { { NULL, NULL }, "", "Give image_name" },
        { { "version", NULL }, "", "Give image_name" },
        { { "arn", "image_name" }, "arn", "arn and image_name cannot both" },
        { { "arn", "version" }, "arn", "arn and version cannot both" },
        { { "arn", "alias" }, "arn", "arn and alias cannot both" },
        { { "image_name", NULL }, NULL, NULL },
        { { "arn", NULL }, NULL, NULL },
    };
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        config = support_read_config(&h, schema);
        for (size_t row = 0; row < 2 && cases[i].rows[row]; row++) {
            support_read_set(&config, schema, cases[i].rows[row], value_unknown());
        }
        assert_true(support_read_refuses(&h, &data_image_version, &config, cases[i].path,
                                         cases[i].words));
    }
    config = by_name(&h, "a");
    support_read_set(&config, schema, "version", value_unknown());
    support_read_set(&config, schema, "alias", value_unknown());
    assert_true(support_read_refuses(&h, &data_image_version, &config, "alias",
                                     "alias and version cannot both"));
    support_hooks_release(&h);
}

static void an_arn_is_looked_at(void **state)
{
    static const char *const texts[] = {
        "arn:aws:sagemaker:us-west-2:" READ_ACCOUNT ":image/a",
        "arn:aws:sagemaker:us-west-2:" READ_ACCOUNT ":image-version/a",
        "arn:aws:sagemaker:us-west-2:" READ_ACCOUNT ":image-version/a/0",
        "arn:aws:sagemaker:us-west-2:" READ_ACCOUNT ":image-version/a/2@us-west-2",
        "arn:aws:iam::" READ_ACCOUNT ":role/a",
        "a,2",
    };
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        config = by_arn(&h, texts[i]);
        assert_true(support_read_refuses(&h, &data_image_version, &config, "arn",
                                         "is not the ARN of a SageMaker image version"));
    }
    config = by_arn(&h, READ_VERSION_ARN("a/2"));
    support_read_set(&config, schema, "region", value_string(STR("us-east-1")));
    assert_true(support_read_refuses(&h, &data_image_version, &config, "region",
                                     "The ARN is of region us-west-2"));
    support_hooks_release(&h);
}

/* Fails the nth call, for every n: each time there is one error and no answer. */
static void every_failure_of_a_call_is_one_error(void **state)
{
    static const char *const operations[] = { "DescribeImageVersion", "ListAliases",
                                              "ListTags" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        const struct fake_rule rule = {
            operations[i], NULL, { .status = 400, .body = "{\"__type\":\"AccessDenied\"}" }
        };
        struct hooks h;
        struct value config;
        struct value read;

        support_read_init_with(&h, &rule, 1);
        config = by_name(&h, "a");
        read = support_read_data(&h, &data_image_version, &config);
        assert_int_equal(h.diags.count, 1);
        assert_true(value_is_null(support_read_row(&read, schema, "id")));
        support_hooks_release(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_is_read_by_its_number),
        cmocka_unit_test(a_version_is_read_by_an_alias),
        cmocka_unit_test(a_version_is_read_by_its_arn),
        cmocka_unit_test(the_latest_version_is_read_by_the_images_name_alone),
        cmocka_unit_test(the_region_is_that_of_the_arn),
        cmocka_unit_test(a_version_of_another_account_is_refused),
        cmocka_unit_test(what_is_not_there_is_one_error_about_the_argument),
        cmocka_unit_test(other_failures_are_the_services_words),
        cmocka_unit_test(aliases_that_cannot_be_read_are_a_failure),
        cmocka_unit_test(wrong_combinations_are_one_error),
        cmocka_unit_test(an_arn_is_looked_at),
        cmocka_unit_test(every_failure_of_a_call_is_one_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
