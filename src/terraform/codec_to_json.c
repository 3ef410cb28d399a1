#include "base/utf8.h"
#include "terraform/codec_write.h"

enum {
    FIRST_PRINTABLE = 0x20
};

static void write_value(struct codec_write *out, const struct type *type,
                        const struct value *v);

static void write_text(struct codec_write *out, struct str text)
{
    text = utf8_sanitize(out->arena, text);
    strbuf_add_char(&out->text, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (c < FIRST_PRINTABLE) {
            strbuf_printf(&out->text, "\\u%04x", (unsigned)c);
            continue;
        }
        if (c == '"' || c == '\\') {
            strbuf_add_char(&out->text, '\\');
        }
        strbuf_add_char(&out->text, (char)c);
    }
    strbuf_add_char(&out->text, '"');
}

static void write_bool(struct codec_write *out, const struct type *type, const struct value *v)
{
    (void)type;
    strbuf_add(&out->text, v->boolean ? STR("true") : STR("false"));
}

static void write_number(struct codec_write *out, const struct type *type,
                         const struct value *v)
{
    (void)type;
    strbuf_add(&out->text, v->text);
}

static void write_string(struct codec_write *out, const struct type *type,
                         const struct value *v)
{
    (void)type;
    write_text(out, v->text);
}

static void write_list(struct codec_write *out, const struct type *type, const struct value *v)
{
    strbuf_add_char(&out->text, '[');
    for (size_t i = 0; i < v->count; i++) {
        if (i > 0) {
            strbuf_add_char(&out->text, ',');
        }
        write_value(out, type->element, &v->items[i]);
    }
    strbuf_add_char(&out->text, ']');
}

static void write_set(struct codec_write *out, const struct type *type, const struct value *v)
{
    struct value sorted = codec_write_set(out, type, v);

    write_list(out, type, &sorted);
}

static void write_member(struct codec_write *out, bool first, struct str name)
{
    strbuf_add_char(&out->text, first ? '{' : ',');
    write_text(out, name);
    strbuf_add_char(&out->text, ':');
}

static void write_map(struct codec_write *out, const struct type *type, const struct value *v)
{
    for (size_t i = 0; i < v->entry_count; i++) {
        write_member(out, i == 0, v->entries[i].key);
        write_value(out, type->element, &v->entries[i].value);
    }
    strbuf_add(&out->text, v->entry_count == 0 ? STR("{}") : STR("}"));
}

static void write_object(struct codec_write *out, const struct type *type,
                         const struct value *v)
{
    const struct block *block = type->object;

    for (size_t i = 0; i < block->count; i++) {
        write_member(out, i == 0, str_from(block->fields[i].name));
        write_value(out, block->fields[i].type, &v->items[i]);
    }
    strbuf_add(&out->text, block->count == 0 ? STR("{}") : STR("}"));
}

static void write_value(struct codec_write *out, const struct type *type, const struct value *v)
{
    static void (*const writers[KIND_COUNT])(struct codec_write *out, const struct type *type,
                                             const struct value *v) = {
        [KIND_BOOL] = write_bool,     [KIND_NUMBER] = write_number,
        [KIND_STRING] = write_string, [KIND_LIST] = write_list,
        [KIND_SET] = write_set,       [KIND_MAP] = write_map,
        [KIND_OBJECT] = write_object,
    };

    if (!value_is_known(v)) {
        strbuf_add(&out->text, STR("null"));
        return;
    }
    writers[type->kind](out, type, v);
}

struct str codec_to_json(struct arena *arena, const struct type *type, const struct value *v)
{
    struct codec_write out;

    codec_write_begin(&out, arena);
    write_value(&out, type, v);
    return codec_write_end(&out);
}
