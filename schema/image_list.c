#include "schema/image_list.h"

#include "schema/filters.h"

#include <assert.h>

/* clang-format off */
static const struct field fields[] = {
    FILTERS_TIMES(IMAGE_LIST),
    FILTERS_NAME_CONTAINS(IMAGE_LIST, OP_FILTER),
    FILTERS_REGION(IMAGE_LIST, 0),
    FILTERS_IMAGE_STATUS(IMAGE_LIST),
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGE_LIST_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "Lists the SageMaker images of a region, so that they can be imported.",
};

const struct schema image_list_schema = { .version = 0, .block = &block };
