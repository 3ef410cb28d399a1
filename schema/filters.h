#ifndef SCHEMA_FILTERS_H
#define SCHEMA_FILTERS_H

#include "schema/api.h"
#include "terraform/schema.h"

#include <stdint.h>

/*
 * Rows that say what a list is to hold, the same wherever a list is asked for: in data sources
 * and in the `config` block of list resources. Each macro is designated rows for a table whose
 * enum has the prefix.
 */

/* clang-format off */
#define FILTERS_TIMES(PREFIX) \
    [PREFIX##_CREATED_AFTER] = { \
        .name = "created_after", .api_name = "CreationTimeAfter", .type = &type_string, \
        .flags = FIELD_OPTIONAL | FIELD_TIME, .ops = OP_FILTER, \
        .matches = api_is_time, .form = API_TIME_FORM, \
        .doc = "Only what was created at that time or later, in RFC 3339.", \
    }, \
    [PREFIX##_CREATED_BEFORE] = { \
        .name = "created_before", .api_name = "CreationTimeBefore", .type = &type_string, \
        .flags = FIELD_OPTIONAL | FIELD_TIME, .ops = OP_FILTER, \
        .matches = api_is_time, .form = API_TIME_FORM, \
        .doc = "Only what was created at that time or earlier, in RFC 3339.", \
    }, \
    [PREFIX##_MODIFIED_AFTER] = { \
        .name = "modified_after", .api_name = "LastModifiedTimeAfter", .type = &type_string, \
        .flags = FIELD_OPTIONAL | FIELD_TIME, .ops = OP_FILTER, \
        .matches = api_is_time, .form = API_TIME_FORM, \
        .doc = "Only what was last changed at that time or later, in RFC 3339.", \
    }, \
    [PREFIX##_MODIFIED_BEFORE] = { \
        .name = "modified_before", .api_name = "LastModifiedTimeBefore", .type = &type_string, \
        .flags = FIELD_OPTIONAL | FIELD_TIME, .ops = OP_FILTER, \
        .matches = api_is_time, .form = API_TIME_FORM, \
        .doc = "Only what was last changed at that time or earlier, in RFC 3339.", \
    }

/* Of images; of versions the name is another request's. */
#define FILTERS_NAME_CONTAINS(PREFIX, OPS) \
    [PREFIX##_NAME_CONTAINS] = { \
        .name = "name_contains", .api_name = "NameContains", .type = &type_string, \
        .flags = FIELD_OPTIONAL, .ops = (OPS), \
        .min_len = 1, .max_len = 63, .matches = api_is_part_of_name, .form = API_PART_OF_NAME_FORM, \
        .doc = "Only images with this text in their names.", \
    }

#define FILTERS_REGION(PREFIX, FLAGS) \
    [PREFIX##_REGION] = { \
        .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL | (FLAGS), \
        .doc = "Region to look in. Not set means the provider's region.", \
    }

#define FILTERS_IMAGE_STATUS(PREFIX) \
    [PREFIX##_STATUS] = { \
        .name = "status", .type = &type_string, .flags = FIELD_OPTIONAL, .one_of = api_image_statuses, \
        .doc = "Only images in this status, as in `CREATED`.", \
    }

/* Which images' versions, and which of them. */
#define FILTERS_VERSIONS(PREFIX) \
    [PREFIX##_IMAGE_NAME] = { \
        .name = "image_name", .type = &type_string, .flags = FIELD_OPTIONAL, \
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM, \
        .doc = "The image whose versions are wanted. With neither this nor `image_names`: those of all images of the region.", \
    }, \
    [PREFIX##_IMAGE_NAMES] = { \
        .name = "image_names", .type = &type_string_set, .flags = FIELD_OPTIONAL, \
        .min_len = 1, .max_len = 63, .matches = api_is_image_name, .form = API_IMAGE_NAME_FORM, \
        .doc = "The images whose versions are wanted, when there are several.", \
    }, \
    [PREFIX##_JOB_TYPE] = { \
        .name = "job_type", .type = &type_string, .flags = FIELD_OPTIONAL, .one_of = api_job_types, \
        .doc = "Only versions for this kind of job: `TRAINING`, `INFERENCE` or `NOTEBOOK_KERNEL`.", \
    }, \
    [PREFIX##_PROCESSOR] = { \
        .name = "processor", .type = &type_string, .flags = FIELD_OPTIONAL, .one_of = api_processors, \
        .doc = "Only versions for this processor: `CPU` or `GPU`.", \
    }, \
    [PREFIX##_STATUS] = { \
        .name = "status", .type = &type_string, .flags = FIELD_OPTIONAL, .one_of = api_image_version_statuses, \
        .doc = "Only versions in this status, as in `CREATED`.", \
    }, \
    [PREFIX##_VENDOR_GUIDANCE] = { \
        .name = "vendor_guidance", .type = &type_string, .flags = FIELD_OPTIONAL, \
        .one_of = api_vendor_guidance, .unset = "NOT_PROVIDED", \
        .doc = "Only versions with this word of the maintainer's: `NOT_PROVIDED` (also those without any), `STABLE`, `TO_BE_ARCHIVED` or `ARCHIVED`.", \
    }

/* Of data sources: what of the list is answered, and in which order. */
#define FILTERS_ORDER(PREFIX, KEYS, KEYS_DOC) \
    [PREFIX##_DETAIL] = { \
        .name = "detail", .type = &type_bool, .flags = FIELD_OPTIONAL, \
        .doc = "Whether each element has all its attributes, which takes further requests for each. With `false` those that a list of the service does not say are null. Not set means `true`.", \
    }, \
    [PREFIX##_LIMIT] = { \
        .name = "limit", .type = &type_number, .flags = FIELD_OPTIONAL, .min = 1, .max = INT32_MAX, \
        .doc = "How many elements are wanted at most, of the beginning of the list. Not set means all.", \
    }, \
    [PREFIX##_SORT_BY] = { \
        .name = "sort_by", .type = &type_string, .flags = FIELD_OPTIONAL, .one_of = (KEYS), \
        .doc = KEYS_DOC, \
    }, \
    [PREFIX##_SORT_ORDER] = { \
        .name = "sort_order", .type = &type_string, .flags = FIELD_OPTIONAL, .one_of = api_sort_orders, \
        .doc = "`ASCENDING` or `DESCENDING`. Not set means `ASCENDING`.", \
    }
/* clang-format on */

#endif
