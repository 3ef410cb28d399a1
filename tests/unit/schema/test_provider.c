#include "schema/provider.h"

#include "terraform/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* One value of one argument, in the first block of `block` when there is one. */
struct example {
    enum provider_field block;
    size_t row;
    const char *text;
};

static const struct block *block_of(enum provider_field row)
{
    return provider_schema.block->fields[row].type->element->object;
}

/* The errors that the rows find in the block with this value. */
static size_t errors_of(const struct example *example)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct value config = value_object(arena, provider_schema.block);
    struct value *item = arena_alloc(arena, 1, sizeof(*item));
    struct value *place = &config.items[example->row];
    const struct type *type = provider_schema.block->fields[example->row].type;
    struct value text = value_string(str_from(example->text));
    struct diags diags;

    if (example->block < PROVIDER_FIELD_COUNT) {
        type = block_of(example->block)->fields[example->row].type;
        *item = value_object(arena, block_of(example->block));
        config.items[example->block] = value_items(item, 1);
        place = &item->items[example->row];
    }
    *place = text;
    if (type->kind != KIND_STRING) {
        item = arena_alloc(arena, 1, sizeof(*item));
        *item = text;
        *place = value_items(item, 1);
    }
    diags_init(&diags, arena);
    walk_validate(&diags, provider_schema.block, &config);
    return diags.count;
}

static void values_are_those_of_hashicorp_aws(void **state)
{
    static const enum provider_field top = PROVIDER_FIELD_COUNT;
    static const enum provider_field role = PROVIDER_ASSUME_ROLE;
    static const enum provider_field web = PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY;
    const struct example good[] = {
        { top, PROVIDER_SKIP_METADATA_API_CHECK, "" },
        { top, PROVIDER_SKIP_METADATA_API_CHECK, "true" },
        { top, PROVIDER_SKIP_METADATA_API_CHECK, "0" },
        { top, PROVIDER_RETRY_MODE, "adaptive" },
        { top, PROVIDER_EC2_METADATA_SERVICE_ENDPOINT_MODE, "ipv6" },
        { top, PROVIDER_TAG_POLICY_COMPLIANCE, "disabled" },
        { top, PROVIDER_S3_US_EAST_1_REGIONAL_ENDPOINT, "anything" },
        { role, ASSUME_ROLE_ROLE_ARN, "" },
        { role, ASSUME_ROLE_POLICY, "{\"Statement\": []}" },
        { role, ASSUME_ROLE_POLICY_ARNS, "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        { role, ASSUME_ROLE_SESSION_NAME, "ab" },
        { web, WEB_IDENTITY_TOKEN, "abcd" },
    };
    const struct example bad[] = {
        { top, PROVIDER_SKIP_METADATA_API_CHECK, "yes" },
        { top, PROVIDER_RETRY_MODE, "legacy" },
        { top, PROVIDER_RETRY_MODE, "Standard" },
        { top, PROVIDER_EC2_METADATA_SERVICE_ENDPOINT_MODE, "IPv5" },
        { top, PROVIDER_TAG_POLICY_COMPLIANCE, "strict" },
        { role, ASSUME_ROLE_ROLE_ARN, "example" },
        { role, ASSUME_ROLE_POLICY, "{\"Statement\": []" },
        { role, ASSUME_ROLE_POLICY, "{} {}" },
        { role, ASSUME_ROLE_POLICY_ARNS, "" },
        { role, ASSUME_ROLE_SESSION_NAME, "a" },
        { role, ASSUME_ROLE_SESSION_NAME, "a b" },
        { role, ASSUME_ROLE_SOURCE_IDENTITY, "a/b" },
        { role, ASSUME_ROLE_EXTERNAL_ID, "a" },
        { web, WEB_IDENTITY_TOKEN, "abc" },
        { web, WEB_IDENTITY_ROLE_ARN, "arn" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_int_equal(errors_of(&good[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_int_equal(errors_of(&bad[i]), 1);
    }
}

static void secrets_are_marked(void **state)
{
    static const enum provider_field secrets[] = { PROVIDER_ACCESS_KEY, PROVIDER_SECRET_KEY,
                                                   PROVIDER_TOKEN };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
        assert_true(provider_schema.block->fields[secrets[i]].flags & FIELD_SENSITIVE);
    }
    assert_true(
        block_of(PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY)->fields[WEB_IDENTITY_TOKEN].flags &
        FIELD_SENSITIVE);
}

static void endpoints_that_count_have_their_places(void **state)
{
    const struct block *block = block_of(PROVIDER_ENDPOINTS);

    (void)state;
    assert_int_equal(block->count, ENDPOINTS_FIELD_COUNT);
    assert_int_equal(block_find(block, STR("sagemaker")), ENDPOINTS_SAGEMAKER);
    assert_int_equal(block_find(block, STR("sso")), ENDPOINTS_SSO);
    assert_int_equal(block_find(block, STR("sts")), ENDPOINTS_STS);
    for (size_t i = ENDPOINTS_IGNORED + 1; i < block->count; i++) {
        assert_true(strcmp(block->fields[i - 1].name, block->fields[i].name) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_hashicorp_aws),
        cmocka_unit_test(secrets_are_marked),
        cmocka_unit_test(endpoints_that_count_have_their_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
