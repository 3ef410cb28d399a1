#include "rpc/serve.h"
#include "rpc/session.h"

enum status serve_validate_list(struct rpc_call *call, const ProtobufCMessage *request,
                                ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ValidateListResourceConfig__Request *in = (const void *)request;
    Tfplugin6__ValidateListResourceConfig__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value config;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_list(&session, in->type_name) &&
        session_config(&session, in->config, &config)) {
        engine_validate_list(&session.call, session.resource, &config);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

/* Where the events of a list go. */
struct stream {
    struct rpc_call *rpc;
    struct session session; /* its block is the resource's */
};

/* A message lives no longer than it takes to send it: there may be many. */
static bool send(void *self, const struct list_event *event)
{
    const struct stream *stream = self;
    ARENA_AUTO struct arena *arena = arena_new();
    struct session session = stream->session;
    Tfplugin6__ListResource__Event message;

    session.call.arena = arena;
    tfplugin6__list_resource__event__init(&message);
    message.identity = session_identity_message(&session, &event->identity);
    message.display_name = session_string(arena, event->display_name);
    if (!value_is_null(&event->state)) {
        message.resource_object = session_message(&session, &event->state);
    }
    message.n_diagnostic = event->diags->count;
    message.diagnostic = session_diagnostics(event->diags);
    return rpc_call_send(stream->rpc, &message.base) == STATUS_OK;
}

static void list(struct session *session, struct rpc_call *call,
                 const Tfplugin6__ListResource__Request *in, const struct value *config)
{
    struct stream stream = { call, *session };
    struct list_request request = {
        .config = config,
        .include_resource = in->include_resource_object,
        .limit = in->limit,
        .send = send,
        .self = &stream,
    };

    stream.session.block = session->resource->schema->block;
    engine_list(&session->call, session->resource, &request);
}

/* What keeps the list from beginning goes out as its only event. */
enum status serve_list(struct rpc_call *call, const ProtobufCMessage *request,
                       ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ListResource__Request *in = (const void *)request;
    Tfplugin6__ListResource__Event *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value config;

    session_begin(&session, call, service->engine);
    if (session_list(&session, in->type_name) &&
        session_config(&session, in->config, &config)) {
        list(&session, call, in, &config);
    }
    session_end(&session, &out->n_diagnostic, &out->diagnostic);
    if (out->n_diagnostic > 0 && rpc_call_send(call, reply) != STATUS_OK) {
        return err_set(err, STATUS_STOPPED, "the peer has gone");
    }
    return STATUS_OK;
}
