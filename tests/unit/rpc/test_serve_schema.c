#include "rpc/serve.h"

#include "rpc/message.h"
#include "rpc/support_provider.h"
#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const Tfplugin6__GetProviderSchema__Response *schema(void)
{
    Tfplugin6__GetProviderSchema__Request *in =
        service_message(&tfplugin6__get_provider_schema__request__descriptor);
    grpc_slice slice;
    grpc_byte_buffer *bytes;
    void *message;

    service_call("/GetProviderSchema", &in->base);
    slice = grpc_slice_from_static_buffer(service_fixture.call.packed.data,
                                          service_fixture.call.packed.len);
    bytes = grpc_raw_byte_buffer_create(&slice, 1);
    message = message_unpack(service_fixture.arena,
                             &tfplugin6__get_provider_schema__response__descriptor, bytes);
    grpc_byte_buffer_destroy(bytes);
    assert_non_null(message);
    return message;
}

static void the_schema_is_packed_once_and_says_what_the_server_can(void **state)
{
    const Tfplugin6__GetProviderSchema__Response *out = schema();
    const char *packed = service_fixture.call.packed.data;

    (void)state;
    assert_true(out->server_capabilities->plan_destroy);
    assert_true(out->server_capabilities->get_provider_schema_optional);
    assert_true(out->server_capabilities->move_resource_state);
    assert_true(out->server_capabilities->generate_resource_config);
    assert_null(out->provider_meta);
    assert_int_equal(out->n_diagnostics, 0);
    assert_int_equal(out->provider->block->n_attributes, 1);
    schema();
    assert_ptr_equal(service_fixture.call.packed.data, packed);
}

static const Tfplugin6__Schema__Attribute *attribute(const Tfplugin6__Schema__Block *block,
                                                     const char *name)
{
    for (size_t i = 0; i < block->n_attributes; i++) {
        if (strcmp(block->attributes[i]->name, name) == 0) {
            return block->attributes[i];
        }
    }
    fail_msg("no attribute %s", name);
    return NULL;
}

static void an_attribute_of_the_schema_carries_its_row(void **state)
{
    static const struct {
        const char *name;
        const char *type;
    } kinds[] = {
        { "name", "\"string\"" },
        { "size", "\"number\"" },
        { "ready", "\"bool\"" },
        { "tags", "[\"map\",\"string\"]" },
        { "labels", "[\"set\",\"string\"]" },
        { "ports", "[\"list\",\"string\"]" },
    };
    const Tfplugin6__GetProviderSchema__Response *out = schema();
    const Tfplugin6__Schema__Block *block;

    (void)state;
    assert_int_equal(out->n_resource_schemas, 2);
    assert_string_equal(out->resource_schemas[0]->key, "test_thing");
    assert_int_equal(out->resource_schemas[0]->value->version, 3);
    block = out->resource_schemas[0]->value->block;
    assert_string_equal(block->description, "A thing.");
    assert_int_equal(block->n_attributes, 8);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        ProtobufCBinaryData type = attribute(block, kinds[i].name)->type;

        assert_int_equal(type.len, strlen(kinds[i].type));
        assert_memory_equal(type.data, kinds[i].type, type.len);
    }
    assert_true(attribute(block, "id")->computed && !attribute(block, "id")->optional);
    assert_true(attribute(block, "name")->required);
    assert_true(attribute(block, "ports")->sensitive);
    assert_true(attribute(block, "secret")->write_only);
    assert_true(attribute(block, "size")->deprecated);
    assert_string_equal(attribute(block, "size")->deprecation_message, "Use nothing.");
    assert_string_equal(attribute(block, "id")->description, "The ID.");
    assert_int_equal(attribute(block, "id")->description_kind,
                     TFPLUGIN6__STRING_KIND__MARKDOWN);
}

static void a_block_of_the_schema_carries_its_nesting(void **state)
{
    static const struct {
        const char *name;
        Tfplugin6__Schema__NestedBlock__NestingMode nesting;
    } blocks[] = {
        { "timeouts", TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SINGLE },
        { "rule", TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__LIST },
        { "part", TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SET },
        { "zone", TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__MAP },
    };
    const Tfplugin6__Schema__Block *block = schema()->resource_schemas[0]->value->block;

    (void)state;
    assert_int_equal(block->n_block_types, ARRAY_LEN(blocks));
    for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
        assert_string_equal(block->block_types[i]->type_name, blocks[i].name);
        assert_int_equal(block->block_types[i]->nesting, blocks[i].nesting);
        assert_true(block->block_types[i]->block->n_attributes > 0);
    }
    assert_int_equal(block->block_types[1]->max_items, 2);
    assert_string_equal(block->block_types[1]->block->description, "Rules.");
    assert_true(block->block_types[1]->block->deprecated);
    assert_string_equal(block->block_types[1]->block->deprecation_message, "No rules.");
}

