#include "aws/creds_sso.h"
#include "aws/file.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* SHA-1 of "my-session" and of "https://x.awsapps.com/start#". */
#define SESSION_FILE ".aws/sso/cache/9e28173066ce536e277c5fb355efd9c64f398167.json"
#define URL_FILE ".aws/sso/cache/3e08889fa73da3964dae6d12a0a92927ad7ce9b4.json"

#define LATER "2026-11-22T13:00:00Z"
#define GONE "2026-11-22T11:59:59Z"
#define CLIENT                                                                                 \
    "\"clientId\": \"client\", \"clientSecret\": \"S3CRET-C\", \"refreshToken\": \"S3CRET-R\""
#define KEYS                                                                                   \
    "{\"roleCredentials\": {\"accessKeyId\": \"AK\", \"secretAccessKey\": \"S3CRET\", "        \
    "\"sessionToken\": \"T0KEN\", \"expiration\": 1795352400000}}"
#define NEW_TOKEN                                                                              \
    "{\"accessToken\": \"S3CRET-NEW\", \"expiresIn\": 28800, \"refreshToken\": "               \
    "\"S3CRET-R2\", "                                                                          \
    "\"tokenType\": \"Bearer\"}"
#define LOG_IN "; run aws sso login --profile p"

static const struct fake_step keys_step = { .status = 200, .body = KEYS };
static const struct fake_step token_step = { .status = 200, .body = NEW_TOKEN };

struct world {
    struct fake_clock clock;
    struct fake_http http;
    struct creds_io io;
    struct files files;
    struct arena *arena;
    struct stop *stop;
    bool is_legacy;
    struct creds creds;
    struct err err;
};

static void open_world(struct world *world, const struct fake_step *steps, size_t step_count)
{
    *world = (struct world){ .arena = arena_new(), .stop = stop_new() };
    support_clock_init(&world->clock);
    support_http_init(&world->http, &world->clock, steps, step_count);
    support_files_init(&world->files);
    world->io = (struct creds_io){ &world->http.http, &world->clock.clock, NULL };
}

static void write_token(struct world *world, const char *text)
{
    support_files_write(&world->files, world->arena, world->is_legacy ? URL_FILE : SESSION_FILE,
                        str_from(text));
}

static enum status get(struct world *world)
{
    struct creds_sso_options options = {
        .profile = STR("p"),
        .session_name = world->is_legacy ? STR("") : STR("my-session"),
        .start_url = STR("https://x.awsapps.com/start#"),
        .account_id = STR("123456789012"),
        .role_name = STR("My role/&"),
        .home = str_from(world->files.folder),
        .portal = { STR("https://portal.sso.r/"), STR("portal.sso.r"), STR("/"),
                    STR("the region r") },
        .oidc = { STR("https://oidc.r/a/"), STR("oidc.r"), STR("/a/"), STR("the region r") },
    };
    struct creds_source *source = creds_sso_new(&world->io, &options);
    enum status status;

    creds_release(&world->creds);
    world->err.text[0] = '\0';
    memset(&options, 0, sizeof(options));
    status = creds_retrieve(source, world->stop, &world->creds, &world->err);
    assert_null(strstr(world->err.text, "S3CRET"));
    if (status == STATUS_OK) {
        assert_string_equal(world->creds.access_key_id, "AK");
        assert_true(str_eq(secret_reveal(&world->creds.secret_key), STR("S3CRET")));
        assert_true(str_eq(secret_reveal(&world->creds.session_token), STR("T0KEN")));
        assert_int_equal(world->creds.expires_at_ms, 1795352400000);
    }
    creds_source_free(source);
    return status;
}

static void close_world(struct world *world)
{
    creds_release(&world->creds);
    support_files_release(&world->files);
    support_http_release(&world->http);
    stop_free(world->stop);
    arena_free(world->arena);
}

