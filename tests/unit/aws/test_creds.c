#include "aws/creds.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    VARIABLES = 6
};

/* One set-up of the chain and what it gives. */
struct row {
    const char *variables[VARIABLES];
    const char *config;
    const char *credentials;
    const char *access_key; /* arguments */
    const char *secret_key;
    const char *token;
    const char *profile;
    const char *id;      /* expected; NULL: a failure */
    const char *secret;  /* expected */
    const char *session; /* expected */
    const char *says;    /* expected in the origin, or in the failure */
    enum status status;  /* expected */
};

#define KEYS(n) "aws_access_key_id=A" n "\naws_secret_access_key=S" n "\n"
#define ENV_KEYS "AWS_ACCESS_KEY_ID=AE", "AWS_SECRET_ACCESS_KEY=SE"

static const struct row rows[] = {
    /* Arguments. */
    { .access_key = "A", .secret_key = "S", .id = "A", .secret = "S", .says = "arguments" },
    { .access_key = "A",
      .secret_key = "S",
      .token = "T",
      .id = "A",
      .secret = "S",
      .session = "T",
      .says = "arguments" },
    { .variables = { ENV_KEYS },
      .access_key = "A",
      .secret_key = "S",
      .id = "A",
      .secret = "S",
      .says = "arguments" },
    { .variables = { ENV_KEYS },
      .access_key = "A",
      .status = STATUS_INVALID,
      .says = "static credentials are empty: secret_key is missing" },
    { .variables = { ENV_KEYS },
      .secret_key = "S",
      .status = STATUS_INVALID,
      .says = "static credentials are empty: access_key is missing" },
    { .variables = { ENV_KEYS },
      .token = "T",
      .status = STATUS_INVALID,
      .says = "static credentials are empty" },
    /* Environment. */
    { .variables = { ENV_KEYS }, .id = "AE", .secret = "SE", .says = "AWS_ACCESS_KEY_ID" },
    { .variables = { ENV_KEYS, "AWS_SESSION_TOKEN=TE" },
      .id = "AE",
      .secret = "SE",
      .session = "TE",
      .says = "environment" },
    { .variables = { "AWS_ACCESS_KEY=AE", "AWS_SECRET_KEY=SE" },
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    { .variables = { ENV_KEYS, "AWS_ACCESS_KEY=no", "AWS_SECURITY_TOKEN=no" },
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    { .variables = { ENV_KEYS },
      .credentials = "[default]\n" KEYS("1"),
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    { .variables = { "AWS_ACCESS_KEY_ID=AE" },
      .credentials = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    { .variables = { "AWS_ACCESS_KEY_ID=AE" },
      .status = STATUS_NOT_FOUND,
      .says = "environment: AWS_SECRET_ACCESS_KEY is not set" },
    { .variables = { "AWS_SECRET_ACCESS_KEY=SE" },
      .status = STATUS_NOT_FOUND,
      .says = "environment: AWS_ACCESS_KEY_ID is not set" },
    { .variables = { "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=" },
      .status = STATUS_NOT_FOUND,
      .says = "No valid credential sources found" },
    { .variables = { "AWS_WEB_IDENTITY_TOKEN_FILE=/t", "AWS_ROLE_ARN=r" },
      .credentials = "[default]\n" KEYS("1"),
      .status = STATUS_INVALID,
      .says = "AWS_WEB_IDENTITY_TOKEN_FILE asks for a role by web identity token" },
    { .variables = { ENV_KEYS, "AWS_WEB_IDENTITY_TOKEN_FILE=/t" },
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    /* Profiles. */
    { .credentials = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default in " },
    { .config = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default in " },
    { .credentials = "[default]\n" KEYS("1") "aws_session_token=T1\n",
      .id = "A1",
      .secret = "S1",
      .session = "T1",
      .says = "profile default" },
    { .credentials = "[default]\n" KEYS("1") "[x]\n" KEYS("2"),
      .profile = "x",
      .id = "A2",
      .secret = "S2",
      .says = "profile x" },
    { .variables = { ENV_KEYS },
      .credentials = "[x]\n" KEYS("2"),
      .profile = "x",
      .id = "A2",
      .secret = "S2",
      .says = "profile x" },
    { .variables = { "AWS_WEB_IDENTITY_TOKEN_FILE=/t" },
      .credentials = "[x]\n" KEYS("2"),
      .profile = "x",
      .id = "A2",
      .secret = "S2",
      .says = "profile x" },
    { .credentials = "[default]\naws_access_key_id=A\n",
      .status = STATUS_INVALID,
      .says = "partial credentials found for profile default" },
    { .credentials = "[default]\naws_secret_access_key=S\n",
      .status = STATUS_INVALID,
      .says = "partial credentials found for profile default" },
    /* Profiles that ask for what is not there yet: never something else instead. */
    { .config = "[default]\nrole_arn=r\n" KEYS("1"),
      .status = STATUS_INVALID,
      .says = "profile default (role_arn) asks for a role" },
    { .config = "[default]\nrole_arn=r\nsource_profile=b\n[profile b]\n" KEYS("1"),
      .status = STATUS_INVALID,
      .says = "profile default (source_profile) asks for a role by way of another profile" },
    { .config = "[default]\nrole_arn=r\ncredential_source=Environment\n",
      .status = STATUS_INVALID,
      .says = "asks for a role" },
    { .config = "[default]\nrole_arn=r\nweb_identity_token_file=/t\n",
      .status = STATUS_INVALID,
      .says = "asks for a role" },
    { .config = "[default]\nsso_session=s\nsso_account_id=1\n",
      .status = STATUS_INVALID,
      .says = "(sso_session) asks for IAM Identity Center (SSO)" },
    { .config = "[default]\nsso_start_url=https://x/start#\n",
      .status = STATUS_INVALID,
      .says = "(sso_start_url) asks for IAM Identity Center (SSO)" },
    { .config = "[default]\nlogin_session=s\n",
      .status = STATUS_INVALID,
      .says = "(login_session) asks for console sign-in" },
    { .config = "[default]\ncredential_process=cmd\n",
      .status = STATUS_INVALID,
      .says = "(credential_process) asks for an external process" },
    { .config = "[default]\ncredential_process=cmd\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    { .config = "[default]\nsso_session=s\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    { .config = "[default]\nsource_profile=b\n" KEYS("1"),
      .status = STATUS_INVALID,
      .says = "credential type source_profile requires role_arn, profile default" },
    { .config = "[default]\ncredential_source=Environment\n",
      .status = STATUS_INVALID,
      .says = "credential type credential_source requires role_arn, profile default" },
    { .config = "[default]\nrole_arn=r\nsource_profile=b\ncredential_process=c\n",
      .status = STATUS_INVALID,
      .says = "only one credential type may be specified per profile: profile default has "
              "source_profile and credential_process" },
    { .variables = { "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://x" },
      .status = STATUS_INVALID,
      .says = "the credentials of its container" },
    { .variables = { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x" },
      .credentials = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    /* Nothing at all. */
    { .status = STATUS_NOT_FOUND,
      .says = "tried arguments: access_key and secret_key are not set; environment: "
              "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set" },
    { .profile = "x",
      .config = "[profile x]\nregion=r\n",
      .status = STATUS_NOT_FOUND,
      .says = "shared files: profile x has no aws_access_key_id" },
    { .status = STATUS_NOT_FOUND, .says = "no EC2 IMDS role found" },
    /* Texts that cannot travel in a header. */
    { .access_key = "A\r\nX: y",
      .secret_key = "S",
      .status = STATUS_INVALID,
      .says = "the access key that comes from the arguments" },
    { .access_key = "A",
      .secret_key = "S ",
      .status = STATUS_INVALID,
      .says = "the secret key that comes from the arguments" },
    { .access_key = "A",
      .secret_key = "S",
      .token = "T\xC3\xA4",
      .status = STATUS_INVALID,
      .says = "the session token that comes from the arguments" },
};

static void check(size_t number, const struct row *row, enum status status,
                  const struct creds *creds, const struct err *err)
{
    if (status != row->status) {
        fail_msg("row %zu: status %d: %s", number, (int)status, err->text);
    }
    if (!support_has(status == STATUS_OK ? creds->origin : err->text, row->says)) {
        fail_msg("row %zu", number);
    }
    if (status == STATUS_OK) {
        assert_string_equal(creds->access_key_id, row->id);
        assert_true(str_eq(secret_reveal(&creds->secret_key), str_from(row->secret)));
        assert_true(str_eq(secret_reveal(&creds->session_token), str_from(row->session)));
    }
}

static void run(size_t number, const struct row *row)
{
    struct arena *arena = arena_new();
    const char *variables[VARIABLES + 1] = { NULL };
    struct aws_options options = { .access_key = str_from(row->access_key),
                                   .secret_key = str_from(row->secret_key),
                                   .token = str_from(row->token),
                                   .profile = str_from(row->profile) };
    struct profile_query query = { .options = &options,
                                   .profile =
                                       str_from(row->profile ? row->profile : "default") };
    struct files files;
    struct profile_set *profiles = NULL;
    struct creds creds = { .origin = NULL };
    struct err err = { "" };
    struct str config;
    struct str credentials;
    struct env *env;
    enum status status;

    for (size_t i = 0; i < VARIABLES; i++) {
        variables[i] = row->variables[i];
    }
    env = env_new(variables);
    support_files_init(&files);
    config = support_files_write(&files, arena, "config", str_from(row->config));
    credentials = support_files_write(&files, arena, "credentials", str_from(row->credentials));
    options.env = env;
    options.shared_config_files = &config;
    options.shared_config_file_count = 1;
    options.shared_credentials_files = &credentials;
    options.shared_credentials_file_count = 1;
    assert_int_equal(profile_set_open(&options, &profiles, NULL), STATUS_OK);
    query.profiles = profiles;
    status = creds_resolve(&query, &creds, &err);
    check(number, row, status, &creds, &err);
    creds_release(&creds);
    profile_set_free(profiles);
    support_files_release(&files);
    env_free(env);
    arena_free(arena);
}

static void the_chain_is_walked_as_the_sdk_for_go_walks_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        run(i, &rows[i]);
    }
}

static void no_failure_shows_a_secret(void **state)
{
    static const struct row row = { .access_key = "A",
                                    .secret_key = "S3CRET with a blank",
                                    .status = STATUS_INVALID,
                                    .says = "blank" };
    struct env *env = env_new((const char *const[]){ NULL });
    struct aws_options options = { .access_key = str_from(row.access_key),
                                   .secret_key = str_from(row.secret_key),
                                   .env = env };
    struct profile_query query = { .options = &options, .profile = STR("default") };
    struct creds creds;
    struct err err = { "" };

    (void)state;
    assert_int_equal(creds_resolve(&query, &creds, &err), STATUS_INVALID);
    assert_null(strstr(err.text, "S3CRET"));
    env_free(env);
}

static void a_secret_that_is_set_again_is_the_new_one(void **state)
{
    struct secret secret = { NULL, 0 };

    (void)state;
    secret_set(&secret, STR("one"));
    secret_set(&secret, STR("second"));
    assert_true(str_eq(secret_reveal(&secret), STR("second")));
    secret_set(&secret, STR(""));
    assert_int_equal(secret_reveal(&secret).len, 0);
    secret_release(&secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chain_is_walked_as_the_sdk_for_go_walks_it),
        cmocka_unit_test(no_failure_shows_a_secret),
        cmocka_unit_test(a_secret_that_is_set_again_is_the_new_one),
    };

    return cmocka_run_group_tests_name("creds", tests, NULL, NULL);
}
