#ifndef SUPPORT_CLIENT_H
#define SUPPORT_CLIENT_H

#include "base/str.h"

#include <grpc/grpc.h>
#include <protobuf-c/protobuf-c.h>

/* A gRPC client on the C core, for tests: it waits for everything it starts, at most DEADLINE_S
 * seconds, so that a server that hangs fails the test. One thread at a time. */
enum {
    DEADLINE_S = 60
};

struct client;
struct client_call;

struct client *client_new(const char *address);
/* After all its calls are freed. */
void client_free(struct client *client);

/* Sends the bytes as the only request. `stream`: replies are read with client_read. */
struct client_call *client_start(struct client *client, const char *path, struct str request,
                                 bool stream);
struct client_call *client_start_message(struct client *client, const char *path,
                                         const ProtobufCMessage *request, bool stream);

void client_cancel(struct client_call *call);

/* The next message of a stream; false at its end. */
bool client_read(struct client_call *call);

/* Waits for the end and gives the gRPC status. */
grpc_status_code client_status(struct client_call *call);

/* The text that came with the status; after client_status. */
struct str client_status_text(const struct client_call *call);

/* The last reply, unpacked; NULL when there is none. The caller frees it with
 * protobuf_c_message_free_unpacked. */
void *client_reply(const struct client_call *call, const ProtobufCMessageDescriptor *as);

void client_call_free(struct client_call *call);

/* Starts, waits, frees: the status alone. */
grpc_status_code client_call_once(struct client *client, const char *path, struct str request);

#endif
