#include "provider/image_version.h"

#include "provider/arn.h"
#include "provider/config.h"
#include "provider/convert.h"
#include "provider/region.h"
#include "provider/remote.h"
#include "provider/report.h"
#include "sagemaker/change.h"
#include "schema/api.h"
#include "schema/image_version.h"

#define TITLE "SageMaker AI Image Version"
#define IMPORT_FORMS                                                                           \
    "\"image_name,version\" or \"image_name,version@region\", as in \"example,3\""

enum {
    TOKEN_RANDOM_CHARS = 26, /* "terraform-" and these are the 36 characters that are allowed */
    VERSION_MAX = 2147483647,
    SENSELESS_ANSWERS = 3,
};

static const struct remote_type remote = {
    .title = TITLE,
    .noun = "image version",
    .status_member = "ImageVersionStatus",
    .creating_advice = "Usual causes: base_image does not exist or lies in another region, or "
                       "the image's role "
                       "may not read it from ECR. Correct the cause before the next apply.",
    .describe = SAGEMAKER_DESCRIBE_IMAGE_VERSION,
    .remove = SAGEMAKER_DELETE_IMAGE_VERSION,
    .schema = &image_version_schema,
    .account_id = IMAGE_VERSION_ACCOUNT_ID,
    .arn = IMAGE_VERSION_ARN,
    .region = IMAGE_VERSION_REGION,
    .timeouts = IMAGE_VERSION_TIMEOUTS,
};

/* Which version a state is about. */
struct version_ref {
    struct str image_name;
    int64_t version;
};

static struct str id_of(struct arena *arena, const struct version_ref *ref)
{
    return arena_printf(arena, "%.*s,%lld", STR_ARG(ref->image_name), (long long)ref->version);
}

static cJSON *selector_of(struct arena *arena, const struct version_ref *ref)
{
    cJSON *in = sagemaker_object(arena);

    cJSON_AddStringToObject(in, "ImageName", arena_str(arena, ref->image_name).data);
    cJSON_AddNumberToObject(in, "Version", (double)ref->version);
    return in;
}

static bool ref_of(const struct call *call, const struct value *state, struct version_ref *out)
{
    out->image_name = value_text(&state->items[IMAGE_VERSION_IMAGE_NAME]);
    if (out->image_name.len > 0 &&
        value_to_int64(&state->items[IMAGE_VERSION_VERSION], &out->version)) {
        return true;
    }
    diags_error(call->diags, NULL, "Incomplete state of " TITLE,
                "The state has no image_name or no version number, so it cannot be told which "
                "image version it is about. Remove it from the state and import it again.");
    return false;
}

static void set_ref(struct arena *arena, struct value *state, const struct version_ref *ref)
{
    state->items[IMAGE_VERSION_ID] = value_string(id_of(arena, ref));
    state->items[IMAGE_VERSION_IMAGE_NAME] = value_string(ref->image_name);
    state->items[IMAGE_VERSION_VERSION] = value_int(arena, ref->version);
}

/* Reads the aliases into the row, keeping null where the service has none. */
static enum status read_aliases(struct sagemaker *sm, const struct version_ref *ref,
                                struct value *state, struct err *err)
{
    const struct field *field = &image_version_schema.block->fields[IMAGE_VERSION_ALIASES];
    struct value *row = &state->items[IMAGE_VERSION_ALIASES];
    struct str *texts = NULL;
    size_t count = 0;
    struct value remote_set;
    enum status status =
        sagemaker_aliases(sm, ref->image_name, ref->version, &texts, &count, err);

    if (status == STATUS_OK) {
        remote_set = value_strings(sm->arena, texts, count);
        if (row->state == VALUE_UNKNOWN || !field_same(field, row, &remote_set)) {
            *row = count > 0 ? remote_set : value_null();
        }
    }
    return status;
}

/* Brings `state` in step with the service. STATUS_NOT_FOUND only when the version itself is
 * gone. */
static enum status load(struct sagemaker *sm, const struct version_ref *ref,
                        struct value *state, struct err *err)
{
    const cJSON *selector = selector_of(sm->arena, ref);
    cJSON *answer = NULL;
    enum status status = remote_describe(sm, &remote, selector, &answer, err);

