#include "provider/data_image_version.h"

#include "provider/arn.h"
#include "provider/config.h"
#include "provider/convert.h"
#include "provider/data_rules.h"
#include "provider/image_version.h"
#include "provider/region.h"
#include "provider/report.h"
#include "provider/tags.h"
#include "provider/version_read.h"
#include "schema/image_version_data.h"

static const struct data_rules_pair pairs[] = {
    { IMAGE_VERSION_DATA_ARN, IMAGE_VERSION_DATA_IMAGE_NAME },
    { IMAGE_VERSION_DATA_ARN, IMAGE_VERSION_DATA_VERSION },
    { IMAGE_VERSION_DATA_ARN, IMAGE_VERSION_DATA_ALIAS },
    { IMAGE_VERSION_DATA_ALIAS, IMAGE_VERSION_DATA_VERSION },
};

/* What the service does not say of which object it is and where. */
static void place(struct arena *arena, const struct version_ref *ref, struct str region,
                  struct value *object)
{
    struct arn arn;

    object->items[IMAGE_VERSION_DATA_ID] = value_string(version_ref_id(arena, ref));
    object->items[IMAGE_VERSION_DATA_IMAGE_NAME] = value_string(ref->image_name);
    object->items[IMAGE_VERSION_DATA_VERSION] = value_int(arena, ref->version);
    object->items[IMAGE_VERSION_DATA_REGION] = value_string(region);
    if (arn_parse(value_text(&object->items[IMAGE_VERSION_DATA_ARN]), &arn) &&
        arn.account_id.len > 0) {
        object->items[IMAGE_VERSION_DATA_ACCOUNT_ID] = value_string(arn.account_id);
    }
}

struct value data_image_version_summary(struct arena *arena, struct str region,
                                        const struct inventory_item *item)
{
    const struct version_ref ref = { item->image_name, item->version };
    struct value object = value_object(arena, image_version_data_schema.block);

    convert_list(arena, image_version_data_schema.block, item->summary, &object);
    place(arena, &ref, region, &object);
    return object;
}

/* The tags of a version. Where SageMaker has none for versions it says that the ARN is not
 * valid. */
static enum status read_tags(const struct call *call, struct sagemaker *sm, struct str arn,
                             struct value *out, struct err *err)
{
    struct value there = { .state = VALUE_KNOWN };
    enum status status = tags_list(sm, arn, &there, err);

    if (status == STATUS_OK || status == STATUS_INVALID || status == STATUS_NOT_FOUND) {
        *out = tags_shown(call, sm->arena, &there);
        return STATUS_OK;
    }
    return status;
}

static enum status read_selected(const struct call *call, struct sagemaker *sm,
                                 const cJSON *selector, struct value *out, struct err *err)
{
    const struct block *block = image_version_data_schema.block;
    struct value object = value_object(sm->arena, block);
    struct version_found found;
    enum status status;

    convert_forget(block, &object);
    status = version_read(sm, selector, block, &object, &found, err);
    if (status != STATUS_OK) {
        return status;
    }
    place(sm->arena, &found.ref, sm->region, &object);
    object.items[IMAGE_VERSION_DATA_ALIASES] = found.aliases;
    status = read_tags(call, sm, value_text(&object.items[IMAGE_VERSION_DATA_ARN]),
                       &object.items[IMAGE_VERSION_DATA_TAGS], err);
    if (status == STATUS_OK) {
        *out = object;
    }
    return status;
}

enum status data_image_version_read(const struct call *call, struct sagemaker *sm,
                                    const struct inventory_item *item, struct value *out,
                                    struct err *err)
{
    const struct version_ref ref = { item->image_name, item->version };

    return read_selected(call, sm, version_ref_selector(sm->arena, &ref), out, err);
}

/* Which version is meant. */
struct wanted {
    struct version_import as; /* neither number nor alias: the latest */
    size_t row;               /* that says so */
};

/* False, with an error diagnostic, when the ARN is none of a version or names another region.
 */
