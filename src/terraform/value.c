#include "terraform/value.h"

#include "base/mem.h"
#include "terraform/number.h"
#include "terraform/schema.h"

struct value value_null(void)
{
    return (struct value){ .state = VALUE_NULL };
}

struct value value_unknown(void)
{
    return (struct value){ .state = VALUE_UNKNOWN };
}

struct value value_bool(bool b)
{
    return (struct value){ .state = VALUE_KNOWN, .boolean = b };
}

struct value value_string(struct str s)
{
    return (struct value){ .state = VALUE_KNOWN, .text = s };
}

struct value value_int(struct arena *arena, int64_t n)
{
    return value_string(number_from_int64(arena, n));
}

struct value value_items(struct value *items, size_t count)
{
    return (struct value){ .state = VALUE_KNOWN, .items = items, .count = count };
}

struct value value_strings(struct arena *arena, const struct str *texts, size_t count)
{
    struct value *items = arena_alloc(arena, count, sizeof(*items));

    for (size_t i = 0; i < count; i++) {
        items[i] = value_string(texts[i]);
    }
    return value_items(items, count);
}

struct value value_absent(const struct field *field)
{
    bool is_collection = field->flags & FIELD_BLOCK && field->type->kind != KIND_OBJECT;

    return (struct value){ .state = is_collection ? VALUE_KNOWN : VALUE_NULL };
}

struct value value_object(struct arena *arena, const struct block *block)
{
    struct value *items = arena_alloc(arena, block->count, sizeof(*items));

    for (size_t i = 0; i < block->count; i++) {
        items[i] = value_absent(&block->fields[i]);
    }
    return value_items(items, block->count);
}

bool value_is_null(const struct value *v)
{
    return v->state == VALUE_NULL;
}

bool value_is_known(const struct value *v)
{
    return v->state == VALUE_KNOWN;
}

struct str value_text(const struct value *v)
{
    return value_is_known(v) ? v->text : STR("");
}

bool value_to_int64(const struct value *v, int64_t *out)
{
    return value_is_known(v) && number_to_int64(v->text, out);
}

/* What differs by kind. Each function gets known values only. Types are const tables of ours,
 * so their depth bounds the recursion through this table. */
struct ops {
    bool (*wholly_known)(const struct type *type, const struct value *v);
    int (*cmp)(const struct type *type, const struct value *a, const struct value *b);
    struct value (*copy)(struct arena *arena, const struct type *type, const struct value *v);
};

static bool scalar_wholly_known(const struct type *type, const struct value *v)
{
    (void)type;
    (void)v;
    return true;
}

static bool items_wholly_known(const struct type *type, const struct value *v)
{
    for (size_t i = 0; i < v->count; i++) {
        if (!value_wholly_known(type->element, &v->items[i])) {
            return false;
        }
    }
    return true;
}

static bool map_wholly_known(const struct type *type, const struct value *v)
{
    for (size_t i = 0; i < v->entry_count; i++) {
        if (!value_wholly_known(type->element, &v->entries[i].value)) {
            return false;
        }
    }
    return true;
}

static bool object_wholly_known(const struct type *type, const struct value *v)
{
    for (size_t i = 0; i < v->count; i++) {
        if (!value_wholly_known(type->object->fields[i].type, &v->items[i])) {
            return false;
        }
    }
    return true;
}

static int cmp_size(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int bool_cmp(const struct type *type, const struct value *a, const struct value *b)
{
    (void)type;
    return a->boolean - b->boolean;
}

static int number_value_cmp(const struct type *type, const struct value *a,
                            const struct value *b)
{
    (void)type;
    return number_cmp(a->text, b->text);
}

static int string_cmp(const struct type *type, const struct value *a, const struct value *b)
{
    (void)type;
    return str_cmp(a->text, b->text);
}

static int list_cmp(const struct type *type, const struct value *a, const struct value *b)
{
    int order = cmp_size(a->count, b->count);

    for (size_t i = 0; order == 0 && i < a->count; i++) {
        order = value_cmp(type->element, &a->items[i], &b->items[i]);
    }
    return order;
}

static int object_cmp(const struct type *type, const struct value *a, const struct value *b)
{
    int order = 0;

    for (size_t i = 0; order == 0 && i < type->object->count; i++) {
        order = value_cmp(type->object->fields[i].type, &a->items[i], &b->items[i]);
    }
    return order;
}

static int map_cmp(const struct type *type, const struct value *a, const struct value *b)
{
    int order = cmp_size(a->entry_count, b->entry_count);

    for (size_t i = 0; order == 0 && i < a->entry_count; i++) {
        order = str_cmp(a->entries[i].key, b->entries[i].key);
        if (order == 0) {
            order = value_cmp(type->element, &a->entries[i].value, &b->entries[i].value);
        }
    }
    return order;
}

static int order_items(const void *a, const void *b, void *element)
{
    return value_cmp(element, a, b);
}

/* Sorts the items and drops doubles. Elements that are not wholly known may still become
 * different ones, so each of them stays. */
static size_t sort_items(const struct type *element, struct value *items, size_t count)
{
    struct type copy = *element; /* qsort_r's argument is not const */
    size_t kept = 0;

    if (count < 2) {
        return count;
    }
    qsort_r(items, count, sizeof(*items), order_items, &copy);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && value_cmp(element, &items[kept - 1], &items[i]) == 0 &&
            value_wholly_known(element, &items[i])) {
            continue;
        }
        items[kept++] = items[i];
    }
    return kept;
}