    if (status != STATUS_OK) {
        return status;
    }
    convert_read(sm->arena, image_version_schema.block, answer, state);
    status = read_aliases(sm, ref, state, err);
    if (status == STATUS_NOT_FOUND) {
        struct aws_error of_aliases = sm->error;

        /* Deleted between the two calls, or else a real failure: only Describe decides. */
        status = sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION, selector, NULL, NULL);
        if (status != STATUS_NOT_FOUND) {
            sm->error = of_aliases;
            return err_set(err, STATUS_FAILED,
                           "the version exists, but the service says of its aliases: %.*s",
                           STR_ARG(of_aliases.message));
        }
    }
    return status;
}

static void validate(struct call *call, const struct value *config)
{
    region_validate(call, config, IMAGE_VERSION_REGION);
}

/* SageMaker takes container images from ECR in its own region; what it will say of others is up
 * to it, so this only warns, and only about a version that is to be made. */
static void check_base_image(const struct call *call, const struct plan_op *op)
{
    const struct value *planned = &op->planned.items[IMAGE_VERSION_BASE_IMAGE];
    struct str base_image = value_text(planned);
    struct str region = value_text(&op->planned.items[IMAGE_VERSION_REGION]);
    const struct path *path = path_attribute(call->arena, NULL, STR("base_image"));
    struct str of_image;

    if (base_image.len == 0 ||
        (value_is_known(op->prior) &&
         value_equal(&type_string, planned, &op->prior->items[IMAGE_VERSION_BASE_IMAGE]))) {
        return;
    }
    if (!api_is_ecr_reference(base_image, &of_image)) {
        diags_warning(
            call->diags, path, "Base image outside of ECR",
            "\"%.*s\" is not a reference to Amazon ECR, as in "
            "\"012345678912.dkr.ecr.us-west-2.amazonaws.com/image:tag\". SageMaker may "
            "not be able to fetch it.",
            STR_ARG(base_image));
    } else if (region.len > 0 && !str_eq(of_image, region)) {
        diags_warning(
            call->diags, path, "Base image of another region",
            "The base image lies in %.*s, the image version in %.*s. SageMaker fetches "
            "container images from its own region.",
            STR_ARG(of_image), STR_ARG(region));
    }
}

static void plan(struct call *call, struct plan_op *op)
{
    if (value_is_known(&op->planned)) {
        region_plan(call, op, IMAGE_VERSION_REGION);
        check_base_image(call, op);
    }
}

/* One token for all attempts of one create: the service answers a repeated token with the
 * version that the first attempt made. */
static struct str client_token(struct arena *arena, const struct clock *clock)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char text[TOKEN_RANDOM_CHARS];

    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = alphabet[clock_random_below(clock, sizeof(alphabet) - 1)];
    }
    return arena_printf(arena, "terraform-%.*s", (int)sizeof(text), text);
}

/* From the ARN; when that holds no number, by an alias that the version was just made with. */
static bool find_version(const struct call *call, struct sagemaker *sm,
                         const struct value *planned, struct str arn, struct version_ref *ref)
{
    const struct value *aliases = &planned->items[IMAGE_VERSION_ALIASES];
    cJSON *in = sagemaker_object(sm->arena);
    cJSON *answer = NULL;

    if (sagemaker_version_of_arn(arn, &ref->version)) {
        return true;
    }
    if (value_is_known(aliases) && aliases->count > 0) {
        cJSON_AddStringToObject(in, "ImageName", arena_str(sm->arena, ref->image_name).data);
        cJSON_AddStringToObject(in, "Alias", arena_str(sm->arena, aliases->items[0].text).data);
        if (sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION, in, &answer, NULL) ==
                STATUS_OK &&
            sagemaker_int(answer, "Version", &ref->version)) {
            return true;
        }
    }
    diags_error(
        call->diags, NULL, "creating " TITLE,
        "SageMaker made a new version of image %.*s but answered with the ARN \"%.*s\", "
        "which has no version number, so Terraform cannot keep track of it. Find it with "
        "`aws sagemaker list-image-versions --image-name %.*s` and import it as "
        "\"%.*s,<version>\", or delete it.",
        STR_ARG(ref->image_name), STR_ARG(arn), STR_ARG(ref->image_name),
        STR_ARG(ref->image_name));
    return false;
}

/* What is left after the call that made the version: it is in op->state from here on. Its
 * aliases are those of the plan, so they are not listed: that could only fail and taint what is
 * good. */
