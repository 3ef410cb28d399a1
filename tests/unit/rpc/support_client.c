#include "rpc/support_client.h"

#include "base/mem.h"

#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc_security.h>

enum {
    MAX_MESSAGE_BYTES = 256 * 1024 * 1024
};

struct client {
    grpc_channel *channel;
    grpc_completion_queue *queue;
};

struct client_call {
    struct client *client;
    grpc_call *core;
    grpc_metadata_array headers;
    grpc_metadata_array trailers;
    grpc_byte_buffer *request;
    grpc_byte_buffer *reply;
    grpc_status_code status;
    grpc_slice text;
    bool stream;
    char sent_tag; /* their addresses are the tags */
    char read_tag;
    char status_tag;
};

static gpr_timespec deadline(void)
{
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                        gpr_time_from_seconds(DEADLINE_S, GPR_TIMESPAN));
}

struct client *client_new(const char *address)
{
    struct client *client = mem_calloc(1, sizeof(*client));
    char max_receive[] = GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH;
    char local_pool[] = GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL;
    grpc_arg args[2] = { { .type = GRPC_ARG_INTEGER, .key = max_receive },
                         { .type = GRPC_ARG_INTEGER, .key = local_pool } };
    grpc_channel_args list = { ARRAY_LEN(args), args };
    grpc_channel_credentials *creds;

    args[0].value.integer = MAX_MESSAGE_BYTES;
    args[1].value.integer = 1;
    grpc_init();
    creds = grpc_insecure_credentials_create();
    client->channel = grpc_channel_create(address, creds, &list);
    grpc_channel_credentials_release(creds);
    client->queue = grpc_completion_queue_create_for_pluck(NULL);
    return client;
}

void client_free(struct client *client)
{
    grpc_channel_destroy(client->channel);
    grpc_completion_queue_shutdown(client->queue);
    grpc_completion_queue_destroy(client->queue);
    mem_free(client);
    grpc_shutdown_blocking();
}

static bool pluck(struct client_call *call, char *tag)
{
    grpc_event event = grpc_completion_queue_pluck(call->client->queue, tag, deadline(), NULL);

    if (event.type != GRPC_OP_COMPLETE) {
        mem_fatal("the server under test does not answer");
    }
    return event.success != 0;
}

static void batch(struct client_call *call, const grpc_op *ops, size_t count, char *tag)
{
    if (grpc_call_start_batch(call->core, ops, count, tag, NULL) != GRPC_CALL_OK) {
        mem_fatal("the test client's batch is refused");
    }
}

struct client_call *client_start(struct client *client, const char *path, struct str request,
                                 bool stream)
{
    struct client_call *call = mem_calloc(1, sizeof(*call));
    grpc_slice method = grpc_slice_from_copied_string(path);
    grpc_slice bytes = grpc_slice_from_copied_buffer(request.data, request.len);
    grpc_op ops[4] = { { .op = GRPC_OP_SEND_INITIAL_METADATA },
                       { .op = GRPC_OP_SEND_MESSAGE },
                       { .op = GRPC_OP_SEND_CLOSE_FROM_CLIENT },
                       { .op = GRPC_OP_RECV_INITIAL_METADATA } };
    grpc_op status = { .op = GRPC_OP_RECV_STATUS_ON_CLIENT };

    call->client = client;
    call->core = grpc_channel_create_call(client->channel, NULL, GRPC_PROPAGATE_DEFAULTS,
                                          client->queue, method, NULL, deadline(), NULL);
    call->request = grpc_raw_byte_buffer_create(&bytes, 1);
    grpc_slice_unref(bytes);
    grpc_slice_unref(method);
    ops[1].data.send_message.send_message = call->request;
    ops[3].data.recv_initial_metadata.recv_initial_metadata = &call->headers;
    status.data.recv_status_on_client.trailing_metadata = &call->trailers;
    status.data.recv_status_on_client.status = &call->status;
    status.data.recv_status_on_client.status_details = &call->text;
    batch(call, ops, ARRAY_LEN(ops), &call->sent_tag);
    batch(call, &status, 1, &call->status_tag);
    if (!stream) {
        grpc_op read = { .op = GRPC_OP_RECV_MESSAGE };

        read.data.recv_message.recv_message = &call->reply;
        batch(call, &read, 1, &call->read_tag);
    }
    call->stream = stream;
    return call;
}

struct client_call *client_start_message(struct client *client, const char *path,
                                         const ProtobufCMessage *request, bool stream)
{
    size_t len = protobuf_c_message_get_packed_size(request);
    uint8_t *bytes = mem_calloc(len, 1);
    struct client_call *call;

    protobuf_c_message_pack(request, bytes);
    call = client_start(client, path, (struct str){ (const char *)bytes, len }, stream);
    mem_free(bytes);
    return call;
}

void client_cancel(struct client_call *call)
{
    grpc_call_cancel(call->core, NULL);
}

bool client_read(struct client_call *call)
{
    grpc_op read = { .op = GRPC_OP_RECV_MESSAGE };

    grpc_byte_buffer_destroy(call->reply);
    call->reply = NULL;
    read.data.recv_message.recv_message = &call->reply;
    batch(call, &read, 1, &call->read_tag);
    return pluck(call, &call->read_tag) && call->reply;
}

/* gRPC gives the status only when no message is left unread. */
grpc_status_code client_status(struct client_call *call)
{
    pluck(call, &call->sent_tag);
    if (call->stream) {
        while (client_read(call)) {
        }
    } else {
        pluck(call, &call->read_tag);
    }
    pluck(call, &call->status_tag);
    return call->status;
}

struct str client_status_text(const struct client_call *call)
{
    return (struct str){ (const char *)GRPC_SLICE_START_PTR(call->text),
                         GRPC_SLICE_LENGTH(call->text) };
}

void *client_reply(const struct client_call *call, const ProtobufCMessageDescriptor *as)
{
    grpc_byte_buffer_reader reader;
    grpc_slice slice;
    void *message;

    if (!call->reply || !grpc_byte_buffer_reader_init(&reader, call->reply)) {
        return NULL;
    }
    slice = grpc_byte_buffer_reader_readall(&reader);
    message = protobuf_c_message_unpack(as, NULL, GRPC_SLICE_LENGTH(slice),
                                        GRPC_SLICE_START_PTR(slice));
    grpc_slice_unref(slice);
    grpc_byte_buffer_reader_destroy(&reader);
    return message;
}

void client_call_free(struct client_call *call)
{
    grpc_metadata_array_destroy(&call->headers);
    grpc_metadata_array_destroy(&call->trailers);
    grpc_byte_buffer_destroy(call->request);
    grpc_byte_buffer_destroy(call->reply);
    grpc_slice_unref(call->text);
    grpc_call_unref(call->core);
    mem_free(call);
}

grpc_status_code client_call_once(struct client *client, const char *path, struct str request)
{
    struct client_call *call = client_start(client, path, request, false);
    grpc_status_code status = client_status(call);

    client_call_free(call);
    return status;
}
