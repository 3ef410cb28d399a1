#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "rpc/internal.h"
#include "rpc/message.h"

#include <inttypes.h>

enum {
    BOTH_ENDS = 2,
    MAX_OPS = 3
};

static void start(struct rpc_call *call, const grpc_op *ops, size_t count, struct rpc_tag *tag)
{
    /* An error here is a mistake of ours, such as two answers to one call. */
    if (grpc_call_start_batch(call->core, ops, count, tag, NULL) != GRPC_CALL_OK) {
        mem_fatal("gRPC refused a batch of operations");
    }
}

static void free_unaccepted(struct rpc_call *call)
{
    grpc_call_details_destroy(&call->details);
    grpc_metadata_array_destroy(&call->metadata);
    stop_free(call->stop);
    mem_free(call);
}

static void end_one(struct rpc_call *call)
{
    if (--call->open_ends > 0) {
        return;
    }
    server_leave(call->server, call);
    pthread_cond_destroy(&call->send_over);
    pthread_mutex_destroy(&call->send_lock);
    grpc_call_unref(call->core);
    free_unaccepted(call);
}

static void on_closed(void *self, bool ok)
{
    struct rpc_call *call = self;

    if (!ok || call->cancelled) {
        stop_trigger(call->stop);
    }
    end_one(call);
}

static void on_answered(void *self, bool ok)
{
    struct rpc_call *call = self;

    (void)ok; /* a peer that has gone cannot be told */
    grpc_byte_buffer_destroy(__atomic_load_n(&call->reply, __ATOMIC_ACQUIRE));
    end_one(call);
}

/* Ends the call. `text` goes with any code but OK; the reply, which may be missing, is given
 * away. What this thread wrote to the call is published with the reply: gRPC brings it to the
 * poller's on_answered in that order anyway, but no race detector can see that. */
static void answer(struct rpc_call *call, grpc_status_code code, struct str text,
                   grpc_byte_buffer *reply)
{
    grpc_op ops[MAX_OPS] = { 0 };
    grpc_slice details = grpc_slice_from_copied_buffer(text.len ? text.data : "", text.len);
    size_t count = 0;

    if (!call->headers_sent) {
        ops[count++].op = GRPC_OP_SEND_INITIAL_METADATA;
    }
    if (reply) {
        ops[count].op = GRPC_OP_SEND_MESSAGE;
        ops[count++].data.send_message.send_message = reply;
    }
    ops[count].op = GRPC_OP_SEND_STATUS_FROM_SERVER;
    ops[count].data.send_status_from_server.status = code;
    ops[count++].data.send_status_from_server.status_details = &details;
    __atomic_store_n(&call->reply, reply, __ATOMIC_RELEASE);
    start(call, ops, count, &call->answered);
    grpc_slice_unref(details);
}

static const grpc_status_code status_codes[] = {
    [STATUS_OK] = GRPC_STATUS_OK,
    [STATUS_INVALID] = GRPC_STATUS_INVALID_ARGUMENT,
    [STATUS_NOT_FOUND] = GRPC_STATUS_NOT_FOUND,
    [STATUS_CONFLICT] = GRPC_STATUS_ABORTED,
    [STATUS_DENIED] = GRPC_STATUS_PERMISSION_DENIED,
    [STATUS_UNAVAILABLE] = GRPC_STATUS_UNAVAILABLE,
    [STATUS_TIMEOUT] = GRPC_STATUS_DEADLINE_EXCEEDED,
    [STATUS_STOPPED] = GRPC_STATUS_CANCELLED,
    [STATUS_TOO_LARGE] = GRPC_STATUS_RESOURCE_EXHAUSTED,
    [STATUS_FAILED] = GRPC_STATUS_INTERNAL,
};

static grpc_byte_buffer *pack_static(struct str packed)
{
    grpc_slice slice = grpc_slice_from_static_buffer(packed.data, packed.len);

    return grpc_raw_byte_buffer_create(&slice, 1);
}

/* Handles the request, packs the reply and gives all memory of the call back but what gRPC is
 * sending. */
static enum status handle(struct rpc_call *call, grpc_byte_buffer **packed, struct err *err)
{
    const struct rpc_method *method = call->method;
    const ProtobufCMessage *request = NULL;
    ProtobufCMessage *reply = message_new(call->arena, method->reply);
    enum status status;
    int64_t began_ms;

    if (call->request) {
        request = message_unpack(call->arena, method->request, call->request);
        grpc_byte_buffer_destroy(call->request);
        call->request = NULL;
    }
    if (!request) {
        return err_set(err, STATUS_INVALID, "the request is not a %s", method->request->name);
    }
    began_ms = log_on(LOG_DEBUG) ? clock_mono_ms(clock_system()) : 0;
    LOG(LOG_TRACE, "rpc", "%s %.*s begins", method->path,
        STR_ARG(message_text(request, "type_name")));
    status = method->handle(call, request, reply, err);
    LOG(LOG_DEBUG, "rpc", "%s %.*s ended after %" PRId64 " ms with %zu bytes: %s", method->path,
        STR_ARG(message_text(request, "type_name")), clock_mono_ms(clock_system()) - began_ms,
        arena_used(call->arena), status == STATUS_OK ? "OK" : err->text);
    if (status == STATUS_OK && !method->streams) {
        *packed = call->packed.len ? pack_static(call->packed) : message_pack(reply);
    }
    return status;
}

