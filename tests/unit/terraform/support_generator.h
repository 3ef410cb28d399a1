#ifndef SUPPORT_GENERATOR_H
#define SUPPORT_GENERATOR_H

#include "terraform/schema.h"

/*
 * Random schemas and objects of them, the same for the same seed. Everything lives in the arena
 * that the generator was given.
 */
struct generator {
    struct arena *arena;
    uint64_t state;
    uint64_t fresh;   /* for values that are not there yet */
    unsigned unknown; /* percent of the configured parts that are unknown */
};

/* The test prints the seed when it fails. */
struct generator generator_new(struct arena *arena, uint64_t seed);

/* Below `limit`, which is not zero. */
size_t generator_below(struct generator *g, size_t limit);
bool generator_chance(struct generator *g, unsigned percent);

/* All kinds and flags, blocks down to two levels. */
const struct block *generator_block(struct generator *g);

/* A configuration, as the CLI would send it: required rows set, computed ones null. */
struct value generator_config(struct generator *g, const struct block *block);

/* The same configuration, with every unknown part known. */
struct value generator_known_config(struct generator *g, const struct block *block,
                                    const struct value *config);

/* What an apply may make of a plan: unknown parts filled in. */
struct value generator_applied(struct generator *g, const struct block *block,
                               const struct value *planned);

/* Any saved state. */
struct value generator_state(struct generator *g, const struct block *block);

/* The state with rows that are "not set" and not configured spelled in other ways that mean the
 * same. */
struct value generator_respelled(struct generator *g, const struct block *block,
                                 const struct value *config, const struct value *state);

/* The value with its sets in another order. */
struct value generator_shuffled(struct generator *g, const struct type *type,
                                const struct value *v);

/* The value with perhaps some part of it changed. */
struct value generator_changed(struct generator *g, const struct type *type,
                               const struct value *v);

#endif
