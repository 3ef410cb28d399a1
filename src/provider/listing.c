#include "provider/listing.h"

#include "provider/config.h"
#include "provider/convert.h"
#include "provider/data_rules.h"
#include "provider/region.h"
#include "provider/report.h"

/* Filters that are applied here, because no request has a member for them. */
static const struct filter {
    const char *name;
    bool in_detail; /* only a description says it */
} filters[] = {
    { "status", false },
    { "vendor_guidance", true },
    { "job_type", true },
    { "processor", true },
};

/* Rows of which one at most can be given. */
static const char *const exclusive[][2] = {
    { "image_name", "image_names" },
    { "name_contains", "image_name" },
    { "name_contains", "image_names" },
};

const struct value *listing_row(const struct block *block, const struct value *object,
                                const char *name)
{
    size_t row = block_find(block, str_from(name));

    return row < block->count ? &object->items[row] : NULL;
}

static struct str text_of(const struct block *block, const struct value *object,
                          const char *name)
{
    const struct value *row = listing_row(block, object, name);

    return row ? value_text(row) : str_from(NULL);
}

static void check_detail(const struct call *call, const struct block *block,
                         const struct value *config)
{
    const struct value *detail = listing_row(block, config, "detail");

    if (!detail || !value_is_known(detail) || detail->boolean) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        size_t row = block_find(block, str_from(filters[i].name));

        if (filters[i].in_detail && row < block->count && data_rules_given(config, row)) {
            diags_error(call->diags, data_rules_path(call, block, row),
                        "Invalid combination of arguments",
                        "With detail = false nothing says the %s of a version, so it cannot be "
                        "filtered by. Leave one of the two out.",
                        filters[i].name);
            return;
        }
    }
}

void listing_validate(const struct call *call, const struct block *block,
                      const struct value *config)
{
    region_validate(call, config, block_find(block, STR("region")));
    for (size_t i = 0; i < ARRAY_LEN(exclusive); i++) {
        const struct data_rules_pair pair = {
            block_find(block, str_from(exclusive[i][0])),
            block_find(block, str_from(exclusive[i][1])),
        };

        if (pair.row < block->count && pair.other < block->count &&
            !data_rules_check(call, block, config, &pair, 1)) {
            return;
        }
    }
    check_detail(call, block, config);
}

/* The images that are named, in the order of their names; NULL: none are, so all are meant. */
static const struct str *names_of(const struct listing *listing, size_t *count)
{
    const struct value *name = listing_row(listing->block, listing->config, "image_name");
    const struct value *names = listing_row(listing->block, listing->config, "image_names");
    struct str *out;
    struct value sorted;

    if (name && value_is_known(name)) {
        sorted = value_items(arena_alloc(listing->call->arena, 1, sizeof(*name)), 1);
        sorted.items[0] = *name;
    } else if (names && value_is_known(names)) {
        sorted = value_copy(listing->call->arena, &type_string_set, names);
        sorted = value_set(&type_string_set, sorted.items, sorted.count);
    } else {
        return NULL;
    }
    *count = sorted.count;
    out = arena_alloc(listing->call->arena, sorted.count, sizeof(*out));
    for (size_t i = 0; i < sorted.count; i++) {
        out[i] = value_text(&sorted.items[i]);
    }
    return out;
}

bool listing_begin(const struct call *call, const struct block *block,
                   const struct value *config, struct listing *out)
{
    struct str region = region_of(call, config, block_find(block, STR("region")));
    struct str contains = text_of(block, config, "name_contains");
    cJSON *where;

    *out = (struct listing){ .call = call, .block = block, .config = config };
    if (!config_sagemaker(call, region, &out->sm)) {
        return false;
    }
    out->inventory.sm = &out->sm;
    out->inventory.image_names = names_of(out, &out->inventory.image_count);
    where = sagemaker_object(call->arena);
    convert_filter(where, block, config);
    out->inventory.images = where;
    if (block_find(block, STR("image_names")) < block->count) {
        cJSON *images = sagemaker_object(call->arena);

        out->inventory.versions = where;
        out->inventory.images = images;
        if (contains.len > 0) {
            cJSON_AddStringToObject(images, "NameContains",
                                    arena_str(call->arena, contains).data);
        }
    }
    return true;
}

bool listing_needs_detail(const struct listing *listing)
{
    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        if (filters[i].in_detail &&
            text_of(listing->block, listing->config, filters[i].name).len > 0) {
            return true;
        }
    }
    return false;
}

static bool passes(const struct listing *listing, const struct filter *filter,
                   const struct block *block, const struct value *object)
{
    size_t row = block_find(listing->block, str_from(filter->name));
    struct str wanted = text_of(listing->block, listing->config, filter->name);
    struct str there = text_of(block, object, filter->name);

    if (wanted.len == 0) {
        return true;
    }
    /* What the service leaves out means what "not set" means. */
    return str_eq(wanted, there.len > 0 ? there : str_from(listing->block->fields[row].unset));
}

bool listing_wants_element(const struct listing *listing, const struct block *block,
                           const struct value *object)
{
    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        if (!filters[i].in_detail && !passes(listing, &filters[i], block, object)) {
            return false;
        }
    }
    return true;
}

bool listing_wants(const struct listing *listing, const struct block *block,
                   const struct value *object)
{
    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        if (!passes(listing, &filters[i], block, object)) {
            return false;
        }
    }
    return true;
}

void listing_report(const struct listing *listing, const char *what, enum status status,
                    const struct err *err)
{
    const struct block *block = listing->block;
    const char *row = "image_names";

    if (status != STATUS_NOT_FOUND) {
        report_failure(listing->call, &listing->sm, what, listing->sm.region, err);
        return;
    }
    if (text_of(block, listing->config, "image_name").len > 0) {
        row = "image_name";
    }
    diags_error(listing->call->diags,
                data_rules_path(listing->call, block, block_find(block, str_from(row))),
                "No such image",
                "An image that is named is not there in region %.*s of the account that the "
                "provider's credentials belong to. Check the names, the region and the "
                "credentials, or let the argument refer to the image's resource, so that the "
                "image is made first.\n\n%s",
                STR_ARG(listing->sm.region), err->text);
}
