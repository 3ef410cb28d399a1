#include "provider/data_list.h"

#include "base/mem.h"

#include <stdlib.h>

enum {
    FIRST_ROOM = 64
};

struct found {
    struct inventory_item item; /* its name is in the call's arena */
    double key;                 /* what is sorted by before names and numbers */
    struct value element;       /* null while it is to be described */
};

/* One read of a list. */
struct gathering {
    const struct data_list_type *type;
    struct listing listing;
    const char *sort_member; /* a time of the summary; NULL: names and numbers alone */
    bool descending;
    bool detail;
    size_t limit;
    struct found *found; /* on the heap */
    size_t count;
    size_t room;
    struct value *items; /* the answer */
    size_t item_count;
};

static const struct type *element_type(const struct data_list_type *type)
{
    return type->schema->block->fields[type->list].type->element;
}

static void add_found(struct gathering *gathering, const struct found *found)
{
    if (gathering->count == gathering->room) {
        gathering->room = gathering->room > 0 ? gathering->room * 2 : FIRST_ROOM;
        gathering->found =
            mem_realloc(gathering->found, gathering->room * sizeof(*gathering->found));
    }
    gathering->found[gathering->count++] = *found;
}

/* Keeps of an element what is needed to sort it, and the element itself only if nothing more is
 * asked for. */
static bool take_summary(void *self, const struct inventory_item *item)
{
    struct gathering *gathering = self;
    const struct data_list_type *type = gathering->type;
    struct arena *arena = gathering->listing.call->arena;
    ARENA_AUTO struct arena *scratch = arena_new();
    struct value element = type->summarize(scratch, gathering->listing.sm.region, item);
    const cJSON *time = cJSON_GetObjectItemCaseSensitive(item->summary, gathering->sort_member);
    struct found found = {
        .item = { .image_name = item->image_name, .version = item->version },
        .key = cJSON_IsNumber(time) ? time->valuedouble : 0,
    };

    if (listing_wants_element(&gathering->listing, type->element->block, &element)) {
        found.item.image_name = arena_str(arena, item->image_name);
        if (!gathering->detail) {
            found.element = value_copy(arena, element_type(type), &element);
        }
        add_found(gathering, &found);
    }
    return true;
}

static int by_key(const void *a, const void *b)
{
    const struct found *x = a;
    const struct found *y = b;
    int order = (x->key > y->key) - (x->key < y->key);

    order = order ? order : str_cmp(x->item.image_name, y->item.image_name);
    return order ? order
                 : (x->item.version > y->item.version) - (x->item.version < y->item.version);
}

/* Sorts; what came twice, because pages shifted while they were read, stays once. */
static void sort(struct gathering *gathering)
{
    struct found *found = gathering->found;
    size_t count = 0;

    if (gathering->count > 0) {
        qsort(found, gathering->count, sizeof(*found), by_key);
    }
    for (size_t i = 0; i < gathering->count; i++) {
        if (count == 0 || by_key(&found[count - 1], &found[i]) != 0) {
            found[count++] = found[i];
        }
    }
    gathering->count = count;
    for (size_t i = 0; gathering->descending && i < count / 2; i++) {
        struct found other = found[i];

        found[i] = found[count - 1 - i];
        found[count - 1 - i] = other;
    }
}

static bool add_item(struct gathering *gathering, struct value element)
{
    gathering->items[gathering->item_count++] = element;
    return gathering->item_count < gathering->limit;
}

static enum status describe(const void *self, struct sagemaker *sm, struct inventory_item *item,
                            struct err *err)
{
    const struct gathering *gathering = self;
    struct value *element = arena_alloc(sm->arena, 1, sizeof(*element));
    enum status status = gathering->type->read(gathering->listing.call, sm, item, element, err);

    item->detail = element;
    return status;
}

static bool take_detail(void *self, const struct inventory_item *item)
{
    struct gathering *gathering = self;
    const struct data_list_type *type = gathering->type;

    if (!listing_wants(&gathering->listing, type->element->block, item->detail)) {
        return true;
    }
    return add_item(gathering, value_copy(gathering->listing.call->arena, element_type(type),
                                          item->detail));
}

static enum status describe_found(struct gathering *gathering, struct err *err)
{
    struct inventory *inventory = &gathering->listing.inventory;
    struct inventory_item *items =
        arena_alloc(gathering->listing.call->arena, gathering->count, sizeof(*items));

    for (size_t i = 0; i < gathering->count; i++) {
        items[i] = gathering->found[i].item;
    }
    inventory->describe = describe;
    inventory->most = gathering->limit;
    inventory->take = take_detail;
    return inventory_describe(inventory, items, gathering->count, err);
}

static enum status gather(struct gathering *gathering, struct err *err)
{
    struct inventory *inventory = &gathering->listing.inventory;
    enum status status;

    inventory->take = take_summary;
    inventory->self = gathering;
    status = gathering->type->walk(inventory, err);
    if (status != STATUS_OK) {
        return status;
    }
    sort(gathering);
    gathering->items = arena_alloc(gathering->listing.call->arena, gathering->count,
                                   sizeof(*gathering->items));
    if (gathering->detail) {
        return describe_found(gathering, err);
    }
    for (size_t i = 0; i < gathering->count; i++) {
        if (!add_item(gathering, gathering->found[i].element)) {
            break;
        }
    }
    return STATUS_OK;
}

/* The member of a list's elements that a sort key is about. */
static const char *member_of(struct str key)
{
    static const struct {
        const char *key;
        const char *member;
    } keys[] = {
        { "CREATION_TIME", "CreationTime" },
        { "LAST_MODIFIED_TIME", "LastModifiedTime" },
    };

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (str_eq(key, str_from(keys[i].key))) {
            return keys[i].member;
        }
    }
    return NULL;
}

static void read_order(struct gathering *gathering, const struct value *config)
{
    const struct block *block = gathering->type->schema->block;
    const struct value *detail = listing_row(block, config, "detail");
    int64_t limit = 0;

    gathering->sort_member = member_of(value_text(listing_row(block, config, "sort_by")));
    gathering->descending =
        str_eq(value_text(listing_row(block, config, "sort_order")), STR("DESCENDING"));
    gathering->detail = !value_is_known(detail) || detail->boolean;
    gathering->limit = value_to_int64(listing_row(block, config, "limit"), &limit) && limit > 0
                           ? (size_t)limit
                           : SIZE_MAX;
}

void data_list_read(struct call *call, const struct data_list_type *type, struct data_op *op)
{
    struct gathering gathering = { .type = type };
    struct err err = { "" };
    enum status status;

    read_order(&gathering, op->config);
    if (!listing_begin(call, type->schema->block, op->config, &gathering.listing)) {
        return;
    }
    status = gather(&gathering, &err);
    mem_free(gathering.found);
    if (status != STATUS_OK) {
        listing_report(&gathering.listing, type->what, status, &err);
        return;
    }
    op->state.items[type->region] = value_string(gathering.listing.sm.region);
    op->state.items[type->list] = value_items(gathering.items, gathering.item_count);
}
