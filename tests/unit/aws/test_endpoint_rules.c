#include "aws/endpoint.h"
#include "aws/settings.h"
#include "aws/support_fake.h"

#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The cases that botocore publishes with its endpoint rules (data/botocore): the URL that a
 * service has in a region, and which of the places that can name another one counts. */

enum {
    FILE_BYTES = 65536,
    VARIABLES = 4,
    CONFIGURED_CASES = 39
};

/* Cases that come to something else here, each with the reason. */
#define NO_GLOBAL_STS                                                                          \
    "STS is asked in a region, as in the SDK for Go; nobody can ask for the global one"
#define FIPS_IGNORED                                                                           \
    "an endpoint of the user's counts and the variant is ignored, as in hashicorp/aws"
#define OTHER_OPERATION                                                                        \
    "no operation of that kind is called: a token is got from the data plane"

struct deviation {
    enum endpoint_service service;
    const char *name;
    const char *reason;
    const char *url; /* what it comes to */
};

#define CUSTOM "https://example.com"
#define FIPS_AND_CUSTOM "For custom endpoint with fips enabled and dualstack disabled"
#define DUAL_AND_CUSTOM "For custom endpoint with fips disabled and dualstack enabled"
#define LEGACY(region)                                                                         \
    {                                                                                          \
        ENDPOINT_STS, "UseGlobalEndpoint with legacy region `" region "`", NO_GLOBAL_STS,      \
            "https://sts." region ".amazonaws.com"                                             \
    }

static const struct deviation deviations[] = {
    { ENDPOINT_SAGEMAKER, FIPS_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_SAGEMAKER, DUAL_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_STS, FIPS_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_STS, DUAL_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_STS, "For region aws-global with FIPS disabled and DualStack disabled",
      NO_GLOBAL_STS, "https://sts.aws-global.amazonaws.com" },
    LEGACY("ap-northeast-1"),
    LEGACY("ap-south-1"),
    LEGACY("ap-southeast-1"),
    LEGACY("ap-southeast-2"),
    LEGACY("aws-global"),
    LEGACY("ca-central-1"),
    LEGACY("eu-central-1"),
    LEGACY("eu-north-1"),
    LEGACY("eu-west-1"),
    LEGACY("eu-west-2"),
    LEGACY("eu-west-3"),
    LEGACY("sa-east-1"),
    LEGACY("us-east-1"),
    LEGACY("us-east-2"),
    LEGACY("us-west-1"),
    LEGACY("us-west-2"),
    { ENDPOINT_SSO, FIPS_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_SSO, DUAL_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_SSO_OIDC, FIPS_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_SSO_OIDC, DUAL_AND_CUSTOM, FIPS_IGNORED, CUSTOM },
    { ENDPOINT_SIGNIN, "Control Plane operation in us-east-1 (aws partition)", OTHER_OPERATION,
      "https://us-east-1.signin.aws.amazon.com" },
    { ENDPOINT_SIGNIN, "Control Plane operation in cn-north-1 (aws-cn partition)",
      OTHER_OPERATION, "https://cn-north-1.signin.amazonaws.cn" },
    { ENDPOINT_SIGNIN, "OAuth endpoint in us-east-1 (aws partition)", OTHER_OPERATION,
      "https://us-east-1.signin.aws.amazon.com" },
    { ENDPOINT_SIGNIN, "OAuth endpoint in us-west-2 (aws partition)", OTHER_OPERATION,
      "https://us-west-2.signin.aws.amazon.com" },
    { ENDPOINT_SIGNIN, "OAuth endpoint with FIPS returns an error (no FIPS variant exists)",
      OTHER_OPERATION, "https://signin-fips.us-east-1.amazonaws.com" },
    { ENDPOINT_SIGNIN, "OAuth endpoint with FIPS returns an error in us-west-2 (aws partition)",
      OTHER_OPERATION, "https://signin-fips.us-west-2.amazonaws.com" },
    { ENDPOINT_SIGNIN,
      "OAuth endpoint with FIPS returns an error in cn-north-1 (non-aws partition, error is "
      "partition-agnostic)",
      OTHER_OPERATION, "https://signin-fips.cn-north-1.amazonaws.com.cn" },
    { ENDPOINT_SIGNIN,
      "OAuth endpoint with FIPS returns an error even with a custom SDK endpoint override",
      OTHER_OPERATION, "https://custom.signin.example.com" },
};

