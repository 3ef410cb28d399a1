#include "provider/image.h"

#include "provider/arn.h"
#include "provider/awscc.h"
#include "provider/config.h"
#include "provider/convert.h"
#include "provider/region.h"
#include "provider/remote.h"
#include "provider/report.h"
#include "sagemaker/change.h"
#include "schema/api.h"
#include "schema/image.h"

#define TITLE "SageMaker AI Image"
#define IMPORT_FORMS "\"image_name\" or \"image_name@region\", as in \"example\""

/* How far this machine's clock may be ahead of the service's. */
enum {
    MS_PER_S = 1000,
    CLOCK_TOLERANCE_MS = 60 * MS_PER_S
};

static const struct remote_type remote = {
    .title = TITLE,
    .noun = "image",
    .status_member = "ImageStatus",
    .creating_advice =
        "The usual cause is the role: it must exist, SageMaker must be allowed to assume it, "
        "and "
        "a role made a moment ago may need a minute before SageMaker can use it. Correct the "
        "cause before the next apply.",
    .describe = SAGEMAKER_DESCRIBE_IMAGE,
    .remove = SAGEMAKER_DELETE_IMAGE,
    .schema = &image_schema,
    .account_id = IMAGE_ACCOUNT_ID,
    .arn = IMAGE_ARN,
    .region = IMAGE_REGION,
    .timeouts = IMAGE_TIMEOUTS,
};

/* Arguments that UpdateImage clears by name instead of by an empty value. */
static const enum image_field clearable[] = { IMAGE_DESCRIPTION, IMAGE_DISPLAY_NAME };

static struct str name_of(const struct value *object)
{
    return value_text(&object->items[IMAGE_IMAGE_NAME]);
}

static cJSON *selector_of(struct arena *arena, struct str name)
{
    cJSON *in = sagemaker_object(arena);

    cJSON_AddStringToObject(in, "ImageName", arena_str(arena, name).data);
    return in;
}

static void set_name(struct value *state, struct str name)
{
    state->items[IMAGE_ID] = value_string(name);
    state->items[IMAGE_IMAGE_NAME] = value_string(name);
}

static enum status load(struct sagemaker *sm, struct str name, struct value *state,
                        struct err *err)
{
    cJSON *answer = NULL;
    enum status status =
        remote_describe(sm, &remote, selector_of(sm->arena, name), &answer, err);

    if (status == STATUS_OK) {
        convert_read(sm->arena, image_schema.block, answer, state);
        set_name(state, name);
    }
    return status;
}

static void validate(struct call *call, const struct value *config)
{
    region_validate(call, config, IMAGE_REGION);
}

static void plan(struct call *call, struct plan_op *op)
{
    if (value_is_known(&op->planned)) {
        region_plan(call, op, IMAGE_REGION);
    }
}

/* CreateImage has no client token: when the answer to one attempt is lost, the next one is told
 * that the name is taken, and when that to the last one is lost, nothing is told at all. The
 * image is taken over only if it came to be after we asked for it and is as we asked. */
static bool is_ours(struct sagemaker *sm, const struct value *planned, int64_t asked_at_ms,
                    const struct aws_error *refusal, cJSON **answer)
{
    const struct block *block = image_schema.block;
    const cJSON *created;

    if ((refusal->attempts < 2 && !refusal->outcome_unknown) ||
        sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE, selector_of(sm->arena, name_of(planned)),
                       answer, NULL) != STATUS_OK) {
        return false;
    }
    created = cJSON_GetObjectItemCaseSensitive(*answer, "CreationTime");
    if (!cJSON_IsNumber(created) ||
        created->valuedouble * MS_PER_S < (double)(asked_at_ms - CLOCK_TOLERANCE_MS)) {
        return false;
    }
    for (size_t i = 0; i < block->count; i++) {
        struct value there = convert_member(sm->arena, &block->fields[i], *answer);

        if (block->fields[i].ops & OP_CREATE &&
            !field_same(&block->fields[i], &planned->items[i], &there)) {
            return false;
        }
    }
    return true;
}

/* The call that makes the image; *answer has its ARN. */
static enum status request_image(struct sagemaker *sm, const struct value *planned,
                                 cJSON **answer, struct err *err)
{
    int64_t asked_at_ms = clock_wall_ms(sm->clock);
    cJSON *in = sagemaker_object(sm->arena);
    struct aws_error refusal;
    enum status status;

    convert_create(in, image_schema.block, planned);
    status = sagemaker_change(sm, SAGEMAKER_CREATE_IMAGE, in, answer, err);
    refusal = sm->error;
    if ((status == STATUS_CONFLICT || refusal.outcome_unknown) &&
        is_ours(sm, planned, asked_at_ms, &refusal, answer)) {
        return STATUS_OK;
    }
    sm->error = refusal;
    return status;
}

