#include "provider/config_options.h"

#include "base/duration.h"
#include "schema/provider.h"

enum {
    MS_PER_S = 1000,
    MS_PER_MINUTE = 60 * MS_PER_S,
    DURATION_MIN_MS = 15 * MS_PER_MINUTE,
    DURATION_MAX_MS = 12 * 60 * MS_PER_MINUTE,
};

/* Rows that are a text, a switch or a whole number in both shapes. */
static const struct copied {
    enum provider_field row;
    size_t offset;
} texts[] = {
    { PROVIDER_REGION, offsetof(struct aws_options, region) },
    { PROVIDER_ACCESS_KEY, offsetof(struct aws_options, access_key) },
    { PROVIDER_SECRET_KEY, offsetof(struct aws_options, secret_key) },
    { PROVIDER_TOKEN, offsetof(struct aws_options, token) },
    { PROVIDER_PROFILE, offsetof(struct aws_options, profile) },
    { PROVIDER_RETRY_MODE, offsetof(struct aws_options, retry_mode) },
    { PROVIDER_STS_REGION, offsetof(struct aws_options, sts_region) },
    { PROVIDER_CUSTOM_CA_BUNDLE, offsetof(struct aws_options, custom_ca_bundle) },
    { PROVIDER_EC2_METADATA_SERVICE_ENDPOINT,
      offsetof(struct aws_options, ec2_metadata_service_endpoint) },
    { PROVIDER_EC2_METADATA_SERVICE_ENDPOINT_MODE,
      offsetof(struct aws_options, ec2_metadata_service_endpoint_mode) },
};

static const struct copied bools[] = {
    { PROVIDER_INSECURE, offsetof(struct aws_options, insecure) },
    { PROVIDER_USE_FIPS_ENDPOINT, offsetof(struct aws_options, use_fips_endpoint) },
    { PROVIDER_USE_DUALSTACK_ENDPOINT, offsetof(struct aws_options, use_dualstack_endpoint) },
    { PROVIDER_SKIP_REGION_VALIDATION, offsetof(struct aws_options, skip_region_validation) },
    { PROVIDER_SKIP_CREDENTIALS_VALIDATION,
      offsetof(struct aws_options, skip_credentials_validation) },
    { PROVIDER_SKIP_REQUESTING_ACCOUNT_ID,
      offsetof(struct aws_options, skip_requesting_account_id) },
};

static const struct copied optionals[] = {
    { PROVIDER_HTTP_PROXY, offsetof(struct aws_options, http_proxy) },
    { PROVIDER_HTTPS_PROXY, offsetof(struct aws_options, https_proxy) },
    { PROVIDER_NO_PROXY, offsetof(struct aws_options, no_proxy) },
};

static const struct copied numbers[] = {
    { PROVIDER_MAX_RETRIES, offsetof(struct aws_options, max_retries) },
    { PROVIDER_TOKEN_BUCKET_RATE_LIMITER_CAPACITY, offsetof(struct aws_options, retry_quota) },
};

static void *member(struct aws_options *out, const struct copied *copied)
{
    return (char *)out + copied->offset;
}

static void copy_rows(const struct value *block, struct aws_options *out)
{
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        *(struct str *)member(out, &texts[i]) = value_text(&block->items[texts[i].row]);
    }
    for (size_t i = 0; i < ARRAY_LEN(bools); i++) {
        const struct value *v = &block->items[bools[i].row];

        *(bool *)member(out, &bools[i]) = value_is_known(v) && v->boolean;
    }
    for (size_t i = 0; i < ARRAY_LEN(optionals); i++) {
        const struct value *v = &block->items[optionals[i].row];

        *(struct aws_optional *)member(out, &optionals[i]) =
            (struct aws_optional){ value_is_known(v), value_text(v) };
    }
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        int64_t number;

        if (value_to_int64(&block->items[numbers[i].row], &number)) {
            *(int64_t *)member(out, &numbers[i]) = number;
        }
    }
}

