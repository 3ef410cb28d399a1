#include "terraform/walk.h"

#include "base/utf8.h"

#include <inttypes.h>

enum {
    SHOWN_BYTES = 80 /* of a wrong value; the rest is cut */
};

/* What is being checked, and where. */
struct spot {
    struct diags *diags;
    const struct field *field;
    const struct path *path;  /* of the diagnostic: ends at the first set */
    const struct path *label; /* as the text says it: goes on inside a set */
    bool in_set;
};

static const char *name_of(const struct spot *spot)
{
    return path_text(spot->diags->arena, spot->label).data;
}

/* The wrong value as a sentence's end, without the value when it is a secret. */
static const char *shown(const struct spot *spot, const struct value *v, const char *quote)
{
    struct str cut = utf8_cut(v->text, SHOWN_BYTES);

    if (spot->field->flags & FIELD_SENSITIVE) {
        return "it is something else, which is sensitive and not shown";
    }
    return arena_printf(spot->diags->arena, "it is %s%.*s%s%s", quote, STR_ARG(cut), quote,
                        cut.len < v->text.len ? " and more" : "")
        .data;
}

static const char *length_rule(const struct spot *spot)
{
    const struct field *field = spot->field;
    struct arena *arena = spot->diags->arena;

    if (field->max_len == 0) {
        return arena_printf(arena, "at least %zu", field->min_len).data;
    }
    if (field->min_len == 0) {
        return arena_printf(arena, "at most %zu", field->max_len).data;
    }
    return arena_printf(arena, "%zu to %zu", field->min_len, field->max_len).data;
}

static bool length_ok(const struct spot *spot, const struct value *v)
{
    const struct field *field = spot->field;
    size_t length = utf8_length(v->text);

    if (length >= field->min_len && (field->max_len == 0 || length <= field->max_len)) {
        return true;
    }
    diags_error(spot->diags, spot->path, "Invalid Attribute Value Length",
                "%s must have %s characters, but it has %zu.", name_of(spot), length_rule(spot),
                length);
    return false;
}

/* "A", "B" or "C" */
static struct str choices(struct arena *arena, const char *const *list)
{
    struct str out = STR("");

    for (size_t i = 0; list[i]; i++) {
        const char *joint = list[i + 1] ? ", " : " or ";

        out = arena_printf(arena, "%.*s%s\"%s\"", STR_ARG(out), i > 0 ? joint : "", list[i]);
    }
    return out;
}

static bool choice_ok(const struct spot *spot, const struct value *v)
{
    struct str allowed;

    if (!spot->field->one_of || str_in(v->text, spot->field->one_of)) {
        return true;
    }
    allowed = choices(spot->diags->arena, spot->field->one_of);
    diags_error(spot->diags, spot->path, "Invalid Attribute Value Match",
                "%s must be %.*s (upper and lower case count), but %s.", name_of(spot),
                STR_ARG(allowed), shown(spot, v, "\""));
    return false;
}

static bool form_ok(const struct spot *spot, const struct value *v)
{
    const struct field *field = spot->field;

    if (!field->matches || field->matches(v->text)) {
        return true;
    }
    diags_error(spot->diags, spot->path, "Invalid Attribute Value Match",
                "%s must be %s, but %s.", name_of(spot),
                field->form ? field->form : "of another form", shown(spot, v, "\""));
    return false;
}

static bool text_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    (void)type;
    return length_ok(spot, v) && choice_ok(spot, v) && form_ok(spot, v);
}

static bool number_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    const struct field *field = spot->field;
    int64_t n;

    (void)type;
    if (field->min >= field->max ||
        (value_to_int64(v, &n) && n >= field->min && n <= field->max)) {
        return true;
    }
    diags_error(spot->diags, spot->path, "Invalid Attribute Value",
                "%s must be a whole number from %" PRId64 " to %" PRId64 ", but %s.",
                name_of(spot), field->min, field->max, shown(spot, v, ""));
    return false;
}

static bool bool_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    (void)spot;
    (void)type;
    (void)v;
    return true;
}