static cJSON *read_json(const char *name)
{
    char path[512];
    char *text = test_malloc(FILE_BYTES);
    cJSON *json;
    FILE *file;
    size_t len;

    assert_true(snprintf(path, sizeof(path), TEST_DATA_DIR "/botocore/%s", name) > 0);
    file = fopen(path, "re");
    assert_non_null(file);
    len = fread(text, 1, FILE_BYTES, file);
    assert_true(len < FILE_BYTES);
    assert_int_equal(fclose(file), 0);
    json = cJSON_ParseWithLength(text, len);
    assert_non_null(json);
    test_free(text);
    return json;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    return text ? text : "";
}

/* The endpoint that a user names for a service, by argument or, where there is none, by the
 * environment. */
static enum status configured(struct arena *arena, enum endpoint_service service,
                              const char *url, struct endpoint *out)
{
    static const char *const names[ENDPOINT_SERVICES] = {
        [ENDPOINT_SAGEMAKER] = "",
        [ENDPOINT_STS] = "",
        [ENDPOINT_SSO] = "",
        [ENDPOINT_SSO_OIDC] = "AWS_ENDPOINT_URL_SSO_OIDC",
        [ENDPOINT_SIGNIN] = "AWS_ENDPOINT_URL_SIGNIN",
    };
    const char *variables[] = { arena_printf(arena, "%s=%s", names[service], url).data,
                                "AWS_CONFIG_FILE=/nowhere/config",
                                "AWS_SHARED_CREDENTIALS_FILE=/nowhere/credentials", NULL };
    struct env *env = env_new(variables);
    struct str given = str_from(url);
    struct aws_options options = { .env = env };
    struct profile_query query = { .options = &options, .profile = STR("default") };
    struct profile_set *profiles = NULL;
    enum status status;

    options.endpoint_sagemaker = service == ENDPOINT_SAGEMAKER ? given : STR("");
    options.endpoint_sts = service == ENDPOINT_STS ? given : STR("");
    options.endpoint_sso = service == ENDPOINT_SSO ? given : STR("");
    assert_int_equal(profile_set_open(&options, &profiles, NULL), STATUS_OK);
    query.profiles = profiles;
    status = endpoint_configured(arena, service, &query, out, NULL);
    profile_set_free(profiles);
    env_free(env);
    return status;
}

/* The URL that requests go to, without the last slash; empty: to none. */
static const char *outcome_of(struct arena *arena, enum endpoint_service service,
                              const cJSON *params)
{
    bool fips = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(params, "UseFIPS"));
    bool dual = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(params, "UseDualStack"));
    enum endpoint_variant variants[2][2] = { { ENDPOINT_PLAIN, ENDPOINT_DUAL_STACK },
                                             { ENDPOINT_FIPS, ENDPOINT_FIPS_DUAL_STACK } };
    struct str region = str_from(text_of(params, "Region"));
    struct endpoint endpoint = { .url = { NULL, 0 } };
    enum status status = configured(arena, service, text_of(params, "Endpoint"), &endpoint);

    if (status == STATUS_NOT_FOUND) {
        if (settings_check_region(region, true, NULL) != STATUS_OK) {
            return "";
        }
        endpoint = endpoint_of_region(arena, service, variants[fips][dual], region);
    }
    return arena_str(arena, str_slice(endpoint.url, 0, endpoint.url.len - 1)).data;
}

static const struct deviation *find_deviation(enum endpoint_service service, const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(deviations); i++) {
        if (deviations[i].service == service && strcmp(deviations[i].name, name) == 0) {
            return &deviations[i];
        }
    }
    return NULL;
}

