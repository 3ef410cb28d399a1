#include "provider/list_image.h"

#include "provider/convert.h"
#include "provider/image_parts.h"
#include "provider/listing.h"
#include "schema/image.h"
#include "schema/image_list.h"

struct lister {
    struct listing listing;
    struct list_op *op;
};

void list_image_validate(struct call *call, const struct value *config)
{
    listing_validate(call, image_list_schema.block, config);
}

/* The state that an import would give. */
static enum status describe(const void *self, struct sagemaker *sm, struct inventory_item *item,
                            struct err *err)
{
    const struct lister *lister = self;
    struct call call = *lister->listing.call; /* whose arena is this thread's */
    struct value *state = arena_alloc(sm->arena, 1, sizeof(*state));
    enum status status;

    call.arena = sm->arena;
    *state = value_object(sm->arena, image_schema.block);
    image_set_name(state, item->image_name);
    status = image_load(&call, sm, state, err);
    item->detail = state;
    return status;
}

static struct value summarize(struct arena *arena, const struct inventory_item *item)
{
    struct value state = value_object(arena, image_schema.block);
    const struct field *fields = image_schema.block->fields;

    image_set_name(&state, item->image_name);
    state.items[IMAGE_ARN] = convert_member(arena, &fields[IMAGE_ARN], item->summary);
    state.items[IMAGE_STATUS] = convert_member(arena, &fields[IMAGE_STATUS], item->summary);
    return state;
}

static bool take(void *self, const struct inventory_item *item)
{
    struct lister *lister = self;
    ARENA_AUTO struct arena *arena = arena_new();
    struct list_item out = {
        .state = item->detail ? *(const struct value *)item->detail : summarize(arena, item),
        .display_name = item->image_name,
    };

    if (!listing_wants(&lister->listing, image_schema.block, &out.state)) {
        return true;
    }
    remote_locate(&image_remote, lister->listing.sm.region, &out.state);
    return lister->op->emit(lister->op, &out);
}

void list_image(struct call *call, struct list_op *op)
{
    struct lister lister = { .op = op };
    struct err err = { "" };
    enum status status;

    if (!listing_begin(call, image_list_schema.block, op->config, &lister.listing)) {
        return;
    }
    lister.listing.inventory.describe = op->include_resource ? describe : NULL;
    lister.listing.inventory.most = (size_t)op->limit;
    lister.listing.inventory.take = take;
    lister.listing.inventory.self = &lister;
    status = inventory_images(&lister.listing.inventory, &err);
    if (status != STATUS_OK) {
        listing_report(&lister.listing, "listing SageMaker AI Images", status, &err);
    }
}
