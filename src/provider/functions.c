#include "provider/functions.h"

#include "aws/client.h"
#include "base/utf8.h"
#include "provider/arn.h"
#include "provider/image_uri.h"
#include "provider/version_ref.h"
#include "schema/api.h"
#include "schema/image_version.h"

#include <assert.h>

enum {
    SHOWN_BYTES = 200 /* of a wrong argument; the rest is cut */
};

#define EXAMPLE_ARN "arn:aws:sagemaker:us-west-2:123456789012:image-version/example/1"
#define EXAMPLE_URI "123456789012.dkr.ecr.us-west-2.amazonaws.com/example:latest"

/* What an ARN says, both as members of a result and as parameters. */
enum part {
    PART_PARTITION,
    PART_REGION,
    PART_ACCOUNT_ID,
    PART_IMAGE_NAME,
    PART_VERSION,
    PART_COUNT,
};

#define PARTITION_DOC "Partition of AWS, as in `aws` or `aws-cn`."
#define REGION_DOC "Region, as in `us-west-2`."
#define ACCOUNT_ID_DOC "ID of the account."
#define IMAGE_NAME_DOC "Name of the image."
#define VERSION_DOC "Number of the version."

/* clang-format off */
static const struct field part_fields[] = {
    [PART_PARTITION] = { .name = "partition", .type = &type_string, .flags = FIELD_COMPUTED,
                         .doc = PARTITION_DOC },
    [PART_REGION] = { .name = "region", .type = &type_string, .flags = FIELD_COMPUTED,
                      .doc = REGION_DOC },
    [PART_ACCOUNT_ID] = { .name = "account_id", .type = &type_string, .flags = FIELD_COMPUTED,
                          .doc = ACCOUNT_ID_DOC },
    [PART_IMAGE_NAME] = { .name = "image_name", .type = &type_string, .flags = FIELD_COMPUTED,
                          .doc = IMAGE_NAME_DOC },
    [PART_VERSION] = { .name = "version", .type = &type_number, .flags = FIELD_COMPUTED,
                       .doc = VERSION_DOC },
};
static_assert(ARRAY_LEN(part_fields) == PART_COUNT, "one row per enum entry");
/* clang-format on */

static const struct block parts_block = { part_fields, PART_COUNT, NULL };
static const struct type parts_type = { .kind = KIND_OBJECT, .object = &parts_block };

static const struct function_parameter part_parameters[] = {
    [PART_PARTITION] = { "partition", &type_string, PARTITION_DOC },
    [PART_REGION] = { "region", &type_string, REGION_DOC },
    [PART_ACCOUNT_ID] = { "account_id", &type_string, ACCOUNT_ID_DOC },
    [PART_IMAGE_NAME] = { "image_name", &type_string, IMAGE_NAME_DOC },
    [PART_VERSION] = { "version", &type_number, VERSION_DOC },
};
static_assert(ARRAY_LEN(part_parameters) == PART_COUNT, "one row per enum entry");

enum uri_part {
    URI_ACCOUNT_ID,
    URI_REGION,
    URI_REPOSITORY,
    URI_TAG,
    URI_DIGEST,
    URI_COUNT,
};

/* clang-format off */
static const struct field uri_fields[] = {
    [URI_ACCOUNT_ID] = { .name = "account_id", .type = &type_string, .flags = FIELD_COMPUTED,
                         .doc = "ID of the account that the registry belongs to." },
    [URI_REGION] = { .name = "region", .type = &type_string, .flags = FIELD_COMPUTED,
                     .doc = "Region of the registry." },
    [URI_REPOSITORY] = { .name = "repository", .type = &type_string, .flags = FIELD_COMPUTED,
                         .doc = "Name of the repository." },
    [URI_TAG] = { .name = "tag", .type = &type_string, .flags = FIELD_COMPUTED,
                  .doc = "Tag of the image, null without one." },
    [URI_DIGEST] = { .name = "digest", .type = &type_string, .flags = FIELD_COMPUTED,
                     .doc = "Digest of the image, null without one." },
};
static_assert(ARRAY_LEN(uri_fields) == URI_COUNT, "one row per enum entry");
/* clang-format on */

static const struct block uri_block = { uri_fields, URI_COUNT, NULL };
static const struct type uri_type = { .kind = KIND_OBJECT, .object = &uri_block };

/* What is not there is null. */
static struct value text_or_null(struct str text)
{
    return text.len > 0 ? value_string(text) : value_null();
}

