#include "terraform/support_generator.h"

/* NOLINTBEGIN(misc-no-recursion): generator_block makes two levels of blocks at most. */
/* NOLINTBEGIN(readability-magic-numbers): the shares of a random choice have no names. */

enum {
    MAX_ROWS = 6,
    MAX_ITEMS = 4,
};

static const char *const texts[] = { "", "a", "b", "c", "none" };
static const char *const numbers[] = {
    "0", "1", "-7", "0.1", "9007199254740993", "12345678901234567890123"
};
static const char *const keys[] = { "k0", "k1", "k2", "k3" };

struct generator generator_new(struct arena *arena, uint64_t seed)
{
    return (struct generator){ .arena = arena, .state = seed };
}

/* splitmix64 */
static uint64_t next(struct generator *g)
{
    uint64_t z;

    g->state += 0x9e3779b97f4a7c15U;
    z = g->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

size_t generator_below(struct generator *g, size_t limit)
{
    return (size_t)(next(g) % limit);
}

bool generator_chance(struct generator *g, unsigned percent)
{
    return generator_below(g, 100) < percent;
}

static const struct type *new_type(struct generator *g, struct type type)
{
    struct type *out = arena_alloc(g->arena, 1, sizeof(*out));

    *out = type;
    return out;
}

static const struct type *scalar_type(struct generator *g)
{
    static const struct type *const types[] = { &type_bool, &type_number, &type_string };

    return types[generator_below(g, ARRAY_LEN(types))];
}

static const struct type *attribute_type(struct generator *g)
{
    static const enum kind collections[] = { KIND_LIST, KIND_SET, KIND_MAP };

    if (generator_chance(g, 60)) {
        return scalar_type(g);
    }
    return new_type(g, (struct type){ .kind = collections[generator_below(g, 3)],
                                      .element = scalar_type(g) });
}

static const char *unset_text(struct generator *g, const struct type *type)
{
    switch (type->kind) {
    case KIND_BOOL:
        return generator_chance(g, 50) ? "false" : "true";
    case KIND_NUMBER:
        return "0";
    case KIND_STRING:
        return "none";
    case KIND_LIST:
    case KIND_SET:
    case KIND_MAP:
    case KIND_OBJECT:
        return NULL;
    }
    return NULL;
}

static void choose_policy(struct generator *g, struct field *field)
{
    field->flags = FIELD_OPTIONAL | FIELD_COMPUTED;
    if (generator_chance(g, 60)) {
        field->unset = unset_text(g, field->type);
    }
    if (generator_chance(g, 30)) {
        field->flags |= FIELD_STICKY;
    } else if (field->unset && generator_chance(g, 50)) {
        field->flags |= FIELD_DEFAULT;
    }
}

static void choose_flags(struct generator *g, struct field *field, bool in_set)
{
    switch (generator_below(g, 6)) {
    case 0:
        field->flags = FIELD_REQUIRED;
        break;
    case 1:
        field->flags = FIELD_OPTIONAL;
        break;
    case 2:
        field->flags = FIELD_COMPUTED;
        break;
    case 3:
        field->flags = FIELD_COMPUTED | FIELD_KEEP;
        break;
    default:
        choose_policy(g, field);
        break;
    }
    if (field->flags == FIELD_OPTIONAL && !in_set && generator_chance(g, 20)) {
        field->flags |= FIELD_WRITE_ONLY;
    }
    if (!(field->flags & FIELD_WRITE_ONLY) && generator_chance(g, 20)) {
        field->flags |= FIELD_REPLACE;
    }
}

static const struct block *new_block(struct generator *g, size_t levels, bool in_set);

static void choose_block(struct generator *g, struct field *field, size_t levels, bool in_set)
{
    static const enum kind kinds[] = { KIND_OBJECT, KIND_LIST, KIND_SET, KIND_MAP };
    enum kind kind = kinds[generator_below(g, ARRAY_LEN(kinds))];
    struct type object = { .kind = KIND_OBJECT };

    object.object = new_block(g, levels - 1, in_set || kind == KIND_SET);
    field->flags = FIELD_BLOCK | (generator_chance(g, 20) ? FIELD_REPLACE : 0U);
    field->type = kind == KIND_OBJECT
                      ? new_type(g, object)
                      : new_type(g, (struct type){ kind, new_type(g, object), NULL });
}

static const struct block *new_block(struct generator *g, size_t levels, bool in_set)
{
    struct block *block = arena_alloc(g->arena, 1, sizeof(*block));
    size_t count = 1 + generator_below(g, MAX_ROWS);
    struct field *fields = arena_alloc(g->arena, count, sizeof(*fields));

    for (size_t i = 0; i < count; i++) {
        struct field *field = &fields[i];

        field->name = arena_printf(g->arena, "r%zu", i).data;
        if (levels > 0 && generator_chance(g, 30)) {
            choose_block(g, field, levels, in_set);
            continue;
        }
        field->type = attribute_type(g);
        choose_flags(g, field, in_set);
    }
    *block = (struct block){ .fields = fields, .count = count };
    return block;
}

const struct block *generator_block(struct generator *g)
{
    return new_block(g, 2, false);
}

/* What the walk over the rows of a block makes. */
enum purpose {
    MAKE_CONFIG,
    MAKE_STATE,
};

static struct value make_object(struct generator *g, const struct block *block,
                                enum purpose purpose);

static struct value make_value(struct generator *g, const struct type *type,
                               enum purpose purpose);

static struct value make_items(struct generator *g, const struct type *type,
                               enum purpose purpose)
{
    size_t count = generator_below(g, MAX_ITEMS);
    struct value *items = arena_alloc(g->arena, count, sizeof(*items));

    for (size_t i = 0; i < count; i++) {
        bool unknown = type->element->kind != KIND_OBJECT && generator_chance(g, g->unknown);

        items[i] = unknown ? value_unknown() : make_value(g, type->element, purpose);
    }
    return type->kind == KIND_SET ? value_set(type, items, count) : value_items(items, count);
}

static struct value make_map(struct generator *g, const struct type *type, enum purpose purpose)
{
    size_t count = generator_below(g, MAX_ITEMS);
    struct value_entry *entries = arena_alloc(g->arena, count, sizeof(*entries));

    for (size_t i = 0; i < count; i++) {
        entries[i].key = str_from(keys[generator_below(g, ARRAY_LEN(keys))]);
        entries[i].value = make_value(g, type->element, purpose);
    }
    return value_map(entries, count);
}

/* Known, or with unknown parts inside. */
static struct value make_value(struct generator *g, const struct type *type,
                               enum purpose purpose)
{
    switch (type->kind) {
    case KIND_BOOL:
        return value_bool(generator_chance(g, 50));
    case KIND_NUMBER:
        return value_string(str_from(numbers[generator_below(g, ARRAY_LEN(numbers))]));
    case KIND_STRING:
        return value_string(str_from(texts[generator_below(g, ARRAY_LEN(texts))]));
    case KIND_LIST:
    case KIND_SET:
        return make_items(g, type, purpose);
    case KIND_MAP:
        return make_map(g, type, purpose);
    case KIND_OBJECT:
        return make_object(g, type->object, purpose);
    }
    return value_null();
}

static struct value make_row(struct generator *g, const struct field *field,
                             enum purpose purpose)
{
    bool single = field->type->kind == KIND_OBJECT;
    bool absent = generator_chance(g, 40);

    if (field->flags & FIELD_BLOCK) {
        if (!single && generator_chance(g, g->unknown)) {
            return value_unknown();
        }
        return single && absent ? value_null() : make_value(g, field->type, purpose);
    }
    if (purpose == MAKE_STATE) {
        absent = absent || field->flags & FIELD_WRITE_ONLY;
    } else if (field->flags & FIELD_REQUIRED) {
        absent = false;
    } else if (!(field->flags & FIELD_OPTIONAL)) {
        absent = true;
    }
    if (absent) {
        return value_null();
    }
    return generator_chance(g, g->unknown) ? value_unknown()
                                           : make_value(g, field->type, purpose);
}

static struct value make_object(struct generator *g, const struct block *block,
                                enum purpose purpose)
{
    struct value *rows = arena_alloc(g->arena, block->count, sizeof(*rows));

    for (size_t i = 0; i < block->count; i++) {
        rows[i] = make_row(g, &block->fields[i], purpose);
    }
    return value_items(rows, block->count);
}

struct value generator_config(struct generator *g, const struct block *block)
{
    return make_object(g, block, MAKE_CONFIG);
}

struct value generator_state(struct generator *g, const struct block *block)
{
    unsigned unknown = g->unknown;
    struct value out;

    g->unknown = 0;
    out = make_object(g, block, MAKE_STATE);
    g->unknown = unknown;
    return out;
}

/* A walk over a value that makes another: what each known scalar, unknown part and row becomes.
 * The row is NULL inside an attribute's collection. */
struct change {
    struct value (*part)(struct generator *g, const struct field *field,
                         const struct type *type, const struct value *v);
    struct value (*finish)(struct generator *g, const struct type *type, struct value v);
};

static struct value walk(struct generator *g, const struct change *c, const struct field *field,
                         const struct type *type, const struct value *v);

static struct value walk_items(struct generator *g, const struct change *c,
                               const struct type *type, const struct value *v)
{
    struct value *items = arena_alloc(g->arena, v->count, sizeof(*items));

    for (size_t i = 0; i < v->count; i++) {
        items[i] = walk(g, c, NULL, type->element, &v->items[i]);
    }
    return type->kind == KIND_SET ? value_set(type, items, v->count)
                                  : value_items(items, v->count);
}

static struct value walk_map(struct generator *g, const struct change *c,
                             const struct type *type, const struct value *v)
{
    struct value out = { .state = VALUE_KNOWN, .entry_count = v->entry_count };

    out.entries = arena_alloc(g->arena, v->entry_count, sizeof(*out.entries));
    for (size_t i = 0; i < v->entry_count; i++) {
        out.entries[i].key = v->entries[i].key;
        out.entries[i].value = walk(g, c, NULL, type->element, &v->entries[i].value);
    }
    return out;
}

static struct value walk_object(struct generator *g, const struct change *c,
                                const struct block *block, const struct value *v)
{
    struct value *rows = arena_alloc(g->arena, block->count, sizeof(*rows));

    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];

        rows[i] = walk(g, c, field, field->type, &v->items[i]);
    }
    return value_items(rows, block->count);
}

