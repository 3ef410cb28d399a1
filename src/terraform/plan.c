#include "terraform/plan.h"

#include "terraform/plan_match.h"

#include <assert.h>

/* Where in the object a row is planned. */
struct scope {
    struct arena *arena;
    bool unmatched; /* the prior elements cannot be told yet: what they give is unknown */
};

static struct value plan_object(const struct scope *scope, const struct block *block,
                                const struct value *prior, const struct value *config);

static bool is_computed_only(const struct field *field)
{
    return field->flags & FIELD_COMPUTED && !(field->flags & FIELD_OPTIONAL);
}

/* What a row is when nobody sets it: field.unset, else an empty collection or null. */
static struct value unset_value(const struct field *field)
{
    struct str text = str_from(field->unset);

    switch (field->type->kind) {
    case KIND_BOOL:
        return field->unset ? value_bool(str_eq(text, STR("true"))) : value_null();
    case KIND_NUMBER:
    case KIND_STRING:
        return field->unset ? value_string(text) : value_null();
    case KIND_LIST:
    case KIND_SET:
    case KIND_MAP:
        return (struct value){ .state = VALUE_KNOWN };
    case KIND_OBJECT:
        return value_null();
    }
    return value_null();
}

/* An optional + computed row that the configuration leaves null. `prior` is NULL when there is
 * no prior element. */
static struct value plan_unconfigured(const struct scope *scope, const struct field *field,
                                      const struct value *prior)
{
    if (scope->unmatched) {
        return value_unknown();
    }
    if (!prior) {
        return field->flags & FIELD_DEFAULT ? unset_value(field) : value_null();
    }
    if (field->flags & FIELD_STICKY || field_is_unset(field, prior)) {
        return *prior;
    }
    return unset_value(field);
}

/* An explicit "" takes away what cannot be taken away, just as no configuration does. */
static bool cannot_clear(const struct field *field, const struct value *config)
{
    return field->flags & FIELD_STICKY && value_is_known(config) &&
           field_is_unset(field, config);
}

static struct value plan_attribute(const struct scope *scope, const struct field *field,
                                   const struct value *prior, const struct value *config)
{
    if (field->flags & FIELD_WRITE_ONLY) {
        return value_null();
    }
    if (!(field->flags & FIELD_COMPUTED)) {
        return *config;
    }
    if (is_computed_only(field)) {
        return prior ? *prior : value_unknown();
    }
    if (value_is_null(config)) {
        return plan_unconfigured(scope, field, prior);
    }
    if (prior && !value_is_null(prior) &&
        (field_same(field, prior, config) || cannot_clear(field, config))) {
        return *prior;
    }
    return *config;
}

/* One element of a block; `prior` is NULL when there is none. */
static struct value plan_element(const struct scope *scope, const struct block *block,
                                 const struct value *prior, const struct value *config)
{
    return value_is_known(config) ? plan_object(scope, block, prior, config) : *config;
}

static struct value plan_single(const struct scope *scope, const struct type *type,
                                const struct value *prior, const struct value *config)
{
    return plan_object(scope, type->object, prior, config);
}

static struct value plan_list(const struct scope *scope, const struct type *type,
                              const struct value *prior, const struct value *config)
{
    struct value *items = arena_alloc(scope->arena, config->count, sizeof(*items));

    for (size_t i = 0; i < config->count; i++) {
        items[i] = plan_element(scope, type->element->object,
                                prior && i < prior->count ? &prior->items[i] : NULL,
                                &config->items[i]);
    }
    return value_items(items, config->count);
}

/* Sorted, so that the plan does not depend on the order in which a set is written. */
static struct value sorted_set(struct arena *arena, const struct type *type,
                               const struct value *set)
{
    struct value *items = arena_alloc(arena, set->count, sizeof(*items));

    for (size_t i = 0; i < set->count; i++) {
        items[i] = set->items[i];
    }
    return value_set(type, items, set->count);
}

/* An element of a set without a partner. Configured elements that mean the same may have become
 * one when they were applied: then this one is a prior element too, although another has it. */
static struct value plan_lone_element(const struct scope *scope, const struct type *element,
                                      const struct value *before, const struct value *config)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct value *prior = &before->items[i];
        struct value planned;

        if (!plan_match_fits(element->object, prior, config)) {
            continue;
        }
        planned = plan_element(scope, element->object, prior, config);
        if (value_equal(element, prior, &planned)) {
            return planned;
        }
    }
    return plan_element(scope, element->object, NULL, config);
}

