#include "terraform/support_oracle.h"

#include "terraform/diag.h"

/* NOLINTBEGIN(misc-no-recursion): the schemas of the tests bound the depth. */

static const struct value nothing;

/* Where a check is, and the first reason why it failed. */
struct report {
    struct arena *arena;
    struct str why;
    bool failed;
};

static bool fail(struct report *r, const struct path *path, const char *why)
{
    if (!r->failed) {
        struct str where = path_text(r->arena, path);

        r->why = arena_printf(r->arena, "%.*s: %s", STR_ARG(where), why);
    }
    r->failed = true;
    return false;
}

static const struct path *at_row(struct report *r, const struct path *path,
                                 const struct field *field)
{
    return path_attribute(r->arena, path, str_from(field->name));
}

static bool is_unknown(const struct value *v)
{
    return v->state == VALUE_UNKNOWN;
}

static const struct value *entry_value(const struct value *map, struct str key)
{
    for (size_t i = 0; value_is_known(map) && i < map->entry_count; i++) {
        if (str_eq(map->entries[i].key, key)) {
            return &map->entries[i].value;
        }
    }
    return NULL;
}

/* Whether each element of either side has a fitting one on the other. */
struct pairing {
    const void *about;
    bool (*fits)(struct report *r, const void *about, const struct value *a,
                 const struct value *b);
};

static bool pairs_up(struct report *r, const struct value *a, const struct value *b,
                     const struct pairing *how)
{
    bool *a_found = arena_alloc(r->arena, a->count, sizeof(*a_found));
    bool *b_found = arena_alloc(r->arena, b->count, sizeof(*b_found));
    bool ok = true;

    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) {
            struct report trial = { .arena = r->arena };

            if (how->fits(&trial, how->about, &a->items[i], &b->items[j])) {
                a_found[i] = true;
                b_found[j] = true;
            }
        }
    }
    for (size_t i = 0; i < a->count; i++) {
        ok = ok && a_found[i];
    }
    for (size_t j = 0; j < b->count; j++) {
        ok = ok && b_found[j];
    }
    return ok;
}

/* One object of a block, in the state, in the configuration and in the plan. */
struct trio {
    const struct value *prior;
    const struct value *config;
    const struct value *planned;
};

static bool plan_ok(struct report *r, const struct block *block, const struct trio *t,
                    const struct path *path);

static bool attribute_plan_ok(struct report *r, const struct field *field, const struct trio *t,
                              const struct path *path)
{
    if (value_equal(field->type, t->planned, t->config)) {
        return true;
    }
    if (!value_is_null(t->prior) && !value_is_null(t->config) &&
        value_equal(field->type, t->planned, t->prior)) {
        return true;
    }
    if (field->flags & FIELD_WRITE_ONLY) {
        return value_is_null(t->planned) ||
               fail(r, path, "a value is planned for a write-only attribute");
    }
    if (field->flags & FIELD_COMPUTED &&
        (!(field->flags & FIELD_OPTIONAL) || value_is_null(t->config))) {
        return true;
    }
    if (value_is_null(t->config)) {
        return fail(r, path, "a value is planned for a non-computed attribute");
    }
    return fail(r, path, "the planned value is neither the configured nor the prior one");
}

static bool element_plan_ok(struct report *r, const struct block *block, const struct trio *t,
                            const struct path *path)
{
    if (is_unknown(t->planned)) {
        return fail(r, path, "an element of a block is planned unknown");
    }
    return plan_ok(r, block, t, path);
}

static bool list_plan_ok(struct report *r, const struct type *type, const struct trio *t,
                         const struct path *path)
{
    bool ok = true;

    if (t->planned->count != t->config->count) {
        return fail(r, path, "the number of blocks is not the configured one");
    }
    for (size_t i = 0; i < t->planned->count; i++) {
        bool continues = value_is_known(t->prior) && i < t->prior->count;
        struct trio item = { continues ? &t->prior->items[i] : &nothing, &t->config->items[i],
                             &t->planned->items[i] };

        ok = element_plan_ok(r, type->element->object, &item,
                             path_index(r->arena, path, (int64_t)i)) &&
             ok;
    }
    return ok;
}

