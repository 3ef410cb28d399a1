#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Text as pointer and length. A `struct str` borrows: it says nothing of who owns the bytes and
 * may lie in the middle of a larger text, so it is NUL-terminated only where a function says
 * so. The zero value is the empty text. All functions are pure; any thread may call.
 */
struct str {
    const char *data;
    size_t len;
};

/* A literal, and the two arguments of "%.*s". */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).len, (s).len ? (s).data : ""

/* `text` may be NULL (the empty text) and outlives the result. */
struct str str_from(const char *text);

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);

/* Byte order; a prefix sorts before the longer text. Below, equal, above zero. */
int str_cmp(struct str a, struct str b);

/* Without blanks, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);

/* Position of the first or last `c`, or s.len when there is none. */
size_t str_find(struct str s, char c);
size_t str_rfind(struct str s, char c);

/* s[from, to), with both ends brought into the text. */
struct str str_slice(struct str s, size_t from, size_t to);

/* Takes the text before the first `sep` off `*rest` into `*head`. At the last part the rest
 * becomes empty. False when nothing is left (an empty text has no part). */
bool str_split(struct str *rest, char sep, struct str *head);

/* Decimal digits with an optional '-', the whole text. False, with *out untouched, for anything
 * else and for what does not fit. */
MUST_CHECK bool str_to_int64(struct str s, int64_t *out);

/* Whether `text` is one of the NULL-terminated list. */
bool str_in(struct str text, const char *const *list);

#endif