static bool find_wanted(const struct call *call, const struct value *config, struct wanted *out)
{
    const struct value *items = config->items;
    struct str text = value_text(&items[IMAGE_VERSION_DATA_ARN]);
    struct str region = value_text(&items[IMAGE_VERSION_DATA_REGION]);
    struct str of_arn;

    *out = (struct wanted){
        .as = { .ref = { .image_name = value_text(&items[IMAGE_VERSION_DATA_IMAGE_NAME]) },
                .alias = value_text(&items[IMAGE_VERSION_DATA_ALIAS]) },
        .row = IMAGE_VERSION_DATA_IMAGE_NAME,
    };
    if (value_to_int64(&items[IMAGE_VERSION_DATA_VERSION], &out->as.ref.version)) {
        out->row = IMAGE_VERSION_DATA_VERSION;
    } else if (out->as.alias.len > 0) {
        out->row = IMAGE_VERSION_DATA_ALIAS;
    }
    if (text.len > 0) {
        out->row = IMAGE_VERSION_DATA_ARN;
        if (!str_starts_with(text, STR("arn:")) || str_find(text, '@') < text.len ||
            !version_import_parse(text, &out->as)) {
            diags_error(call->diags,
                        data_rules_path(call, image_version_data_schema.block, out->row),
                        "Invalid ARN of an image version",
                        "\"%.*s\" is not the ARN of a SageMaker image version. It must be like "
                        "\"arn:aws:sagemaker:us-west-2:123456789012:image-version/example/3\".",
                        STR_ARG(text));
            return false;
        }
    }
    of_arn = out->as.region;
    out->as.region = region.len > 0 ? region : of_arn;
    return region_agrees(call, region, of_arn);
}

static void validate(struct call *call, const struct value *config)
{
    const struct block *block = image_version_data_schema.block;
    struct wanted wanted;

    region_validate(call, config, IMAGE_VERSION_DATA_REGION);
    if (!data_rules_check(call, block, config, pairs, ARRAY_LEN(pairs))) {
        return;
    }
    if (!data_rules_given(config, IMAGE_VERSION_DATA_ARN) &&
        !data_rules_given(config, IMAGE_VERSION_DATA_IMAGE_NAME)) {
        diags_error(call->diags, NULL, "Missing argument",
                    "Nothing says which image is meant. Give image_name, with version or alias "
                    "unless its latest version is meant, or arn.");
    } else if (!find_wanted(call, config, &wanted)) {
        return; /* the diagnostic is there */
    }
}

static const cJSON *selector_of(struct arena *arena, const struct version_import *as)
{
    cJSON *in;

    if (as->alias.len > 0) {
        return version_ref_alias_selector(arena, as->ref.image_name, as->alias);
    }
    if (as->ref.version > 0) {
        return version_ref_selector(arena, &as->ref);
    }
    in = sagemaker_object(arena);
    cJSON_AddStringToObject(in, "ImageName", arena_str(arena, as->ref.image_name).data);
    return in;
}

/* "version 3 of image example", as a person says which one is meant. */
static struct str name_of(struct arena *arena, const struct version_import *as)
{
    struct str image = as->ref.image_name;

    if (as->alias.len > 0) {
        return arena_printf(arena, "version with the alias \"%.*s\" of image \"%.*s\"",
                            STR_ARG(as->alias), STR_ARG(image));
    }
    if (as->ref.version > 0) {
        return arena_printf(arena, "version %lld of image \"%.*s\"", (long long)as->ref.version,
                            STR_ARG(image));
    }
    return arena_printf(arena, "version of an image \"%.*s\"", STR_ARG(image));
}

static void report(const struct call *call, const struct sagemaker *sm,
                   const struct wanted *wanted, enum status status, const struct err *err)
{
    struct str name = name_of(call->arena, &wanted->as);

    if (status != STATUS_NOT_FOUND) {
        report_failure(call, sm, "reading " IMAGE_VERSION_TITLE, wanted->as.ref.image_name,
                       err);
        return;
    }
    diags_error(
        call->diags, data_rules_path(call, image_version_data_schema.block, wanted->row),
        "No such image version",
        "There is no %.*s in region %.*s of the account that the provider's "
        "credentials belong to. Check the arguments, the region and the credentials, or "
        "let the argument refer to the version's resource, so that the version is made "
        "first.\n\n%s",
        STR_ARG(name), STR_ARG(sm->region), err->text);
}

static void read(struct call *call, struct data_op *op)
{
    struct wanted wanted;
    struct sagemaker sm;
    struct value object;
    struct err err = { "" };
    enum status status;

    if (!find_wanted(call, op->config, &wanted) ||
        !config_sagemaker(call, wanted.as.region, &sm)) {
        return;
    }
    sm.region = sm.region.len > 0 ? sm.region : config_region(call);
    status = read_selected(call, &sm, selector_of(call->arena, &wanted.as), &object, &err);
    if (status != STATUS_OK) {
        report(call, &sm, &wanted, status, &err);
        return;
    }
    report_other_account(
        call, data_rules_path(call, image_version_data_schema.block, wanted.row),
        wanted.as.account_id, value_text(&object.items[IMAGE_VERSION_DATA_ACCOUNT_ID]));
    object.items[IMAGE_VERSION_DATA_ALIAS] = op->config->items[IMAGE_VERSION_DATA_ALIAS];
    op->state = object;
}

const struct data_source data_image_version = {
    .name = "aws_sagemaker_image_version",
    .schema = &image_version_data_schema,
    .validate = validate,
    .read = read,
};
