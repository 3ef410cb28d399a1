#ifndef RPC_METHODS_H
#define RPC_METHODS_H

#include "rpc/server.h"

#include <grpc/slice.h>

/* All methods of a server, found by their path. Immutable once made; any thread may look up. */
struct methods {
    const struct rpc_method **sorted;
    size_t count;
};

void methods_init(struct methods *methods, const struct rpc_table *tables, size_t count);
void methods_release(struct methods *methods);

/* NULL when there is none. */
const struct rpc_method *methods_find(const struct methods *methods, grpc_slice path);

#endif
