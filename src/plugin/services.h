#ifndef PLUGIN_SERVICES_H
#define PLUGIN_SERVICES_H

#include "rpc/server.h"

/*
 * The services that every go-plugin plugin has beside its own: Shutdown, the two streams that a
 * CLI opens on each connection and that carry nothing here, and the health check.
 */

/* The table lives for ever. */
struct rpc_table services_table(void);

#endif