static struct value walk(struct generator *g, const struct change *c, const struct field *field,
                         const struct type *type, const struct value *v)
{
    struct value out = c->part(g, field, type, v);

    if (value_is_known(&out)) {
        switch (type->kind) {
        case KIND_BOOL:
        case KIND_NUMBER:
        case KIND_STRING:
            break;
        case KIND_LIST:
        case KIND_SET:
            out = walk_items(g, c, type, &out);
            break;
        case KIND_MAP:
            out = walk_map(g, c, type, &out);
            break;
        case KIND_OBJECT:
            out = walk_object(g, c, type->object, &out);
            break;
        }
    }
    return c->finish ? c->finish(g, type, out) : out;
}

static struct value walk_root(struct generator *g, const struct change *c,
                              const struct block *block, const struct value *v)
{
    return value_is_known(v) ? walk_object(g, c, block, v) : *v;
}

static struct value learn(struct generator *g, const struct field *field,
                          const struct type *type, const struct value *v)
{
    if (v->state != VALUE_UNKNOWN) {
        return *v;
    }
    if (field && field->flags & FIELD_OPTIONAL && generator_chance(g, 25)) {
        return value_null();
    }
    return make_value(g, type, MAKE_CONFIG);
}

struct value generator_known_config(struct generator *g, const struct block *block,
                                    const struct value *config)
{
    static const struct change change = { .part = learn };
    unsigned unknown = g->unknown;
    struct value out;

    g->unknown = 0;
    out = walk_root(g, &change, block, config);
    g->unknown = unknown;
    return out;
}

