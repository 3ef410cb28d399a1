#ifndef SUPPORT_JSON_H
#define SUPPORT_JSON_H

#include "terraform/schema.h"

/* Values for tests, written as JSON. */

/* An object of the block; rows that the text lacks are null, a string "?" is an unknown value.
 * Fails the test when the text is not of the block's type. */
struct value json_value(struct arena *arena, const struct block *block, const char *json);

/* Fails the test, showing both, when the value is not what the JSON says. */
void json_assert_value(struct arena *arena, const struct block *block,
                       const struct value *actual, const char *expected);

#endif
