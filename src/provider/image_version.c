#include "provider/image_version.h"

#include "provider/aliases.h"
#include "provider/arn.h"
#include "provider/awscc.h"
#include "provider/config.h"
#include "provider/convert.h"
#include "provider/generate.h"
#include "provider/image_version_create.h"
#include "provider/image_version_plan.h"
#include "provider/list_image_version.h"
#include "provider/notes.h"
#include "provider/region.h"
#include "provider/remote.h"
#include "provider/report.h"
#include "provider/version_read.h"
#include "sagemaker/change.h"
#include "schema/image_version.h"
#include "schema/image_version_list.h"

const struct remote_type image_version_remote = {
    .title = IMAGE_VERSION_TITLE,
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

static bool ref_of(const struct call *call, const struct value *state, struct version_ref *out)
{
    out->image_name = value_text(&state->items[IMAGE_VERSION_IMAGE_NAME]);
    if (out->image_name.len > 0 &&
        value_to_int64(&state->items[IMAGE_VERSION_VERSION], &out->version)) {
        return true;
    }
    diags_error(call->diags, NULL, "Incomplete state of " IMAGE_VERSION_TITLE,
                "The state has no image_name or no version number, so it cannot be told which "
                "image version it is about. Remove it from the state and import it again.");
    return false;
}

static void read(struct call *call, struct read_op *op)
{
    struct str region = region_of(call, &op->state, IMAGE_VERSION_REGION);
    struct value state = remote_copy(call->arena, image_version_schema.block, &op->state);
    struct version_ref ref;
    struct sagemaker sm;
    struct err err;
    enum status status;

    if (!ref_of(call, &op->state, &ref) || !config_sagemaker(call, region, &sm) ||
        !remote_is_here(call, &image_version_remote, &op->state)) {
        return;
    }
    status = version_load(&sm, &ref, &state, &err);
    if (status == STATUS_NOT_FOUND) {
        /* The one that is made again replaces nothing. */
        if (op->private_data.len > 0) {
            op->private_data = notes_settle(call->arena, IMAGE_VERSION_NOTES, op->private_data,
                                            str_from(NULL));
        }
        op->state = value_null();
    } else if (status != STATUS_OK) {
        report_failure(call, &sm, "reading " IMAGE_VERSION_TITLE,
                       version_ref_id(call->arena, &ref), &err);
    } else {
        version_ref_set(call->arena, &state, &ref);
        remote_locate(&image_version_remote, region, &state);
        if (remote_account_is_right(call, &image_version_remote, &op->state, &state)) {
            op->state = state;
            replaced_seen(config_replaced(call), value_text(&state.items[IMAGE_VERSION_ARN]));
        }
    }
}

/* What an update changes of a version's aliases. */
struct alias_changes {
    struct value adds;
    struct value deletes;
};

/* Told from what the aliases are: one that another version has taken meanwhile cannot be taken
 * away any more. */
static enum status find_alias_changes(struct sagemaker *sm, const struct version_ref *ref,
                                      const struct apply_op *op, struct alias_changes *out,
                                      struct err *err)
{
    const struct field *field = &image_version_schema.block->fields[IMAGE_VERSION_ALIASES];
    const struct value *was = &op->prior->items[IMAGE_VERSION_ALIASES];
    const struct value *wanted = &op->planned->items[IMAGE_VERSION_ALIASES];
    struct value there = value_null();
    struct value lost;
    enum status status = STATUS_OK;

    *out = (struct alias_changes){ { .state = VALUE_KNOWN }, { .state = VALUE_KNOWN } };
    if (!field_same(field, was, wanted)) {
        status = aliases_read(sm, ref, &there, err);
        lost = aliases_without(sm->arena, was, wanted);
        out->adds = aliases_without(sm->arena, wanted, &there);
        out->deletes = aliases_common(sm->arena, &lost, &there);
    }
    return status;
}

/* UpdateImageVersion with all that changes but for `adds`, if that is anything. */
static enum status send_changes(struct sagemaker *sm, const struct version_ref *ref,
                                const struct apply_op *op, const struct value *deletes,
                                const struct value *adds, struct err *err)
{
    const cJSON *selector = version_ref_selector(sm->arena, ref);
    cJSON *in = version_ref_selector(sm->arena, ref);

    convert_update(in, image_version_schema.block, op->prior, op->planned);
    aliases_add_member(sm->arena, in, "AliasesToDelete", deletes);
    aliases_add_member(sm->arena, in, "AliasesToAdd", adds);
    if (cJSON_GetArraySize(in) == cJSON_GetArraySize(selector)) {
        return STATUS_OK;
    }
    return remote_change(sm, &image_version_remote, SAGEMAKER_UPDATE_IMAGE_VERSION, in,
                         selector, err);
}

/* One request for all changes. When another version holds an alias, the rest goes ahead: two
 * versions that swap aliases would wait for each other for ever. And when an answer was lost,
 * what is to be done is no longer what it was. *partly: some of it is done, though not all. */
static enum status change_version(struct alias_claim *claim, const struct apply_op *op,
                                  bool *partly, struct err *err)
{
    const struct value none = { .state = VALUE_KNOWN };
    struct sagemaker *sm = claim->sm;
    struct alias_changes changes;
    enum status status = find_alias_changes(sm, &claim->ref, op, &changes, err);

    if (status == STATUS_OK) {
        status = send_changes(sm, &claim->ref, op, &changes.deletes, &changes.adds, err);
    }
    if (changes.adds.count + changes.deletes.count == 0 || !aliases_refused(sm, status)) {
        return status;
    }
    status = find_alias_changes(sm, &claim->ref, op, &changes, err);
    if (status == STATUS_OK) {
        status = send_changes(sm, &claim->ref, op, &changes.deletes, &none, err);
    }
    *partly = status == STATUS_OK;
    return *partly && changes.adds.count > 0 ? aliases_move(claim, &changes.adds, err) : status;
}

/* The state after an update of which all but the new aliases is done: by the service's word,
 * or, when there is no time for that, by what was sent. */
static struct value partly_done(struct sagemaker *sm, const struct version_ref *ref,
                                const struct apply_op *op)
{
    const struct block *block = image_version_schema.block;
    const struct aws_error refusal = sm->error;
    struct value state = remote_copy(sm->arena, block, op->prior);
    struct value *aliases = &state.items[IMAGE_VERSION_ALIASES];
    struct value described;

    for (size_t i = 0; i < block->count; i++) {
        if (block->fields[i].ops & OP_UPDATE) {
            state.items[i] = op->planned->items[i];
        }
    }
    *aliases = aliases_common(sm->arena, &op->prior->items[IMAGE_VERSION_ALIASES],
                              &op->planned->items[IMAGE_VERSION_ALIASES]);
    described = remote_copy(sm->arena, block, &state);
    if (version_load(sm, ref, &described, NULL) == STATUS_OK) {
        state = described;
    }
    sm->error = refusal;
    return state;
}

static void update_version(struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct block *block = image_version_schema.block;
    struct alias_claim claim = aliases_claim(call, sm, op);
    struct str arn = value_text(&op->prior->items[IMAGE_VERSION_ARN]);
    struct err err;
    struct str id;
    bool partly = false;
    enum status status;

    if (!ref_of(call, op->prior, &claim.ref)) {
        return;
    }
    id = version_ref_id(call->arena, &claim.ref);
    status = change_version(&claim, op, &partly, &err);
    if (status == STATUS_OK) {
        op->state = remote_done(call->arena, block, op);
        status = version_load(sm, &claim.ref, &op->state, &err);
        remote_keep_planned(block, op->planned, &op->state);
        remote_locate(&image_version_remote, region_of(call, op->prior, IMAGE_VERSION_REGION),
                      &op->state);
        op->private_data =
            notes_settle(call->arena, IMAGE_VERSION_NOTES, op->private_data, arn);
    } else if (partly) {
        op->state = partly_done(sm, &claim.ref, op);
    }
    if (status != STATUS_OK) {
        aliases_report(call, &claim, "updating " IMAGE_VERSION_TITLE, id, &err);
    }
}

static void update(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &image_version_remote, op->planned, TIMEOUTS_UPDATE, &sm)) {
        update_version(call, &sm, op);
        remote_end(&sm);
    }
}

