#include "rpc/message.h"
#include "rpc/serve.h"
#include "rpc/session.h"

/* The request's member that says for what it is. */
static const char *const subjects[] = { "type_name", "action_type" };

static struct str subject(const ProtobufCMessage *request)
{
    for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
        struct str text = message_text(request, subjects[i]);

        if (text.len > 0) {
            return text;
        }
    }
    return STR("");
}

/* Every message of this kind has its diagnostics somewhere else, and its descriptor knows
 * where.
 */
static void set_diagnostics(ProtobufCMessage *reply, const struct diags *diags)
{
    const ProtobufCMessageDescriptor *type = reply->descriptor;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(type, "diagnostics");
    Tfplugin6__Diagnostic **messages = session_diagnostics(diags);

    if (!field) {
        field = protobuf_c_message_descriptor_get_field_by_name(type, "diagnostic");
    }
    memcpy((char *)reply + field->offset, &messages, sizeof(messages));
    memcpy((char *)reply + field->quantifier_offset, &diags->count, sizeof(diags->count));
}

enum status serve_unserved(struct rpc_call *call, const ProtobufCMessage *request,
                           ProtobufCMessage *reply, struct err *err)
{
    const struct provider_service *service = rpc_call_self(call);
    const struct provider *provider = engine_provider(service->engine);
    const struct rpc_method *method = rpc_call_method(call);
    struct str path = str_from(method->path);
    struct str name = str_slice(path, str_rfind(path, '/') + 1, path.len);
    struct diags diags;

    diags_init(&diags, rpc_call_arena(call));
    diags_error(&diags, NULL, "Not supported by this provider",
                "%.*s was asked for \"%.*s\", but version %s of the %s provider announces "
                "nothing of that kind. Use a version of the provider that does.",
                STR_ARG(name), STR_ARG(subject(request)), provider->version, provider->name);
    set_diagnostics(reply, &diags);
    if (method->streams && rpc_call_send(call, reply) != STATUS_OK) {
        return err_set(err, STATUS_STOPPED, "the peer has gone");
    }
    return STATUS_OK;
}
