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
