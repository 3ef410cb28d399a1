#ifndef TERRAFORM_PROVIDER_H
#define TERRAFORM_PROVIDER_H

#include "base/stop.h"
#include "terraform/diag.h"
#include "terraform/schema.h"

/*
 * What a provider is to the layers that serve it: tables of types, each with a schema and
 * hooks. Nothing here knows the wire protocol or AWS. The tables are const and live for ever.
 *
 * Hooks run in the thread of their RPC, many at once; they report by diagnostics in call->diags
 * and allocate from call->arena. An empty slot has the default that is named beside it.
 */

/* One RPC, as a hook sees it. */
struct call {
    struct arena *arena;
    struct diags *diags;
    struct stop
        *stop; /* triggered by StopProvider, cancellation and shutdown; every wait honours it */
    void *config; /* what provider.configure gave; NULL while not configured */
};

/* Read, refresh. The hook changes `state`; a null state means that the object is gone. */
struct read_op {
    struct value state; /* in: current; out: new. Always known at the root when it comes in */
    struct str
        private_data; /* opaque bytes kept beside the state; echoed unless the hook sets them */
    struct value identity; /* out: of the new state (terraform/identity.h) */
};

/* Plan. The generic steps (terraform/plan.h) have run; the hook may assign to computed rows of
 * `planned` that the configuration leaves null and to blocks, keep the prior value of a row
 * that is configured in other words, and ask for replacement (plan_replace). Computed rows that
 * it leaves at their prior value become unknown afterwards if its changes call for that. It
 * must be pure, and what it plans from unknown input must be completed by what it plans from
 * known input: unknown until it can be told. On destroy planned is null and has to stay so.
 * call->config may be NULL. */
struct plan_op {
    const struct block *block;
    const struct value *prior; /* null: create */
    const struct value *config;
    const struct value *proposed;
    struct value planned;
    bool *replace;           /* one per row: planning a new object because of it */
    struct str private_data; /* in: prior; out: planned */
    struct value identity;   /* out: of what is planned; null while it is not wholly known */
};

/* Create, update, delete. `state` is what is saved, also when there are errors: it comes in as
 * null for create and as the prior state for update and delete, and the hook keeps it in step
 * with what is really there. An object that exists is never lost: set it as soon as it is
 * known. */
struct apply_op {
    const struct value *prior;
    const struct value *planned;
    const struct value *config;
    struct value state;
    struct str private_data; /* in: planned; out: saved */
    struct value identity;   /* out: of the saved state */
};

/* Import: the hook fills a stub state; a read follows. Unset rows stay null. By id, or by
 * identity: then the id is empty, the identity's rows have passed their rules, required ones
 * are there, and all are in the state's rows of the same names already. */
struct import_op {
    struct str id;
    struct value identity; /* null: by id */
    struct value state;    /* in: an object with null rows, but for the identity's */
    struct str private_data;
};

/* State of an older schema version (or of this one, as another program wrote it). */
struct upgrade_op {
    int64_t version;    /* of the saved state */
    struct str json;    /* its text, for what the rows of today do not hold */
    struct value state; /* in: read by today's rows, missing ones null; out: upgraded. Wholly
                           known. Its rows may be assigned */
};

/* State of another type, or of another provider, that a `moved` block brings here. */
struct move_op {
    struct str provider_address; /* registry.terraform.io/hashicorp/awscc */
    struct str type_name;
    int64_t version;       /* of the saved state */
    struct str json;       /* the saved state */
    struct value state;    /* in: an object with null rows; out: of this type, wholly known */
    struct value identity; /* out: of the state */
};

/* ReadDataSource. What is not there is an error diagnostic: a null object is no answer. */
struct data_op {
    const struct value *config; /* wholly known */
    struct value state;         /* in: as configured, the other rows null; out: wholly known */
};

struct data_source {
    const char *name; /* aws_sagemaker_image_version */
    const struct schema *schema;
    void (*validate)(struct call *call, const struct value *config); /* as resource_type's */
    void (*read)(struct call *call, struct data_op *op);
};

/* One object that a list finds. */
struct list_item {
    struct value state; /* of the resource type; with include_resource wholly filled, else at
                           least the rows of its identity. The identity is made from it */
    struct str display_name; /* what the terminal shows */
};

