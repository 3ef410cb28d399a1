#include "fuzz_codec.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "support_values.h"

static void expect(bool holds, const char *what)
{
    if (!holds) {
        mem_fatal(what);
    }
}

static void check_round_trip(const struct fuzz_codec *codec, struct arena *arena,
                             const struct type *type, const struct value *v)
{
    struct str text = codec->write(arena, type, v);
    struct value again;
    struct err err;

    expect(codec->read(arena, type, text, &again, &err) == STATUS_OK,
           "what was written cannot be read");
    expect(value_equal(type, v, &again), "what was written is read as another value");
    expect(str_eq(text, codec->write(arena, type, &again)),
           "the same value is written in two ways");
}

void fuzz_codec_run(const struct fuzz_codec *codec, const uint8_t *data, size_t size)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct support_random random = { arena, size > 0 ? data[0] + UINT64_C(1) : 1, false };
    const struct type *type = support_object(&random);
    struct str text = { size > 0 ? (const char *)data + 1 : "", size > 0 ? size - 1 : 0 };
    struct value v = value_null();
    struct err err = { "" };

    if (codec->read(arena, type, text, &v, &err) == STATUS_OK) {
        check_round_trip(codec, arena, type, &v);
    } else {
        expect(err.text[0] != '\0', "an error says nothing");
        expect(utf8_valid(str_from(err.text)), "an error is not UTF-8");
        expect(value_is_null(&v), "a failure has touched the output");
    }
}
