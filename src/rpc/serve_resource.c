#include "rpc/serve.h"
#include "rpc/session.h"
#include "rpc/write_only.h"

enum status serve_validate(struct rpc_call *call, const ProtobufCMessage *request,
                           ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ValidateResourceConfig__Request *in = (const void *)request;
    Tfplugin6__ValidateResourceConfig__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value config;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name) &&
        session_value(&session, in->config, "configuration", &config)) {
        if (!in->client_capabilities ||
            !in->client_capabilities->write_only_attributes_allowed) {
            write_only_refuse(&session.diags, session.block, &config);
        }
        engine_validate(&session.call, session.resource, &config);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

static void upgrade(struct session *session, const Tfplugin6__UpgradeResourceState__Request *in,
                    Tfplugin6__UpgradeResourceState__Response *out)
{
    struct value state = value_null();

    if (in->raw_state && in->raw_state->n_flatmap > 0 && in->raw_state->json.len == 0) {
        diags_error(&session->diags, NULL, "Saved state is too old",
                    "The state of %s was written by Terraform 0.11 or older, which this "
                    "provider never worked with. Remove the object from the state and import "
                    "it again.",
                    session->resource->name);
        return;
    }
    engine_upgrade(&session->call, session->resource, in->version,
                   in->raw_state ? session_bytes(in->raw_state->json) : STR(""), &state);
    out->upgraded_state = session_message(session, &state);
}

enum status serve_upgrade(struct rpc_call *call, const ProtobufCMessage *request,
                          ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__UpgradeResourceState__Request *in = (const void *)request;
    Tfplugin6__UpgradeResourceState__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name)) {
        upgrade(&session, in, out);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

/* What cannot be read stays as it is: Terraform stores whatever comes back, identities too. */
enum status serve_read(struct rpc_call *call, const ProtobufCMessage *request,
                       ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ReadResource__Request *in = (const void *)request;
    Tfplugin6__ReadResource__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct read_op op = { .private_data = session_bytes(in->private_) };
    struct session session;

    (void)err;
    out->new_state = in->current_state;
    out->new_identity = in->current_identity;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name) &&
        session_value(&session, in->current_state, "state", &op.state) &&
        session_identity(&session, in->current_identity, &op.identity)) {
        engine_read(&session.call, session.resource, &op);
        out->new_state = session_message(&session, &op.state);
        if (session.resource->identity && !session.diags.has_error) {
            out->new_identity = session_identity_message(&session, &op.identity);
        }
    }
    out->private_ = session_binary(op.private_data);
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

static int by_name(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;

    return str_cmp(*left, *right);
}

/* One path for each row that asks for a new object, sorted by name. */
static void set_replace(struct arena *arena, const struct plan_op *op,
                        Tfplugin6__PlanResourceChange__Response *out)
{
    struct str *names = arena_alloc(arena, op->block->count, sizeof(*names));
    size_t count = 0;

    for (size_t i = 0; i < op->block->count; i++) {
        if (op->replace[i]) {
            names[count++] = str_from(op->block->fields[i].name);
        }
    }
    qsort(names, count, sizeof(*names), by_name);
    out->n_requires_replace = count;
    out->requires_replace = arena_alloc(arena, count, sizeof(Tfplugin6__AttributePath *));
    for (size_t i = 0; i < count; i++) {
        out->requires_replace[i] = session_path(arena, path_attribute(arena, NULL, names[i]));
    }
}

/* What is not known of it yet is not told: a new object has no identity, one that is there
 * keeps that which it has. */
static void set_planned_identity(const struct session *session, const struct plan_op *op,
                                 Tfplugin6__PlanResourceChange__Response *out)
{
    Tfplugin6__ResourceIdentityData *planned = session_identity_message(session, &op->identity);

    if (planned || (session->resource->identity && value_is_null(op->prior))) {
        out->planned_identity = planned;
    }
}

/* A creation that is planned once more during the apply has no prior state to have private data
 * of; what its first plan noted takes that place where the CLI brings it along. */
static struct str private_data_of(const Tfplugin6__PlanResourceChange__Request *in)
{
    return session_bytes(in->prior_private.len > 0 ? in->prior_private : in->planned_private);
}

enum status serve_plan(struct rpc_call *call, const ProtobufCMessage *request,
                       ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__PlanResourceChange__Request *in = (const void *)request;
    Tfplugin6__PlanResourceChange__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct value prior;
    struct value config;
    struct value proposed;
    struct plan_op op = { .prior = &prior,
                          .config = &config,
                          .proposed = &proposed,
                          .private_data = private_data_of(in) };
    struct session session;

    (void)err;
    out->planned_state = in->prior_state;
    out->planned_identity = in->prior_identity;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name) &&
        session_value(&session, in->prior_state, "prior state", &prior) &&
        session_value(&session, in->config, "configuration", &config) &&
        session_value(&session, in->proposed_new_state, "proposed state", &proposed) &&
        session_identity(&session, in->prior_identity, &op.identity)) {
        engine_plan(&session.call, session.resource, &op);
        out->planned_state = session_message(&session, &op.planned);
        set_planned_identity(&session, &op, out);
        set_replace(session.call.arena, &op, out);
    }
    out->planned_private = session_binary(op.private_data);
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

