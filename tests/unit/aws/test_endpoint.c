#include "aws/endpoint.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    VARIABLES = 5
};

struct host_row {
    enum endpoint_service service;
    const char *region;
    const char *hosts[ENDPOINT_VARIANTS];
};

static const struct host_row host_rows[] = {
    { ENDPOINT_SAGEMAKER,
      "us-east-1",
      { "api.sagemaker.us-east-1.amazonaws.com", "api.sagemaker.us-east-1.api.aws",
        "api-fips.sagemaker.us-east-1.amazonaws.com",
        "api.sagemaker-fips.us-east-1.api.aws" } },
    { ENDPOINT_SAGEMAKER,
      "cn-north-1",
      { "api.sagemaker.cn-north-1.amazonaws.com.cn",
        "api.sagemaker.cn-north-1.api.amazonwebservices.com.cn",
        "api.sagemaker-fips.cn-north-1.amazonaws.com.cn",
        "api.sagemaker-fips.cn-north-1.api.amazonwebservices.com.cn" } },
    { ENDPOINT_SAGEMAKER,
      "eusc-de-east-1",
      { "api.sagemaker.eusc-de-east-1.amazonaws.eu",
        "api.sagemaker.eusc-de-east-1.api.amazonwebservices.eu",
        "api.sagemaker-fips.eusc-de-east-1.amazonaws.eu",
        "api.sagemaker-fips.eusc-de-east-1.api.amazonwebservices.eu" } },
    { ENDPOINT_SAGEMAKER,
      "us-iso-east-1",
      { "api.sagemaker.us-iso-east-1.c2s.ic.gov", "api.sagemaker.us-iso-east-1.api.aws.ic.gov",
        "api.sagemaker-fips.us-iso-east-1.c2s.ic.gov",
        "api.sagemaker-fips.us-iso-east-1.api.aws.ic.gov" } },
    { ENDPOINT_SAGEMAKER,
      "us-isob-east-1",
      { "api.sagemaker.us-isob-east-1.sc2s.sgov.gov",
        "api.sagemaker.us-isob-east-1.api.aws.scloud",
        "api.sagemaker-fips.us-isob-east-1.sc2s.sgov.gov",
        "api.sagemaker-fips.us-isob-east-1.api.aws.scloud" } },
    { ENDPOINT_SAGEMAKER,
      "eu-isoe-west-1",
      { "api.sagemaker.eu-isoe-west-1.cloud.adc-e.uk",
        "api.sagemaker.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
        "api.sagemaker-fips.eu-isoe-west-1.cloud.adc-e.uk",
        "api.sagemaker-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk" } },
    { ENDPOINT_SAGEMAKER,
      "us-isof-east-1",
      { "api.sagemaker.us-isof-east-1.csp.hci.ic.gov",
        "api.sagemaker.us-isof-east-1.api.aws.hci.ic.gov",
        "api.sagemaker-fips.us-isof-east-1.csp.hci.ic.gov",
        "api.sagemaker-fips.us-isof-east-1.api.aws.hci.ic.gov" } },
    { ENDPOINT_SAGEMAKER,
      "us-gov-west-1",
      { "api.sagemaker.us-gov-west-1.amazonaws.com", "api.sagemaker.us-gov-west-1.api.aws",
        "api-fips.sagemaker.us-gov-west-1.amazonaws.com",
        "api.sagemaker-fips.us-gov-west-1.api.aws" } },
    { ENDPOINT_STS,
      "us-east-1",
      { "sts.us-east-1.amazonaws.com", "sts.us-east-1.api.aws",
        "sts-fips.us-east-1.amazonaws.com", "sts-fips.us-east-1.api.aws" } },
    { ENDPOINT_STS,
      "us-gov-west-1",
      { "sts.us-gov-west-1.amazonaws.com", "sts.us-gov-west-1.api.aws",
        "sts.us-gov-west-1.amazonaws.com", "sts-fips.us-gov-west-1.api.aws" } },
};

