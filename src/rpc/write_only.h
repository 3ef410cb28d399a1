#ifndef RPC_WRITE_ONLY_H
#define RPC_WRITE_ONLY_H

#include "terraform/diag.h"
#include "terraform/schema.h"

/* One error for each write-only argument that the configuration sets, at any depth: for a
 * Terraform that is too old to keep such values out of its state. */
void write_only_refuse(struct diags *diags, const struct block *block,
                       const struct value *config);

#endif
