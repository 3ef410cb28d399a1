#include "aws/settings.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    VARIABLES = 3
};

struct row {
    const char *variables[VARIABLES];
    const char *config;
    struct aws_options options;
    const char *region; /* expected */
    int attempts;       /* expected */
    const char *says;   /* expected of a failure */
    enum status status; /* expected */
};

#define LITERAL(text)                                                                          \
    {                                                                                          \
        "" text, sizeof(text) - 1                                                              \
    }
#define HERE "AWS_REGION=eu-west-1"

static const struct row rows[] = {
    /* Region. */
    { .variables = { HERE }, .region = "eu-west-1", .attempts = 25 },
    { .variables = { HERE, "AWS_DEFAULT_REGION=eu-west-2" },
      .config = "[default]\nregion=eu-west-3\n",
      .region = "eu-west-1",
      .attempts = 25 },
    { .variables = { "AWS_DEFAULT_REGION=eu-west-2" },
      .config = "[default]\nregion=eu-west-3\n",
      .region = "eu-west-2",
      .attempts = 25 },
    { .config = "[default]\nregion=eu-west-3\n", .region = "eu-west-3", .attempts = 25 },
    { .variables = { HERE },
      .options = { .region = LITERAL("eu-central-1") },
      .region = "eu-central-1",
      .attempts = 25 },
    { .variables = { "AWS_PROFILE=x" },
      .config = "[default]\nregion=eu-west-3\n[profile x]\nregion=eu-west-2\n",
      .region = "eu-west-2",
      .attempts = 25 },
    { .variables = { "AWS_PROFILE=x", "AWS_DEFAULT_PROFILE=y" },
      .config = "[profile y]\nregion=eu-west-3\n[profile x]\nregion=eu-west-2\n",
      .region = "eu-west-2",
      .attempts = 25 },
    { .variables = { "AWS_DEFAULT_PROFILE=x" },
      .config = "[profile x]\nregion=eu-west-2\n",
      .region = "eu-west-2",
      .attempts = 25 },
    { .variables = { "AWS_PROFILE=x" },
      .config = "[profile x]\nregion=eu-west-2\n[profile y]\nregion=eu-west-3\n",
      .options = { .profile = LITERAL("y") },
      .region = "eu-west-3",
      .attempts = 25 },
    { .region = "", .attempts = 25 },
    { .variables = { "AWS_REGION=", "AWS_DEFAULT_REGION=eu-west-2" },
      .region = "eu-west-2",
      .attempts = 25 },
    { .variables = { "AWS_REGION=mars-1" },
      .status = STATUS_INVALID,
      .says = "invalid AWS Region: mars-1; check its spelling, or set skip_region_validation" },
    { .variables = { "AWS_REGION=mars-1" },
      .options = { .skip_region_validation = true },
      .region = "mars-1",
      .attempts = 25 },
    { .variables = { "AWS_REGION=evil.example.com/" },
      .options = { .skip_region_validation = true },
      .status = STATUS_INVALID,
      .says = "a region's name has letters, digits and hyphens" },
    /* Profile. */
    { .variables = { HERE, "AWS_PROFILE=gone" },
      .status = STATUS_INVALID,
      .says = "failed to get shared config profile, gone: the environment variable "
              "AWS_PROFILE" },
    { .variables = { HERE },
      .options = { .profile = LITERAL("gone") },
      .status = STATUS_INVALID,
      .says = "failed to get shared config profile, gone: the argument profile names it" },
    /* Attempts. */
    { .variables = { HERE, "AWS_MAX_ATTEMPTS=7" },
      .config = "[default]\nmax_attempts=8\n",
      .region = "eu-west-1",
      .attempts = 7 },
    { .variables = { HERE },
      .config = "[default]\nmax_attempts=8\n",
      .region = "eu-west-1",
      .attempts = 8 },
    { .variables = { HERE },
      .config = "[default]\nmax_attempts=0x10\n",
      .region = "eu-west-1",
      .attempts = 16 },
    { .variables = { HERE },
      .config = "[default]\nmax_attempts=0b101\n",
      .region = "eu-west-1",
      .attempts = 5 },
    { .variables = { HERE },
      .config = "[default]\nmax_attempts=0O17\n",
      .region = "eu-west-1",
      .attempts = 15 },
    { .variables = { HERE, "AWS_MAX_ATTEMPTS=7" },
      .options = { .max_retries = 2 },
      .region = "eu-west-1",
      .attempts = 2 },
    { .variables = { HERE, "AWS_MAX_ATTEMPTS=0" }, .region = "eu-west-1", .attempts = 25 },
    { .variables = { HERE, "AWS_MAX_ATTEMPTS=many" },
      .status = STATUS_INVALID,
      .says = "the environment variable AWS_MAX_ATTEMPTS is \"many\"; it must be a number" },
    { .variables = { HERE },
      .config = "[default]\nmax_attempts=0x\n",
      .status = STATUS_INVALID,
      .says = "max_attempts in profile default is \"0x\"" },
    { .variables = { HERE },
      .config = "[default]\nmax_attempts=0b12\n",
      .status = STATUS_INVALID,
      .says = "\"0b12\"" },
    { .variables = { HERE },
      .config = "[default]\nmax_attempts=0x00000000000000000000000000000000000001\n",
      .status = STATUS_INVALID,
      .says = "it must be a number" },
    { .variables = { HERE },
      .options = { .max_retries = -1 },
      .status = STATUS_INVALID,
      .says = "the argument max_retries of the provider block is \"-1\"" },
    { .variables = { HERE },
      .options = { .max_retries = 1001 },
      .status = STATUS_INVALID,
      .says = "from 0 to 1000" },
    /* Certificates. */
    { .variables = { HERE, "AWS_CA_BUNDLE=/nowhere/ca.pem" },
      .status = STATUS_INVALID,
      .says = "the environment variable AWS_CA_BUNDLE is \"/nowhere/ca.pem\", which cannot be "
              "read" },
    { .variables = { HERE, "AWS_CA_BUNDLE=/nowhere/ca.pem" },
      .options = { .custom_ca_bundle = LITERAL("~/ca.pem") },
      .status = STATUS_INVALID,
      .says = "the argument custom_ca_bundle of the provider block" },
    { .variables = { HERE },
      .config = "[default]\nca_bundle=/nowhere/ca.pem\n",
      .status = STATUS_INVALID,
      .says = "ca_bundle in profile default" },
};