/* A set's items, sorted, in memory that the caller frees. */
static struct value sorted_copy(const struct type *element, const struct value *set)
{
    struct value *items = mem_calloc(set->count, sizeof(*items));

    if (set->count > 0) {
        memcpy(items, set->items, set->count * sizeof(*items));
    }
    return value_items(items, sort_items(element, items, set->count));
}

static int set_cmp(const struct type *type, const struct value *a, const struct value *b)
{
    struct value left = sorted_copy(type->element, a);
    struct value right = sorted_copy(type->element, b);
    int order = list_cmp(type, &left, &right);

    mem_free(left.items);
    mem_free(right.items);
    return order;
}

static struct value bool_copy(struct arena *arena, const struct type *type,
                              const struct value *v)
{
    (void)arena;
    (void)type;
    return *v;
}

static struct value text_copy(struct arena *arena, const struct type *type,
                              const struct value *v)
{
    (void)type;
    return value_string(arena_str(arena, v->text));
}

static struct value items_copy(struct arena *arena, const struct type *type,
                               const struct value *v)
{
    struct value *items = arena_alloc(arena, v->count, sizeof(*items));

    for (size_t i = 0; i < v->count; i++) {
        items[i] = value_copy(arena, type->element, &v->items[i]);
    }
    return value_items(items, v->count);
}

static struct value map_copy(struct arena *arena, const struct type *type,
                             const struct value *v)
{
    struct value out = { .state = VALUE_KNOWN, .entry_count = v->entry_count };

    out.entries = arena_alloc(arena, v->entry_count, sizeof(*out.entries));
    for (size_t i = 0; i < v->entry_count; i++) {
        out.entries[i].key = arena_str(arena, v->entries[i].key);
        out.entries[i].value = value_copy(arena, type->element, &v->entries[i].value);
    }
    return out;
}

static struct value object_copy(struct arena *arena, const struct type *type,
                                const struct value *v)
{
    struct value *items = arena_alloc(arena, v->count, sizeof(*items));

    for (size_t i = 0; i < v->count; i++) {
        items[i] = value_copy(arena, type->object->fields[i].type, &v->items[i]);
    }
    return value_items(items, v->count);
}

static const struct ops ops[KIND_COUNT] = {
    [KIND_BOOL] = { scalar_wholly_known, bool_cmp, bool_copy },
    [KIND_NUMBER] = { scalar_wholly_known, number_value_cmp, text_copy },
    [KIND_STRING] = { scalar_wholly_known, string_cmp, text_copy },
    [KIND_LIST] = { items_wholly_known, list_cmp, items_copy },
    [KIND_SET] = { items_wholly_known, set_cmp, items_copy },
    [KIND_MAP] = { map_wholly_known, map_cmp, map_copy },
    [KIND_OBJECT] = { object_wholly_known, object_cmp, object_copy },
};

bool value_wholly_known(const struct type *type, const struct value *v)
{
    return v->state == VALUE_NULL ||
           (v->state == VALUE_KNOWN && ops[type->kind].wholly_known(type, v));
}

int value_cmp(const struct type *type, const struct value *a, const struct value *b)
{
    if (a->state != b->state) {
        return a->state < b->state ? -1 : 1;
    }
    return value_is_known(a) ? ops[type->kind].cmp(type, a, b) : 0;
}

bool value_equal(const struct type *type, const struct value *a, const struct value *b)
{
    return value_cmp(type, a, b) == 0;
}

bool value_contains(const struct type *type, const struct value *list, const struct value *item)
{
    for (size_t i = 0; value_is_known(list) && i < list->count; i++) {
        if (value_equal(type->element, &list->items[i], item)) {
            return true;
        }
    }
    return false;
}

struct value value_copy(struct arena *arena, const struct type *type, const struct value *v)
{
    return value_is_known(v) ? ops[type->kind].copy(arena, type, v) : *v;
}

struct value value_set(const struct type *type, struct value *items, size_t count)
{
    return value_items(items, sort_items(type->element, items, count));
}

/* An entry with its place in the input, because qsort may swap entries of one key. */
struct placed {
    struct value_entry entry;
    size_t at;
};

static int order_placed(const void *a, const void *b)
{
    const struct placed *left = a;
    const struct placed *right = b;
    int order = str_cmp(left->entry.key, right->entry.key);

    return order ? order : cmp_size(left->at, right->at);
}

struct value value_map(struct value_entry *entries, size_t count)
{
    struct placed *placed = mem_calloc(count, sizeof(*placed));
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        placed[i] = (struct placed){ entries[i], i };
    }
    qsort(placed, count, sizeof(*placed), order_placed);
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && str_eq(placed[i].entry.key, placed[i + 1].entry.key)) {
            continue;
        }
        entries[kept++] = placed[i].entry;
    }
    mem_free(placed);
    return (struct value){ .state = VALUE_KNOWN, .entries = entries, .entry_count = kept };
}
