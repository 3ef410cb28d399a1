#include "aws/creds_process.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum status run(const char *command, struct stop *stop, struct creds *out,
                       struct err *err)
{
    struct env *env = env_new((const char *const[]){ "PATH=/usr/bin:/bin", "WHO=me", NULL });
    const struct creds_io io = { .http = NULL, .clock = clock_system(), .env = env };
    struct creds_source *source = creds_process_new(&io, str_from(command), STR("p"));
    enum status status = creds_retrieve(source, stop, out, err);

    creds_source_free(source);
    env_free(env);
    return status;
}

static void the_keys_that_a_program_prints_are_taken(void **state)
{
    static const struct {
        const char *command;
        const char *token;
        int64_t expires_at_ms;
    } rows[] = {
        { "echo '{\"Version\": 1, \"AccessKeyId\": \"AK\", \"SecretAccessKey\": \"SK\"}'", "",
          0 },
        { "printf '{\"Version\": 1, \"AccessKeyId\": \"A%s\", \"SecretAccessKey\": \"SK\", "
          "\"SessionToken\": \"'$WHO'\", \"AccountId\": \"1\", "
          "\"Expiration\": \"2026-11-22T12:00:00Z\"}' K",
          "me", 1795348800000 },
        { "echo '{\"Version\": 1.0, \"AccessKeyId\": \"AK\", \"SecretAccessKey\": \"SK\", "
          "\"SessionToken\": null, \"Expiration\": null}'",
          "", 0 },
        { "cat <<E\n{\"Version\":1,\"AccessKeyId\":\"AK\",\"SecretAccessKey\":\"SK\",\n"
          "\"Expiration\":\"2026-11-22T14:00:00.5+02:00\"}\nE",
          "", 1795348800500 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct creds creds = { .origin = NULL };
        struct err err = { "" };

        if (run(rows[i].command, NULL, &creds, &err) != STATUS_OK) {
            fail_msg("row %zu: %s", i, err.text);
        }
        assert_string_equal(creds.access_key_id, "AK");
        assert_true(str_eq(secret_reveal(&creds.secret_key), STR("SK")));
        assert_true(str_eq(secret_reveal(&creds.session_token), str_from(rows[i].token)));
        assert_int_equal(creds.expires_at_ms, rows[i].expires_at_ms);
        assert_string_equal(creds.origin, "the credential_process of profile p");
        creds_release(&creds);
    }
}

#define PRINTS(json) "echo '" json "'"

static void what_is_no_answer_is_refused_and_not_quoted(void **state)
{
    static const struct {
        const char *command;
        enum status status;
        const char *says;
    } rows[] = {
        { "echo S3CRET; exit 3", STATUS_DENIED,
          "profile p: error in credential_process: exit status 3" },
        { "nosuchprogram-xyz 2>/dev/null", STATUS_DENIED, "exit status 127" },
        { "echo S3CRET; kill -KILL $$", STATUS_DENIED,
          "error in credential_process: signal 9" },
        { "while :; do echo S3CRET; done", STATUS_INVALID, "more than 65536 bytes" },
        { "true", STATUS_INVALID, "the process output is not a JSON object" },
        { "echo S3CRET", STATUS_INVALID, "is not a JSON object" },
        { PRINTS("[\"S3CRET\"]"), STATUS_INVALID, "is not a JSON object" },
        { PRINTS("{\"Version\": 1, \"AccessKeyId\": \"S3CRET\""), STATUS_INVALID,
          "is not a JSON object" },
        { PRINTS("{\"AccessKeyId\": \"S3CRET\", \"SecretAccessKey\": \"S3CRET\"}"),
          STATUS_INVALID, "profile p: wrong version in process output" },
        { PRINTS("{\"Version\": 2, \"AccessKeyId\": \"S3CRET\"}"), STATUS_INVALID,
          "wrong version in process output" },
        { PRINTS("{\"Version\": \"1\", \"AccessKeyId\": \"S3CRET\"}"), STATUS_INVALID,
          "wrong version in process output" },
        { PRINTS("{\"Version\": 1, \"SecretAccessKey\": \"S3CRET\"}"), STATUS_INVALID,
          "missing AccessKeyId in process output" },
        { PRINTS("{\"Version\": 1, \"AccessKeyId\": 5, \"SecretAccessKey\": \"S3CRET\"}"),
          STATUS_INVALID, "missing AccessKeyId in process output" },
        { PRINTS("{\"Version\": 1, \"AccessKeyId\": \"S3CRET\", \"SecretAccessKey\": \"\"}"),
          STATUS_INVALID, "missing SecretAccessKey in process output" },
        { PRINTS("{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"S3CRET\","
                 "\"Expiration\": \"S3CRET\"}"),
          STATUS_INVALID, "Expiration in process output is not a time" },
        { PRINTS("{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"S3CRET\","
                 "\"Expiration\": 1795348800}"),
          STATUS_INVALID, "Expiration in process output is not a time" },
        { PRINTS("{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"S3 CRET\"}"),
          STATUS_INVALID, "the secret key that comes from the credential_process" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct creds creds = { .origin = NULL };
        struct err err = { "" };
        enum status status = run(rows[i].command, NULL, &creds, &err);

        if (status != rows[i].status || !support_has(err.text, rows[i].says)) {
            fail_msg("row %zu: status %d: %s", i, (int)status, err.text);
        }
        assert_null(strstr(err.text, "S3"));
        assert_null(creds.access_key_id);
    }
}

static void a_stop_ends_it(void **state)
{
    struct stop *stop = stop_new();
    struct creds creds = { .origin = NULL };
    struct err err = { "" };

    (void)state;
    stop_trigger(stop);
    assert_int_equal(run("sleep 1000", stop, &creds, &err), STATUS_STOPPED);
    stop_free(stop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_that_a_program_prints_are_taken),
        cmocka_unit_test(what_is_no_answer_is_refused_and_not_quoted),
        cmocka_unit_test(a_stop_ends_it),
    };

    return cmocka_run_group_tests_name("creds_process", tests, NULL, NULL);
}
