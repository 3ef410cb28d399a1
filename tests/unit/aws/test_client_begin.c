#include "aws/client.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define IDENTITY                                                                               \
    "<R><GetCallerIdentityResult><Arn>arn:aws-us-gov:iam::012345678901:user/u</Arn>"           \
    "</GetCallerIdentityResult></R>"
#define REFUSAL                                                                                \
    "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>unknown</Message>"        \
    "</Error></ErrorResponse>"

static const char *const keys[] = { "AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
                                    "AWS_SECRET_ACCESS_KEY=S3CRETKEY", "AWS_REGION=eu-west-1",
                                    NULL };
static const struct str nowhere = { "/nowhere", 8 };

struct fixture {
    struct fake_clock clock;
    struct fake_http http;
    struct stop *stop;
    struct env *env;
    struct aws_options options;
    struct aws_client *client;
    struct aws_failure failure;
};

static void set_up(struct fixture *f, const char *const *variables,
                   const struct fake_step *steps, size_t step_count)
{
    memset(f, 0, sizeof(*f));
    f->stop = stop_new();
    support_clock_init(&f->clock);
    support_http_init(&f->http, &f->clock, steps, step_count);
    f->env = env_new(variables);
    f->options = (struct aws_options){ .env = f->env,
                                       .clock = &f->clock.clock,
                                       .http = &f->http.http,
                                       .max_retries = 2,
                                       .shared_config_files = &nowhere,
                                       .shared_config_file_count = 1,
                                       .shared_credentials_files = &nowhere,
                                       .shared_credentials_file_count = 1 };
}

static void tear_down(struct fixture *f)
{
    aws_client_free(f->client);
    support_http_release(&f->http);
    env_free(f->env);
    stop_free(f->stop);
}

static enum status begin(struct fixture *f)
{
    enum status status = aws_client_new(&f->options, &f->client, &f->failure);

    return status == STATUS_OK ? aws_client_begin(f->client, f->stop, &f->failure) : status;
}

#define SET_UP(f, variables, ...)                                                              \
    static const struct fake_step steps[] = { __VA_ARGS__ };                                   \
    struct fixture f;                                                                          \
    (void)state;                                                                               \
    set_up(&(f), variables, steps, ARRAY_LEN(steps))

static void the_account_is_asked_for(void **state)
{
    SET_UP(f, keys, { .status = 200, .body = IDENTITY });

    assert_int_equal(begin(&f), STATUS_OK);
    assert_int_equal(f.http.sent_count, 1);
    assert_string_equal(f.http.sent[0].url.data, "https://sts.eu-west-1.amazonaws.com/");
    assert_string_equal(f.http.sent[0].body.data,
                        "Action=GetCallerIdentity&Version=2011-06-15");
    assert_true(str_eq(aws_client_account_id(f.client), STR("012345678901")));
    tear_down(&f);
}

static void sts_may_be_in_another_region(void **state)
{
    SET_UP(f, keys, { .status = 200, .body = IDENTITY });

    f.options.sts_region = STR("us-east-2");
    assert_int_equal(begin(&f), STATUS_OK);
    assert_string_equal(f.http.sent[0].url.data, "https://sts.us-east-2.amazonaws.com/");
    assert_true(support_has(support_sent_header(&f.http, 0, "Authorization").data,
                            "/us-east-2/sts/aws4_request"));
    tear_down(&f);
}

static void skipping_the_check_alone_still_asks(void **state)
{
    SET_UP(f, keys, { .status = 403, .body = REFUSAL });

    f.options.skip_credentials_validation = true;
    assert_int_equal(begin(&f), STATUS_DENIED);
    assert_string_equal(f.failure.summary, "Retrieving AWS account details");
    assert_true(support_has(f.failure.err.text,
                            "AWS account ID not previously found and failed retrieving"));
    tear_down(&f);
}

static void skipping_both_sends_nothing(void **state)
{
    SET_UP(f, keys, { .status = 403 });

    f.options.skip_credentials_validation = true;
    f.options.skip_requesting_account_id = true;
    assert_int_equal(begin(&f), STATUS_OK);
    assert_int_equal(f.http.sent_count, 0);
    assert_int_equal(aws_client_account_id(f.client).len, 0);
    tear_down(&f);
}

static void refused_credentials_are_told_in_the_words_that_users_know(void **state)
{
    SET_UP(f, keys, { .status = 403, .body = REFUSAL });

    assert_int_equal(begin(&f), STATUS_DENIED);
    assert_string_equal(f.failure.summary, "Retrieving AWS account details");
    assert_true(support_has(
        f.failure.err.text,
        "validating provider credentials: retrieving caller identity from STS: operation error "
        "STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: request-1, "
        "api error InvalidClientTokenId: unknown"));
    tear_down(&f);
}

