#include "rpc/serve.h"
#include "rpc/session.h"

typedef Tfplugin6__ResourceIdentitySchema identity_message;
typedef Tfplugin6__ResourceIdentitySchema__IdentityAttribute attribute_message;
typedef Tfplugin6__GetResourceIdentitySchemas__Response__IdentitySchemasEntry entry_message;

static attribute_message *describe_attribute(struct arena *arena, const struct field *field)
{
    attribute_message *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__resource_identity_schema__identity_attribute__init(message);
    message->name = session_string(arena, str_from(field->name));
    message->type = session_binary(type_json(arena, field->type));
    message->required_for_import = (field->flags & FIELD_REQUIRED) != 0;
    message->optional_for_import = (field->flags & FIELD_OPTIONAL) != 0;
    message->description = session_string(arena, str_from(field->doc));
    return message;
}

static identity_message *describe_identity(struct arena *arena, const struct schema *identity)
{
    identity_message *message = arena_alloc(arena, 1, sizeof(*message));
    const struct block *block = identity->block;

    tfplugin6__resource_identity_schema__init(message);
    message->version = identity->version;
    message->n_identity_attributes = block->count;
    message->identity_attributes =
        arena_alloc(arena, block->count, sizeof(attribute_message *));
    for (size_t i = 0; i < block->count; i++) {
        message->identity_attributes[i] = describe_attribute(arena, &block->fields[i]);
    }
    return message;
}

enum status serve_get_identity_schemas(struct rpc_call *call, const ProtobufCMessage *request,
                                       ProtobufCMessage *reply, struct err *err)
{
    const struct provider_service *service = rpc_call_self(call);
    const struct provider *provider = engine_provider(service->engine);
    Tfplugin6__GetResourceIdentitySchemas__Response *out = (void *)reply;
    struct arena *arena = rpc_call_arena(call);

    (void)request;
    (void)err;
    out->identity_schemas =
        arena_alloc(arena, provider->resource_count, sizeof(entry_message *));
    for (size_t i = 0; i < provider->resource_count; i++) {
        const struct resource_type *resource = provider->resources[i];
        entry_message *entry;

        if (resource->identity) {
            entry = arena_alloc(arena, 1, sizeof(*entry));
            tfplugin6__get_resource_identity_schemas__response__identity_schemas_entry__init(
                entry);
            entry->key = session_string(arena, str_from(resource->name));
            entry->value = describe_identity(arena, resource->identity);
            out->identity_schemas[out->n_identity_schemas++] = entry;
        }
    }
    return STATUS_OK;
}

/* Both CLIs call this only when versions differ, and there is one so far; but the answer has to
 * be right for whoever asks. */
enum status serve_upgrade_identity(struct rpc_call *call, const ProtobufCMessage *request,
                                   ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__UpgradeResourceIdentity__Request *in = (const void *)request;
    Tfplugin6__UpgradeResourceIdentity__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    struct session session;
    struct value identity;

    (void)err;
    session_begin(&session, call, service->engine);
    if (session_resource(&session, in->type_name)) {
        engine_upgrade_identity(
            &session.call, session.resource, in->version,
            in->raw_identity ? session_bytes(in->raw_identity->json) : STR(""), &identity);
        out->upgraded_identity = session_identity_message(&session, &identity);
    }
    session_end(&session, &out->n_diagnostics, &out->diagnostics);
    return STATUS_OK;
}
