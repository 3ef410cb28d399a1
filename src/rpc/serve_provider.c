#include "rpc/serve.h"
#include "rpc/session.h"

enum status serve_validate_provider(struct rpc_call *call, const ProtobufCMessage *request,
                                    ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ValidateProviderConfig__Request *in = (const void *)request;
    Tfplugin6__ValidateProviderConfig__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value config;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_config(&session, in->config, &config)) {
        engine_validate_provider(service->engine, &session.call, &config);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

enum status serve_configure(struct rpc_call *call, const ProtobufCMessage *request,
                            ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ConfigureProvider__Request *in = (const void *)request;
    Tfplugin6__ConfigureProvider__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value config;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_config(&session, in->config, &config)) {
        struct configure_op op = { &config, str_from(in->terraform_version) };

        engine_configure(service->engine, &session.call, &op);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}

enum status serve_stop(struct rpc_call *call, const ProtobufCMessage *request,
                       ProtobufCMessage *reply, struct err *err)
{
    (void)request;
    (void)reply;
    (void)err;
    rpc_server_stop_calls(rpc_call_server(call));
    return STATUS_OK;
}
