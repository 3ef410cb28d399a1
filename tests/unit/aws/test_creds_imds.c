#include "aws/creds_imds.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define URL "http://169.254.169.254"
#define ROLES "/latest/meta-data/iam/security-credentials/"
#define IN_6_HOURS "2026-11-22T18:00:00Z"
#define IN_20_MINUTES "2026-11-22T12:20:00Z"
#define GONE "2026-11-22T11:59:59Z"
#define KEYS "\"AccessKeyId\": \"AK\", \"SecretAccessKey\": \"S3CRET\", \"Token\": \"T0KEN\""
#define ANSWER(until) "{\"Code\": \"Success\", " KEYS ", \"Expiration\": \"" until "\"}"

enum {
    MINUTE_MS = 60 * 1000,
    HOUR_MS = 60 * MINUTE_MS
};

static const int64_t now_ms = 1795348800000;

#define TOKEN_STEP                                                                             \
    {                                                                                          \
        .status = 200, .body = "S3CRET-TOKEN", .token_ttl = "300"                              \
    }
#define ROLE_STEP                                                                              \
    {                                                                                          \
        .status = 200, .body = "my-role\nother"                                                \
    }

struct world {
    struct fake_clock clock;
    struct fake_http http;
    struct creds_io io;
    struct creds_source *source;
    struct stop *stop;
    struct creds creds;
    struct err err;
};

static void open_world(struct world *world, const struct creds_imds_options *options,
                       const struct fake_step *steps, size_t step_count)
{
    *world = (struct world){ .stop = stop_new() };
    support_clock_init(&world->clock);
    support_http_init(&world->http, &world->clock, steps, step_count);
    world->io = (struct creds_io){ &world->http.http, &world->clock.clock, NULL };
    world->source = creds_imds_new(&world->io, options);
}

static void open_usual(struct world *world, const struct fake_step *steps, size_t step_count)
{
    static const struct creds_imds_options options = { .url = { URL, sizeof(URL) - 1 } };

    open_world(world, &options, steps, step_count);
}

static enum status get(struct world *world)
{
    enum status status;

    creds_release(&world->creds);
    world->err.text[0] = '\0';
    status = creds_retrieve(world->source, world->stop, &world->creds, &world->err);
    assert_null(strstr(world->err.text, "S3CRET"));
    if (status == STATUS_OK) {
        assert_string_equal(world->creds.access_key_id, "AK");
        assert_true(str_eq(secret_reveal(&world->creds.secret_key), STR("S3CRET")));
        assert_true(str_eq(secret_reveal(&world->creds.session_token), STR("T0KEN")));
    }
    return status;
}

static void close_world(struct world *world)
{
    creds_release(&world->creds);
    creds_source_free(world->source);
    support_http_release(&world->http);
    stop_free(world->stop);
}

static void expect_sent(const struct world *world, size_t at, const char *method,
                        const char *path, const char *token)
{
    struct arena *arena = arena_new();
    const struct fake_sent *sent = &world->http.sent[at];
    struct str url = arena_printf(arena, URL "%s", path);

    assert_true(at < world->http.sent_count);
    if (!str_eq(sent->url, url) || !str_eq(sent->method, str_from(method)) ||
        !str_eq(support_sent_header(&world->http, at, "x-aws-ec2-metadata-token"),
                str_from(token))) {
        fail_msg("request %zu is %.*s %.*s\n%.*s", at, STR_ARG(sent->method),
                 STR_ARG(sent->url), STR_ARG(sent->headers));
    }
    assert_int_equal(sent->body.len, 0);
    arena_free(arena);
}

