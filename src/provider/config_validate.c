#include "provider/config_options.h"

#include "provider/tag_rules.h"
#include "schema/provider.h"

static const struct path *row_path(struct arena *arena, enum provider_field row)
{
    return path_attribute(arena, NULL, str_from(provider_schema.block->fields[row].name));
}

/* The blocks of a LIST row; *count is 0 while they are not known. */
static const struct value *blocks_of(const struct value *block, enum provider_field row,
                                     size_t *count)
{
    const struct value *blocks = &block->items[row];

    *count = value_is_known(blocks) ? blocks->count : 0;
    return blocks->items;
}

static void check_duration(struct call *call, const struct path *path,
                           const struct value *duration)
{
    struct err err;
    int64_t seconds;

    if (config_role_duration(value_text(duration), &seconds, &err) != STATUS_OK) {
        diags_error(call->diags, path_attribute(call->arena, path, STR("duration")),
                    "Invalid Duration", "%s.", err.text);
    }
}

static bool is_missing(const struct value *text)
{
    return value_is_null(text) || (value_is_known(text) && value_text(text).len == 0);
}

static void check_roles(struct call *call, const struct value *block)
{
    size_t count;
    const struct value *roles = blocks_of(block, PROVIDER_ASSUME_ROLE, &count);

    for (size_t i = 0; i < count; i++) {
        const struct path *path =
            path_index(call->arena, row_path(call->arena, PROVIDER_ASSUME_ROLE), (int64_t)i);

        if (!value_is_known(&roles[i])) {
            continue;
        }
        check_duration(call, path, &roles[i].items[ASSUME_ROLE_DURATION]);
        if (count > 1 && is_missing(&roles[i].items[ASSUME_ROLE_ROLE_ARN])) {
            diags_error(call->diags, path, "Missing required argument",
                        "The role_arn of assume_role[%zu] is missing. Where several roles are "
                        "assumed, each of the blocks has to name one.",
                        i);
        }
    }
}

static void check_web_identity(struct call *call, const struct value *block)
{
    size_t count;
    const struct value *blocks =
        blocks_of(block, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY, &count);
    const struct path *path;

    if (count == 0 || !value_is_known(&blocks[0])) {
        return;
    }
    path = row_path(call->arena, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY);
    path = path_index(call->arena, path, 0);
    check_duration(call, path, &blocks[0].items[WEB_IDENTITY_DURATION]);
    if (value_text(&blocks[0].items[WEB_IDENTITY_TOKEN]).len > 0 &&
        value_text(&blocks[0].items[WEB_IDENTITY_TOKEN_FILE]).len > 0) {
        diags_error(call->diags, path_attribute(call->arena, path, STR("web_identity_token")),
                    "Conflicting configuration arguments",
                    "\"web_identity_token\" conflicts with \"web_identity_token_file\": give "
                    "the token as a text or in a file, not both.");
    }
}

static void check_account_ids(struct call *call, const struct value *block)
{
    size_t allowed;
    size_t forbidden;

    (void)blocks_of(block, PROVIDER_ALLOWED_ACCOUNT_IDS, &allowed);
    (void)blocks_of(block, PROVIDER_FORBIDDEN_ACCOUNT_IDS, &forbidden);
    if (allowed > 0 && forbidden > 0) {
        diags_error(call->diags, row_path(call->arena, PROVIDER_ALLOWED_ACCOUNT_IDS),
                    "Conflicting configuration arguments",
                    "\"allowed_account_ids\" conflicts with \"forbidden_account_ids\": what is "
                    "not allowed is forbidden already.");
    }
}

void config_validate(struct call *call, const struct value *block)
{
    if (value_is_known(block)) {
        check_roles(call, block);
        check_web_identity(call, block);
        check_account_ids(call, block);
        tag_rules_validate(call, block);
    }
}

static void warn_of_empty_role(struct call *call, const struct value *block)
{
    size_t count;
    const struct value *roles = blocks_of(block, PROVIDER_ASSUME_ROLE, &count);

    if (count == 1 &&
        (value_is_null(&roles[0]) ||
         (value_is_known(&roles[0]) && is_missing(&roles[0].items[ASSUME_ROLE_ROLE_ARN])))) {
        diags_warning(
            call->diags,
            path_index(call->arena, row_path(call->arena, PROVIDER_ASSUME_ROLE), 0),
            "Missing required argument",
            "The assume_role block has no role_arn, so no role is assumed. hashicorp/aws will "
            "make an error of it: leave the block out, or make it by a dynamic block.");
    }
}

static void warn_of_ignored_token(struct call *call, const struct value *block)
{
    static const enum provider_field keys[] = { PROVIDER_ACCESS_KEY, PROVIDER_SECRET_KEY,
                                                PROVIDER_TOKEN };
    size_t count;
    size_t given = 0;

    (void)blocks_of(block, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY, &count);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        given += value_text(&block->items[keys[i]]).len;
    }
    if (count > 0 && given > 0) {
        diags_warning(call->diags,
                      row_path(call->arena, PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY),
                      "Web Identity Ignored",
                      "The block assume_role_with_web_identity is ignored, because the "
                      "provider block has an access_key, a secret_key or a token too: those "
                      "are used. Remove one of the two.");
    }
}

/* Rows that are read for nothing but a warning. */
static const struct unheeded {
    enum provider_field row;
    const char *variable; /* in its place; NULL: none */
    const char *values[3];
    const char *summary;
    const char *detail;
} unheeded[] = {
    { PROVIDER_TAG_POLICY_COMPLIANCE,
      "TF_AWS_TAG_POLICY_COMPLIANCE",
      { "error", "warning" },
      "Tag Policies Not Enforced",
      "This provider does not compare tags with the tag policies of an organization. Set "
      "\"disabled\" if that is all right." },
    { PROVIDER_S3_US_EAST_1_REGIONAL_ENDPOINT,
      NULL,
      { "legacy" },
      "Deprecated Argument Value",
      "The value \"legacy\" is deprecated in hashicorp/aws. It means nothing to this provider, "
      "which does not call S3; remove the argument." },
};

void config_warn(struct call *call, const struct value *block, const struct env *env)
{
    warn_of_empty_role(call, block);
    warn_of_ignored_token(call, block);
    for (size_t i = 0; i < ARRAY_LEN(unheeded); i++) {
        struct str text = value_text(&block->items[unheeded[i].row]);
        const struct path *path = row_path(call->arena, unheeded[i].row);

        if (text.len == 0 && unheeded[i].variable) {
            text = env_get(env, unheeded[i].variable);
            path = NULL;
        }
        if (str_in(text, unheeded[i].values)) {
            diags_warning(call->diags, path, unheeded[i].summary, "%s", unheeded[i].detail);
        }
    }
}
