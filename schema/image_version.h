#ifndef SCHEMA_IMAGE_VERSION_H
#define SCHEMA_IMAGE_VERSION_H

#include "terraform/schema.h"

/* aws_sagemaker_image_version: positions of its rows, and the table. Names, types and version
 * are those of hashicorp/aws, so that its configurations and states stay valid. */
enum image_version_field {
    IMAGE_VERSION_ID,
    IMAGE_VERSION_ALIASES,
    IMAGE_VERSION_ARN,
    IMAGE_VERSION_BASE_IMAGE,
    IMAGE_VERSION_CONTAINER_IMAGE,
    IMAGE_VERSION_HOROVOD,
    IMAGE_VERSION_IMAGE_ARN,
    IMAGE_VERSION_IMAGE_NAME,
    IMAGE_VERSION_JOB_TYPE,
    IMAGE_VERSION_ML_FRAMEWORK,
    IMAGE_VERSION_PROCESSOR,
    IMAGE_VERSION_PROGRAMMING_LANG,
    IMAGE_VERSION_REGION,
    IMAGE_VERSION_RELEASE_NOTES,
    IMAGE_VERSION_VENDOR_GUIDANCE,
    IMAGE_VERSION_VERSION,
    IMAGE_VERSION_FIELD_COUNT,
};

extern const struct schema image_version_schema;

#endif
