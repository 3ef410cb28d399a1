#ifndef AWS_SECRET_JSON_H
#define AWS_SECRET_JSON_H

#include "base/arena.h"

#include <cjson/cJSON.h>

/*
 * JSON objects that hold secrets: their texts are wiped before their memory is given back. One
 * thread at a time.
 */

/* The tree lives as long as the arena. NULL: the text is no JSON object. */
cJSON *secret_json_parse(struct arena *arena, struct str text);

/* A member's text, borrowed from the tree; empty: it is not there, or no text. The object may
 * be NULL. */
struct str secret_json_text(const cJSON *object, const char *name);

/* Gives a member a text, in the place of what it was. */
void secret_json_set_text(cJSON *object, const char *name, struct str text);

/* The object as text; for an arena that wipes. Empty: it is larger than a MiB. */
struct str secret_json_print(struct arena *arena, cJSON *object);

#endif