/* Leaves the version where it is. */
static void forget(const struct call *call, const struct version_ref *ref, struct apply_op *op)
{
    struct str id = version_ref_id(call->arena, ref);

    diags_warning(call->diags, path_attribute(call->arena, NULL, STR("skip_destroy")),
                  "Image version kept",
                  "Version %lld of image %.*s stays in SageMaker because of skip_destroy; "
                  "Terraform does not manage it any more. Import it as \"%.*s\" to manage it "
                  "again, or delete it with the AWS CLI or console.",
                  (long long)ref->version, STR_ARG(ref->image_name), STR_ARG(id));
    op->state = value_null();
}

static void destroy(struct call *call, struct apply_op *op)
{
    const struct value *skip = &op->prior->items[IMAGE_VERSION_SKIP_DESTROY];
    struct version_ref ref;
    struct sagemaker sm;

    if (!ref_of(call, op->prior, &ref)) {
        return;
    }
    if (value_is_known(skip) && skip->boolean) {
        forget(call, &ref, op);
        return;
    }
    if (remote_begin(call, &image_version_remote, op->prior, TIMEOUTS_DELETE, &sm)) {
        remote_destroy(call, &sm, &image_version_remote, version_ref_id(call->arena, &ref),
                       version_ref_selector(call->arena, &ref), op);
        remote_end(&sm);
    }
    if (value_is_null(&op->state)) {
        replaced_remove(config_replaced(call),
                        value_text(&op->prior->items[IMAGE_VERSION_ARN]));
    }
}

