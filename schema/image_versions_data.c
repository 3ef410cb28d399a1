#include "schema/image_versions_data.h"

#include "schema/filters.h"
#include "schema/image_version_data.h"

#include <assert.h>

/* clang-format off */
static const struct field fields[] = {
    FILTERS_TIMES(IMAGE_VERSIONS_DATA),
    FILTERS_NAME_CONTAINS(IMAGE_VERSIONS_DATA, 0),
    FILTERS_REGION(IMAGE_VERSIONS_DATA, FIELD_COMPUTED),
    FILTERS_VERSIONS(IMAGE_VERSIONS_DATA),
    FILTERS_ORDER(IMAGE_VERSIONS_DATA, api_image_version_sort_keys,
                  "What the list is sorted by: `VERSION` (the image's name, then the version number), `CREATION_TIME` or `LAST_MODIFIED_TIME`. Versions with the same time are sorted as by `VERSION`. Not set means `VERSION`."),
    [IMAGE_VERSIONS_DATA_IMAGE_VERSIONS] = {
        .name = "image_versions", .type = &image_version_data_list, .flags = FIELD_COMPUTED,
        .doc = "The image versions, each with the attributes of the data source `aws_sagemaker_image_version`.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGE_VERSIONS_DATA_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc =
        "Lists versions of SageMaker images: of one image, of several, or of a whole region.",
};

const struct schema image_versions_data_schema = { .version = 0, .block = &block };
