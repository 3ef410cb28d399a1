#ifndef SCHEMA_PROVIDER_H
#define SCHEMA_PROVIDER_H

#include "terraform/schema.h"

/* The provider block: positions of its rows, and the table. Names, types and nesting are those
 * of hashicorp/aws, so that its provider blocks stay valid; all that it declares is here, also
 * what has no meaning for SageMaker images. */
enum provider_field {
    PROVIDER_ACCESS_KEY,
    PROVIDER_ALLOWED_ACCOUNT_IDS,
    PROVIDER_CUSTOM_CA_BUNDLE,
    PROVIDER_EC2_METADATA_SERVICE_ENDPOINT,
    PROVIDER_EC2_METADATA_SERVICE_ENDPOINT_MODE,
    PROVIDER_FORBIDDEN_ACCOUNT_IDS,
    PROVIDER_HTTP_PROXY,
    PROVIDER_HTTPS_PROXY,
    PROVIDER_INSECURE,
    PROVIDER_MAX_RETRIES,
    PROVIDER_NO_PROXY,
    PROVIDER_PROFILE,
    PROVIDER_REGION,
    PROVIDER_RETRY_MODE,
    PROVIDER_S3_US_EAST_1_REGIONAL_ENDPOINT,
    PROVIDER_S3_USE_PATH_STYLE,
    PROVIDER_SECRET_KEY,
    PROVIDER_SHARED_CONFIG_FILES,
    PROVIDER_SHARED_CREDENTIALS_FILES,
    PROVIDER_SKIP_CREDENTIALS_VALIDATION,
    PROVIDER_SKIP_METADATA_API_CHECK,
    PROVIDER_SKIP_REGION_VALIDATION,
    PROVIDER_SKIP_REQUESTING_ACCOUNT_ID,
    PROVIDER_STS_REGION,
    PROVIDER_TAG_POLICY_COMPLIANCE,
    PROVIDER_TOKEN,
    PROVIDER_TOKEN_BUCKET_RATE_LIMITER_CAPACITY,
    PROVIDER_USE_DUALSTACK_ENDPOINT,
    PROVIDER_USE_FIPS_ENDPOINT,
    PROVIDER_USER_AGENT,
    PROVIDER_ASSUME_ROLE,
    PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY,
    PROVIDER_DEFAULT_TAGS,
    PROVIDER_ENDPOINTS,
    PROVIDER_IGNORE_TAGS,
    PROVIDER_FIELD_COUNT,
};

/* Rows of one assume_role block. */
enum assume_role_field {
    ASSUME_ROLE_DURATION,
    ASSUME_ROLE_EXTERNAL_ID,
    ASSUME_ROLE_POLICY,
    ASSUME_ROLE_POLICY_ARNS,
    ASSUME_ROLE_ROLE_ARN,
    ASSUME_ROLE_SESSION_NAME,
    ASSUME_ROLE_SOURCE_IDENTITY,
    ASSUME_ROLE_TAGS,
    ASSUME_ROLE_TRANSITIVE_TAG_KEYS,
    ASSUME_ROLE_FIELD_COUNT,
};

/* Rows of the assume_role_with_web_identity block. */
enum web_identity_field {
    WEB_IDENTITY_DURATION,
    WEB_IDENTITY_POLICY,
    WEB_IDENTITY_POLICY_ARNS,
    WEB_IDENTITY_ROLE_ARN,
    WEB_IDENTITY_SESSION_NAME,
    WEB_IDENTITY_TOKEN,
    WEB_IDENTITY_TOKEN_FILE,
    WEB_IDENTITY_FIELD_COUNT,
};

/* Rows of the default_tags block. */
enum default_tags_field {
    DEFAULT_TAGS_TAGS,
    DEFAULT_TAGS_FIELD_COUNT,
};

/* Rows of one endpoints block: those that count here, then those of all other services. */
enum endpoints_field {
    ENDPOINTS_SAGEMAKER,
    ENDPOINTS_SSO,
    ENDPOINTS_STS,
    ENDPOINTS_IGNORED,
    ENDPOINTS_FIELD_COUNT = 326,
};

/* Rows of the ignore_tags block. */
enum ignore_tags_field {
    IGNORE_TAGS_KEY_PREFIXES,
    IGNORE_TAGS_KEYS,
    IGNORE_TAGS_FIELD_COUNT,
};

extern const struct schema provider_schema;

/* The blocks that have files of their own. */
extern const struct type roles_assume_list;
extern const struct type roles_web_identity_list;
extern const struct type endpoints_set;

/* What a module says to the provider in `terraform { provider_meta "aws" {} }`. */
extern const struct schema provider_meta_schema;

#endif
