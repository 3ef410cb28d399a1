#ifndef TERRAFORM_PLAN_H
#define TERRAFORM_PLAN_H

#include "terraform/provider.h"

/*
 * The generic plan of one object, from its rows. It is made of the prior state and the
 * configuration alone: what Terraform proposes follows from these two, and reading them
 * directly spares us to find out which element of a set was merged with which. All functions
 * are pure; any thread may call. The order of steps is fixed:
 *
 *  1. destroy (config null): planned is null; nothing else happens.
 *  2. rows that are not computed are as configured; write-only rows are null. Blocks follow the
 *     configuration: as many elements, single null and list, set, map empty where there is
 *     none. Elements find their prior one by position (list), key (map) or content (set,
 *     terraform/plan_match.h). An element without a prior one is planned as on create.
 *  3. optional + computed rows that the configuration leaves null:
 *     create: FIELD_DEFAULT gives the text of field.unset, others are null (the service says
 *     nothing about what nobody asked for); a hook may make one unknown instead.
 *     update: FIELD_STICKY keeps the prior value, and so does every row whose prior value is
 *     "unset" in any spelling; others become the unset value (field.unset, else an empty
 *     collection or null), so that taking an argument away undoes it. A row that the service
 *     fills by itself must therefore be FIELD_STICKY.
 *  4. optional + computed rows that the configuration sets to the same meaning as the prior
 *     value (field_same), both not null, keep the prior spelling ("" against the text of
 *     field.unset). This does not happen inside sets, where both CLIs would refuse it: elements
 *     find each other only when what is configured is spelled the same. A configured value
 *     always wins over a null prior one.
 *  5. computed rows that the configuration cannot set keep the prior value if planned is now
 *     equal to prior ("No changes"). Otherwise they become unknown, except FIELD_KEEP rows,
 *     which keep a prior value that is not null. Without a prior element they are unknown.
 *  6. replacement: top-level FIELD_REPLACE rows (blocks too) whose prior and planned values
 *     differ in meaning, or are planned unknown, while both objects exist. When any row asks
 *     for replacement, FIELD_KEEP rows become unknown too, as the new object's are.
 * FIELD_REPLACE inside a block has no effect.
 *
 * An unknown configured value stays unknown at every step. A set of blocks whose configuration
 * holds an unknown part has elements that cannot be told from one another yet, so all that is
 * computed in them and left null is unknown. Thus a plan from then-unknown input is completed
 * by the one from known input, and a plan that changes nothing changes nothing later.
 *
 * Object types outside of blocks are plain values: they are planned as a whole.
 */

/* Reads block, prior and config; writes planned (its rows are the plan's own, a hook may assign
 * to them) and replace, which the caller gives with one false per row. */
void plan_generic(struct arena *arena, struct plan_op *op);

/* After the hook: steps 5 and 6 for what the hook changed or asked to replace. Rows that the
 * hook gave another value than the prior one stay as they are. */
void plan_finish(struct arena *arena, struct plan_op *op);

/* Whether both CLIs accept what became of a top-level row: it is as configured; or as before,
 * if that and the configuration are not null; or it is computed and not configured. Blocks are
 * not looked at. */
bool plan_row_allowed(const struct plan_op *op, size_t row);

/* For hooks that put rows back to their prior values, before they do anything else: when that
 * leaves nothing of what plan_generic changed, the rows that it made unknown for the change get
 * their prior values back. */
void plan_settle(struct plan_op *op);

/* For hooks: the plan is a new object because of this row. */
static inline void plan_replace(struct plan_op *op, size_t row)
{
    op->replace[row] = true;
}

#endif
