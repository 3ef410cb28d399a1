#include "rpc/serve.h"
#include "rpc/session.h"

enum status serve_validate_data(struct rpc_call *call, const ProtobufCMessage *request,
                                ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ValidateDataResourceConfig__Request *in = (const void *)request;
    Tfplugin6__ValidateDataResourceConfig__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value config;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_data_source(&session, in->type_name) &&
        session_config(&session, in->config, &config)) {
        engine_validate_data(&session.call, session.data_source, &config);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

enum status serve_read_data(struct rpc_call *call, const ProtobufCMessage *request,
                            ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ReadDataSource__Request *in = (const void *)request;
    Tfplugin6__ReadDataSource__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value config;
    struct data_op op = { .config = &config };

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_data_source(&session, in->type_name) &&
        session_config(&session, in->config, &config)) {
        engine_read_data(&session.call, session.data_source, &op);
        out->state = session_message(&session, &op.state);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}
