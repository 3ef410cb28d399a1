#ifndef TERRAFORM_ENGINE_H
#define TERRAFORM_ENGINE_H

#include "terraform/provider.h"

/*
 * The protocol-free server: one function per RPC, driven by the tables of a provider. It
 * applies the rules that Terraform and OpenTofu check, so that hooks cannot break them, and it
 * turns a hook's mistake (an unknown value left, a changed planned value) into an error
 * diagnostic that says so while the state is kept. Identities come from the states.
 *
 * One engine per process; all functions may be called from any thread. A call is begun before
 * and ended after the engine functions that serve it; in between it holds the configuration
 * that was current at its begin, so that ConfigureProvider may come at any time, any number of
 * times.
 */
struct engine;

/* `provider` outlives the engine. The caller owns it (engine_free, after all calls have ended).
 */
struct engine *engine_new(const struct provider *provider) __attribute__((returns_nonnull));
void engine_free(struct engine *engine);
const struct provider *engine_provider(const struct engine *engine);

/* Sets call->config. Pair with engine_end. */
void engine_begin(struct engine *engine, struct call *call);
void engine_end(struct engine *engine, struct call *call);

/* ValidateProviderConfig: the rows' rules, then the hook. */
void engine_validate_provider(struct engine *engine, struct call *call,
                              const struct value *config);

/* ConfigureProvider: on success the new configuration replaces the old one for later calls. */
void engine_configure(struct engine *engine, struct call *call, const struct configure_op *op);

/* ValidateResourceConfig: rules on unknown values are skipped. */
void engine_validate(struct call *call, const struct resource_type *type,
                     const struct value *config);

/* UpgradeResourceState, for every version up to the schema's own: `json` is the saved object;
 * *state is wholly known and conforms, or null with an error. */
void engine_upgrade(struct call *call, const struct resource_type *type, int64_t version,
                    struct str json, struct value *state);

/* UpgradeResourceIdentity: `json` is the saved identity; *identity is of the type's rows and
 * wholly known, or null with an error. There is one version so far, 0. */
void engine_upgrade_identity(struct call *call, const struct resource_type *type,
                             int64_t version, struct str json, struct value *identity);

/* MoveResourceState. The caller sets what is moved; op->state is wholly known, or null with an
 * error. */
void engine_move(struct call *call, const struct resource_type *type, struct move_op *op);

/* ReadResource. On error op->state and op->private_data are as they came in. */
void engine_read(struct call *call, const struct resource_type *type, struct read_op *op);

/* PlanResourceChange; terraform/plan.h has the order of steps. The caller sets prior, config,
 * proposed and private_data; block, planned and replace (false where nothing changed) come out.
 * A row that the hook may not have changed as it did is an error that names it. On error
 * planned is the prior state. */
void engine_plan(struct call *call, const struct resource_type *type, struct plan_op *op);

/* ApplyResourceChange: create, update or destroy, told by what is null. The caller sets prior,
 * planned, config, private_data. op->state comes out wholly known, whatever happens: what a
 * failed create leaves unknown is null. When the stop is triggered before the hook runs, it
 * does not run: an error says that nothing was done. */
void engine_apply(struct call *call, const struct resource_type *type, struct apply_op *op);

/* ImportResourceState. The caller sets id or identity, of which there has to be one. On error
 * op->state is null. op->identity comes out as that of the state. */
void engine_import(struct call *call, const struct resource_type *type, struct import_op *op);

#endif
