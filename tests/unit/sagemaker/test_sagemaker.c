#include "sagemaker/support_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_call_names_its_operation_and_sends_its_input(void **state)
{
    static const struct fake_step steps[] = { { .status = 200,
                                                .body = "{\"ImageStatus\":\"a\"}" } };
    struct service s;
    cJSON *answer = NULL;
    cJSON *in;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    in = sagemaker_object(s.arena);
    cJSON_AddStringToObject(in, "ImageName", "example");
    assert_int_equal(sagemaker_call(&s.sm, SAGEMAKER_DESCRIBE_IMAGE, in, &answer, NULL),
                     STATUS_OK);
    assert_true(str_eq(sagemaker_text(answer, "ImageStatus"), STR("a")));
    assert_true(str_eq(support_sent_header(&s.http, 0, "X-Amz-Target"),
                       STR("SageMaker.DescribeImage")));
    assert_true(str_eq(s.http.sent[0].body, STR("{\"ImageName\":\"example\"}")));
    support_service_release(&s);
}

static void an_empty_answer_is_an_empty_object(void **state)
{
    static const struct fake_step steps[] = { { .status = 200, .body = "" } };
    struct service s;
    cJSON *answer = NULL;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    assert_int_equal(
        sagemaker_call(&s.sm, SAGEMAKER_DELETE_IMAGE, sagemaker_object(s.arena), &answer, NULL),
        STATUS_OK);
    assert_true(cJSON_IsObject(answer));
    support_service_release(&s);
}

static void an_answer_that_is_no_object_fails_with_the_outcome_unknown(void **state)
{
    static const char *const bodies[] = { "[]", "null", "\"text\"", "{", "<html></html>" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        const struct fake_step steps[] = { { .status = 200, .body = bodies[i] } };
        struct service s;
        struct err err;

        support_service_init(&s, steps, ARRAY_LEN(steps));
        assert_int_equal(sagemaker_call(&s.sm, SAGEMAKER_CREATE_IMAGE,
                                        sagemaker_object(s.arena), NULL, &err),
                         STATUS_FAILED);
        assert_true(s.sm.error.outcome_unknown);
        assert_true(support_has(err.text, "not a JSON object"));
        support_service_release(&s);
    }
}

static void an_answer_without_what_it_must_say_fails(void **state)
{
    static const struct {
        enum sagemaker_operation operation;
        const char *missing; /* NULL: nothing is */
        bool outcome_unknown;
    } cases[] = {
        { SAGEMAKER_CREATE_IMAGE, "has no ImageArn", true },
        { SAGEMAKER_CREATE_IMAGE_VERSION, "has no ImageVersionArn", true },
        { SAGEMAKER_DESCRIBE_IMAGE, "has no ImageStatus", false },
        { SAGEMAKER_DESCRIBE_IMAGE_VERSION, "has no ImageVersionStatus", false },
        { SAGEMAKER_UPDATE_IMAGE, NULL, false },
        { SAGEMAKER_DELETE_IMAGE_VERSION, NULL, false },
        { SAGEMAKER_LIST_TAGS, NULL, false },
    };
    static const struct fake_step steps[] = { { .status = 200, .body = "{\"Other\":1}" } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct service s;
        struct err err;

        support_service_init(&s, steps, ARRAY_LEN(steps));
        assert_int_equal(
            sagemaker_call(&s.sm, cases[i].operation, sagemaker_object(s.arena), NULL, &err),
            cases[i].missing ? STATUS_FAILED : STATUS_OK);
        assert_true(!cases[i].missing || support_has(err.text, cases[i].missing));
        assert_int_equal(s.sm.error.outcome_unknown, cases[i].outcome_unknown);
        support_service_release(&s);
    }
}

static void error_codes_become_statuses(void **state)
{
    static const struct {
        const char *body;
        enum status status;
    } cases[] = {
        { "{\"__type\":\"ResourceNotFound\",\"Message\":\"gone\"}", STATUS_NOT_FOUND },
        { "{\"__type\":\"com.amazonaws.sagemaker#ResourceInUse\",\"Message\":\"in use\"}",
          STATUS_CONFLICT },
        { "{\"__type\":\"ValidationException\",\"message\":\"bad\"}", STATUS_INVALID },
        { "{\"__type\":\"ResourceNotFoundException\",\"message\":\"x\"}", STATUS_INVALID },
        { "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}", STATUS_DENIED },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct fake_step steps[] = { { .status = 400, .body = cases[i].body } };
        struct service s;
        struct err err;

        support_service_init(&s, steps, ARRAY_LEN(steps));
        assert_int_equal(sagemaker_call(&s.sm, SAGEMAKER_DESCRIBE_IMAGE,
                                        sagemaker_object(s.arena), NULL, &err),
                         cases[i].status);
        assert_true(support_has(err.text, "operation error SageMaker: DescribeImage, "));
        support_service_release(&s);
    }
}

