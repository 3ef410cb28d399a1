#ifndef SCHEMA_IMAGES_DATA_H
#define SCHEMA_IMAGES_DATA_H

#include "terraform/schema.h"

/* The data source aws_sagemaker_images: positions of its rows, and the table. */
enum images_data_field {
    IMAGES_DATA_CREATED_AFTER,
    IMAGES_DATA_CREATED_BEFORE,
    IMAGES_DATA_DETAIL,
    IMAGES_DATA_IMAGES,
    IMAGES_DATA_LIMIT,
    IMAGES_DATA_MODIFIED_AFTER,
    IMAGES_DATA_MODIFIED_BEFORE,
    IMAGES_DATA_NAME_CONTAINS,
    IMAGES_DATA_REGION,
    IMAGES_DATA_SORT_BY,
    IMAGES_DATA_SORT_ORDER,
    IMAGES_DATA_STATUS,
    IMAGES_DATA_FIELD_COUNT,
};

extern const struct schema images_data_schema;

#endif
