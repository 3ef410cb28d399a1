#include "rpc/provider_service.h"

#include "base/mem.h"
#include "rpc/serve.h"

#include <assert.h>

#define SERVICE "/tfplugin6.Provider/"

/* How one method of the protocol is served. Its message types come from the service descriptor,
 * so that the two cannot differ. A method without a row is answered UNIMPLEMENTED: its reply
 * has no place for a diagnostic. */
struct row {
    const char *path;
    serve_handler *handle;
    enum rpc_lane lane;
    bool streams;
    bool mutates;
};

/* clang-format off */
static const struct row rows[] = {
    { SERVICE "GetMetadata", serve_get_metadata, RPC_FAST, false, false },
    { SERVICE "GetProviderSchema", serve_get_provider_schema, RPC_FAST, false, false },
    { SERVICE "GetResourceIdentitySchemas", serve_get_identity_schemas, RPC_FAST, false, false },
    { SERVICE "GetFunctions", serve_get_functions, RPC_FAST, false, false },
    { SERVICE "ValidateProviderConfig", serve_validate_provider, RPC_FAST, false, false },
    { SERVICE "ConfigureProvider", serve_configure, RPC_WORK, false, false },
    { SERVICE "StopProvider", serve_stop, RPC_FAST, false, false },

    { SERVICE "ValidateResourceConfig", serve_validate, RPC_FAST, false, false },
    { SERVICE "UpgradeResourceState", serve_upgrade, RPC_FAST, false, false },
    { SERVICE "UpgradeResourceIdentity", serve_upgrade_identity, RPC_FAST, false, false },
    { SERVICE "MoveResourceState", serve_move, RPC_FAST, false, false },
    { SERVICE "ReadResource", serve_read, RPC_WORK, false, false },
    { SERVICE "PlanResourceChange", serve_plan, RPC_WORK, false, false },
    { SERVICE "ApplyResourceChange", serve_apply, RPC_WORK, false, true },
    { SERVICE "ImportResourceState", serve_import, RPC_WORK, false, false },
    { SERVICE "GenerateResourceConfig", serve_generate, RPC_FAST, false, false },

    { SERVICE "ValidateDataResourceConfig", serve_validate_data, RPC_FAST, false, false },
    { SERVICE "ReadDataSource", serve_read_data, RPC_WORK, false, false },
    { SERVICE "ValidateListResourceConfig", serve_validate_list, RPC_FAST, false, false },
    { SERVICE "ListResource", serve_list, RPC_WORK, true, false },
    { SERVICE "CallFunction", serve_call_function, RPC_FAST, false, false },

    { SERVICE "ValidateEphemeralResourceConfig", serve_unserved, RPC_FAST, false, false },
    { SERVICE "OpenEphemeralResource", serve_unserved, RPC_FAST, false, false },
    { SERVICE "RenewEphemeralResource", serve_unserved, RPC_FAST, false, false },
    { SERVICE "CloseEphemeralResource", serve_unserved, RPC_FAST, false, false },
    { SERVICE "ValidateActionConfig", serve_unserved, RPC_FAST, false, false },
    { SERVICE "PlanAction", serve_unserved, RPC_FAST, false, false },
    { SERVICE "ValidateStateStoreConfig", serve_unserved, RPC_FAST, false, false },
    { SERVICE "ConfigureStateStore", serve_unserved, RPC_FAST, false, false },
    { SERVICE "ReadStateBytes", serve_unserved, RPC_WORK, true, false },
    { SERVICE "WriteStateBytes", serve_unserved, RPC_FAST, false, false },
    { SERVICE "LockState", serve_unserved, RPC_FAST, false, false },
    { SERVICE "UnlockState", serve_unserved, RPC_FAST, false, false },
    { SERVICE "GetStates", serve_unserved, RPC_FAST, false, false },
    { SERVICE "DeleteState", serve_unserved, RPC_FAST, false, false },
};
/* clang-format on */
static_assert(ARRAY_LEN(rows) <= SERVED_METHODS_MAX, "every row has its method");

static const ProtobufCMethodDescriptor *in_protocol(const char *path)
{
    const ProtobufCMethodDescriptor *method = protobuf_c_service_descriptor_get_method_by_name(
        &tfplugin6__provider__descriptor, path + strlen(SERVICE));

    if (!method) {
        mem_fatal("a served method is not in the protocol");
    }
    return method;
}

struct provider_service *provider_service_new(struct engine *engine)
{
    struct provider_service *service = mem_calloc(1, sizeof(*service));

    service->engine = engine;
    pthread_mutex_init(&service->lock, NULL);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const ProtobufCMethodDescriptor *method = in_protocol(rows[i].path);

        service->methods[service->method_count++] = (struct rpc_method){
            .path = rows[i].path,
            .lane = rows[i].lane,
            .streams = rows[i].streams,
            .mutates = rows[i].mutates,
            .request = method->input,
            .reply = method->output,
            .handle = rows[i].handle,
            .self = service,
        };
    }
    return service;
}

void provider_service_free(struct provider_service *service)
{
    if (service) {
        pthread_mutex_destroy(&service->lock);
        mem_free(service->schema);
        mem_free(service);
    }
}

struct rpc_table provider_service_table(const struct provider_service *service)
{
    return (struct rpc_table){ service->methods, service->method_count };
}
