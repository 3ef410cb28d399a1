#ifndef TERRAFORM_PLAN_H
#define TERRAFORM_PLAN_H

#include "terraform/provider.h"

/*
 * The generic plan of one object, from its rows. The order of steps is fixed:
 *
 *  1. destroy (config null): planned is null; nothing else happens.
 *  2. planned = proposed. Blocks follow the configuration; write-only rows are null.
 *  3. optional + computed rows that the configuration leaves null:
 *     create: FIELD_DEFAULT gives the text of field.unset, others are null (the service says
 * nothing about what nobody asked for); a hook may make one unknown instead. update:
 * FIELD_STICKY keeps the prior value; others that have a prior value which is not "unset"
 * become the unset value (field.unset, else an empty collection or null), so that taking an
 * argument away undoes it; a prior value that is "unset" in any spelling stays as it is.
 *  4. optional + computed rows that the configuration sets to the same meaning as the prior
 * value (field_same) and both are not null keep the prior spelling ("" against "", false
 * against false; AssertPlanValid rule 2), except that a known configured value always wins over
 * a null prior.
 *  5. only if planned now differs from prior (or this is a create): computed rows that the
 * configuration cannot set become unknown, except FIELD_KEEP rows on update, which keep the
 * prior value.
 *  6. replacement: FIELD_REPLACE rows whose prior and planned values differ (or planned is
 * unknown) while both objects exist. When any row asks for replacement, FIELD_KEEP rows become
 * unknown too, as the new object's are.
 *
 * An unknown configured value stays unknown at every step. The result is pure: the same input
 * gives the same plan, and a plan from then-unknown input is completed by the one from known
 * input.
 */
void plan_generic(struct arena *arena, struct plan_op *op);

/* Marks the row and, as step 6 says, makes FIELD_KEEP rows unknown. For hooks. */
void plan_replace(struct plan_op *op, size_t row);

#endif
