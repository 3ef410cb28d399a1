#include "rpc/message.h"

#include <grpc/byte_buffer_reader.h>

static void *allocate(void *arena, size_t size)
{
    return arena_alloc(arena, size, 1);
}

/* The arena gives everything back at once. */
static void release(void *arena, void *pointer)
{
    (void)arena;
    (void)pointer;
}

ProtobufCMessage *message_new(struct arena *arena, const ProtobufCMessageDescriptor *descriptor)
{
    ProtobufCMessage *message = arena_alloc(arena, 1, descriptor->sizeof_message);

    protobuf_c_message_init(descriptor, message);
    return message;
}

/* A short message comes in one piece, which is read in place. */
static grpc_slice whole_slice(grpc_byte_buffer *bytes)
{
    grpc_slice_buffer *raw = &bytes->data.raw.slice_buffer;
    grpc_byte_buffer_reader reader;
    grpc_slice slice = grpc_empty_slice();

    if (bytes->data.raw.compression == GRPC_COMPRESS_NONE && raw->count == 1) {
        return grpc_slice_ref(raw->slices[0]);
    }
    if (grpc_byte_buffer_reader_init(&reader, bytes)) {
        slice = grpc_byte_buffer_reader_readall(&reader);
        grpc_byte_buffer_reader_destroy(&reader);
    }
    return slice;
}

ProtobufCMessage *message_unpack(struct arena *arena,
                                 const ProtobufCMessageDescriptor *descriptor,
                                 grpc_byte_buffer *bytes)
{
    ProtobufCAllocator allocator = { allocate, release, arena };
    grpc_slice slice = whole_slice(bytes);
    ProtobufCMessage *message = protobuf_c_message_unpack(
        descriptor, &allocator, GRPC_SLICE_LENGTH(slice), GRPC_SLICE_START_PTR(slice));

    grpc_slice_unref(slice);
    return message;
}

grpc_byte_buffer *message_pack(const ProtobufCMessage *message)
{
    grpc_slice slice = grpc_slice_malloc(protobuf_c_message_get_packed_size(message));
    grpc_byte_buffer *bytes;

    protobuf_c_message_pack(message, GRPC_SLICE_START_PTR(slice));
    bytes = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return bytes;
}

struct str message_text(const ProtobufCMessage *message, const char *field)
{
    const ProtobufCFieldDescriptor *found =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, field);
    const char *text = NULL;

    if (found && found->type == PROTOBUF_C_TYPE_STRING &&
        found->label != PROTOBUF_C_LABEL_REPEATED) {
        memcpy(&text, (const char *)message + found->offset, sizeof(text));
    }
    return str_from(text);
}
