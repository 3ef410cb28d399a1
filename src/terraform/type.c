#include "base/mem.h"
#include "base/strbuf.h"
#include "terraform/schema.h"
#include "terraform/value.h"

const struct type type_bool = { .kind = KIND_BOOL };
const struct type type_number = { .kind = KIND_NUMBER };
const struct type type_string = { .kind = KIND_STRING };
const struct type type_string_list = { .kind = KIND_LIST, .element = &type_string };
const struct type type_string_set = { .kind = KIND_SET, .element = &type_string };
const struct type type_string_map = { .kind = KIND_MAP, .element = &type_string };

enum {
    TYPE_TEXT_BYTES =
        16 * 1024 * 1024 /* the types are our own tables: no input is that large */
};

static const char *const names[KIND_COUNT] = {
    [KIND_BOOL] = "bool",     [KIND_NUMBER] = "number", [KIND_STRING] = "string",
    [KIND_LIST] = "list",     [KIND_SET] = "set",       [KIND_MAP] = "map",
    [KIND_OBJECT] = "object",
};

static void add_json(struct strbuf *out, const struct type *type);

static void add_primitive(struct strbuf *out, const struct type *type)
{
    strbuf_printf(out, "\"%s\"", names[type->kind]);
}

static void add_collection(struct strbuf *out, const struct type *type)
{
    strbuf_printf(out, "[\"%s\",", names[type->kind]);
    add_json(out, type->element);
    strbuf_add_char(out, ']');
}

static void add_object(struct strbuf *out, const struct type *type)
{
    strbuf_add(out, STR("[\"object\",{"));
    for (size_t i = 0; i < type->object->count; i++) {
        const struct field *field = &type->object->fields[i];

        strbuf_printf(out, "%s\"%s\":", i > 0 ? "," : "", field->name);
        add_json(out, field->type);
    }
    strbuf_add(out, STR("}]"));
}

static void add_json(struct strbuf *out, const struct type *type)
{
    static void (*const adders[KIND_COUNT])(struct strbuf *out, const struct type *type) = {
        [KIND_BOOL] = add_primitive,   [KIND_NUMBER] = add_primitive,
        [KIND_STRING] = add_primitive, [KIND_LIST] = add_collection,
        [KIND_SET] = add_collection,   [KIND_MAP] = add_collection,
        [KIND_OBJECT] = add_object,
    };

    adders[type->kind](out, type);
}

struct str type_json(struct arena *arena, const struct type *type)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, TYPE_TEXT_BYTES);
    add_json(&text, type);
    if (text.failed) {
        mem_fatal("the description of a type is too large");
    }
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

struct str type_name(struct arena *arena, const struct type *type)
{
    struct str out = arena_printf(arena, "%s", names[type->kind]);

    for (type = type->element; type; type = type->element) {
        out = arena_printf(arena, "%.*s of %s", STR_ARG(out), names[type->kind]);
    }
    return out;
}