static void check_rules(enum endpoint_service service, const char *file, int count)
{
    struct arena *arena = arena_new();
    cJSON *json = read_json(file);
    const cJSON *cases = cJSON_GetObjectItemCaseSensitive(json, "testCases");
    const cJSON *one;
    size_t deviating = 0;
    size_t expected = 0;

    assert_int_equal(cJSON_GetArraySize(cases), count);
    cJSON_ArrayForEach (one, cases) {
        const cJSON *expect = cJSON_GetObjectItemCaseSensitive(one, "expect");
        const char *name = text_of(one, "documentation");
        const char *ours =
            outcome_of(arena, service, cJSON_GetObjectItemCaseSensitive(one, "params"));
        const char *theirs =
            text_of(cJSON_GetObjectItemCaseSensitive(expect, "endpoint"), "url");
        const struct deviation *deviation = find_deviation(service, name);

        if (strcmp(ours, deviation ? deviation->url : theirs) != 0 ||
            (deviation && strcmp(ours, theirs) == 0)) {
            fail_msg("%s: %s: %s instead of %s", file, name, ours, theirs);
        }
        deviating += deviation ? 1 : 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(deviations); i++) {
        expected += deviations[i].service == service ? 1 : 0;
        assert_true(strlen(deviations[i].reason) > 0);
    }
    assert_int_equal(deviating, expected);
    cJSON_Delete(json);
    arena_free(arena);
}

static void sagemaker_is_where_the_published_cases_have_it(void **state)
{
    (void)state;
    check_rules(ENDPOINT_SAGEMAKER, "endpoint-rules/sagemaker.json", 47);
}

static void sts_is_where_the_published_cases_have_it(void **state)
{
    (void)state;
    check_rules(ENDPOINT_STS, "endpoint-rules/sts.json", 69);
}

static void sso_is_where_the_published_cases_have_it(void **state)
{
    (void)state;
    check_rules(ENDPOINT_SSO, "endpoint-rules/sso.json", 40);
    check_rules(ENDPOINT_SSO_OIDC, "endpoint-rules/sso-oidc.json", 40);
}

static void sign_in_is_where_the_published_cases_have_it(void **state)
{
    (void)state;
    check_rules(ENDPOINT_SIGNIN, "endpoint-rules/signin.json", 22);
}

/* The cases of configured URLs speak of S3 and DynamoDB. Any two services do: the rules are the
 * same for all but STS. */
static const struct stand_in {
    const char *theirs;
    const char *variable;
    const char *section;
    const char *our_variable;
    enum endpoint_service service;
} stand_ins[] = {
    { "s3", "AWS_ENDPOINT_URL_S3", "sagemaker", "AWS_ENDPOINT_URL_SAGEMAKER",
      ENDPOINT_SAGEMAKER },
    { "dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", "sso", "AWS_ENDPOINT_URL_SSO", ENDPOINT_SSO },
};

/* No argument of the provider block says so: hashicorp/aws has none. */
static const char no_such_argument[] =
    "All configured endpoints ignored due to ignore client config parameter.";

static const struct stand_in *stand_in_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(stand_ins); i++) {
        if (strcmp(stand_ins[i].theirs, name) == 0 ||
            strcmp(stand_ins[i].variable, name) == 0) {
            return &stand_ins[i];
        }
    }
    return NULL;
}

static struct str config_of(struct arena *arena, const cJSON *suite, const char *name)
{
    const cJSON *profile = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(suite, "profiles"), name);
    const char *services = text_of(profile, "services");
    struct str config = arena_printf(arena, "[profile %s]\n", name);
    const cJSON *item;

    assert_non_null(profile);
    cJSON_ArrayForEach (item, profile) {
        config = arena_printf(arena, "%s%s=%s\n", config.data, item->string, item->valuestring);
    }
    config = arena_printf(arena, "%s[services %s]\n", config.data, services);
    cJSON_ArrayForEach (item,
                        cJSON_GetObjectItemCaseSensitive(
                            cJSON_GetObjectItemCaseSensitive(suite, "services"), services)) {
        config =
            arena_printf(arena, "%s%s =\n  endpoint_url=%s\n", config.data,
                         stand_in_of(item->string)->section, text_of(item, "endpoint_url"));
    }
    return config;
}

