#ifndef PROVIDER_CONVERT_H
#define PROVIDER_CONVERT_H

#include "terraform/schema.h"

#include <cjson/cJSON.h>

/*
 * Rows to API members and back. Only rows with an api_name that travel in the operation take
 * part: booleans, integers, texts, times and lists or sets of texts.
 */

/* Adds the rows of `op` (OP_CREATE) that are set to `in`. */
void convert_create(cJSON *in, const struct block *block, const struct value *object);

/* Adds the OP_UPDATE rows whose meaning differs between `prior` and `planned`; a row that
 * became unset sends what the service means by that (field.unset), and is left out when the row
 * has no such text. The number of rows that differ. */
size_t convert_update(cJSON *in, const struct block *block, const struct value *prior,
                      const struct value *planned);

/* Takes the OP_READ rows from an answer into `object`. A row keeps its spelling where the
 * service's value means the same; null gives way to what the service says for FIELD_DEFAULT
 * rows, which is field.unset when it says nothing; an unknown row takes the service's value. */
void convert_read(struct arena *arena, const struct block *block, const cJSON *answer,
                  struct value *object);

/* Makes the OP_READ rows unknown, so that convert_read takes what the service says, in its own
 * spelling; and the two in one. */
void convert_forget(const struct block *block, struct value *object);
void convert_told(struct arena *arena, const struct block *block, const cJSON *answer,
                  struct value *object);

/* Takes the OP_LIST rows from an element of a list into `object`, as the service says them. */
void convert_list(struct arena *arena, const struct block *block, const cJSON *element,
                  struct value *object);

/* Adds the OP_FILTER rows that are set to `in`, the request for a list; times become seconds.
 */
void convert_filter(cJSON *in, const struct block *block, const struct value *object);

/* The value of one row in an answer; null when the member is absent or of another type. */
struct value convert_member(struct arena *arena, const struct field *field,
                            const cJSON *answer);

#endif
