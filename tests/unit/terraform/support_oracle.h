#ifndef SUPPORT_ORACLE_H
#define SUPPORT_ORACLE_H

#include "terraform/schema.h"

/*
 * What Terraform and OpenTofu themselves compute and check around a plan and an apply, written
 * a second time from their rules and independent of the product's own code for it: the object
 * they propose, the check of a plan and the check of what came out. All values are of the
 * block's type.
 */

/* The proposed new state: the configuration, with prior values where a computed row is not
 * configured. */
struct value oracle_proposed(struct arena *arena, const struct block *block,
                             const struct value *prior, const struct value *config);

/* Whether the plan follows the configuration. False with the reason in *why. */
bool oracle_plan_is_valid(struct arena *arena, const struct block *block,
                          const struct value *prior, const struct value *config,
                          const struct value *planned, struct str *why);

/* Whether `actual` is what was planned, with unknown parts filled in. False with the reason. */
bool oracle_is_compatible(struct arena *arena, const struct block *block,
                          const struct value *planned, const struct value *actual,
                          struct str *why);

#endif