/* ListResource. */
struct list_op {
    const struct value *config; /* of resource_type.list_config; wholly known */
    bool include_resource;
    int64_t limit; /* items wanted at most; 0: no limit */
    /* Hands one item on, at once. False: nobody wants more (the limit is reached, the peer has
     * gone, a stop came): the hook returns. Diagnostics added since the last item travel with
     * it; an error ends the list. One thread at a time. */
    bool (*emit)(struct list_op *op, const struct list_item *item);
    void *sink; /* emit's own */
};

/* GenerateResourceConfig: what a person would write to get the state. */
struct generate_op {
    const struct value *state; /* wholly known */
    struct value config; /* in: the state's values of the rows that can be configured, computed
                            ones null; out: without what need not be written */
};

/* A function that a configuration calls as provider::<name>::<function>(...). It is pure: no
 * configuration, no network. */
struct function_parameter {
    const char *name;
    const struct type *type;
    const char *doc;
};

struct function_call {
    struct arena *arena;
    const struct value *arguments; /* one per parameter; known and not null */
    struct value result;           /* out, of function.result */
    struct str error;              /* out: what is wrong; empty: nothing */
    size_t argument;               /* out: which argument the error is about */
};

struct function {
    const char *name; /* image_version_arn_parse */
    const char *summary;
    const char *doc; /* markdown */
    const struct function_parameter *parameters;
    size_t parameter_count;
    const struct type *result;
    void (*run)(struct function_call *call);
};

struct resource_type {
    const char *name; /* aws_sagemaker_image */
    const struct schema *schema;
    /* What tells one object from all others: FIELD_REQUIRED rows have to be given for an
     * import, FIELD_OPTIONAL ones may be. Each has the name and the type of a row of the
     * schema, whose value it is. NULL: no identity. */
    const struct schema *identity;
    void (*validate)(
        struct call *call,
        const struct value *config); /* default: the rows' rules alone. May hold unknown */
    void (*plan)(struct call *call, struct plan_op *op); /* default: the generic steps alone */
    void (*create)(struct call *call, struct apply_op *op);
    void (*read)(struct call *call, struct read_op *op);
    void (*update)(struct call *call,
                   struct apply_op *op); /* may be NULL when every row replaces */
    void (*destroy)(struct call *call,
                    struct apply_op *op); /* sets op->state to null when it is gone */
    void (*import)(struct call *call, struct import_op *op); /* default: "cannot be imported" */
    void (*upgrade)(struct call *call,
                    struct upgrade_op *op); /* default: accept as read. No API calls */
    /* Fills op->state, or leaves an error diagnostic that says which sources there are.
     * call->config may be NULL: no API calls. Default: nothing can be moved here. */
    void (*move)(struct call *call, struct move_op *op);
    /* `terraform query`: what may be said in the `config` block of a list, and the list itself.
     * NULL: the type cannot be listed. A listed type has an identity. */
    const struct schema *list_config;
    void (*list_validate)(struct call *call, const struct value *config);
    void (*list)(struct call *call, struct list_op *op);
    /* Default: what the rows say is taken over. */
    void (*generate)(struct call *call, struct generate_op *op);
};

struct configure_op {
    const struct value *config; /* may hold unknown values: they count as not set */
    struct str terraform_version;
};

struct provider {
    const char *name;    /* "sagemaker" */
    const char *version; /* "0.1.0" */
    const struct schema *schema;
    const struct schema *meta; /* what a module may say by provider_meta; read by nobody */
    const struct resource_type *const *resources;
    size_t resource_count;
    const struct data_source *const *data_sources;
    size_t data_source_count;
    const struct function *const *functions;
    size_t function_count;
    void *self; /* for configure: the environment, the clock */
    void (*validate)(struct call *call,
                     const struct value *config); /* default: the rows' rules alone */
    /* What later calls get as call->config, a new object each time; or NULL with an error
     * diagnostic. */
    void *(*configure)(void *self, struct call *call, const struct configure_op *op);
    /* When the last call that uses it is done; default: nothing. Runs in any thread. */
    void (*release)(void *config);
};

/* The type of that name, or NULL. */
const struct resource_type *provider_resource(const struct provider *provider, struct str name);

/* The same for data sources and functions. */
const struct data_source *provider_data_source(const struct provider *provider,
                                               struct str name);
const struct function *provider_function(const struct provider *provider, struct str name);

#endif
