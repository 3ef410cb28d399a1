#ifndef PLUGIN_LIFETIME_H
#define PLUGIN_LIFETIME_H

#include "rpc/server.h"

/*
 * What ends the process besides the CLI's Shutdown: signals, and the death of the CLI.
 *
 * A plugin survives SIGINT, because Ctrl-C reaches the whole process group while Terraform
 * still wants to save what its applies return; it stops by itself when its parent has gone and
 * no apply is in flight. In debug mode SIGINT ends it and the parent does not matter.
 */
enum lifetime_mode {
    LIFETIME_PLUGIN,
    LIFETIME_DEBUG,
};

/* Sets what signals do and puts /dev/null in the place of stdin, which belongs to the user's
 * terminal, and of a stdout or stderr that is closed. Once, before there are threads. */
void lifetime_begin(enum lifetime_mode mode);

/* Watches from now on, in a thread of its own: rpc_server_request_shutdown when it is time. */
void lifetime_watch(struct rpc_server *server);

/* To be called when a CLI has connected. A plugin's socket then has no more use, so its
 * directory goes: whatever kills the process later, SIGKILL too, leaves nothing behind. Any
 * thread. */
void lifetime_connected(void);

/* Ends the watch; the server may be freed then. The signal that ended the process, or 0. */
int lifetime_end(void);

#endif
