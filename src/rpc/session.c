#include "rpc/session.h"

#include "rpc/message.h"
#include "terraform/codec.h"

void session_begin(struct session *session, struct rpc_call *rpc, struct engine *engine)
{
    struct arena *arena = rpc_call_arena(rpc);

    *session = (struct session){ .engine = engine };
    session->name = engine_provider(engine)->name;
    session->block = engine_provider(engine)->schema->block;
    diags_init(&session->diags, arena);
    session->call.arena = arena;
    session->call.diags = &session->diags;
    session->call.stop = rpc_call_stop(rpc);
    engine_begin(engine, &session->call);
}

void session_end(struct session *session, size_t *count, Tfplugin6__Diagnostic ***messages)
{
    engine_end(session->engine, &session->call);
    *count = session->diags.count;
    *messages = session_diagnostics(&session->diags);
}

static void refuse_name(struct session *session, const char *kind, const char *name)
{
    const struct provider *provider = engine_provider(session->engine);
    const char *summary = arena_printf(session->call.arena, "Unknown %s", kind).data;

    diags_error(&session->diags, NULL, summary,
                "Version %s of the %s provider has no %s \"%s\". Check the "
                "name, or use a version of the provider that has it.",
                provider->version, provider->name, kind, name);
}

bool session_resource(struct session *session, const char *type_name)
{
    session->resource =
        provider_resource(engine_provider(session->engine), str_from(type_name));
    if (!session->resource) {
        refuse_name(session, "resource type", type_name);
        return false;
    }
    session->name = session->resource->name;
    session->block = session->resource->schema->block;
    return true;
}

bool session_data_source(struct session *session, const char *type_name)
{
    session->data_source =
        provider_data_source(engine_provider(session->engine), str_from(type_name));
    if (!session->data_source) {
        refuse_name(session, "data source", type_name);
        return false;
    }
    session->name = session->data_source->name;
    session->block = session->data_source->schema->block;
    return true;
}

bool session_list(struct session *session, const char *type_name)
{
    session->resource =
        provider_resource(engine_provider(session->engine), str_from(type_name));
    if (!session->resource || !session->resource->list) {
        refuse_name(session, "list resource", type_name);
        return false;
    }
    session->name = session->resource->name;
    session->block = session->resource->list_config->block;
    return true;
}

/* No bytes are null. */
static bool is_absent(const Tfplugin6__DynamicValue *message)
{
    return !message || (message->msgpack.len == 0 && message->json.len == 0);
}

enum status session_decode(struct arena *arena, const struct type *type,
                           const Tfplugin6__DynamicValue *message, struct value *out,
                           struct err *err)
{
    *out = value_null();
    if (is_absent(message)) {
        return STATUS_OK;
    }
    if (message->msgpack.len > 0) {
        return codec_from_msgpack(arena, type, session_bytes(message->msgpack), out, err);
    }
    return codec_from_json(arena, type, session_bytes(message->json), out, err);
}

static void refuse(struct session *session, const char *what, const struct err *err)
{
    diags_error(&session->diags, NULL, "Value from Terraform cannot be read",
                "The %s of %s does not have the form that the provider's schema gives it: %s. "
                "The provider may be another version than the one that the schema was read "
                "from; otherwise this is a bug, please report it.",
                what, session->name, err->text);
}

bool session_value(struct session *session, const Tfplugin6__DynamicValue *message,
                   const char *what, struct value *out)
{
    const struct type *type = codec_object_type(session->call.arena, session->block);
    struct err err = { "it is unknown as a whole" };

    if (session_decode(session->call.arena, type, message, out, &err) == STATUS_OK &&
        out->state != VALUE_UNKNOWN) {
        return true;
    }
    refuse(session, what, &err);
    *out = value_null();
    return false;
}

bool session_config(struct session *session, const Tfplugin6__DynamicValue *message,
                    struct value *out)
{
    if (!session_value(session, message, "configuration", out)) {
        return false;
    }
    if (value_is_null(out)) {
        *out = value_object(session->call.arena, session->block);
    }
    return true;
}

Tfplugin6__DynamicValue *session_encode(struct arena *arena, const struct type *type,
                                        const struct value *value)
{
    Tfplugin6__DynamicValue *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__dynamic_value__init(message);
    message->msgpack = session_binary(codec_to_msgpack(arena, type, value));
    return message;
}

