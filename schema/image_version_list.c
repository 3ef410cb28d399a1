#include "schema/image_version_list.h"

#include "schema/filters.h"

#include <assert.h>

/* clang-format off */
static const struct field fields[] = {
    FILTERS_TIMES(IMAGE_VERSION_LIST),
    FILTERS_NAME_CONTAINS(IMAGE_VERSION_LIST, 0),
    FILTERS_REGION(IMAGE_VERSION_LIST, 0),
    FILTERS_VERSIONS(IMAGE_VERSION_LIST),
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGE_VERSION_LIST_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "Lists versions of SageMaker images, so that they can be imported: of one image, of "
           "several, or of a whole region.",
};

const struct schema image_version_list_schema = { .version = 0, .block = &block };
