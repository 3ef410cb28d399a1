#ifndef RPC_SERVE_H
#define RPC_SERVE_H

#include "rpc/provider_service.h"

#include "tfplugin6.pb-c.h"

#include <pthread.h>

/*
 * The handlers of tfplugin6.Provider, as rpc_method.handle wants them. `self` of their methods
 * is the service.
 */

enum {
    SERVED_METHODS_MAX = 40
};

struct provider_service {
    struct engine *engine;
    struct rpc_method methods[SERVED_METHODS_MAX];
    size_t method_count;
    pthread_mutex_t lock;
    uint8_t *schema; /* the packed GetProviderSchema answer; made when first asked for */
    size_t schema_bytes;
};

typedef enum status serve_handler(struct rpc_call *call, const ProtobufCMessage *request,
                                  ProtobufCMessage *reply, struct err *err);

/* serve_schema.c: what the provider offers */
serve_handler serve_get_metadata;
serve_handler serve_get_provider_schema;

/* serve_provider.c: the provider itself */
serve_handler serve_validate_provider;
serve_handler serve_configure;
serve_handler serve_stop;

/* serve_resource.c: managed resources */
serve_handler serve_validate;
serve_handler serve_upgrade;
serve_handler serve_read;
serve_handler serve_plan;
serve_handler serve_apply;
serve_handler serve_import;
serve_handler serve_move;

serve_handler serve_generate;

/* serve_data.c: data sources */
serve_handler serve_validate_data;
serve_handler serve_read_data;

/* serve_list.c: what `terraform query` lists */
serve_handler serve_validate_list;
serve_handler serve_list;

/* serve_function.c: functions */
serve_handler serve_get_functions;
serve_handler serve_call_function;

/* A function as the schema announces it. */
Tfplugin6__Function *serve_function_message(struct arena *arena,
                                            const struct function *function);

/* serve_identity.c: what tells one object from all others */
serve_handler serve_get_identity_schemas;
serve_handler serve_upgrade_identity;

/* serve_unserved.c: what the schema does not announce; an error diagnostic in the reply's
 * `diagnostics`, or in one message of a stream */
serve_handler serve_unserved;

#endif