static void a_token_that_is_good_gets_the_keys_of_the_role(void **state)
{
    static const char *const files[] = {
        "{\"accessToken\": \"S3CRET-A\", \"expiresAt\": \"" LATER "\"}",
        "{\"accessToken\": \"S3CRET-A\", \"expiresAt\": \"2026-11-22T13:00:00UTC\"}",
    };

    (void)state;
    for (size_t i = 0; i < 2 * ARRAY_LEN(files); i++) {
        struct world world;

        open_world(&world, &keys_step, 1);
        world.is_legacy = i % 2 == 1;
        write_token(&world, files[i / 2]);
        if (get(&world) != STATUS_OK) {
            fail_msg("row %zu: %s", i, world.err.text);
        }
        assert_int_equal(world.http.sent_count, 1);
        assert_true(str_eq(world.http.sent[0].method, STR("GET")));
        assert_true(str_eq(world.http.sent[0].url,
                           STR("https://portal.sso.r/federation/credentials?account_id="
                               "123456789012&role_name=My%20role%2F%26")));
        assert_true(str_eq(support_sent_header(&world.http, 0, "x-amz-sso_bearer_token"),
                           STR("S3CRET-A")));
        assert_int_equal(support_sent_header(&world.http, 0, "Authorization").len, 0);
        assert_true(support_has(world.creds.origin, "My role/& of IAM Identity Center"));
        close_world(&world);
    }
}

static void without_a_good_token_the_text_says_how_to_log_in(void **state)
{
    static const struct {
        const char *file;
        bool is_legacy;
        enum status status;
        const char *says;
    } rows[] = {
        { NULL, false, STATUS_INVALID, "cannot be read: No such file or directory" LOG_IN },
        { NULL, false, STATUS_INVALID,
          "the SSO session has expired or is invalid: /tmp/unit-aws-" },
        { "", false, STATUS_INVALID, "does not hold accessToken and expiresAt" LOG_IN },
        { "S3CRET", false, STATUS_INVALID, "does not hold accessToken and expiresAt" },
        { "{\"accessToken\": \"S3CRET\"}", false, STATUS_INVALID, "does not hold" },
        { "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"tomorrow\"}", false, STATUS_INVALID,
          "does not hold" },
        { "{\"expiresAt\": \"" LATER "\"}", false, STATUS_INVALID, "does not hold" },
        { "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"" GONE "\"}", false, STATUS_DENIED,
          "its token has expired and cannot be refreshed" LOG_IN },
        { "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"" GONE
          "\", \"clientId\": \"c\", \"clientSecret\": \"S3CRET\"}",
          false, STATUS_DENIED, "cannot be refreshed" },
        { "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"" GONE
          "\", \"clientId\": \"c\", \"refreshToken\": \"S3CRET\"}",
          false, STATUS_DENIED, "cannot be refreshed" },
        { "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"" GONE "\", " CLIENT
          ", \"registrationExpiresAt\": \"" GONE "\"}",
          false, STATUS_DENIED, "so has the registration for new ones" LOG_IN },
        { "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"" GONE "\", " CLIENT "}", true,
          STATUS_DENIED, "its token has expired" LOG_IN },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct world world;
        enum status status;

        open_world(&world, &keys_step, 1);
        world.is_legacy = rows[i].is_legacy;
        if (rows[i].file) {
            write_token(&world, rows[i].file);
        }
        status = get(&world);
        if (status != rows[i].status || !support_has(world.err.text, rows[i].says)) {
            fail_msg("row %zu: status %d: %s", i, (int)status, world.err.text);
        }
        assert_int_equal(world.http.sent_count, 0);
        close_world(&world);
    }
}

