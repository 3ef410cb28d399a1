#ifndef PLUGIN_ENDPOINT_H
#define PLUGIN_ENDPOINT_H

#include "base/status.h"
#include "plugin/environment.h"

/*
 * Where the server listens: a Unix socket in a private directory (plugin/sockdir.h), tried in
 * PLUGIN_UNIX_SOCKET_DIR, TMPDIR and a last folder; when none takes one, TCP on the loopback.
 */
enum {
    ENDPOINT_ADDRESS_BYTES = 128,
    ENDPOINT_LISTEN_BYTES = 512,
};

struct endpoint {
    const char *network;                  /* "unix" or "tcp" */
    char address[ENDPOINT_ADDRESS_BYTES]; /* as the CLI dials it */
    char listen[ENDPOINT_LISTEN_BYTES];   /* as rpc_server_start wants it */
};

/* `last_folder` is tried when the environment's own do not do: /tmp. */
MUST_CHECK enum status endpoint_choose(const struct environment *env, const char *last_folder,
                                       struct endpoint *out, struct err *err);

/* To be called when the server listens: gives the socket to PLUGIN_UNIX_SOCKET_GROUP. */
MUST_CHECK enum status endpoint_share(const struct endpoint *endpoint,
                                      const struct environment *env, struct err *err);

#endif
