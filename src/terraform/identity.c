#include "terraform/identity.h"

#include "terraform/walk.h"

/* The row of the schema that a row of the identity is a copy of; identity_check makes sure that
 * there is one. */
static size_t row_of(const struct resource_type *type, size_t identity_row)
{
    const char *name = type->identity->block->fields[identity_row].name;

    return block_find(type->schema->block, str_from(name));
}

struct value identity_of(struct arena *arena, const struct resource_type *type,
                         const struct value *state)
{
    const struct block *block;
    struct value identity;

    if (!type->identity || !value_is_known(state)) {
        return value_null();
    }
    block = type->identity->block;
    identity = value_object(arena, block);
    for (size_t i = 0; i < block->count; i++) {
        identity.items[i] = state->items[row_of(type, i)];
        if (block->fields[i].flags & FIELD_REQUIRED && value_is_null(&identity.items[i])) {
            return value_null();
        }
    }
    return identity;
}

struct value identity_if_known(struct arena *arena, const struct resource_type *type,
                               const struct value *state)
{
    struct value identity = identity_of(arena, type, state);
    struct type object = { .kind = KIND_OBJECT };

    if (value_is_null(&identity)) {
        return identity;
    }
    object.object = type->identity->block;
    return value_wholly_known(&object, &identity) ? identity : value_null();
}

bool identity_validate(struct diags *diags, const struct resource_type *type,
                       const struct value *identity)
{
    const struct block *block = type->identity->block;
    size_t errors_before = diags->count;

    for (size_t i = 0; i < block->count; i++) {
        struct str name = str_from(block->fields[i].name);

        if (block->fields[i].flags & FIELD_REQUIRED && value_is_null(&identity->items[i])) {
            diags_error(diags, path_attribute(diags->arena, NULL, name), "Incomplete identity",
                        "The identity of %s needs %.*s, which is null. Give it a value in the "
                        "import block.",
                        type->name, STR_ARG(name));
        }
    }
    walk_validate(diags, block, identity);
    return diags->count == errors_before;
}

void identity_copy(const struct resource_type *type, const struct value *identity,
                   struct value *state)
{
    for (size_t i = 0; i < type->identity->block->count; i++) {
        state->items[row_of(type, i)] = identity->items[i];
    }
}

static enum status check_row(const struct resource_type *type, size_t row, struct err *err)
{
    const struct field *field = &type->identity->block->fields[row];
    size_t twin = row_of(type, row);
    enum kind kind = field->type->kind;

    if (field->flags != FIELD_REQUIRED && field->flags != FIELD_OPTIONAL) {
        return err_set(err, STATUS_INVALID,
                       "%s is something else in the identity than required or optional",
                       field->name);
    }
    if (kind == KIND_MAP || kind == KIND_SET || kind == KIND_OBJECT) {
        return err_set(err, STATUS_INVALID,
                       "%s is a map, a set or an object, which no identity may hold",
                       field->name);
    }
    if (twin == type->schema->block->count) {
        return err_set(err, STATUS_INVALID, "%s is in the identity, but not in the schema",
                       field->name);
    }
    if (type->schema->block->fields[twin].type != field->type) {
        return err_set(err, STATUS_INVALID,
                       "%s has another type in the identity than in the schema", field->name);
    }
    return STATUS_OK;
}

enum status identity_check(const struct resource_type *type, struct err *err)
{
    enum status status = type->identity ? schema_check(type->identity, err) : STATUS_OK;

    if (!type->identity || status != STATUS_OK) {
        return status;
    }
    /* Terraform asks for an upgrade even of states without an identity once there are versions
     * to tell apart. */
    if (type->identity->version != 0) {
        return err_set(err, STATUS_INVALID, "the identity's version is not 0");
    }
    for (size_t i = 0; status == STATUS_OK && i < type->identity->block->count; i++) {
        status = check_row(type, i, err);
    }
    return status;
}
