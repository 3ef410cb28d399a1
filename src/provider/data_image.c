#include "provider/data_image.h"

#include "provider/config.h"
#include "provider/convert.h"
#include "provider/data_rules.h"
#include "provider/image_parts.h"
#include "provider/region.h"
#include "provider/report.h"
#include "schema/image_data.h"

static const struct data_rules_pair pairs[] = {
    { IMAGE_DATA_ARN, IMAGE_DATA_IMAGE_NAME },
};

/* What the service does not say of where the object is. */
static void place(struct str name, struct str region, struct value *object)
{
    struct arn arn;

    object->items[IMAGE_DATA_ID] = value_string(name);
    object->items[IMAGE_DATA_IMAGE_NAME] = value_string(name);
    object->items[IMAGE_DATA_REGION] = value_string(region);
    if (arn_parse(value_text(&object->items[IMAGE_DATA_ARN]), &arn) && arn.account_id.len > 0) {
        object->items[IMAGE_DATA_ACCOUNT_ID] = value_string(arn.account_id);
    }
}

struct value data_image_summary(struct arena *arena, struct str region,
                                const struct inventory_item *item)
{
    struct value object = value_object(arena, image_data_schema.block);

    convert_list(arena, image_data_schema.block, item->summary, &object);
    place(item->image_name, region, &object);
    return object;
}

static enum status read_latest(struct sagemaker *sm, struct str name, struct value *out,
                               struct err *err)
{
    cJSON *answer = NULL;
    int64_t version = 0;
    enum status status = sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION,
                                        image_selector(sm->arena, name), &answer, err);

    *out = status == STATUS_OK && sagemaker_int(answer, "Version", &version)
               ? value_int(sm->arena, version)
               : value_null();
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status data_image_read(const struct call *call, struct sagemaker *sm,
                            const struct inventory_item *item, struct value *out,
                            struct err *err)
{
    const struct block *block = image_data_schema.block;
    struct value object = value_object(sm->arena, block);
    struct str name = item->image_name;
    struct value tags;
    cJSON *answer = NULL;
    enum status status = sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE,
                                        image_selector(sm->arena, name), &answer, err);

    if (status != STATUS_OK) {
        return status;
    }
    convert_told(sm->arena, block, answer, &object);
    place(name, sm->region, &object);
    status = image_tags(sm, name, value_text(&object.items[IMAGE_DATA_ARN]), &tags, err);
    if (status == STATUS_OK) {
        object.items[IMAGE_DATA_TAGS] = tags_shown(call, sm->arena, &tags);
        status = read_latest(sm, name, &object.items[IMAGE_DATA_LATEST_VERSION], err);
    }
    if (status == STATUS_OK) {
        *out = object;
    }
    return status;
}

/* Which image is meant. */
struct wanted {
    struct str name;
    struct str region;
    struct str account_id; /* empty: the credentials' */
    size_t row;            /* that says so */
};

/* False, with an error diagnostic, when the ARN is none of an image or names another region. */
static bool find_wanted(const struct call *call, const struct value *config, struct wanted *out)
{
    struct str text = value_text(&config->items[IMAGE_DATA_ARN]);
    struct str region = value_text(&config->items[IMAGE_DATA_REGION]);
    struct arn arn = { .region = { NULL, 0 } };

    *out = (struct wanted){ .name = value_text(&config->items[IMAGE_DATA_IMAGE_NAME]),
                            .row = IMAGE_DATA_IMAGE_NAME };
    if (text.len > 0) {
        out->row = IMAGE_DATA_ARN;
        if (!image_arn_parse(text, &out->name, &arn)) {
            diags_error(call->diags, data_rules_path(call, image_data_schema.block, out->row),
                        "Invalid ARN of an image",
                        "\"%.*s\" is not the ARN of a SageMaker image. It must be like "
                        "\"arn:aws:sagemaker:us-west-2:123456789012:image/example\".",
                        STR_ARG(text));
            return false;
        }
    }
    out->account_id = arn.account_id;
    out->region = region.len > 0 ? region : arn.region;
    return region_agrees(call, region, arn.region);
}

static void validate(struct call *call, const struct value *config)
{
    const struct block *block = image_data_schema.block;
    struct wanted wanted;

    region_validate(call, config, IMAGE_DATA_REGION);
    if (!data_rules_check(call, block, config, pairs, ARRAY_LEN(pairs))) {
        return;
    }
    if (!data_rules_given(config, IMAGE_DATA_ARN) &&
        !data_rules_given(config, IMAGE_DATA_IMAGE_NAME)) {
        diags_error(call->diags, NULL, "Missing argument",
                    "Nothing says which image is meant. Give image_name or arn.");
    } else if (!find_wanted(call, config, &wanted)) {
        return; /* the diagnostic is there */
    }
}

static void report(const struct call *call, const struct sagemaker *sm,
                   const struct wanted *wanted, enum status status, const struct err *err)
{
    if (status != STATUS_NOT_FOUND) {
        report_failure(call, sm, "reading " IMAGE_TITLE, wanted->name, err);
        return;
    }
    diags_error(call->diags, data_rules_path(call, image_data_schema.block, wanted->row),
                "No such image",
                "There is no SageMaker image \"%.*s\" in region %.*s of the account that the "
                "provider's credentials belong to. Check the name, the region and the "
                "credentials, or let the argument refer to the image's resource, so that the "
                "image is made first.\n\n%s",
                STR_ARG(wanted->name), STR_ARG(sm->region), err->text);
}

static void read(struct call *call, struct data_op *op)
{
    struct inventory_item item = { .version = 0 };
    struct wanted wanted;
    struct sagemaker sm;
    struct err err = { "" };
    enum status status;

    if (!find_wanted(call, op->config, &wanted) ||
        !config_sagemaker(call, wanted.region, &sm)) {
        return;
    }
    sm.region = sm.region.len > 0 ? sm.region : config_region(call);
    item.image_name = wanted.name;
    status = data_image_read(call, &sm, &item, &op->state, &err);
    if (status != STATUS_OK) {
        report(call, &sm, &wanted, status, &err);
    } else {
        report_other_account(call, data_rules_path(call, image_data_schema.block, wanted.row),
                             wanted.account_id,
                             value_text(&op->state.items[IMAGE_DATA_ACCOUNT_ID]));
    }
}

const struct data_source data_image = {
    .name = "aws_sagemaker_image",
    .schema = &image_data_schema,
    .validate = validate,
    .read = read,
};
