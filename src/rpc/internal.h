#ifndef RPC_INTERNAL_H
#define RPC_INTERNAL_H

#include "rpc/lanes.h"
#include "rpc/methods.h"
#include "rpc/server.h"

#include <grpc/grpc.h>
#include <pthread.h>

/*
 * The two objects behind server.h, shared by server.c (the life of the server) and call.c (the
 * life of one call).
 *
 * One thread, the poller, takes every completion from gRPC's queue, so `done` functions never
 * run at the same time and a call is only ever freed by that thread.
 */

/* What the completion queue gives back. */
struct rpc_tag {
    void (*done)(void *self, bool ok);
    void *self;
};

/* A call is taken off the server's list and freed when both its ends are over: the answer is
 * sent, and gRPC says that the stream is closed. */
struct rpc_call {
    struct rpc_server *server;
    const struct rpc_method *method;
    struct arena *arena; /* while the handler runs */
    struct stop *stop;
    struct str packed; /* rpc_call_reply_packed */

    grpc_call *core;
    grpc_call_details details;
    grpc_metadata_array metadata;
    grpc_byte_buffer *request;
    grpc_byte_buffer *reply;
    int cancelled;
    unsigned open_ends;
    struct lane_job job;

    struct rpc_tag requested;
    struct rpc_tag received;
    struct rpc_tag closed;
    struct rpc_tag answered;
    struct rpc_tag sent;

    /* A stream's handler waits here for the transport. */
    pthread_mutex_t send_lock;
    pthread_cond_t send_over;
    bool sending;
    bool send_ok;
    bool headers_sent;

    struct rpc_call *next; /* the server's list, under its lock */
    struct rpc_call *prev;
};

struct rpc_server {
    grpc_server *core;
    grpc_completion_queue *queue;
    struct methods methods;
    struct lane fast;
    struct lane work;
    pthread_t poller;
    bool started;

    struct stop *shutdown_requested;
    struct stop *drained;   /* shutting down, and no call is left */
    struct stop *core_down; /* gRPC has shut its side down */
    struct rpc_tag down;

    pthread_mutex_t lock;
    struct rpc_call *calls; /* accepted and not freed */
    bool shutting_down;
};

/* Offers gRPC a place for one more call. */
void call_post(struct rpc_server *server);

/* Puts the call on the list. False when the server is shutting down. */
MUST_CHECK bool server_enter(struct rpc_server *server, struct rpc_call *call);
void server_leave(struct rpc_server *server, struct rpc_call *call);

#endif
