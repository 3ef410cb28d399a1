#include "schema/provider.h"

#include "schema/api.h"

#include <assert.h>

enum {
    MAX_ATTEMPTS = 1000,
    MAX_CAPACITY = 1000000000,
};

static const char *const retry_modes[] = { "", "standard", "adaptive", NULL };
static const char *const compliances[] = { "", "error", "warning", "disabled", NULL };

/* A bool that may be left to others: what the CLIs make of true and false, and the spellings
 * that Go takes for them. */
static bool is_nullable_bool(struct str text)
{
    static const char *const spellings[] = { "",     "true",  "false", "True", "False",
                                             "TRUE", "FALSE", "t",     "f",    "T",
                                             "F",    "1",     "0",     NULL };

    return str_in(text, spellings);
}

static bool is_endpoint_mode(struct str text)
{
    return text.len == 0 || str_eq_nocase(text, STR("IPv4")) ||
           str_eq_nocase(text, STR("IPv6"));
}

/* clang-format off */
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
        .doc = "AWS access key ID; needs `secret_key`. With it no other source of credentials is looked for.",
    },
    [PROVIDER_ALLOWED_ACCOUNT_IDS] = {
        .name = "allowed_account_ids", .type = &type_string_set, .flags = FIELD_OPTIONAL,
        .doc = "IDs of the only accounts to work in; any other is an error. Not together with `forbidden_account_ids`.",
    },
    [PROVIDER_CUSTOM_CA_BUNDLE] = {
        .name = "custom_ca_bundle", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "File with the certificates (PEM) to trust instead of the system's. Else `AWS_CA_BUNDLE` or the profile's `ca_bundle`.",
    },
    [PROVIDER_EC2_METADATA_SERVICE_ENDPOINT] = {
        .name = "ec2_metadata_service_endpoint", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the EC2 instance metadata service, without `/latest`. Else `AWS_EC2_METADATA_SERVICE_ENDPOINT`, the profile's key of this name, or the address that the mode gives.",
    },
    [PROVIDER_EC2_METADATA_SERVICE_ENDPOINT_MODE] = {
        .name = "ec2_metadata_service_endpoint_mode", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_endpoint_mode, .form = "\"IPv4\" or \"IPv6\"",
        .doc = "Which address of the EC2 instance metadata service to ask, `IPv4` or `IPv6`. Else `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`, the profile's key of this name, or `IPv4`.",
    },
    [PROVIDER_FORBIDDEN_ACCOUNT_IDS] = {
        .name = "forbidden_account_ids", .type = &type_string_set, .flags = FIELD_OPTIONAL,
        .doc = "IDs of accounts not to work in. Not together with `allowed_account_ids`.",
    },
    [PROVIDER_HTTP_PROXY] = {
        .name = "http_proxy", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the proxy for HTTP, and for HTTPS when nothing names one for that. Else `HTTP_PROXY` or `http_proxy`; `\"\"` means none.",
    },
    [PROVIDER_HTTPS_PROXY] = {
        .name = "https_proxy", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the proxy for HTTPS. Else `HTTPS_PROXY` or `https_proxy`; `\"\"` means none.",
    },
    [PROVIDER_INSECURE] = {
        .name = "insecure", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to skip the verification of TLS certificates. Not set means `false`.",
    },
    [PROVIDER_MAX_RETRIES] = {
        .name = "max_retries", .type = &type_number, .flags = FIELD_OPTIONAL,
        .min = 0, .max = MAX_ATTEMPTS,
        .doc = "How often a request is tried in all. Else `AWS_MAX_ATTEMPTS`, the profile's `max_attempts`, or 25.",
    },
    [PROVIDER_NO_PROXY] = {
        .name = "no_proxy", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "Hosts to reach without a proxy, separated by commas: names, addresses, networks as in `10.0.0.0/8`, each with a port if need be, or `*`. Else `NO_PROXY` or `no_proxy`.",
    },
    [PROVIDER_PROFILE] = {
        .name = "profile", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "Profile in the shared configuration and credentials files. With it keys in the environment do not count. Else `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, or `default`.",
    },
    [PROVIDER_REGION] = {
        .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "AWS region. Else `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`, or the instance's when the credentials are the instance's.",
    },
    [PROVIDER_RETRY_MODE] = {
        .name = "retry_mode", .type = &type_string, .flags = FIELD_OPTIONAL, .one_of = retry_modes,
        .doc = "How failed requests are tried again: `standard`, or `adaptive`, which also slows down when AWS throttles. Else `AWS_RETRY_MODE`, the profile's `retry_mode`, or `standard`.",
    },
    [PROVIDER_S3_US_EAST_1_REGIONAL_ENDPOINT] = {
        .name = "s3_us_east_1_regional_endpoint", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "Accepted for compatibility: S3 is not called.",
    },
    [PROVIDER_S3_USE_PATH_STYLE] = {
        .name = "s3_use_path_style", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Accepted for compatibility: S3 is not called.",
    },
    [PROVIDER_SECRET_KEY] = {
        .name = "secret_key", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_SENSITIVE,
        .doc = "AWS secret access key; needs `access_key`.",
    },
    [PROVIDER_SHARED_CONFIG_FILES] = {
        .name = "shared_config_files", .type = &type_string_list, .flags = FIELD_OPTIONAL,
        .doc = "Shared configuration files; later ones win. Else `AWS_CONFIG_FILE`, or `~/.aws/config`.",
    },
    [PROVIDER_SHARED_CREDENTIALS_FILES] = {
        .name = "shared_credentials_files", .type = &type_string_list, .flags = FIELD_OPTIONAL,
        .doc = "Shared credentials files; later ones win, and all of them over the configuration files. Else `AWS_SHARED_CREDENTIALS_FILE`, or `~/.aws/credentials`.",
    },
    [PROVIDER_SKIP_CREDENTIALS_VALIDATION] = {
        .name = "skip_credentials_validation", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to do without the call of GetCallerIdentity that shows whether the credentials are good. Not set means `false`. The account is asked for by the same call, unless that is skipped too.",
    },
    [PROVIDER_SKIP_METADATA_API_CHECK] = {
        .name = "skip_metadata_api_check", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_nullable_bool, .form = "\"true\", \"false\" or \"\"",
        .doc = "Whether not to ask the EC2 instance metadata service. Else `AWS_EC2_METADATA_DISABLED`, over which `false` wins.",
    },
    [PROVIDER_SKIP_REGION_VALIDATION] = {
        .name = "skip_region_validation", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to accept any region name. Not set means `false`: a name that neither is a known region's nor follows the pattern of a partition is refused.",
    },
    [PROVIDER_SKIP_REQUESTING_ACCOUNT_ID] = {
        .name = "skip_requesting_account_id", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to do without the account's ID; counts only together with `skip_credentials_validation`. Not set means `false`.",
    },
    [PROVIDER_STS_REGION] = {
        .name = "sts_region", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "Region of the Security Token Service. Not set means the provider's region.",
    },
    [PROVIDER_TAG_POLICY_COMPLIANCE] = {
        .name = "tag_policy_compliance", .type = &type_string, .flags = FIELD_OPTIONAL,
        .one_of = compliances,
        .doc = "Accepted for compatibility: tag policies are not enforced here, and a warning says so when `error` or `warning` is asked for. Else `TF_AWS_TAG_POLICY_COMPLIANCE`.",
    },
    [PROVIDER_TOKEN] = {
        .name = "token", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_SENSITIVE,
        .doc = "Session token of temporary credentials, beside `access_key` and `secret_key`.",
    },
    [PROVIDER_TOKEN_BUCKET_RATE_LIMITER_CAPACITY] = {
        .name = "token_bucket_rate_limiter_capacity", .type = &type_number, .flags = FIELD_OPTIONAL,
        .min = 0, .max = MAX_CAPACITY,
        .doc = "What all requests together may spend on being tried again, in tokens: a retry costs up to 14, a success gives them back. Not set or 0 means no limit.",
    },
    [PROVIDER_USE_DUALSTACK_ENDPOINT] = {
        .name = "use_dualstack_endpoint", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to call hosts that have IPv6 addresses too. Else `AWS_USE_DUALSTACK_ENDPOINT`, the profile's `use_dualstack_endpoint`, or `false`.",
    },
    [PROVIDER_USE_FIPS_ENDPOINT] = {
        .name = "use_fips_endpoint", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether to call hosts whose cryptography is validated by FIPS 140. Else `AWS_USE_FIPS_ENDPOINT`, the profile's `use_fips_endpoint`, or `false`.",
    },
    [PROVIDER_USER_AGENT] = {
        .name = "user_agent", .type = &type_string_list, .flags = FIELD_OPTIONAL,
        .doc = "What is added to the User-Agent header, each as in `product/version (comment)`. `TF_APPEND_USER_AGENT` follows it.",
    },
    [PROVIDER_ASSUME_ROLE] = {
        .name = "assume_role", .type = &roles_assume_list, .flags = FIELD_BLOCK,
        .doc = "An IAM role to assume. With several blocks each role is assumed with the credentials of the one before it.",
    },
    [PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY] = {
        .name = "assume_role_with_web_identity", .type = &roles_web_identity_list,
        .flags = FIELD_BLOCK, .max_items = 1,
        .doc = "An IAM role to assume with a token of an identity provider, before those of `assume_role`. Does not go together with `access_key`.",
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

static const struct field meta_fields[] = {
    {
        .name = "user_agent", .type = &type_string_list, .flags = FIELD_OPTIONAL,
        .doc = "Accepted for compatibility: what a module would add to the User-Agent header.",
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

static const struct block meta_block = {
    .fields = meta_fields,
    .count = ARRAY_LEN(meta_fields),
    .doc = "What a module says to the provider.",
};

const struct schema provider_meta_schema = { .version = 0, .block = &meta_block };