static void a_token_then_the_role_then_its_keys_are_asked_for(void **state)
{
    static const struct fake_step steps[] = {
        TOKEN_STEP, ROLE_STEP, { .status = 200, .body = ANSWER(IN_20_MINUTES) }
    };
    struct world world;

    (void)state;
    open_usual(&world, steps, ARRAY_LEN(steps));
    assert_int_equal(get(&world), STATUS_OK);
    assert_int_equal(world.creds.expires_at_ms, now_ms + 20 * MINUTE_MS);
    assert_string_equal(world.creds.origin, "the role my-role of the EC2 instance");
    assert_int_equal(world.http.sent_count, 3);
    expect_sent(&world, 0, "PUT", "/latest/api/token", NULL);
    assert_true(
        str_eq(support_sent_header(&world.http, 0, "x-aws-ec2-metadata-token-ttl-seconds"),
               STR("300")));
    assert_true(str_eq(support_sent_header(&world.http, 0, "Host"), STR("169.254.169.254")));
    expect_sent(&world, 1, "GET", ROLES, "S3CRET-TOKEN");
    expect_sent(&world, 2, "GET", ROLES "my-role", "S3CRET-TOKEN");
    close_world(&world);
}

static void keys_are_given_for_an_hour_at_the_most(void **state)
{
    static const char *const bodies[] = { ANSWER(IN_6_HOURS), "{" KEYS "}" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        const struct fake_step steps[] = { TOKEN_STEP,
                                           ROLE_STEP,
                                           { .status = 200, .body = bodies[i] } };
        struct world world;

        open_usual(&world, steps, ARRAY_LEN(steps));
        assert_int_equal(get(&world), STATUS_OK);
        assert_int_equal(world.creds.expires_at_ms, now_ms + HOUR_MS);
        close_world(&world);
    }
}

static void a_token_is_used_until_it_expires(void **state)
{
    static const struct fake_step steps[] = {
        TOKEN_STEP,
        ROLE_STEP,
        { .status = 200, .body = ANSWER(IN_6_HOURS) },
        ROLE_STEP,
        { .status = 200, .body = ANSWER(IN_6_HOURS) },
        { .status = 200, .body = "second", .token_ttl = "junk" },
        ROLE_STEP,
        { .status = 200, .body = ANSWER(IN_6_HOURS) },
    };
    struct world world;

    (void)state;
    open_usual(&world, steps, ARRAY_LEN(steps));
    assert_int_equal(get(&world), STATUS_OK);
    world.clock.mono_ms += 299999;
    assert_int_equal(get(&world), STATUS_OK);
    expect_sent(&world, 3, "GET", ROLES, "S3CRET-TOKEN");
    world.clock.mono_ms += 1;
    assert_int_equal(get(&world), STATUS_OK);
    expect_sent(&world, 5, "PUT", "/latest/api/token", NULL);
    expect_sent(&world, 7, "GET", ROLES "my-role", "second");
    close_world(&world);
}

static void a_refused_token_is_replaced_once(void **state)
{
    static const struct fake_step steps[] = {
        TOKEN_STEP,
        { .status = 401 },
        { .status = 200, .body = "second" },
        ROLE_STEP,
        { .status = 200, .body = ANSWER(IN_6_HOURS) },
        { .status = 401 },
        { .status = 200, .body = "third" },
        { .status = 401 },
    };
    struct world world;

    (void)state;
    open_usual(&world, steps, ARRAY_LEN(steps) - 3);
    assert_int_equal(get(&world), STATUS_OK);
    expect_sent(&world, 2, "PUT", "/latest/api/token", NULL);
    expect_sent(&world, 3, "GET", ROLES, "second");
    close_world(&world);
    open_usual(&world, steps + 4, 4);
    world.http.steps = (const struct fake_step[]){ TOKEN_STEP, steps[5], steps[6], steps[7] };
    assert_int_equal(get(&world), STATUS_DENIED);
    assert_int_equal(world.http.sent_count, 4);
    assert_true(support_has(world.err.text, "StatusCode: 401"));
    close_world(&world);
}