/* The known texts of a list or set; unknown, null and empty ones are left out. */
static const struct str *texts_of(struct arena *arena, const struct value *list, size_t *count)
{
    struct str *found;

    *count = 0;
    if (!value_is_known(list)) {
        return NULL;
    }
    found = arena_alloc(arena, list->count, sizeof(*found));
    for (size_t i = 0; i < list->count; i++) {
        if (value_text(&list->items[i]).len > 0) {
            found[(*count)++] = value_text(&list->items[i]);
        }
    }
    return found;
}

/* Several endpoints blocks may stand there; the first that names the service counts. */
static struct str endpoint_of(const struct value *block, enum endpoints_field service)
{
    const struct value *blocks = &block->items[PROVIDER_ENDPOINTS];

    for (size_t i = 0; value_is_known(blocks) && i < blocks->count; i++) {
        const struct value *item = &blocks->items[i];

        if (value_is_known(item) && value_text(&item->items[service]).len > 0) {
            return value_text(&item->items[service]);
        }
    }
    return str_from(NULL);
}

static enum aws_switch switch_of(struct str text)
{
    static const char *const on[] = { "true", "True", "TRUE", "t", "T", "1", NULL };

    if (text.len == 0) {
        return AWS_SWITCH_UNSET;
    }
    return str_in(text, on) ? AWS_SWITCH_ON : AWS_SWITCH_OFF;
}

enum status config_role_duration(struct str text, int64_t *out_s, struct err *err)
{
    int64_t ms = 0;

    if (text.len > 0 && !duration_parse(text, &ms)) {
        return err_set(err, STATUS_INVALID,
                       "\"duration\" cannot be parsed as a duration: it is \"%.*s\", but it "
                       "must be numbers with units, as in \"1h\" or \"30m15s\"",
                       STR_ARG(text));
    }
    if (text.len > 0 && (ms < DURATION_MIN_MS || ms > DURATION_MAX_MS)) {
        return err_set(err, STATUS_INVALID,
                       "\"duration\" must be between 15 minutes (15m) and 12 hours (12h), but "
                       "it is \"%.*s\"",
                       STR_ARG(text));
    }
    *out_s = ms / MS_PER_S;
    return STATUS_OK;
}

static const struct aws_tag *tags_of(struct arena *arena, const struct value *map,
                                     size_t *count)
{
    struct aws_tag *tags;

    *count = 0;
    if (!value_is_known(map)) {
        return NULL;
    }
    tags = arena_alloc(arena, map->entry_count, sizeof(*tags));
    for (size_t i = 0; i < map->entry_count; i++) {
        if (value_is_known(&map->entries[i].value)) {
            tags[(*count)++] =
                (struct aws_tag){ map->entries[i].key, value_text(&map->entries[i].value) };
        }
    }
    return tags;
}

static enum status role_of(struct arena *arena, const struct value *item, struct aws_role *role,
                           struct err *err)
{
    const struct value *rows = item->items;

    *role = (struct aws_role){
        .role_arn = value_text(&rows[ASSUME_ROLE_ROLE_ARN]),
        .session_name = value_text(&rows[ASSUME_ROLE_SESSION_NAME]),
        .policy = value_text(&rows[ASSUME_ROLE_POLICY]),
        .external_id = value_text(&rows[ASSUME_ROLE_EXTERNAL_ID]),
        .source_identity = value_text(&rows[ASSUME_ROLE_SOURCE_IDENTITY]),
    };
    role->policy_arns =
        texts_of(arena, &rows[ASSUME_ROLE_POLICY_ARNS], &role->policy_arn_count);
    role->transitive_tag_keys = texts_of(arena, &rows[ASSUME_ROLE_TRANSITIVE_TAG_KEYS],
                                         &role->transitive_tag_key_count);
    role->tags = tags_of(arena, &rows[ASSUME_ROLE_TAGS], &role->tag_count);
    return config_role_duration(value_text(&rows[ASSUME_ROLE_DURATION]), &role->duration_s,
                                err);
}