/* The CLIs put the text into a sentence, so it has no full stop. */
static void refuse(struct function_call *call, size_t argument, const char *rule)
{
    struct str text = call->arguments[argument].text; /* numbers have one as well */
    struct str cut = utf8_cut(text, SHOWN_BYTES);

    call->argument = argument;
    call->error = arena_printf(call->arena, "\"%.*s\"%s %s", STR_ARG(cut),
                               cut.len < text.len ? " and more" : "", rule);
}

static struct value parts_of(struct arena *arena, const struct version_import *from,
                             struct str partition)
{
    struct value parts = value_object(arena, &parts_block);

    parts.items[PART_PARTITION] = text_or_null(partition);
    parts.items[PART_REGION] = text_or_null(from->region);
    parts.items[PART_ACCOUNT_ID] = text_or_null(from->account_id);
    parts.items[PART_IMAGE_NAME] = text_or_null(from->ref.image_name);
    if (from->ref.version > 0) {
        parts.items[PART_VERSION] = value_int(arena, from->ref.version);
    }
    return parts;
}

static void parse_arn(struct function_call *call)
{
    struct str text = value_text(&call->arguments[0]);
    struct version_import from;
    struct arn arn;

    if (!arn_parse(text, &arn) || str_find(text, '@') < text.len ||
        !str_starts_with(arn.partition, STR("aws")) || !api_is_account_id(arn.account_id) ||
        !version_import_parse(text, &from)) {
        refuse(call, 0,
               "is not the ARN of an image version; give one like \"" EXAMPLE_ARN "\"");
        return;
    }
    call->result = parts_of(call->arena, &from, arn.partition);
}

static void parse_id(struct function_call *call)
{
    struct str text = value_text(&call->arguments[0]);
    struct version_import from;
    struct arn arn;

    if (!version_import_parse(text, &from)) {
        refuse(call, 0, "is not the ID of an image version; give " VERSION_IMPORT_FORMS);
        return;
    }
    /* An ID that is no ARN leaves the partition empty. */
    call->result =
        parts_of(call->arena, &from, arn_parse(text, &arn) ? arn.partition : str_from(NULL));
}

static bool is_partition(const struct value *arguments)
{
    return str_eq(value_text(&arguments[PART_PARTITION]),
                  aws_partition_of(value_text(&arguments[PART_REGION])));
}

static bool is_region(const struct value *arguments)
{
    return aws_region_valid(value_text(&arguments[PART_REGION]));
}

static bool is_account_id(const struct value *arguments)
{
    return api_is_account_id(value_text(&arguments[PART_ACCOUNT_ID]));
}

static bool is_image_name(const struct value *arguments)
{
    const struct field *field = &image_version_schema.block->fields[IMAGE_VERSION_IMAGE_NAME];
    struct str name = value_text(&arguments[PART_IMAGE_NAME]);

    return field->matches(name) && name.len <= field->max_len;
}

static bool is_version(const struct value *arguments)
{
    int64_t version;

    return value_to_int64(&arguments[PART_VERSION], &version) && version_number_valid(version);
}

/* In this order: the region says which partition it is in. */
static const struct {
    enum part part;
    bool (*ok)(const struct value *arguments);
    const char *rule;
} part_rules[] = {
    { PART_REGION, is_region, "is not the name of an AWS region; give one like \"us-west-2\"" },
    { PART_PARTITION, is_partition,
      "is not the partition that the region is in; give that, as in \"aws\" for "
      "\"us-west-2\" and \"aws-cn\" for \"cn-north-1\"" },
    { PART_ACCOUNT_ID, is_account_id,
      "is not the ID of an account; give its " API_ACCOUNT_ID_FORM },
    { PART_IMAGE_NAME, is_image_name,
      "is not the name of an image; give 1 to 63 " API_IMAGE_NAME_FORM },
    { PART_VERSION, is_version,
      "is not the number of a version; give a whole number from 1 to 2147483647" },
};
static_assert(ARRAY_LEN(part_rules) == PART_COUNT, "every part has its rule");

