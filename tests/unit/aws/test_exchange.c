#include "aws/exchange.h"

#include "aws/support_fake.h"
#include "aws/support_source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    HOUR_MS = 3600000
};

#define EXPIRED                                                                                \
    {                                                                                          \
        .status = 403, .error_type = "ExpiredTokenException", .body = "{\"message\":\"old\"}"  \
    }

struct fixture {
    struct arena *arena;
    struct fake_clock clock;
    struct fake_http http;
    struct play_source play;
    struct creds_io io;
    struct exchange exchange;
    struct http_reply reply;
    struct aws_error error;
};

static void set_up(struct fixture *f, const struct source_step *keys, size_t key_count,
                   const struct fake_step *steps, size_t count)
{
    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    support_clock_init(&f->clock);
    support_http_init(&f->http, &f->clock, steps, count);
    support_source_init(&f->play, &f->clock.clock, keys, key_count);
    f->io = (struct creds_io){ &f->http.http, &f->clock.clock, NULL };
    f->exchange = (struct exchange){
        .io = &f->io,
        .arena = f->arena,
        .max_attempts = 1,
        .endpoint = { STR("http://h/p/"), STR("h"), STR("/p/"), STR("the test") },
        .signer = creds_cache_new(&f->io, &f->play.source),
        .service = STR("svc"),
        .region = STR("eu-west-1"),
    };
}

static void tear_down(struct fixture *f)
{
    creds_source_free(creds_cache_source(f->exchange.signer));
    support_http_release(&f->http);
    arena_free(f->arena);
}

static enum status run(struct fixture *f)
{
    return exchange_run(&f->exchange, &f->reply, &f->error);
}

static bool signed_by(const struct fixture *f, size_t at, const char *id)
{
    struct str text = support_sent_header(&f->http, at, "Authorization");
    struct str key = arena_printf(f->arena, "Credential=%s/", id);

    return text.len > 0 && support_has(text.data, key.data);
}

/* A long apply outlives its session: it goes on with a new one. */
static void expired_credentials_are_replaced_and_the_request_sent_again(void **state)
{
    static const struct source_step keys[] = { { .id = "A", .lives_ms = HOUR_MS },
                                               { .id = "B", .lives_ms = HOUR_MS } };
    static const struct fake_step steps[] = { EXPIRED, { .status = 200, .body = "ok" } };
    struct fixture f;

    (void)state;
    set_up(&f, keys, ARRAY_LEN(keys), steps, ARRAY_LEN(steps));
    assert_int_equal(run(&f), STATUS_OK);
    assert_int_equal(f.http.sent_count, 2);
    assert_true(signed_by(&f, 0, "A"));
    assert_true(signed_by(&f, 1, "B"));
    assert_int_equal(f.clock.wait_count, 0);
    tear_down(&f);
}

static void they_are_replaced_once(void **state)
{
    static const struct source_step keys[] = { { .id = "A", .lives_ms = HOUR_MS },
                                               { .id = "B", .lives_ms = HOUR_MS },
                                               { .id = "C", .lives_ms = HOUR_MS } };
    static const struct fake_step steps[] = { EXPIRED };
    struct fixture f;

    (void)state;
    set_up(&f, keys, ARRAY_LEN(keys), steps, ARRAY_LEN(steps));
    assert_int_equal(run(&f), STATUS_DENIED);
    assert_int_equal(f.http.sent_count, 2);
    assert_true(support_has(f.error.message.data, "the credentials come from the play"));
    tear_down(&f);
}

static void keys_that_never_expire_are_not_replaced(void **state)
{
    static const struct source_step keys[] = { { .id = "A" } };
    static const struct fake_step steps[] = { EXPIRED };
    struct fixture f;

    (void)state;
    set_up(&f, keys, ARRAY_LEN(keys), steps, ARRAY_LEN(steps));
    assert_int_equal(run(&f), STATUS_DENIED);
    assert_int_equal(f.http.sent_count, 1);
    tear_down(&f);
}

