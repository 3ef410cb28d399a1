#include "aws/sigv4.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The vectors of data/aws4_testsuite: a request as sent and what each step makes of it. */

enum {
    FILE_BYTES = 4096,
    VECTORS = 34,
    VECTOR_TIME_S = 1440938160, /* 2015-08-30T12:36:00Z */
    GOLDEN_TIME_S = 1795348800  /* 2026-11-22T12:00:00Z */
};

static const char secret_text[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct fixture {
    struct arena *arena;
    struct secret secret;
    struct sigv4_trace trace;
    struct http_header headers[SIGV4_HEADERS];
    struct sigv4_request request;
};

static void set_up(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    secret_set(&f->secret, str_from(secret_text));
    strbuf_init(&f->trace.canonical_request, FILE_BYTES);
    strbuf_init(&f->trace.string_to_sign, FILE_BYTES);
    f->request.headers = f->headers;
    f->request.access_key_id = STR("AKIDEXAMPLE");
    f->request.secret_key = &f->secret;
    f->request.region = STR("us-east-1");
    f->request.service = STR("service");
    f->request.time_s = VECTOR_TIME_S;
    f->request.trace = &f->trace;
}

static void tear_down(struct fixture *f)
{
    strbuf_release(&f->trace.canonical_request);
    strbuf_release(&f->trace.string_to_sign);
    secret_release(&f->secret);
    arena_free(f->arena);
}

static void add_header(struct fixture *f, struct str name, struct str value)
{
    assert_true(f->request.header_count < SIGV4_HEADERS);
    f->headers[f->request.header_count++] = (struct http_header){ name, value };
}

static struct str read_part(struct arena *arena, const char *folder, const char *name,
                            const char *kind)
{
    struct str path = arena_printf(arena, "%s/%s.%s", folder, name, kind);
    char *text = arena_alloc(arena, FILE_BYTES, 1);
    FILE *file = fopen(path.data, "re");
    size_t len;

    assert_non_null(file);
    len = fread(text, 1, FILE_BYTES, file);
    assert_int_equal(fclose(file), 0);
    while (len > 0 && text[len - 1] == '\n') {
        len--;
    }
    return (struct str){ text, len };
}

/* The headers up to an empty line; an indented line goes on with the value before. */
static void take_headers(struct fixture *f, struct str *rest)
{
    struct str line;

    while (str_split(rest, '\n', &line) && line.len > 0) {
        size_t colon = str_find(line, ':');

        if (line.data[0] == ' ') {
            struct str *value = &f->headers[f->request.header_count - 1].value;

            value->len = (size_t)(line.data + line.len - value->data);
        } else {
            add_header(f, str_slice(line, 0, colon), str_slice(line, colon + 1, line.len));
        }
    }
}

/* One test vector keeps its session token only in what it expects. */
static void take_token(struct fixture *f, struct str canonical)
{
    static const struct str name = { "x-amz-security-token", 20 };
    struct str line;

    for (size_t i = 0; i < f->request.header_count; i++) {
        if (str_eq_nocase(f->headers[i].name, name)) {
            return;
        }
    }
    while (str_split(&canonical, '\n', &line)) {
        if (str_starts_with(line, name) && line.len > name.len + 1) {
            add_header(f, name, str_slice(line, name.len + 1, line.len));
        }
    }
}

static void take_request(struct fixture *f, struct str text)
{
    struct str target;
    struct str line;
    size_t blank;
    size_t mark;

    assert_true(str_split(&text, '\n', &line));
    blank = str_find(line, ' ');
    f->request.method = str_slice(line, 0, blank);
    target = str_slice(line, blank + 1, str_rfind(line, ' '));
    mark = str_find(target, '?');
    f->request.path = str_slice(target, 0, mark);
    f->request.query = str_slice(target, mark + 1, target.len);
    take_headers(f, &text);
    f->request.body = text;
}

static void assert_text(const char *vector, const char *step, struct str actual,
                        struct str expected)
{
    if (!str_eq(actual, expected)) {
        fail_msg("%s: %s:\n%.*s\ninstead of\n%.*s", vector, step, STR_ARG(actual),
                 STR_ARG(expected));
    }
}

static void check_vector(const char *folder, const char *name)
{
    struct fixture f;
    struct str canonical;
    struct str authorization;

    set_up(&f);
    canonical = read_part(f.arena, folder, name, "creq");
    take_request(&f, read_part(f.arena, folder, name, "req"));
    take_token(&f, canonical);
    authorization = sigv4_authorization(f.arena, &f.request);
    assert_text(name, "canonical request", strbuf_str(&f.trace.canonical_request), canonical);
    assert_text(name, "string to sign", strbuf_str(&f.trace.string_to_sign),
                read_part(f.arena, folder, name, "sts"));
    assert_text(name, "authorization", authorization,
                read_part(f.arena, folder, name, "authz"));
    tear_down(&f);
}

/* Vectors stand in a folder of their own name, some one level deeper. */
static int check_folder(struct arena *arena, const char *path, bool deeper)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    int count = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        struct str below = arena_printf(arena, "%s/%s", path, entry->d_name);
        struct str file = arena_printf(arena, "%s/%s.req", below.data, entry->d_name);

        if (entry->d_name[0] == '.' || entry->d_type != DT_DIR) {
            continue;
        }
        if (access(file.data, R_OK) == 0) {
            check_vector(below.data, entry->d_name);
            count++;
        } else if (deeper) {
            count += check_folder(arena, below.data, false);
        }
    }
    closedir(dir);
    return count;
}