/* With an error, too, the answer says what is there: Terraform saves it. */
enum status serve_apply(struct rpc_call *call, const ProtobufCMessage *request,
                        ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ApplyResourceChange__Request *in = (const void *)request;
    Tfplugin6__ApplyResourceChange__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct value prior;
    struct value planned;
    struct value config;
    struct apply_op op = { .prior = &prior,
                           .planned = &planned,
                           .config = &config,
                           .private_data = session_bytes(in->planned_private) };
    struct session session;

    (void)err;
    out->new_state = in->prior_state;
    out->new_identity = in->planned_identity;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name) &&
        session_value(&session, in->prior_state, "prior state", &prior) &&
        session_value(&session, in->planned_state, "planned state", &planned) &&
        session_value(&session, in->config, "configuration", &config) &&
        session_identity(&session, in->planned_identity, &op.identity)) {
        engine_apply(&session.call, session.resource, &op);
        out->new_state = session_message(&session, &op.state);
        if (session.resource->identity) {
            out->new_identity = session_identity_message(&session, &op.identity);
        }
    }
    out->private_ = session_binary(op.private_data);
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

/* Without a schema the identity cannot even be read. */
static bool has_identity(struct session *session)
{
    if (session->resource->identity) {
        return true;
    }
    diags_error(&session->diags, NULL, "Import by identity not supported",
                "%s has no identity in this version of the provider. Use the id argument "
                "of the import block.",
                session->resource->name);
    return false;
}

typedef Tfplugin6__ImportResourceState__ImportedResource imported_message;

static void import(struct session *session, const Tfplugin6__ImportResourceState__Request *in,
                   Tfplugin6__ImportResourceState__Response *out)
{
    struct arena *arena = session->call.arena;
    struct import_op op = { .id = str_from(in->id) };
    imported_message *imported;

    if ((in->identity && !*in->id && !has_identity(session)) ||
        !session_identity(session, in->identity, &op.identity)) {
        return;
    }
    engine_import(&session->call, session->resource, &op);
    if (session->diags.has_error) {
        return;
    }
    imported = arena_alloc(arena, 1, sizeof(*imported));
    tfplugin6__import_resource_state__imported_resource__init(imported);
    imported->type_name = in->type_name;
    imported->state = session_message(session, &op.state);
    imported->private_ = session_binary(op.private_data);
    imported->identity = session_identity_message(session, &op.identity);
    out->n_imported_resources = 1;
    out->imported_resources = arena_alloc(arena, 1, sizeof(imported_message *));
    out->imported_resources[0] = imported;
}

enum status serve_import(struct rpc_call *call, const ProtobufCMessage *request,
                         ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ImportResourceState__Request *in = (const void *)request;
    Tfplugin6__ImportResourceState__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name)) {
        import(&session, in, out);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

static void move(struct session *session, const Tfplugin6__MoveResourceState__Request *in,
                 Tfplugin6__MoveResourceState__Response *out)
{
    struct move_op op = { .provider_address = str_from(in->source_provider_address),
                          .type_name = str_from(in->source_type_name),
                          .version = in->source_schema_version };

    if (in->source_state && in->source_state->n_flatmap > 0 &&
        in->source_state->json.len == 0) {
        diags_error(&session->diags, NULL, "Saved state is too old",
                    "The state of %s was written by Terraform 0.11 or older, in a form that "
                    "cannot be moved to %s. Remove the object from the state and import it.",
                    in->source_type_name, session->resource->name);
        return;
    }
    op.json = in->source_state ? session_bytes(in->source_state->json) : STR("");
    engine_move(&session->call, session->resource, &op);
    if (!session->diags.has_error) {
        out->target_state = session_message(session, &op.state);
        out->target_identity = session_identity_message(session, &op.identity);
    }
}

/* Private data is what another provider kept for itself, and stays behind. */
enum status serve_move(struct rpc_call *call, const ProtobufCMessage *request,
                       ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__MoveResourceState__Request *in = (const void *)request;
    Tfplugin6__MoveResourceState__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->target_type_name)) {
        move(&session, in, out);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

/* Terraform 1.14.0 sends no state. */
enum status serve_generate(struct rpc_call *call, const ProtobufCMessage *request,
                           ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__GenerateResourceConfig__Request *in = (const void *)request;
    Tfplugin6__GenerateResourceConfig__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value state;
    struct value config;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name) &&
        session_value(&session, in->state, "state", &state)) {
        engine_generate(&session.call, session.resource, &state, &config);
        out->config = session_message(&session, &config);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}
