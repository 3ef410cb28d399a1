#include "aws/http.h"
#include "aws/support_fake.h"
#include "aws/support_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    THREADS = 50,
    CALLS_EACH = 10,
    LONG_BODY_BYTES = 1500000 /* over 1 MiB libcurl would ask whether to go on */
};

struct fixture {
    struct server server;
    struct arena *arena;
    struct stop *stop;
    struct http_curl_options options;
    struct http *http;
    struct http_header headers[2];
    struct http_request request;
    struct http_reply reply;
    struct http_failure failure;
};

static void set_up(struct fixture *f, const enum server_action *actions, size_t count)
{
    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    f->stop = stop_new();
    support_server_start(&f->server, actions, count);
    f->options = (struct http_curl_options){ .user_agent = STR("unit-test/1") };
    f->headers[0] = (struct http_header){ STR("X-One"), STR("first") };
    f->headers[1] = (struct http_header){ STR("X-Two"), STR("second") };
    f->request = (struct http_request){
        .url = arena_printf(f->arena, "http://127.0.0.1:%d/path/", f->server.port),
        .headers = f->headers,
        .header_count = ARRAY_LEN(f->headers),
        .body = STR("the body"),
    };
}

static bool send_once(struct fixture *f)
{
    if (!f->http) {
        f->http = http_curl_new(&f->options);
    }
    return http_send(f->http, f->arena, f->stop, &f->request, &f->reply, &f->failure);
}

static void tear_down(struct fixture *f)
{
    http_free(f->http);
    support_server_stop(&f->server);
    stop_free(f->stop);
    arena_free(f->arena);
}

#define SET_UP(f, ...)                                                                         \
    static const enum server_action actions[] = { __VA_ARGS__ };                               \
    struct fixture f;                                                                          \
    (void)state;                                                                               \
    set_up(&(f), actions, ARRAY_LEN(actions))

static void assert_failure(struct fixture *f, enum http_failure_kind kind, bool maybe_processed)
{
    assert_false(send_once(f));
    if (f->failure.kind != kind) {
        fail_msg("kind %d: %.*s", (int)f->failure.kind, STR_ARG(f->failure.cause));
    }
    assert_int_equal(f->failure.maybe_processed, maybe_processed);
    assert_true(f->failure.cause.len > 0);
}

static void a_request_arrives_as_it_was_made(void **state)
{
    const char *echo;
    SET_UP(f, SERVER_ECHO);

    assert_true(send_once(&f));
    echo = f.reply.body.data;
    assert_true(str_starts_with(f.reply.body, STR("POST /path/ HTTP/1.1\r\n")));
    assert_true(support_has(echo, "\r\nX-One: first\r\n"));
    assert_true(support_has(echo, "\r\nX-Two: second\r\n"));
    assert_true(support_has(echo, "\r\nUser-Agent: unit-test/1\r\n"));
    assert_true(support_has(echo, "\r\nContent-Length: 8\r\n"));
    assert_null(strcasestr(echo, "expect:"));
    assert_true(str_ends_with(f.reply.body, STR("\r\n\r\nthe body")));
    tear_down(&f);
}

static void an_answer_comes_back_with_its_headers(void **state)
{
    SET_UP(f, SERVER_ECHO);

    assert_true(send_once(&f));
    assert_int_equal(f.reply.status, 200);
    assert_true(str_eq(f.reply.fields[HTTP_AGE], STR("7")));
    assert_true(str_eq(f.reply.fields[HTTP_CONTENT_TYPE], STR("text/plain")));
    assert_true(str_eq(f.reply.fields[HTTP_DATE], STR("Sun, 22 Nov 2026 12:00:00 GMT")));
    assert_true(str_eq(f.reply.fields[HTTP_ERROR_TYPE], STR("Some")));
    assert_true(str_eq(f.reply.fields[HTTP_REQUEST_ID], STR("request-1")));
    assert_true(str_eq(f.reply.fields[HTTP_RETRY_AFTER], STR("5")));
    assert_true(str_eq(f.reply.fields[HTTP_TOKEN_TTL], STR("300")));
    tear_down(&f);
}

