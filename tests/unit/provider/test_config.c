#include "provider/config.h"

#include "provider/support_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void begin(struct configuring *c)
{
    support_config_init(c, NULL, support_identity, 1);
}

static void configure(struct configuring *c)
{
    assert_true(support_configure(c));
    assert_false(c->diags.has_error);
}

static void the_environment_gives_what_is_not_set(void **state)
{
    struct configuring c;
    struct sagemaker sm;

    (void)state;
    begin(&c);
    configure(&c);
    assert_null(c.diags.first);
    assert_true(str_eq(config_region(&c.call), STR("eu-west-1")));
    assert_true(str_eq(config_account_id(&c.call), STR(SUPPORT_ACCOUNT)));
    assert_true(config_sagemaker(&c.call, STR(""), &sm));
    support_config_release(&c);
}

static void an_unknown_region_is_not_guessed_from_the_environment(void **state)
{
    struct configuring c;
    struct sagemaker sm;

    (void)state;
    begin(&c);
    c.block.items[PROVIDER_REGION] = value_unknown();
    configure(&c);
    assert_int_equal(config_region(&c.call).len, 0);
    assert_true(config_sagemaker(&c.call, STR("us-west-2"), &sm));
    assert_false(config_sagemaker(&c.call, STR(""), &sm));
    support_config_release(&c);
}

/* Another account or service would say that the objects of the state are gone. */
static void no_service_is_asked_while_it_is_unknown_whose(void **state)
{
    static const enum provider_field rows[] = {
        PROVIDER_ACCESS_KEY,
        PROVIDER_SECRET_KEY,
        PROVIDER_TOKEN,
        PROVIDER_PROFILE,
        PROVIDER_SHARED_CONFIG_FILES,
        PROVIDER_SHARED_CREDENTIALS_FILES,
        PROVIDER_EC2_METADATA_SERVICE_ENDPOINT,
        PROVIDER_SKIP_METADATA_API_CHECK,
        PROVIDER_ASSUME_ROLE,
        PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY,
        PROVIDER_ALLOWED_ACCOUNT_IDS,
        PROVIDER_FORBIDDEN_ACCOUNT_IDS,
        PROVIDER_ENDPOINTS,
        PROVIDER_USE_FIPS_ENDPOINT,
        PROVIDER_HTTP_PROXY,
        PROVIDER_HTTPS_PROXY,
        PROVIDER_NO_PROXY,
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *name = provider_schema.block->fields[rows[i]].name;
        struct configuring c;
        struct sagemaker sm;

        begin(&c);
        c.block.items[rows[i]] = value_unknown();
        configure(&c);
        assert_int_equal(c.http.sent_count, 0);
        assert_int_equal(config_account_id(&c.call).len, 0);
        assert_false(config_sagemaker(&c.call, STR("us-west-2"), &sm));
        assert_non_null(support_config_told(&c, SEVERITY_ERROR, name));
        support_config_release(&c);
    }
}

static void part_of_a_role_that_is_unknown_is_enough(void **state)
{
    struct configuring c;
    struct sagemaker sm;

    (void)state;
    begin(&c);
    support_config_item(&c, PROVIDER_ASSUME_ROLE)->items[ASSUME_ROLE_ROLE_ARN] =
        value_unknown();
    configure(&c);
    assert_int_equal(c.http.sent_count, 0);
    assert_false(config_sagemaker(&c.call, STR("us-west-2"), &sm));
    support_config_release(&c);
}

static void other_unknown_values_are_as_if_they_were_not_set(void **state)
{
    static const enum provider_field rows[] = {
        PROVIDER_MAX_RETRIES,
        PROVIDER_RETRY_MODE,
        PROVIDER_INSECURE,
        PROVIDER_STS_REGION,
        PROVIDER_SKIP_CREDENTIALS_VALIDATION,
        PROVIDER_USER_AGENT,
        PROVIDER_DEFAULT_TAGS,
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct configuring c;
        struct sagemaker sm;

        begin(&c);
        c.block.items[rows[i]] = value_unknown();
        configure(&c);
        assert_true(config_sagemaker(&c.call, STR(""), &sm));
        support_config_release(&c);
    }
}

/* What is missing may be what comes later. */
static void a_failure_beside_an_unknown_value_waits_for_a_call(void **state)
{
    static const struct fake_step refusal = { .status = 403, .body = "<Error/>" };
    struct configuring c;
    struct sagemaker sm;

    (void)state;
    support_config_init(&c, NULL, &refusal, 1);
    c.block.items[PROVIDER_INSECURE] = value_unknown();
    configure(&c);
    assert_false(config_sagemaker(&c.call, STR(""), &sm));
    assert_non_null(support_config_told(&c, SEVERITY_ERROR, "GetCallerIdentity"));
    support_config_release(&c);
}

