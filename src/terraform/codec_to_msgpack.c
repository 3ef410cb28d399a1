#include "base/utf8.h"
#include "terraform/codec_write.h"
#include "terraform/number.h"

#include <msgpack/pack.h>

/* msgpack-c's packer hands on what the callback returns; a buffer that fails says so at the
 * end (codec_write_end), so every result here is 0. */
struct writer {
    struct codec_write out;
    msgpack_packer packer;
};

static int append(void *data, const char *bytes, size_t len)
{
    strbuf_add_bytes(data, bytes, len);
    return 0;
}

static void write_value(struct writer *w, const struct type *type, const struct value *v);

static void write_text(struct writer *w, struct str text)
{
    msgpack_pack_str_with_body(&w->packer, text.data, text.len);
}

static void write_bool(struct writer *w, const struct type *type, const struct value *v)
{
    (void)type;
    if (v->boolean) {
        msgpack_pack_true(&w->packer);
    } else {
        msgpack_pack_false(&w->packer);
    }
}

static void write_number(struct writer *w, const struct type *type, const struct value *v)
{
    int64_t n;
    uint64_t large;

    (void)type;
    if (number_to_int64(v->text, &n)) {
        msgpack_pack_int64(&w->packer, n);
    } else if (number_to_uint64(v->text, &large)) {
        msgpack_pack_uint64(&w->packer, large);
    } else {
        write_text(w, v->text);
    }
}

static void write_string(struct writer *w, const struct type *type, const struct value *v)
{
    (void)type;
    write_text(w, utf8_sanitize(w->out.arena, v->text));
}

static void write_list(struct writer *w, const struct type *type, const struct value *v)
{
    msgpack_pack_array(&w->packer, v->count);
    for (size_t i = 0; i < v->count; i++) {
        write_value(w, type->element, &v->items[i]);
    }
}

static void write_set(struct writer *w, const struct type *type, const struct value *v)
{
    struct value sorted = codec_write_set(&w->out, type, v);

    write_list(w, type, &sorted);
}

static void write_map(struct writer *w, const struct type *type, const struct value *v)
{
    msgpack_pack_map(&w->packer, v->entry_count);
    for (size_t i = 0; i < v->entry_count; i++) {
        write_text(w, utf8_sanitize(w->out.arena, v->entries[i].key));
        write_value(w, type->element, &v->entries[i].value);
    }
}

static void write_object(struct writer *w, const struct type *type, const struct value *v)
{
    msgpack_pack_map(&w->packer, type->object->count);
    for (size_t i = 0; i < type->object->count; i++) {
        const struct field *field = &type->object->fields[i];

        write_text(w, str_from(field->name));
        write_value(w, field->type, &v->items[i]);
    }
}

/* fixext1 of type 0, as Terraform writes it. */
static void write_unknown(struct writer *w)
{
    static const char zero[1];

    msgpack_pack_ext_with_body(&w->packer, zero, sizeof(zero), 0);
}

static void write_value(struct writer *w, const struct type *type, const struct value *v)
{
    static void (*const writers[KIND_COUNT])(struct writer *w, const struct type *type,
                                             const struct value *v) = {
        [KIND_BOOL] = write_bool,     [KIND_NUMBER] = write_number,
        [KIND_STRING] = write_string, [KIND_LIST] = write_list,
        [KIND_SET] = write_set,       [KIND_MAP] = write_map,
        [KIND_OBJECT] = write_object,
    };

    switch (v->state) {
    case VALUE_NULL:
        msgpack_pack_nil(&w->packer);
        break;
    case VALUE_UNKNOWN:
        write_unknown(w);
        break;
    case VALUE_KNOWN:
        writers[type->kind](w, type, v);
        break;
    }
}

struct str codec_to_msgpack(struct arena *arena, const struct type *type, const struct value *v)
{
    struct writer w;

    codec_write_begin(&w.out, arena);
    msgpack_packer_init(&w.packer, &w.out.text, append);
    write_value(&w, type, v);
    return codec_write_end(&w.out);
}
