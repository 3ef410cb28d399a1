#include "terraform/support_json.h"

#include "terraform/codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* NOLINTBEGIN(misc-no-recursion): the schemas of the tests bound the depth. */

static void mark_unknown(const struct type *type, struct value *v)
{
    if (!value_is_known(v)) {
        return;
    }
    switch (type->kind) {
    case KIND_BOOL:
    case KIND_NUMBER:
        return;
    case KIND_STRING:
        if (str_eq(v->text, STR("?"))) {
            *v = value_unknown();
        }
        return;
    case KIND_LIST:
    case KIND_SET:
        for (size_t i = 0; i < v->count; i++) {
            mark_unknown(type->element, &v->items[i]);
        }
        return;
    case KIND_MAP:
        for (size_t i = 0; i < v->entry_count; i++) {
            mark_unknown(type->element, &v->entries[i].value);
        }
        return;
    case KIND_OBJECT:
        for (size_t i = 0; i < v->count; i++) {
            mark_unknown(type->object->fields[i].type, &v->items[i]);
        }
        return;
    }
}

/* NOLINTEND(misc-no-recursion) */

struct value json_value(struct arena *arena, const struct block *block, const char *json)
{
    struct type type = { .kind = KIND_OBJECT, .object = block };
    struct value out;
    struct err err;

    if (codec_from_json(arena, &type, str_from(json), &out, &err) != STATUS_OK) {
        fail_msg("%s: %s", json, err.text);
    }
    mark_unknown(&type, &out);
    return out;
}

void json_assert_value(struct arena *arena, const struct block *block,
                       const struct value *actual, const char *expected)
{
    struct type type = { .kind = KIND_OBJECT, .object = block };
    struct value wanted = json_value(arena, block, expected);
    struct str text;

    if (!value_equal(&type, actual, &wanted)) {
        text = codec_to_json(arena, &type, actual);
        fail_msg("expected %s\nbut it is %.*s (unknown parts shown as null)", expected,
                 STR_ARG(text));
    }
}
