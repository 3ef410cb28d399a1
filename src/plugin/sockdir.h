#ifndef PLUGIN_SOCKDIR_H
#define PLUGIN_SOCKDIR_H

#include "base/status.h"

/*
 * The private directory that holds the plugin's Unix socket. There is one per process, kept in
 * static storage so that the handler of a fatal signal can remove it.
 */

/* Makes a directory that only this user may enter, in `parent`, and tries a socket in it.
 * Fails, leaving nothing behind, when the path is too long for a socket (STATUS_TOO_LARGE) or
 * `parent` does not allow it. Called at most once with success. */
MUST_CHECK enum status sockdir_make(const char *parent, struct err *err);

/* Path for the socket: nothing is there yet. */
const char *sockdir_socket(void);

/* Lets a group (name or number) reach the directory and the socket, which exists by now. */
MUST_CHECK enum status sockdir_share(const char *group, struct err *err);

/* Removes the socket and the directory; more than once, or without one, does nothing.
 * Async-signal-safe. */
void sockdir_remove(void);

#endif
