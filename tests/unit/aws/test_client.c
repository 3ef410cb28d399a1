#include "aws/client.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    VARIABLES = 6,
    S = 1000
};

static const char *const keys[VARIABLES] = { "AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
                                             "AWS_SECRET_ACCESS_KEY=S3CRETKEY",
                                             "AWS_SESSION_TOKEN=T0KEN",
                                             "AWS_REGION=eu-west-1" };

struct fixture {
    struct arena *arena;
    struct fake_clock clock;
    struct fake_http http;
    struct stop *stop;
    struct env *env;
    struct aws_options options;
    struct aws_client *client;
    struct aws_request request;
    struct aws_reply reply;
    struct aws_error error;
};

static void set_up(struct fixture *f, const struct fake_step *steps, size_t step_count)
{
    static const struct str nowhere = { "/nowhere", 8 };

    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    f->stop = stop_new();
    support_clock_init(&f->clock);
    support_http_init(&f->http, &f->clock, steps, step_count);
    f->env = env_new(keys);
    f->options = (struct aws_options){ .env = f->env,
                                       .clock = &f->clock.clock,
                                       .http = &f->http.http,
                                       .max_retries = 3,
                                       .shared_config_files = &nowhere,
                                       .shared_config_file_count = 1,
                                       .shared_credentials_files = &nowhere,
                                       .shared_credentials_file_count = 1 };
    f->request = (struct aws_request){ .service = STR("sagemaker"),
                                       .target = STR("SageMaker.CreateImage"),
                                       .operation = STR("CreateImage"),
                                       .body = STR("{\"ImageName\":\"a\"}") };
}

static void open_client(struct fixture *f)
{
    struct aws_failure failure = { .err = { "" } };

    if (aws_client_new(&f->options, &f->client, &failure) != STATUS_OK) {
        fail_msg("%s", failure.err.text);
    }
}

static enum status call(struct fixture *f)
{
    if (!f->client) {
        open_client(f);
    }
    return aws_client_call(f->client, f->arena, f->stop, &f->request, &f->reply, &f->error);
}

static const char *error_text(struct fixture *f)
{
    return aws_error_text(f->arena, &f->request, &f->error).data;
}

static void tear_down(struct fixture *f)
{
    aws_client_free(f->client);
    support_http_release(&f->http);
    env_free(f->env);
    stop_free(f->stop);
    arena_free(f->arena);
}

#define SET_UP(f, ...)                                                                         \
    static const struct fake_step steps[] = { __VA_ARGS__ };                                   \
    struct fixture f;                                                                          \
    (void)state;                                                                               \
    set_up(&(f), steps, ARRAY_LEN(steps))

static void assert_header(struct fixture *f, size_t at, const char *name, const char *value)
{
    struct str actual = support_sent_header(&f->http, at, name);

    if (!str_eq(actual, str_from(value))) {
        fail_msg("%s is \"%.*s\"", name, STR_ARG(actual));
    }
}

static void a_call_is_signed_and_gives_the_answer(void **state)
{
    struct str authorization;
    SET_UP(f, { .status = 200, .body = "{\"ImageArn\":\"arn\"}" });

    assert_int_equal(call(&f), STATUS_OK);
    assert_true(str_eq(f.reply.body, STR("{\"ImageArn\":\"arn\"}")));
    assert_true(str_eq(f.reply.request_id, STR("request-1")));
    assert_int_equal(f.reply.attempts, 1);
    assert_int_equal(f.http.sent_count, 1);
    assert_string_equal(f.http.sent[0].url.data,
                        "https://api.sagemaker.eu-west-1.amazonaws.com/");
    assert_true(str_eq(f.http.sent[0].body, f.request.body));
    assert_header(&f, 0, "Host", "api.sagemaker.eu-west-1.amazonaws.com");
    assert_header(&f, 0, "Content-Type", "application/x-amz-json-1.1");
    assert_header(&f, 0, "X-Amz-Date", "20261122T120000Z");
    assert_header(&f, 0, "X-Amz-Target", "SageMaker.CreateImage");
    assert_header(&f, 0, "X-Amz-Security-Token", "T0KEN");
    assert_header(&f, 0, "amz-sdk-request", "attempt=1; max=3");
    authorization = support_sent_header(&f.http, 0, "Authorization");
    assert_true(str_starts_with(
        authorization,
        STR("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/sagemaker/"
            "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;"
            "x-amz-target, Signature=")));
    assert_true(str_eq(aws_client_region(f.client), STR("eu-west-1")));
    tear_down(&f);
}

