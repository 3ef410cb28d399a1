#ifndef PLUGIN_PLUGIN_H
#define PLUGIN_PLUGIN_H

#include "plugin/command.h"
#include "rpc/server.h"

/*
 * The life of the process as a go-plugin plugin: command line, handshake with the CLI, TLS, the
 * services that go-plugin itself calls, and an end that leaves nothing behind. Used by main
 * alone: plugin_begin, then plugin_serve.
 */
struct plugin {
    const char *provider; /* "namespace/type" at a registry, set by the caller */
    struct environment env;
    enum command command;
};

/* Reads the command line and the environment and settles signals and standard files. Call it
 * before anything that makes threads. False when there is nothing to serve: *exit_status is the
 * process's then. */
MUST_CHECK bool plugin_begin(struct plugin *plugin, int argc, const char *const *argv,
                             const char *const *variables, int *exit_status);

/* Serves `table` beside go-plugin's own services until the CLI, a signal or the death of the
 * CLI ends it. Returns the exit status with every call ended; when a call does not end in time
 * it does not return but ends the process. */
MUST_CHECK int plugin_serve(struct plugin *plugin, struct rpc_table table);

#endif
