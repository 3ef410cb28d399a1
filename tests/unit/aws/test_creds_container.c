#include "aws/creds_container.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define RELATIVE "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="
#define FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI="
#define TOKEN "AWS_CONTAINER_AUTHORIZATION_TOKEN="
#define TOKEN_FILE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="

#define KEYS "\"AccessKeyId\": \"AK\", \"SecretAccessKey\": \"S3CRET\""
#define ANSWER                                                                                 \
    "{" KEYS ", \"Token\": \"T0KEN\", \"AccountId\": \"1\", "                                  \
    "\"Expiration\": \"2026-11-22T18:00:00Z\"}"

static const struct fake_step good = { .status = 200, .body = ANSWER };

struct world {
    struct fake_clock clock;
    struct fake_http http;
    struct creds_io io;
    struct env *env;
    struct creds_source *source;
    struct stop *stop;
    struct err err;
};

static enum status open_world(struct world *world, const char *const *variables,
                              const struct fake_step *steps, size_t step_count)
{
    *world = (struct world){ .env = env_new(variables), .stop = stop_new() };
    support_clock_init(&world->clock);
    support_http_init(&world->http, &world->clock, steps, step_count);
    world->io = (struct creds_io){ &world->http.http, &world->clock.clock, world->env };
    return creds_container_new(&world->io, &world->source, &world->err);
}

static void close_world(struct world *world)
{
    creds_source_free(world->source);
    support_http_release(&world->http);
    stop_free(world->stop);
    env_free(world->env);
}

static void one_of_the_two_variables_is_what_counts(void **state)
{
    struct env *none = env_new((const char *const[]){ RELATIVE, TOKEN "t", NULL });
    struct env *relative = env_new((const char *const[]){ RELATIVE "/x", NULL });
    struct env *full = env_new((const char *const[]){ FULL "http://127.0.0.1/", NULL });

    (void)state;
    assert_false(creds_container_is_set(none));
    assert_true(creds_container_is_set(relative));
    assert_true(creds_container_is_set(full));
    env_free(none);
    env_free(relative);
    env_free(full);
}