static void any_2xx_is_a_success_and_an_empty_body_is_fine(void **state)
{
    SET_UP(f, { .status = 204 });

    assert_int_equal(call(&f), STATUS_OK);
    assert_int_equal(f.reply.body.len, 0);
    tear_down(&f);
}

static void every_attempt_is_signed_anew_with_the_same_invocation_id(void **state)
{
    SET_UP(f, { .status = 500, .takes_ms = 2 * S }, { .status = 500, .takes_ms = 2 * S },
           { .status = 200 });

    f.clock.random = 50;
    assert_int_equal(call(&f), STATUS_OK);
    assert_int_equal(f.reply.attempts, 3);
    assert_int_equal(f.http.sent_count, 3);
    assert_header(&f, 0, "X-Amz-Date", "20261122T120000Z");
    assert_header(&f, 1, "X-Amz-Date", "20261122T120002Z");
    assert_header(&f, 2, "X-Amz-Date", "20261122T120004Z");
    assert_header(&f, 2, "amz-sdk-request", "attempt=3; max=3");
    assert_false(str_eq(support_sent_header(&f.http, 0, "Authorization"),
                        support_sent_header(&f.http, 1, "Authorization")));
    assert_true(str_eq(support_sent_header(&f.http, 0, "amz-sdk-invocation-id"),
                       support_sent_header(&f.http, 2, "amz-sdk-invocation-id")));
    assert_int_equal(support_sent_header(&f.http, 0, "amz-sdk-invocation-id").len, 36);
    assert_true(str_eq(f.http.sent[2].body, f.request.body));
    assert_int_equal(f.clock.wait_count, 2);
    assert_int_equal(f.clock.waits[0], 50);
    assert_int_equal(f.clock.waits[1], 50);
    tear_down(&f);
}

static void an_error_of_the_service_is_not_sent_again(void **state)
{
    SET_UP(f, { .status = 400,
                .body = "{\"__type\":\"ResourceInUse\",\"Message\":\"It exists.\"}" });

    assert_int_equal(call(&f), STATUS_INVALID);
    assert_int_equal(f.http.sent_count, 1);
    assert_true(str_eq(f.error.code, STR("ResourceInUse")));
    assert_true(str_eq(f.error.message, STR("It exists.")));
    assert_int_equal(f.error.http_status, 400);
    assert_int_equal(f.error.attempts, 1);
    assert_false(f.error.outcome_unknown);
    assert_string_equal(error_text(&f),
                        "operation error SageMaker: CreateImage, https response error "
                        "StatusCode: 400, RequestID: request-1, api error ResourceInUse: It "
                        "exists.");
    tear_down(&f);
}

static void the_last_error_is_the_one_that_is_told(void **state)
{
    SET_UP(f, { .status = 500, .body = "first" },
           { .status = 400,
             .body = "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}" },
           { .status = 503, .body = "<html>third</html>" });

    assert_int_equal(call(&f), STATUS_UNAVAILABLE);
    assert_int_equal(f.error.attempts, 3);
    assert_int_equal(f.error.http_status, 503);
    assert_string_equal(error_text(&f),
                        "operation error SageMaker: CreateImage, after 3 attempts, https "
                        "response error StatusCode: 503, RequestID: request-1, the answer is "
                        "not JSON: <html>third</html>");
    tear_down(&f);
}

static void a_hint_of_the_service_is_waited_for(void **state)
{
    SET_UP(f, { .status = 503, .retry_after = "3000" }, { .status = 200 });

    assert_int_equal(call(&f), STATUS_OK);
    assert_int_equal(f.clock.waits[0], 3000);
    tear_down(&f);
}

static void a_wrong_clock_is_corrected_and_stays_so(void **state)
{
    SET_UP(f,
           { .status = 403,
             .body = "{\"__type\":\"InvalidSignatureException\"}",
             .date = "Sun, 22 Nov 2026 12:05:01 GMT",
             .takes_ms = 2 * S },
           { .status = 200, .date = "Sun, 22 Nov 2026 12:05:02 GMT" },
           { .status = 200, .date = "Sun, 22 Nov 2026 12:05:02 GMT" });

    assert_int_equal(call(&f), STATUS_OK);
    assert_header(&f, 1, "X-Amz-Date", "20261122T120502Z");
    assert_int_equal(f.reply.attempts, 2);
    assert_int_equal(call(&f), STATUS_OK);
    assert_header(&f, 2, "X-Amz-Date", "20261122T120502Z");
    tear_down(&f);
}