/* In a thread of a lane. */
static void run(void *self)
{
    struct rpc_call *call = self;
    struct err err = { "" };
    grpc_byte_buffer *reply = NULL;
    enum status status;

    call->arena = arena_new();
    status = handle(call, &reply, &err);
    arena_free(call->arena);
    call->arena = NULL;
    answer(call, status_codes[status], str_from(err.text), reply);
}

static void on_received(void *self, bool ok)
{
    struct rpc_call *call = self;

    (void)ok; /* without a message there is no request, which `handle` answers */
    lane_submit(call->method->lane == RPC_FAST ? &call->server->fast : &call->server->work,
                &call->job);
}

static void on_held(void *self, bool ok)
{
    (void)ok;
    end_one(self);
}

static void on_sent(void *self, bool ok)
{
    struct rpc_call *call = self;

    pthread_mutex_lock(&call->send_lock);
    call->sending = false;
    call->send_ok = ok;
    pthread_cond_signal(&call->send_over);
    pthread_mutex_unlock(&call->send_lock);
}

static void serve(struct rpc_call *call)
{
    grpc_op op = { 0 };

    if (call->method->lane == RPC_HELD) {
        call->answered.done = on_held;
        op.op = GRPC_OP_SEND_INITIAL_METADATA;
        start(call, &op, 1, &call->answered);
        return;
    }
    op.op = GRPC_OP_RECV_MESSAGE;
    op.data.recv_message.recv_message = &call->request;
    start(call, &op, 1, &call->received);
}

static void answer_unknown(struct rpc_call *call)
{
    LOG(LOG_DEBUG, "rpc", "unknown method %.*s", (int)GRPC_SLICE_LENGTH(call->details.method),
        (const char *)GRPC_SLICE_START_PTR(call->details.method));
    answer(call, GRPC_STATUS_UNIMPLEMENTED, STR("unknown method"), NULL);
}

static void accept_call(struct rpc_call *call)
{
    grpc_op close = { .op = GRPC_OP_RECV_CLOSE_ON_SERVER };
    bool entered;

    call->open_ends = BOTH_ENDS;
    call->method = methods_find(&call->server->methods, call->details.method);
    call->stop = stop_new();
    pthread_mutex_init(&call->send_lock, NULL);
    pthread_cond_init(&call->send_over, NULL);
    close.data.recv_close_on_server.cancelled = &call->cancelled;
    entered = server_enter(call->server, call);
    start(call, &close, 1, &call->closed);
    if (!entered) {
        answer(call, GRPC_STATUS_UNAVAILABLE, STR("the provider is shutting down"), NULL);
    } else if (!call->method) {
        answer_unknown(call);
    } else {
        serve(call);
    }
}

static void on_requested(void *self, bool ok)
{
    struct rpc_call *call = self;

    if (!ok) {
        free_unaccepted(call);
        return;
    }
    call_post(call->server);
    accept_call(call);
}

void call_post(struct rpc_server *server)
{
    struct rpc_call *call = mem_calloc(1, sizeof(*call));

    call->server = server;
    call->requested = (struct rpc_tag){ on_requested, call };
    call->received = (struct rpc_tag){ on_received, call };
    call->closed = (struct rpc_tag){ on_closed, call };
    call->answered = (struct rpc_tag){ on_answered, call };
    call->sent = (struct rpc_tag){ on_sent, call };
    call->job = (struct lane_job){ NULL, run, call };
    grpc_call_details_init(&call->details);
    grpc_metadata_array_init(&call->metadata);
    if (grpc_server_request_call(server->core, &call->core, &call->details, &call->metadata,
                                 server->queue, server->queue,
                                 &call->requested) != GRPC_CALL_OK) {
        mem_fatal("gRPC refused a place for a call");
    }
}

struct arena *rpc_call_arena(struct rpc_call *call)
{
    return call->arena;
}

struct stop *rpc_call_stop(struct rpc_call *call)
{
    return call->stop;
}

void *rpc_call_self(struct rpc_call *call)
{
    return call->method->self;
}

struct rpc_server *rpc_call_server(struct rpc_call *call)
{
    return call->server;
}

const struct rpc_method *rpc_call_method(struct rpc_call *call)
{
    return call->method;
}

void rpc_call_reply_packed(struct rpc_call *call, struct str packed)
{
    call->packed = packed;
}

enum status rpc_call_send(struct rpc_call *call, const ProtobufCMessage *message)
{
    grpc_op ops[MAX_OPS] = { 0 };
    grpc_byte_buffer *bytes = message_pack(message);
    size_t count = 0;
    bool ok;

    if (!call->headers_sent) {
        ops[count++].op = GRPC_OP_SEND_INITIAL_METADATA;
        call->headers_sent = true;
    }
    ops[count].op = GRPC_OP_SEND_MESSAGE;
    ops[count++].data.send_message.send_message = bytes;
    pthread_mutex_lock(&call->send_lock);
    call->sending = true;
    start(call, ops, count, &call->sent);
    while (call->sending) {
        pthread_cond_wait(&call->send_over, &call->send_lock);
    }
    ok = call->send_ok;
    pthread_mutex_unlock(&call->send_lock);
    grpc_byte_buffer_destroy(bytes);
    return ok ? STATUS_OK : STATUS_STOPPED;
}
