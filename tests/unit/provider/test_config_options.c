#include "provider/config_options.h"

#include "provider/support_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ROLE_ARN "arn:aws:iam::123456789012:role/"

static void begin(struct configuring *c)
{
    support_config_init(c, NULL, support_identity, 1);
}

static struct value text(const char *text)
{
    return value_string(str_from(text));
}

static struct value texts(struct configuring *c, const char *first, const char *second)
{
    struct value *items = arena_alloc(c->call.arena, 2, sizeof(*items));

    items[0] = text(first);
    items[1] = text(second);
    return value_items(items, 2);
}

static enum status read_options(struct configuring *c, struct aws_options *out, struct err *err)
{
    struct configure_op op = { .config = &c->block, .terraform_version = STR("1.15.0") };

    return config_options_read(c->call.arena, &op, out, err);
}

static struct aws_options options_of(struct configuring *c)
{
    struct aws_options options;
    struct err err;

    assert_int_equal(read_options(c, &options, &err), STATUS_OK);
    return options;
}

static bool is(struct str found, const char *wanted)
{
    return str_eq(found, str_from(wanted));
}

static void nothing_set_is_nothing_set(void **state)
{
    struct configuring c;
    struct aws_options options;

    (void)state;
    begin(&c);
    options = options_of(&c);
    assert_int_equal(options.region.len + options.retry_mode.len + options.endpoint_sts.len, 0);
    assert_int_equal(options.max_retries + options.retry_quota, 0);
    assert_false(options.http_proxy.is_set || options.no_proxy.is_set);
    assert_int_equal(options.skip_metadata_api_check, AWS_SWITCH_UNSET);
    assert_int_equal(options.assume_role_count, 0);
    assert_null(options.web_identity);
    support_config_release(&c);
}

static void every_argument_that_counts_arrives(void **state)
{
    struct configuring c;
    struct aws_options options;

    (void)state;
    begin(&c);
    c.block.items[PROVIDER_STS_REGION] = text("eu-west-3");
    c.block.items[PROVIDER_RETRY_MODE] = text("adaptive");
    c.block.items[PROVIDER_TOKEN_BUCKET_RATE_LIMITER_CAPACITY] = value_int(c.call.arena, 500);
    c.block.items[PROVIDER_USE_FIPS_ENDPOINT] = value_bool(true);
    c.block.items[PROVIDER_USE_DUALSTACK_ENDPOINT] = value_bool(true);
    c.block.items[PROVIDER_SKIP_REQUESTING_ACCOUNT_ID] = value_bool(true);
    c.block.items[PROVIDER_EC2_METADATA_SERVICE_ENDPOINT] = text("http://127.0.0.1:1");
    c.block.items[PROVIDER_EC2_METADATA_SERVICE_ENDPOINT_MODE] = text("IPv6");
    c.block.items[PROVIDER_USER_AGENT] = texts(&c, "one/1", "two/2 (three)");
    options = options_of(&c);
    assert_true(is(options.sts_region, "eu-west-3"));
    assert_true(is(options.retry_mode, "adaptive"));
    assert_int_equal(options.retry_quota, 500);
    assert_true(options.use_fips_endpoint && options.use_dualstack_endpoint);
    assert_true(options.skip_requesting_account_id && !options.skip_credentials_validation);
    assert_true(is(options.ec2_metadata_service_endpoint, "http://127.0.0.1:1"));
    assert_true(is(options.ec2_metadata_service_endpoint_mode, "IPv6"));
    assert_int_equal(options.user_agent_item_count, 2);
    assert_true(is(options.user_agent_items[1], "two/2 (three)"));
    support_config_release(&c);
}

static void a_proxy_set_to_nothing_is_set(void **state)
{
    struct configuring c;
    struct aws_options options;

    (void)state;
    begin(&c);
    c.block.items[PROVIDER_HTTP_PROXY] = text("");
    c.block.items[PROVIDER_HTTPS_PROXY] = text("http://proxy:3128");
    options = options_of(&c);
    assert_true(options.http_proxy.is_set);
    assert_int_equal(options.http_proxy.text.len, 0);
    assert_true(is(options.https_proxy.text, "http://proxy:3128"));
    assert_false(options.no_proxy.is_set);
    support_config_release(&c);
}

