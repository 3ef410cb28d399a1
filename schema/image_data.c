#include "schema/image_data.h"

#include "schema/api.h"

#include <assert.h>

/* clang-format off */
static const struct field fields[] = {
    [IMAGE_DATA_ID] = {
        .name = "id", .type = &type_string, .flags = FIELD_COMPUTED,
        .doc = "Name of the image.",
    },
    [IMAGE_DATA_ACCOUNT_ID] = {
        .name = "account_id", .type = &type_string, .flags = FIELD_COMPUTED,
        .doc = "ID of the AWS account that the image belongs to.",
    },
    [IMAGE_DATA_ARN] = {
        .name = "arn", .api_name = "ImageArn", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .max_len = 256, .matches = api_is_arn, .form = API_IMAGE_ARN_FORM,
        .doc = "ARN of the image. Either this or `image_name` says which one is meant.",
    },
    [IMAGE_DATA_CREATION_TIME] = {
        .name = "creation_time", .api_name = "CreationTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_TIME, .ops = OP_READ | OP_LIST,
        .doc = "When the image was created, in RFC 3339, as in `2026-11-22T20:50:00Z`.",
    },
    [IMAGE_DATA_DESCRIPTION] = {
        .name = "description", .api_name = "Description", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "What the image is for; null when nobody said it.",
    },
    [IMAGE_DATA_DISPLAY_NAME] = {
        .name = "display_name", .api_name = "DisplayName", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "Name that SageMaker Studio shows; null means the image's name.",
    },
    [IMAGE_DATA_FAILURE_REASON] = {
        .name = "failure_reason", .api_name = "FailureReason", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "Why the last creation, change or deletion failed; null when none did.",
    },
    [IMAGE_DATA_IMAGE_NAME] = {
        .name = "image_name", .api_name = "ImageName", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM,
        .doc = "Name of the image.",
    },
    [IMAGE_DATA_LAST_MODIFIED_TIME] = {
        .name = "last_modified_time", .api_name = "LastModifiedTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_TIME, .ops = OP_READ | OP_LIST,
        .doc = "When the image was last changed, in RFC 3339.",
    },
    [IMAGE_DATA_LATEST_VERSION] = {
        .name = "latest_version", .type = &type_number, .flags = FIELD_COMPUTED,
        .doc = "The highest version number of the image, whatever the version's status; null when there is no version.",
    },
    [IMAGE_DATA_REGION] = {
        .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
        .doc = "Region of the image. Not set means that of the ARN, else the provider's region.",
    },
    [IMAGE_DATA_ROLE_ARN] = {
        .name = "role_arn", .api_name = "RoleArn", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "ARN of the role that SageMaker takes on to fetch the container image.",
    },
    [IMAGE_DATA_STATUS] = {
        .name = "status", .api_name = "ImageStatus", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "Status of the image: `CREATED` when it can be used.",
    },
    [IMAGE_DATA_TAGS] = {
        .name = "tags", .type = &type_string_map, .flags = FIELD_COMPUTED,
        .doc = "Tags of the image, without those that `ignore_tags` of the provider block leaves to others.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGE_DATA_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "Reads a SageMaker image, by its name or its ARN.",
};

const struct schema image_data_schema = { .version = 0, .block = &block };

static const struct type object = { .kind = KIND_OBJECT, .object = &block };
const struct type image_data_list = { .kind = KIND_LIST, .element = &object };