static void check(size_t number, const struct row *row, struct profile_query *query)
{
    struct arena *arena = arena_new();
    struct settings settings = { .max_attempts = 0 };
    struct aws_failure failure = { .summary = NULL };
    enum status status =
        settings_profile(query->options, query->profiles, &query->profile, &failure.err);

    if (status == STATUS_OK) {
        status = settings_read(arena, query, &settings, &failure);
    }
    if (status != row->status || (row->says && !support_has(failure.err.text, row->says)) ||
        !str_eq(settings.region, str_from(row->region)) ||
        settings.max_attempts != row->attempts) {
        fail_msg("row %zu: %.*s %d %s", number, STR_ARG(settings.region), settings.max_attempts,
                 failure.err.text);
    }
    arena_free(arena);
}

static void settings_come_from_arguments_environment_and_profile(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new();
        const char *variables[VARIABLES + 1] = { NULL };
        struct aws_options options = rows[i].options;
        struct profile_query query = { .options = &options };
        struct profile_set *profiles = NULL;
        struct files files;
        struct str config;
        struct env *env;

        memcpy(variables, rows[i].variables, sizeof(rows[i].variables));
        env = env_new(variables);
        support_files_init(&files);
        config = support_files_write(&files, arena, "config", str_from(rows[i].config));
        options.env = env;
        options.shared_config_files = &config;
        options.shared_config_file_count = 1;
        options.shared_credentials_files = &config;
        options.shared_credentials_file_count = 1;
        assert_int_equal(profile_set_open(&options, &profiles, NULL), STATUS_OK);
        query.profiles = profiles;
        check(i, &rows[i], &query);
        profile_set_free(profiles);
        support_files_release(&files);
        env_free(env);
        arena_free(arena);
    }
}

static void a_readable_bundle_of_certificates_is_taken(void **state)
{
    struct arena *arena = arena_new();
    struct env *env = env_new((const char *const[]){ HERE, NULL });
    struct aws_options options = { .env = env };
    struct profile_query query = { .options = &options, .profile = STR("default") };
    struct profile_set *profiles = NULL;
    struct files files;
    struct settings settings;
    struct aws_failure failure;

    (void)state;
    support_files_init(&files);
    options.custom_ca_bundle = support_files_write(&files, arena, "ca.pem", STR("PEM"));
    assert_int_equal(profile_set_open(&options, &profiles, NULL), STATUS_OK);
    query.profiles = profiles;
    assert_int_equal(settings_read(arena, &query, &settings, &failure), STATUS_OK);
    assert_true(str_eq(settings.ca_bundle, options.custom_ca_bundle));
    profile_set_free(profiles);
    support_files_release(&files);
    env_free(env);
    arena_free(arena);
}

static void a_missing_region_names_the_places_for_one(void **state)
{
    struct env *env = env_new((const char *const[]){ "AWS_CONFIG_FILE=/nowhere/config", NULL });
    struct aws_options options = { .env = env };
    struct profile_query query = { .options = &options, .profile = STR("default") };
    struct profile_set *profiles = NULL;
    struct err err = { "" };

    (void)state;
    assert_int_equal(profile_set_open(&options, &profiles, NULL), STATUS_OK);
    query.profiles = profiles;
    assert_int_equal(settings_region_missing(&query, &err), STATUS_NOT_FOUND);
    assert_true(support_has(
        err.text, "invalid AWS Region: none is set; set the argument region of the provider "
                  "block, the environment variable AWS_REGION, or region in profile default of "
                  "/nowhere/config"));
    profile_set_free(profiles);
    env_free(env);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_come_from_arguments_environment_and_profile),
        cmocka_unit_test(a_missing_region_names_the_places_for_one),
        cmocka_unit_test(a_readable_bundle_of_certificates_is_taken),
    };

    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
