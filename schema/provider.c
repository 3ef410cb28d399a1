#include "schema/provider.h"

#include "schema/api.h"

#include <assert.h>

static const char *const nullable_bools[] = { "", "true", "false", NULL };

/* clang-format off */
static const struct field endpoints[] = {
    [ENDPOINTS_SAGEMAKER] = {
        .name = "sagemaker", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the SageMaker service, instead of the region's.",
    },
    [ENDPOINTS_STS] = {
        .name = "sts", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the Security Token Service, instead of the region's.",
    },
};
static_assert(ARRAY_LEN(endpoints) == ENDPOINTS_FIELD_COUNT, "one row per enum entry");

static const struct block endpoints_block = {
    .fields = endpoints, .count = ARRAY_LEN(endpoints), .doc = "URLs of services.",
};
static const struct type endpoints_object = { .kind = KIND_OBJECT, .object = &endpoints_block };
static const struct type endpoints_set = { .kind = KIND_SET, .element = &endpoints_object };

static const struct field default_tags[] = {
    [DEFAULT_TAGS_TAGS] = {
        .name = "tags", .type = &type_string_map, .flags = FIELD_OPTIONAL,
        .max_len = API_TAG_VALUE_MAX, .matches = api_is_tag_text, .form = API_TAG_FORM,
        .doc = "Tags by key. `TF_AWS_DEFAULT_TAGS_<key>` in the environment adds one; what stands here counts.",
    },
};
static_assert(ARRAY_LEN(default_tags) == DEFAULT_TAGS_FIELD_COUNT, "one row per enum entry");

static const struct block default_tags_block = {
    .fields = default_tags, .count = ARRAY_LEN(default_tags),
    .doc = "Tags that every taggable resource gets, unless its own say otherwise.",
};
static const struct type default_tags_object = { .kind = KIND_OBJECT, .object = &default_tags_block };
static const struct type default_tags_list = { .kind = KIND_LIST, .element = &default_tags_object };

static const struct field ignore_tags[] = {
    [IGNORE_TAGS_KEY_PREFIXES] = {
        .name = "key_prefixes", .type = &type_string_set, .flags = FIELD_OPTIONAL,
        .doc = "Beginnings of the keys of tags to ignore. Those of `TF_AWS_IGNORE_TAGS_KEY_PREFIXES`, separated by commas, are added.",
    },
    [IGNORE_TAGS_KEYS] = {
        .name = "keys", .type = &type_string_set, .flags = FIELD_OPTIONAL,
        .doc = "Keys of tags to ignore. Those of `TF_AWS_IGNORE_TAGS_KEYS`, separated by commas, are added.",
    },
};
static_assert(ARRAY_LEN(ignore_tags) == IGNORE_TAGS_FIELD_COUNT, "one row per enum entry");

static const struct block ignore_tags_block = {
    .fields = ignore_tags, .count = ARRAY_LEN(ignore_tags),
    .doc = "Tags that others manage: they are neither shown nor changed.",
};
static const struct type ignore_tags_object = { .kind = KIND_OBJECT, .object = &ignore_tags_block };
static const struct type ignore_tags_list = { .kind = KIND_LIST, .element = &ignore_tags_object };

static const struct field fields[] = {
    [PROVIDER_ACCESS_KEY] = {
        .name = "access_key", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_SENSITIVE,
        .doc = "AWS access key ID; needs `secret_key`. Else `AWS_ACCESS_KEY_ID` or a profile is used.",
    },
    [PROVIDER_CUSTOM_CA_BUNDLE] = {
        .name = "custom_ca_bundle", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "File with the certificates (PEM) to trust instead of the system's. Else `AWS_CA_BUNDLE` or the profile's `ca_bundle`.",
    },
    [PROVIDER_INSECURE] = {
        .name = "insecure", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to skip the verification of TLS certificates. Not set means `false`.",
    },
    [PROVIDER_MAX_RETRIES] = {
        .name = "max_retries", .type = &type_number, .flags = FIELD_OPTIONAL,
        .min = 0, .max = 1000,
        .doc = "How often a request is tried in all. Else `AWS_MAX_ATTEMPTS`, the profile's `max_attempts`, or 25.",
    },
    [PROVIDER_PROFILE] = {
        .name = "profile", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "Profile in the shared configuration and credentials files. Else `AWS_PROFILE`, or `default`.",
    },
    [PROVIDER_REGION] = {
        .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "AWS region. Else `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's `region`.",
    },
    [PROVIDER_SECRET_KEY] = {
        .name = "secret_key", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_SENSITIVE,
        .doc = "AWS secret access key; needs `access_key`. Else `AWS_SECRET_ACCESS_KEY` or a profile is used.",
    },
    [PROVIDER_SHARED_CONFIG_FILES] = {
        .name = "shared_config_files", .type = &type_string_list, .flags = FIELD_OPTIONAL,
        .doc = "Shared configuration files. Else `AWS_CONFIG_FILE`, or `~/.aws/config`.",
    },
    [PROVIDER_SHARED_CREDENTIALS_FILES] = {
        .name = "shared_credentials_files", .type = &type_string_list, .flags = FIELD_OPTIONAL,
        .doc = "Shared credentials files. Else `AWS_SHARED_CREDENTIALS_FILE`, or `~/.aws/credentials`.",
    },
    [PROVIDER_SKIP_CREDENTIALS_VALIDATION] = {
        .name = "skip_credentials_validation", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Accepted for compatibility: credentials are checked by the first request that needs them.",
    },
    [PROVIDER_SKIP_METADATA_API_CHECK] = {
        .name = "skip_metadata_api_check", .type = &type_string, .flags = FIELD_OPTIONAL,
        .one_of = nullable_bools,
        .doc = "Accepted for compatibility: the EC2 metadata service is not asked for credentials.",
    },
    [PROVIDER_SKIP_REGION_VALIDATION] = {
        .name = "skip_region_validation", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to accept any region name. Not set means `false`.",
    },
    [PROVIDER_SKIP_REQUESTING_ACCOUNT_ID] = {
        .name = "skip_requesting_account_id", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Accepted for compatibility: the account ID is not asked for.",
    },
    [PROVIDER_TOKEN] = {
        .name = "token", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_SENSITIVE,
        .doc = "Session token of temporary credentials, beside `access_key` and `secret_key`. Else `AWS_SESSION_TOKEN`.",
    },
    [PROVIDER_DEFAULT_TAGS] = {
        .name = "default_tags", .type = &default_tags_list, .flags = FIELD_BLOCK, .max_items = 1,
        .doc = "Tags for all taggable resources.",
    },
    [PROVIDER_ENDPOINTS] = {
        .name = "endpoints", .type = &endpoints_set, .flags = FIELD_BLOCK,
        .doc = "URLs of services, for private endpoints and local stand-ins.",
    },
    [PROVIDER_IGNORE_TAGS] = {
        .name = "ignore_tags", .type = &ignore_tags_list, .flags = FIELD_BLOCK, .max_items = 1,
        .doc = "Tags that others manage, on all resources.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == PROVIDER_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "Manages SageMaker images and their versions.",
};

const struct schema provider_schema = { .version = 0, .block = &block };
