#ifndef TESTS_SUPPORT_VALUES_H
#define TESTS_SUPPORT_VALUES_H

#include "terraform/schema.h"

/* Bytes as hexadecimal text and back, and types and values made at random from a seed. */

struct str support_hex(struct arena *arena, struct str bytes);
struct str support_bytes(struct arena *arena, const char *hex);

struct support_random {
    struct arena *arena;
    uint64_t state; /* the seed, not 0 */
    bool unknown;   /* whether values may be unknown */
};

/* A number in [0, below). */
size_t support_below(struct support_random *random, size_t below);

/* A type of at most `depth` levels; objects have rows with names of their own. */
const struct type *support_type(struct support_random *random, int depth);

/* An object of every kind of row, blocks included. */
const struct type *support_object(struct support_random *random);

/* A value of the type: null, unknown, empty and odd ones are likely. Null never stands for a
 * block of which there may be many. */
struct value support_value(struct support_random *random, const struct type *type);

#endif
