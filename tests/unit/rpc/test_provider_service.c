#include "rpc/provider_service.h"

#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void every_row_is_a_method_of_the_protocol_once(void **state)
{
    struct rpc_table table = provider_service_table(service_fixture.service);
    size_t absent = 0;

    (void)state;
    assert_int_equal(tfplugin6__provider__descriptor.n_methods, 36);
    for (unsigned m = 0; m < tfplugin6__provider__descriptor.n_methods; m++) {
        const ProtobufCMethodDescriptor *method = &tfplugin6__provider__descriptor.methods[m];
        char path[128];
        size_t found = 0;

        assert_true(snprintf(path, sizeof(path), "/tfplugin6.Provider/%s", method->name) > 0);
        for (size_t i = 0; i < table.count; i++) {
            if (strcmp(table.methods[i].path, path) == 0) {
                found++;
                assert_ptr_equal(table.methods[i].request, method->input);
                assert_ptr_equal(table.methods[i].reply, method->output);
            }
        }
        assert_true(found <= 1);
        absent += found == 0;
    }
    assert_int_equal(table.count + absent, 36);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(every_row_is_a_method_of_the_protocol_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
