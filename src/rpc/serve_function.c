#include "base/utf8.h"
#include "rpc/serve.h"
#include "rpc/session.h"

typedef Tfplugin6__Function__Parameter parameter_message;
typedef Tfplugin6__GetFunctions__Response__FunctionsEntry entry_message;

static parameter_message *describe_parameter(struct arena *arena,
                                             const struct function_parameter *parameter)
{
    parameter_message *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__function__parameter__init(message);
    message->name = session_string(arena, str_from(parameter->name));
    message->type = session_binary(type_json(arena, parameter->type));
    message->description = session_string(arena, str_from(parameter->doc));
    message->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    return message;
}

Tfplugin6__Function *serve_function_message(struct arena *arena,
                                            const struct function *function)
{
    Tfplugin6__Function *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__function__init(message);
    message->summary = session_string(arena, str_from(function->summary));
    message->description = session_string(arena, str_from(function->doc));
    message->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    message->return_ = arena_alloc(arena, 1, sizeof(*message->return_));
    tfplugin6__function__return__init(message->return_);
    message->return_->type = session_binary(type_json(arena, function->result));
    message->n_parameters = function->parameter_count;
    message->parameters =
        arena_alloc(arena, function->parameter_count, sizeof(parameter_message *));
    for (size_t i = 0; i < function->parameter_count; i++) {
        message->parameters[i] = describe_parameter(arena, &function->parameters[i]);
    }
    return message;
}

/* OpenTofu asks for functions that it does not find in the schema. */
enum status serve_get_functions(struct rpc_call *call, const ProtobufCMessage *request,
                                ProtobufCMessage *reply, struct err *err)
{
    const struct provider_service *service = rpc_call_self(call);
    const struct provider *provider = engine_provider(service->engine);
    Tfplugin6__GetFunctions__Response *out = (void *)reply;
    struct arena *arena = rpc_call_arena(call);

    (void)request;
    (void)err;
    out->functions = arena_alloc(arena, provider->function_count, sizeof(entry_message *));
    for (size_t i = 0; i < provider->function_count; i++) {
        entry_message *entry = arena_alloc(arena, 1, sizeof(*entry));

        tfplugin6__get_functions__response__functions_entry__init(entry);
        entry->key = session_string(arena, str_from(provider->functions[i]->name));
        entry->value = serve_function_message(arena, provider->functions[i]);
        out->functions[out->n_functions++] = entry;
    }
    return STATUS_OK;
}

static void fail(struct arena *arena, Tfplugin6__CallFunction__Response *out, int64_t argument,
                 struct str text)
{
    Tfplugin6__FunctionError *error = arena_alloc(arena, 1, sizeof(*error));

    tfplugin6__function_error__init(error);
    error->text = session_string(arena, utf8_sanitize(arena, text));
    if (argument != ENGINE_NO_ARGUMENT) {
        error->function_argument_is_set_case =
            TFPLUGIN6__FUNCTION_ERROR__FUNCTION_ARGUMENT_IS_SET_FUNCTION_ARGUMENT;
        error->function_argument = argument;
    }
    out->error = error;
}

/* False with the error in `out` when an argument cannot be read. */
static bool read_arguments(struct arena *arena, const struct function *function,
                           const Tfplugin6__CallFunction__Request *in, struct value *arguments,
                           Tfplugin6__CallFunction__Response *out)
{
    struct err err = { "" };

    for (size_t i = 0; i < function->parameter_count; i++) {
        if (session_decode(arena, function->parameters[i].type, in->arguments[i], &arguments[i],
                           &err) != STATUS_OK) {
            fail(arena, out, (int64_t)i,
                 arena_printf(arena, "the value from Terraform cannot be read: %s", err.text));
            return false;
        }
    }
    return true;
}

static void run(struct arena *arena, const struct function *function,
                const Tfplugin6__CallFunction__Request *in,
                Tfplugin6__CallFunction__Response *out)
{
    struct value *arguments = arena_alloc(arena, function->parameter_count, sizeof(*arguments));
    struct function_call call = { .arena = arena, .arguments = arguments };
    int64_t argument;

    if (!read_arguments(arena, function, in, arguments, out)) {
        return;
    }
    argument = engine_call_function(function, &call);
    if (call.error.len > 0) {
        fail(arena, out, argument, call.error);
    } else {
        out->result = session_encode(arena, function->result, &call.result);
    }
}

enum status serve_call_function(struct rpc_call *call, const ProtobufCMessage *request,
                                ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__CallFunction__Request *in = (const void *)request;
    Tfplugin6__CallFunction__Response *out = (void *)reply;
    const struct provider_service *service = rpc_call_self(call);
    const struct provider *provider = engine_provider(service->engine);
    const struct function *function = provider_function(provider, str_from(in->name));
    struct arena *arena = rpc_call_arena(call);

    (void)err;
    if (!function) {
        fail(arena, out, ENGINE_NO_ARGUMENT,
             arena_printf(arena,
                          "version %s of the %s provider has no function \"%s\"; check the "
                          "name, or use a version of the provider that has it",
                          provider->version, provider->name, in->name));
    } else if (in->n_arguments != function->parameter_count) {
        fail(arena, out, ENGINE_NO_ARGUMENT,
             arena_printf(arena, "%s takes %zu arguments, but %zu were given", function->name,
                          function->parameter_count, in->n_arguments));
    } else {
        run(arena, function, in, out);
    }
    return STATUS_OK;
}