static void a_wrong_clock_costs_an_attempt_and_is_remembered(void **state)
{
    SET_UP(f,
           { .status = 403,
             .body = "{\"__type\":\"AccessDeniedException\"}",
             .date = "Sun, 22 Nov 2026 12:05:00 GMT" },
           { .status = 200 });

    f.options.max_retries = 1;
    assert_int_equal(call(&f), STATUS_DENIED);
    assert_int_equal(f.http.sent_count, 1);
    assert_int_equal(call(&f), STATUS_OK);
    assert_header(&f, 1, "X-Amz-Date", "20261122T120500Z");
    tear_down(&f);
}

static void a_denial_with_the_right_time_is_final(void **state)
{
    SET_UP(f, { .status = 400,
                .body = "{\"__type\":\"AccessDeniedException\",\"Message\":\"No.\"}",
                .date = "Sun, 22 Nov 2026 13:00:00 GMT" });

    assert_int_equal(call(&f), STATUS_DENIED);
    assert_int_equal(f.http.sent_count, 2);
    assert_true(support_has(error_text(&f), "api error AccessDeniedException: No. (the "
                                            "credentials come from the environment variables"));
    tear_down(&f);
}

static void refused_credentials_say_where_they_come_from(void **state)
{
    SET_UP(f,
           { .status = 400,
             .body = "{\"__type\":\"UnrecognizedClientException\",\"message\":\"The security "
                     "token included in the request is invalid.\"}" });

    assert_int_equal(call(&f), STATUS_DENIED);
    assert_int_equal(f.http.sent_count, 1);
    assert_true(support_has(error_text(&f),
                            "the credentials come from the environment variables "
                            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: check that they are "
                            "right"));
    assert_null(strstr(error_text(&f), "S3CRETKEY"));
    assert_null(strstr(error_text(&f), "T0KEN"));
    tear_down(&f);
}

static void an_unreachable_endpoint_is_named_with_its_origin(void **state)
{
    SET_UP(f, { .kind = HTTP_NO_ANSWER });

    f.options.max_retries = 0;
    f.options.endpoint_sagemaker = STR("http://127.0.0.1:1/base/");
    assert_int_equal(call(&f), STATUS_UNAVAILABLE);
    assert_int_equal(f.http.sent_count, 9);
    assert_false(f.error.outcome_unknown);
    assert_string_equal(
        error_text(&f),
        "operation error SageMaker: CreateImage, after 9 attempts, no answer from "
        "http://127.0.0.1:1/base/: the fake network says no; the endpoint comes from endpoints "
        "{ sagemaker = ... } of the provider block; check that it is right and that something "
        "listens there");
    tear_down(&f);
}