static void finish_create(const struct call *call, struct sagemaker *sm,
                          const struct version_ref *ref, struct apply_op *op)
{
    struct str id = id_of(call->arena, ref);
    cJSON *last = NULL;

    /* What a failed wait leaves is in the state all the same, and the diagnostic is there. */
    if (!remote_wait_created(call, sm, &remote, id, selector_of(call->arena, ref), &last) &&
        !last) {
        return;
    }
    convert_read(call->arena, image_version_schema.block, last, &op->state);
    remote_keep_planned(image_version_schema.block, op->planned, &op->state);
}

/* The call that makes the version. An answer that makes no sense (a gateway's page, say) is
 * asked for again: with the same token the service tells of the version that it made already.
 */
static enum status request_version(struct sagemaker *sm, const struct value *planned,
                                   cJSON **answer, struct err *err)
{
    cJSON *in = sagemaker_object(sm->arena);
    enum status status = STATUS_FAILED;

    convert_create(in, image_version_schema.block, planned);
    cJSON_AddStringToObject(in, "ClientToken", client_token(sm->arena, sm->clock).data);
    for (int i = 0; i < SENSELESS_ANSWERS && status == STATUS_FAILED; i++) {
        status = sagemaker_change(sm, SAGEMAKER_CREATE_IMAGE_VERSION, in, answer, err);
    }
    return status;
}

static void create_version(struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct block *block = image_version_schema.block;
    struct version_ref ref = { .image_name =
                                   value_text(&op->planned->items[IMAGE_VERSION_IMAGE_NAME]) };
    struct err err;
    struct str arn;
    cJSON *answer = NULL;

    if (request_version(sm, op->planned, &answer, &err) != STATUS_OK) {
        report_failure(call, sm, "creating " TITLE, ref.image_name, &err);
        return;
    }
    arn = sagemaker_text(answer, "ImageVersionArn");
    if (!find_version(call, sm, op->planned, arn, &ref)) {
        return;
    }
    op->state = remote_copy(call->arena, block, op->planned);
    set_ref(call->arena, &op->state, &ref);
    op->state.items[IMAGE_VERSION_ARN] = value_string(arn);
    remote_locate(&remote, region_of(call, op->planned, IMAGE_VERSION_REGION), &op->state);
    finish_create(call, sm, &ref, op);
}

static void create(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &remote, op->planned, TIMEOUTS_CREATE, &sm)) {
        create_version(call, &sm, op);
        remote_end(&sm);
    }
}

static void read(struct call *call, struct read_op *op)
{
    struct str region = region_of(call, &op->state, IMAGE_VERSION_REGION);
    struct value state = remote_copy(call->arena, image_version_schema.block, &op->state);
    struct version_ref ref;
    struct sagemaker sm;
    struct err err;
    enum status status;

    if (!ref_of(call, &op->state, &ref) || !config_sagemaker(call, region, &sm)) {
        return;
    }
    status = load(&sm, &ref, &state, &err);
    if (status == STATUS_NOT_FOUND) {
        op->state = value_null();
    } else if (status != STATUS_OK) {
        report_failure(call, &sm, "reading " TITLE, id_of(call->arena, &ref), &err);
    } else {
        set_ref(call->arena, &state, &ref);
        remote_locate(&remote, region, &state);
        op->state = state;
    }
}

/* Adds the elements of `set` that `other` lacks, under `member`. */
static void add_difference(cJSON *in, const char *member, const struct value *set,
                           const struct value *other, struct arena *arena)
{
    cJSON *list = NULL;

    for (size_t i = 0; value_is_known(set) && i < set->count; i++) {
        if (!value_is_known(other) ||
            !value_contains(&type_string_set, other, &set->items[i])) {
            list = list ? list : cJSON_AddArrayToObject(in, member);
            cJSON_AddItemToArray(list,
                                 cJSON_CreateString(arena_str(arena, set->items[i].text).data));
        }
    }
}