/* Sets one argument to what cannot be used. */
static void an_error_points_at_its_argument(void **state)
{
    static const struct {
        enum provider_field row;
        const char *text;
    } cases[] = {
        { PROVIDER_PROFILE, "nobody" },
        { PROVIDER_REGION, "westwards" },
        { PROVIDER_STS_REGION, "west/wards" },
        { PROVIDER_RETRY_MODE, "legacy" },
        { PROVIDER_HTTP_PROXY, "ftp://proxy" },
        { PROVIDER_HTTPS_PROXY, "ftp://proxy" },
        { PROVIDER_CUSTOM_CA_BUNDLE, "/nonexistent.pem" },
        { PROVIDER_EC2_METADATA_SERVICE_ENDPOINT_MODE, "IPv5" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *name = provider_schema.block->fields[cases[i].row].name;
        struct configuring c;

        begin(&c);
        c.block.items[cases[i].row] = value_string(str_from(cases[i].text));
        assert_false(support_configure(&c));
        assert_true(
            support_config_points_at(&c, support_config_told(&c, SEVERITY_ERROR, ""), name));
        support_config_release(&c);
    }
}

static void an_error_points_at_its_block(void **state)
{
    static const struct {
        enum provider_field block;
        size_t row;
        const char *text;
    } cases[] = {
        { PROVIDER_ENDPOINTS, ENDPOINTS_SAGEMAKER, "ftp://127.0.0.1" },
        { PROVIDER_ENDPOINTS, ENDPOINTS_STS, "ftp://127.0.0.1" },
        { PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY, WEB_IDENTITY_TOKEN, "token" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *name = provider_schema.block->fields[cases[i].block].name;
        struct configuring c;

        begin(&c);
        support_config_item(&c, cases[i].block)->items[cases[i].row] =
            value_string(str_from(cases[i].text));
        assert_false(support_configure(&c));
        assert_true(support_config_points_at(&c, c.diags.first, name));
        support_config_release(&c);
    }
}

static void a_deprecated_variable_is_warned_of_once(void **state)
{
    static const char *const variables[] = { "AWS_STS_ENDPOINT=http://127.0.0.1:1", NULL };
    struct configuring c;

    (void)state;
    support_config_init(&c, variables, support_identity, 1);
    support_config_item(&c, PROVIDER_ASSUME_ROLE)->items[ASSUME_ROLE_ROLE_ARN] =
        value_string(STR("arn:aws:iam::123456789012:role/one"));
    (void)support_configure(&c);
    assert_non_null(support_config_told(&c, SEVERITY_WARNING, "Deprecated Environment"));
    assert_int_equal(c.diags.count - (c.diags.has_error ? 1 : 0), 1);
    support_config_release(&c);
}

static void refused_credentials_are_an_error_of_the_block(void **state)
{
    static const struct fake_step refusal = {
        .status = 403,
        .body = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code>"
                "<Message>no such key</Message></Error></ErrorResponse>",
    };
    const struct diag *diag;
    struct configuring c;

    (void)state;
    support_config_init(&c, NULL, &refusal, 1);
    assert_false(support_configure(&c));
    diag = support_config_told(&c, SEVERITY_ERROR, "InvalidClientTokenId: no such key");
    assert_non_null(diag);
    assert_true(str_eq(diag->summary, STR("Retrieving AWS account details")));
    assert_ptr_equal(diag, c.diags.first);
    assert_null(diag->next);
    support_config_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_gives_what_is_not_set),
        cmocka_unit_test(an_unknown_region_is_not_guessed_from_the_environment),
        cmocka_unit_test(no_service_is_asked_while_it_is_unknown_whose),
        cmocka_unit_test(part_of_a_role_that_is_unknown_is_enough),
        cmocka_unit_test(other_unknown_values_are_as_if_they_were_not_set),
        cmocka_unit_test(a_failure_beside_an_unknown_value_waits_for_a_call),
        cmocka_unit_test(an_error_points_at_its_argument),
        cmocka_unit_test(an_error_points_at_its_block),
        cmocka_unit_test(a_deprecated_variable_is_warned_of_once),
        cmocka_unit_test(refused_credentials_are_an_error_of_the_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
