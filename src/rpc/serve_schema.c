#include "base/mem.h"
#include "rpc/serve.h"
#include "rpc/session.h"

typedef Tfplugin6__Schema__Block block_message;
typedef Tfplugin6__Schema__Attribute attribute_message;
typedef Tfplugin6__Schema__NestedBlock nested_message;
typedef Tfplugin6__GetProviderSchema__Response schema_response;
typedef Tfplugin6__GetProviderSchema__Response__ResourceSchemasEntry resource_entry;
typedef Tfplugin6__GetProviderSchema__Response__DataSourceSchemasEntry data_entry;
typedef Tfplugin6__GetProviderSchema__Response__ListResourceSchemasEntry list_entry;
typedef Tfplugin6__GetProviderSchema__Response__FunctionsEntry function_entry;
typedef Tfplugin6__GetMetadata__Response metadata_response;
typedef Tfplugin6__GetMetadata__ResourceMetadata resource_metadata;
typedef Tfplugin6__GetMetadata__DataSourceMetadata data_metadata;
typedef Tfplugin6__GetMetadata__ListResourceMetadata list_metadata;
typedef Tfplugin6__GetMetadata__FunctionMetadata function_metadata;

static block_message *describe_block(struct arena *arena, const struct block *block);

static attribute_message *describe_attribute(struct arena *arena, const struct field *field)
{
    attribute_message *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__schema__attribute__init(message);
    message->name = session_string(arena, str_from(field->name));
    message->type = session_binary(type_json(arena, field->type));
    message->description = session_string(arena, str_from(field->doc));
    message->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    message->required = (field->flags & FIELD_REQUIRED) != 0;
    message->optional = (field->flags & FIELD_OPTIONAL) != 0;
    message->computed = (field->flags & FIELD_COMPUTED) != 0;
    message->sensitive = (field->flags & FIELD_SENSITIVE) != 0;
    message->write_only = (field->flags & FIELD_WRITE_ONLY) != 0;
    message->deprecated = field->deprecated != NULL;
    message->deprecation_message = session_string(arena, str_from(field->deprecated));
    return message;
}

static Tfplugin6__Schema__NestedBlock__NestingMode nesting(enum kind kind)
{
    switch (kind) {
    case KIND_OBJECT:
        return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SINGLE;
    case KIND_LIST:
        return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__LIST;
    case KIND_SET:
        return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SET;
    case KIND_MAP:
        return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__MAP;
    case KIND_BOOL:
    case KIND_NUMBER:
    case KIND_STRING:
        break;
    }
    return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__INVALID;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the provider's own tables. */
static nested_message *describe_nested(struct arena *arena, const struct field *field)
{
    nested_message *message = arena_alloc(arena, 1, sizeof(*message));
    const struct type *object = field->type->element ? field->type->element : field->type;

    tfplugin6__schema__nested_block__init(message);
    message->type_name = session_string(arena, str_from(field->name));
    message->nesting = nesting(field->type->kind);
    message->min_items = (int64_t)field->min_items;
    message->max_items = (int64_t)field->max_items;
    message->block = describe_block(arena, object->object);
    if (field->doc) {
        message->block->description = session_string(arena, str_from(field->doc));
    }
    if (field->deprecated) {
        message->block->deprecated = true;
        message->block->deprecation_message =
            session_string(arena, str_from(field->deprecated));
    }
    return message;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the provider's own tables. */
static block_message *describe_block(struct arena *arena, const struct block *block)
{
    block_message *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__schema__block__init(message);
    message->description = session_string(arena, str_from(block->doc));
    message->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    message->attributes = arena_alloc(arena, block->count, sizeof(attribute_message *));
    message->block_types = arena_alloc(arena, block->count, sizeof(nested_message *));
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];

        if (field->flags & FIELD_BLOCK) {
            message->block_types[message->n_block_types++] = describe_nested(arena, field);
        } else {
            message->attributes[message->n_attributes++] = describe_attribute(arena, field);
        }
    }
    return message;
}

static Tfplugin6__Schema *describe_schema(struct arena *arena, const struct schema *schema)
{
    Tfplugin6__Schema *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__schema__init(message);
    message->version = schema->version;
    message->block = describe_block(arena, schema->block);
    return message;
}

static bool lists_anything(const struct provider *provider)
{
    for (size_t i = 0; i < provider->resource_count; i++) {
        if (provider->resources[i]->list) {
            return true;
        }
    }
    return false;
}

/* Destroys are planned, so that a type can warn about them or refuse them; the schema may be
 * read once for many processes; `moved` blocks may lead here from other types; and what a list
 * finds can be written down as configuration. */
static Tfplugin6__ServerCapabilities *capabilities(struct arena *arena,
                                                   const struct provider *provider)
{
    Tfplugin6__ServerCapabilities *message = arena_alloc(arena, 1, sizeof(*message));

    tfplugin6__server_capabilities__init(message);
    message->plan_destroy = true;
    message->get_provider_schema_optional = true;
    message->move_resource_state = true;
    message->generate_resource_config = lists_anything(provider);
    return message;
}

static void describe_resources(struct arena *arena, const struct provider *provider,
                               schema_response *out)
{
    out->resource_schemas =
        arena_alloc(arena, provider->resource_count, sizeof(resource_entry *));
    out->list_resource_schemas =
        arena_alloc(arena, provider->resource_count, sizeof(list_entry *));
    for (size_t i = 0; i < provider->resource_count; i++) {
        const struct resource_type *resource = provider->resources[i];
        resource_entry *entry = arena_alloc(arena, 1, sizeof(*entry));
        list_entry *list;

        tfplugin6__get_provider_schema__response__resource_schemas_entry__init(entry);
        entry->key = session_string(arena, str_from(resource->name));
        entry->value = describe_schema(arena, resource->schema);
        out->resource_schemas[out->n_resource_schemas++] = entry;
        if (resource->list) {
            list = arena_alloc(arena, 1, sizeof(*list));
            tfplugin6__get_provider_schema__response__list_resource_schemas_entry__init(list);
            list->key = entry->key;
            list->value = describe_schema(arena, resource->list_config);
            out->list_resource_schemas[out->n_list_resource_schemas++] = list;
        }
    }
}

