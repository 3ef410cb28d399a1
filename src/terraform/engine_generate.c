#include "terraform/engine.h"
#include "terraform/engine_check.h"
#include "terraform/walk.h"

static struct value written_rows(struct arena *arena, const struct block *block,
                                 const struct value *object);

static struct value written_items(struct arena *arena, const struct type *type,
                                  const struct value *v)
{
    struct value *items = arena_alloc(arena, v->count, sizeof(*items));

    for (size_t i = 0; i < v->count; i++) {
        items[i] = written_rows(arena, type->element->object, &v->items[i]);
    }
    return type->kind == KIND_SET ? value_set(type, items, v->count)
                                  : value_items(items, v->count);
}

static struct value written_entries(struct arena *arena, const struct type *type,
                                    const struct value *v)
{
    struct value_entry *entries = arena_alloc(arena, v->entry_count, sizeof(*entries));

    for (size_t i = 0; i < v->entry_count; i++) {
        entries[i].key = v->entries[i].key;
        entries[i].value = written_rows(arena, type->element->object, &v->entries[i].value);
    }
    return value_map(entries, v->entry_count);
}

static struct value written_object(struct arena *arena, const struct type *type,
                                   const struct value *v)
{
    return written_rows(arena, type->object, v);
}

static struct value written_block(struct arena *arena, const struct type *type,
                                  const struct value *v)
{
    static struct value (*const by_kind[KIND_COUNT])(
        struct arena *arena, const struct type *type, const struct value *v) = {
        [KIND_LIST] = written_items,
        [KIND_SET] = written_items,
        [KIND_MAP] = written_entries,
        [KIND_OBJECT] = written_object,
    };

    return value_is_null(v) ? *v : by_kind[type->kind](arena, type, v);
}

/* What the service fills in and what means "not set" need not be written. */
static struct value written(struct arena *arena, const struct field *field,
                            const struct value *v)
{
    if (field->flags & FIELD_BLOCK) {
        return written_block(arena, field->type, v);
    }
    if (!(field->flags & (FIELD_REQUIRED | FIELD_OPTIONAL)) || field_is_unset(field, v)) {
        return value_null();
    }
    return *v;
}

static struct value written_rows(struct arena *arena, const struct block *block,
                                 const struct value *object)
{
    struct value out = value_object(arena, block);

    for (size_t i = 0; i < block->count; i++) {
        out.items[i] = written(arena, &block->fields[i], &object->items[i]);
    }
    return out;
}

void engine_generate(struct call *call, const struct resource_type *type,
                     const struct value *state, struct value *config)
{
    struct type root = { .kind = KIND_OBJECT, .object = type->schema->block };
    struct engine_subject subject = { type->name, type->schema->block };
    struct value known = walk_without_unknown(call->arena, &root, state);
    struct generate_op op = { .state = &known };

    *config = value_object(call->arena, type->schema->block);
    if (value_is_null(&known)) {
        return;
    }
    op.config = written_rows(call->arena, type->schema->block, &known);
    if (type->generate) {
        type->generate(call, &op);
    }
    if (call->diags->has_error ||
        !engine_is_sound(call, &subject, &op.config, "generating its configuration")) {
        *config = value_null();
        return;
    }
    *config = op.config;
}
