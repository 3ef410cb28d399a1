#ifndef TERRAFORM_IDENTITY_H
#define TERRAFORM_IDENTITY_H

#include "terraform/provider.h"

/*
 * What tells one object from all others, by the rows of resource_type.identity. An identity is
 * nothing but the rows of a state that have the same names: it is made from the state here, and
 * an import by identity begins with the state that is made from it. Any thread may call.
 */

/* The identity of a state. Null when the type has none, when the state is null, and while a
 * required row is: a creation that failed half-way may leave such a state. Rows that are
 * unknown are so in the identity. */
struct value identity_of(struct arena *arena, const struct resource_type *type,
                         const struct value *state);

/* The same for a plan: null while any row is unknown. The CLIs allow unknown rows for nothing
 * but new objects, and there they are of use to nobody. */
struct value identity_if_known(struct arena *arena, const struct resource_type *type,
                               const struct value *state);

/* Whether an object can be imported by the identity: required rows are there, which the CLIs do
 * not check when they are given as null, and each keeps to its rule. Else error diagnostics. */
MUST_CHECK bool identity_validate(struct diags *diags, const struct resource_type *type,
                                  const struct value *identity);

/* Copies the identity's rows to those of the same names of `state`, whose rows may be assigned.
 */
void identity_copy(const struct resource_type *type, const struct value *identity,
                   struct value *state);

/* Checks the identity of a type against the rules of the protocol and those that this file
 * relies on: an assertion for our own tables, like schema_check. A type without one passes. */
MUST_CHECK enum status identity_check(const struct resource_type *type, struct err *err);

#endif
