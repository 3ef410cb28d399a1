#ifndef PROVIDER_CONFIG_OPTIONS_H
#define PROVIDER_CONFIG_OPTIONS_H

#include "aws/client.h"
#include "terraform/provider.h"

/*
 * A provider block as the layers below take it, and what no row of its table can say. Unknown
 * values count as not set.
 */

/* For struct provider.validate: durations, arguments that exclude each other, roles without a
 * name, tags. */
void config_validate(struct call *call, const struct value *block);

/* Fills *out from the block; its texts are the block's or in the arena. env, clock, http and
 * warn are left to the caller. STATUS_INVALID: config_validate has been skipped, or has not
 * seen the values; the text names the argument. */
MUST_CHECK enum status config_options_read(struct arena *arena, const struct configure_op *op,
                                           struct aws_options *out, struct err *err);

/* Whether the duration of a role is one, with its seconds; empty: 0. The text begins with the
 * argument's name. */
MUST_CHECK enum status config_role_duration(struct str text, int64_t *out_s, struct err *err);

/* Warns of what the block and the environment ask for and do not get. */
void config_warn(struct call *call, const struct value *block, const struct env *env);

#endif
