#include "terraform/codec_write.h"

#include "base/mem.h"

void codec_write_begin(struct codec_write *out, struct arena *arena)
{
    out->arena = arena;
    strbuf_init(&out->text, CODEC_MAX_BYTES);
}

struct str codec_write_end(struct codec_write *out)
{
    struct str text;

    if (out->text.failed) {
        mem_fatal("a value is larger than the plugin protocol's largest message");
    }
    text = arena_str(out->arena, strbuf_str(&out->text));
    strbuf_release(&out->text);
    return text;
}

struct value codec_write_set(const struct codec_write *out, const struct type *type,
                             const struct value *set)
{
    struct value *items = arena_alloc(out->arena, set->count, sizeof(*items));

    if (set->count > 0) {
        memcpy(items, set->items, set->count * sizeof(*items));
    }
    return value_set(type, items, set->count);
}