/* Scalars that no other value is equal to, so that elements of sets stay apart. */
static struct value fresh_value(struct generator *g, const struct type *type)
{
    if (type->kind == KIND_STRING) {
        return value_string(
            arena_printf(g->arena, "fresh%llu", (unsigned long long)g->fresh++));
    }
    if (type->kind == KIND_NUMBER) {
        return value_int(g->arena, (int64_t)(1000 + g->fresh++));
    }
    return make_value(g, type, MAKE_STATE);
}

static struct value fill_in(struct generator *g, const struct field *field,
                            const struct type *type, const struct value *v)
{
    if (v->state != VALUE_UNKNOWN) {
        return *v;
    }
    if (field && field->flags & FIELD_COMPUTED && generator_chance(g, 10)) {
        return value_null();
    }
    return fresh_value(g, type);
}

struct value generator_applied(struct generator *g, const struct block *block,
                               const struct value *planned)
{
    static const struct change change = { .part = fill_in };
    unsigned unknown = g->unknown;
    struct value out;

    g->unknown = 0;
    out = walk_root(g, &change, block, planned);
    g->unknown = unknown;
    return out;
}

static struct value respelled(struct generator *g, const struct field *field)
{
    enum kind kind = field->type->kind;

    if (generator_chance(g, 30)) {
        return value_null();
    }
    if (kind == KIND_LIST || kind == KIND_SET || kind == KIND_MAP) {
        return (struct value){ .state = VALUE_KNOWN };
    }
    if (kind == KIND_STRING && (!field->unset || generator_chance(g, 50))) {
        return value_string(STR(""));
    }
    if (kind == KIND_BOOL && field->unset) {
        return value_bool(field->unset[0] == 't');
    }
    return field->unset ? value_string(str_from(field->unset)) : value_null();
}

