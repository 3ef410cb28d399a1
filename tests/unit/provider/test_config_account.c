#include "provider/support_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define OTHER "210987654321"

static void set_ids(struct configuring *c, enum provider_field row, const char *id)
{
    struct value *item = arena_alloc(c->call.arena, 1, sizeof(*item));

    *item = value_string(str_from(id));
    c->block.items[row] = value_items(item, 1);
}

static void skip_both(struct configuring *c)
{
    c->block.items[PROVIDER_SKIP_CREDENTIALS_VALIDATION] = value_bool(true);
    c->block.items[PROVIDER_SKIP_REQUESTING_ACCOUNT_ID] = value_bool(true);
}

static void account_lists_are_heeded(void **state)
{
    static const struct {
        enum provider_field row;
        const char *id;
        bool passes;
    } cases[] = {
        { PROVIDER_ALLOWED_ACCOUNT_IDS, SUPPORT_ACCOUNT, true },
        { PROVIDER_ALLOWED_ACCOUNT_IDS, OTHER, false },
        { PROVIDER_FORBIDDEN_ACCOUNT_IDS, OTHER, true },
        { PROVIDER_FORBIDDEN_ACCOUNT_IDS, SUPPORT_ACCOUNT, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *name = provider_schema.block->fields[cases[i].row].name;
        const struct diag *diag;
        struct configuring c;

        support_config_init(&c, NULL, support_identity, 1);
        set_ids(&c, cases[i].row, cases[i].id);
        assert_int_equal(support_configure(&c), cases[i].passes);
        diag = support_config_told(&c, SEVERITY_ERROR,
                                   "AWS account ID not allowed: " SUPPORT_ACCOUNT);
        assert_int_equal(diag == NULL, cases[i].passes);
        assert_true(cases[i].passes || support_config_points_at(&c, diag, name));
        support_config_release(&c);
    }
}

static void an_account_that_is_not_known_is_none_that_is_allowed(void **state)
{
    static const enum provider_field rows[] = { PROVIDER_ALLOWED_ACCOUNT_IDS,
                                                PROVIDER_FORBIDDEN_ACCOUNT_IDS };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *name = provider_schema.block->fields[rows[i]].name;
        const struct diag *diag;
        struct configuring c;

        support_config_init(&c, NULL, support_identity, 1);
        skip_both(&c);
        set_ids(&c, rows[i], OTHER);
        assert_false(support_configure(&c));
        assert_int_equal(c.http.sent_count, 0);
        diag = support_config_told(&c, SEVERITY_ERROR, "skip_requesting_account_id");
        assert_true(support_config_points_at(&c, diag, name));
        support_config_release(&c);
    }
}

static void an_empty_list_allows_every_account(void **state)
{
    struct configuring c;

    (void)state;
    support_config_init(&c, NULL, support_identity, 1);
    c.block.items[PROVIDER_ALLOWED_ACCOUNT_IDS] = value_items(NULL, 0);
    assert_true(support_configure(&c));
    support_config_release(&c);
}

static void an_account_that_is_not_asked_for_is_warned_of(void **state)
{
    struct configuring c;

    (void)state;
    support_config_init(&c, NULL, support_identity, 1);
    skip_both(&c);
    assert_true(support_configure(&c));
    assert_int_equal(c.http.sent_count, 0);
    assert_non_null(
        support_config_told(&c, SEVERITY_WARNING, "AWS account ID not found for provider"));
    support_config_release(&c);
}

static void one_skip_alone_leaves_the_account_known(void **state)
{
    static const enum provider_field skips[] = { PROVIDER_SKIP_CREDENTIALS_VALIDATION,
                                                 PROVIDER_SKIP_REQUESTING_ACCOUNT_ID };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(skips); i++) {
        struct configuring c;

        support_config_init(&c, NULL, support_identity, 1);
        c.block.items[skips[i]] = value_bool(true);
        assert_true(support_configure(&c));
        assert_true(str_eq(config_account_id(&c.call), STR(SUPPORT_ACCOUNT)));
        assert_null(c.diags.first);
        support_config_release(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(account_lists_are_heeded),
        cmocka_unit_test(an_account_that_is_not_known_is_none_that_is_allowed),
        cmocka_unit_test(an_empty_list_allows_every_account),
        cmocka_unit_test(an_account_that_is_not_asked_for_is_warned_of),
        cmocka_unit_test(one_skip_alone_leaves_the_account_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
