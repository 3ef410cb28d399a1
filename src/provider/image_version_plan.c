#include "provider/image_version_plan.h"

#include "provider/config.h"
#include "provider/notes.h"
#include "provider/region.h"
#include "schema/api.h"
#include "schema/image_version.h"

void image_version_validate(struct call *call, const struct value *config)
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

static bool asks_for_replacement(const struct plan_op *op)
{
    for (size_t i = 0; i < op->block->count; i++) {
        if (op->replace[i]) {
            return true;
        }
    }
    return false;
}

/* What the API cannot clear keeps its value when the argument is taken away. Nothing is planned
 * then, which has to be said: once the argument was configured, its absence is a wish. A state
 * without notes, such as one of hashicorp/aws, may well have been made with it; one that was
 * imported was not. */
static void warn_of_kept_arguments(const struct call *call, const struct plan_op *op,
                                   const struct notes *notes)
{
    for (size_t i = 0; i < op->block->count; i++) {
        const struct field *field = &op->block->fields[i];
        const struct value *prior = &op->prior->items[i];

        if (!(field->flags & FIELD_STICKY) || !field->api_name || notes->imported ||
            (notes->found && !notes_has(notes, field->name)) ||
            !field_is_unset(field, &op->config->items[i]) || field_is_unset(field, prior)) {
            continue;
        }
        diags_warning(call->diags, path_attribute(call->arena, NULL, str_from(field->name)),
                      "Argument cannot be cleared",
                      "SageMaker cannot take %s away from an image version: unless this plan "
                      "replaces the version, it stays \"%.*s\". To get a version without it, "
                      "plan and apply with -replace=ADDRESS, the address of this resource.",
                      field->name, STR_ARG(value_text(prior)));
    }
}

/* Both CLIs plan a replacement twice: the second time without a prior state, but with the
 * private data of the first. That says which version the new one takes the place of. */
static void take_notes(const struct call *call, struct plan_op *op, struct notes notes)
{
    struct replaced *replaced = config_replaced(call);
    struct str base_image = value_text(&op->planned.items[IMAGE_VERSION_BASE_IMAGE]);

    if (value_is_null(op->prior)) {
        notes.replaces = notes.arn.len ? notes.arn : notes.replaces;
        notes.arn = str_from(NULL);
        if (notes.replaces.len > 0) {
            replaced_add(replaced, notes.replaces, base_image);
        } else {
            replaced_add_seen(
                replaced, value_text(&op->planned.items[IMAGE_VERSION_IMAGE_NAME]), base_image);
        }
    } else {
        if (!asks_for_replacement(op)) {
            warn_of_kept_arguments(call, op, &notes);
        }
        notes.arn = value_text(&op->prior->items[IMAGE_VERSION_ARN]);
        notes.replaces = str_from(NULL);
        replaced_remove(replaced, notes.arn);
    }
    notes_plan(call->arena, &notes, op);
    op->private_data = notes_write(call->arena, IMAGE_VERSION_NOTES, op->private_data, &notes);
}

void image_version_plan(struct call *call, struct plan_op *op)
{
    struct notes notes = notes_read(call->arena, IMAGE_VERSION_NOTES, op->private_data);

    if (value_is_known(&op->planned)) {
        notes_keep_unmanaged(&notes, op);
        region_plan(call, op, IMAGE_VERSION_REGION);
        check_base_image(call, op);
        take_notes(call, op, notes);
    }
}
