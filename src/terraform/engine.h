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

/* ValidateDataResourceConfig: rules on unknown values are skipped. */
void engine_validate_data(struct call *call, const struct data_source *source,
                          const struct value *config);

/* ReadDataSource. The caller sets config. op->state is wholly known, or null with an error. */
void engine_read_data(struct call *call, const struct data_source *source, struct data_op *op);

/* ValidateListResourceConfig: by the rows of type->list_config, which must be there; rules on
 * unknown values are skipped. */
void engine_validate_list(struct call *call, const struct resource_type *type,
                          const struct value *config);

/* What a list has to say: an object, diagnostics, or both. */
struct list_event {
    struct value identity; /* null: diagnostics alone */
    struct value state;    /* null unless include_resource was asked for */
    struct str display_name;
    const struct diags *diags;
};

struct list_request {
    const struct value *config; /* of type->list_config */
    bool include_resource;
    int64_t limit; /* objects; 0 or less: no limit */
    /* Hands an event on; it and all in it may be used until this returns. False: the peer has
     * gone. */
    bool (*send)(void *self, const struct list_event *event);
    void *self;
};

/* ListResource, of a type that has a list. Every diagnostic goes out with an event, so
 * call->diags is empty in the end; the event with an error is the last one and has no object.
 * A list that a stop cuts short ends with an error, one that reached its limit does not. */
void engine_list(struct call *call, const struct resource_type *type,
                 const struct list_request *request);

/* GenerateResourceConfig: the configuration that a person would write to get `state`; null with
 * an error. A null state, which Terraform 1.14.0 sends, gives an object of null rows. */
void engine_generate(struct call *call, const struct resource_type *type,
                     const struct value *state, struct value *config);

enum {
    ENGINE_NO_ARGUMENT = -1
};

/* CallFunction. The caller sets arena and arguments, one for each parameter, null ones too.
 * Either call->result is wholly known and of the function's type, or call->error says what is
 * wrong. The argument which that is about comes back, or ENGINE_NO_ARGUMENT. Both CLIs print
 * the error within a sentence of their own: it begins small and has no full stop. */
MUST_CHECK int64_t engine_call_function(const struct function *function,
                                        struct function_call *call);

#endif
