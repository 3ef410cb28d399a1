#include "provider/functions.h"

#include "terraform/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    ARN_PARTS = 5,
};

#define ARN "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42"
/* One literal each, lest they look like a forgotten comma. */
#define ARN_AT_HOME                                                                            \
    "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42@eu-west-1"
#define ARN_ELSEWHERE                                                                          \
    "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42@us-west-2"
#define HOST "123456789012.dkr.ecr.us-west-2.amazonaws.com"
#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define DIGEST "sha256:" HEX

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

/* The result of a function of one text; a failure of the test when it is an error. */
static struct value parsed(struct arena *arena, size_t function, const char *text)
{
    struct value argument = value_string(str_from(text));
    struct function_call call = { .arena = arena, .arguments = &argument };

    if (engine_call_function(provider_functions[function], &call) != ENGINE_NO_ARGUMENT ||
        call.error.len > 0) {
        fail_msg("%s: %.*s", text, STR_ARG(call.error));
    }
    return call.result;
}

/* The error about it. */
static const char *refused(struct arena *arena, size_t function, const char *text)
{
    struct value argument = value_string(str_from(text));
    struct function_call call = { .arena = arena, .arguments = &argument };
    int64_t about = engine_call_function(provider_functions[function], &call);

    if (call.error.len == 0) {
        fail_msg("%s is not refused", text);
    }
    assert_int_equal(about, 0);
    return call.error.data;
}

static void expect_part(const char *of, const struct value *part, const char *text)
{
    if (!text) {
        assert_true(value_is_null(part));
    } else if (!value_is_known(part) || !str_eq(part->text, str_from(text))) {
        fail_msg("%s: \"%.*s\" is not \"%s\"", of, STR_ARG(part->text), text);
    }
}

static void expect_parts(const char *of, const struct value *parts,
                         const char *const wanted[ARN_PARTS])
{
    assert_int_equal(parts->count, ARN_PARTS);
    for (size_t i = 0; i < ARN_PARTS; i++) {
        expect_part(of, &parts->items[i], wanted[i]);
    }
}

static void every_function_is_described(void **state)
{
    (void)state;
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        const struct function *function = provider_functions[i];

        assert_true(strlen(function->summary) > 0 && strlen(function->doc) > 0);
        assert_non_null(function->result);
        for (size_t j = 0; j < function->parameter_count; j++) {
            assert_true(strlen(function->parameters[j].name) > 0);
            assert_true(strlen(function->parameters[j].doc) > 0);
            assert_non_null(function->parameters[j].type);
        }
    }
}

static void the_arn_of_a_version_has_five_parts(void **state)
{
    static const struct {
        const char *arn;
        const char *parts[ARN_PARTS];
    } cases[] = {
        { ARN, { "aws", "eu-west-1", "123456789012", "my.image", "42" } },
        { "arn:aws-cn:sagemaker:cn-north-1:123456789012:image-version/a/1",
          { "aws-cn", "cn-north-1", "123456789012", "a", "1" } },
        { "arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:image-version/a/2147483647",
          { "aws-us-gov", "us-gov-west-1", "123456789012", "a", "2147483647" } },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value parts = parsed(*state, FUNCTION_IMAGE_VERSION_ARN_PARSE, cases[i].arn);

        expect_parts(cases[i].arn, &parts, cases[i].parts);
    }
}

static void what_is_no_arn_of_a_version_is_refused(void **state)
{
    static const char *const junk[] = {
        "",
        "example,1",
        ARN_AT_HOME,
        "arn:aws:sagemaker:eu-west-1:123456789012:image/my.image",
        "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image",
        "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/0",
        "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/1x",
        "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my..image/1",
        "arn:aws:sagemaker:eu-west-1:1234:image-version/my.image/1",
        "arn:aws:sagemaker::123456789012:image-version/my.image/1",
        "arn:aws:sagemaker:nowhere:123456789012:image-version/my.image/1",
        "arn::sagemaker:eu-west-1:123456789012:image-version/my.image/1",
        "arn:aws:ecr:eu-west-1:123456789012:image-version/my.image/1",
    };

    for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
        const char *error = refused(*state, FUNCTION_IMAGE_VERSION_ARN_PARSE, junk[i]);

        assert_non_null(strstr(error, junk[i]));
        assert_non_null(strstr(error, "is not the ARN of an image version; give one like"));
    }
}

static void a_long_argument_is_cut_in_the_error(void **state)
{
    char text[1000];
    const char *error;

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    error = refused(*state, FUNCTION_IMAGE_VERSION_ARN_PARSE, text);
    assert_non_null(strstr(error, "xxx\" and more is not"));
    assert_true(strlen(error) < sizeof(text) / 2);
}