/* The number of the version that has the alias. */
static bool resolve_alias(struct call *call, const struct value *state,
                          struct version_import *from)
{
    const cJSON *in =
        version_ref_alias_selector(call->arena, from->ref.image_name, from->alias);
    cJSON *answer = NULL;
    struct sagemaker sm;
    struct err err;
    enum status status;

    if (!config_sagemaker(call, region_of(call, state, IMAGE_VERSION_REGION), &sm)) {
        return false;
    }
    status = sagemaker_call(&sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION, in, &answer, &err);
    if (status == STATUS_NOT_FOUND) {
        diags_error(call->diags, NULL, "Cannot import " IMAGE_VERSION_TITLE,
                    "Image %.*s has no version with the alias \"%.*s\". What an ID may "
                    "be: " VERSION_IMPORT_FORMS ".",
                    STR_ARG(from->ref.image_name), STR_ARG(from->alias));
        return false;
    }
    if (status != STATUS_OK) {
        report_failure(call, &sm, "importing " IMAGE_VERSION_TITLE,
                       arena_printf(call->arena, "%.*s,%.*s", STR_ARG(from->ref.image_name),
                                    STR_ARG(from->alias)),
                       &err);
        return false;
    }
    if (!sagemaker_int(answer, "Version", &from->ref.version) ||
        !version_number_valid(from->ref.version)) {
        diags_error(call->diags, NULL, "importing " IMAGE_VERSION_TITLE,
                    "SageMaker's description of \"%.*s\" has no version number. Import the "
                    "version by its number.",
                    STR_ARG(from->alias));
        return false;
    }
    return true;
}

/* The parts have passed their rules and are in the state already. */
static void import_by_identity(struct call *call, struct import_op *op)
{
    struct version_ref ref;

    if (ref_of(call, &op->state, &ref)) {
        version_ref_set(call->arena, &op->state, &ref);
        region_of_identity(call, &op->state, IMAGE_VERSION_REGION);
    }
}

static void import(struct call *call, struct import_op *op)
{
    const struct notes notes = { .imported = true };
    struct version_import from;
    struct str region;

    op->private_data = notes_write(call->arena, IMAGE_VERSION_NOTES, op->private_data, &notes);
    if (value_is_known(&op->identity)) {
        import_by_identity(call, op);
        return;
    }
    if (!version_import_parse(op->id, &from)) {
        diags_error(call->diags, NULL, "Invalid import ID",
                    "\"%.*s\" is not the ID of a SageMaker image version. It must "
                    "be " VERSION_IMPORT_FORMS ".",
                    STR_ARG(op->id));
        return;
    }
    region = from.region.len ? from.region : config_region(call);
    if (region.len > 0) {
        op->state.items[IMAGE_VERSION_REGION] = value_string(region);
    }
    if (from.account_id.len > 0) {
        op->state.items[IMAGE_VERSION_ACCOUNT_ID] = value_string(from.account_id);
    }
    if (from.alias.len == 0 || resolve_alias(call, &op->state, &from)) {
        version_ref_set(call->arena, &op->state, &from.ref);
    }
}

/* Version 0 had the image's name alone for an id; the ARN and the version number were right.
 * hashicorp/aws writes no aliases as null after a creation and as an empty set later: as the
 * latter they are equal to a configuration that says so, and to one that says nothing. */
static void upgrade(struct call *call, struct upgrade_op *op)
{
    struct value *items = op->state.items;
    struct str text = value_text(&items[IMAGE_VERSION_ARN]);
    struct version_ref ref;
    struct arn arn;

    if (arn_parse(text, &arn)) {
        remote_locate(&image_version_remote, arn.region, &op->state);
    }
    if (value_is_null(&items[IMAGE_VERSION_ALIASES])) {
        items[IMAGE_VERSION_ALIASES] = value_items(NULL, 0);
    }
    if (op->version == image_version_schema.version) {
        return;
    }
    ref.image_name = value_text(&items[IMAGE_VERSION_IMAGE_NAME]);
    if (ref.image_name.len == 0 ||
        (!value_to_int64(&items[IMAGE_VERSION_VERSION], &ref.version) &&
         !sagemaker_version_of_arn(text, &ref.version))) {
        diags_error(
            call->diags, NULL, "Cannot upgrade the state of " IMAGE_VERSION_TITLE,
            "The state was written by an older version and has neither a version number "
            "nor an ARN that ends in one. Remove it from the state and import it again as "
            "\"image_name,version\".");
        return;
    }
    version_ref_set(call->arena, &op->state, &ref);
}

const struct resource_type image_version_resource = {
    .name = "aws_sagemaker_image_version",
    .schema = &image_version_schema,
    .identity = &image_version_identity,
    .validate = image_version_validate,
    .plan = image_version_plan,
    .create = image_version_create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
    .upgrade = upgrade,
    .move = awscc_move_image_version,
    .list_config = &image_version_list_schema,
    .list_validate = list_image_version_validate,
    .list = list_image_version,
    .generate = generate_image_version,
};