static void without_tokens_version_1_is_used(void **state)
{
    static const struct fake_step answers[] = {
        { .status = 403 },
        { .status = 404 },
        { .status = 405 },
        { .kind = HTTP_TIMED_OUT, .maybe_processed = true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        const struct fake_step refusal = answers[i];
        size_t tries = refusal.status == 0 ? 3 : 1;
        struct fake_step steps[7] = { refusal, refusal, refusal };
        struct world world;

        steps[tries] = (struct fake_step)ROLE_STEP;
        steps[tries + 1] = (struct fake_step){ .status = 200, .body = ANSWER(IN_6_HOURS) };
        steps[tries + 2] = (struct fake_step)ROLE_STEP;
        steps[tries + 3] = steps[tries + 1];
        open_usual(&world, steps, tries + 4);
        assert_int_equal(get(&world), STATUS_OK);
        expect_sent(&world, tries, "GET", ROLES, NULL);
        expect_sent(&world, tries + 1, "GET", ROLES "my-role", NULL);
        assert_int_equal(get(&world), STATUS_OK);
        assert_int_equal(world.http.sent_count, tries + 4);
        expect_sent(&world, tries + 2, "GET", ROLES, NULL);
        close_world(&world);
    }
}

static void version_1_is_given_up_when_a_token_is_asked_for(void **state)
{
    static const struct fake_step steps[] = {
        { .status = 404 },
        ROLE_STEP,
        { .status = 200, .body = ANSWER(IN_6_HOURS) },
        { .status = 401 },
        TOKEN_STEP,
        ROLE_STEP,
        { .status = 200, .body = ANSWER(IN_6_HOURS) },
    };
    struct world world;

    (void)state;
    open_usual(&world, steps, ARRAY_LEN(steps));
    assert_int_equal(get(&world), STATUS_OK);
    assert_int_equal(get(&world), STATUS_OK);
    assert_int_equal(world.http.sent_count, ARRAY_LEN(steps));
    expect_sent(&world, 3, "GET", ROLES, NULL);
    expect_sent(&world, 6, "GET", ROLES "my-role", "S3CRET-TOKEN");
    close_world(&world);
}

static void version_1_is_not_used_when_it_is_switched_off(void **state)
{
    static const struct fake_step step = { .status = 403 };
    static const struct creds_imds_options options = { .v1_disabled = true,
                                                       .url = { URL, sizeof(URL) - 1 } };
    struct world world;

    (void)state;
    open_world(&world, &options, &step, 1);
    assert_int_equal(get(&world), STATUS_DENIED);
    assert_int_equal(world.http.sent_count, 1);
    assert_true(support_has(world.err.text, "AWS_EC2_METADATA_V1_DISABLED"));
    close_world(&world);
}

static const struct refusal {
    struct fake_step steps[3];
    size_t sent;
    enum status status;
    const char *says;
} refusals[] = {
    { { { .kind = HTTP_TIMED_OUT } },
      3,
      STATUS_UNAVAILABLE,
      "no EC2 IMDS role found: operation error ec2imds: getToken, after 3 attempts, " },
    { { { .kind = HTTP_NO_ANSWER } }, 3, STATUS_UNAVAILABLE, "skip_metadata_api_check" },
    { { { .status = 400 } }, 1, STATUS_INVALID, "StatusCode: 400" },
    { { { .status = 500 } }, 3, STATUS_UNAVAILABLE, "StatusCode: 500" },
    { { { .status = 200, .body = "no token, S3CRET" } },
      1,
      STATUS_INVALID,
      "the answer is not a token" },
    { { { .status = 200, .body = "" } }, 1, STATUS_INVALID, "the answer is not a token" },
    { { TOKEN_STEP, { .status = 404, .body = "<html>S3CRET" } },
      2,
      STATUS_NOT_FOUND,
      "no EC2 IMDS role found: operation error ec2imds: GetMetadata, https response error "
      "StatusCode: 404" },
    { { TOKEN_STEP, { .status = 200, .body = "\n" } },
      2,
      STATUS_NOT_FOUND,
      "no EC2 IMDS role found: the instance has no role; if this is no EC2 instance, give "
      "credentials in another way, or set skip_metadata_api_check = true" },
    { { TOKEN_STEP, { .status = 200, .body = "<html>S3CRET</html>" } },
      2,
      STATUS_INVALID,
      "is not the name of a role" },
    { { TOKEN_STEP, { .status = 200, .body = "a/../b" } },
      2,
      STATUS_INVALID,
      "is not the name of a role" },
    { { TOKEN_STEP, ROLE_STEP, { .status = 200, .body = "S3CRET" } },
      3,
      STATUS_INVALID,
      "is not a JSON object" },
    { { TOKEN_STEP, ROLE_STEP, { .status = 200, .body = "{\"AccessKeyId\": \"S3CRET\"}" } },
      3,
      STATUS_INVALID,
      "missing SecretAccessKey in the credentials that EC2 IMDS gives" },
    { { TOKEN_STEP,
        ROLE_STEP,
        { .status = 200,
          .body = "{\"Code\": \"AssumeRoleUnauthorizedAccess\", \"Message\": \"may not\"}" } },
      3,
      STATUS_DENIED,
      "api error AssumeRoleUnauthorizedAccess: may not" },
    { { { .kind = HTTP_STOPPED } }, 1, STATUS_STOPPED, "" },
};

static void where_there_is_no_instance_the_text_says_what_to_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        struct world world;
        enum status status;
        size_t count = refusals[i].steps[2].status ? 3 : refusals[i].steps[1].status ? 2 : 1;

        open_usual(&world, refusals[i].steps, count);
        status = get(&world);
        if (status != refusals[i].status || world.http.sent_count != refusals[i].sent ||
            !support_has(world.err.text, refusals[i].says)) {
            fail_msg("row %zu: status %d after %zu requests: %s", i, (int)status,
                     world.http.sent_count, world.err.text);
        }
        close_world(&world);
    }
}