static void headers_of_a_100_do_not_stay(void **state)
{
    SET_UP(f, SERVER_CONTINUE);

    assert_true(send_once(&f));
    assert_int_equal(f.reply.status, 200);
    assert_true(str_eq(f.reply.fields[HTTP_REQUEST_ID], STR("request-1")));
    assert_true(str_eq(f.reply.fields[HTTP_AGE], STR("7")));
    tear_down(&f);
}

static void a_long_body_is_sent_whole_and_an_empty_one_too(void **state)
{
    char *body;
    SET_UP(f, SERVER_ECHO);

    body = arena_alloc(f.arena, LONG_BODY_BYTES, 1);
    memset(body, 'x', LONG_BODY_BYTES);
    f.request.body = (struct str){ body, LONG_BODY_BYTES };
    assert_true(send_once(&f));
    assert_true(str_ends_with(f.reply.body, f.request.body));
    assert_null(strcasestr(f.reply.body.data, "expect:"));
    f.request.body = (struct str){ NULL, 0 };
    assert_true(send_once(&f));
    assert_true(support_has(f.reply.body.data, "\r\nContent-Length: 0\r\n"));
    tear_down(&f);
}

static void calls_in_a_row_share_a_connection(void **state)
{
    SET_UP(f, SERVER_ECHO);

    for (int i = 0; i < 20; i++) {
        assert_true(send_once(&f));
    }
    assert_int_equal(f.server.connection_count, 1);
    assert_int_equal(f.server.request_count, 20);
    tear_down(&f);
}

static void *send_many(void *self)
{
    struct fixture *f = self;

    for (int i = 0; i < CALLS_EACH; i++) {
        struct arena *arena = arena_new();
        struct http_reply reply;
        struct http_failure failure;

        assert_true(http_send(f->http, arena, f->stop, &f->request, &reply, &failure));
        assert_int_equal(reply.status, 200);
        arena_free(arena);
    }
    return NULL;
}

static void fifty_callers_at_once_need_at_most_fifty_connections(void **state)
{
    pthread_t threads[THREADS];
    SET_UP(f, SERVER_ECHO);

    f.http = http_curl_new(&f.options);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, send_many, &f), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(f.server.request_count, THREADS * CALLS_EACH);
    assert_true(f.server.connection_count <= THREADS);
    tear_down(&f);
}

static void *stop_when_read(void *self)
{
    struct fixture *f = self;

    support_server_await(&f->server, 1);
    stop_trigger(f->stop);
    return NULL;
}

static void a_stop_ends_a_call_that_nobody_answers(void **state)
{
    pthread_t thread;
    SET_UP(f, SERVER_SILENT);

    assert_int_equal(pthread_create(&thread, NULL, stop_when_read, &f), 0);
    assert_failure(&f, HTTP_STOPPED, true);
    pthread_join(thread, NULL);
    tear_down(&f);
}

static void *stop_and_release(void *self)
{
    struct fixture *f = self;

    support_server_await(&f->server, 1);
    stop_trigger(f->stop);
    support_server_release(&f->server);
    return NULL;
}

static void an_answer_within_the_grace_of_a_stop_is_taken(void **state)
{
    pthread_t thread;
    SET_UP(f, SERVER_HELD);

    f.request.stop_grace_ms = 60000;
    assert_int_equal(pthread_create(&thread, NULL, stop_and_release, &f), 0);
    assert_true(send_once(&f));
    assert_int_equal(f.reply.status, 200);
    pthread_join(thread, NULL);
    tear_down(&f);
}

static void a_stop_ends_a_call_after_its_grace(void **state)
{
    pthread_t thread;
    SET_UP(f, SERVER_SILENT);

    f.request.stop_grace_ms = 50;
    assert_int_equal(pthread_create(&thread, NULL, stop_when_read, &f), 0);
    assert_failure(&f, HTTP_STOPPED, true);
    pthread_join(thread, NULL);
    tear_down(&f);
}

