#ifndef RPC_MESSAGE_H
#define RPC_MESSAGE_H

#include "base/arena.h"

#include <grpc/byte_buffer.h>
#include <grpc/slice.h>
#include <protobuf-c/protobuf-c.h>

/* Protobuf messages in gRPC's buffers. Pure functions; any thread may call. */

/* An empty message in the arena. */
ProtobufCMessage *message_new(struct arena *arena,
                              const ProtobufCMessageDescriptor *descriptor);

/* Everything the message points at lives in the arena. NULL when the bytes are not such a
 * message. */
ProtobufCMessage *message_unpack(struct arena *arena,
                                 const ProtobufCMessageDescriptor *descriptor,
                                 grpc_byte_buffer *bytes);

/* The caller owns the buffer (grpc_byte_buffer_destroy). */
grpc_byte_buffer *message_pack(const ProtobufCMessage *message);

/* The same pointer, for a library that declares as writable what it only reads. */
static inline void *message_writable(const void *bytes)
{
    union {
        const void *in;
        void *out;
    } pointer = { .in = bytes };

    return pointer.out;
}

/* The text of a string field of that name, or the empty text when there is no such field. */
struct str message_text(const ProtobufCMessage *message, const char *field);

#endif
