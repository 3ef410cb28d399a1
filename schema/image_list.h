#ifndef SCHEMA_IMAGE_LIST_H
#define SCHEMA_IMAGE_LIST_H

#include "terraform/schema.h"

/* What the `config` block of a list of images may say. */
enum image_list_field {
    IMAGE_LIST_CREATED_AFTER,
    IMAGE_LIST_CREATED_BEFORE,
    IMAGE_LIST_MODIFIED_AFTER,
    IMAGE_LIST_MODIFIED_BEFORE,
    IMAGE_LIST_NAME_CONTAINS,
    IMAGE_LIST_REGION,
    IMAGE_LIST_STATUS,
    IMAGE_LIST_FIELD_COUNT,
};

extern const struct schema image_list_schema;

#endif