static void an_import_id_says_what_it_says(void **state)
{
    static const struct {
        const char *id;
        const char *parts[ARN_PARTS];
    } cases[] = {
        { "example,1", { NULL, NULL, NULL, "example", "1" } },
        { "example,1@eu-west-1", { NULL, "eu-west-1", NULL, "example", "1" } },
        { "example,latest", { NULL, NULL, NULL, "example", NULL } },
        { ARN, { "aws", "eu-west-1", "123456789012", "my.image", "42" } },
        { ARN_AT_HOME, { "aws", "eu-west-1", "123456789012", "my.image", "42" } },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value parts = parsed(*state, FUNCTION_IMAGE_VERSION_ID_PARSE, cases[i].id);

        expect_parts(cases[i].id, &parts, cases[i].parts);
    }
}

static void what_is_no_import_id_is_refused(void **state)
{
    static const char *const junk[] = { "", "example", "example,0", "example,1@x",
                                        ARN_ELSEWHERE };

    for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
        const char *error = refused(*state, FUNCTION_IMAGE_VERSION_ID_PARSE, junk[i]);

        assert_non_null(strstr(error, "is not the ID of an image version; give"));
        assert_non_null(strstr(error, "example,3"));
    }
}

static int64_t build(struct function_call *call, const char *const parts[ARN_PARTS])
{
    struct value *arguments = arena_alloc(call->arena, ARN_PARTS, sizeof(*arguments));

    for (size_t i = 0; i < ARN_PARTS; i++) {
        arguments[i] = value_string(str_from(parts[i])); /* numbers are texts, too */
    }
    call->arguments = arguments;
    return engine_call_function(provider_functions[FUNCTION_IMAGE_VERSION_ARN_BUILD], call);
}

static void an_arn_is_built_from_what_parsing_gives(void **state)
{
    static const char *const parts[] = { "aws", "eu-west-1", "123456789012", "my.image", "42" };
    struct function_call call = { .arena = *state };

    assert_int_equal(build(&call, parts), ENGINE_NO_ARGUMENT);
    assert_int_equal(call.error.len, 0);
    assert_true(str_eq(value_text(&call.result), STR(ARN)));
}