static bool map_plan_ok(struct report *r, const struct type *type, const struct trio *t,
                        const struct path *path)
{
    bool ok = true;

    if (t->planned->entry_count != t->config->entry_count) {
        return fail(r, path, "the number of blocks is not the configured one");
    }
    for (size_t i = 0; i < t->planned->entry_count; i++) {
        struct str key = t->planned->entries[i].key;
        const struct value *prior = entry_value(t->prior, key);
        struct trio item = { prior ? prior : &nothing, entry_value(t->config, key),
                             &t->planned->entries[i].value };

        if (!item.config) {
            return fail(r, path, "a block is planned under a key that is not configured");
        }
        ok = element_plan_ok(r, type->element->object, &item, path_key(r->arena, path, key)) &&
             ok;
    }
    return ok;
}

static bool set_element_fits(struct report *r, const void *about, const struct value *planned,
                             const struct value *config)
{
    struct trio item = { &nothing, config, planned };

    return plan_ok(r, about, &item, NULL);
}

static bool set_plan_ok(struct report *r, const struct type *type, const struct trio *t,
                        const struct path *path)
{
    struct pairing how = { type->element->object, set_element_fits };

    return pairs_up(r, t->planned, t->config, &how) ||
           fail(r, path, "the planned and the configured elements do not correlate");
}

static bool block_plan_ok(struct report *r, const struct field *field, const struct trio *t,
                          const struct path *path)
{
    const struct type *type = field->type;

    if (value_equal(type, t->planned, t->config)) {
        return true;
    }
    if (is_unknown(t->config)) {
        return fail(r, path, "a value is planned for an unknown dynamic block");
    }
    if (is_unknown(t->planned)) {
        return fail(r, path, "a block is planned unknown");
    }
    if (type->kind == KIND_OBJECT) {
        return plan_ok(r, type->object, t, path);
    }
    if (value_is_null(t->planned)) {
        return fail(r, path, "no blocks are planned as null and not as empty");
    }
    if (type->kind == KIND_LIST) {
        return list_plan_ok(r, type, t, path);
    }
    return (type->kind == KIND_MAP ? map_plan_ok : set_plan_ok)(r, type, t, path);
}

static bool plan_ok(struct report *r, const struct block *block, const struct trio *t,
                    const struct path *path)
{
    bool ok = true;

    if (value_is_null(t->planned) && !value_is_null(t->config)) {
        return fail(r, path, "planned for absence, but the configuration wants existence");
    }
    if (value_is_null(t->config) && !value_is_null(t->planned)) {
        return fail(r, path, "planned for existence, but the configuration wants absence");
    }
    if (!value_is_known(t->config) || value_is_null(t->planned)) {
        return true;
    }
    if (is_unknown(t->planned)) {
        return fail(r, path, "an object is planned unknown");
    }
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        struct trio row = { value_is_known(t->prior) ? &t->prior->items[i] : &nothing,
                            &t->config->items[i], &t->planned->items[i] };

        ok = (field->flags & FIELD_BLOCK ? block_plan_ok : attribute_plan_ok)(
                 r, field, &row, at_row(r, path, field)) &&
             ok;
    }
    return ok;
}

bool oracle_plan_is_valid(struct arena *arena, const struct block *block,
                          const struct value *prior, const struct value *config,
                          const struct value *planned, struct str *why)
{
    struct report r = { .arena = arena };
    struct trio root = { prior, config, planned };
    bool ok = plan_ok(&r, block, &root, NULL);

    *why = r.why;
    return ok;
}

/* A planned value and what came of it. */
struct outcome {
    const struct value *planned;
    const struct value *actual;
};

