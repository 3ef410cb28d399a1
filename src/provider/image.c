#include "provider/image.h"

#include "provider/arn.h"
#include "provider/awscc.h"
#include "provider/config.h"
#include "provider/convert.h"
#include "provider/generate.h"
#include "provider/image_parts.h"
#include "provider/list_image.h"
#include "provider/notes.h"
#include "provider/region.h"
#include "provider/report.h"
#include "sagemaker/change.h"
#include "schema/api.h"
#include "schema/image.h"
#include "schema/image_list.h"

#define IMPORT_FORMS                                                                           \
    "\"image_name\", \"image_name@region\" or the image's ARN, as in \"example\", "            \
    "\"example@us-west-2\" or \"arn:aws:sagemaker:us-west-2:123456789012:image/example\""

/* Arguments that UpdateImage clears by name instead of by an empty value. */
static const enum image_field clearable[] = { IMAGE_DESCRIPTION, IMAGE_DISPLAY_NAME };

static void validate(struct call *call, const struct value *config)
{
    region_validate(call, config, IMAGE_REGION);
    tags_validate(call, &image_tag_rows, config);
}

static void plan(struct call *call, struct plan_op *op)
{
    struct notes notes = notes_read(call->arena, IMAGE_NOTES, op->private_data);

    if (value_is_known(&op->planned)) {
        notes_keep_unmanaged(&notes, op);
        region_plan(call, op, IMAGE_REGION);
        tags_plan(call, &image_tag_rows, op);
        notes_plan(call->arena, &notes, op);
        op->private_data = notes_write(call->arena, IMAGE_NOTES, op->private_data, &notes);
    }
}

static void create(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &image_remote, op->planned, TIMEOUTS_CREATE, &sm)) {
        image_create(call, &sm, op);
        remote_end(&sm);
    }
}

static void read(struct call *call, struct read_op *op)
{
    struct str region = region_of(call, &op->state, IMAGE_REGION);
    struct value state = remote_copy(call->arena, image_schema.block, &op->state);
    struct str name = image_name_of(&op->state);
    struct sagemaker sm;
    struct err err;
    enum status status;

    if (!config_sagemaker(call, region, &sm) ||
        !remote_is_here(call, &image_remote, &op->state)) {
        return;
    }
    status = image_load(call, &sm, &state, &err);
    if (status == STATUS_NOT_FOUND) {
        op->state = value_null();
    } else if (status != STATUS_OK) {
        report_failure(call, &sm, "reading " IMAGE_TITLE, name, &err);
    } else {
        remote_locate(&image_remote, region, &state);
        if (remote_account_is_right(call, &image_remote, &op->state, &state)) {
            op->state = state;
        }
    }
}

static void add_cleared(cJSON *in, const struct apply_op *op)
{
    const struct field *fields = image_schema.block->fields;
    cJSON *list = NULL;

    for (size_t i = 0; i < ARRAY_LEN(clearable); i++) {
        const struct field *field = &fields[clearable[i]];

        if (field_is_unset(field, &op->planned->items[clearable[i]]) &&
            !field_is_unset(field, &op->prior->items[clearable[i]])) {
            list = list ? list : cJSON_AddArrayToObject(in, "DeleteProperties");
            cJSON_AddItemToArray(list, cJSON_CreateString(field->api_name));
        }
    }
}

/* UpdateImage, if it has something to say, and the wait that follows. */
static enum status change_rows(struct sagemaker *sm, const struct apply_op *op, struct str name,
                               struct err *err)
{
    cJSON *in = image_selector(sm->arena, name);
    int selector_members = cJSON_GetArraySize(in);
    enum status status;

    convert_update(in, image_schema.block, op->prior, op->planned);
    add_cleared(in, op);
    if (cJSON_GetArraySize(in) == selector_members) {
        return STATUS_OK;
    }
    status = remote_change(sm, &image_remote, SAGEMAKER_UPDATE_IMAGE, in,
                           image_selector(sm->arena, name), err);
    if (status == STATUS_OK) {
        status =
            remote_wait_updated(sm, &image_remote, name, image_selector(sm->arena, name), err);
    }
    return status;
}