static void describe_data_sources(struct arena *arena, const struct provider *provider,
                                  schema_response *out)
{
    out->data_source_schemas =
        arena_alloc(arena, provider->data_source_count, sizeof(data_entry *));
    for (size_t i = 0; i < provider->data_source_count; i++) {
        data_entry *entry = arena_alloc(arena, 1, sizeof(*entry));

        tfplugin6__get_provider_schema__response__data_source_schemas_entry__init(entry);
        entry->key = session_string(arena, str_from(provider->data_sources[i]->name));
        entry->value = describe_schema(arena, provider->data_sources[i]->schema);
        out->data_source_schemas[out->n_data_source_schemas++] = entry;
    }
}

static void describe_functions(struct arena *arena, const struct provider *provider,
                               schema_response *out)
{
    out->functions = arena_alloc(arena, provider->function_count, sizeof(function_entry *));
    for (size_t i = 0; i < provider->function_count; i++) {
        function_entry *entry = arena_alloc(arena, 1, sizeof(*entry));

        tfplugin6__get_provider_schema__response__functions_entry__init(entry);
        entry->key = session_string(arena, str_from(provider->functions[i]->name));
        entry->value = serve_function_message(arena, provider->functions[i]);
        out->functions[out->n_functions++] = entry;
    }
}

static void describe_provider(struct arena *arena, const struct provider *provider,
                              schema_response *out)
{
    out->provider = describe_schema(arena, provider->schema);
    out->provider_meta = provider->meta ? describe_schema(arena, provider->meta) : NULL;
    out->server_capabilities = capabilities(arena, provider);
    describe_resources(arena, provider, out);
    describe_data_sources(arena, provider, out);
    describe_functions(arena, provider, out);
}

/* The answer never changes, so it is made once. */
enum status serve_get_provider_schema(struct rpc_call *call, const ProtobufCMessage *request,
                                      ProtobufCMessage *reply, struct err *err)
{
    struct provider_service *service = rpc_call_self(call);

    (void)request;
    (void)err;
    pthread_mutex_lock(&service->lock);
    if (!service->schema) {
        describe_provider(rpc_call_arena(call), engine_provider(service->engine),
                          (schema_response *)(void *)reply);
        service->schema = mem_calloc(protobuf_c_message_get_packed_size(reply), 1);
        service->schema_bytes = protobuf_c_message_pack(reply, service->schema);
    }
    pthread_mutex_unlock(&service->lock);
    rpc_call_reply_packed(call, (struct str){ (char *)service->schema, service->schema_bytes });
    return STATUS_OK;
}

static void name_resources(struct arena *arena, const struct provider *provider,
                           metadata_response *out)
{
    out->resources = arena_alloc(arena, provider->resource_count, sizeof(resource_metadata *));
    out->list_resources = arena_alloc(arena, provider->resource_count, sizeof(list_metadata *));
    for (size_t i = 0; i < provider->resource_count; i++) {
        resource_metadata *resource = arena_alloc(arena, 1, sizeof(*resource));
        list_metadata *list;

        tfplugin6__get_metadata__resource_metadata__init(resource);
        resource->type_name = session_string(arena, str_from(provider->resources[i]->name));
        out->resources[out->n_resources++] = resource;
        if (provider->resources[i]->list) {
            list = arena_alloc(arena, 1, sizeof(*list));
            tfplugin6__get_metadata__list_resource_metadata__init(list);
            list->type_name = resource->type_name;
            out->list_resources[out->n_list_resources++] = list;
        }
    }
}

static void name_data_sources(struct arena *arena, const struct provider *provider,
                              metadata_response *out)
{
    out->data_sources =
        arena_alloc(arena, provider->data_source_count, sizeof(data_metadata *));
    for (size_t i = 0; i < provider->data_source_count; i++) {
        data_metadata *source = arena_alloc(arena, 1, sizeof(*source));

        tfplugin6__get_metadata__data_source_metadata__init(source);
        source->type_name = session_string(arena, str_from(provider->data_sources[i]->name));
        out->data_sources[out->n_data_sources++] = source;
    }
}

static void name_functions(struct arena *arena, const struct provider *provider,
                           metadata_response *out)
{
    out->functions = arena_alloc(arena, provider->function_count, sizeof(function_metadata *));
    for (size_t i = 0; i < provider->function_count; i++) {
        function_metadata *function = arena_alloc(arena, 1, sizeof(*function));

        tfplugin6__get_metadata__function_metadata__init(function);
        function->name = session_string(arena, str_from(provider->functions[i]->name));
        out->functions[out->n_functions++] = function;
    }
}

enum status serve_get_metadata(struct rpc_call *call, const ProtobufCMessage *request,
                               ProtobufCMessage *reply, struct err *err)
{
    const struct provider_service *service = rpc_call_self(call);
    const struct provider *provider = engine_provider(service->engine);
    struct arena *arena = rpc_call_arena(call);
    metadata_response *out = (void *)reply;

    (void)request;
    (void)err;
    out->server_capabilities = capabilities(arena, provider);
    name_resources(arena, provider, out);
    name_data_sources(arena, provider, out);
    name_functions(arena, provider, out);
    return STATUS_OK;
}
