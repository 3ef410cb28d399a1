#include "plugin/services.h"

#include "base/str.h"
#include "plugin/lifetime.h"

#include "grpc_broker.pb-c.h"
#include "grpc_controller.pb-c.h"
#include "grpc_stdio.pb-c.h"
#include "health.pb-c.h"

static enum status shut_down(struct rpc_call *call, const ProtobufCMessage *request,
                             ProtobufCMessage *reply, struct err *err)
{
    (void)request;
    (void)reply;
    (void)err;
    rpc_server_request_shutdown(rpc_call_server(call));
    return STATUS_OK;
}

/* The first thing that a CLI does on its connection, and it makes no second one. Nothing is
 * ever sent: what the process prints goes to its own stderr. */
static enum status hold_stdio(struct rpc_call *call, const ProtobufCMessage *request,
                              ProtobufCMessage *reply, struct err *err)
{
    (void)request;
    (void)reply;
    lifetime_connected();
    while (!stop_wait(rpc_call_stop(call), -1)) {
    }
    return err_set(err, STATUS_STOPPED, "the stream ends with the connection");
}

/* "plugin" is the name that go-plugin's clients ask for, the empty one stands for the server.
 */
static enum status check_health(struct rpc_call *call, const ProtobufCMessage *request,
                                ProtobufCMessage *reply, struct err *err)
{
    const Grpc__Health__V1__HealthCheckRequest *asked = (const void *)request;
    Grpc__Health__V1__HealthCheckResponse *answer = (void *)reply;
    struct str service = str_from(asked->service);

    (void)call;
    if (service.len > 0 && !str_eq(service, STR("plugin"))) {
        return err_set(err, STATUS_NOT_FOUND, "the only service here is \"plugin\"");
    }
    answer->status = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING;
    return STATUS_OK;
}

static const struct rpc_method methods[] = {
    { .path = "/plugin.GRPCController/Shutdown",
      .lane = RPC_FAST,
      .request = &plugin__empty__descriptor,
      .reply = &plugin__empty__descriptor,
      .handle = shut_down },
    { .path = "/plugin.GRPCStdio/StreamStdio",
      .lane = RPC_WORK,
      .streams = true,
      .request = &plugin__empty__descriptor,
      .reply = &plugin__stdio_data__descriptor,
      .handle = hold_stdio },
    { .path = "/plugin.GRPCBroker/StartStream",
      .lane = RPC_HELD,
      .streams = true,
      .request = &plugin__conn_info__descriptor,
      .reply = &plugin__conn_info__descriptor },
    { .path = "/grpc.health.v1.Health/Check",
      .lane = RPC_FAST,
      .request = &grpc__health__v1__health_check_request__descriptor,
      .reply = &grpc__health__v1__health_check_response__descriptor,
      .handle = check_health },
};

struct rpc_table services_table(void)
{
    return (struct rpc_table){ .methods = methods, .count = ARRAY_LEN(methods) };
}