static void build_arn(struct function_call *call)
{
    const struct value *arguments = call->arguments;

    for (size_t i = 0; i < ARRAY_LEN(part_rules); i++) {
        if (!part_rules[i].ok(arguments)) {
            refuse(call, part_rules[i].part, part_rules[i].rule);
            return;
        }
    }
    call->result = value_string(arena_printf(
        call->arena, "arn:%.*s:sagemaker:%.*s:%.*s:image-version/%.*s/%.*s",
        STR_ARG(arguments[PART_PARTITION].text), STR_ARG(arguments[PART_REGION].text),
        STR_ARG(arguments[PART_ACCOUNT_ID].text), STR_ARG(arguments[PART_IMAGE_NAME].text),
        STR_ARG(arguments[PART_VERSION].text)));
}

static void parse_uri(struct function_call *call)
{
    struct value parts = value_object(call->arena, &uri_block);
    struct image_uri uri;
    const char *wrong = image_uri_parse(value_text(&call->arguments[0]), &uri);

    if (wrong) {
        refuse(call, 0,
               arena_printf(call->arena,
                            "is not the reference of an image in Amazon ECR, because %s; give "
                            "one like \"" EXAMPLE_URI "\"",
                            wrong)
                   .data);
        return;
    }
    parts.items[URI_ACCOUNT_ID] = value_string(uri.account_id);
    parts.items[URI_REGION] = value_string(uri.region);
    parts.items[URI_REPOSITORY] = value_string(uri.repository);
    parts.items[URI_TAG] = text_or_null(uri.tag);
    parts.items[URI_DIGEST] = text_or_null(uri.digest);
    call->result = parts;
}

static const struct function_parameter arn_parameter[] = {
    { "arn", &type_string, "ARN of an image version, as in `" EXAMPLE_ARN "`." },
};

static const struct function_parameter id_parameter[] = {
    { "id", &type_string,
      "ID by which an `aws_sagemaker_image_version` is imported, as in `example,1`, "
      "`example,1@eu-west-1` or `" EXAMPLE_ARN "`." },
};

static const struct function_parameter uri_parameter[] = {
    { "uri", &type_string, "Reference of an image in Amazon ECR, as in `" EXAMPLE_URI "`." },
};

static const struct function image_version_arn_parse = {
    .name = "image_version_arn_parse",
    .summary = "Takes the ARN of an image version apart.",
    .doc = "Gives an object with `partition`, `region`, `account_id`, `image_name` and "
           "`version` (a number), made from the ARN of an image version.",
    .parameters = arn_parameter,
    .parameter_count = ARRAY_LEN(arn_parameter),
    .result = &parts_type,
    .run = parse_arn,
};

static const struct function image_version_arn_build = {
    .name = "image_version_arn_build",
    .summary = "Makes the ARN of an image version from its parts.",
    .doc = "Gives the ARN that the image version has, or would have. Whether there is such a "
           "version is not looked at.",
    .parameters = part_parameters,
    .parameter_count = ARRAY_LEN(part_parameters),
    .result = &type_string,
    .run = build_arn,
};

static const struct function image_version_id_parse = {
    .name = "image_version_id_parse",
    .summary = "Takes the import ID of an image version apart.",
    .doc = "Gives an object with `partition`, `region`, `account_id`, `image_name` and "
           "`version` (a number), made from an ID by which an `aws_sagemaker_image_version` "
           "can be imported. What the ID does not say is null: `example,1` has no region, and "
           "an ID with an alias has no number.",
    .parameters = id_parameter,
    .parameter_count = ARRAY_LEN(id_parameter),
    .result = &parts_type,
    .run = parse_id,
};

static const struct function image_uri_parse_function = {
    .name = "image_uri_parse",
    .summary = "Takes the reference of an image in Amazon ECR apart.",
    .doc =
        "Gives an object with `account_id`, `region`, `repository`, `tag` and `digest`, made "
        "from a reference as `base_image` and `container_image` have it. A tag or digest "
        "that is not there is null. References to FIPS and dual-stack hosts, and those of "
        "all partitions, are understood.",
    .parameters = uri_parameter,
    .parameter_count = ARRAY_LEN(uri_parameter),
    .result = &uri_type,
    .run = parse_uri,
};

const struct function *const provider_functions[FUNCTION_COUNT] = {
    [FUNCTION_IMAGE_VERSION_ARN_PARSE] = &image_version_arn_parse,
    [FUNCTION_IMAGE_VERSION_ARN_BUILD] = &image_version_arn_build,
    [FUNCTION_IMAGE_VERSION_ID_PARSE] = &image_version_id_parse,
    [FUNCTION_IMAGE_URI_PARSE] = &image_uri_parse_function,
};
