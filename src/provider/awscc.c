#include "provider/awscc.h"

#include "provider/arn.h"
#include "provider/image.h"
#include "provider/image_parts.h"
#include "provider/image_version.h"
#include "provider/version_ref.h"
#include "sagemaker/sagemaker.h"
#include "schema/image.h"
#include "schema/image_version.h"
#include "terraform/codec.h"
#include "terraform/engine.h"

#include <assert.h>

/* A type of hashicorp/awscc whose states can be taken over. Its table holds the attributes that
 * mean something here; codec_from_json drops the others, its id among them, which is the ARN.
 */
struct source {
    const char *type_name;
    struct block attributes;
    const size_t *rows; /* of the target, for each attribute; BY_HAND: complete does it */
    size_t arn;         /* rows of the target */
    size_t image_name;
    size_t account_id;
    size_t region;
    /* Sets what is no copy of an attribute; the name, the ARN and the region are there. */
    void (*complete)(struct call *call, const struct value *from, struct value *to);
};

enum {
    BY_HAND = SCHEMA_MAX_FIELDS
};

enum {
    TAG_KEY,
    TAG_VALUE,
};

static const struct field tag_attributes[] = {
    [TAG_KEY] = { .name = "key", .type = &type_string },
    [TAG_VALUE] = { .name = "value", .type = &type_string },
};
static const struct block tag = { .fields = tag_attributes,
                                  .count = ARRAY_LEN(tag_attributes) };
static const struct type tag_type = { .kind = KIND_OBJECT, .object = &tag };
static const struct type tags_type = { .kind = KIND_LIST, .element = &tag_type };

enum {
    FROM_TAGS,
};

static const struct field image_attributes[] = {
    [FROM_TAGS] = { .name = "tags", .type = &tags_type },
    { .name = "image_arn", .type = &type_string },
    { .name = "image_description", .type = &type_string },
    { .name = "image_display_name", .type = &type_string },
    { .name = "image_name", .type = &type_string },
    { .name = "image_role_arn", .type = &type_string },
};
static const size_t image_rows[] = {
    [FROM_TAGS] = BY_HAND, IMAGE_ARN,        IMAGE_DESCRIPTION,
    IMAGE_DISPLAY_NAME,    IMAGE_IMAGE_NAME, IMAGE_ROLE_ARN,
};
static_assert(ARRAY_LEN(image_rows) == ARRAY_LEN(image_attributes), "a row per attribute");

/* The list of keys and values as a map. */
static struct value map_of_tags(struct arena *arena, const struct value *list)
{
    size_t listed = value_is_known(list) ? list->count : 0;
    struct value_entry *entries = arena_alloc(arena, listed, sizeof(*entries));
    size_t count = 0;

    for (size_t i = 0; i < listed; i++) {
        if (value_is_known(&list->items[i])) {
            const struct value *parts = list->items[i].items;

            entries[count].key = value_text(&parts[TAG_KEY]);
            entries[count++].value = value_string(value_text(&parts[TAG_VALUE]));
        }
    }
    return value_map(entries, count);
}

static void complete_image(struct call *call, const struct value *from, struct value *to)
{
    image_set_name(to, value_text(&to->items[IMAGE_IMAGE_NAME]));
    to->items[IMAGE_TAGS] = map_of_tags(call->arena, &from->items[FROM_TAGS]);
    to->items[IMAGE_TAGS_ALL] = to->items[IMAGE_TAGS];
}

static const struct source image_source = {
    .type_name = "awscc_sagemaker_image",
    .attributes = { .fields = image_attributes, .count = ARRAY_LEN(image_attributes) },
    .rows = image_rows,
    .arn = IMAGE_ARN,
    .image_name = IMAGE_IMAGE_NAME,
    .account_id = IMAGE_ACCOUNT_ID,
    .region = IMAGE_REGION,
    .complete = complete_image,
};

/* One alias and a list of more, which may name it again. Read as a set, the list has no doubles
 * and no order. */
enum {
    FROM_ALIAS,
    FROM_ALIASES,
};

static const struct field version_attributes[] = {
    [FROM_ALIAS] = { .name = "alias", .type = &type_string },
    [FROM_ALIASES] = { .name = "aliases", .type = &type_string_set },
    { .name = "base_image", .type = &type_string },
    { .name = "container_image", .type = &type_string },
    { .name = "horovod", .type = &type_bool },
    { .name = "image_arn", .type = &type_string },
    { .name = "image_name", .type = &type_string },
    { .name = "image_version_arn", .type = &type_string },
    { .name = "job_type", .type = &type_string },
    { .name = "ml_framework", .type = &type_string },
    { .name = "processor", .type = &type_string },
    { .name = "programming_lang", .type = &type_string },
    { .name = "release_notes", .type = &type_string },
    { .name = "vendor_guidance", .type = &type_string },
    { .name = "version", .type = &type_number },
};
static const size_t version_rows[] = {
    [FROM_ALIAS] = BY_HAND,      [FROM_ALIASES] = BY_HAND,
    IMAGE_VERSION_BASE_IMAGE,    IMAGE_VERSION_CONTAINER_IMAGE,
    IMAGE_VERSION_HOROVOD,       IMAGE_VERSION_IMAGE_ARN,
    IMAGE_VERSION_IMAGE_NAME,    IMAGE_VERSION_ARN,
    IMAGE_VERSION_JOB_TYPE,      IMAGE_VERSION_ML_FRAMEWORK,
    IMAGE_VERSION_PROCESSOR,     IMAGE_VERSION_PROGRAMMING_LANG,
    IMAGE_VERSION_RELEASE_NOTES, IMAGE_VERSION_VENDOR_GUIDANCE,
    IMAGE_VERSION_VERSION,
};
static_assert(ARRAY_LEN(version_rows) == ARRAY_LEN(version_attributes), "a row per attribute");

