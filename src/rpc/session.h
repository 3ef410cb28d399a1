#ifndef RPC_SESSION_H
#define RPC_SESSION_H

#include "rpc/server.h"
#include "terraform/engine.h"

#include "tfplugin6.pb-c.h"

/*
 * One call of the provider service: the engine's view of it, and the way from messages to
 * values and back. What does not decode becomes an error diagnostic, so every handler reads:
 * begin, ask for the values, let the engine work if all are there, end.
 *
 * Everything lives in the call's arena; strings and bytes of the request are borrowed.
 */
struct session {
    struct call call;
    struct diags diags;
    struct engine *engine;
    const char *name;                     /* of the type, or of the provider */
    const struct resource_type *resource; /* session_resource, session_list */
    const struct data_source *data_source;
    const struct block *block; /* of what session_value decodes: the provider's to begin with */
};

/* `self` of the method is the provider service. Pair with session_end. */
void session_begin(struct session *session, struct rpc_call *rpc, struct engine *engine);

/* Gives the diagnostics to the reply's two members. */
void session_end(struct session *session, size_t *count, Tfplugin6__Diagnostic ***messages);

/* Looks the type up; an error when the provider has none of that name. */
MUST_CHECK bool session_resource(struct session *session, const char *type_name);

/* The same for a data source. */
MUST_CHECK bool session_data_source(struct session *session, const char *type_name);

/* The same for a resource type that can be listed; the block is that of the list's
 * configuration. */
MUST_CHECK bool session_list(struct session *session, const char *type_name);

/* Decodes an object of the session's block. An absent value is null. `what` names it in the
 * error: "prior state". */
MUST_CHECK bool session_value(struct session *session, const Tfplugin6__DynamicValue *message,
                              const char *what, struct value *out);

/* Decodes a configuration of the session's block. No configuration is one that sets nothing. */
MUST_CHECK bool session_config(struct session *session, const Tfplugin6__DynamicValue *message,
                               struct value *out);

/* Decodes one value of any type, as session_value does, but says what is wrong in err. */
MUST_CHECK enum status session_decode(struct arena *arena, const struct type *type,
                                      const Tfplugin6__DynamicValue *message, struct value *out,
                                      struct err *err);

/* The msgpack coding of a value. */
Tfplugin6__DynamicValue *session_encode(struct arena *arena, const struct type *type,
                                        const struct value *value);

/* The msgpack coding of an object of the session's block. */
Tfplugin6__DynamicValue *session_message(const struct session *session,
                                         const struct value *value);

/* Decodes an identity of the session's resource. An absent one is null, and so is that of a
 * type without identity. */
MUST_CHECK bool session_identity(struct session *session,
                                 const Tfplugin6__ResourceIdentityData *message,
                                 struct value *out);

/* The message of an identity of the session's resource; NULL when it is null. */
Tfplugin6__ResourceIdentityData *session_identity_message(const struct session *session,
                                                          const struct value *identity);

Tfplugin6__AttributePath *session_path(struct arena *arena, const struct path *path);

struct str session_bytes(ProtobufCBinaryData bytes);
ProtobufCBinaryData session_binary(struct str bytes);

/* A NUL-terminated copy. */
char *session_string(struct arena *arena, struct str text);

/* The pieces for session_end, for a reply that is built without an engine. */
Tfplugin6__Diagnostic **session_diagnostics(const struct diags *diags);

#endif