static void all_vectors_of_the_official_suite_pass(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_int_equal(check_folder(arena, TEST_DATA_DIR "/aws4_testsuite", true), VECTORS);
    arena_free(arena);
}

static void check_sagemaker(const char *host, const char *token, const char *signature)
{
    struct fixture f;
    char timestamp[SIGV4_TIMESTAMP_BYTES];
    struct str authorization;

    set_up(&f);
    f.request.method = STR("POST");
    f.request.path = STR("/");
    f.request.region = STR("us-west-2");
    f.request.service = STR("sagemaker");
    f.request.time_s = GOLDEN_TIME_S;
    f.request.body = STR("{\"ImageName\":\"example-name\",\"Version\":1}");
    sigv4_timestamp(f.request.time_s, timestamp);
    assert_string_equal(timestamp, "20261122T120000Z");
    add_header(&f, STR("Content-Type"), STR("application/x-amz-json-1.1"));
    add_header(&f, STR("Host"), str_from(host));
    add_header(&f, STR("X-Amz-Date"), str_from(timestamp));
    add_header(&f, STR("X-Amz-Target"), STR("SageMaker.DescribeImageVersion"));
    if (token) {
        add_header(&f, STR("X-Amz-Security-Token"), str_from(token));
    }
    authorization = sigv4_authorization(f.arena, &f.request);
    assert_true(str_ends_with(authorization, str_from(signature)));
    tear_down(&f);
}

static void a_sagemaker_request_has_the_golden_signature(void **state)
{
    (void)state;
    check_sagemaker("api.sagemaker.us-west-2.amazonaws.com", NULL,
                    "8b96091d02e69490538f49974b680a0c7584b7399941f4ad76bf76e6e65850f0");
}

static void a_session_token_is_signed(void **state)
{
    (void)state;
    check_sagemaker("api.sagemaker.us-west-2.amazonaws.com", "TOKENEXAMPLE",
                    "5cd945225dca0f24e603b9d1e2a2c84deb2ac5a57e6af6469d21351007af4295");
}

static void a_port_is_part_of_the_signed_host(void **state)
{
    (void)state;
    check_sagemaker("127.0.0.1:4580", NULL,
                    "5e6df3046de17b549680d4973846d5bc37784fc9206e17db174971d6f4da55e4");
}

static void a_request_longer_than_the_hash_buffer_is_signed_whole(void **state)
{
    struct fixture f;
    struct str first;
    char *value;

    (void)state;
    set_up(&f);
    value = arena_alloc(f.arena, 2000, 1);
    memset(value, 'a', 1999);
    f.request.method = STR("POST");
    f.request.path = STR("/");
    add_header(&f, STR("x-long"), (struct str){ value, 1999 });
    first = sigv4_authorization(f.arena, &f.request);
    assert_true(f.trace.canonical_request.len > 2000);
    value[1998] = 'b';
    assert_false(str_eq(first, sigv4_authorization(f.arena, &f.request)));
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_vectors_of_the_official_suite_pass),
        cmocka_unit_test(a_sagemaker_request_has_the_golden_signature),
        cmocka_unit_test(a_session_token_is_signed),
        cmocka_unit_test(a_port_is_part_of_the_signed_host),
        cmocka_unit_test(a_request_longer_than_the_hash_buffer_is_signed_whole),
    };

    return cmocka_run_group_tests_name("sigv4", tests, NULL, NULL);
}
