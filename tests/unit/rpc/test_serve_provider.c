#include "rpc/serve.h"

#include "rpc/support_provider.h"
#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void a_refused_configuration_names_its_attribute(void **state)
{
    Tfplugin6__ConfigureProvider__Request *in =
        service_message(&tfplugin6__configure_provider__request__descriptor);
    const Tfplugin6__ConfigureProvider__Response *out;

    (void)state;
    in->config = service_json("{\"region\":\"nowhere\"}");
    out = service_call("/ConfigureProvider", &in->base);
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Unknown region");
    assert_int_equal(out->diagnostics[0]->attribute->n_steps, 1);
    assert_string_equal(out->diagnostics[0]->attribute->steps[0]->attribute_name, "region");
}

static void a_second_configuration_takes_the_place_of_the_first(void **state)
{
    (void)state;
    service_configure();
    assert_int_equal(support_released, 0);
    service_configure();
    assert_int_equal(support_released, 1);
}

static void no_configuration_sets_nothing(void **state)
{
    Tfplugin6__ConfigureProvider__Request *in =
        service_message(&tfplugin6__configure_provider__request__descriptor);
    Tfplugin6__ValidateProviderConfig__Request *check =
        service_message(&tfplugin6__validate_provider_config__request__descriptor);
    const Tfplugin6__ConfigureProvider__Response *out;
    const Tfplugin6__ValidateProviderConfig__Response *checked;

    (void)state;
    checked = service_call("/ValidateProviderConfig", &check->base);
    assert_int_equal(checked->n_diagnostics, 0);
    out = service_call("/ConfigureProvider", &in->base);
    assert_int_equal(out->n_diagnostics, 0);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_refused_configuration_names_its_attribute),
        SERVED(no_configuration_sets_nothing),
        SERVED(a_second_configuration_takes_the_place_of_the_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