/* Elements of sets are left alone: they have no counterpart by position. */
static struct value respell_block(struct generator *g, const struct type *type,
                                  const struct value *config, const struct value *state)
{
    struct value out = *state;

    if (!value_is_known(config) || !value_is_known(state)) {
        return out;
    }
    if (type->kind == KIND_OBJECT) {
        return generator_respelled(g, type->object, config, state);
    }
    if (type->kind != KIND_LIST || config->count != state->count) {
        return out;
    }
    out.items = arena_alloc(g->arena, state->count, sizeof(*out.items));
    for (size_t i = 0; i < state->count; i++) {
        out.items[i] =
            generator_respelled(g, type->element->object, &config->items[i], &state->items[i]);
    }
    return out;
}

struct value generator_respelled(struct generator *g, const struct block *block,
                                 const struct value *config, const struct value *state)
{
    struct value *rows = arena_alloc(g->arena, block->count, sizeof(*rows));
    unsigned choice = FIELD_OPTIONAL | FIELD_COMPUTED;

    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];

        rows[i] = state->items[i];
        if (field->flags & FIELD_BLOCK) {
            rows[i] = respell_block(g, field->type, &config->items[i], &state->items[i]);
        } else if ((field->flags & choice) == choice && value_is_null(&config->items[i]) &&
                   field_is_unset(field, &state->items[i])) {
            rows[i] = respelled(g, field);
        }
    }
    return value_items(rows, block->count);
}

static struct value keep(struct generator *g, const struct field *field,
                         const struct type *type, const struct value *v)
{
    (void)g;
    (void)field;
    (void)type;
    return *v;
}

static struct value shuffle(struct generator *g, const struct type *type, struct value v)
{
    for (size_t i = v.count; value_is_known(&v) && type->kind == KIND_SET && i > 1; i--) {
        size_t j = generator_below(g, i);
        struct value swapped = v.items[j];

        v.items[j] = v.items[i - 1];
        v.items[i - 1] = swapped;
    }
    return v;
}

struct value generator_shuffled(struct generator *g, const struct type *type,
                                const struct value *v)
{
    static const struct change change = { .part = keep, .finish = shuffle };

    return walk(g, &change, NULL, type, v);
}

static struct value change_some(struct generator *g, const struct field *field,
                                const struct type *type, const struct value *v)
{
    (void)field;
    if (type->kind == KIND_OBJECT || generator_chance(g, 90)) {
        return *v;
    }
    return generator_chance(g, 30) ? value_null() : make_value(g, type, MAKE_STATE);
}

struct value generator_changed(struct generator *g, const struct type *type,
                               const struct value *v)
{
    static const struct change change = { .part = change_some };

    return walk(g, &change, NULL, type, v);
}

/* NOLINTEND(readability-magic-numbers) */
/* NOLINTEND(misc-no-recursion) */