static struct value all_aliases(struct arena *arena, const struct value *from)
{
    const struct value *alias = &from->items[FROM_ALIAS];
    const struct value *list = &from->items[FROM_ALIASES];
    size_t listed = value_is_known(list) ? list->count : 0;
    struct value *items = arena_alloc(arena, listed + 1, sizeof(*items));
    size_t count = 0;

    while (count < listed) {
        items[count] = list->items[count];
        count++;
    }
    if (value_text(alias).len > 0) {
        items[count++] = *alias;
    }
    return count > 0 ? value_set(&type_string_set, items, count) : value_null();
}

static void complete_version(struct call *call, const struct value *from, struct value *to)
{
    struct version_ref ref = { .image_name = value_text(&to->items[IMAGE_VERSION_IMAGE_NAME]) };

    to->items[IMAGE_VERSION_ALIASES] = all_aliases(call->arena, from);
    if (value_to_int64(&to->items[IMAGE_VERSION_VERSION], &ref.version) ||
        sagemaker_version_of_arn(value_text(&to->items[IMAGE_VERSION_ARN]), &ref.version)) {
        version_ref_set(call->arena, to, &ref);
        return;
    }
    diags_error(call->diags, NULL, "Saved state cannot be moved",
                "It has no version number, nor an ARN that ends in one, so it cannot be told "
                "which version of image %.*s it is about. Remove it from the state and import "
                "the version.",
                STR_ARG(ref.image_name));
}

static const struct source version_source = {
    .type_name = "awscc_sagemaker_image_version",
    .attributes = { .fields = version_attributes, .count = ARRAY_LEN(version_attributes) },
    .rows = version_rows,
    .arn = IMAGE_VERSION_ARN,
    .image_name = IMAGE_VERSION_IMAGE_NAME,
    .account_id = IMAGE_VERSION_ACCOUNT_ID,
    .region = IMAGE_VERSION_REGION,
    .complete = complete_version,
};

/* The attributes of the saved object, or an error. */
static bool read_attributes(struct call *call, const struct source *source,
                            const struct move_op *op, struct value *out)
{
    struct type object = { .kind = KIND_OBJECT, .object = &source->attributes };
    struct err err = { "it holds no object" };

    if (codec_from_json(call->arena, &object, op->json, out, &err) == STATUS_OK &&
        value_is_known(out)) {
        return true;
    }
    diags_error(call->diags, NULL, "Saved state cannot be moved",
                "The state is not what %s saves: %s. Remove it from the state and import the "
                "object.",
                source->type_name, err.text);
    return false;
}

static void move_attributes(struct call *call, const struct source *source, struct move_op *op)
{
    struct value from;
    struct arn arn;

    if (!read_attributes(call, source, op, &from)) {
        return;
    }
    for (size_t i = 0; i < source->attributes.count; i++) {
        if (source->rows[i] != BY_HAND) {
            op->state.items[source->rows[i]] = from.items[i];
        }
    }
    if (value_text(&op->state.items[source->image_name]).len == 0 ||
        !arn_parse(value_text(&op->state.items[source->arn]), &arn)) {
        diags_error(call->diags, NULL, "Saved state cannot be moved",
                    "The state of %s has no image_name or no ARN, so it cannot be told which "
                    "object in which region it is about. Remove it from the state and import "
                    "the object.",
                    source->type_name);
        return;
    }
    op->state.items[source->region] = value_string(arn.region);
    op->state.items[source->account_id] = value_string(arn.account_id);
    source->complete(call, &from, &op->state);
}

static void move(struct call *call, const struct resource_type *target,
                 const struct source *source, struct move_op *op)
{
    if (str_eq(op->type_name, str_from(target->name))) {
        engine_upgrade(call, target, op->version, op->json, &op->state);
    } else if (str_eq(op->type_name, str_from(source->type_name))) {
        move_attributes(call, source, op);
    } else {
        diags_error(call->diags, NULL, "Move not supported",
                    "The state of %.*s of the provider %.*s cannot be moved to %s. States of "
                    "%s of hashicorp/aws and of %s of hashicorp/awscc can. For anything else, "
                    "use an import block here and a removed block for the old address.",
                    STR_ARG(op->type_name), STR_ARG(op->provider_address), target->name,
                    target->name, source->type_name);
    }
}

void awscc_move_image(struct call *call, struct move_op *op)
{
    move(call, &image_resource, &image_source, op);
}

void awscc_move_image_version(struct call *call, struct move_op *op)
{
    move(call, &image_version_resource, &version_source, op);
}