static bool value_came_true(struct report *r, const struct type *type, const struct outcome *o,
                            const struct path *path);
static bool object_came_true(struct report *r, const struct block *block,
                             const struct outcome *o, const struct path *path);

static bool list_came_true(struct report *r, const struct type *type, const struct outcome *o,
                           const struct path *path)
{
    bool ok = true;

    if (o->planned->count != o->actual->count) {
        return fail(r, path, "the number of elements has changed");
    }
    for (size_t i = 0; i < o->planned->count; i++) {
        struct outcome item = { &o->planned->items[i], &o->actual->items[i] };

        ok = value_came_true(r, type->element, &item, path_index(r->arena, path, (int64_t)i)) &&
             ok;
    }
    return ok;
}

static bool map_came_true(struct report *r, const struct type *type, const struct outcome *o,
                          const struct path *path)
{
    bool ok = true;

    for (size_t i = 0; i < o->actual->entry_count; i++) {
        ok = (entry_value(o->planned, o->actual->entries[i].key) ||
              fail(r, path, "a new element has appeared")) &&
             ok;
    }
    for (size_t i = 0; i < o->planned->entry_count; i++) {
        struct str key = o->planned->entries[i].key;
        struct outcome item = { &o->planned->entries[i].value, entry_value(o->actual, key) };

        if (!item.actual) {
            return fail(r, path, "an element has vanished");
        }
        ok = value_came_true(r, type->element, &item, path_key(r->arena, path, key)) && ok;
    }
    return ok;
}

static bool element_came_true(struct report *r, const void *about, const struct value *planned,
                              const struct value *actual)
{
    struct outcome item = { planned, actual };

    return value_came_true(r, about, &item, NULL);
}

static bool set_came_true(struct report *r, const struct type *type, const struct outcome *o,
                          const struct path *path)
{
    struct pairing how = { type->element, element_came_true };

    if (!pairs_up(r, o->planned, o->actual, &how)) {
        return fail(r, path, "the planned and the actual elements do not correlate");
    }
    return o->actual->count <= o->planned->count || fail(r, path, "the set has grown");
}

static bool value_came_true(struct report *r, const struct type *type, const struct outcome *o,
                            const struct path *path)
{
    if (is_unknown(o->planned)) {
        return true;
    }
    if (value_is_null(o->planned) && value_is_null(o->actual)) {
        return true;
    }
    if (value_is_null(o->actual)) {
        return fail(r, path, "was planned to have a value, but is null now");
    }
    if (value_is_null(o->planned)) {
        return fail(r, path, "was planned to be null, but has a value now");
    }
    if (is_unknown(o->actual)) {
        return fail(r, path, "was known, but is unknown now");
    }
    switch (type->kind) {
    case KIND_BOOL:
    case KIND_NUMBER:
    case KIND_STRING:
        return value_equal(type, o->planned, o->actual) ||
               fail(r, path, "has another value than the planned one");
    case KIND_LIST:
        return list_came_true(r, type, o, path);
    case KIND_SET:
        return set_came_true(r, type, o, path);
    case KIND_MAP:
        return map_came_true(r, type, o, path);
    case KIND_OBJECT:
        return object_came_true(r, type->object, o, path);
    }
    return false;
}

static bool object_came_true(struct report *r, const struct block *block,
                             const struct outcome *o, const struct path *path)
{
    bool ok = true;

    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        struct outcome row = { &o->planned->items[i], &o->actual->items[i] };

        ok = value_came_true(r, field->type, &row, at_row(r, path, field)) && ok;
    }
    return ok;
}

bool oracle_is_compatible(struct arena *arena, const struct block *block,
                          const struct value *planned, const struct value *actual,
                          struct str *why)
{
    struct report r = { .arena = arena };
    struct type root = { .kind = KIND_OBJECT, .object = block };
    struct outcome o = { planned, actual };
    bool ok = value_came_true(&r, &root, &o, NULL);