static void create_image(struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct block *block = image_schema.block;
    struct str name = name_of(op->planned);
    struct err err;
    cJSON *answer = NULL;
    cJSON *last = NULL;

    if (request_image(sm, op->planned, &answer, &err) != STATUS_OK) {
        report_failure(call, sm, "creating " TITLE, name, &err);
        return;
    }
    op->state = remote_copy(call->arena, block, op->planned);
    set_name(&op->state, name);
    op->state.items[IMAGE_ARN] = value_string(sagemaker_text(answer, "ImageArn"));
    remote_locate(&remote, region_of(call, op->planned, IMAGE_REGION), &op->state);
    /* What a failed wait leaves is in the state all the same, and the diagnostic is there. */
    if (!remote_wait_created(call, sm, &remote, name, selector_of(call->arena, name), &last) &&
        !last) {
        return;
    }
    convert_read(call->arena, block, last, &op->state);
    remote_keep_planned(block, op->planned, &op->state);
}

static void create(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &remote, op->planned, TIMEOUTS_CREATE, &sm)) {
        create_image(call, &sm, op);
        remote_end(&sm);
    }
}

static void read(struct call *call, struct read_op *op)
{
    struct str region = region_of(call, &op->state, IMAGE_REGION);
    struct value state = remote_copy(call->arena, image_schema.block, &op->state);
    struct str name = name_of(&op->state);
    struct sagemaker sm;
    struct err err;
    enum status status;

    if (!config_sagemaker(call, region, &sm)) {
        return;
    }
    status = load(&sm, name, &state, &err);
    if (status == STATUS_NOT_FOUND) {
        op->state = value_null();
    } else if (status != STATUS_OK) {
        report_failure(call, &sm, "reading " TITLE, name, &err);
    } else {
        remote_locate(&remote, region, &state);
        if (remote_account_is_right(call, &remote, &op->state, &state)) {
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

static void update_image(struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct block *block = image_schema.block;
    struct str name = name_of(op->prior);
    struct err err;
    cJSON *in = selector_of(call->arena, name);
    int selector_members = cJSON_GetArraySize(in);
    enum status status = STATUS_OK;

    convert_update(in, block, op->prior, op->planned);
    add_cleared(in, op);
    if (cJSON_GetArraySize(in) > selector_members) {
        status = sagemaker_change(sm, SAGEMAKER_UPDATE_IMAGE, in, NULL, &err);
        if (status == STATUS_OK) {
            status =
                remote_wait_updated(sm, &remote, name, selector_of(call->arena, name), &err);
        }
    }
    if (status == STATUS_OK) {
        op->state = remote_done(call->arena, block, op);
        status = load(sm, name, &op->state, &err);
        remote_keep_planned(block, op->planned, &op->state);
        remote_locate(&remote, region_of(call, op->prior, IMAGE_REGION), &op->state);
    }
    if (status != STATUS_OK) {
        report_failure(call, sm, "updating " TITLE, name, &err);
    }
}

static void update(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &remote, op->planned, TIMEOUTS_UPDATE, &sm)) {
        update_image(call, &sm, op);
        remote_end(&sm);
    }
}

static void destroy(struct call *call, struct apply_op *op)
{
    struct str name = name_of(op->prior);
    struct sagemaker sm;

    if (remote_begin(call, &remote, op->prior, TIMEOUTS_DELETE, &sm)) {
        remote_destroy(call, &sm, &remote, name, selector_of(call->arena, name), op);
        remote_end(&sm);
    }
}

static void import(struct call *call, struct import_op *op)
{
    struct str name = op->id;
    struct str region = region_of_import(&name);

    if (value_is_known(&op->identity)) {
        set_name(&op->state, name_of(&op->state));
        region_of_identity(call, &op->state, IMAGE_REGION);
        return;
    }
    if (!api_is_image_name(name) ||
        name.len > image_schema.block->fields[IMAGE_IMAGE_NAME].max_len ||
        (name.len < op->id.len && !aws_region_valid(region))) {
        diags_error(call->diags, NULL, "Invalid import ID",
                    "\"%.*s\" is not the ID of a SageMaker image. It must be " IMPORT_FORMS ".",
                    STR_ARG(op->id));
        return;
    }
    set_name(&op->state, name);
    if (region.len > 0 || config_region(call).len > 0) {
        op->state.items[IMAGE_REGION] = value_string(region.len ? region : config_region(call));
    }
}

/* States from before regions were an argument say theirs in the ARN. */
static void upgrade(struct call *call, struct upgrade_op *op)
{
    struct arn arn;

    (void)call;
    if (arn_parse(value_text(&op->state.items[IMAGE_ARN]), &arn)) {
        remote_locate(&remote, arn.region, &op->state);
    }
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
};
