#include "rpc/serve.h"

#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void what_the_schema_lacks_is_a_diagnostic(void **state)
{
    Tfplugin6__OpenEphemeralResource__Request *open =
        service_message(&tfplugin6__open_ephemeral_resource__request__descriptor);
    Tfplugin6__GetStates__Request *states =
        service_message(&tfplugin6__get_states__request__descriptor);
    const Tfplugin6__OpenEphemeralResource__Response *open_out;
    const Tfplugin6__GetStates__Response *states_out;
    char type[] = "test_other";

    (void)state;
    open->type_name = type;
    open_out = service_call("/OpenEphemeralResource", &open->base);
    states_out = service_call("/GetStates", &states->base);
    service_has_one_error(open_out->n_diagnostics, open_out->diagnostics,
                          "Not supported by this provider");
    service_has_one_error(states_out->n_diagnostics, states_out->diagnostics,
                          "Not supported by this provider");
    assert_non_null(strstr(open_out->diagnostics[0]->detail, "OpenEphemeralResource"));
    assert_non_null(strstr(open_out->diagnostics[0]->detail, "test_other"));
}

static void every_unserved_method_has_a_place_for_its_diagnostic(void **state)
{
    struct rpc_table table = provider_service_table(service_fixture.service);

    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        const ProtobufCMessageDescriptor *reply = table.methods[i].reply;

        assert_true(table.methods[i].handle != serve_unserved ||
                    protobuf_c_message_descriptor_get_field_by_name(reply, "diagnostics") ||
                    protobuf_c_message_descriptor_get_field_by_name(reply, "diagnostic"));
    }
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(what_the_schema_lacks_is_a_diagnostic),
        SERVED(every_unserved_method_has_a_place_for_its_diagnostic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
