#ifndef PROVIDER_REGION_H
#define PROVIDER_REGION_H

#include "terraform/provider.h"

/*
 * The `region` argument that every resource has: optional; the provider's region when it is not
 * set; a change makes a new object. The row of the argument is handed in.
 */

/* For plan hooks: fills the row in `planned` and asks for replacement. An object whose state
 * has no region yet (states of hashicorp/aws before 6.0) is not replaced. */
void region_plan(const struct call *call, struct plan_op *op, size_t row);

/* For validate hooks: whether the name is a region's, and one of the provider's partition when
 * that is known. */
void region_validate(const struct call *call, const struct value *config, size_t row);

/* The region to call: the row's, else the provider's. */
struct str region_of(const struct call *call, const struct value *object, size_t row);

/* Whether the argument, where it is given, names the region of an ARN, where there is one; an
 * error if not. */
bool region_agrees(const struct call *call, struct str region, struct str of_arn);

/* For imports by identity: the row as the identity has it becomes the region that is meant,
 * which is the provider's when it is empty. An error when it is no region, or one of another
 * partition. */
void region_of_identity(const struct call *call, struct value *state, size_t row);

/* Takes "@region" off the end of an import id when there is one. */
struct str region_of_import(struct str *id);

#endif