static void the_url_is_asked_as_it_is_named(void **state)
{
    static const struct {
        const char *variables[3];
        const char *url;
        const char *host;
    } rows[] = {
        { { RELATIVE "/v2/credentials/u-1", FULL "http://127.0.0.1/no" },
          "http://169.254.170.2/v2/credentials/u-1",
          "169.254.170.2" },
        { { RELATIVE "/v2/c?a=b&c=%2F" },
          "http://169.254.170.2/v2/c?a=b&c=%2F",
          "169.254.170.2" },
        { { FULL "http://127.0.0.1:8080/get?x=1" },
          "http://127.0.0.1:8080/get?x=1",
          "127.0.0.1:8080" },
        { { FULL "http://127.9.9.9/" }, "http://127.9.9.9/", "127.9.9.9" },
        { { FULL "HTTP://169.254.170.2/creds" },
          "http://169.254.170.2/creds",
          "169.254.170.2" },
        { { FULL "http://169.254.170.23/v1/credentials" },
          "http://169.254.170.23/v1/credentials",
          "169.254.170.23" },
        { { FULL "http://[fd00:ec2::23]/v1/credentials" },
          "http://[fd00:ec2::23]/v1/credentials",
          "[fd00:ec2::23]" },
        { { FULL "http://[::1]:80/v1" }, NULL, "[::1]" },
        { { FULL "http://[::ffff:127.0.0.1]/" }, NULL, "[::ffff:127.0.0.1]" },
        { { FULL "http://localhost:1234/x" }, "http://localhost:1234/x", "localhost:1234" },
        { { FULL "https://somewhere.example/x#y" },
          "https://somewhere.example/x",
          "somewhere.example" },
        { { FULL "https://203.0.113.1:8443/x" },
          "https://203.0.113.1:8443/x",
          "203.0.113.1:8443" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct creds creds = { .origin = NULL };
        struct world world;

        if (open_world(&world, rows[i].variables, &good, 1) != STATUS_OK ||
            creds_retrieve(world.source, world.stop, &creds, &world.err) != STATUS_OK) {
            fail_msg("row %zu: %s", i, world.err.text);
        }
        if (rows[i].url && !str_eq(world.http.sent[0].url, str_from(rows[i].url))) {
            fail_msg("row %zu: %.*s", i, STR_ARG(world.http.sent[0].url));
        }
        assert_true(
            str_eq(support_sent_header(&world.http, 0, "Host"), str_from(rows[i].host)));
        assert_true(str_eq(world.http.sent[0].method, STR("GET")));
        assert_int_equal(world.http.sent_count, 1);
        creds_release(&creds);
        close_world(&world);
    }
}

static void a_host_that_must_not_see_the_request_is_not_asked(void **state)
{
    static const struct {
        const char *variable;
        const char *says;
    } rows[] = {
        { FULL "http://203.0.113.1/", "invalid endpoint host, \"203.0.113.1\", only "
                                      "loopback/ecs/eks hosts are allowed" },
        { FULL "http://169.254.170.3/", "only loopback/ecs/eks hosts" },
        { FULL "http://169.254.169.254/", "only loopback/ecs/eks hosts" },
        { FULL "http://128.0.0.1/", "only loopback/ecs/eks hosts" },
        { FULL "http://0.0.0.0/", "only loopback/ecs/eks hosts" },
        { FULL "http://134744072/", "invalid endpoint host, \"8.8.8.8\"" },
        { FULL "http://0x8.0x8.0x8.0x8/", "invalid endpoint host, \"8.8.8.8\"" },
        { FULL "http://[::]/", "only loopback/ecs/eks hosts" },
        { FULL "http://[fd00:ec2::254]/", "only loopback/ecs/eks hosts" },
        { FULL "http://[::ffff:8.8.8.8]/", "only loopback/ecs/eks hosts" },
        { FULL "http://127.0.0.1@203.0.113.1/", "is no URL" },
        { FULL "http://S3CRET:S3CRET@127.0.0.1/", "is no URL" },
        { FULL "http://127.0.0.1\\@203.0.113.1/", "another character" },
        { FULL "http://127.0.0.1/a b", "holds a blank" },
        { FULL "http://127.0.0.1/\r\nX: y", "holds a blank" },
        { FULL "http://", "is no URL" },
        { FULL "http://127.0.0.1:99999/", "is no URL" },
        { FULL "ftp://127.0.0.1/", "does not begin with http:// or https://" },
        { FULL "file:///etc/passwd", "does not begin with http:// or https://" },
        { FULL "127.0.0.1/x", "does not begin with http:// or https://" },
        { RELATIVE "v2/credentials", "does not begin with a slash" },
        { RELATIVE "@203.0.113.1/x", "does not begin with a slash" },
        { RELATIVE "/x y", RELATIVE },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *const variables[] = { rows[i].variable, NULL };
        struct str says =
            str_slice(str_from(rows[i].says), 0, str_find(str_from(rows[i].says), '='));
        struct arena *arena = arena_new();
        struct world world;

        if (open_world(&world, variables, &good, 1) != STATUS_INVALID ||
            !support_has(world.err.text, arena_str(arena, says).data)) {
            fail_msg("row %zu: %s", i, world.err.text);
        }
        assert_null(world.source);
        assert_null(strstr(world.err.text, "S3CRET"));
        close_world(&world);
        arena_free(arena);
    }
}

static void a_name_that_nobody_knows_is_not_asked(void **state)
{
    enum {
        LONG_LABEL = 300
    };
    char variable[LONG_LABEL + 64];
    char label[LONG_LABEL + 1];
    const char *const variables[] = { variable, NULL };
    struct creds creds = { .origin = NULL };
    struct world world;

    (void)state;
    /* No resolver is asked for a label that is too long. */
    memset(label, 'a', LONG_LABEL);
    label[LONG_LABEL] = '\0';
    assert_true(snprintf(variable, sizeof(variable), FULL "http://%s/x", label) > 0);
    assert_int_equal(open_world(&world, variables, &good, 1), STATUS_OK);
    assert_int_equal(creds_retrieve(world.source, world.stop, &creds, &world.err),
                     STATUS_UNAVAILABLE);
    assert_true(support_has(world.err.text, "failed to resolve host \"aaa"));
    assert_int_equal(world.http.sent_count, 0);
    close_world(&world);
}

static void the_token_file_is_read_each_time_and_beats_the_variable(void **state)
{
    struct arena *arena = arena_new();
    struct files files;
    struct creds creds = { .origin = NULL };
    struct world world;
    const char *variables[] = { RELATIVE "/x", TOKEN "from variable", NULL, NULL };

    (void)state;
    support_files_init(&files);
    variables[2] =
        arena_printf(arena, TOKEN_FILE "%.*s",
                     STR_ARG(support_files_write(&files, arena, "token", STR("one"))))
            .data;
    assert_int_equal(open_world(&world, variables, &good, 1), STATUS_OK);
    assert_int_equal(creds_retrieve(world.source, world.stop, &creds, &world.err), STATUS_OK);
    creds_release(&creds);
    support_files_write(&files, arena, "token", STR("two"));
    assert_int_equal(creds_retrieve(world.source, world.stop, &creds, &world.err), STATUS_OK);
    creds_release(&creds);
    assert_true(str_eq(support_sent_header(&world.http, 0, "Authorization"), STR("one")));
    assert_true(str_eq(support_sent_header(&world.http, 1, "Authorization"), STR("two")));
    support_files_write(&files, arena, "token", STR("S3CRET\n"));
    assert_int_equal(creds_retrieve(world.source, world.stop, &creds, &world.err),
                     STATUS_INVALID);
    assert_true(support_has(world.err.text, "authorization token contains invalid newline"));
    assert_null(strstr(world.err.text, "S3CRET"));
    support_files_release(&files);
    assert_int_equal(creds_retrieve(world.source, world.stop, &creds, &world.err),
                     STATUS_INVALID);
    assert_true(support_has(world.err.text, "AUTHORIZATION_TOKEN_FILE names: "));
    assert_int_equal(world.http.sent_count, 2);
    close_world(&world);
    arena_free(arena);
}

static void the_token_of_the_environment_is_sent_as_it_stands(void **state)
{
    struct creds creds = { .origin = NULL };
    struct world world;

    (void)state;
    assert_int_equal(open_world(&world,
                                (const char *const[]){ RELATIVE "/x", TOKEN "Basic abc", NULL },
                                &good, 1),
                     STATUS_OK);
    assert_int_equal(creds_retrieve(world.source, world.stop, &creds, &world.err), STATUS_OK);
    assert_true(str_eq(support_sent_header(&world.http, 0, "Authorization"), STR("Basic abc")));
    assert_true(str_eq(support_sent_header(&world.http, 0, "Accept"), STR("application/json")));
    creds_release(&creds);
    close_world(&world);
    assert_int_equal(
        open_world(&world, (const char *const[]){ RELATIVE "/x", TOKEN "S3CRET\r\nX: y", NULL },
                   &good, 1),
        STATUS_OK);
    assert_int_equal(creds_retrieve(world.source, world.stop, &creds, &world.err),
                     STATUS_INVALID);
    assert_true(support_has(world.err.text, "AWS_CONTAINER_AUTHORIZATION_TOKEN"));
    assert_null(strstr(world.err.text, "S3CRET"));
    assert_int_equal(world.http.sent_count, 0);
    close_world(&world);
}

static void the_answer_is_read_or_refused(void **state)
{
    static const struct {
        struct fake_step step;
        enum status status;
        const char *says;
    } rows[] = {
        { { .status = 200, .body = "{" KEYS "}" }, STATUS_OK, "" },
        { { .status = 200, .body = "{" KEYS ", \"Expiration\": \"S3CRET\"}" },
          STATUS_INVALID,
          "Expiration in the answer" },
        { { .status = 200, .body = "{\"SecretAccessKey\": \"S3CRET\"}" },
          STATUS_INVALID,
          "missing AccessKeyId" },
        { { .status = 200, .body = "{\"AccessKeyId\": \"S3CRET\"}" },
          STATUS_INVALID,
          "missing SecretAccessKey" },
        { { .status = 200, .body = "S3CRET" }, STATUS_INVALID, "is not a JSON object" },
        { { .status = 200 }, STATUS_INVALID, "is not a JSON object" },
        { { .status = 400, .body = "{\"code\": \"Bad\", \"message\": \"no such id\"}" },
          STATUS_INVALID,
          "api error Bad: no such id" },
        { { .status = 403, .body = "S3CRET" }, STATUS_DENIED, "StatusCode: 403" },
        { { .status = 403,
            .content_type = "text/plain; charset=utf-8",
            .body = "(AccessDeniedException): no association" },
          STATUS_DENIED,
          "(AccessDeniedException): no association" },
        { { .status = 500, .body = "S3CRET" }, STATUS_UNAVAILABLE, "after 3 attempts" },
        { { .status = 429 }, STATUS_UNAVAILABLE, "after 3 attempts" },
        { { .kind = HTTP_NO_ANSWER },
          STATUS_UNAVAILABLE,
          "the endpoint comes from the environment variable "
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" },
        { { .kind = HTTP_STOPPED }, STATUS_STOPPED, "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct creds creds = { .origin = NULL };
        struct world world;
        enum status status;

        assert_int_equal(
            open_world(&world, (const char *const[]){ RELATIVE "/x", NULL }, &rows[i].step, 1),
            STATUS_OK);
        status = creds_retrieve(world.source, world.stop, &creds, &world.err);
        if (status != rows[i].status || !support_has(world.err.text, rows[i].says)) {
            fail_msg("row %zu: status %d: %s", i, (int)status, world.err.text);
        }
        assert_null(strstr(world.err.text, "S3CRET"));
        creds_release(&creds);
        close_world(&world);
    }
}

static void run(void *self, bool is_whole)
{
    struct world *world = self;
    struct creds creds = { .origin = NULL };
    struct err err = { "" };
    enum status status = creds_retrieve(world->source, world->stop, &creds, &err);

    assert_true(status == STATUS_OK || (!is_whole && err.text[0] != '\0') ||
                status == STATUS_STOPPED);
    assert_null(strstr(err.text, "S3CRET"));
    if (status == STATUS_OK) {
        assert_string_equal(creds.access_key_id, "AK");
        assert_true(str_eq(secret_reveal(&creds.secret_key), STR("S3CRET")));
        assert_true(str_eq(secret_reveal(&creds.session_token), STR("T0KEN")));
        assert_int_equal(creds.expires_at_ms, 1795370400000);
        assert_true(support_has(creds.origin, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"));
    }
    creds_release(&creds);
}

static void each_fault_ends_in_keys_or_in_a_text(void **state)
{
    struct world world;

    (void)state;
    assert_int_equal(open_world(&world, (const char *const[]){ RELATIVE "/x", NULL }, &good, 1),
                     STATUS_OK);
    support_http_each_fault(&world.http, run, &world);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_the_two_variables_is_what_counts),
        cmocka_unit_test(the_url_is_asked_as_it_is_named),
        cmocka_unit_test(a_host_that_must_not_see_the_request_is_not_asked),
        cmocka_unit_test(a_name_that_nobody_knows_is_not_asked),
        cmocka_unit_test(the_token_file_is_read_each_time_and_beats_the_variable),
        cmocka_unit_test(the_token_of_the_environment_is_sent_as_it_stands),
        cmocka_unit_test(the_answer_is_read_or_refused),
        cmocka_unit_test(each_fault_ends_in_keys_or_in_a_text),
    };

    return cmocka_run_group_tests_name("creds_container", tests, NULL, NULL);
}