static void each_failure_of_the_network_has_its_end(void **state)
{
    static const struct {
        enum http_failure_kind kind;
        enum status status;
        size_t attempts;
        const char *cure;
    } rows[] = {
        { HTTP_STOPPED, STATUS_STOPPED, 1, "the fake network says no" },
        { HTTP_NO_HOST, STATUS_UNAVAILABLE, 3, "check that name" },
        { HTTP_NO_ANSWER, STATUS_UNAVAILABLE, 3, "something listens there" },
        { HTTP_UNTRUSTED, STATUS_UNAVAILABLE, 1, "custom_ca_bundle" },
        { HTTP_TIMED_OUT, STATUS_UNAVAILABLE, 3, "check the network" },
        { HTTP_BROKEN, STATUS_UNAVAILABLE, 3, "check the network" },
        { HTTP_TOO_LARGE, STATUS_UNAVAILABLE, 1, "an AWS service" },
        { HTTP_REFUSED, STATUS_UNAVAILABLE, 1, "check that URL" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fake_step step = { .kind = rows[i].kind };
        struct fixture f;

        set_up(&f, &step, 1);
        assert_int_equal(call(&f), rows[i].status);
        assert_int_equal(f.http.sent_count, rows[i].attempts);
        assert_int_equal(f.error.http_status, 0);
        assert_true(support_has(error_text(&f), rows[i].cure));
        tear_down(&f);
    }
}

static void a_lost_answer_leaves_the_outcome_unknown_whatever_follows(void **state)
{
    SET_UP(f, { .kind = HTTP_BROKEN, .maybe_processed = true },
           { .status = 400, .body = "{\"__type\":\"ResourceInUse\"}" });

    assert_int_equal(call(&f), STATUS_INVALID);
    assert_true(f.error.outcome_unknown);
    assert_true(support_has(error_text(&f), "the change may have been made"));
    tear_down(&f);
}

static void a_stop_ends_the_wait_between_attempts(void **state)
{
    SET_UP(f, { .status = 500, .body = "{\"message\":\"Oops\"}" });

    f.clock.stop_at_wait = 1;
    assert_int_equal(call(&f), STATUS_STOPPED);
    assert_int_equal(f.http.sent_count, 1);
    assert_true(support_has(error_text(&f), "stopped before another attempt; the last one "
                                            "said: Oops"));
    tear_down(&f);
}

static void the_retry_quota_is_shared_by_all_calls(void **state)
{
    SET_UP(f, { .status = 500 });

    f.options.retry_quota = 30;
    f.options.max_retries = 10;
    assert_int_equal(call(&f), STATUS_UNAVAILABLE);
    assert_int_equal(f.error.attempts, 3);
    assert_true(support_has(error_text(&f), "retry quota exceeded"));
    assert_int_equal(call(&f), STATUS_UNAVAILABLE);
    assert_int_equal(f.error.attempts, 1);
    tear_down(&f);
}

static void a_region_of_its_own_moves_host_and_scope(void **state)
{
    SET_UP(f, { .status = 200 });

    f.request.region = STR("cn-north-1");
    assert_int_equal(call(&f), STATUS_OK);
    assert_header(&f, 0, "Host", "api.sagemaker.cn-north-1.amazonaws.com.cn");
    assert_non_null(strstr(arena_str(f.arena, f.http.sent[0].headers).data,
                           "/20261122/cn-north-1/sagemaker/aws4_request"));
    f.request.region = STR("nowhere");
    assert_int_equal(call(&f), STATUS_INVALID);
    assert_true(support_has(error_text(&f), "invalid AWS Region: nowhere"));
    assert_int_equal(f.http.sent_count, 1);
    tear_down(&f);
}

static void a_configured_endpoint_keeps_the_signing_region(void **state)
{
    SET_UP(f, { .status = 200 });

    f.options.endpoint_sagemaker = STR("http://127.0.0.1:4566");
    assert_int_equal(call(&f), STATUS_OK);
    assert_string_equal(f.http.sent[0].url.data, "http://127.0.0.1:4566/");
    assert_header(&f, 0, "Host", "127.0.0.1:4566");
    assert_non_null(strstr(arena_str(f.arena, f.http.sent[0].headers).data, "/eu-west-1/"));
    f.request.service = STR("sts");
    assert_int_equal(call(&f), STATUS_OK);
    assert_header(&f, 1, "Host", "sts.eu-west-1.amazonaws.com");
    f.request.service = STR("s3");
    assert_int_equal(call(&f), STATUS_INVALID);
    assert_true(support_has(error_text(&f), "no endpoint is known"));
    tear_down(&f);
}

/* A call in which request number `fault` fails, over every place and kind of fault: whatever
 * happens, there is an answer or a complete error, and the attempts add up. */
static void check_fault(size_t fault, const struct fake_step *step)
{
    enum {
        CALLS = 4
    };
    static const struct fake_step ok = { .status = 200, .body = "{}" };
    struct fake_step steps[CALLS * 3];
    struct fixture f;
    size_t attempts = 0;

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        steps[i] = i == fault ? *step : ok;
    }
    set_up(&f, steps, ARRAY_LEN(steps));
    for (size_t i = 0; i < CALLS; i++) {
        enum status status = call(&f);

        if (status == STATUS_OK) {
            assert_true(str_eq(f.reply.body, STR("{}")));
            attempts += (size_t)f.reply.attempts;
        } else {
            assert_true(f.error.message.len > 0);
            assert_true(strlen(error_text(&f)) > f.error.message.len);
            assert_int_equal(f.error.http_status, step->status);
            attempts += (size_t)f.error.attempts;
        }
    }
    assert_int_equal(f.http.sent_count, attempts);
    tear_down(&f);
}

