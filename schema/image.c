#include "schema/image.h"

#include "schema/api.h"

#include <assert.h>

/* clang-format off */
static const struct field fields[] = {
    [IMAGE_ID] = {
        .name = "id", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP,
        .doc = "Name of the image.",
    },
    [IMAGE_ARN] = {
        .name = "arn", .api_name = "ImageArn", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP, .ops = OP_READ,
        .doc = "ARN of the image.",
    },
    [IMAGE_DESCRIPTION] = {
        .name = "description", .api_name = "Description", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED, .ops = OP_CREATE | OP_UPDATE | OP_READ,
        .min_len = 1, .max_len = 512, .matches = api_is_one_line, .form = API_ONE_LINE_FORM,
        .doc = "What the image is for.",
    },
    [IMAGE_DISPLAY_NAME] = {
        .name = "display_name", .api_name = "DisplayName", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED, .ops = OP_CREATE | OP_UPDATE | OP_READ,
        .min_len = 1, .max_len = 128, .matches = api_is_display_name, .form = API_DISPLAY_NAME_FORM,
        .doc = "Name that SageMaker Studio shows. Not set means the image's name.",
    },
    [IMAGE_IMAGE_NAME] = {
        .name = "image_name", .api_name = "ImageName", .type = &type_string,
        .flags = FIELD_REQUIRED | FIELD_REPLACE, .ops = OP_CREATE | OP_READ,
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM,
        .doc = "Name of the image, unique in its account and region. A change makes a new image.",
    },
    [IMAGE_REGION] = {
        .name = "region", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY,
        .doc = "Region of the image. Not set means the provider's region; a change makes a new image.",
    },
    [IMAGE_ROLE_ARN] = {
        .name = "role_arn", .api_name = "RoleArn", .type = &type_string,
        .flags = FIELD_REQUIRED, .ops = OP_CREATE | OP_UPDATE | OP_READ,
        .min_len = 20, .max_len = 2048, .matches = api_is_role_arn, .form = API_ROLE_ARN_FORM,
        .doc = "ARN of the role that SageMaker takes on to fetch the container image.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGE_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "A SageMaker image: a named series of versions, each made from a container image.",
};

const struct schema image_schema = { .version = 0, .block = &block };
