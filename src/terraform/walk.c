#include "terraform/walk.h"

/* Each walker dispatches on the kind through a table; its functions get known values only.
 * Types are const tables of ours, so their depth bounds the recursion. */

static struct value scalar_known(struct arena *arena, const struct type *type,
                                 const struct value *v)
{
    (void)arena;
    (void)type;
    return *v;
}

static struct value list_known(struct arena *arena, const struct type *type,
                               const struct value *v)
{
    struct value *items = arena_alloc(arena, v->count, sizeof(*items));

    for (size_t i = 0; i < v->count; i++) {
        items[i] = walk_without_unknown(arena, type->element, &v->items[i]);
    }
    return value_items(items, v->count);
}

static struct value set_known(struct arena *arena, const struct type *type,
                              const struct value *v)
{
    struct value list = list_known(arena, type, v);

    return value_set(type, list.items, list.count);
}

static struct value map_known(struct arena *arena, const struct type *type,
                              const struct value *v)
{
    struct value out = { .state = VALUE_KNOWN, .entry_count = v->entry_count };

    out.entries = arena_alloc(arena, v->entry_count, sizeof(*out.entries));
    for (size_t i = 0; i < v->entry_count; i++) {
        out.entries[i].key = v->entries[i].key;
        out.entries[i].value = walk_without_unknown(arena, type->element, &v->entries[i].value);
    }
    return out;
}

static struct value object_known(struct arena *arena, const struct type *type,
                                 const struct value *v)
{
    struct value out = value_object(arena, type->object);

    for (size_t i = 0; i < v->count; i++) {
        if (v->items[i].state != VALUE_UNKNOWN) {
            out.items[i] =
                walk_without_unknown(arena, type->object->fields[i].type, &v->items[i]);
        }
    }
    return out;
}

struct value walk_without_unknown(struct arena *arena, const struct type *type,
                                  const struct value *v)
{
    static struct value (*const by_kind[KIND_COUNT])(
        struct arena *arena, const struct type *type, const struct value *v) = {
        [KIND_BOOL] = scalar_known,   [KIND_NUMBER] = scalar_known,
        [KIND_STRING] = scalar_known, [KIND_LIST] = list_known,
        [KIND_SET] = set_known,       [KIND_MAP] = map_known,
        [KIND_OBJECT] = object_known,
    };

    return value_is_known(v) ? by_kind[type->kind](arena, type, v) : value_null();
}

/* A pair of values that are walked side by side; for the search of unknown parts `a` alone. */
struct pair {
    const struct type *type;
    const struct value *a;
    const struct value *b;
    const struct path *path;
};

static bool unknown_in(struct arena *arena, const struct pair *at, const struct path **out);

static bool unknown_in_scalar(struct arena *arena, const struct pair *at,
                              const struct path **out)
{
    (void)arena;
    (void)at;
    (void)out;
    return false;
}

static bool unknown_in_list(struct arena *arena, const struct pair *at, const struct path **out)
{
    for (size_t i = 0; i < at->a->count; i++) {
        struct pair item = { .type = at->type->element, .a = &at->a->items[i] };

        if (value_wholly_known(item.type, item.a)) {
            continue;
        }
        item.path = path_index(arena, at->path, (int64_t)i);
        return unknown_in(arena, &item, out);
    }
    return false;
}

static bool unknown_in_set(struct arena *arena, const struct pair *at, const struct path **out)
{
    (void)arena;
    if (value_wholly_known(at->type, at->a)) {
        return false;
    }
    *out = at->path;
    return true;
}

static bool unknown_in_map(struct arena *arena, const struct pair *at, const struct path **out)
{
    for (size_t i = 0; i < at->a->entry_count; i++) {
        struct pair item = { .type = at->type->element, .a = &at->a->entries[i].value };

        if (value_wholly_known(item.type, item.a)) {
            continue;
        }
        item.path = path_key(arena, at->path, at->a->entries[i].key);
        return unknown_in(arena, &item, out);
    }
    return false;
}

static bool unknown_in_object(struct arena *arena, const struct pair *at,
                              const struct path **out)
{
    for (size_t i = 0; i < at->a->count; i++) {
        const struct field *field = &at->type->object->fields[i];
        struct pair row = { .type = field->type, .a = &at->a->items[i] };

        if (value_wholly_known(row.type, row.a)) {
            continue;
        }
        row.path = path_attribute(arena, at->path, str_from(field->name));
        return unknown_in(arena, &row, out);
    }
    return false;
}

static bool unknown_in(struct arena *arena, const struct pair *at, const struct path **out)
{
    static bool (*const by_kind[KIND_COUNT])(struct arena *arena, const struct pair *at,
                                             const struct path **out) = {
        [KIND_BOOL] = unknown_in_scalar,   [KIND_NUMBER] = unknown_in_scalar,
        [KIND_STRING] = unknown_in_scalar, [KIND_LIST] = unknown_in_list,
        [KIND_SET] = unknown_in_set,       [KIND_MAP] = unknown_in_map,
        [KIND_OBJECT] = unknown_in_object,
    };

    if (at->a->state == VALUE_UNKNOWN) {
        *out = at->path;
        return true;
    }
    return value_is_known(at->a) && by_kind[at->type->kind](arena, at, out);
}