static void a_switch_has_three_positions(void **state)
{
    static const struct {
        const char *text;
        enum aws_switch position;
    } cases[] = {
        { "", AWS_SWITCH_UNSET },    { "true", AWS_SWITCH_ON }, { "1", AWS_SWITCH_ON },
        { "false", AWS_SWITCH_OFF }, { "0", AWS_SWITCH_OFF },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct configuring c;

        begin(&c);
        c.block.items[PROVIDER_SKIP_METADATA_API_CHECK] = text(cases[i].text);
        assert_int_equal(options_of(&c).skip_metadata_api_check, cases[i].position);
        support_config_release(&c);
    }
}

static void of_several_endpoints_blocks_the_first_that_says_something_counts(void **state)
{
    struct configuring c;
    struct aws_options options;
    struct value *items;

    (void)state;
    begin(&c);
    items = arena_alloc(c.call.arena, 2, sizeof(*items));
    items[0] = *support_config_item(&c, PROVIDER_ENDPOINTS);
    items[1] = *support_config_item(&c, PROVIDER_ENDPOINTS);
    items[0].items[ENDPOINTS_STS] = text("http://first");
    items[1].items[ENDPOINTS_STS] = text("http://second");
    items[1].items[ENDPOINTS_SSO] = text("http://sso");
    c.block.items[PROVIDER_ENDPOINTS] = value_items(items, 2);
    options = options_of(&c);
    assert_true(is(options.endpoint_sts, "http://first"));
    assert_true(is(options.endpoint_sso, "http://sso"));
    assert_int_equal(options.endpoint_sagemaker.len, 0);
    support_config_release(&c);
}

static void a_role_arrives_whole(void **state)
{
    struct value_entry tags[] = { { STR("team"), text("images") }, { STR("a"), text("") } };
    struct configuring c;
    const struct aws_role *role;
    struct value *rows;
    struct aws_options options;

    (void)state;
    begin(&c);
    rows = support_config_item(&c, PROVIDER_ASSUME_ROLE)->items;
    rows[ASSUME_ROLE_ROLE_ARN] = text(ROLE_ARN "one");
    rows[ASSUME_ROLE_DURATION] = text("1h30m0.5s");
    rows[ASSUME_ROLE_EXTERNAL_ID] = text("customer/1");
    rows[ASSUME_ROLE_POLICY] = text("{}");
    rows[ASSUME_ROLE_POLICY_ARNS] = texts(&c, "arn:a", "arn:b");
    rows[ASSUME_ROLE_SESSION_NAME] = text("run");
    rows[ASSUME_ROLE_SOURCE_IDENTITY] = text("somebody");
    rows[ASSUME_ROLE_TAGS] = value_map(tags, 2);
    rows[ASSUME_ROLE_TRANSITIVE_TAG_KEYS] = texts(&c, "a", "team");
    options = options_of(&c);
    assert_int_equal(options.assume_role_count, 1);
    role = &options.assume_roles[0];
    assert_true(is(role->role_arn, ROLE_ARN "one"));
    assert_int_equal(role->duration_s, 5400);
    assert_true(is(role->external_id, "customer/1") && is(role->policy, "{}"));
    assert_true(is(role->session_name, "run") && is(role->source_identity, "somebody"));
    assert_int_equal(role->policy_arn_count, 2);
    assert_int_equal(role->tag_count, 2);
    assert_true(is(role->tags[1].key, "team") && is(role->tags[1].value, "images"));
    assert_int_equal(role->transitive_tag_key_count, 2);
    support_config_release(&c);
}

