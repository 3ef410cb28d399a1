#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/macros.h"
#include "base/str.h"

/*
 * A growing text on the heap, with a ceiling. The first append that would go over it sets
 * `failed`, which sticks: later appends do nothing, so a chain of them is checked once at its
 * end. One thread at a time.
 */
struct strbuf {
    char *data; /* NUL-terminated when not NULL */
    size_t len;
    size_t size;
    size_t ceiling; /* bytes of text that are allowed */
    bool failed;
};

/* `ceiling` bytes at most. Nothing is allocated yet. */
void strbuf_init(struct strbuf *buf, size_t ceiling);

/* Gives the memory back; the buffer is as after strbuf_init. */
void strbuf_release(struct strbuf *buf);

/* Empties the text and the failure, keeps the memory. */
void strbuf_clear(struct strbuf *buf);

void strbuf_add(struct strbuf *buf, struct str s);
void strbuf_add_char(struct strbuf *buf, char c);
void strbuf_add_bytes(struct strbuf *buf, const void *bytes, size_t len);
void strbuf_printf(struct strbuf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* The text so far, borrowed until the next change. */
struct str strbuf_str(const struct strbuf *buf);

#endif
