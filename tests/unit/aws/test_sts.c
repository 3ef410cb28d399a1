#include "aws/sts.h"

#include "aws/support_fake.h"
#include "aws/support_source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ROLE_ANSWER                                                                            \
    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"                 \
    "<AssumeRoleResult><AssumedRoleUser><Arn>a</Arn></AssumedRoleUser><Credentials>"           \
    "<SessionToken>T+/=</SessionToken><AccessKeyId>ASIA</AccessKeyId>"                         \
    "<Expiration>2026-11-22T13:00:00Z</Expiration><SecretAccessKey>S&amp;</SecretAccessKey>"   \
    "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
#define ERROR_ANSWER(code, message)                                                            \
    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender"   \
    "</Type><Code>" code "</Code><Message>" message "</Message></Error><RequestId>x"           \
    "</RequestId></ErrorResponse>"
#define IDENTITY_ANSWER(arn)                                                                   \
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>" arn "</Arn><UserId>U"          \
    "</UserId><Account>0</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"

struct fixture {
    struct arena *arena;
    struct fake_clock clock;
    struct fake_http http;
    struct play_source play;
    struct creds_io io;
    struct creds_cache *signer;
    struct aws_role role;
    struct sts sts;
    struct creds creds;
    struct sts_identity identity;
    struct err err;
};

static const struct source_step key = { .id = "AKID" };

static void set_up(struct fixture *f, const struct fake_step *steps, size_t count)
{
    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    support_clock_init(&f->clock);
    support_http_init(&f->http, &f->clock, steps, count);
    support_source_init(&f->play, &f->clock.clock, &key, 1);
    f->io = (struct creds_io){ &f->http.http, &f->clock.clock, NULL };
    f->signer = creds_cache_new(&f->io, &f->play.source);
    f->role = (struct aws_role){ .role_arn = STR("arn:r"), .session_name = STR("me") };
    f->sts = (struct sts){ .io = &f->io,
                           .endpoint = endpoint_of_region(f->arena, ENDPOINT_STS,
                                                          ENDPOINT_PLAIN, STR("eu-west-1")),
                           .region = STR("eu-west-1"),
                           .max_attempts = EXCHANGE_CREDENTIAL_ATTEMPTS };
}

static void tear_down(struct fixture *f)
{
    creds_release(&f->creds);
    creds_source_free(creds_cache_source(f->signer));
    support_http_release(&f->http);
    arena_free(f->arena);
}

#define SET_UP(f, ...)                                                                         \
    static const struct fake_step steps[] = { __VA_ARGS__ };                                   \
    struct fixture f;                                                                          \
    (void)state;                                                                               \
    set_up(&(f), steps, ARRAY_LEN(steps))

static enum status assume(struct fixture *f, struct creds_cache *signer, const char *token)
{
    struct sts_assume request = { &f->role, signer, str_from(token), STR("the test") };

    return sts_assume_role(&f->sts, &request, NULL, &f->creds, &f->err);
}

static enum status identify(struct fixture *f)
{
    return sts_caller_identity(&f->sts, f->signer, f->arena, NULL, &f->identity, &f->err);
}

static void a_role_gives_credentials_with_an_end(void **state)
{
    SET_UP(f, { .status = 200, .body = ROLE_ANSWER });

    assert_int_equal(assume(&f, f.signer, ""), STATUS_OK);
    assert_string_equal(f.creds.access_key_id, "ASIA");
    assert_true(str_eq(secret_reveal(&f.creds.secret_key), STR("S&")));
    assert_true(str_eq(secret_reveal(&f.creds.session_token), STR("T+/=")));
    assert_true(f.creds.expires_at_ms == f.clock.wall_ms + 3600000);
    assert_string_equal(f.creds.origin, "the test");
    tear_down(&f);
}

static void all_of_a_role_is_in_the_form(void **state)
{
    static const struct str policies[] = { { "arn:p1", 6 }, { "arn:p2", 6 } };
    static const struct aws_tag tags[] = { { { "a b", 3 }, { "1", 1 } },
                                           { { "k", 1 }, { "", 0 } } };
    static const struct str transitive[] = { { "k", 1 } };
    SET_UP(f, { .status = 200, .body = ROLE_ANSWER });

    f.role.duration_s = 1800;
    f.role.external_id = STR("e~x");
    f.role.policy = STR("{\"V\":1}");
    f.role.source_identity = STR("who");
    f.role.policy_arns = policies;
    f.role.policy_arn_count = 2;
    f.role.tags = tags;
    f.role.tag_count = 2;
    f.role.transitive_tag_keys = transitive;
    f.role.transitive_tag_key_count = 1;
    assert_int_equal(assume(&f, f.signer, ""), STATUS_OK);
    assert_string_equal(
        f.http.sent[0].body.data,
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Ar&RoleSessionName=me"
        "&Policy=%7B%22V%22%3A1%7D&ExternalId=e~x&SourceIdentity=who&DurationSeconds=1800"
        "&PolicyArns.member.1.arn=arn%3Ap1&PolicyArns.member.2.arn=arn%3Ap2"
        "&Tags.member.1.Key=a%20b&Tags.member.1.Value=1&Tags.member.2.Key=k"
        "&Tags.member.2.Value=&TransitiveTagKeys.member.1=k");
    tear_down(&f);
}

