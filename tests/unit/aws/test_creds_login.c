#include "aws/creds_login.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* SHA-256 of "arn:aws:sts::1:x". */
#define NAME "0440cf416672d59e249d17d94707aac19f2b6c457134bcc3f93fa280aa5e02fb.json"
#define LATER "2026-11-22T12:15:00Z"
#define GONE "2026-11-22T12:00:00Z"
#define KEYS                                                                                   \
    "\"accessKeyId\": \"AK\", \"secretAccessKey\": \"S3CRET\", \"sessionToken\": \"T0KEN\", "  \
    "\"accountId\": \"1\""
#define FILE_OF(until)                                                                         \
    "{\"accessToken\": {" KEYS ", \"expiresAt\": \"" until "\"}, \"refreshToken\": "           \
    "\"S3CRET-R\", \"dpopKey\": \"S3CRET-K\"}"

struct world {
    struct fake_clock clock;
    struct files files;
    struct arena *arena;
    struct creds creds;
    struct err err;
};

static void open_world(struct world *world)
{
    *world = (struct world){ .arena = arena_new() };
    support_clock_init(&world->clock);
    support_files_init(&world->files);
}

static enum status get(struct world *world, const char *variable, const char *home)
{
    struct env *env = env_new((const char *const[]){ variable, NULL });
    const struct creds_io io = { NULL, &world->clock.clock, env };
    struct creds_source *source =
        creds_login_new(&io, STR("p"), STR(" arn:aws:sts::1:x\n"), str_from(home));
    enum status status = creds_retrieve(source, NULL, &world->creds, &world->err);

    assert_null(strstr(world->err.text, "S3CRET"));
    creds_source_free(source);
    env_free(env);
    return status;
}

static void close_world(struct world *world)
{
    creds_release(&world->creds);
    support_files_release(&world->files);
    arena_free(world->arena);
}

static void credentials_that_are_good_are_used(void **state)
{
    struct world world;
    struct str variable;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        open_world(&world);
        variable =
            arena_printf(world.arena, "%s=%s/c",
                         i == 0 ? "NOTHING" : "AWS_LOGIN_CACHE_DIRECTORY", world.files.folder);
        support_files_write(&world.files, world.arena,
                            i == 0 ? ".aws/login/cache/" NAME : "c/" NAME, STR(FILE_OF(LATER)));
        if (get(&world, variable.data, i == 0 ? world.files.folder : "/nowhere") != STATUS_OK) {
            fail_msg("%s", world.err.text);
        }
        assert_string_equal(world.creds.access_key_id, "AK");
        assert_true(str_eq(secret_reveal(&world.creds.secret_key), STR("S3CRET")));
        assert_true(str_eq(secret_reveal(&world.creds.session_token), STR("T0KEN")));
        assert_int_equal(world.creds.expires_at_ms, world.clock.wall_ms + 15 * 60 * 1000);
        assert_string_equal(world.creds.origin, "the login session of profile p");
        close_world(&world);
    }
}

static void without_them_the_text_says_how_to_log_in(void **state)
{
    static const struct {
        const char *file;
        enum status status;
        const char *says;
    } rows[] = {
        { NULL, STATUS_INVALID, "cannot be read: No such file or directory" },
        { "", STATUS_INVALID, "missing accessKeyId in /tmp/unit-aws-" },
        { "S3CRET", STATUS_INVALID, "missing accessKeyId" },
        { "{\"accessToken\": \"S3CRET\"}", STATUS_INVALID, "missing accessKeyId" },
        { "{\"accessToken\": {\"accessKeyId\": \"S3CRET\"}}", STATUS_INVALID,
          "missing secretAccessKey" },
        { "{\"accessToken\": {" KEYS "}}", STATUS_INVALID, "missing expiresAt" },
        { FILE_OF("S3CRET"), STATUS_INVALID, "is not a time" },
        { FILE_OF(GONE), STATUS_DENIED, "its credentials have expired" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct world world;
        enum status status;

        open_world(&world);
        if (rows[i].file) {
            support_files_write(&world.files, world.arena, ".aws/login/cache/" NAME,
                                str_from(rows[i].file));
        }
        status = get(&world, NULL, world.files.folder);
        if (status != rows[i].status || !support_has(world.err.text, rows[i].says) ||
            !support_has(world.err.text, "; run aws login --profile p") ||
            !support_has(world.err.text, "the login session has expired or is invalid: ")) {
            fail_msg("row %zu: status %d: %s", i, (int)status, world.err.text);
        }
        close_world(&world);
    }
}

static void without_a_home_nothing_is_read(void **state)
{
    struct world world;

    (void)state;
    open_world(&world);
    assert_int_equal(get(&world, NULL, NULL), STATUS_INVALID);
    assert_true(support_has(world.err.text, "there is no home folder"));
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials_that_are_good_are_used),
        cmocka_unit_test(without_them_the_text_says_how_to_log_in),
        cmocka_unit_test(without_a_home_nothing_is_read),
    };

    return cmocka_run_group_tests_name("creds_login", tests, NULL, NULL);
}
