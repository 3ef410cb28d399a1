#include "schema/images_data.h"

#include "schema/filters.h"
#include "schema/image_data.h"

#include <assert.h>

/* clang-format off */
static const struct field fields[] = {
    FILTERS_TIMES(IMAGES_DATA),
    FILTERS_NAME_CONTAINS(IMAGES_DATA, OP_FILTER),
    FILTERS_REGION(IMAGES_DATA, FIELD_COMPUTED),
    FILTERS_IMAGE_STATUS(IMAGES_DATA),
    FILTERS_ORDER(IMAGES_DATA, api_image_sort_keys,
                  "What the list is sorted by: `IMAGE_NAME`, `CREATION_TIME` or `LAST_MODIFIED_TIME`. Images with the same time are sorted by name. Not set means `IMAGE_NAME`."),
    [IMAGES_DATA_IMAGES] = {
        .name = "images", .type = &image_data_list, .flags = FIELD_COMPUTED,
        .doc = "The images, each with the attributes of the data source `aws_sagemaker_image`.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGES_DATA_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "Lists the SageMaker images of a region.",
};

const struct schema images_data_schema = { .version = 0, .block = &block };