static void without_credentials_nothing_is_sent(void **state)
{
    static const struct source_step keys[] = { { .status = STATUS_NOT_FOUND } };
    static const struct fake_step steps[] = { { .status = 200 } };
    struct fixture f;

    (void)state;
    set_up(&f, keys, ARRAY_LEN(keys), steps, ARRAY_LEN(steps));
    assert_int_equal(run(&f), STATUS_NOT_FOUND);
    assert_true(str_eq(f.error.message, STR("the play says no")));
    assert_int_equal(f.http.sent_count, 0);
    tear_down(&f);
}

static void without_a_signer_nothing_is_signed(void **state)
{
    static const struct source_step keys[] = { { .id = "A" } };
    static const struct fake_step steps[] = { { .status = 200, .body = "ok" } };
    static const struct http_header accept = { { "Accept", 6 }, { "application/json", 16 } };
    struct creds_cache *signer;
    struct fixture f;

    (void)state;
    set_up(&f, keys, ARRAY_LEN(keys), steps, ARRAY_LEN(steps));
    signer = f.exchange.signer;
    f.exchange.signer = NULL;
    f.exchange.method = "GET";
    f.exchange.query = STR("a=b");
    f.exchange.headers = &accept;
    f.exchange.header_count = 1;
    assert_int_equal(run(&f), STATUS_OK);
    assert_string_equal(f.http.sent[0].url.data, "http://h/p/?a=b");
    assert_string_equal(f.http.sent[0].headers.data, "Host: h\nAccept: application/json\n");
    assert_int_equal(f.play.retrieved, 0);
    f.exchange.signer = signer;
    tear_down(&f);
}

static void what_amazon_s_headers_say_is_signed(void **state)
{
    static const struct source_step keys[] = { { .id = "A" } };
    static const struct fake_step steps[] = { { .status = 200, .body = "ok" } };
    static const struct http_header headers[] = { { { "Content-Type", 12 }, { "x", 1 } },
                                                  { { "Accept", 6 }, { "y", 1 } },
                                                  { { "X-Amz-Target", 12 }, { "z", 1 } } };
    struct fixture f;

    (void)state;
    set_up(&f, keys, ARRAY_LEN(keys), steps, ARRAY_LEN(steps));
    f.exchange.headers = headers;
    f.exchange.header_count = ARRAY_LEN(headers);
    assert_int_equal(run(&f), STATUS_OK);
    assert_true(support_has(support_sent_header(&f.http, 0, "Authorization").data,
                            "SignedHeaders=content-type;host;x-amz-date;x-amz-target,"));
    assert_true(str_eq(support_sent_header(&f.http, 0, "Accept"), STR("y")));
    tear_down(&f);
}

/* The service throttles; with a rate limiter the next request waits for its turn. */
static void the_adaptive_mode_holds_requests_back(void **state)
{
    static const struct source_step keys[] = { { .id = "A" } };
    static const struct fake_step steps[] = {
        { .status = 400, .error_type = "ThrottlingException" }, { .status = 200, .body = "ok" }
    };
    struct fixture f;

    (void)state;
    set_up(&f, keys, ARRAY_LEN(keys), steps, ARRAY_LEN(steps));
    f.exchange.share.pace = retry_pace_new(&f.clock.clock);
    assert_int_equal(run(&f), STATUS_UNAVAILABLE);
    assert_int_equal(f.clock.wait_count, 0);
    assert_int_equal(run(&f), STATUS_OK);
    assert_int_equal(run(&f), STATUS_OK);
    assert_true(f.clock.wait_count > 0);
    retry_pace_free(f.exchange.share.pace);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expired_credentials_are_replaced_and_the_request_sent_again),
        cmocka_unit_test(they_are_replaced_once),
        cmocka_unit_test(keys_that_never_expire_are_not_replaced),
        cmocka_unit_test(without_credentials_nothing_is_sent),
        cmocka_unit_test(without_a_signer_nothing_is_signed),
        cmocka_unit_test(what_amazon_s_headers_say_is_signed),
        cmocka_unit_test(the_adaptive_mode_holds_requests_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