static bool count_ok(const struct spot *spot, const struct value *v)
{
    const struct field *field = spot->field;
    bool too_few = v->count < field->min_items;

    if (!too_few && (field->max_items == 0 || v->count <= field->max_items)) {
        return true;
    }
    diags_error(spot->diags, spot->path, "Invalid Number of Blocks",
                "There %s be at %s %zu %s blocks, but there are %zu.", too_few ? "must" : "may",
                too_few ? "least" : "most", too_few ? field->min_items : field->max_items,
                name_of(spot), v->count);
    return false;
}

static bool value_ok(const struct spot *spot, const struct type *type, const struct value *v);

/* An element that is null never reaches the service as what the user meant. */
static bool element_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    if (!value_is_null(v)) {
        return value_ok(spot, type, v);
    }
    diags_error(spot->diags, spot->path, "Null Value Not Allowed",
                "%s%s is null. Leave the element out, or give it a value.",
                spot->in_set ? "An element of " : "", name_of(spot));
    return false;
}

/* Of an attribute the first broken element is told, of blocks each broken row. */
static bool list_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    bool ok = count_ok(spot, v);

    for (size_t i = 0; i < v->count && (ok || type->element->kind == KIND_OBJECT); i++) {
        struct spot inner = *spot;

        if (type->kind == KIND_LIST) {
            inner.label = path_index(spot->diags->arena, spot->label, (int64_t)i);
            inner.path = spot->in_set ? spot->path : inner.label;
        }
        inner.in_set = spot->in_set || type->kind == KIND_SET;
        ok = element_ok(&inner, type->element, &v->items[i]) && ok;
    }
    return ok;
}

static bool map_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    bool ok = true;

    for (size_t i = 0; i < v->entry_count && (ok || type->element->kind == KIND_OBJECT); i++) {
        struct spot inner = *spot;

        inner.label = path_key(spot->diags->arena, spot->label, v->entries[i].key);
        inner.path = spot->in_set ? spot->path : inner.label;
        ok = value_ok(&inner, type->element, &v->entries[i].value) && ok;
    }
    return ok;
}

static bool row_is_left_out(const struct field *field, const struct value *v)
{
    unsigned choice = FIELD_OPTIONAL | FIELD_COMPUTED;

    return (field->flags & choice) == choice && field_is_unset(field, v);
}

/* The CLIs leave it to the provider to refuse this. */
static bool may_be_set(const struct spot *row, const struct value *v)
{
    unsigned ways = FIELD_REQUIRED | FIELD_OPTIONAL | FIELD_BLOCK;

    if (row->field->flags & ways || value_is_null(v)) {
        return true;
    }
    diags_error(row->diags, row->path, "Value for Unconfigurable Attribute",
                "%s cannot be set, because the service gives it its value. Remove it from the "
                "configuration.",
                name_of(row));
    return false;
}

static bool object_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    bool ok = true;

    for (size_t i = 0; i < type->object->count; i++) {
        const struct field *field = &type->object->fields[i];
        struct spot row = { .diags = spot->diags, .field = field, .in_set = spot->in_set };

        row.label = path_attribute(spot->diags->arena, spot->label, str_from(field->name));
        row.path = spot->in_set ? spot->path : row.label;
        if (!row_is_left_out(field, &v->items[i])) {
            ok = may_be_set(&row, &v->items[i]) && value_ok(&row, field->type, &v->items[i]) &&
                 ok;
        }
    }
    return ok;
}

static bool value_ok(const struct spot *spot, const struct type *type, const struct value *v)
{
    static bool (*const by_kind[KIND_COUNT])(const struct spot *spot, const struct type *type,
                                             const struct value *v) = {
        [KIND_BOOL] = bool_ok,     [KIND_NUMBER] = number_ok, [KIND_STRING] = text_ok,
        [KIND_LIST] = list_ok,     [KIND_SET] = list_ok,      [KIND_MAP] = map_ok,
        [KIND_OBJECT] = object_ok,
    };

    return !value_is_known(v) || by_kind[type->kind](spot, type, v);
}

void walk_validate(struct diags *diags, const struct block *block, const struct value *config)
{
    struct spot root = { .diags = diags };
    struct type type = { .kind = KIND_OBJECT, .object = block };

    value_ok(&root, &type, config);
}
