#include "schema/image_version.h"

#include "schema/api.h"
#include "schema/timeouts.h"

#include <assert.h>

enum {
    IMAGE_VERSION_NUMBER_MAX = 2147483647 /* the API's integers have 32 bits */
};

/* clang-format off */
static const struct field fields[] = {
    [IMAGE_VERSION_ID] = {
        .name = "id", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP,
        .doc = "The image's name and the version number, separated by a comma.",
    },
    [IMAGE_VERSION_ACCOUNT_ID] = {
        .name = "account_id", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP,
        .doc = "ID of the AWS account that the image version belongs to.",
    },
    [IMAGE_VERSION_ALIAS_TAKEOVER] = {
        .name = "alias_takeover", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether aliases that another version of the image holds are taken from it at once, without waiting until it gives them up. Not set means `false`.",
    },
    [IMAGE_VERSION_ALIASES] = {
        .name = "aliases", .api_name = "Aliases", .type = &type_string_set,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED, .ops = OP_CREATE,
        .min_len = 1, .max_len = 128, .matches = api_is_alias, .form = API_ALIAS_FORM,
        .doc = "Further names of this version, each unique within the image. Not set means none.",
    },
    [IMAGE_VERSION_ARN] = {
        .name = "arn", .api_name = "ImageVersionArn", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP, .ops = OP_READ,
        .doc = "ARN of the image version.",
    },
    [IMAGE_VERSION_BASE_IMAGE] = {
        .name = "base_image", .api_name = "BaseImage", .type = &type_string,
        .flags = FIELD_REQUIRED | FIELD_REPLACE, .ops = OP_CREATE | OP_READ,
        .min_len = 1, .max_len = 255, .matches = api_is_one_line, .form = API_ONE_LINE_FORM,
        .doc = "Registry path of the container image that the version is made from. A change makes a new version.",
    },
    [IMAGE_VERSION_CONTAINER_IMAGE] = {
        .name = "container_image", .api_name = "ContainerImage", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP, .ops = OP_READ,
        .doc = "Registry path with the digest that the base image had when the version was made.",
    },
    [IMAGE_VERSION_CREATION_TIME] = {
        .name = "creation_time", .api_name = "CreationTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP | FIELD_TIME, .ops = OP_READ,
        .doc = "When the image version was created, in RFC 3339, as in `2026-11-22T20:50:00Z`.",
    },
    [IMAGE_VERSION_FAILURE_REASON] = {
        .name = "failure_reason", .api_name = "FailureReason", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Why the last creation or deletion failed; null when none did.",
    },
    [IMAGE_VERSION_HOROVOD] = {
        .name = "horovod", .api_name = "Horovod", .type = &type_bool,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_DEFAULT,
        .ops = OP_CREATE | OP_UPDATE | OP_READ, .unset = "false",
        .doc = "Whether the image supports Horovod. Not set means `false`.",
    },
    [IMAGE_VERSION_IMAGE_ARN] = {
        .name = "image_arn", .api_name = "ImageArn", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP, .ops = OP_READ,
        .doc = "ARN of the image that the version belongs to.",
    },
    [IMAGE_VERSION_IMAGE_NAME] = {
        .name = "image_name", .api_name = "ImageName", .type = &type_string,
        .flags = FIELD_REQUIRED | FIELD_REPLACE, .ops = OP_CREATE,
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM,
        .doc = "Name of the image that gets the version. A change makes a new version.",
    },
    [IMAGE_VERSION_JOB_TYPE] = {
        .name = "job_type", .api_name = "JobType", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY,
        .ops = OP_CREATE | OP_UPDATE | OP_READ, .one_of = api_job_types,
        .doc = "Kind of SageMaker job that the image is made for: `TRAINING`, `INFERENCE` or `NOTEBOOK_KERNEL`.",
    },
    [IMAGE_VERSION_LAST_MODIFIED_TIME] = {
        .name = "last_modified_time", .api_name = "LastModifiedTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_TIME, .ops = OP_READ,
        .doc = "When the image version was last changed, in RFC 3339.",
    },
    [IMAGE_VERSION_ML_FRAMEWORK] = {
        .name = "ml_framework", .api_name = "MLFramework", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY,
        .ops = OP_CREATE | OP_UPDATE | OP_READ,
        .min_len = 1, .max_len = 128, .matches = api_is_versioned_name, .form = API_VERSIONED_NAME_FORM,
        .doc = "Machine learning framework of the image and its version, as in `PyTorch 2.4`.",
    },
    [IMAGE_VERSION_PROCESSOR] = {
        .name = "processor", .api_name = "Processor", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY,
        .ops = OP_CREATE | OP_UPDATE | OP_READ, .one_of = api_processors,
        .doc = "Processor that the image is made for: `CPU` or `GPU`.",
    },
    [IMAGE_VERSION_PROGRAMMING_LANG] = {
        .name = "programming_lang", .api_name = "ProgrammingLang", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY,
        .ops = OP_CREATE | OP_UPDATE | OP_READ,
        .min_len = 1, .max_len = 128, .matches = api_is_versioned_name, .form = API_VERSIONED_NAME_FORM,
        .doc = "Programming language of the image and its version, as in `Python 3.11`.",
    },
    [IMAGE_VERSION_REGION] = {
        .name = "region", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY,
        .doc = "Region of the image. Not set means the provider's region; a change makes a new version.",
    },
    [IMAGE_VERSION_RELEASE_NOTES] = {
        .name = "release_notes", .api_name = "ReleaseNotes", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED | FIELD_STICKY,
        .ops = OP_CREATE | OP_UPDATE | OP_READ,
        .min_len = 1, .max_len = 255, .matches = api_is_one_line, .form = API_ONE_LINE_FORM,
        .doc = "What the maintainer says of the version.",
    },
    [IMAGE_VERSION_SKIP_DESTROY] = {
        .name = "skip_destroy", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether a destruction leaves the version in SageMaker and only takes it out of the state. Not set means `false`.",
    },
    [IMAGE_VERSION_STATUS] = {
        .name = "status", .api_name = "ImageVersionStatus", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Status of the image version: `CREATED` when it can be used.",
    },
    [IMAGE_VERSION_TIMEOUTS] = {
        .name = "timeouts", .type = &timeouts_type, .flags = FIELD_BLOCK,
        .doc = "How long operations may take.",
    },
    [IMAGE_VERSION_VENDOR_GUIDANCE] = {
        .name = "vendor_guidance", .api_name = "VendorGuidance", .type = &type_string,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
        .ops = OP_CREATE | OP_UPDATE | OP_READ, .one_of = api_vendor_guidance, .unset = "NOT_PROVIDED",
        .doc = "The maintainer's word on the version's stability: `NOT_PROVIDED`, `STABLE`, `TO_BE_ARCHIVED` or `ARCHIVED`. Not set means `NOT_PROVIDED`.",
    },
    [IMAGE_VERSION_VERSION] = {
        .name = "version", .api_name = "Version", .type = &type_number,
        .flags = FIELD_COMPUTED | FIELD_KEEP, .ops = OP_READ,
        .doc = "Version number, given by SageMaker.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == IMAGE_VERSION_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "A version of a SageMaker image: a container image that SageMaker jobs and "
           "notebooks can be run in.",
};

const struct schema image_version_schema = { .version = 1, .block = &block };

/* clang-format off */
static const struct field identity_fields[] = {
    [IMAGE_VERSION_IDENTITY_ACCOUNT_ID] = {
        .name = "account_id", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = api_is_account_id, .form = API_ACCOUNT_ID_FORM,
        .doc = "ID of the AWS account. Not set means that of the provider's credentials.",
    },
    [IMAGE_VERSION_IDENTITY_REGION] = {
        .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "Region of the image version. Not set means the provider's region.",
    },
    [IMAGE_VERSION_IDENTITY_IMAGE_NAME] = {
        .name = "image_name", .type = &type_string, .flags = FIELD_REQUIRED,
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM,
        .doc = "Name of the image.",
    },
    [IMAGE_VERSION_IDENTITY_VERSION] = {
        .name = "version", .type = &type_number, .flags = FIELD_REQUIRED,
        .min = 1, .max = IMAGE_VERSION_NUMBER_MAX,
        .doc = "Version number.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(identity_fields) == IMAGE_VERSION_IDENTITY_FIELD_COUNT,
              "one row per enum entry");

static const struct block identity_block = {
    .fields = identity_fields,
    .count = ARRAY_LEN(identity_fields),
};

const struct schema image_version_identity = { .version = 0, .block = &identity_block };
