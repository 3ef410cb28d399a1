#include "sagemaker/inventory.h"

#include "sagemaker/fanout.h"

enum {
    PAGE_ITEMS = 100 /* as many as the API allows */
};

/* One page of a list that is to be read. */
struct page {
    const struct inventory *inventory;
    const struct listing *listing;
    struct str image_name; /* whose versions */
    struct str token;
    int before; /* pages */
};

/* A list of the API. */
struct listing {
    enum sagemaker_operation operation;
    const char *member;
    const char *sort_by; /* what never changes while pages are read */
    /* Adds what follows from an element to the page's task. */
    void (*add)(struct fanout_task *task, const struct page *page, cJSON *element);
};

struct item_task {
    const struct inventory *inventory;
    struct inventory_item item;
};

static void delete_item(void *item)
{
    cJSON_Delete(item);
}

static enum status run_item(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    struct item_task *data = task->data;

    return data->inventory->describe(data->inventory->self, sm, &data->item, err);
}

static struct item_task *add_item(struct fanout_task *parent, const struct inventory *inventory)
{
    struct fanout_task *task = fanout_add(parent);
    struct item_task *data = arena_alloc(fanout_arena(task), 1, sizeof(*data));

    data->inventory = inventory;
    task->data = data;
    task->run = inventory->describe ? run_item : NULL;
    task->is_result = true;
    return data;
}

/* The element is the task's from now on. */
static struct inventory_item *add_element(struct fanout_task *parent,
                                          const struct inventory *inventory, cJSON *element)
{
    struct inventory_item *item = &add_item(parent, inventory)->item;

    arena_defer(fanout_arena(parent->last_child), delete_item, element);
    item->summary = element;
    return item;
}

static enum status run_page(struct fanout_task *task, struct sagemaker *sm, struct err *err);

static struct fanout_task *add_page(struct fanout_task *parent, const struct page *page)
{
    struct fanout_task *task = fanout_add(parent);
    struct arena *arena = fanout_arena(task);
    struct page *copy = arena_alloc(arena, 1, sizeof(*copy));

    *copy = *page;
    copy->image_name = arena_str(arena, page->image_name);
    copy->token = arena_str(arena, page->token);
    task->data = copy;
    task->run = run_page;
    return task;
}

static void add_image(struct fanout_task *task, const struct page *page, cJSON *element)
{
    struct str name = sagemaker_text(element, "ImageName");

    if (name.len == 0) {
        cJSON_Delete(element);
    } else {
        add_element(task, page->inventory, element)->image_name = name;
    }
}

static void add_version(struct fanout_task *task, const struct page *page, cJSON *element)
{
    int64_t version = 0;

    if (!sagemaker_int(element, "Version", &version) || version < 1) {
        cJSON_Delete(element);
    } else {
        struct inventory_item *item = add_element(task, page->inventory, element);

        item->image_name = arena_str(fanout_arena(task->last_child), page->image_name);
        item->version = version;
    }
}

static const struct listing versions_listing = {
    .operation = SAGEMAKER_LIST_IMAGE_VERSIONS,
    .member = "ImageVersions",
    .sort_by = "VERSION",
    .add = add_version,
};

static const struct listing images_listing = {
    .operation = SAGEMAKER_LIST_IMAGES,
    .member = "Images",
    .sort_by = "IMAGE_NAME",
    .add = add_image,
};

/* For the list of images whose versions are wanted. */
static void add_versions_of(struct fanout_task *task, const struct page *page, cJSON *element)
{
    struct page first = {
        .inventory = page->inventory,
        .listing = &versions_listing,
        .image_name = sagemaker_text(element, "ImageName"),
    };

    if (first.image_name.len > 0) {
        add_page(task, &first);
    }
    cJSON_Delete(element);
}

static const struct listing owners_listing = {
    .operation = SAGEMAKER_LIST_IMAGES,
    .member = "Images",
    .sort_by = "IMAGE_NAME",
    .add = add_versions_of,
};

static cJSON *request_of(struct arena *arena, const struct page *page)
{
    const cJSON *further = page->listing->operation == SAGEMAKER_LIST_IMAGES
                               ? page->inventory->images
                               : page->inventory->versions;
    cJSON *in = further ? cJSON_Duplicate(further, true) : cJSON_CreateObject();

    arena_defer(arena, delete_item, in);
    if (page->image_name.len > 0) {
        cJSON_AddStringToObject(in, "ImageName", page->image_name.data);
    }
    cJSON_AddNumberToObject(in, "MaxResults", PAGE_ITEMS);
    cJSON_AddStringToObject(in, "SortBy", page->listing->sort_by);
    cJSON_AddStringToObject(in, "SortOrder", "ASCENDING");
    if (page->token.len > 0) {
        cJSON_AddStringToObject(in, "NextToken", page->token.data);
    }
    return in;
}

static enum status run_page(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    const struct page *page = task->data;
    struct page next = *page;
    cJSON *answer = NULL;
    cJSON *elements;
    enum status status = sagemaker_page(
        sm, page->listing->operation, request_of(sm->arena, page), page->before, &answer, err);

    if (status != STATUS_OK) {
        return status;
    }
    elements = cJSON_GetObjectItemCaseSensitive(answer, page->listing->member);
    while (cJSON_IsArray(elements) && elements->child) {
        page->listing->add(task, page, cJSON_DetachItemFromArray(elements, 0));
    }
    next.token = sagemaker_text(answer, "NextToken");
    next.before++;
    if (next.token.len > 0) {
        add_page(task, &next);
    }
    return STATUS_OK;
}

static bool take(void *self, struct fanout_task *task)
{
    const struct inventory *inventory = self;
    const struct item_task *data = task->data;

    return inventory->take(inventory->self, &data->item);
}

static enum status run(const struct inventory *inventory, struct fanout_task *root,
                       struct err *err)
{
    struct inventory copy = *inventory;
    struct fanout fanout = {
        .sm = inventory->sm, .most = inventory->most, .take = take, .self = &copy
    };

    return fanout_run(&fanout, root, err);
}

enum status inventory_images(const struct inventory *inventory, struct err *err)
{
    struct fanout_task *root = fanout_root();

    add_page(root, &(struct page){ .inventory = inventory, .listing = &images_listing });
    return run(inventory, root, err);
}

enum status inventory_versions(const struct inventory *inventory, struct err *err)
{
    struct fanout_task *root = fanout_root();

    for (size_t i = 0; inventory->image_names && i < inventory->image_count; i++) {
        const struct page page = { .inventory = inventory,
                                   .listing = &versions_listing,
                                   .image_name = inventory->image_names[i] };

        add_page(root, &page)->is_needed = true;
    }
    if (!inventory->image_names) {
        add_page(root, &(struct page){ .inventory = inventory, .listing = &owners_listing });
    }
    return run(inventory, root, err);
}

enum status inventory_describe(const struct inventory *inventory,
                               const struct inventory_item *items, size_t count,
                               struct err *err)
{
    struct fanout_task *root = fanout_root();
    struct item_task *data = arena_alloc(inventory->sm->arena, count, sizeof(*data));

    for (size_t i = 0; i < count; i++) {
        struct fanout_task *task = fanout_add(root);

        data[i] = (struct item_task){ .inventory = inventory, .item = items[i] };
        task->data = &data[i];
        task->run = run_item;
        task->is_result = true;
    }
    return run(inventory, root, err);
}