static void a_service_that_is_switched_off_is_not_asked(void **state)
{
    static const struct fake_step step = { .status = 200 };
    static const struct creds_imds_options options = { .disabled = true,
                                                       .url = { URL, sizeof(URL) - 1 } };
    struct world world;
    struct str region;

    (void)state;
    open_world(&world, &options, &step, 1);
    assert_int_equal(get(&world), STATUS_NOT_FOUND);
    assert_string_equal(world.err.text,
                        "no EC2 IMDS role found: access disabled to EC2 IMDS by "
                        "skip_metadata_api_check or AWS_EC2_METADATA_DISABLED");
    assert_int_equal(
        creds_imds_region(world.source, world.http.arena, world.stop, &region, &world.err),
        STATUS_NOT_FOUND);
    assert_int_equal(world.http.sent_count, 0);
    close_world(&world);
}

static void old_keys_live_on_while_the_service_has_no_new_ones(void **state)
{
    static const struct fake_step steps[] = {
        TOKEN_STEP, ROLE_STEP, { .status = 200, .body = ANSWER(IN_20_MINUTES) }
    };
    static const struct fake_step broken = { .status = 500 };
    static const struct fake_step stopped = { .kind = HTTP_STOPPED };
    struct world world;

    (void)state;
    open_usual(&world, steps, ARRAY_LEN(steps));
    assert_int_equal(get(&world), STATUS_OK);
    world.http.steps = &broken;
    world.http.step_count = 1;
    world.clock.wall_ms = now_ms + 19 * MINUTE_MS;
    world.clock.random = 0;
    assert_int_equal(get(&world), STATUS_OK);
    assert_true(world.creds.expires_at_ms >= now_ms + 24 * MINUTE_MS);
    assert_true(world.creds.expires_at_ms <= now_ms + 34 * MINUTE_MS + HOUR_MS);
    world.clock.wall_ms = now_ms + 3 * HOUR_MS;
    assert_int_equal(get(&world), STATUS_OK);
    assert_true(world.creds.expires_at_ms >= now_ms + 3 * HOUR_MS + 5 * MINUTE_MS);
    world.http.steps = &stopped;
    assert_int_equal(get(&world), STATUS_STOPPED);
    close_world(&world);
}

static void expired_keys_are_given_for_a_while(void **state)
{
    static const struct fake_step steps[] = { TOKEN_STEP,
                                              ROLE_STEP,
                                              { .status = 200, .body = ANSWER(GONE) } };
    struct world world;

    (void)state;
    open_usual(&world, steps, ARRAY_LEN(steps));
    assert_int_equal(get(&world), STATUS_OK);
    assert_int_equal(world.creds.expires_at_ms, now_ms + 5 * MINUTE_MS);
    close_world(&world);
}

