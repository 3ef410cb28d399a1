#include "rpc/support_service.h"

#include "rpc/message.h"
#include "rpc/support_provider.h"
#include "terraform/codec.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct service_fixture service_fixture;

int service_set_up(void **state)
{
    (void)state;
    grpc_init();
    support_released = 0;
    service_fixture = (struct service_fixture){ .engine = engine_new(&support_provider),
                                                .arena = arena_new() };
    service_fixture.service = provider_service_new(service_fixture.engine);
    service_fixture.call.arena = service_fixture.arena;
    service_fixture.call.stop = stop_new();
    return 0;
}

int service_tear_down(void **state)
{
    (void)state;
    stop_free(service_fixture.call.stop);
    provider_service_free(service_fixture.service);
    engine_free(service_fixture.engine);
    arena_free(service_fixture.arena);
    grpc_shutdown_blocking();
    return 0;
}

void *service_call(const char *name, const ProtobufCMessage *request)
{
    struct rpc_table table = provider_service_table(service_fixture.service);
    grpc_byte_buffer *bytes = message_pack(request);
    struct err err = { "" };
    ProtobufCMessage *reply = NULL;

    for (size_t i = 0; i < table.count; i++) {
        const struct rpc_method *method = &table.methods[i];

        if (str_ends_with(str_from(method->path), str_from(name)) &&
            method->request == request->descriptor) {
            const ProtobufCMessage *in =
                message_unpack(service_fixture.arena, method->request, bytes);

            service_fixture.call.method = method;
            reply = message_new(service_fixture.arena, method->reply);
            assert_non_null(in);
            assert_int_equal(method->handle(&service_fixture.call, in, reply, &err), STATUS_OK);
        }
    }
    grpc_byte_buffer_destroy(bytes);
    assert_non_null(reply);
    return reply;
}

void *service_message(const ProtobufCMessageDescriptor *descriptor)
{
    return message_new(service_fixture.arena, descriptor);
}

Tfplugin6__DynamicValue *service_json(const char *text)
{
    Tfplugin6__DynamicValue *message = service_message(&tfplugin6__dynamic_value__descriptor);

    message->json.len = strlen(text);
    message->json.data = (uint8_t *)arena_strndup(service_fixture.arena, text, strlen(text));
    return message;
}

Tfplugin6__DynamicValue *service_msgpack(struct str bytes)
{
    Tfplugin6__DynamicValue *message = service_message(&tfplugin6__dynamic_value__descriptor);

    message->msgpack.len = bytes.len;
    message->msgpack.data =
        (uint8_t *)arena_strndup(service_fixture.arena, bytes.data, bytes.len);
    return message;
}

static struct value decoded(const Tfplugin6__DynamicValue *message, const struct type *type)
{
    struct value value = value_unknown();
    struct err err = { "" };
    struct str bytes;

    assert_non_null(message);
    bytes = (struct str){ (const char *)message->msgpack.data, message->msgpack.len };
    if (bytes.len == 0) {
        bytes = (struct str){ (const char *)message->json.data, message->json.len };
        assert_int_equal(codec_from_json(service_fixture.arena, type, bytes, &value, &err),
                         STATUS_OK);
    } else {
        assert_int_equal(codec_from_msgpack(service_fixture.arena, type, bytes, &value, &err),
                         STATUS_OK);
    }
    return value;
}

static void holds(const Tfplugin6__DynamicValue *message, const struct block *block,
                  const char *text)
{
    const struct type *type = codec_object_type(service_fixture.arena, block);
    struct value got = decoded(message, type);
    struct value want = decoded(service_json(text), type);

    if (!value_equal(type, &got, &want)) {
        struct str shown = codec_to_json(service_fixture.arena, type, &got);

        fail_msg("%.*s is not %s", STR_ARG(shown), text);
    }
}

struct value service_value(const Tfplugin6__DynamicValue *message)
{
    return decoded(message,
                   codec_object_type(service_fixture.arena, support_thing_schema.block));
}

void service_holds(const Tfplugin6__DynamicValue *message, const char *text)
{
    holds(message, support_thing_schema.block, text);
}

Tfplugin6__ResourceIdentityData *service_identity(const char *text)
{
    Tfplugin6__ResourceIdentityData *message =
        service_message(&tfplugin6__resource_identity_data__descriptor);

    message->identity_data = service_json(text);
    return message;
}

void service_identifies(const Tfplugin6__ResourceIdentityData *message, const char *text)
{
    if (!text) {
        assert_null(message);
        return;
    }
    assert_non_null(message);
    holds(message->identity_data, support_thing_identity.block, text);
}

void service_is_null(const Tfplugin6__DynamicValue *message)
{
    struct value got = service_value(message);

    assert_true(value_is_null(&got));
}

void service_has_one_error(size_t count, Tfplugin6__Diagnostic **diagnostics,
                           const char *summary)
{
    assert_int_equal(count, 1);
    assert_int_equal(diagnostics[0]->severity, TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR);
    assert_string_equal(diagnostics[0]->summary, summary);
    assert_true(strlen(diagnostics[0]->detail) > 0);
}

void service_configure(void)
{
    Tfplugin6__ConfigureProvider__Request *in =
        service_message(&tfplugin6__configure_provider__request__descriptor);
    const Tfplugin6__ConfigureProvider__Response *out;

    in->config = service_json("{\"region\":\"here\"}");
    out = service_call("/ConfigureProvider", &in->base);
    assert_int_equal(out->n_diagnostics, 0);
}