static void a_web_identity_is_not_signed_and_has_no_usual_length(void **state)
{
    SET_UP(f, { .status = 200, .body = ROLE_ANSWER });

    assert_int_equal(assume(&f, NULL, "tok"), STATUS_OK);
    assert_string_equal(f.http.sent[0].body.data,
                        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Ar"
                        "&RoleSessionName=me&WebIdentityToken=tok");
    assert_int_equal(support_sent_header(&f.http, 0, "Authorization").len, 0);
    assert_int_equal(support_sent_header(&f.http, 0, "X-Amz-Date").len, 0);
    tear_down(&f);
}

static void the_account_comes_from_the_arn(void **state)
{
    SET_UP(f, { .status = 200,
                .body = IDENTITY_ANSWER("arn:aws-cn:sts::012345678901:assumed-role/r/s:x") });

    assert_int_equal(identify(&f), STATUS_OK);
    assert_true(str_eq(f.identity.account_id, STR("012345678901")));
    tear_down(&f);
}

static void an_answer_of_somebody_else_is_no_identity(void **state)
{
    static const char *const bodies[] = { "", "{}", "<html/>", IDENTITY_ANSWER("root"),
                                          IDENTITY_ANSWER("arn:aws:iam:::root") };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        struct fake_step step = { .status = 200, .body = bodies[i] };
        struct fixture f;

        set_up(&f, &step, 1);
        assert_int_equal(identify(&f), STATUS_UNAVAILABLE);
        assert_true(support_has(f.err.text, "operation error STS: GetCallerIdentity"));
        tear_down(&f);
    }
}

static void a_refusal_says_what_the_service_says(void **state)
{
    SET_UP(f, { .status = 403,
                .body = ERROR_ANSWER("InvalidClientTokenId", "The token is &lt;invalid&gt;") });

    assert_int_equal(identify(&f), STATUS_DENIED);
    assert_true(support_has(f.err.text,
                            "operation error STS: GetCallerIdentity, https response error "
                            "StatusCode: 403, RequestID: request-1, api error "
                            "InvalidClientTokenId: The token is <invalid>"));
    assert_int_equal(f.http.sent_count, 1);
    tear_down(&f);
}

static void moto_nests_its_errors_one_deeper(void **state)
{
    SET_UP(f, { .status = 403,
                .body = "<ErrorResponse><Errors><Error><Code>AccessDenied</Code><Message>no"
                        "</Message></Error></Errors></ErrorResponse>" });

    assert_int_equal(assume(&f, f.signer, ""), STATUS_DENIED);
    assert_true(support_has(f.err.text, "api error AccessDenied: no"));
    tear_down(&f);
}

static void three_attempts_are_made(void **state)
{
    SET_UP(f, { .status = 503, .body = ERROR_ANSWER("ServiceUnavailable", "later") });

    assert_int_equal(assume(&f, f.signer, ""), STATUS_UNAVAILABLE);
    assert_int_equal(f.http.sent_count, 3);
    tear_down(&f);
}

static void each_lost_answer_is_made_up_for(void **state)
{
    (void)state;
    for (size_t lost = 0; lost < 3; lost++) {
        struct fake_step steps[3];
        struct fixture f;

        for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
            steps[i] = i < lost ? (struct fake_step){ .kind = HTTP_BROKEN }
                                : (struct fake_step){ .status = 200, .body = ROLE_ANSWER };
        }
        set_up(&f, steps, ARRAY_LEN(steps));
        assert_int_equal(assume(&f, f.signer, ""), STATUS_OK);
        assert_int_equal(f.http.sent_count, lost + 1);
        tear_down(&f);
    }
}

static void no_failure_shows_what_an_answer_holds(void **state)
{
    SET_UP(f, { .status = 200,
                .body = "<r><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>TOPSECRET"
                        "</SecretAccessKey></Credentials></r>" });

    assert_int_equal(assume(&f, f.signer, ""), STATUS_UNAVAILABLE);
    assert_true(support_has(f.err.text, "the answer has no SessionToken"));
    assert_null(strstr(f.err.text, "TOPSECRET"));
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_gives_credentials_with_an_end),
        cmocka_unit_test(all_of_a_role_is_in_the_form),
        cmocka_unit_test(a_web_identity_is_not_signed_and_has_no_usual_length),
        cmocka_unit_test(the_account_comes_from_the_arn),
        cmocka_unit_test(an_answer_of_somebody_else_is_no_identity),
        cmocka_unit_test(a_refusal_says_what_the_service_says),
        cmocka_unit_test(moto_nests_its_errors_one_deeper),
        cmocka_unit_test(three_attempts_are_made),
        cmocka_unit_test(each_lost_answer_is_made_up_for),
        cmocka_unit_test(no_failure_shows_what_an_answer_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