static void a_stop_before_the_call_keeps_it_from_being_sent(void **state)
{
    SET_UP(f, SERVER_ECHO);

    stop_trigger(f.stop);
    assert_failure(&f, HTTP_STOPPED, false);
    assert_int_equal(f.server.connection_count, 0);
    tear_down(&f);
}

static void without_a_stop_a_call_just_runs(void **state)
{
    SET_UP(f, SERVER_ECHO);

    f.http = http_curl_new(&f.options);
    assert_true(http_send(f.http, f.arena, NULL, &f.request, &f.reply, &f.failure));
    tear_down(&f);
}

static void a_connection_reset_at_once_fails_as_one_that_can_be_tried_again(void **state)
{
    SET_UP(f, SERVER_RESET_EARLY);

    /* It may be reset while it is made, or later. */
    assert_false(send_once(&f));
    assert_true(f.failure.kind == HTTP_BROKEN || f.failure.kind == HTTP_NO_ANSWER);
    tear_down(&f);
}

static void a_connection_reset_after_the_request_may_have_had_effect(void **state)
{
    SET_UP(f, SERVER_RESET_LATE);

    assert_failure(&f, HTTP_BROKEN, true);
    tear_down(&f);
}

static void a_reset_of_a_connection_in_use_is_not_hidden_by_sending_again(void **state)
{
    SET_UP(f, SERVER_ECHO, SERVER_RESET_LATE, SERVER_ECHO);

    assert_true(send_once(&f));
    assert_failure(&f, HTTP_BROKEN, true);
    assert_int_equal(f.server.request_count, 2);
    assert_true(send_once(&f));
    assert_int_equal(f.server.request_count, 3);
    tear_down(&f);
}

static void an_answer_that_ends_early_is_broken(void **state)
{
    SET_UP(f, SERVER_CUT);

    assert_failure(&f, HTTP_BROKEN, true);
    tear_down(&f);
}

static void what_is_not_http_is_refused(void **state)
{
    SET_UP(f, SERVER_GARBAGE);

    assert_failure(&f, HTTP_REFUSED, true);
    tear_down(&f);
}

static void an_answer_over_the_ceiling_is_refused(void **state)
{
    SET_UP(f, SERVER_LARGE);

    f.options.body_bytes = 1999;
    assert_failure(&f, HTTP_TOO_LARGE, true);
    assert_true(support_has(f.failure.cause.data, "larger than 1999 bytes"));
    tear_down(&f);
}

static void an_answer_of_just_the_ceiling_is_taken(void **state)
{
    SET_UP(f, SERVER_LARGE);

    f.options.body_bytes = 2000;
    assert_true(send_once(&f));
    assert_int_equal(f.reply.body.len, 2000);
    tear_down(&f);
}

static void an_answer_that_takes_too_long_is_given_up(void **state)
{
    SET_UP(f, SERVER_SILENT);

    f.options.total_ms = 100;
    assert_failure(&f, HTTP_TIMED_OUT, true);
    tear_down(&f);
}

static void a_closed_port_is_no_answer(void **state)
{
    SET_UP(f, SERVER_ECHO);

    f.request.url = STR("http://127.0.0.1:1/");
    assert_failure(&f, HTTP_NO_ANSWER, false);
    assert_true(support_has(f.failure.cause.data, "Connection refused"));
    tear_down(&f);
}

static void a_url_that_is_none_is_refused(void **state)
{
    SET_UP(f, SERVER_ECHO);

    f.request.url = STR("http://");
    assert_failure(&f, HTTP_REFUSED, false);
    f.request.url = STR("file:///etc/passwd");
    assert_failure(&f, HTTP_REFUSED, false);
    tear_down(&f);
}

static void a_redirect_is_not_followed(void **state)
{
    SET_UP(f, SERVER_REDIRECT);

    assert_true(send_once(&f));
    assert_int_equal(f.reply.status, 301);
    assert_int_equal(f.server.request_count, 1);
    tear_down(&f);
}

