#include "aws/profile.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct files files;
    struct str config;
    struct str credentials;
    struct env *env;
    struct aws_options options;
    struct profile_set *set;
};

static void open_files(struct fixture *f, const char *config, const char *credentials)
{
    static const char *const variables[] = { "HOME=/home/me", "SUB=sub", "EMPTY=", NULL };

    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    support_files_init(&f->files);
    f->config = support_files_write(&f->files, f->arena, "config", str_from(config));
    f->credentials =
        support_files_write(&f->files, f->arena, "credentials", str_from(credentials));
    f->env = env_new(variables);
    f->options = (struct aws_options){ .env = f->env,
                                       .shared_config_files = &f->config,
                                       .shared_config_file_count = 1,
                                       .shared_credentials_files = &f->credentials,
                                       .shared_credentials_file_count = 1 };
    assert_int_equal(profile_set_open(&f->options, &f->set, NULL), STATUS_OK);
}

static void close_files(struct fixture *f)
{
    profile_set_free(f->set);
    env_free(f->env);
    support_files_release(&f->files);
    arena_free(f->arena);
}

struct row {
    const char *config;
    const char *credentials;
    const char *profile;
    const char *key;
    const char *value; /* NULL: there is no such profile */
};

static void files_are_merged_as_the_sdk_for_go_merges_them(void **state)
{
    static const struct row rows[] = {
        { "[default]\nregion=a\n", "", "default", "region", "a" },
        { "[profile default]\nregion=a\n", "", "default", "region", "a" },
        { "[default]\nregion=b\n[profile default]\nregion=a\n", "", "default", "region", "a" },
        { "[profile default]\nregion=a\n[default]\nregion=b\n", "", "default", "region", "a" },
        { "[default]\noutput=b\n[profile default]\nregion=a\n", "", "default", "output", "" },
        { "[DEFAULT]\nregion=a\n", "", "DEFAULT", "region", "a" },
        { "[DEFAULT]\nregion=a\n", "", "default", "region", NULL },
        { "[profile x]\nregion=a\n", "", "x", "region", "a" },
        { "[x]\nregion=a\n", "", "x", "region", NULL },
        { "[profile X]\nregion=a\n", "", "x", "region", NULL },
        { "[profile \"my prof\"]\nregion=a\n", "", "my prof", "region", "a" },
        { "[profile 'my prof']\nregion=a\n", "", "my prof", "region", "a" },
        { "[profile my prof]\nregion=a\n", "", "my prof", "region", "a" },
        { "[sso-session x]\nregion=a\n", "", "x", "region", NULL },
        { "", "[x]\nregion=a\n", "x", "region", "a" },
        { "", "[my prof]\nregion=a\n", "my prof", "region", "a" },
        { "", "[profile x]\nregion=a\n", "x", "region", NULL },
        { "", "[profile x]\nregion=a\n", "profile x", "region", NULL },
        { "[profile x]\nregion=a\n", "[x]\nregion=b\n", "x", "region", "b" },
        { "[profile x]\nregion=a\n", "[x]\nrole_arn=b\n", "x", "region", "a" },
        { "[profile x]\nregion=a\n", "[x]\nregion=\n", "x", "region", "a" },
        { "[profile x]\nendpoint_url=a\n", "[x]\nendpoint_url=b\n", "x", "endpoint_url", "a" },
        { "[profile x]\n", "[x]\nendpoint_url=b\n", "x", "endpoint_url", "" },
        { "", "[x]\nendpoint_url=b\n", "x", "endpoint_url", "b" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        struct str profile = str_from(rows[i].profile);
        struct str value;

        open_files(&f, rows[i].config, rows[i].credentials);
        value = profile_value(f.set, profile, rows[i].key);
        if (profile_exists(f.set, profile) != (rows[i].value != NULL) ||
            !str_eq(value, str_from(rows[i].value))) {
            fail_msg("row %zu gives \"%.*s\"", i, STR_ARG(value));
        }
        close_files(&f);
    }
}

static void keys_of_the_last_file_count_as_one(void **state)
{
    struct fixture f;
    struct profile_keys keys;

    (void)state;
    open_files(&f,
               "[profile x]\naws_access_key_id=A1\naws_secret_access_key=S1\n"
               "aws_session_token=T1\n",
               "[x]\naws_access_key_id=A2\naws_secret_access_key=S2\n");
    assert_int_equal(profile_static_keys(f.set, STR("x"), &keys, NULL), STATUS_OK);
    assert_true(str_eq(keys.access_key, STR("A2")));
    assert_true(str_eq(keys.secret_key, STR("S2")));
    assert_int_equal(keys.token.len, 0);
    assert_true(str_eq(keys.path, f.credentials));
    close_files(&f);
}

static void half_a_pair_is_refused_whatever_the_other_file_has(void **state)
{
    static const char *const halves[] = { "[x]\naws_access_key_id=A\n",
                                          "[x]\naws_secret_access_key=S\n" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(halves); i++) {
        struct fixture f;
        struct profile_keys keys;
        struct err err = { "" };

        open_files(&f, "[profile x]\naws_access_key_id=A\naws_secret_access_key=S\n",
                   halves[i]);
        assert_int_equal(profile_static_keys(f.set, STR("x"), &keys, &err), STATUS_INVALID);
        assert_true(support_has(err.text, "partial credentials found for profile x"));
        assert_true(support_has(err.text, f.credentials.data));
        close_files(&f);
    }
}

static void the_last_file_with_the_profile_says_whether_the_pair_is_whole(void **state)
{
    static const char half[] = "[profile x]\naws_access_key_id=A\n";
    static const struct {
        const char *credentials;
        enum status status;
    } rows[] = {
        { "", STATUS_INVALID },
        { "[y]\nregion=a\n", STATUS_INVALID },
        { "[x]\naws_access_key_id=B\naws_secret_access_key=S\n", STATUS_OK },
        { "[x]\nregion=a\n", STATUS_NOT_FOUND },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        struct profile_keys keys = { .path = { NULL, 0 } };

        open_files(&f, half, rows[i].credentials);
        assert_int_equal(profile_static_keys(f.set, STR("x"), &keys, NULL), rows[i].status);
        if (rows[i].status == STATUS_OK) {
            assert_true(str_eq(keys.access_key, STR("B")));
        }
        close_files(&f);
    }
}

static void some_keys_of_a_profile_stay_what_the_config_file_says(void **state)
{
    static const struct {
        const char *key;
        bool is_overridden;
    } rows[] = {
        { "region", true },
        { "role_arn", true },
        { "source_profile", true },
        { "credential_source", true },
        { "external_id", true },
        { "mfa_serial", true },
        { "role_session_name", true },
        { "duration_seconds", true },
        { "credential_process", true },
        { "web_identity_token_file", true },
        { "ec2_metadata_service_endpoint", true },
        { "ec2_metadata_service_endpoint_mode", true },
        { "ec2_metadata_v1_disabled", true },
        { "use_dualstack_endpoint", true },
        { "use_fips_endpoint", true },
        { "retry_mode", true },
        { "max_attempts", true },
        { "ca_bundle", true },
        { "sso_session", true },
        { "sso_start_url", true },
        { "sso_region", true },
        { "sso_account_id", true },
        { "sso_role_name", true },
        { "login_session", true },
        { "services", false },
        { "endpoint_url", false },
        { "ignore_configured_endpoint_urls", false },
        { "sdk_ua_app_id", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        struct arena *arena = arena_new();
        struct str value;

        open_files(&f, arena_printf(arena, "[profile x]\n%s=config\n", rows[i].key).data,
                   arena_printf(arena, "[x]\n%s=credentials\n", rows[i].key).data);
        value = profile_value(f.set, STR("x"), rows[i].key);
        if (!str_eq(value, rows[i].is_overridden ? STR("credentials") : STR("config"))) {
            fail_msg("%s", rows[i].key);
        }
        close_files(&f);
        arena_free(arena);
    }
}

static void other_sections_of_the_config_files_can_be_read(void **state)
{
    struct fixture f;
    struct profile_set *set = NULL;
    struct str list[2];

    (void)state;
    open_files(&f,
               "[sso-session s]\nsso_region=a\nsso_start_url=https://x/start#\n"
               "[sso-session \"my s\"]\nsso_region=b\n[profile p]\nsso_region=c\n",
               "[sso-session t]\nsso_region=d\n");
    list[0] = f.config;
    list[1] = support_files_write(&f.files, f.arena, "more",
                                  STR("[sso-session s]\nsso_region=e\n[sso-session u]\n"));
    f.options.shared_config_files = list;
    f.options.shared_config_file_count = 2;
    assert_int_equal(profile_set_open(&f.options, &set, NULL), STATUS_OK);
    assert_true(profile_section_exists(set, "sso-session", STR("s")));
    assert_true(profile_section_exists(set, "sso-session", STR("my s")));
    assert_true(profile_section_exists(set, "sso-session", STR("u")));
    assert_false(profile_section_exists(set, "sso-session", STR("t")));
    assert_false(profile_section_exists(set, "sso-session", STR("p")));
    assert_true(
        str_eq(profile_section_value(set, "sso-session", STR("s"), "sso_region"), STR("e")));
    assert_true(str_eq(profile_section_value(set, "sso-session", STR("s"), "sso_start_url"),
                       STR("https://x/start#")));
    assert_true(
        str_eq(profile_section_value(set, "sso-session", STR("my s"), "sso_region"), STR("b")));
    assert_int_equal(profile_section_value(set, "sso-session", STR("u"), "sso_region").len, 0);
    assert_int_equal(profile_section_value(set, "sso-session", STR("t"), "sso_region").len, 0);
    profile_set_free(set);
    close_files(&f);
}

static void the_home_folder_has_several_names(void **state)
{
    static const char *const both[] = { "HOME=/a", "USERPROFILE=/b", NULL };
    static const char *const other[] = { "HOME=", "USERPROFILE=/b", NULL };
    struct arena *arena = arena_new();
    struct env *env = env_new(both);
    struct env *other_env = env_new(other);

    (void)state;
    assert_string_equal(profile_home(arena, env).data, "/a");
    assert_string_equal(profile_home(arena, other_env).data, "/b");
    env_free(env);
    env_free(other_env);
    arena_free(arena);
}

static void a_profile_without_keys_has_none(void **state)
{
    struct fixture f;
    struct profile_keys keys;
    struct err err = { "" };

    (void)state;
    open_files(&f, "[profile x]\nregion=a\n", "");
    assert_int_equal(profile_static_keys(f.set, STR("x"), &keys, &err), STATUS_NOT_FOUND);
    assert_true(support_has(err.text, "profile x has no aws_access_key_id"));
    close_files(&f);
}

static void a_service_has_settings_of_its_own(void **state)
{
    struct fixture f;

    (void)state;
    open_files(&f,
               "[profile x]\nservices = dev\n[services dev]\nsagemaker =\n"
               "  endpoint_url = http://h:1\n[profile y]\nservices = none\n",
               "[x]\nservices = other\n");
    assert_true(str_eq(profile_service_value(f.set, STR("x"), "sagemaker", "endpoint_url"),
                       STR("http://h:1")));
    assert_int_equal(profile_service_value(f.set, STR("x"), "sts", "endpoint_url").len, 0);
    assert_int_equal(profile_service_value(f.set, STR("y"), "sagemaker", "endpoint_url").len,
                     0);
    assert_int_equal(profile_service_value(f.set, STR("z"), "sagemaker", "endpoint_url").len,
                     0);
    close_files(&f);
}

static void the_environment_names_the_files(void **state)
{
    struct fixture f;
    struct profile_set *set = NULL;
    const char *variables[3] = { NULL };
    struct env *env;
    struct aws_options options;

    (void)state;
    open_files(&f, "[profile x]\nregion=a\n", "[y]\nregion=b\n");
    variables[0] = arena_printf(f.arena, "AWS_CONFIG_FILE=%.*s", STR_ARG(f.config)).data;
    variables[1] =
        arena_printf(f.arena, "AWS_SHARED_CREDENTIALS_FILE=%.*s", STR_ARG(f.credentials)).data;
    env = env_new(variables);
    options = (struct aws_options){ .env = env };
    assert_int_equal(profile_set_open(&options, &set, NULL), STATUS_OK);
    assert_true(profile_exists(set, STR("x")));
    assert_true(profile_exists(set, STR("y")));
    profile_set_free(set);
    env_free(env);
    close_files(&f);
}

static void a_later_file_of_a_list_wins(void **state)
{
    struct fixture f;
    struct profile_set *set = NULL;
    struct str list[2];

    (void)state;
    open_files(&f, "[profile x]\nregion=a\noutput=text\n", "");
    list[0] = f.config;
    list[1] = support_files_write(&f.files, f.arena, "more", STR("[profile x]\nregion=b\n"));
    f.options.shared_config_files = list;
    f.options.shared_config_file_count = 2;
    assert_int_equal(profile_set_open(&f.options, &set, NULL), STATUS_OK);
    assert_true(str_eq(profile_value(set, STR("x"), "region"), STR("b")));
    assert_true(str_eq(profile_value(set, STR("x"), "output"), STR("text")));
    profile_set_free(set);
    close_files(&f);
}

static void a_file_over_the_ceiling_is_named(void **state)
{
    struct fixture f;
    struct profile_set *set = NULL;
    struct err err = { "" };
    char *text;

    (void)state;
    open_files(&f, "", "");
    text = arena_alloc(f.arena, 1048577, 1);
    memset(text, '#', 1048577);
    f.config = support_files_write(&f.files, f.arena, "large", (struct str){ text, 1048577 });
    assert_int_equal(profile_set_open(&f.options, &set, &err), STATUS_TOO_LARGE);
    assert_true(support_has(err.text, f.config.data));
    close_files(&f);
}

static void paths_are_expanded(void **state)
{
    static const struct {
        const char *path;
        const char *expanded;
    } rows[] = {
        { "/a/b", "/a/b" },
        { "~", "/home/me" },
        { "~/a", "/home/me/a" },
        { "~you/a", "~you/a" },
        { "/a/~", "/a/~" },
        { "$HOME/a", "/home/me/a" },
        { "${HOME}/a", "/home/me/a" },
        { "/a/$SUB.x", "/a/sub.x" },
        { "/a/${SUB}x", "/a/subx" },
        { "/a/$SUBx", "/a/" },
        { "/a/${EMPTY}", "/a/" },
        { "/a/${SUB", "/a/${SUB" },
        { "/a/${}", "/a/${}" },
        { "/a/${S-B}", "/a/${S-B}" },
        { "/a/$", "/a/$" },
        { "/a/$-", "/a/$-" },
        { "", "" },
    };
    struct fixture f;

    (void)state;
    open_files(&f, "", "");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_string_equal(profile_expand_path(f.arena, f.env, str_from(rows[i].path)).data,
                            rows[i].expanded);
    }
    close_files(&f);
}

static void without_a_variable_the_home_is_looked_up(void **state)
{
    const char *variables[] = { NULL };
    struct env *env = env_new(variables);
    struct arena *arena = arena_new();

    (void)state;
    assert_true(profile_expand_path(arena, env, STR("~/a")).data[0] == '/');
    arena_free(arena);
    env_free(env);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_merged_as_the_sdk_for_go_merges_them),
        cmocka_unit_test(keys_of_the_last_file_count_as_one),
        cmocka_unit_test(half_a_pair_is_refused_whatever_the_other_file_has),
        cmocka_unit_test(the_last_file_with_the_profile_says_whether_the_pair_is_whole),
        cmocka_unit_test(some_keys_of_a_profile_stay_what_the_config_file_says),
        cmocka_unit_test(other_sections_of_the_config_files_can_be_read),
        cmocka_unit_test(the_home_folder_has_several_names),
        cmocka_unit_test(a_profile_without_keys_has_none),
        cmocka_unit_test(a_service_has_settings_of_its_own),
        cmocka_unit_test(the_environment_names_the_files),
        cmocka_unit_test(a_later_file_of_a_list_wins),
        cmocka_unit_test(a_file_over_the_ceiling_is_named),
        cmocka_unit_test(paths_are_expanded),
        cmocka_unit_test(without_a_variable_the_home_is_looked_up),
    };

    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