static void variables_of(struct arena *arena, const cJSON *suite, const char *name,
                         const char **out)
{
    size_t count = 0;
    const cJSON *item;

    cJSON_ArrayForEach (item,
                        cJSON_GetObjectItemCaseSensitive(
                            cJSON_GetObjectItemCaseSensitive(suite, "environments"), name)) {
        const struct stand_in *stand_in = stand_in_of(item->string);

        assert_true(count < VARIABLES - 1);
        out[count++] =
            arena_printf(arena, "%s=%s", stand_in ? stand_in->our_variable : item->string,
                         item->valuestring)
                .data;
    }
}

static void check_configured(const cJSON *suite, const cJSON *one)
{
    struct arena *arena = arena_new();
    const char *variables[VARIABLES] = { NULL };
    const struct stand_in *stand_in = stand_in_of(text_of(one, "service"));
    const cJSON *client = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(suite, "client_configs"),
        text_of(one, "client_config"));
    const char *expected =
        text_of(cJSON_GetObjectItemCaseSensitive(one, "output"), "endpointUrl");
    struct str argument = str_from(text_of(client, "endpoint_url"));
    struct aws_options options = {
        .endpoint_sagemaker = stand_in->service == ENDPOINT_SAGEMAKER ? argument : STR(""),
        .endpoint_sso = stand_in->service == ENDPOINT_SSO ? argument : STR(""),
    };
    struct profile_query query = { .options = &options,
                                   .profile = str_from(text_of(one, "profile")) };
    struct endpoint endpoint = { .url = STR("https://s3.fake-region-10.amazonaws.com/") };
    struct profile_set *profiles = NULL;
    struct files files;
    struct str path;
    struct env *env;
    enum status status;

    variables_of(arena, suite, text_of(one, "environment"), variables);
    env = env_new(variables);
    support_files_init(&files);
    path = support_files_write(&files, arena, "config",
                               config_of(arena, suite, text_of(one, "profile")));
    options.env = env;
    options.shared_config_files = &path;
    options.shared_config_file_count = 1;
    assert_int_equal(profile_set_open(&options, &profiles, NULL), STATUS_OK);
    query.profiles = profiles;
    status = endpoint_configured(arena, stand_in->service, &query, &endpoint, NULL);
    assert_true(status == STATUS_OK || status == STATUS_NOT_FOUND);
    if (!str_eq(str_slice(endpoint.url, 0, endpoint.url.len - 1), str_from(expected))) {
        fail_msg("%s %s", text_of(one, "name"), endpoint.url.data);
    }
    profile_set_free(profiles);
    support_files_release(&files);
    env_free(env);
    arena_free(arena);
}

static void the_published_cases_of_configured_urls_hold(void **state)
{
    cJSON *json = read_json("configured_endpoint_urls/profile-tests.json");
    const cJSON *suite =
        cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(json, "testSuites"), 0);
    const cJSON *cases = cJSON_GetObjectItemCaseSensitive(suite, "endpointUrlTests");
    const cJSON *one;
    int run = 0;

    (void)state;
    assert_int_equal(cJSON_GetArraySize(cases), CONFIGURED_CASES);
    cJSON_ArrayForEach (one, cases) {
        if (strcmp(text_of(one, "name"), no_such_argument) != 0) {
            check_configured(suite, one);
            run++;
        }
    }
    assert_int_equal(run, CONFIGURED_CASES - 1);
    cJSON_Delete(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sagemaker_is_where_the_published_cases_have_it),
        cmocka_unit_test(sts_is_where_the_published_cases_have_it),
        cmocka_unit_test(sso_is_where_the_published_cases_have_it),
        cmocka_unit_test(sign_in_is_where_the_published_cases_have_it),
        cmocka_unit_test(the_published_cases_of_configured_urls_hold),
    };

    return cmocka_run_group_tests_name("endpoint_rules", tests, NULL, NULL);
}