static void the_region_is_read_from_the_identity_document(void **state)
{
    static const struct {
        struct fake_step step;
        enum status status;
        const char *says;
    } rows[] = {
        { { .status = 200, .body = "{\"region\": \"eu-west-1\", \"accountId\": \"1\"}" },
          STATUS_OK,
          "" },
        { { .status = 200, .body = "{}" }, STATUS_INVALID, "names no region" },
        { { .status = 200, .body = "S3CRET" }, STATUS_INVALID, "names no region" },
        { { .status = 404 }, STATUS_NOT_FOUND, "StatusCode: 404" },
        { { .kind = HTTP_BROKEN }, STATUS_UNAVAILABLE, "operation error ec2imds" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct fake_step steps[] = { TOKEN_STEP, rows[i].step };
        struct str region = STR("untouched");
        struct world world;
        enum status status;

        open_usual(&world, steps, ARRAY_LEN(steps));
        status =
            creds_imds_region(world.source, world.http.arena, world.stop, &region, &world.err);
        if (status != rows[i].status || !support_has(world.err.text, rows[i].says)) {
            fail_msg("row %zu: status %d: %s", i, (int)status, world.err.text);
        }
        assert_null(strstr(world.err.text, "S3CRET"));
        assert_true(str_eq(region, status == STATUS_OK ? STR("eu-west-1") : STR("untouched")));
        expect_sent(&world, 1, "GET", "/latest/dynamic/instance-identity/document",
                    "S3CRET-TOKEN");
        close_world(&world);
    }
}

/* A service that answers by what is asked. */
static const struct fake_step *choose(void *self, const struct http_request *request)
{
    static const struct fake_step token = TOKEN_STEP;
    static const struct fake_step role = ROLE_STEP;
    static const struct fake_step keys = { .status = 200, .body = ANSWER(IN_6_HOURS) };

    (void)self;
    return str_ends_with(request->url, STR("token"))     ? &token
           : str_ends_with(request->url, STR("my-role")) ? &keys
                                                         : &role;
}

static void run(void *self, bool is_whole)
{
    struct world *world = self;
    static const struct creds_imds_options options = { .url = { URL, sizeof(URL) - 1 } };
    enum status status;

    creds_source_free(world->source);
    world->source = creds_imds_new(&world->io, &options);
    status = get(world);
    assert_true(status == STATUS_OK || !is_whole);
    assert_true(status == STATUS_OK || status == STATUS_STOPPED || world->err.text[0] != '\0');
}

static void each_fault_ends_in_keys_or_in_a_text(void **state)
{
    struct world world;

    (void)state;
    open_usual(&world, NULL, 0);
    world.http.choose = choose;
    support_http_each_fault(&world.http, run, &world);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_then_the_role_then_its_keys_are_asked_for),
        cmocka_unit_test(keys_are_given_for_an_hour_at_the_most),
        cmocka_unit_test(a_token_is_used_until_it_expires),
        cmocka_unit_test(a_refused_token_is_replaced_once),
        cmocka_unit_test(without_tokens_version_1_is_used),
        cmocka_unit_test(version_1_is_given_up_when_a_token_is_asked_for),
        cmocka_unit_test(version_1_is_not_used_when_it_is_switched_off),
        cmocka_unit_test(where_there_is_no_instance_the_text_says_what_to_do),
        cmocka_unit_test(a_service_that_is_switched_off_is_not_asked),
        cmocka_unit_test(old_keys_live_on_while_the_service_has_no_new_ones),
        cmocka_unit_test(expired_keys_are_given_for_a_while),
        cmocka_unit_test(the_region_is_read_from_the_identity_document),
        cmocka_unit_test(each_fault_ends_in_keys_or_in_a_text),
    };

    return cmocka_run_group_tests_name("creds_imds", tests, NULL, NULL);
}
