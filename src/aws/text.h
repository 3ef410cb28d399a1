#ifndef AWS_TEXT_H
#define AWS_TEXT_H

#include "base/arena.h"

/* ASCII text in lower case, for names whose case does not matter. Pure; any thread. */
void text_lower_in_place(char *text, size_t len);

/* A copy. */
struct str text_lower(struct arena *arena, struct str s);

#endif