static void a_role_that_cannot_be_assumed_is_told_by_its_own_name(void **state)
{
    static const struct aws_role role = { .role_arn = { "arn:r", 5 } };
    SET_UP(f, keys, { .status = 403, .body = REFUSAL });

    f.options.assume_roles = &role;
    f.options.assume_role_count = 1;
    assert_int_equal(begin(&f), STATUS_DENIED);
    assert_string_equal(f.failure.summary, "Cannot assume IAM Role");
    assert_true(support_has(f.failure.err.text,
                            "IAM Role (arn:r) of the assume_role block cannot be assumed."));
    tear_down(&f);
}

static void a_web_identity_has_its_own_summary(void **state)
{
    static const struct aws_role role = { .role_arn = { "arn:r", 5 }, .token = { "tok", 3 } };
    SET_UP(f, keys, { .status = 403, .body = REFUSAL });

    f.options.web_identity = &role;
    assert_int_equal(begin(&f), STATUS_DENIED);
    assert_string_equal(f.failure.summary, "Cannot assume IAM Role with web identity");
    assert_null(strstr(f.failure.err.text, "tok\n"));
    tear_down(&f);
}

/* hashicorp/aws assumes twice. */
static void a_role_is_assumed_once(void **state)
{
    static const struct aws_role role = { .role_arn = { "arn:r", 5 } };
    SET_UP(f, keys,
           { .status = 200,
             .body = "<R><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>S"
                     "</SecretAccessKey><SessionToken>T</SessionToken><Expiration>"
                     "2026-11-22T13:00:00Z</Expiration></Credentials></R>" },
           { .status = 200, .body = IDENTITY });

    f.options.assume_roles = &role;
    f.options.assume_role_count = 1;
    assert_int_equal(begin(&f), STATUS_OK);
    assert_int_equal(f.http.sent_count, 2);
    assert_true(
        support_has(support_sent_header(&f.http, 1, "Authorization").data, "Credential=ASIA/"));
    tear_down(&f);
}

static const char *const on_an_instance[] = {
    "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:9", NULL
};

static void the_instance_says_its_region_when_nobody_else_does(void **state)
{
    SET_UP(f, on_an_instance, { .status = 200, .body = "token", .token_ttl = "300" },
           { .status = 200, .body = "role" },
           { .status = 200,
             .body = "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIA\",\"SecretAccessKey\":\"S\","
                     "\"Token\":\"T\",\"Expiration\":\"2026-11-22T18:00:00Z\"}" },
           { .status = 200, .body = "{\"region\":\"ap-south-2\"}" },
           { .status = 200, .body = IDENTITY });

    assert_int_equal(begin(&f), STATUS_OK);
    assert_true(str_eq(aws_client_region(f.client), STR("ap-south-2")));
    assert_string_equal(f.http.sent[4].url.data, "https://sts.ap-south-2.amazonaws.com/");
    tear_down(&f);
}

static void who_has_no_credentials_reads_what_was_looked_for(void **state)
{
    static const char *const variables[] = { "AWS_ACCESS_KEY_ID=A", "AWS_REGION=eu-west-1",
                                             "AWS_EC2_METADATA_DISABLED=true", NULL };
    SET_UP(f, variables, { .status = 200 });

    assert_int_equal(begin(&f), STATUS_NOT_FOUND);
    assert_string_equal(f.failure.summary, "No valid credential sources found");
    assert_true(support_has(f.failure.err.text, "no EC2 IMDS role found"));
    assert_true(
        support_has(f.failure.err.text, "the environment: AWS_SECRET_ACCESS_KEY is not set"));
    assert_true(
        support_has(f.failure.err.text, "profile default: it refers to no credentials"));
    assert_int_equal(f.http.sent_count, 0);
    tear_down(&f);
}

static void without_a_region_keys_alone_are_not_enough(void **state)
{
    static const char *const variables[] = { "AWS_ACCESS_KEY_ID=A", "AWS_SECRET_ACCESS_KEY=S",
                                             NULL };
    SET_UP(f, variables, { .status = 200 });

    assert_int_equal(begin(&f), STATUS_NOT_FOUND);
    assert_true(support_has(f.failure.err.text, "invalid AWS Region: "));
    assert_int_equal(f.http.sent_count, 0);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_account_is_asked_for),
        cmocka_unit_test(sts_may_be_in_another_region),
        cmocka_unit_test(skipping_the_check_alone_still_asks),
        cmocka_unit_test(skipping_both_sends_nothing),
        cmocka_unit_test(refused_credentials_are_told_in_the_words_that_users_know),
        cmocka_unit_test(a_role_that_cannot_be_assumed_is_told_by_its_own_name),
        cmocka_unit_test(a_web_identity_has_its_own_summary),
        cmocka_unit_test(a_role_is_assumed_once),
        cmocka_unit_test(the_instance_says_its_region_when_nobody_else_does),
        cmocka_unit_test(who_has_no_credentials_reads_what_was_looked_for),
        cmocka_unit_test(without_a_region_keys_alone_are_not_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
