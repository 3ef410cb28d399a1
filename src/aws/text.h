#ifndef AWS_TEXT_H
#define AWS_TEXT_H

#include "base/arena.h"

/*
 * Forms of text that several parts of an AWS client need. Pure functions; any thread may call.
 */

/* ASCII text in lower case, for names whose case does not matter. */
void text_lower_in_place(char *text, size_t len);

/* A copy. */
struct str text_lower(struct arena *arena, struct str s);

/* With each byte but A-Z a-z 0-9 - . _ ~ as %XX (RFC 3986). */
struct str text_percent_encode(struct arena *arena, struct str s);

/* Digests in lower-case hexadecimal, the names of files in the AWS tools' caches. */
struct str text_sha1(struct arena *arena, struct str s);
struct str text_sha256(struct arena *arena, struct str s);

#endif
