#include "provider/version_read.h"

#include "provider/aliases.h"
#include "provider/convert.h"
#include "schema/image_version.h"

/* Which version was described: by its own word, else as it was asked for. */
static bool ref_of(const cJSON *selector, const cJSON *answer, struct version_ref *out)
{
    out->image_name = sagemaker_text(selector, "ImageName");
    return ((sagemaker_int(answer, "Version", &out->version) ||
             sagemaker_int(selector, "Version", &out->version)) &&
            version_number_valid(out->version)) ||
           sagemaker_version_of_arn(sagemaker_text(answer, "ImageVersionArn"), &out->version);
}

static enum status read_aliases(struct sagemaker *sm, const cJSON *selector,
                                struct version_found *found, struct err *err)
{
    enum status status = aliases_read(sm, &found->ref, &found->aliases, err);

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

enum status version_read(struct sagemaker *sm, const cJSON *selector, const struct block *block,
                         struct value *object, struct version_found *found, struct err *err)
{
    cJSON *answer = NULL;
    enum status status =
        sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION, selector, &answer, err);

    if (status != STATUS_OK) {
        return status;
    }
    if (!ref_of(selector, answer, &found->ref)) {
        return err_set(err, STATUS_FAILED, "SageMaker's description has no version number");
    }
    convert_read(sm->arena, block, answer, object);
    return read_aliases(sm, selector, found, err);
}

enum status version_load(struct sagemaker *sm, const struct version_ref *ref,
                         struct value *state, struct err *err)
{
    const struct field *field = &image_version_schema.block->fields[IMAGE_VERSION_ALIASES];
    struct value *row = &state->items[IMAGE_VERSION_ALIASES];
    struct version_found found;
    enum status status = version_read(sm, version_ref_selector(sm->arena, ref),
                                      image_version_schema.block, state, &found, err);

    if (status == STATUS_OK &&
        (row->state == VALUE_UNKNOWN || !field_same(field, row, &found.aliases))) {
        *row = found.aliases.count > 0 ? found.aliases : value_null();
    }
    return status;
}
