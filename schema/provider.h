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
    PROVIDER_ENDPOINTS,
    PROVIDER_FIELD_COUNT,
};

/* Rows of one endpoints block. */
enum endpoints_field {
    ENDPOINTS_SAGEMAKER,
    ENDPOINTS_STS,
    ENDPOINTS_FIELD_COUNT,
};

extern const struct schema provider_schema;

#endif
