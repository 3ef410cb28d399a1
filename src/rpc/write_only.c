#include "rpc/write_only.h"

static void refuse_in(struct diags *diags, const struct path *path, const struct type *type,
                      const struct value *v);

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the provider's own tables. */
static void refuse_in_object(struct diags *diags, const struct path *path,
                             const struct block *block, const struct value *object)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        const struct path *at = path_attribute(diags->arena, path, str_from(field->name));

        if (!(field->flags & FIELD_WRITE_ONLY)) {
            refuse_in(diags, at, field->type, &object->items[i]);
        } else if (!value_is_null(&object->items[i])) {
            diags_error(
                diags, at, "Write-only argument not supported",
                "%s is write-only: it may not come into the state, and this version of "
                "Terraform or OpenTofu cannot keep it out. Use Terraform 1.11, OpenTofu "
                "1.11 or newer, or leave the argument out.",
                field->name);
        }
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the provider's own tables. */
static void refuse_in(struct diags *diags, const struct path *path, const struct type *type,
                      const struct value *v)
{
    if (!value_is_known(v)) {
        return;
    }
    if (type->kind == KIND_OBJECT) {
        refuse_in_object(diags, path, type->object, v);
    } else if (type->kind == KIND_LIST) {
        for (size_t i = 0; i < v->count; i++) {
            refuse_in(diags, path_index(diags->arena, path, (int64_t)i), type->element,
                      &v->items[i]);
        }
    } else if (type->kind == KIND_MAP) {
        for (size_t i = 0; i < v->entry_count; i++) {
            refuse_in(diags, path_key(diags->arena, path, v->entries[i].key), type->element,
                      &v->entries[i].value);
        }
    }
}

void write_only_refuse(struct diags *diags, const struct block *block,
                       const struct value *config)
{
    const struct type type = { .kind = KIND_OBJECT, .object = block };

    refuse_in(diags, NULL, &type, config);
}