static void update_version(struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct block *block = image_version_schema.block;
    const struct value *was = &op->prior->items[IMAGE_VERSION_ALIASES];
    const struct value *wanted = &op->planned->items[IMAGE_VERSION_ALIASES];
    struct version_ref ref;
    struct err err;
    cJSON *in;
    int selector_members;
    enum status status = STATUS_OK;

    if (!ref_of(call, op->prior, &ref)) {
        return;
    }
    in = selector_of(call->arena, &ref);
    selector_members = cJSON_GetArraySize(in);
    convert_update(in, block, op->prior, op->planned);
    add_difference(in, "AliasesToAdd", wanted, was, call->arena);
    add_difference(in, "AliasesToDelete", was, wanted, call->arena);
    if (cJSON_GetArraySize(in) > selector_members) {
        status = sagemaker_change(sm, SAGEMAKER_UPDATE_IMAGE_VERSION, in, NULL, &err);
    }
    if (status == STATUS_OK) {
        op->state = remote_done(call->arena, block, op);
        status = load(sm, &ref, &op->state, &err);
        remote_keep_planned(block, op->planned, &op->state);
        remote_locate(&remote, region_of(call, op->prior, IMAGE_VERSION_REGION), &op->state);
    }
    if (status != STATUS_OK) {
        report_failure(call, sm, "updating " TITLE, id_of(call->arena, &ref), &err);
    }
}

static void update(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &remote, op->planned, TIMEOUTS_UPDATE, &sm)) {
        update_version(call, &sm, op);
        remote_end(&sm);
    }
}

static void destroy(struct call *call, struct apply_op *op)
{
    struct version_ref ref;
    struct sagemaker sm;

    if (ref_of(call, op->prior, &ref) &&
        remote_begin(call, &remote, op->prior, TIMEOUTS_DELETE, &sm)) {
        remote_destroy(call, &sm, &remote, id_of(call->arena, &ref),
                       selector_of(call->arena, &ref), op);
        remote_end(&sm);
    }
}

static bool parse_id(struct str id, struct version_ref *ref)
{
    const struct field *name = &image_version_schema.block->fields[IMAGE_VERSION_IMAGE_NAME];
    size_t comma = str_find(id, ',');

    ref->image_name = str_slice(id, 0, comma);
    return comma < id.len && api_is_image_name(ref->image_name) &&
           ref->image_name.len <= name->max_len &&
           str_to_int64(str_slice(id, comma + 1, id.len), &ref->version) && ref->version >= 1 &&
           ref->version <= VERSION_MAX;
}

static void import(struct call *call, struct import_op *op)
{
    struct str id = op->id;
    struct str region = region_of_import(&id);
    struct version_ref ref;

    if (!parse_id(id, &ref) || (region.len > 0 && !aws_region_valid(region)) ||
        (region.len == 0 && id.len < op->id.len)) {
        diags_error(
            call->diags, NULL, "Invalid import ID",
            "\"%.*s\" is not the ID of a SageMaker image version. It must be " IMPORT_FORMS
            ": the image's name, a comma, and a version number from 1 on.",
            STR_ARG(op->id));
        return;
    }
    set_ref(call->arena, &op->state, &ref);
    if (region.len > 0 || config_region(call).len > 0) {
        op->state.items[IMAGE_VERSION_REGION] =
            value_string(region.len ? region : config_region(call));
    }
}

/* Version 0 had the image's name alone for an id; the ARN and the version number were right. */
static void upgrade(struct call *call, struct upgrade_op *op)
{
    struct value *items = op->state.items;
    struct str text = value_text(&items[IMAGE_VERSION_ARN]);
    struct version_ref ref;
    struct arn arn;

    if (arn_parse(text, &arn)) {
        remote_locate(&remote, arn.region, &op->state);
    }
    if (op->version == image_version_schema.version) {
        return;
    }
    ref.image_name = value_text(&items[IMAGE_VERSION_IMAGE_NAME]);
    if (ref.image_name.len == 0 ||
        (!value_to_int64(&items[IMAGE_VERSION_VERSION], &ref.version) &&
         !sagemaker_version_of_arn(text, &ref.version))) {
        diags_error(
            call->diags, NULL, "Cannot upgrade the state of " TITLE,
            "The state was written by an older version and has neither a version number "
            "nor an ARN that ends in one. Remove it from the state and import it again as "
            "\"image_name,version\".");
        return;
    }
    set_ref(call->arena, &op->state, &ref);
}

const struct resource_type image_version_resource = {
    .name = "aws_sagemaker_image_version",
    .schema = &image_version_schema,
    .validate = validate,
    .plan = plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
    .upgrade = upgrade,
};
