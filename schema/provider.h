#ifndef SCHEMA_PROVIDER_H
#define SCHEMA_PROVIDER_H

#include "terraform/schema.h"

/* The provider block: positions of its rows, and the table. Names and nesting are those of
 * hashicorp/aws, so that its provider blocks stay valid. */
enum provider_field {
    PROVIDER_ACCESS_KEY,
    PROVIDER_CUSTOM_CA_BUNDLE,
    PROVIDER_INSECURE,
    PROVIDER_MAX_RETRIES,
    PROVIDER_PROFILE,
    PROVIDER_REGION,
    PROVIDER_SECRET_KEY,
    PROVIDER_SHARED_CONFIG_FILES,
    PROVIDER_SHARED_CREDENTIALS_FILES,
    PROVIDER_SKIP_CREDENTIALS_VALIDATION,
    PROVIDER_SKIP_METADATA_API_CHECK,
    PROVIDER_SKIP_REGION_VALIDATION,
    PROVIDER_SKIP_REQUESTING_ACCOUNT_ID,
    PROVIDER_TOKEN,
    PROVIDER_DEFAULT_TAGS,
    PROVIDER_ENDPOINTS,
    PROVIDER_IGNORE_TAGS,
    PROVIDER_FIELD_COUNT,
};

/* Rows of the default_tags block. */
enum default_tags_field {
    DEFAULT_TAGS_TAGS,
    DEFAULT_TAGS_FIELD_COUNT,
};

/* Rows of one endpoints block. */
enum endpoints_field {
    ENDPOINTS_SAGEMAKER,
    ENDPOINTS_STS,
    ENDPOINTS_FIELD_COUNT,
};

/* Rows of the ignore_tags block. */
enum ignore_tags_field {
    IGNORE_TAGS_KEY_PREFIXES,
    IGNORE_TAGS_KEYS,
    IGNORE_TAGS_FIELD_COUNT,
};

extern const struct schema provider_schema;

#endif
