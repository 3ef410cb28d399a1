#ifndef RPC_SERVER_H
#define RPC_SERVER_H

#include "base/arena.h"
#include "base/status.h"
#include "base/stop.h"

#include <protobuf-c/protobuf-c.h>

/*
 * A gRPC server on C core, driven by tables of methods.
 *
 * Two lanes: RPC_FAST methods only compute and run in a small pool that nothing ever blocks;
 * RPC_WORK methods may block for hours and run in threads that are made when all are busy, so a
 * call of the fast lane never waits behind one of the work lane, nor a work call behind
 * another. An unknown method is answered UNIMPLEMENTED at once (C core itself would leave it
 * hanging).
 */
struct rpc_server;
struct rpc_call;

enum rpc_lane {
    RPC_FAST,
    RPC_WORK,
    RPC_HELD, /* a stream that is kept open, without a thread, until the peer or a shutdown ends
                 it; no handler */
};

struct rpc_method {
    const char *path; /* "/tfplugin6.Provider/ApplyResourceChange" */
    enum rpc_lane lane;
    bool streams; /* the handler sends any number of replies with rpc_call_send */
    bool mutates; /* counts as "in flight" for rpc_server_mutations: an apply */
    const ProtobufCMessageDescriptor *request;
    const ProtobufCMessageDescriptor *reply;
    /* Fills `reply`, which is initialised, with memory from rpc_call_arena, or sends. A user's
     * problem is a diagnostic in the reply. STATUS_OK answers OK; any other
     * status answers the gRPC code that means the same, with the text. */
    enum status (*handle)(struct rpc_call *call, const ProtobufCMessage *request,
                          ProtobufCMessage *reply, struct err *err);
    void *self; /* rpc_call_self */
};

struct arena *rpc_call_arena(struct rpc_call *call);
struct stop *rpc_call_stop(
    struct rpc_call *call); /* triggered by cancellation, rpc_server_stop_calls, shutdown */
void *rpc_call_self(struct rpc_call *call);
struct rpc_server *rpc_call_server(struct rpc_call *call);
const struct rpc_method *rpc_call_method(struct rpc_call *call);

/* Answers with bytes that are packed already and outlive the server, in place of the reply
 * message: for an answer that is always the same. */
void rpc_call_reply_packed(struct rpc_call *call, struct str packed);

/* Sends one message of a stream and waits until the transport took it. STATUS_STOPPED when the
 * peer has gone. */
MUST_CHECK enum status rpc_call_send(struct rpc_call *call, const ProtobufCMessage *message);

/* A table of methods; the rows outlive the server. */
struct rpc_table {
    const struct rpc_method *methods;
    size_t count;
};

struct rpc_tls { /* PEM texts, NUL-terminated */
    const char *certificate;
    const char *private_key;
    const char *client_ca; /* the client's certificate is required and verified against it */
};

/* The caller owns the server (rpc_server_free). */
struct rpc_server *rpc_server_new(const struct rpc_table *tables, size_t count)
    __attribute__((returns_nonnull));

/* Listens on "unix:/path" or "127.0.0.1:port" and starts to serve; tls NULL: plain text. Once
 * per server. */
MUST_CHECK enum status rpc_server_start(struct rpc_server *server, const char *address,
                                        const struct rpc_tls *tls, struct err *err);

/* Triggers the stop of every call in flight (StopProvider). Later calls are not affected. */
void rpc_server_stop_calls(struct rpc_server *server);

/* Calls in flight of methods that mutate. */
size_t rpc_server_mutations(struct rpc_server *server);

/* Asks to shut down; returns at once, any thread (the Shutdown handler too) may call, more than
 * once does nothing. */
void rpc_server_request_shutdown(struct rpc_server *server);

/* Blocks until a shutdown was asked for. */
void rpc_server_wait_shutdown_request(struct rpc_server *server);

/* Stops accepting, triggers the stop of every call and cancels streams at once. Other calls
 * have `grace_ms` to answer, then they are cancelled too. False when handlers are still
 * running: the server must not be freed then (the process is about to exit). One thread calls
 * it. */
bool rpc_server_shutdown(struct rpc_server *server, int64_t grace_ms);

/* After rpc_server_shutdown gave true, or when the server was never started. */
void rpc_server_free(struct rpc_server *server);

#endif