bool walk_find_unknown(struct arena *arena, const struct type *type, const struct value *v,
                       const struct path **out)
{
    struct pair at = { .type = type, .a = v };

    return unknown_in(arena, &at, out);
}

static bool completes(struct arena *arena, const struct pair *at, const struct path **out);

/* Elements of sets are tried against each other without an arena: where they differ is of no
 * interest then, and n * n paths would be. */
static const struct path *at_row(struct arena *arena, const struct pair *at, const char *name)
{
    return arena ? path_attribute(arena, at->path, str_from(name)) : NULL;
}

static const struct path *at_index(struct arena *arena, const struct pair *at, size_t index)
{
    return arena ? path_index(arena, at->path, (int64_t)index) : NULL;
}

static const struct path *at_key(struct arena *arena, const struct pair *at, struct str key)
{
    return arena ? path_key(arena, at->path, key) : NULL;
}

/* What `a` has and `b` has not, or the other way, is reported at the whole. */
static bool differs(const struct pair *at, const struct path **out)
{
    *out = at->path;
    return false;
}

static bool scalar_completes(struct arena *arena, const struct pair *at,
                             const struct path **out)
{
    (void)arena;
    return value_equal(at->type, at->a, at->b) || differs(at, out);
}

static bool list_completes(struct arena *arena, const struct pair *at, const struct path **out)
{
    bool ok = true;

    if (at->a->count != at->b->count) {
        return differs(at, out);
    }
    for (size_t i = 0; ok && i < at->a->count; i++) {
        struct pair item = { at->type->element, &at->a->items[i], &at->b->items[i],
                             at_index(arena, at, i) };

        ok = completes(arena, &item, out);
    }
    return ok;
}

/* Whether some actual element completes the planned one. */
static bool is_completed(const struct pair *at, const struct value *planned)
{
    const struct path *ignored;

    for (size_t i = 0; i < at->b->count; i++) {
        struct pair item = { at->type->element, planned, &at->b->items[i], NULL };

        if (completes(NULL, &item, &ignored)) {
            return true;
        }
    }
    return false;
}

/* Whether the actual element completes some planned one. */
static bool is_planned(const struct pair *at, const struct value *actual)
{
    const struct path *ignored;

    for (size_t i = 0; i < at->a->count; i++) {
        struct pair item = { at->type->element, &at->a->items[i], actual, NULL };

        if (completes(NULL, &item, &ignored)) {
            return true;
        }
    }
    return false;
}

static bool set_completes(struct arena *arena, const struct pair *at, const struct path **out)
{
    bool ok = at->b->count <= at->a->count;

    (void)arena;
    if (value_equal(at->type, at->a, at->b)) {
        return true;
    }
    for (size_t i = 0; ok && i < at->a->count; i++) {
        ok = is_completed(at, &at->a->items[i]);
    }
    for (size_t i = 0; ok && i < at->b->count; i++) {
        ok = is_planned(at, &at->b->items[i]);
    }
    return ok || differs(at, out);
}

static bool map_completes(struct arena *arena, const struct pair *at, const struct path **out)
{
    bool ok = true;

    if (at->a->entry_count != at->b->entry_count) {
        return differs(at, out);
    }
    for (size_t i = 0; ok && i < at->a->entry_count; i++) {
        const struct value_entry *planned = &at->a->entries[i];
        const struct value_entry *actual = &at->b->entries[i];
        struct pair item = { at->type->element, &planned->value, &actual->value,
                             at_key(arena, at, planned->key) };

        ok =
            str_eq(planned->key, actual->key) ? completes(arena, &item, out) : differs(at, out);
    }
    return ok;
}

static bool object_completes(struct arena *arena, const struct pair *at,
                             const struct path **out)
{
    const struct block *block = at->type->object;
    bool ok = true;

    for (size_t i = 0; ok && i < block->count; i++) {
        struct pair row = { block->fields[i].type, &at->a->items[i], &at->b->items[i],
                            at_row(arena, at, block->fields[i].name) };

        ok = completes(arena, &row, out);
    }
    return ok;
}

static bool completes(struct arena *arena, const struct pair *at, const struct path **out)
{
    static bool (*const by_kind[KIND_COUNT])(struct arena *arena, const struct pair *at,
                                             const struct path **out) = {
        [KIND_BOOL] = scalar_completes,   [KIND_NUMBER] = scalar_completes,
        [KIND_STRING] = scalar_completes, [KIND_LIST] = list_completes,
        [KIND_SET] = set_completes,       [KIND_MAP] = map_completes,
        [KIND_OBJECT] = object_completes,
    };

    if (at->a->state == VALUE_UNKNOWN) {
        return true;
    }
    if (at->a->state != at->b->state) {
        return differs(at, out);
    }
    return value_is_null(at->a) || by_kind[at->type->kind](arena, at, out);
}

bool walk_completes(struct arena *arena, const struct type *type, const struct value *planned,
                    const struct value *actual, const struct path **out)
{
    struct pair at = { type, planned, actual, NULL };

    return completes(arena, &at, out);
}