static void a_proxy_is_asked_for_what_is_no_exception(void **state)
{
    SET_UP(f, SERVER_ECHO);

    f.options.proxy.http = arena_printf(f.arena, "http://127.0.0.1:%d", f.server.port);
    f.options.proxy.https = STR("http://127.0.0.1:1");
    f.options.proxy.none = STR("other.example");
    f.request.url = STR("http://service.example/");
    assert_true(send_once(&f));
    assert_true(
        str_starts_with(f.reply.body, STR("POST http://service.example/ HTTP/1.1\r\n")));
    f.request.url = STR("https://service.example/");
    assert_failure(&f, HTTP_NO_ANSWER, false);
    assert_true(support_has(f.failure.cause.data, "127.0.0.1 port 1"));
    tear_down(&f);
}

static void the_environment_names_no_proxy_behind_our_back(void **state)
{
    SET_UP(f, SERVER_ECHO);

    assert_int_equal(setenv("all_proxy", "http://127.0.0.1:1", 1), 0);
    assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
    assert_true(send_once(&f));
    assert_int_equal(unsetenv("all_proxy"), 0);
    assert_int_equal(unsetenv("http_proxy"), 0);
    tear_down(&f);
}

static void the_password_of_a_malformed_proxy_is_not_shown(void **state)
{
    SET_UP(f, SERVER_ECHO);

    f.options.proxy.http = STR("ht tp://user:hush@@host:x");
    f.request.url = STR("http://service.example/");
    assert_false(send_once(&f));
    assert_null(memmem(f.failure.cause.data, f.failure.cause.len, "hush", 4));
    tear_down(&f);
}

/* The echo of a request of this method, over a handle that other methods were sent with. */
static const char *echo_of(struct fixture *f, const char *method)
{
    f->request.method = method;
    assert_true(send_once(f));
    return arena_str(f->arena, f->reply.body).data;
}

static void a_get_has_no_body(void **state)
{
    const char *echo;
    SET_UP(f, SERVER_ECHO);

    f.request.body = (struct str){ NULL, 0 };
    (void)echo_of(&f, "PUT");
    echo = echo_of(&f, "GET");
    assert_true(str_starts_with(str_from(echo), STR("GET /path/ HTTP/1.1\r\n")));
    assert_true(str_ends_with(str_from(echo), STR("\r\n\r\n")));
    assert_true(support_has(echo, "\r\nX-One: first\r\n"));
    assert_null(strcasestr(echo, "content-"));
    assert_null(strcasestr(echo, "transfer-encoding"));
    tear_down(&f);
}

static void a_put_without_a_body_says_so(void **state)
{
    const char *echo;
    SET_UP(f, SERVER_ECHO);

    f.request.body = (struct str){ NULL, 0 };
    (void)echo_of(&f, "GET");
    echo = echo_of(&f, "PUT");
    assert_true(str_starts_with(str_from(echo), STR("PUT /path/ HTTP/1.1\r\n")));
    assert_true(support_has(echo, "\r\nContent-Length: 0\r\n"));
    assert_null(strcasestr(echo, "expect:"));
    tear_down(&f);
}

static void a_handle_posts_again_after_other_methods(void **state)
{
    const char *echo;
    SET_UP(f, SERVER_ECHO);

    (void)echo_of(&f, "PUT");
    (void)echo_of(&f, "GET");
    echo = echo_of(&f, NULL);
    assert_true(str_starts_with(str_from(echo), STR("POST /path/ HTTP/1.1\r\n")));
    assert_true(str_ends_with(str_from(echo), STR("\r\n\r\nthe body")));
    assert_int_equal(f.server.connection_count, 1);
    tear_down(&f);
}

static void a_body_has_the_type_that_it_is_given_and_no_other(void **state)
{
    SET_UP(f, SERVER_ECHO);

    assert_null(strcasestr(echo_of(&f, "POST"), "content-type"));
    f.headers[0] = (struct http_header){ STR("content-type"), STR("text/x") };
    assert_true(support_has(echo_of(&f, "POST"), "\r\ncontent-type: text/x\r\n"));
    tear_down(&f);
}