static struct value plan_set(const struct scope *scope, const struct type *type,
                             const struct value *prior, const struct value *config)
{
    struct scope inner = *scope;
    const struct type *element = type->element;
    struct value sorted = sorted_set(scope->arena, type, config);
    struct value before = { .state = VALUE_KNOWN };
    struct value *items = arena_alloc(scope->arena, config->count, sizeof(*items));
    const struct value **matches;

    inner.unmatched = inner.unmatched || !value_wholly_known(type, config);
    if (prior && !inner.unmatched) {
        before = sorted_set(scope->arena, type, prior);
    }
    matches = plan_match(scope->arena, element->object, &before, &sorted);
    for (size_t i = 0; i < sorted.count; i++) {
        const struct value *wanted = &sorted.items[i];

        items[i] = matches[i] ? plan_element(&inner, element->object, matches[i], wanted)
                              : plan_lone_element(&inner, element, &before, wanted);
    }
    return value_set(type, items, sorted.count);
}

static const struct value *entry_of(const struct value *map, struct str key)
{
    for (size_t i = 0; map && i < map->entry_count; i++) {
        if (str_eq(map->entries[i].key, key)) {
            return &map->entries[i].value;
        }
    }
    return NULL;
}

static struct value plan_map(const struct scope *scope, const struct type *type,
                             const struct value *prior, const struct value *config)
{
    struct value out = { .state = VALUE_KNOWN, .entry_count = config->entry_count };

    out.entries = arena_alloc(scope->arena, config->entry_count, sizeof(*out.entries));
    for (size_t i = 0; i < config->entry_count; i++) {
        struct str key = config->entries[i].key;

        out.entries[i].key = key;
        out.entries[i].value = plan_element(scope, type->element->object, entry_of(prior, key),
                                            &config->entries[i].value);
    }
    return out;
}

static struct value plan_block(const struct scope *scope, const struct field *field,
                               const struct value *prior, const struct value *config)
{
    static struct value (*const by_kind[KIND_COUNT])(
        const struct scope *scope, const struct type *type, const struct value *prior,
        const struct value *config) = {
        [KIND_LIST] = plan_list,
        [KIND_SET] = plan_set,
        [KIND_MAP] = plan_map,
        [KIND_OBJECT] = plan_single,
    };
    const struct type *type = field->type;

    assert(by_kind[type->kind]);
    if (value_is_known(config)) {
        return by_kind[type->kind](scope, type, prior && value_is_known(prior) ? prior : NULL,
                                   config);
    }
    if (value_is_null(config) && type->kind != KIND_OBJECT) {
        return (struct value){ .state = VALUE_KNOWN };
    }
    return *config;
}

static struct value plan_object(const struct scope *scope, const struct block *block,
                                const struct value *prior, const struct value *config)
{
    struct value *rows = arena_alloc(scope->arena, block->count, sizeof(*rows));
    bool continues = prior && value_is_known(prior);

    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        const struct value *before = continues ? &prior->items[i] : NULL;

        rows[i] = (field->flags & FIELD_BLOCK ? plan_block : plan_attribute)(
            scope, field, before, &config->items[i]);
    }
    return value_items(rows, block->count);
}

/* Makes unknown what a change makes anew: computed rows at any depth of blocks. */
struct marker {
    struct arena *arena;
    bool replacing; /* FIELD_KEEP rows too */
};

static struct value mark_row(const struct marker *m, const struct field *field,
                             const struct value *v);

static struct value mark_object(const struct marker *m, const struct type *type,
                                const struct value *v)
{
    struct value *rows = arena_alloc(m->arena, v->count, sizeof(*rows));

    for (size_t i = 0; i < v->count; i++) {
        rows[i] = mark_row(m, &type->object->fields[i], &v->items[i]);
    }
    return value_items(rows, v->count);
}

static struct value mark_element(const struct marker *m, const struct type *type,
                                 const struct value *v)
{
    return value_is_known(v) ? mark_object(m, type, v) : *v;
}

static struct value mark_items(const struct marker *m, const struct type *type,
                               const struct value *v)
{
    struct value *items = arena_alloc(m->arena, v->count, sizeof(*items));

    for (size_t i = 0; i < v->count; i++) {
        items[i] = mark_element(m, type->element, &v->items[i]);
    }
    return value_items(items, v->count);
}