static void data_sources_and_lists_have_schemas_of_their_own(void **state)
{
    const Tfplugin6__GetProviderSchema__Response *out = schema();

    (void)state;
    assert_int_equal(out->n_data_source_schemas, 1);
    assert_string_equal(out->data_source_schemas[0]->key, "test_data");
    assert_string_equal(out->data_source_schemas[0]->value->block->description, "A thing.");
    assert_int_equal(out->n_list_resource_schemas, 1);
    assert_string_equal(out->list_resource_schemas[0]->key, "test_thing");
    assert_string_equal(out->list_resource_schemas[0]->value->block->description, "A list.");
    assert_int_equal(out->list_resource_schemas[0]->value->block->n_attributes, 2);
}

static void a_provider_that_lists_nothing_cannot_generate(void **state)
{
    struct resource_type type = *provider_resource(&support_provider, STR("test_thing"));
    const struct resource_type *types[] = { &type };
    struct provider provider = { .name = "small",
                                 .schema = support_provider.schema,
                                 .resources = types,
                                 .resource_count = 1 };
    const Tfplugin6__GetProviderSchema__Response *out;

    (void)state;
    type.list = NULL;
    provider_service_free(service_fixture.service);
    engine_free(service_fixture.engine);
    service_fixture.engine = engine_new(&provider);
    service_fixture.service = provider_service_new(service_fixture.engine);
    out = schema();
    assert_false(out->server_capabilities->generate_resource_config);
    assert_int_equal(out->n_list_resource_schemas, 0);
    assert_int_equal(out->n_data_source_schemas, 0);
    assert_int_equal(out->n_functions, 0);
}

/* Whatever of it were missing would end the CLI. */
static void expect_repeated(const char *key, const Tfplugin6__Function *function)
{
    assert_string_equal(key, "repeated");
    assert_string_equal(function->summary, "A text, often.");
    assert_string_equal(function->description, "Repeats a text **often**.");
    assert_int_equal(function->description_kind, TFPLUGIN6__STRING_KIND__MARKDOWN);
    assert_memory_equal(function->return_->type.data, "\"string\"",
                        function->return_->type.len);
    assert_null(function->variadic_parameter);
    assert_int_equal(function->n_parameters, 2);
    assert_string_equal(function->parameters[0]->name, "text");
    assert_string_equal(function->parameters[0]->description, "What to repeat.");
    assert_int_equal(function->parameters[0]->description_kind,
                     TFPLUGIN6__STRING_KIND__MARKDOWN);
    assert_memory_equal(function->parameters[0]->type.data, "\"string\"",
                        function->parameters[0]->type.len);
    assert_memory_equal(function->parameters[1]->type.data, "\"number\"",
                        function->parameters[1]->type.len);
    assert_true(function->return_->type.len > 0 && function->parameters[1]->type.len > 0);
    assert_false(function->parameters[0]->allow_null_value);
    assert_false(function->parameters[0]->allow_unknown_values);
}

static void functions_are_in_the_schema_and_in_an_answer_of_their_own(void **state)
{
    Tfplugin6__GetFunctions__Request *in =
        service_message(&tfplugin6__get_functions__request__descriptor);
    const Tfplugin6__GetFunctions__Response *functions;
    const Tfplugin6__GetProviderSchema__Response *out = schema();

    (void)state;
    assert_int_equal(out->n_functions, 1);
    expect_repeated(out->functions[0]->key, out->functions[0]->value);
    functions = service_call("/GetFunctions", &in->base);
    assert_int_equal(functions->n_diagnostics, 0);
    assert_int_equal(functions->n_functions, 1);
    expect_repeated(functions->functions[0]->key, functions->functions[0]->value);
}

static void metadata_names_the_types(void **state)
{
    Tfplugin6__GetMetadata__Request *in =
        service_message(&tfplugin6__get_metadata__request__descriptor);
    const Tfplugin6__GetMetadata__Response *out = service_call("/GetMetadata", &in->base);

    (void)state;
    assert_int_equal(out->n_resources, 2);
    assert_string_equal(out->resources[0]->type_name, "test_thing");
    assert_string_equal(out->resources[1]->type_name, "test_bare");
    assert_int_equal(out->n_list_resources, 1);
    assert_string_equal(out->list_resources[0]->type_name, "test_thing");
    assert_int_equal(out->n_data_sources, 1);
    assert_string_equal(out->data_sources[0]->type_name, "test_data");
    assert_int_equal(out->n_functions, 1);
    assert_string_equal(out->functions[0]->name, "repeated");
    assert_true(out->server_capabilities->plan_destroy);
    assert_true(out->server_capabilities->generate_resource_config);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(the_schema_is_packed_once_and_says_what_the_server_can),
        SERVED(an_attribute_of_the_schema_carries_its_row),
        SERVED(a_block_of_the_schema_carries_its_nesting),
        SERVED(metadata_names_the_types),
        SERVED(data_sources_and_lists_have_schemas_of_their_own),
        SERVED(a_provider_that_lists_nothing_cannot_generate),
        SERVED(functions_are_in_the_schema_and_in_an_answer_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
