#ifndef TERRAFORM_PLAN_MATCH_H
#define TERRAFORM_PLAN_MATCH_H

#include "terraform/schema.h"

/*
 * Which prior element of a set of blocks each configured one continues. Elements of a set have
 * no name but their content: a prior element fits a configured one when they differ only in
 * computed rows that the configuration leaves null. As many as possible find a partner, so that
 * a configuration that was applied finds all of its own again. Pure; any thread may call.
 */

/* Whether the prior object may be what the configured one was. */
bool plan_match_fits(const struct block *block, const struct value *prior,
                     const struct value *config);

/* One pointer per configured element, NULL where there is no prior one. Both values are known
 * sets of objects of the block; the same input in the same order gives the same answer. */
const struct value **plan_match(struct arena *arena, const struct block *block,
                                const struct value *prior, const struct value *config);

#endif
