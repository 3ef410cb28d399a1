#ifndef TERRAFORM_WALK_H
#define TERRAFORM_WALK_H

#include "terraform/diag.h"
#include "terraform/schema.h"

/* Walkers over the rows that more than one RPC uses. */

/* Checks a configuration against its rows (required is the CLI's own check): lengths, enums,
 * forms, number bounds, item counts, at any depth; unknown and null values pass, and so do
 * spellings of "unset" in optional + computed rows. One error per broken row, with its path,
 * naming what is allowed. */
void walk_validate(struct diags *diags, const struct block *block, const struct value *config);

/* The value with every unknown part replaced by null. */
struct value walk_without_unknown(struct arena *arena, const struct type *type,
                                  const struct value *v);

/* The path of the first unknown part, or false when there is none. */
bool walk_find_unknown(struct arena *arena, const struct type *type, const struct value *v,
                       const struct path **out);

/* Whether `actual` is a completion of `planned`: every known part equal, null stays null,
 * unknown may have become anything known. False with the path of the first part that is not:
 * the rule that both CLIs check after an apply. */
bool walk_completes(struct arena *arena, const struct type *type, const struct value *planned,
                    const struct value *actual, const struct path **out);

#endif