static void an_arn_is_not_built_from_what_cannot_be(void **state)
{
    static const struct {
        const char *parts[ARN_PARTS];
        int64_t argument;
        const char *error;
    } cases[] = {
        { { "aws-cn", "eu-west-1", "123456789012", "a", "1" }, 0, "partition" },
        { { "", "eu-west-1", "123456789012", "a", "1" }, 0, "partition" },
        { { "aws", "nowhere", "123456789012", "a", "1" }, 1, "region" },
        { { "aws", "", "123456789012", "a", "1" }, 1, "region" },
        { { "aws", "eu-west-1", "12345678901", "a", "1" }, 2, "12 digits" },
        { { "aws", "eu-west-1", "123456789012", "a..b", "1" }, 3, "1 to 63 letters" },
        { { "aws", "eu-west-1", "123456789012", "", "1" }, 3, "1 to 63 letters" },
        { { "aws", "eu-west-1", "123456789012",
            "a123456789b123456789c123456789d123456789e123456789f123456789-abc", "1" },
          3,
          "1 to 63 letters" },
        { { "aws", "eu-west-1", "123456789012", "a", "0" }, 4, "whole number" },
        { { "aws", "eu-west-1", "123456789012", "a", "1.5" }, 4, "\"1.5\" is not" },
        { { "aws", "eu-west-1", "123456789012", "a", "2147483648" }, 4, "2147483647" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct function_call call = { .arena = *state };

        assert_int_equal(build(&call, cases[i].parts), cases[i].argument);
        if (call.error.len == 0 || !strstr(call.error.data, cases[i].error)) {
            fail_msg("\"%s\" is not in: %.*s", cases[i].error, STR_ARG(call.error));
        }
    }
}

static void the_reference_of_an_image_has_five_parts(void **state)
{
    static const struct {
        const char *uri;
        const char *region;
        const char *repository;
        const char *tag;
        const char *digest;
    } cases[] = {
        { HOST "/example", "us-west-2", "example", NULL, NULL },
        { HOST "/example:v1.2_3-x", "us-west-2", "example", "v1.2_3-x", NULL },
        { HOST "/team/a-b.c__d/e2:1", "us-west-2", "team/a-b.c__d/e2", "1", NULL },
        { HOST "/" HEX HEX HEX HEX ":" HEX HEX, "us-west-2", HEX HEX HEX HEX, HEX HEX, NULL },
        { HOST "/example@" DIGEST, "us-west-2", "example", NULL, DIGEST },
        { HOST "/example:1@" DIGEST, "us-west-2", "example", "1", DIGEST },
        { "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/example", "us-gov-west-1",
          "example", NULL, NULL },
        { "123456789012.dkr-ecr.us-west-2.on.aws/example:1", "us-west-2", "example", "1",
          NULL },
        { "123456789012.dkr-ecr-fips.us-west-2.on.aws/example", "us-west-2", "example", NULL,
          NULL },
        { "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/example", "cn-north-1", "example",
          NULL, NULL },
        { "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/example", "cn-north-1",
          "example", NULL, NULL },
        { "123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/example", "us-iso-east-1", "example",
          NULL, NULL },
        { "123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov/example", "us-isob-east-1",
          "example", NULL, NULL },
        { "123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk/example", "eu-isoe-west-1",
          "example", NULL, NULL },
        { "123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov/example", "us-isof-south-1",
          "example", NULL, NULL },
        { "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/example", "eusc-de-east-1",
          "example", NULL, NULL },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *const wanted[] = { "123456789012", cases[i].region, cases[i].repository,
                                       cases[i].tag, cases[i].digest };
        struct value parts = parsed(*state, FUNCTION_IMAGE_URI_PARSE, cases[i].uri);

        expect_parts(cases[i].uri, &parts, wanted);
    }
}

static void what_is_no_reference_of_an_image_is_refused_with_its_reason(void **state)
{
    static const struct {
        const char *uri;
        const char *reason;
    } junk[] = {
        { "", "its host" },
        { "example:latest", "its host" },
        { "https://" HOST "/example", "its host" },
        { "public.ecr.aws/example/example:1", "its host" },
        { "12345678901.dkr.ecr.us-west-2.amazonaws.com/example", "its host" },
        { "123456789012.dkr.ecr.nowhere.amazonaws.com/example", "its host" },
        { "123456789012.dkr.ecr.us-west-2/example", "its host" },
        { "123456789012.dkr.ecr.us-west-2.amazonaws.com.cn/example", "its host" },
        { "123456789012.dkr.ecr.cn-north-1.amazonaws.com/example", "its host" },
        { "123456789012.dkr.ecr.us-west-2.on.aws/example", "its host" },
        { "123456789012.dkr-ecr.us-west-2.amazonaws.com/example", "its host" },
        { "123456789012.dkr-ecr.us-west-2.xx.aws/example", "its host" },
        { "123456789012.ecr.us-west-2.amazonaws.com/example", "its host" },
        { HOST, "no repository" },
        { HOST "/", "no repository" },
        { HOST "/a", "no repository" },
        { HOST "/:1", "no repository" },
        { HOST "/Example", "no repository" },
        { HOST "//example", "no repository" },
        { HOST "/example/", "no repository" },
        { HOST "/example-/b", "no repository" },
        { HOST "/exa mple", "no repository" },
        { HOST "/" HEX HEX HEX HEX "x", "no repository" },
        { HOST "/example:", "its tag" },
        { HOST "/example:.x", "its tag" },
        { HOST "/example:a:b", "its tag" },
        { HOST "/example:" HEX HEX "x", "its tag" },
        { HOST "/example@", "its digest" },
        { HOST "/example@sha256", "its digest" },
        { HOST "/example@sha256:", "its digest" },
        { HOST "/example@sha256:0123", "its digest" },
        { HOST "/example@" HEX, "its digest" },
        { HOST "/example@:" HEX, "its digest" },
        { HOST "/example@" DIGEST "x", "its digest" },
    };

    for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
        const char *error = refused(*state, FUNCTION_IMAGE_URI_PARSE, junk[i].uri);

        if (!strstr(error, junk[i].reason)) {
            fail_msg("\"%s\" is not in: %s", junk[i].reason, error);
        }
        assert_non_null(strstr(error, "give one like \"123456789012.dkr.ecr."));
    }
}

#define CALLED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALLED(every_function_is_described),
        CALLED(the_arn_of_a_version_has_five_parts),
        CALLED(what_is_no_arn_of_a_version_is_refused),
        CALLED(a_long_argument_is_cut_in_the_error),
        CALLED(an_import_id_says_what_it_says),
        CALLED(what_is_no_import_id_is_refused),
        CALLED(an_arn_is_built_from_what_parsing_gives),
        CALLED(an_arn_is_not_built_from_what_cannot_be),
        CALLED(the_reference_of_an_image_has_five_parts),
        CALLED(what_is_no_reference_of_an_image_is_refused_with_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
