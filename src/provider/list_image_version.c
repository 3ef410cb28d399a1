#include "provider/list_image_version.h"

#include "provider/convert.h"
#include "provider/image_version.h"
#include "provider/listing.h"
#include "provider/version_read.h"
#include "schema/image_version.h"
#include "schema/image_version_list.h"

struct lister {
    struct listing listing;
    struct list_op *op;
};

void list_image_version_validate(struct call *call, const struct value *config)
{
    listing_validate(call, image_version_list_schema.block, config);
}

/* The state that an import would give; or, when only filters ask for it, what a description
 * says. */
static enum status describe(const void *self, struct sagemaker *sm, struct inventory_item *item,
                            struct err *err)
{
    const struct lister *lister = self;
    const struct version_ref ref = { item->image_name, item->version };
    struct value *state = arena_alloc(sm->arena, 1, sizeof(*state));
    cJSON *answer = NULL;
    enum status status;

    *state = value_object(sm->arena, image_version_schema.block);
    version_ref_set(sm->arena, state, &ref);
    item->detail = state;
    if (lister->op->include_resource) {
        return version_load(sm, &ref, state, err);
    }
    status = sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION,
                            version_ref_selector(sm->arena, &ref), &answer, err);
    if (status == STATUS_OK) {
        convert_read(sm->arena, image_version_schema.block, answer, state);
    }
    return status;
}

static struct value summarize(struct arena *arena, const struct inventory_item *item)
{
    const struct version_ref ref = { item->image_name, item->version };
    const struct field *fields = image_version_schema.block->fields;
    struct value state = value_object(arena, image_version_schema.block);

    version_ref_set(arena, &state, &ref);
    state.items[IMAGE_VERSION_ARN] =
        convert_member(arena, &fields[IMAGE_VERSION_ARN], item->summary);
    state.items[IMAGE_VERSION_STATUS] =
        convert_member(arena, &fields[IMAGE_VERSION_STATUS], item->summary);
    return state;
}

static bool take(void *self, const struct inventory_item *item)
{
    struct lister *lister = self;
    ARENA_AUTO struct arena *arena = arena_new();
    const struct version_ref ref = { item->image_name, item->version };
    struct list_item out = {
        .state = item->detail ? *(const struct value *)item->detail : summarize(arena, item),
        .display_name = version_ref_id(arena, &ref),
    };

    if (!listing_wants(&lister->listing, image_version_schema.block, &out.state)) {
        return true;
    }
    remote_locate(&image_version_remote, lister->listing.sm.region, &out.state);
    return lister->op->emit(lister->op, &out);
}

void list_image_version(struct call *call, struct list_op *op)
{
    struct lister lister = { .op = op };
    struct inventory *inventory = &lister.listing.inventory;
    struct err err = { "" };
    enum status status;

    if (!listing_begin(call, image_version_list_schema.block, op->config, &lister.listing)) {
        return;
    }
    if (op->include_resource || listing_needs_detail(&lister.listing)) {
        inventory->describe = describe;
    }
    inventory->most = (size_t)op->limit;
    inventory->take = take;
    inventory->self = &lister;
    status = inventory_versions(inventory, &err);
    if (status != STATUS_OK) {
        listing_report(&lister.listing, "listing SageMaker AI Image Versions", status, &err);
    }
}