    *why = r.why;
    return ok;
}

/* Whether a prior element of a set may be what a configured one was: they differ in computed
 * rows only, which are not configured. */
static bool may_continue(const struct block *block, const struct value *prior,
                         const struct value *config)
{
    bool ok = value_is_known(prior) && value_is_known(config);

    for (size_t i = 0; ok && i < block->count; i++) {
        const struct field *field = &block->fields[i];

        ok = value_equal(field->type, &prior->items[i], &config->items[i]) ||
             (field->flags & FIELD_COMPUTED && value_is_null(&config->items[i]));
    }
    return ok;
}

static struct value proposed_set(struct arena *arena, const struct block *block,
                                 const struct value *prior, const struct value *config)
{
    struct value *items = arena_alloc(arena, config->count, sizeof(*items));
    bool *used = arena_alloc(arena, value_is_known(prior) ? prior->count : 0, sizeof(*used));

    for (size_t i = 0; i < config->count; i++) {
        const struct value *match = &nothing;

        for (size_t j = 0; value_is_known(prior) && j < prior->count; j++) {
            if (!used[j] && may_continue(block, &prior->items[j], &config->items[i])) {
                used[j] = true;
                match = &prior->items[j];
                break;
            }
        }
        items[i] = oracle_proposed(arena, block, match, &config->items[i]);
    }
    return value_items(items, config->count);
}

static struct value proposed_list(struct arena *arena, const struct block *block,
                                  const struct value *prior, const struct value *config)
{
    struct value *items = arena_alloc(arena, config->count, sizeof(*items));

    for (size_t i = 0; i < config->count; i++) {
        bool continues = value_is_known(prior) && i < prior->count;

        items[i] = oracle_proposed(arena, block, continues ? &prior->items[i] : &nothing,
                                   &config->items[i]);
    }
    return value_items(items, config->count);
}

static struct value proposed_map(struct arena *arena, const struct block *block,
                                 const struct value *prior, const struct value *config)
{
    struct value out = { .state = VALUE_KNOWN, .entry_count = config->entry_count };

    out.entries = arena_alloc(arena, config->entry_count, sizeof(*out.entries));
    for (size_t i = 0; i < config->entry_count; i++) {
        const struct value *match = entry_value(prior, config->entries[i].key);

        out.entries[i].key = config->entries[i].key;
        out.entries[i].value =
            oracle_proposed(arena, block, match ? match : &nothing, &config->entries[i].value);
    }
    return out;
}

static struct value proposed_block(struct arena *arena, const struct type *type,
                                   const struct value *prior, const struct value *config)
{
    if (!value_is_known(config)) {
        return *config;
    }
    if (type->kind == KIND_OBJECT) {
        return oracle_proposed(arena, type->object, prior, config);
    }
    if (type->kind == KIND_LIST) {
        return proposed_list(arena, type->element->object, prior, config);
    }
    return (type->kind == KIND_MAP ? proposed_map : proposed_set)(arena, type->element->object,
                                                                  prior, config);
}

struct value oracle_proposed(struct arena *arena, const struct block *block,
                             const struct value *prior, const struct value *config)
{
    struct value *rows = arena_alloc(arena, block->count, sizeof(*rows));

    if (!value_is_known(config)) {
        return *config;
    }
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        const struct value *before = value_is_known(prior) ? &prior->items[i] : &nothing;
        const struct value *wanted = &config->items[i];

        if (field->flags & FIELD_BLOCK) {
            rows[i] = proposed_block(arena, field->type, before, wanted);
        } else if (field->flags & FIELD_COMPUTED && value_is_null(wanted)) {
            rows[i] = *before;
        } else {
            rows[i] = *wanted;
        }
    }
    return value_items(rows, block->count);
}

/* NOLINTEND(misc-no-recursion) */