static struct value mark_map(const struct marker *m, const struct type *type,
                             const struct value *v)
{
    struct value out = { .state = VALUE_KNOWN, .entry_count = v->entry_count };

    out.entries = arena_alloc(m->arena, v->entry_count, sizeof(*out.entries));
    for (size_t i = 0; i < v->entry_count; i++) {
        out.entries[i].key = v->entries[i].key;
        out.entries[i].value = mark_element(m, type->element, &v->entries[i].value);
    }
    return out;
}

static struct value mark_row(const struct marker *m, const struct field *field,
                             const struct value *v)
{
    static struct value (*const by_kind[KIND_COUNT])(
        const struct marker *m, const struct type *type, const struct value *v) = {
        [KIND_LIST] = mark_items,
        [KIND_SET] = mark_items,
        [KIND_MAP] = mark_map,
        [KIND_OBJECT] = mark_object,
    };
    bool stays = field->flags & FIELD_KEEP && !m->replacing && !value_is_null(v);

    if (field->flags & FIELD_BLOCK) {
        return value_is_known(v) ? by_kind[field->type->kind](m, field->type, v) : *v;
    }
    return is_computed_only(field) && !stays ? value_unknown() : *v;
}

static bool asks_for_replacement(const struct plan_op *op)
{
    bool any = false;

    for (size_t i = 0; i < op->block->count; i++) {
        any = any || op->replace[i];
    }
    return any;
}

static bool changes(const struct plan_op *op)
{
    struct type root = { .kind = KIND_OBJECT, .object = op->block };

    return !value_equal(&root, op->prior, &op->planned);
}

void plan_generic(struct arena *arena, struct plan_op *op)
{
    struct scope scope = { .arena = arena };
    struct type root = { .kind = KIND_OBJECT, .object = op->block };
    struct marker marker = { .arena = arena };

    if (value_is_null(op->config)) {
        op->planned = value_null();
        return;
    }
    op->planned = plan_object(&scope, op->block, op->prior, op->config);
    if (value_is_null(op->prior) || !changes(op)) {
        return;
    }
    for (size_t i = 0; i < op->block->count; i++) {
        const struct field *field = &op->block->fields[i];

        op->replace[i] = field->flags & FIELD_REPLACE &&
                         !field_same(field, &op->prior->items[i], &op->planned.items[i]);
    }
    marker.replacing = asks_for_replacement(op);
    op->planned = mark_object(&marker, &root, &op->planned);
}

void plan_finish(struct arena *arena, struct plan_op *op)
{
    struct marker marker = { arena, asks_for_replacement(op) };

    if (!value_is_known(op->prior) || !value_is_known(&op->planned) ||
        (!marker.replacing && !changes(op))) {
        return;
    }
    for (size_t i = 0; i < op->block->count; i++) {
        const struct field *field = &op->block->fields[i];
        struct value *planned = &op->planned.items[i];

        if (value_equal(field->type, &op->prior->items[i], planned)) {
            *planned = mark_row(&marker, field, planned);
        }
    }
}

/* Blocks with computed rows are looked at as a whole: one that has changed rows, or rows that
 * are unknown for a change, keeps the plan from settling. */
void plan_settle(struct plan_op *op)
{
    if (!value_is_known(op->prior) || !value_is_known(&op->planned) ||
        asks_for_replacement(op)) {
        return;
    }
    for (size_t i = 0; i < op->block->count; i++) {
        const struct field *field = &op->block->fields[i];
        const struct value *planned = &op->planned.items[i];
        bool made_unknown = is_computed_only(field) && planned->state == VALUE_UNKNOWN;

        if (!made_unknown && !value_equal(field->type, &op->prior->items[i], planned)) {
            return;
        }
    }
    for (size_t i = 0; i < op->block->count; i++) {
        op->planned.items[i] = op->prior->items[i];
    }
}

bool plan_row_allowed(const struct plan_op *op, size_t row)
{
    const struct field *field = &op->block->fields[row];
    const struct value *config = &op->config->items[row];
    const struct value *planned = &op->planned.items[row];

    if (field->flags & FIELD_BLOCK) {
        return true;
    }
    if (field->flags & FIELD_WRITE_ONLY) {
        return value_is_null(planned);
    }
    if (value_equal(field->type, planned, config)) {
        return true;
    }
    if (value_is_null(config)) {
        return field->flags & FIELD_COMPUTED;
    }
    return value_is_known(op->prior) && !value_is_null(&op->prior->items[row]) &&
           value_equal(field->type, planned, &op->prior->items[row]);
}