static void a_request_may_have_less_time_than_others(void **state)
{
    SET_UP(f, SERVER_SILENT, SERVER_ECHO);

    f.request.total_ms = 100;
    assert_failure(&f, HTTP_TIMED_OUT, true);
    f.request.total_ms = 0;
    assert_true(send_once(&f));
    tear_down(&f);
}

/* A port whose queue of connections is full: it neither takes another nor refuses it. */
static int full_port(int *sockets, size_t count, int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(fd, 0), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    for (size_t i = 0; i < count; i++) {
        int failed;

        sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        failed = connect(sockets[i], (struct sockaddr *)&address, sizeof(address));
        assert_true(failed == 0 || errno == EINPROGRESS);
    }
    *port = ntohs(address.sin_port);
    return fd;
}

static void a_request_may_have_less_time_to_connect(void **state)
{
    int sockets[4];
    int port;
    int fd = full_port(sockets, ARRAY_LEN(sockets), &port);
    SET_UP(f, SERVER_ECHO);

    f.request.connect_ms = 100;
    f.request.url = arena_printf(f.arena, "http://127.0.0.1:%d/", port);
    assert_failure(&f, HTTP_TIMED_OUT, false);
    for (size_t i = 0; i < ARRAY_LEN(sockets); i++) {
        close(sockets[i]);
    }
    close(fd);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_arrives_as_it_was_made),
        cmocka_unit_test(an_answer_comes_back_with_its_headers),
        cmocka_unit_test(headers_of_a_100_do_not_stay),
        cmocka_unit_test(a_long_body_is_sent_whole_and_an_empty_one_too),
        cmocka_unit_test(calls_in_a_row_share_a_connection),
        cmocka_unit_test(fifty_callers_at_once_need_at_most_fifty_connections),
        cmocka_unit_test(a_stop_ends_a_call_that_nobody_answers),
        cmocka_unit_test(an_answer_within_the_grace_of_a_stop_is_taken),
        cmocka_unit_test(a_stop_ends_a_call_after_its_grace),
        cmocka_unit_test(a_stop_before_the_call_keeps_it_from_being_sent),
        cmocka_unit_test(without_a_stop_a_call_just_runs),
        cmocka_unit_test(a_connection_reset_at_once_fails_as_one_that_can_be_tried_again),
        cmocka_unit_test(a_connection_reset_after_the_request_may_have_had_effect),
        cmocka_unit_test(a_reset_of_a_connection_in_use_is_not_hidden_by_sending_again),
        cmocka_unit_test(an_answer_that_ends_early_is_broken),
        cmocka_unit_test(what_is_not_http_is_refused),
        cmocka_unit_test(an_answer_over_the_ceiling_is_refused),
        cmocka_unit_test(an_answer_of_just_the_ceiling_is_taken),
        cmocka_unit_test(an_answer_that_takes_too_long_is_given_up),
        cmocka_unit_test(a_closed_port_is_no_answer),
        cmocka_unit_test(a_url_that_is_none_is_refused),
        cmocka_unit_test(a_redirect_is_not_followed),
        cmocka_unit_test(a_proxy_is_asked_for_what_is_no_exception),
        cmocka_unit_test(the_environment_names_no_proxy_behind_our_back),
        cmocka_unit_test(the_password_of_a_malformed_proxy_is_not_shown),
        cmocka_unit_test(a_get_has_no_body),
        cmocka_unit_test(a_put_without_a_body_says_so),
        cmocka_unit_test(a_handle_posts_again_after_other_methods),
        cmocka_unit_test(a_body_has_the_type_that_it_is_given_and_no_other),
        cmocka_unit_test(a_request_may_have_less_time_than_others),
        cmocka_unit_test(a_request_may_have_less_time_to_connect),
    };

    return cmocka_run_group_tests_name("http_curl", tests, NULL, NULL);
}
