#ifndef RPC_PROVIDER_SERVICE_H
#define RPC_PROVIDER_SERVICE_H

#include "rpc/server.h"
#include "terraform/engine.h"

/*
 * The tfplugin6.Provider service over an engine: one handler per RPC that turns messages into
 * values and back. Problems are diagnostics; a gRPC status other than OK means a broken message
 * or a shutdown.
 */
struct provider_service;

/* `engine` outlives the service. The caller owns it. The method names are checked against the
 * service descriptor. */
struct provider_service *provider_service_new(struct engine *engine)
    __attribute__((returns_nonnull));
void provider_service_free(struct provider_service *service);

/* The table to give to rpc_server_new; lives as long as the service. */
struct rpc_table provider_service_table(const struct provider_service *service);

#endif
