#include "provider/config_options.h"

#include "provider/support_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct value text(const char *text)
{
    return value_string(str_from(text));
}

static void begin(struct configuring *c)
{
    support_config_init(c, NULL, support_identity, 1);
}

/* The one error of the block is about the argument and has the words. */
static void expect_error(struct configuring *c, const char *argument, const char *words)
{
    config_validate(&c->call, &c->block);
    assert_int_equal(c->diags.count, 1);
    assert_non_null(support_config_told(c, SEVERITY_ERROR, words));
    assert_true(support_config_points_at(c, c->diags.first, argument));
    support_config_release(c);
}

static void an_empty_block_is_fine(void **state)
{
    struct configuring c;

    (void)state;
    begin(&c);
    config_validate(&c.call, &c.block);
    c.block = value_null();
    config_validate(&c.call, &c.block);
    assert_int_equal(c.diags.count, 0);
    support_config_release(&c);
}

static void a_duration_is_judged_in_both_blocks(void **state)
{
    struct configuring c;

    (void)state;
    begin(&c);
    support_config_item(&c, PROVIDER_ASSUME_ROLE)->items[ASSUME_ROLE_DURATION] = text("soon");
    expect_error(&c, "assume_role[0].duration", "\"duration\" cannot be parsed as a duration");
    begin(&c);
    support_config_item(&c, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY)
        ->items[WEB_IDENTITY_DURATION] = text("13h");
    expect_error(&c, "assume_role_with_web_identity[0].duration", "must be between 15 minutes");
}

static void one_of_several_roles_without_a_name_is_an_error(void **state)
{
    struct configuring c;
    struct value *items;

    (void)state;
    begin(&c);
    items = arena_alloc(c.call.arena, 2, sizeof(*items));
    items[0] = *support_config_item(&c, PROVIDER_ASSUME_ROLE);
    items[1] = *support_config_item(&c, PROVIDER_ASSUME_ROLE);
    items[0].items[ASSUME_ROLE_ROLE_ARN] = value_unknown();
    items[1].items[ASSUME_ROLE_ROLE_ARN] = text("");
    c.block.items[PROVIDER_ASSUME_ROLE] = value_items(items, 2);
    expect_error(&c, "assume_role[1]", "role_arn of assume_role[1] is missing");
}

static void a_single_role_without_a_name_is_a_warning_when_configured(void **state)
{
    struct configuring c;

    (void)state;
    begin(&c);
    (void)support_config_item(&c, PROVIDER_ASSUME_ROLE);
    config_validate(&c.call, &c.block);
    assert_int_equal(c.diags.count, 0);
    assert_true(support_configure(&c));
    assert_non_null(support_config_told(&c, SEVERITY_WARNING, "no role is assumed"));
    assert_int_equal(c.diags.count, 1);
    support_config_release(&c);
}

static void account_lists_exclude_each_other(void **state)
{
    struct value id = text("123456789012");
    struct configuring c;

    (void)state;
    begin(&c);
    c.block.items[PROVIDER_ALLOWED_ACCOUNT_IDS] = value_items(&id, 1);
    c.block.items[PROVIDER_FORBIDDEN_ACCOUNT_IDS] = value_items(&id, 1);
    expect_error(&c, "allowed_account_ids", "conflicts with \"forbidden_account_ids\"");
    begin(&c);
    c.block.items[PROVIDER_ALLOWED_ACCOUNT_IDS] = value_items(&id, 1);
    c.block.items[PROVIDER_FORBIDDEN_ACCOUNT_IDS] = value_items(&id, 0);
    config_validate(&c.call, &c.block);
    assert_int_equal(c.diags.count, 0);
    support_config_release(&c);
}

static void a_token_is_a_text_or_a_file(void **state)
{
    struct configuring c;
    struct value *rows;

    (void)state;
    begin(&c);
    rows = support_config_item(&c, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY)->items;
    rows[WEB_IDENTITY_TOKEN] = text("token");
    rows[WEB_IDENTITY_TOKEN_FILE] = text("/a/file");
    expect_error(&c, "assume_role_with_web_identity[0].web_identity_token",
                 "conflicts with \"web_identity_token_file\"");
}

static void tag_policies_are_warned_of_and_nothing_else(void **state)
{
    static const char *const by_environment[] = { "TF_AWS_TAG_POLICY_COMPLIANCE=error", NULL };
    static const struct {
        const char *text;
        const char *const *variables;
        size_t warnings;
    } cases[] = {
        { "error", NULL, 1 }, { "warning", NULL, 1 },    { "disabled", NULL, 0 },
        { "", NULL, 0 },      { "", by_environment, 1 }, { "disabled", by_environment, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct configuring c;

        support_config_init(&c, cases[i].variables, support_identity, 1);
        c.block.items[PROVIDER_TAG_POLICY_COMPLIANCE] = text(cases[i].text);
        assert_true(support_configure(&c));
        assert_int_equal(c.diags.count, cases[i].warnings);
        support_config_release(&c);
    }
}

static void a_token_beside_static_keys_is_warned_of(void **state)
{
    struct configuring c;
    struct value *rows;

    (void)state;
    begin(&c);
    c.block.items[PROVIDER_ACCESS_KEY] = text("AKIDEXAMPLE");
    c.block.items[PROVIDER_SECRET_KEY] = text("secret");
    rows = support_config_item(&c, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY)->items;
    rows[WEB_IDENTITY_ROLE_ARN] = text("arn:aws:iam::123456789012:role/one");
    rows[WEB_IDENTITY_TOKEN] = text("token");
    assert_true(support_configure(&c));
    assert_int_equal(c.diags.count, 1);
    assert_true(
        support_config_points_at(&c, support_config_told(&c, SEVERITY_WARNING, "is ignored"),
                                 "assume_role_with_web_identity"));
    support_config_release(&c);
}

static void default_tags_are_judged_too(void **state)
{
    struct value_entry tag = { STR("aws:x"), text("y") };
    struct configuring c;

    (void)state;
    begin(&c);
    support_config_item(&c, PROVIDER_DEFAULT_TAGS)->items[DEFAULT_TAGS_TAGS] =
        value_map(&tag, 1);
    expect_error(&c, "default_tags[0].tags[\"aws:x\"]", "kept for AWS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_block_is_fine),
        cmocka_unit_test(a_duration_is_judged_in_both_blocks),
        cmocka_unit_test(one_of_several_roles_without_a_name_is_an_error),
        cmocka_unit_test(a_single_role_without_a_name_is_a_warning_when_configured),
        cmocka_unit_test(account_lists_exclude_each_other),
        cmocka_unit_test(a_token_is_a_text_or_a_file),
        cmocka_unit_test(tag_policies_are_warned_of_and_nothing_else),
        cmocka_unit_test(a_token_beside_static_keys_is_warned_of),
        cmocka_unit_test(default_tags_are_judged_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