/* Partitions that the published cases of the sign-in service leave out. */
static void sign_in_has_names_of_its_own_in_each_partition(void **state)
{
    static const struct {
        const char *region;
        const char *host;
    } names[] = {
        { "us-east-1", "us-east-1.signin.aws.amazon.com" },
        { "eu-isoe-west-1", "eu-isoe-west-1.signin.csphome.adc-e.uk" },
        { "us-isof-south-1", "us-isof-south-1.signin.csphome.hci.ic.gov" },
        { "eusc-de-east-1", "eusc-de-east-1.signin.amazonaws-eusc.eu" },
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_string_equal(endpoint_of_region(arena, ENDPOINT_SIGNIN, ENDPOINT_PLAIN,
                                               str_from(names[i].region))
                                .host.data,
                            names[i].host);
    }
    arena_free(arena);
}

static void each_partition_has_its_hosts(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(host_rows); i++) {
        for (int v = 0; v < ENDPOINT_VARIANTS; v++) {
            struct endpoint endpoint =
                endpoint_of_region(arena, host_rows[i].service, (enum endpoint_variant)v,
                                   str_from(host_rows[i].region));

            assert_true(str_eq(endpoint.host, str_from(host_rows[i].hosts[v])));
            assert_true(str_eq(endpoint.path, STR("/")));
            assert_string_equal(endpoint.url.data,
                                arena_printf(arena, "https://%s/", host_rows[i].hosts[v]).data);
        }
    }
    arena_free(arena);
}

static void services_are_found_by_their_signing_name(void **state)
{
    enum endpoint_service service = ENDPOINT_SAGEMAKER;

    (void)state;
    assert_true(endpoint_service_find(STR("sts"), &service));
    assert_int_equal(service, ENDPOINT_STS);
    assert_true(endpoint_service_find(STR("sso-oidc"), &service));
    assert_int_equal(service, ENDPOINT_SSO_OIDC);
    assert_false(endpoint_service_find(STR("s3"), &service));
}

/* Where an endpoint may be named, and which one counts. */
struct row {
    enum endpoint_service service; /* SageMaker when it does not matter */
    const char *argument;
    const char *variables[VARIABLES];
    const char *config;
    const char *url;     /* expected; NULL: none or a failure */
    const char *host;    /* expected, when it is worth looking at */
    const char *path;    /* expected, likewise */
    const char *says;    /* expected in the origin or in the failure */
    enum status status;  /* expected */
    const char *warning; /* expected; NULL: none */
};

/* The services section of each service but the first, and the profile's own. */
#define SECTION(name)                                                                          \
    "[default]\nendpoint_url=http://p\nservices=s\n[services s]\nsagemaker=\n"                 \
    "  endpoint_url=http://s\n" name "=\n  endpoint_url = http://t # here\n"
#define OLD(name)                                                                              \
    "Deprecated Environment Variable|The environment variable \"" name                         \
    "\" is deprecated. Use \"AWS_ENDPOINT_URL_STS\" instead."

#define PROFILE                                                                                \
    "[default]\nendpoint_url=http://p\nservices=s\n[services s]\nsagemaker=\n"                 \
    "  endpoint_url=http://s\n"