static void every_fault_of_every_request_is_survived(void **state)
{
    static const struct fake_step faults[] = {
        { .kind = HTTP_STOPPED },
        { .kind = HTTP_NO_HOST },
        { .kind = HTTP_NO_ANSWER },
        { .kind = HTTP_UNTRUSTED },
        { .kind = HTTP_TIMED_OUT, .maybe_processed = true },
        { .kind = HTTP_BROKEN },
        { .kind = HTTP_BROKEN, .maybe_processed = true },
        { .kind = HTTP_TOO_LARGE, .maybe_processed = true },
        { .kind = HTTP_REFUSED },
        { .status = 500 },
        { .status = 500, .body = "{\"__type\":" },
        { .status = 503, .body = "<html>", .retry_after = "junk" },
        { .status = 400, .body = "{\"__type\":\"ThrottlingException\"}" },
        { .status = 400, .body = "{\"__type\":\"ResourceNotFound\"}" },
        { .status = 400, .error_type = "ns#Code:uri", .body = "\xFF" },
        { .status = 403, .date = "junk", .body = "{\"__type\":\"AccessDeniedException\"}" },
        { .status = 301 },
        { .status = 100 },
        { .status = 599 },
    };

    (void)state;
    for (size_t kind = 0; kind < ARRAY_LEN(faults); kind++) {
        for (size_t fault = 0; fault < 6; fault++) {
            check_fault(fault, &faults[kind]);
        }
    }
}

static void what_is_missing_or_wrong_is_told_when_the_client_is_made(void **state)
{
    static const char *const nothing[] = { NULL };
    static const struct {
        struct str region;
        struct str profile;
        struct str key;
        struct str endpoint_sts;
        enum status status;
        const char *says;
    } rows[] = {
        { .key = { "A", 1 },
          .status = STATUS_NOT_FOUND,
          .says = "invalid AWS Region: none is set" },
        { .region = { "eu-west-1", 9 },
          .profile = { "gone", 4 },
          .status = STATUS_INVALID,
          .says = "failed to get shared config profile, gone" },
        { .region = { "eu-west-1", 9 },
          .key = { "A", 1 },
          .endpoint_sts = { "sts", 3 },
          .status = STATUS_INVALID,
          .says = "endpoints { sts = ... }" },
        { .region = { "eu-west-1", 9 }, .key = { "A", 1 }, .status = STATUS_OK },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        static const struct fake_step ok = { .status = 200 };
        struct aws_failure failure = { .err = { "" } };
        struct fixture f;

        set_up(&f, &ok, 1);
        env_free(f.env);
        f.env = env_new(nothing);
        f.options.env = f.env;
        f.options.region = rows[i].region;
        f.options.profile = rows[i].profile;
        f.options.access_key = rows[i].key;
        f.options.secret_key = rows[i].key;
        f.options.endpoint_sts = rows[i].endpoint_sts;
        assert_int_equal(aws_client_new(&f.options, &f.client, &failure), rows[i].status);
        assert_true(!rows[i].says || support_has(failure.err.text, rows[i].says));
        tear_down(&f);
    }
}

static void a_client_starts_nothing_before_its_first_call(void **state)
{
    SET_UP(f, { .status = 200 });

    f.options.http = NULL;
    f.options.user_agent = STR("with a\nline break");
    open_client(&f);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_signed_and_gives_the_answer),
        cmocka_unit_test(any_2xx_is_a_success_and_an_empty_body_is_fine),
        cmocka_unit_test(every_attempt_is_signed_anew_with_the_same_invocation_id),
        cmocka_unit_test(an_error_of_the_service_is_not_sent_again),
        cmocka_unit_test(the_last_error_is_the_one_that_is_told),
        cmocka_unit_test(a_hint_of_the_service_is_waited_for),
        cmocka_unit_test(a_wrong_clock_is_corrected_and_stays_so),
        cmocka_unit_test(a_wrong_clock_costs_an_attempt_and_is_remembered),
        cmocka_unit_test(a_denial_with_the_right_time_is_final),
        cmocka_unit_test(refused_credentials_say_where_they_come_from),
        cmocka_unit_test(an_unreachable_endpoint_is_named_with_its_origin),
        cmocka_unit_test(each_failure_of_the_network_has_its_end),
        cmocka_unit_test(a_lost_answer_leaves_the_outcome_unknown_whatever_follows),
        cmocka_unit_test(a_stop_ends_the_wait_between_attempts),
        cmocka_unit_test(the_retry_quota_is_shared_by_all_calls),
        cmocka_unit_test(a_region_of_its_own_moves_host_and_scope),
        cmocka_unit_test(a_configured_endpoint_keeps_the_signing_region),
        cmocka_unit_test(every_fault_of_every_request_is_survived),
        cmocka_unit_test(what_is_missing_or_wrong_is_told_when_the_client_is_made),
        cmocka_unit_test(a_client_starts_nothing_before_its_first_call),
    };

    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