static void aliases_are_read_from_all_pages(void **state)
{
    static const struct fake_step steps[] = {
        { .status = 200,
          .body = "{\"SageMakerImageVersionAliases\":[\"a\",\"b\"],\"NextToken\":\"t1\"}" },
        { .status = 200, .body = "{\"SageMakerImageVersionAliases\":[],\"NextToken\":\"t2\"}" },
        { .status = 200,
          .body = "{\"SageMakerImageVersionAliases\":[\"c\"],\"NextToken\":\"\"}" },
    };
    struct service s;
    struct str *texts = NULL;
    size_t count = 0;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    assert_int_equal(sagemaker_aliases(&s.sm, STR("example"), 3, &texts, &count, NULL),
                     STATUS_OK);
    assert_int_equal(count, 3);
    assert_true(str_eq(texts[2], STR("c")));
    assert_int_equal(s.http.sent_count, 3);
    assert_true(str_eq(s.http.sent[0].body, STR("{\"ImageName\":\"example\",\"Version\":3}")));
    assert_true(str_eq(s.http.sent[2].body,
                       STR("{\"ImageName\":\"example\",\"Version\":3,\"NextToken\":\"t2\"}")));
    support_service_release(&s);
}

static void a_listing_that_repeats_its_token_is_an_error(void **state)
{
    static const struct fake_step steps[] = {
        { .status = 200,
          .body = "{\"SageMakerImageVersionAliases\":[\"a\"],\"NextToken\":\"t\"}" },
    };
    struct service s;
    struct str *texts = NULL;
    size_t count = 0;
    struct err err;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    assert_int_equal(sagemaker_aliases(&s.sm, STR("example"), 3, &texts, &count, &err),
                     STATUS_FAILED);
    assert_int_equal(s.http.sent_count, 2);
    assert_true(support_has(err.text, "does not end"));
    support_service_release(&s);
}

static void the_version_is_the_last_part_of_the_arn(void **state)
{
    static const struct {
        const char *arn;
        int64_t version; /* 0: none */
    } cases[] = {
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/42", 42 },
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/999999", 999999 },
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/2147483647",
          2147483647 },
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/2147483648", 0 },
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/latest", 0 },
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/0", 0 },
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/-1", 0 },
        { "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/", 0 },
        { "None", 0 },
        { "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t version = 0;
        bool found = sagemaker_version_of_arn(str_from(cases[i].arn), &version);

        assert_int_equal(found, cases[i].version != 0);
        assert_int_equal(version, cases[i].version);
    }
}

static void numbers_of_another_type_or_size_are_not_taken(void **state)
{
    cJSON *object = cJSON_Parse("{\"a\":3,\"b\":\"3\",\"c\":1e10,\"d\":null}");
    int64_t number = 7;

    (void)state;
    assert_true(sagemaker_int(object, "a", &number));
    assert_int_equal(number, 3);
    assert_false(sagemaker_int(object, "b", &number));
    assert_false(sagemaker_int(object, "c", &number));
    assert_false(sagemaker_int(object, "d", &number));
    assert_false(sagemaker_int(object, "e", &number));
    assert_int_equal(number, 3);
    cJSON_Delete(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_names_its_operation_and_sends_its_input),
        cmocka_unit_test(an_empty_answer_is_an_empty_object),
        cmocka_unit_test(an_answer_that_is_no_object_fails_with_the_outcome_unknown),
        cmocka_unit_test(an_answer_without_what_it_must_say_fails),
        cmocka_unit_test(error_codes_become_statuses),
        cmocka_unit_test(aliases_are_read_from_all_pages),
        cmocka_unit_test(a_listing_that_repeats_its_token_is_an_error),
        cmocka_unit_test(the_version_is_the_last_part_of_the_arn),
        cmocka_unit_test(numbers_of_another_type_or_size_are_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