/* A single block without a role is no role; hashicorp/aws lets modules pass null through. */
static enum status read_roles(struct arena *arena, const struct value *block,
                              struct aws_options *out, struct err *err)
{
    const struct value *blocks = &block->items[PROVIDER_ASSUME_ROLE];
    struct aws_role *roles;

    if (!value_is_known(blocks) || blocks->count == 0) {
        return STATUS_OK;
    }
    roles = arena_alloc(arena, blocks->count, sizeof(*roles));
    for (size_t i = 0; i < blocks->count; i++) {
        enum status status = STATUS_OK;

        if (value_is_known(&blocks->items[i])) {
            status = role_of(arena, &blocks->items[i], &roles[i], err);
        }
        if (status != STATUS_OK) {
            return status;
        }
        if (roles[i].role_arn.len == 0 && blocks->count > 1) {
            return err_set(err, STATUS_INVALID,
                           "role_arn is missing in the assume_role block number %zu", i + 1);
        }
    }
    out->assume_roles = roles;
    out->assume_role_count = roles[0].role_arn.len > 0 ? blocks->count : 0;
    return STATUS_OK;
}

static enum status read_web_identity(struct arena *arena, const struct value *block,
                                     struct aws_options *out, struct err *err)
{
    const struct value *blocks = &block->items[PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY];
    const struct value *rows;
    struct aws_role *role;

    if (!value_is_known(blocks) || blocks->count == 0 || !value_is_known(&blocks->items[0])) {
        return STATUS_OK;
    }
    rows = blocks->items[0].items;
    role = arena_alloc(arena, 1, sizeof(*role));
    role->role_arn = value_text(&rows[WEB_IDENTITY_ROLE_ARN]);
    role->session_name = value_text(&rows[WEB_IDENTITY_SESSION_NAME]);
    role->policy = value_text(&rows[WEB_IDENTITY_POLICY]);
    role->policy_arns =
        texts_of(arena, &rows[WEB_IDENTITY_POLICY_ARNS], &role->policy_arn_count);
    role->token = value_text(&rows[WEB_IDENTITY_TOKEN]);
    role->token_file = value_text(&rows[WEB_IDENTITY_TOKEN_FILE]);
    out->web_identity = role;
    return config_role_duration(value_text(&rows[WEB_IDENTITY_DURATION]), &role->duration_s,
                                err);
}

enum status config_options_read(struct arena *arena, const struct configure_op *op,
                                struct aws_options *out, struct err *err)
{
    const struct value *block = op->config;
    struct aws_options options = { .max_retries = 0 };
    enum status status;

    copy_rows(block, &options);
    options.endpoint_sagemaker = endpoint_of(block, ENDPOINTS_SAGEMAKER);
    options.endpoint_sts = endpoint_of(block, ENDPOINTS_STS);
    options.endpoint_sso = endpoint_of(block, ENDPOINTS_SSO);
    options.skip_metadata_api_check =
        switch_of(value_text(&block->items[PROVIDER_SKIP_METADATA_API_CHECK]));
    options.shared_config_files = texts_of(arena, &block->items[PROVIDER_SHARED_CONFIG_FILES],
                                           &options.shared_config_file_count);
    options.shared_credentials_files =
        texts_of(arena, &block->items[PROVIDER_SHARED_CREDENTIALS_FILES],
                 &options.shared_credentials_file_count);
    options.user_agent_items =
        texts_of(arena, &block->items[PROVIDER_USER_AGENT], &options.user_agent_item_count);
    options.user_agent =
        arena_printf(arena, "Terraform/%.*s terraform-provider-sagemaker/%s lang/c",
                     STR_ARG(op->terraform_version), PROVIDER_VERSION);
    status = read_roles(arena, block, &options, err);
    if (status == STATUS_OK) {
        status = read_web_identity(arena, block, &options, err);
    }
    if (status == STATUS_OK) {
        *out = options;
    }
    return status;
}
