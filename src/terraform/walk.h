#ifndef TERRAFORM_WALK_H
#define TERRAFORM_WALK_H

#include "terraform/diag.h"
#include "terraform/schema.h"

/* Walkers over the rows that more than one RPC uses. Pure but for the diagnostics; any thread
 * may call. The elements of a set have no path of their own: what is wrong in one of them is
 * reported at the set. */

/* Checks a configuration against its rows (required is the CLI's own check): lengths, enums,
 * forms, number bounds, item counts, at any depth; unknown and null values pass, and so do
 * spellings of "unset" in optional + computed rows. A null element of a list or set of an
 * attribute is refused. One error per broken row, with its path, naming what is allowed. */
void walk_validate(struct diags *diags, const struct block *block, const struct value *config);

/* The value with every unknown part replaced by null (nested list, set and map blocks: empty).
 */
struct value walk_without_unknown(struct arena *arena, const struct type *type,
                                  const struct value *v);

/* The path of the first unknown part, or false when there is none. */
bool walk_find_unknown(struct arena *arena, const struct type *type, const struct value *v,
                       const struct path **out);

/* Whether `actual` is a completion of `planned`: every known part equal, null stays null,
 * unknown may have become anything. Every element of a set has a counterpart on the other side,
 * and the set has not grown. False with the path of the first part that is not: the rule that
 * both CLIs check after an apply. */
bool walk_completes(struct arena *arena, const struct type *type, const struct value *planned,
                    const struct value *actual, const struct path **out);

#endif
