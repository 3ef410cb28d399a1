#ifndef PLUGIN_HANDSHAKE_H
#define PLUGIN_HANDSHAKE_H

#include "base/str.h"
#include "base/strbuf.h"
#include "plugin/environment.h"

/*
 * The one line with which a plugin tells the CLI where it listens:
 *
 *     1|6|unix|/path/of/the/socket|grpc|<certificate>
 *
 * go-plugin's protocol, then ours, the network, the address, the transport, and the server's
 * certificate in unpadded base64, empty without TLS. Pure functions.
 */
enum {
    HANDSHAKE_PROTOCOL = 6, /* the provider protocol that this program speaks */
};

/* Whether the CLI that set these variables started the program. */
bool handshake_invited(const struct environment *env);

/* Whether the list of versions holds ours; an empty list names none and holds all. */
bool handshake_speaks(struct str versions);

struct handshake {
    const char *network; /* "unix" or "tcp" */
    const char *address;
    const char *certificate; /* "": plain text */
    bool multiplex_asked;    /* the CLI wants to hear about multiplexing: answered "false" */
};

/* Appends the line, with its end of line. */
void handshake_format(const struct handshake *handshake, struct strbuf *out);

#endif
