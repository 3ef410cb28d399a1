#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Text from outside is not always UTF-8, but every string of the plugin protocol has to be:
 * gRPC peers refuse a whole message for one bad byte. Pure functions; any thread may call.
 */

/* Whether all of `s` is UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
 */
bool utf8_valid(struct str s);

/* Number of Unicode characters in valid UTF-8; a bad byte counts as one. */
size_t utf8_length(struct str s);

/* `s` itself when it is valid; else a copy with U+FFFD in the place of each bad byte. */
struct str utf8_sanitize(struct arena *arena, struct str s);

/* The longest beginning of `s` of at most `max_bytes` that ends on a character boundary. */
struct str utf8_cut(struct str s, size_t max_bytes);

/* Bytes of the character at the start of `s` (1 to 4), or 0 when it is malformed or s is empty.
 */
size_t utf8_next(struct str s);

#endif
