#include "base/strbuf.h"

#include "base/mem.h"

#include <stdarg.h>

enum {
    SMALLEST_BYTES = 128
};

void strbuf_init(struct strbuf *buf, size_t ceiling)
{
    *buf = (struct strbuf){ .ceiling = ceiling };
}

void strbuf_release(struct strbuf *buf)
{
    mem_free(buf->data);
    strbuf_init(buf, buf->ceiling);
}

void strbuf_clear(struct strbuf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->data) {
        buf->data[0] = '\0';
    }
}

/* Room for `more` bytes and the NUL, or false with the failure set. */
static bool reserve(struct strbuf *buf, size_t more)
{
    size_t want;

    if (buf->failed || more > buf->ceiling || buf->len > buf->ceiling - more) {
        buf->failed = true;
        return false;
    }
    want = buf->len + more + 1;
    if (want > buf->size) {
        size_t size = buf->size * 2 > want ? buf->size * 2 : want;

        buf->size = size < SMALLEST_BYTES ? SMALLEST_BYTES : size;
        buf->data = mem_realloc(buf->data, buf->size);
    }
    return true;
}

void strbuf_add_bytes(struct strbuf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len)) {
        return;
    }
    if (len > 0) {
        memcpy(buf->data + buf->len, bytes, len);
    }
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void strbuf_add(struct strbuf *buf, struct str s)
{
    strbuf_add_bytes(buf, s.data, s.len);
}

void strbuf_add_char(struct strbuf *buf, char c)
{
    strbuf_add_bytes(buf, &c, 1);
}

void strbuf_printf(struct strbuf *buf, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || !reserve(buf, (size_t)len)) {
        buf->failed = true;
        return;
    }
    va_start(args, format);
    len = vsnprintf(buf->data + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += len > 0 ? (size_t)len : 0;
}

struct str strbuf_str(const struct strbuf *buf)
{
    return (struct str){ buf->data ? buf->data : "", buf->len };
}