static void an_expired_token_is_refreshed_and_kept(void **state)
{
    static const struct fake_step steps[] = { { .status = 200, .body = NEW_TOKEN },
                                              { .status = 200, .body = KEYS },
                                              { .status = 200, .body = KEYS } };
    struct secret text = { NULL, 0 };
    struct world world;
    struct str path;
    struct stat info;

    (void)state;
    open_world(&world, steps, ARRAY_LEN(steps));
    write_token(&world, "{\"startUrl\": \"u\", \"region\": \"r\", \"accessToken\": \"old\", "
                        "\"expiresAt\": \"" GONE "\", " CLIENT
                        ", \"registrationExpiresAt\": \"" LATER "\", \"mine\": [1, {}]}");
    assert_int_equal(get(&world), STATUS_OK);
    assert_true(str_eq(world.http.sent[0].url, STR("https://oidc.r/a/token")));
    assert_true(str_eq(world.http.sent[0].method, STR("POST")));
    assert_true(str_eq(world.http.sent[0].body,
                       STR("{\"grantType\":\"refresh_token\",\"clientId\":\"client\","
                           "\"clientSecret\":\"S3CRET-C\",\"refreshToken\":\"S3CRET-R\"}")));
    assert_true(
        str_eq(support_sent_header(&world.http, 0, "Content-Type"), STR("application/json")));
    assert_true(str_eq(support_sent_header(&world.http, 1, "x-amz-sso_bearer_token"),
                       STR("S3CRET-NEW")));
    path = arena_printf(world.arena, "%s/" SESSION_FILE, world.files.folder);
    assert_int_equal(file_read(path.data, 4096, &text, NULL), STATUS_OK);
    assert_string_equal(text.data,
                        "{\"startUrl\":\"u\",\"region\":\"r\",\"clientId\":\"client\","
                        "\"clientSecret\":\"S3CRET-C\",\"registrationExpiresAt\":\"" LATER
                        "\",\"mine\":[1,{}],\"accessToken\":\"S3CRET-NEW\","
                        "\"expiresAt\":\"2026-11-22T20:00:00Z\","
                        "\"refreshToken\":\"S3CRET-R2\"}");
    assert_int_equal(stat(path.data, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    secret_release(&text);
    assert_int_equal(get(&world), STATUS_OK);
    assert_int_equal(world.http.sent_count, 3);
    close_world(&world);
}

static void a_cache_that_cannot_be_written_does_not_matter(void **state)
{
    static const struct fake_step steps[] = { { .status = 200, .body = NEW_TOKEN },
                                              { .status = 200, .body = KEYS } };
    struct world world;
    struct str folder;

    (void)state;
    open_world(&world, steps, ARRAY_LEN(steps));
    write_token(&world, "{\"accessToken\": \"old\", \"expiresAt\": \"" GONE "\", " CLIENT "}");
    folder = arena_printf(world.arena, "%s/.aws/sso/cache", world.files.folder);
    assert_int_equal(chmod(folder.data, S_IRUSR | S_IXUSR), 0);
    assert_int_equal(get(&world), STATUS_OK);
    assert_int_equal(chmod(folder.data, S_IRWXU), 0);
    close_world(&world);
}

#define OLD "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"" GONE "\", " CLIENT "}"
#define FRESH "{\"accessToken\": \"S3CRET\", \"expiresAt\": \"" LATER "\"}"

static const struct refusal {
    const char *file;
    struct fake_step step;
    enum status status;
    const char *says;
} refusals[] = {
    { OLD,
      { .status = 400,
        .body = "{\"error\": \"invalid_grant\", \"error_description\": \"bad token\"}" },
      STATUS_DENIED,
      "the SSO session has expired or is invalid: operation error SSO OIDC: "
      "CreateToken, " },
    { OLD,
      { .status = 400,
        .body = "{\"error\": \"invalid_grant\", \"error_description\": \"bad token\"}" },
      STATUS_DENIED,
      "api error invalid_grant: bad token" LOG_IN },
    { OLD, { .status = 401, .body = "S3CRET" }, STATUS_DENIED, LOG_IN },
    { OLD, { .status = 503 }, STATUS_UNAVAILABLE, "after 3 attempts" },
    { OLD, { .kind = HTTP_NO_HOST }, STATUS_UNAVAILABLE, LOG_IN },
    { OLD, { .kind = HTTP_STOPPED }, STATUS_STOPPED, "" },
    { OLD, { .status = 200, .body = "S3CRET" }, STATUS_UNAVAILABLE, "does not hold" },
    { OLD,
      { .status = 200, .body = "{\"accessToken\": \"S3CRET\", \"expiresIn\": 0}" },
      STATUS_UNAVAILABLE,
      "does not hold accessToken and expiresIn" LOG_IN },
    { OLD,
      { .status = 200, .body = "{\"accessToken\": \"S3CRET\", \"expiresIn\": 1e300}" },
      STATUS_UNAVAILABLE,
      "does not hold" },
    { FRESH,
      { .status = 401,
        .error_type = "UnauthorizedException",
        .body = "{\"message\": \"Session token not found or invalid\"}" },
      STATUS_DENIED,
      "operation error SSO: GetRoleCredentials, https response error StatusCode: 401, "
      "RequestID: request-1, api error UnauthorizedException: Session token not found or "
      "invalid" LOG_IN },
    { FRESH, { .status = 401 }, STATUS_DENIED, LOG_IN },
    { FRESH,
      { .status = 403,
        .error_type = "ForbiddenException",
        .body = "{\"message\": \"No access\"}" },
      STATUS_INVALID,
      "api error ForbiddenException: No access (role My role/& of account 123456789012, "
      "which profile p names; if they are right, run aws sso login --profile p)" },
    { FRESH, { .status = 429, .body = "S3CRET" }, STATUS_UNAVAILABLE, "after 3 attempts" },
    { FRESH, { .status = 200, .body = "S3CRET" }, STATUS_INVALID, "missing accessKeyId" },
    { FRESH,
      { .status = 200, .body = "{\"roleCredentials\": 1}" },
      STATUS_INVALID,
      "missing accessKeyId in the answer to SSO: GetRoleCredentials" },
    { FRESH,
      { .status = 200,
        .body = "{\"roleCredentials\": {\"accessKeyId\": \"A\", \"secretAccessKey\": "
                "\"S3CRET\", \"expiration\": \"S3CRET\"}}" },
      STATUS_INVALID,
      "expiration in the answer to SSO: GetRoleCredentials is not a number" },
};

static void each_refusal_has_a_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        struct world world;
        enum status status;

        open_world(&world, &refusals[i].step, 1);
        write_token(&world, refusals[i].file);
        status = get(&world);
        if (status != refusals[i].status || !support_has(world.err.text, refusals[i].says)) {
            fail_msg("row %zu: status %d: %s", i, (int)status, world.err.text);
        }
        close_world(&world);
    }
}

static const struct fake_step *choose(void *self, const struct http_request *request)
{
    (void)self;
    return str_ends_with(request->url, STR("/token")) ? &token_step : &keys_step;
}

static void run(void *self, bool is_whole)
{
    struct world *world = self;
    enum status status;

    write_token(world, OLD);
    status = get(world);
    assert_true(status == STATUS_OK || !is_whole);
    assert_true(status == STATUS_OK || status == STATUS_STOPPED || world->err.text[0] != '\0');
}

static void each_fault_ends_in_keys_or_in_a_text(void **state)
{
    struct world world;

    (void)state;
    open_world(&world, NULL, 0);
    world.http.choose = choose;
    support_http_each_fault(&world.http, run, &world);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_that_is_good_gets_the_keys_of_the_role),
        cmocka_unit_test(without_a_good_token_the_text_says_how_to_log_in),
        cmocka_unit_test(an_expired_token_is_refreshed_and_kept),
        cmocka_unit_test(a_cache_that_cannot_be_written_does_not_matter),
        cmocka_unit_test(each_refusal_has_a_text),
        cmocka_unit_test(each_fault_ends_in_keys_or_in_a_text),
    };

    return cmocka_run_group_tests_name("creds_sso", tests, NULL, NULL);
}
