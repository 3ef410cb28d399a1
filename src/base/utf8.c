#include "base/utf8.h"

struct form {
    unsigned char mask;  /* bits of the first byte that tell the form */
    unsigned char lead;  /* their value */
    unsigned char bytes; /* bytes of the character */
    uint32_t smallest;   /* below it the form is overlong */
};

static const struct form forms[] = {
    { 0x80, 0x00, 1, 0 },
    { 0xe0, 0xc0, 2, 0x80 },
    { 0xf0, 0xe0, 3, 0x800 },
    { 0xf8, 0xf0, 4, 0x10000 },
};

enum {
    CONTINUATION_MASK = 0xc0,
    CONTINUATION_LEAD = 0x80,
    CONTINUATION_BITS = 6,
    CONTINUATION_VALUE = 0x3f,
    FIRST_SURROGATE = 0xd800,
    LAST_SURROGATE = 0xdfff,
    LAST_CHARACTER = 0x10ffff,
};

static size_t decode(struct str s, const struct form *form)
{
    uint32_t value = (unsigned char)s.data[0] & (unsigned char)~form->mask;

    if (s.len < form->bytes) {
        return 0;
    }
    for (size_t i = 1; i < form->bytes; i++) {
        unsigned char byte = (unsigned char)s.data[i];

        if ((byte & CONTINUATION_MASK) != CONTINUATION_LEAD) {
            return 0;
        }
        value = value << CONTINUATION_BITS | (byte & CONTINUATION_VALUE);
    }
    if (value < form->smallest || value > LAST_CHARACTER ||
        (value >= FIRST_SURROGATE && value <= LAST_SURROGATE)) {
        return 0;
    }
    return form->bytes;
}

size_t utf8_next(struct str s)
{
    for (size_t i = 0; s.len > 0 && i < ARRAY_LEN(forms); i++) {
        if (((unsigned char)s.data[0] & forms[i].mask) == forms[i].lead) {
            return decode(s, &forms[i]);
        }
    }
    return 0;
}

bool utf8_valid(struct str s)
{
    while (s.len > 0) {
        size_t bytes = utf8_next(s);

        if (bytes == 0) {
            return false;
        }
        s = str_slice(s, bytes, s.len);
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t count = 0;

    for (; s.len > 0; count++) {
        size_t bytes = utf8_next(s);

        s = str_slice(s, bytes ? bytes : 1, s.len);
    }
    return count;
}

struct str utf8_sanitize(struct arena *arena, struct str s)
{
    static const struct str replacement = { "\xef\xbf\xbd", 3 };
    size_t bad = 0;
    size_t len = 0;
    char *out;

    for (size_t at = 0, bytes; at < s.len; at += bytes ? bytes : 1) {
        bytes = utf8_next(str_slice(s, at, s.len));
        bad += bytes == 0;
    }
    if (bad == 0) {
        return s;
    }
    out = arena_alloc(arena, s.len + bad * replacement.len + 1, 1);
    for (size_t at = 0, bytes; at < s.len; at += bytes ? bytes : 1) {
        struct str part;

        bytes = utf8_next(str_slice(s, at, s.len));
        part = bytes ? str_slice(s, at, at + bytes) : replacement;
        memcpy(out + len, part.data, part.len);
        len += part.len;
    }
    return (struct str){ out, len };
}

struct str utf8_cut(struct str s, size_t max_bytes)
{
    size_t end = s.len < max_bytes ? s.len : max_bytes;

    /* A text cut in the middle of a character loses the begun character, wherever it was cut.
     */
    for (size_t back = 1; back <= 4 && back <= end; back++) {
        unsigned char byte = (unsigned char)s.data[end - back];

        if ((byte & CONTINUATION_MASK) != CONTINUATION_LEAD) {
            struct str tail = { s.data + end - back, back };

            return str_slice(s, 0,
                             byte >= CONTINUATION_LEAD && !utf8_next(tail) ? end - back : end);
        }
    }
    return str_slice(s, 0, end);
}
