#ifndef SCHEMA_IMAGE_DATA_H
#define SCHEMA_IMAGE_DATA_H

#include "terraform/schema.h"

/* The data source aws_sagemaker_image: positions of its rows, and the table. It is the type of
 * one element of aws_sagemaker_images too. */
enum image_data_field {
    IMAGE_DATA_ID,
    IMAGE_DATA_ACCOUNT_ID,
    IMAGE_DATA_ARN,
    IMAGE_DATA_CREATION_TIME,
    IMAGE_DATA_DESCRIPTION,
    IMAGE_DATA_DISPLAY_NAME,
    IMAGE_DATA_FAILURE_REASON,
    IMAGE_DATA_IMAGE_NAME,
    IMAGE_DATA_LAST_MODIFIED_TIME,
    IMAGE_DATA_LATEST_VERSION,
    IMAGE_DATA_REGION,
    IMAGE_DATA_ROLE_ARN,
    IMAGE_DATA_STATUS,
    IMAGE_DATA_TAGS,
    IMAGE_DATA_FIELD_COUNT,
};

extern const struct schema image_data_schema;
extern const struct type image_data_list; /* of such objects */

#endif
