#ifndef SCHEMA_IMAGE_H
#define SCHEMA_IMAGE_H

#include "terraform/schema.h"

/* aws_sagemaker_image: positions of its rows, and the table. */
enum image_field {
    IMAGE_ID,
    IMAGE_ACCOUNT_ID,
    IMAGE_ARN,
    IMAGE_CREATION_TIME,
    IMAGE_DESCRIPTION,
    IMAGE_DISPLAY_NAME,
    IMAGE_FAILURE_REASON,
    IMAGE_FORCE_DELETE,
    IMAGE_IMAGE_NAME,
    IMAGE_LAST_MODIFIED_TIME,
    IMAGE_REGION,
    IMAGE_ROLE_ARN,
    IMAGE_STATUS,
    IMAGE_TAGS,
    IMAGE_TAGS_ALL,
    IMAGE_TIMEOUTS,
    IMAGE_FIELD_COUNT,
};

/* Rows of its identity. */
enum image_identity_field {
    IMAGE_IDENTITY_ACCOUNT_ID,
    IMAGE_IDENTITY_REGION,
    IMAGE_IDENTITY_IMAGE_NAME,
    IMAGE_IDENTITY_FIELD_COUNT,
};

extern const struct schema image_schema;
extern const struct schema image_identity;

#endif