static Tfplugin6__DynamicValue *encode(const struct session *session, const struct block *block,
                                       const struct value *value)
{
    struct arena *arena = session->call.arena;

    return session_encode(arena, codec_object_type(arena, block), value);
}

Tfplugin6__DynamicValue *session_message(const struct session *session,
                                         const struct value *value)
{
    return encode(session, session->block, value);
}

bool session_identity(struct session *session, const Tfplugin6__ResourceIdentityData *message,
                      struct value *out)
{
    const struct schema *identity = session->resource->identity;
    struct err err = { "it is not wholly known" };
    const struct type *type;

    *out = value_null();
    if (!identity || !message || is_absent(message->identity_data)) {
        return true;
    }
    type = codec_object_type(session->call.arena, identity->block);
    if (session_decode(session->call.arena, type, message->identity_data, out, &err) ==
            STATUS_OK &&
        value_wholly_known(type, out)) {
        return true;
    }
    refuse(session, "identity", &err);
    *out = value_null();
    return false;
}

Tfplugin6__ResourceIdentityData *session_identity_message(const struct session *session,
                                                          const struct value *identity)
{
    Tfplugin6__ResourceIdentityData *message;

    if (value_is_null(identity)) {
        return NULL;
    }
    message = arena_alloc(session->call.arena, 1, sizeof(*message));
    tfplugin6__resource_identity_data__init(message);
    message->identity_data = encode(session, session->resource->identity->block, identity);
    return message;
}

static Tfplugin6__AttributePath__Step *step_message(struct arena *arena,
                                                    const struct path_step *step)
{
    Tfplugin6__AttributePath__Step *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__attribute_path__step__init(message);
    switch (step->kind) {
    case PATH_ATTRIBUTE:
        message->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ATTRIBUTE_NAME;
        message->attribute_name = session_string(arena, step->name);
        return message;
    case PATH_KEY:
        message->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_STRING;
        message->element_key_string = session_string(arena, step->name);
        return message;
    case PATH_INDEX:
        message->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_INT;
        message->element_key_int = step->index;
        return message;
    }
    return message;
}

Tfplugin6__AttributePath *session_path(struct arena *arena, const struct path *path)
{
    Tfplugin6__AttributePath *message;
    const struct path_step *steps;
    size_t count = 0;

    if (!path) {
        return NULL;
    }
    steps = path_steps(arena, path, &count);
    message = arena_alloc(arena, 1, sizeof(*message));
    tfplugin6__attribute_path__init(message);
    message->n_steps = count;
    message->steps = arena_alloc(arena, count, sizeof(Tfplugin6__AttributePath__Step *));
    for (size_t i = 0; i < count; i++) {
        message->steps[i] = step_message(arena, &steps[i]);
    }
    return message;
}

/* The protocol's numbers are those of enum severity. */
static const Tfplugin6__Diagnostic__Severity severities[] = {
    [SEVERITY_ERROR] = TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR,
    [SEVERITY_WARNING] = TFPLUGIN6__DIAGNOSTIC__SEVERITY__WARNING,
};

Tfplugin6__Diagnostic **session_diagnostics(const struct diags *diags)
{
    Tfplugin6__Diagnostic **messages =
        arena_alloc(diags->arena, diags->count, sizeof(struct Tfplugin6__Diagnostic *));
    size_t count = 0;

    for (const struct diag *diag = diags->first; diag; diag = diag->next) {
        Tfplugin6__Diagnostic *message = arena_alloc(diags->arena, 1, sizeof(*message));

        tfplugin6__diagnostic__init(message);
        message->severity = severities[diag->severity];
        message->summary = session_string(diags->arena, diag->summary);
        message->detail = session_string(diags->arena, diag->detail);
        message->attribute = session_path(diags->arena, diag->path);
        messages[count++] = message;
    }
    return messages;
}

struct str session_bytes(ProtobufCBinaryData bytes)
{
    return (struct str){ (const char *)bytes.data, bytes.len };
}

ProtobufCBinaryData session_binary(struct str bytes)
{
    return (ProtobufCBinaryData){ bytes.len, message_writable(bytes.data) };
}

char *session_string(struct arena *arena, struct str text)
{
    return arena_strndup(arena, text.data, text.len);
}
