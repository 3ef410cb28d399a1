#include "schema/image.h"

#include "schema/api.h"
#include "schema/timeouts.h"

#include <assert.h>

/* clang-format off */
static const struct field fields[] = {
    [IMAGE_ID] = {
        .name = "id", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP,
        .doc = "Name of the image.",
    },
    [IMAGE_ACCOUNT_ID] = {
        .name = "account_id", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP,
        .doc = "ID of the AWS account that the image belongs to.",
    },
    [IMAGE_ARN] = {
        .name = "arn", .api_name = "ImageArn", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP, .ops = OP_READ,
        .doc = "ARN of the image.",
    },
    [IMAGE_CREATION_TIME] = {
        .name = "creation_time", .api_name = "CreationTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_KEEP | FIELD_TIME, .ops = OP_READ,
        .doc = "When the image was created, in RFC 3339, as in `2026-11-22T20:50:00Z`.",
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
    [IMAGE_FAILURE_REASON] = {
        .name = "failure_reason", .api_name = "FailureReason", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Why the last creation, change or deletion failed; null when none did.",
    },
    [IMAGE_FORCE_DELETE] = {
        .name = "force_delete", .type = &type_bool, .flags = FIELD_OPTIONAL,
        .doc = "Whether destroying the image deletes its versions first, also those that Terraform does not manage. Not set means `false`.",
    },
    [IMAGE_IMAGE_NAME] = {
        .name = "image_name", .api_name = "ImageName", .type = &type_string,
        .flags = FIELD_REQUIRED | FIELD_REPLACE, .ops = OP_CREATE | OP_READ,
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM,
        .doc = "Name of the image, unique in its account and region. A change makes a new image.",
    },
    [IMAGE_LAST_MODIFIED_TIME] = {
        .name = "last_modified_time", .api_name = "LastModifiedTime", .type = &type_string,
        .flags = FIELD_COMPUTED | FIELD_TIME, .ops = OP_READ,
        .doc = "When the image was last changed, in RFC 3339.",
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
    [IMAGE_STATUS] = {
        .name = "status", .api_name = "ImageStatus", .type = &type_string,
        .flags = FIELD_COMPUTED, .ops = OP_READ,
        .doc = "Status of the image: `CREATED` when it can be used.",
    },
    [IMAGE_TAGS] = {
        .name = "tags", .type = &type_string_map,
        .flags = FIELD_OPTIONAL | FIELD_COMPUTED,
        .max_len = API_TAG_VALUE_MAX, .matches = api_is_tag_text, .form = API_TAG_FORM,
        .doc = "Tags of the image, besides those that the provider's `default_tags` gives it. Of one key the value here counts.",
    },
    [IMAGE_TAGS_ALL] = {
        .name = "tags_all", .type = &type_string_map,
        .flags = FIELD_COMPUTED | FIELD_KEEP,
        .doc = "All tags of the image: `tags` and `default_tags`, without those that `ignore_tags` leaves to others.",
    },
    [IMAGE_TIMEOUTS] = {
        .name = "timeouts", .type = &timeouts_type, .flags = FIELD_BLOCK,
        .doc = "How long operations may take.",
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

/* clang-format off */
static const struct field identity_fields[] = {
    [IMAGE_IDENTITY_ACCOUNT_ID] = {
        .name = "account_id", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = api_is_account_id, .form = API_ACCOUNT_ID_FORM,
        .doc = "ID of the AWS account. Not set means that of the provider's credentials.",
    },
    [IMAGE_IDENTITY_REGION] = {
        .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "Region of the image. Not set means the provider's region.",
    },
    [IMAGE_IDENTITY_IMAGE_NAME] = {
        .name = "image_name", .type = &type_string, .flags = FIELD_REQUIRED,
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM,
        .doc = "Name of the image.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(identity_fields) == IMAGE_IDENTITY_FIELD_COUNT,
              "one row per enum entry");

static const struct block identity_block = {
    .fields = identity_fields,
    .count = ARRAY_LEN(identity_fields),
};

const struct schema image_identity = { .version = 0, .block = &identity_block };