static const struct row rows[] = {
    /* Who wins. */
    { .status = STATUS_NOT_FOUND, .says = "no endpoint is configured" },
    { .argument = "http://a",
      .variables = { "AWS_ENDPOINT_URL_SAGEMAKER=http://b", "AWS_ENDPOINT_URL=http://c",
                     "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true" },
      .url = "http://a/",
      .says = "endpoints { sagemaker = ... }" },
    { .variables = { "AWS_ENDPOINT_URL_SAGEMAKER=http://b", "AWS_ENDPOINT_URL=http://c" },
      .config = PROFILE,
      .url = "http://b/",
      .says = "the environment variable AWS_ENDPOINT_URL_SAGEMAKER" },
    { .variables = { "AWS_ENDPOINT_URL=http://c", "AWS_ENDPOINT_URL_STS=http://d" },
      .config = PROFILE,
      .url = "http://c/",
      .says = "the environment variable AWS_ENDPOINT_URL" },
    { .config = PROFILE,
      .url = "http://s/",
      .says = "the services section of profile default" },
    { .config = "[default]\nendpoint_url=http://p\n",
      .url = "http://p/",
      .says = "endpoint_url in profile default" },
    { .variables = { "AWS_ENDPOINT_URL=http://c", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=TRUE" },
      .config = PROFILE,
      .status = STATUS_NOT_FOUND,
      .says = "no endpoint" },
    { .variables = { "AWS_ENDPOINT_URL=http://c" },
      .config = "[default]\nignore_configured_endpoint_urls=true\n",
      .status = STATUS_NOT_FOUND,
      .says = "no endpoint" },
    { .variables = { "AWS_ENDPOINT_URL=http://c", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false" },
      .config = "[default]\nignore_configured_endpoint_urls=true\n",
      .url = "http://c/",
      .says = "AWS_ENDPOINT_URL" },
    { .variables = { "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=yes" },
      .status = STATUS_INVALID,
      .says = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is \"yes\"; it must be true or false" },
    /* Each service has its own. */
    { .service = ENDPOINT_STS,
      .argument = "http://a",
      .variables = { "AWS_ENDPOINT_URL_STS=http://b", "TF_AWS_STS_ENDPOINT=http://c" },
      .url = "http://a/",
      .says = "endpoints { sts = ... } of the provider block" },
    { .service = ENDPOINT_STS,
      .variables = { "AWS_ENDPOINT_URL_STS=http://b", "TF_AWS_STS_ENDPOINT=http://c",
                     "AWS_ENDPOINT_URL=http://e", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true" },
      .url = "http://b/",
      .says = "AWS_ENDPOINT_URL_STS" },
    { .service = ENDPOINT_STS,
      .variables = { "TF_AWS_STS_ENDPOINT=http://c", "AWS_STS_ENDPOINT=http://d",
                     "AWS_ENDPOINT_URL=http://e", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true" },
      .url = "http://c/",
      .says = "the environment variable TF_AWS_STS_ENDPOINT",
      .warning = OLD("TF_AWS_STS_ENDPOINT") },
    { .service = ENDPOINT_STS,
      .variables = { "AWS_STS_ENDPOINT=http://d", "AWS_ENDPOINT_URL=http://e" },
      .config = SECTION("sts"),
      .url = "http://d/",
      .says = "the environment variable AWS_STS_ENDPOINT",
      .warning = OLD("AWS_STS_ENDPOINT") },
    { .service = ENDPOINT_STS,
      .variables = { "AWS_ENDPOINT_URL=http://e" },
      .config = SECTION("sts"),
      .url = "http://e/",
      .says = "AWS_ENDPOINT_URL" },
    { .service = ENDPOINT_STS,
      .variables = { "AWS_ENDPOINT_URL=http://e", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true" },
      .config = SECTION("sts"),
      .status = STATUS_NOT_FOUND,
      .says = "no endpoint" },
    { .service = ENDPOINT_STS,
      .config = SECTION("sts"),
      .url = "http://t/",
      .says = "the services section" },
    { .variables = { "TF_AWS_STS_ENDPOINT=http://c", "AWS_ENDPOINT_URL_STS=http://b" },
      .status = STATUS_NOT_FOUND,
      .says = "no endpoint" },
    { .service = ENDPOINT_SSO,
      .argument = "http://a",
      .variables = { "AWS_ENDPOINT_URL_SSO=http://b" },
      .url = "http://a/",
      .says = "endpoints { sso = ... }" },
    { .service = ENDPOINT_SSO,
      .variables = { "AWS_ENDPOINT_URL_SSO=http://b", "AWS_ENDPOINT_URL_SSO_OIDC=http://c" },
      .url = "http://b/",
      .says = "AWS_ENDPOINT_URL_SSO" },
    { .service = ENDPOINT_SSO,
      .variables = { "AWS_ENDPOINT_URL_SSO=http://b",
                     "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true" },
      .status = STATUS_NOT_FOUND,
      .says = "no endpoint" },
    { .service = ENDPOINT_SSO,
      .config = SECTION("sso"),
      .url = "http://t/",
      .says = "the services section" },
    { .service = ENDPOINT_SSO_OIDC,
      .variables = { "AWS_ENDPOINT_URL_SSO=http://b", "AWS_ENDPOINT_URL_SSO_OIDC=http://c" },
      .url = "http://c/",
      .says = "AWS_ENDPOINT_URL_SSO_OIDC" },
    { .service = ENDPOINT_SSO_OIDC,
      .config = SECTION("sso_oidc"),
      .url = "http://t/",
      .says = "the services section" },
    { .service = ENDPOINT_SIGNIN,
      .variables = { "AWS_ENDPOINT_URL_SIGNIN=http://b" },
      .url = "http://b/",
      .says = "AWS_ENDPOINT_URL_SIGNIN" },
    { .service = ENDPOINT_SIGNIN,
      .config = SECTION("signin"),
      .url = "http://t/",
      .says = "the services section" },
    { .service = ENDPOINT_SIGNIN,
      .config = SECTION("sign_in"),
      .url = "http://p/",
      .says = "endpoint_url in profile default" },
    /* What a URL may be. */
    { .argument = "https://h.example:8443",
      .url = "https://h.example:8443/",
      .host = "h.example:8443",
      .path = "/",
      .says = "" },
    { .argument = "https://h:443", .url = "https://h/", .host = "h", .says = "" },
    { .argument = "http://h:80/", .url = "http://h/", .host = "h", .says = "" },
    { .argument = "http://h:443", .url = "http://h:443/", .host = "h:443", .says = "" },
    { .argument = "HTTP://Host.Example/Base",
      .url = "http://host.example/Base/",
      .host = "host.example",
      .path = "/Base/",
      .says = "" },
    { .argument = "http://h/a/b//", .url = "http://h/a/b/", .path = "/a/b/", .says = "" },
    { .argument = "http://[::1]:4566",
      .url = "http://[::1]:4566/",
      .host = "[::1]:4566",
      .says = "" },
    { .argument = "http://[::1]/", .url = "http://[::1]/", .host = "[::1]", .says = "" },
    { .argument = "localhost:4566",
      .status = STATUS_INVALID,
      .says = "\"localhost:4566\", the endpoint URL in endpoints { sagemaker = ... } of the "
              "provider block, is invalid: it does not begin with https:// or http://" },
    { .variables = { "AWS_ENDPOINT_URL=ftp://h" },
      .status = STATUS_INVALID,
      .says = "the environment variable AWS_ENDPOINT_URL, is invalid" },
    { .argument = "http://", .status = STATUS_INVALID, .says = "host name is missing" },
    { .argument = "http://:80", .status = STATUS_INVALID, .says = "host name is missing" },
    { .argument = "http://h:0", .status = STATUS_INVALID, .says = "its port" },
    { .argument = "http://h:65536", .status = STATUS_INVALID, .says = "its port" },
    { .argument = "http://h:", .status = STATUS_INVALID, .says = "its port" },
    { .argument = "http://h:1a", .status = STATUS_INVALID, .says = "its port" },
    { .argument = "http://u:p@h", .status = STATUS_INVALID, .says = "a user name" },
    { .argument = "http://u:hush@h",
      .status = STATUS_INVALID,
      .says = "\"...@h\", the endpoint" },
    { .argument = "http://h?q", .status = STATUS_INVALID, .says = "a query" },
    { .argument = "http://h/#f", .status = STATUS_INVALID, .says = "a fragment" },
    { .argument = "http://h /", .status = STATUS_INVALID, .says = "a blank" },
    { .argument = "http://h\r\nX: y", .status = STATUS_INVALID, .says = "a blank" },
    { .argument = "http://h\xC3\xA4", .status = STATUS_INVALID, .says = "another character" },
    { .argument = "http://[::g]", .status = STATUS_INVALID, .says = "malformed" },
    { .argument = "http://a,b", .status = STATUS_INVALID, .says = "malformed" },
};

static void check(size_t number, const struct row *row, const struct profile_query *query,
                  struct arena *arena)
{
    struct endpoint endpoint = { .url = { NULL, 0 } };
    struct err err = { "" };
    enum status status = endpoint_configured(arena, row->service, query, &endpoint, &err);
    bool ok = status == STATUS_OK;

    if (status != row->status || !str_eq(endpoint.url, str_from(row->url)) ||
        (row->host && !str_eq(endpoint.host, str_from(row->host))) ||
        (row->path && !str_eq(endpoint.path, str_from(row->path)))) {
        fail_msg("row %zu: %.*s %s", number, STR_ARG(endpoint.url), err.text);
    }
    assert_true(support_has(ok ? arena_str(arena, endpoint.origin).data : err.text, row->says));
}

struct warnings {
    struct arena *arena;
    struct str text; /* "summary|detail" */
};

static void on_warning(void *self, const char *summary, const char *detail)
{
    struct warnings *warnings = self;

    assert_int_equal(warnings->text.len, 0);
    warnings->text = arena_printf(warnings->arena, "%s|%s", summary, detail);
}

static void the_first_place_that_names_an_endpoint_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new();
        const char *variables[VARIABLES + 1] = { NULL };
        struct str argument = str_from(rows[i].argument);
        struct warnings warnings = { .arena = arena };
        struct aws_options options = { .warn = on_warning, .warn_self = &warnings };
        struct profile_query query = { .options = &options, .profile = STR("default") };
        struct profile_set *profiles = NULL;
        struct files files;
        struct str config;
        struct env *env;

        memcpy(variables, rows[i].variables, sizeof(rows[i].variables));
        env = env_new(variables);
        support_files_init(&files);
        config = support_files_write(&files, arena, "config", str_from(rows[i].config));
        options.endpoint_sagemaker = rows[i].service == ENDPOINT_SAGEMAKER ? argument : STR("");
        options.endpoint_sts = rows[i].service == ENDPOINT_STS ? argument : STR("");
        options.endpoint_sso = rows[i].service == ENDPOINT_SSO ? argument : STR("");
        options.env = env;
        options.shared_config_files = &config;
        options.shared_config_file_count = 1;
        assert_int_equal(profile_set_open(&options, &profiles, NULL), STATUS_OK);
        query.profiles = profiles;
        check(i, &rows[i], &query, arena);
        if (!str_eq(warnings.text, str_from(rows[i].warning))) {
            fail_msg("row %zu warns: %.*s", i, STR_ARG(warnings.text));
        }
        profile_set_free(profiles);
        support_files_release(&files);
        env_free(env);
        arena_free(arena);
    }
}

static void a_url_over_2048_bytes_is_refused(void **state)
{
    struct env *env = env_new((const char *const[]){ NULL });
    char url[2050] = "http://";
    struct aws_options options = { .endpoint_sagemaker = { url, 2049 }, .env = env };
    struct profile_query query = { .options = &options };
    struct arena *arena = arena_new();
    struct endpoint endpoint;
    struct err err = { "" };

    (void)state;
    memset(url + 7, 'a', sizeof(url) - 8);
    assert_int_equal(endpoint_configured(arena, ENDPOINT_SAGEMAKER, &query, &endpoint, &err),
                     STATUS_INVALID);
    assert_true(support_has(err.text, "too long"));
    arena_free(arena);
    env_free(env);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_partition_has_its_hosts),
        cmocka_unit_test(sign_in_has_names_of_its_own_in_each_partition),
        cmocka_unit_test(services_are_found_by_their_signing_name),
        cmocka_unit_test(the_first_place_that_names_an_endpoint_counts),
        cmocka_unit_test(a_url_over_2048_bytes_is_refused),
    };

    return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