static void report_update(const struct call *call, const struct sagemaker *sm, struct str name,
                          const struct err *err)
{
    struct err advised = *err;

    if (image_reason_is_role(str_from(strstr(err->text, "SageMaker's reason: ")))) {
        advised.text[0] = '\0';
        err_set(&advised, STATUS_FAILED, "%s\n\n%s", err->text, image_remote.creating_advice);
    }
    report_failure(call, sm, "updating " IMAGE_TITLE, name, &advised);
}

static void update_image(struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct block *block = image_schema.block;
    struct str name = image_name_of(op->prior);
    struct err err;
    enum status status;

    op->state = remote_copy(call->arena, block, op->prior);
    status = tags_update(call, sm, &image_tag_rows, op, &op->state, &err);
    if (status == STATUS_OK) {
        status = change_rows(sm, op, name, &err);
    }
    if (status == STATUS_OK) {
        op->state = remote_done(call->arena, block, op);
        tags_done(call, &image_tag_rows, op->planned, &op->state);
        status = image_describe(sm, name, &op->state, &err);
        remote_keep_planned(block, op->planned, &op->state);
        remote_locate(&image_remote, region_of(call, op->prior, IMAGE_REGION), &op->state);
        op->private_data =
            notes_settle(call->arena, IMAGE_NOTES, op->private_data, str_from(NULL));
    }
    if (status != STATUS_OK) {
        report_update(call, sm, name, &err);
    }
}

static void update(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &image_remote, op->planned, TIMEOUTS_UPDATE, &sm)) {
        update_image(call, &sm, op);
        remote_end(&sm);
    }
}

static void destroy(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &image_remote, op->prior, TIMEOUTS_DELETE, &sm)) {
        image_delete(call, &sm, op);
        remote_end(&sm);
    }
}

static void import_by_id(struct call *call, struct import_op *op)
{
    struct str name = op->id;
    struct str region = region_of_import(&name);
    bool has_region = name.len < op->id.len;
    struct arn arn = { 0 };

    if ((!image_arn_parse(name, &name, &arn) && !image_name_valid(name)) ||
        (has_region && !aws_region_valid(region))) {
        diags_error(call->diags, NULL, "Invalid import ID",
                    "\"%.*s\" is not the ID of a SageMaker image. It must be " IMPORT_FORMS ".",
                    STR_ARG(op->id));
        return;
    }
    if (has_region && arn.region.len > 0 && !str_eq(region, arn.region)) {
        diags_error(call->diags, NULL, "Invalid import ID",
                    "\"%.*s\" names two regions: %.*s in the ARN and %.*s behind the \"@\". "
                    "Leave the latter out.",
                    STR_ARG(op->id), STR_ARG(arn.region), STR_ARG(region));
        return;
    }
    region = arn.region.len > 0 ? arn.region : region;
    image_set_name(&op->state, name);
    op->state.items[IMAGE_REGION] = value_string(region);
    if (arn.account_id.len > 0) {
        op->state.items[IMAGE_ACCOUNT_ID] = value_string(arn.account_id);
    }
}

static void import(struct call *call, struct import_op *op)
{
    if (value_is_known(&op->identity)) {
        image_set_name(&op->state, image_name_of(&op->state));
    } else {
        import_by_id(call, op);
    }
    region_of_identity(call, &op->state, IMAGE_REGION);
}

/* States from before regions were an argument say theirs in the ARN. */
static void upgrade(struct call *call, struct upgrade_op *op)
{
    struct arn arn;

    (void)call;
    if (arn_parse(value_text(&op->state.items[IMAGE_ARN]), &arn)) {
        remote_locate(&image_remote, arn.region, &op->state);
    }
    tags_upgrade(&image_tag_rows, &op->state);
}

const struct resource_type image_resource = {
    .name = "aws_sagemaker_image",
    .schema = &image_schema,
    .identity = &image_identity,
    .validate = validate,
    .plan = plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
    .upgrade = upgrade,
    .move = awscc_move_image,
    .list_config = &image_list_schema,
    .list_validate = list_image_validate,
    .list = list_image,
    .generate = generate_image,
};
