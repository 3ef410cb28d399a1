#include "schema/image_version_data.h"

#include "schema/api.h"

#include <assert.h>
#include <stdint.h>

/* clang-format off */
static const struct field fields[] = {
    [IMAGE_VERSION_DATA_ID] = {
        .name = "id", .type = &type_string, .flags = FIELD_COMPUTED,
        .doc = "The image's name and the version number, separated by a comma.",
    },
    [IMAGE_VERSION_DATA_ACCOUNT_ID] = {
        .name = "account_id", .type = &type_string, .flags = FIELD_COMPUTED,
        .doc = "ID of the AWS account that the image version belongs to.",
    },
    [IMAGE_VERSION_DATA_ALIAS] = {
        .name = "alias", .type = &type_string, .flags = FIELD_OPTIONAL,
        .min_len = 1, .max_len = 128, .matches = api_is_alias, .form = API_ALIAS_FORM,
        .doc = "An alias that the version has, to find it by; null when it is not given.",
    },
    [IMAGE_VERSION_DATA_ALIASES] = {
        .name = "aliases", .type = &type_string_set, .flags = FIELD_COMPUTED,
        .doc = "All aliases of the version.",
    },
    [IMAGE_VERSION_DATA_ARN] = {
        .name = "arn", .api_name = "ImageVersionArn", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .max_len = 256, .matches = api_is_arn, .form = API_IMAGE_ARN_FORM,
        .doc = "ARN of the image version. Instead of `image_name` it says which one is meant.",
    },
    [IMAGE_VERSION_DATA_BASE_IMAGE] = {
        .name = "base_image", .api_name = "BaseImage", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Registry path of the container image that the version was made from.",
    },
    [IMAGE_VERSION_DATA_CONTAINER_IMAGE] = {
        .name = "container_image", .api_name = "ContainerImage", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Registry path with the digest that the base image had when the version was made.",
    },
    [IMAGE_VERSION_DATA_CREATION_TIME] = {
        .name = "creation_time", .api_name = "CreationTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_TIME, .ops = OP_READ | OP_LIST,
        .doc = "When the image version was created, in RFC 3339, as in `2026-11-22T20:50:00Z`.",
    },
    [IMAGE_VERSION_DATA_FAILURE_REASON] = {
        .name = "failure_reason", .api_name = "FailureReason", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "Why the last creation or deletion failed; null when none did.",
    },
    [IMAGE_VERSION_DATA_HOROVOD] = {
        .name = "horovod", .api_name = "Horovod", .type = &type_bool,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Whether the image supports Horovod.",
    },
    [IMAGE_VERSION_DATA_IMAGE_ARN] = {
        .name = "image_arn", .api_name = "ImageArn", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "ARN of the image that the version belongs to.",
    },
    [IMAGE_VERSION_DATA_IMAGE_NAME] = {
        .name = "image_name", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM,
        .doc = "Name of the image. With neither `version` nor `alias` its latest version is meant, the one with the highest number.",
    },
    [IMAGE_VERSION_DATA_IMAGE_VERSION_ARN] = {
        .name = "image_version_arn", .api_name = "ImageVersionArn", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "ARN of the image version, by the API's name for it.",
    },
    [IMAGE_VERSION_DATA_IMAGE_VERSION_STATUS] = {
        .name = "image_version_status", .api_name = "ImageVersionStatus", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "Status of the image version, by the API's name for it.",
    },
    [IMAGE_VERSION_DATA_JOB_TYPE] = {
        .name = "job_type", .api_name = "JobType", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Kind of SageMaker job that the image is made for: `TRAINING`, `INFERENCE` or `NOTEBOOK_KERNEL`.",
    },
    [IMAGE_VERSION_DATA_LAST_MODIFIED_TIME] = {
        .name = "last_modified_time", .api_name = "LastModifiedTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_TIME, .ops = OP_READ | OP_LIST,
        .doc = "When the image version was last changed, in RFC 3339.",
    },
    [IMAGE_VERSION_DATA_ML_FRAMEWORK] = {
        .name = "ml_framework", .api_name = "MLFramework", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Machine learning framework of the image and its version, as in `PyTorch 2.4`.",
    },
    [IMAGE_VERSION_DATA_PROCESSOR] = {
        .name = "processor", .api_name = "Processor", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Processor that the image is made for: `CPU` or `GPU`.",
    },
    [IMAGE_VERSION_DATA_PROGRAMMING_LANG] = {
        .name = "programming_lang", .api_name = "ProgrammingLang", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Programming language of the image and its version, as in `Python 3.11`.",
    },
    [IMAGE_VERSION_DATA_REGION] = {
        .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
        .doc = "Region of the image. Not set means that of the ARN, else the provider's region.",
    },
    [IMAGE_VERSION_DATA_RELEASE_NOTES] = {
        .name = "release_notes", .api_name = "ReleaseNotes", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "What the maintainer says of the version.",
    },
    [IMAGE_VERSION_DATA_STATUS] = {
        .name = "status", .api_name = "ImageVersionStatus", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .doc = "Status of the image version: `CREATED` when it can be used.",
    },
    [IMAGE_VERSION_DATA_TAGS] = {
        .name = "tags", .type = &type_string_map, .flags = FIELD_COMPUTED,
        .doc = "Tags of the version's ARN, without those that `ignore_tags` of the provider block leaves to others. Empty where SageMaker gives versions no tags.",
    },
    [IMAGE_VERSION_DATA_VENDOR_GUIDANCE] = {
        .name = "vendor_guidance", .api_name = "VendorGuidance", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "The maintainer's word on the version's stability: `NOT_PROVIDED`, `STABLE`, `TO_BE_ARCHIVED` or `ARCHIVED`.",
    },
    [IMAGE_VERSION_DATA_VERSION] = {
        .name = "version", .api_name = "Version", .type = &type_number,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED, .ops = OP_READ | OP_LIST,
        .min = 1, .max = INT32_MAX,
        .doc = "Version number.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGE_VERSION_DATA_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "Reads a version of a SageMaker image: by its number, by an alias, by its ARN, or "
           "the latest one.",
};

const struct schema image_version_data_schema = { .version = 0, .block = &block };

static const struct type object = { .kind = KIND_OBJECT, .object = &block };
const struct type image_version_data_list = { .kind = KIND_LIST, .element = &object };
