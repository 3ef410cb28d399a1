#include "rpc/serve.h"

#include "rpc/message.h"
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
    assert_false(out->server_capabilities->generate_resource_config);
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

static void metadata_names_the_types(void **state)
{
    Tfplugin6__GetMetadata__Request *in =
        service_message(&tfplugin6__get_metadata__request__descriptor);
    const Tfplugin6__GetMetadata__Response *out = service_call("/GetMetadata", &in->base);

    (void)state;
    assert_int_equal(out->n_resources, 2);
    assert_string_equal(out->resources[0]->type_name, "test_thing");
    assert_string_equal(out->resources[1]->type_name, "test_bare");
    assert_true(out->server_capabilities->plan_destroy);
}

static void functions_are_empty_not_an_error(void **state)
{
    Tfplugin6__GetFunctions__Request *functions =
        service_message(&tfplugin6__get_functions__request__descriptor);
    const Tfplugin6__GetFunctions__Response *none =
        service_call("/GetFunctions", &functions->base);

    (void)state;
    assert_int_equal(none->n_functions, 0);
    assert_int_equal(none->n_diagnostics, 0);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(the_schema_is_packed_once_and_says_what_the_server_can),
        SERVED(an_attribute_of_the_schema_carries_its_row),
        SERVED(a_block_of_the_schema_carries_its_nesting),
        SERVED(metadata_names_the_types),
        SERVED(functions_are_empty_not_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