static void roles_keep_their_order_and_each_names_one(void **state)
{
    struct configuring c;
    struct aws_options options;
    struct value *items;
    struct err err;

    (void)state;
    begin(&c);
    items = arena_alloc(c.call.arena, 2, sizeof(*items));
    items[0] = *support_config_item(&c, PROVIDER_ASSUME_ROLE);
    items[1] = *support_config_item(&c, PROVIDER_ASSUME_ROLE);
    items[0].items[ASSUME_ROLE_ROLE_ARN] = text(ROLE_ARN "one");
    items[1].items[ASSUME_ROLE_ROLE_ARN] = text(ROLE_ARN "two");
    c.block.items[PROVIDER_ASSUME_ROLE] = value_items(items, 2);
    options = options_of(&c);
    assert_int_equal(options.assume_role_count, 2);
    assert_true(is(options.assume_roles[0].role_arn, ROLE_ARN "one"));
    assert_true(is(options.assume_roles[1].role_arn, ROLE_ARN "two"));
    items[1].items[ASSUME_ROLE_ROLE_ARN] = value_null();
    assert_int_equal(read_options(&c, &options, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "role_arn is missing in the assume_role block number 2"));
    support_config_release(&c);
}

static void a_single_role_without_a_name_is_none(void **state)
{
    static const struct value nothing = { .state = VALUE_NULL };
    struct configuring c;

    (void)state;
    begin(&c);
    support_config_item(&c, PROVIDER_ASSUME_ROLE)->items[ASSUME_ROLE_ROLE_ARN] = text("");
    assert_int_equal(options_of(&c).assume_role_count, 0);
    *support_config_item(&c, PROVIDER_ASSUME_ROLE) = nothing;
    assert_int_equal(options_of(&c).assume_role_count, 0);
    support_config_release(&c);
}

static void a_web_identity_arrives_whole(void **state)
{
    struct configuring c;
    struct value *rows;
    struct aws_options options;

    (void)state;
    begin(&c);
    rows = support_config_item(&c, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY)->items;
    rows[WEB_IDENTITY_ROLE_ARN] = text(ROLE_ARN "one");
    rows[WEB_IDENTITY_TOKEN] = text("the-token");
    rows[WEB_IDENTITY_TOKEN_FILE] = text("/a/file");
    rows[WEB_IDENTITY_SESSION_NAME] = text("run");
    rows[WEB_IDENTITY_DURATION] = text("15m");
    options = options_of(&c);
    assert_non_null(options.web_identity);
    assert_true(is(options.web_identity->role_arn, ROLE_ARN "one"));
    assert_true(is(options.web_identity->token, "the-token"));
    assert_true(is(options.web_identity->token_file, "/a/file"));
    assert_true(is(options.web_identity->session_name, "run"));
    assert_int_equal(options.web_identity->duration_s, 900);
    support_config_release(&c);
}

static void durations_are_from_15_minutes_to_12_hours(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* 0: refused */
    } cases[] = {
        { "15m", 900 },  { "12h", 43200 },    { "900s", 900 }, { "1.5h", 5400 },
        { "14m59s", 0 }, { "12h1ns", 0 },     { "soon", 0 },   { "15", 0 },
        { "-1h", 0 },    { "900000ms", 900 }, { "1h ", 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err err;
        int64_t seconds = 0;

        assert_int_equal(config_role_duration(str_from(cases[i].text), &seconds, &err),
                         cases[i].seconds > 0 ? STATUS_OK : STATUS_INVALID);
        assert_int_equal(seconds, cases[i].seconds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_set_is_nothing_set),
        cmocka_unit_test(every_argument_that_counts_arrives),
        cmocka_unit_test(a_proxy_set_to_nothing_is_set),
        cmocka_unit_test(a_switch_has_three_positions),
        cmocka_unit_test(of_several_endpoints_blocks_the_first_that_says_something_counts),
        cmocka_unit_test(a_role_arrives_whole),
        cmocka_unit_test(roles_keep_their_order_and_each_names_one),
        cmocka_unit_test(a_single_role_without_a_name_is_none),
        cmocka_unit_test(a_web_identity_arrives_whole),
        cmocka_unit_test(durations_are_from_15_minutes_to_12_hours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
