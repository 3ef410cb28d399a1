#ifndef SUPPORT_SERVICE_H
#define SUPPORT_SERVICE_H

#include "rpc/internal.h"
#include "rpc/provider_service.h"
#include "terraform/value.h"

#include "tfplugin6.pb-c.h"

/* The provider service over the provider of support_provider.h, its handlers called without a
 * server. Objects go in as JSON, which the protocol allows, and come out as msgpack, which is
 * compared as JSON again. */
struct service_fixture {
    struct engine *engine;
    struct provider_service *service;
    struct arena *arena;
    struct rpc_call call;
};

extern struct service_fixture service_fixture;

/* For cmocka, around each test. */
int service_set_up(void **state);
int service_tear_down(void **state);

/* The reply of the method whose path ends so. The request goes through its bytes, as from the
 * wire. */
void *service_call(const char *name, const ProtobufCMessage *request);

/* An empty message in the fixture's arena. */
void *service_message(const ProtobufCMessageDescriptor *descriptor);

Tfplugin6__DynamicValue *service_json(const char *text);
Tfplugin6__DynamicValue *service_msgpack(struct str bytes);

struct value service_value(const Tfplugin6__DynamicValue *message);

/* Asserts that the object has these values: rows that the JSON lacks are null or empty. */
void service_holds(const Tfplugin6__DynamicValue *message, const char *text);
void service_is_null(const Tfplugin6__DynamicValue *message);

/* An identity from JSON; and the assertion that one has these values, NULL for none. */
Tfplugin6__ResourceIdentityData *service_identity(const char *text);
void service_identifies(const Tfplugin6__ResourceIdentityData *message, const char *text);

void service_has_one_error(size_t count, Tfplugin6__Diagnostic **diagnostics,
                           const char *summary);

/* Configures the provider. */
void service_configure(void);

#endif
