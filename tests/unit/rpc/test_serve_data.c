#include "rpc/serve.h"

#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static char data_type[] = "test_data";
static char other_type[] = "test_thing";

static const Tfplugin6__ReadDataSource__Response *read(char *type,
                                                       Tfplugin6__DynamicValue *config)
{
    Tfplugin6__ReadDataSource__Request *in =
        service_message(&tfplugin6__read_data_source__request__descriptor);

    in->type_name = type;
    in->config = config;
    return service_call("/ReadDataSource", &in->base);
}

static const Tfplugin6__ValidateDataResourceConfig__Response *validate(char *type,
                                                                       const char *config)
{
    Tfplugin6__ValidateDataResourceConfig__Request *in =
        service_message(&tfplugin6__validate_data_resource_config__request__descriptor);

    in->type_name = type;
    in->config = service_json(config);
    return service_call("/ValidateDataResourceConfig", &in->base);
}

static void a_data_source_gives_its_state(void **state)
{
    const Tfplugin6__ReadDataSource__Response *out;

    (void)state;
    service_configure();
    out = read(data_type, service_json("{\"name\":\"n\",\"size\":3}"));
    assert_int_equal(out->n_diagnostics, 0);
    assert_null(out->deferred);
    service_holds(out->state, "{\"id\":\"id-1\",\"name\":\"n\",\"size\":3}");
}

static void what_is_not_there_is_an_error_with_its_path(void **state)
{
    const Tfplugin6__ReadDataSource__Response *out;

    (void)state;
    service_configure();
    out = read(data_type, service_json("{\"name\":\"gone\"}"));
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Not found");
    assert_int_equal(out->diagnostics[0]->attribute->n_steps, 1);
    assert_string_equal(out->diagnostics[0]->attribute->steps[0]->attribute_name, "name");
    service_is_null(out->state);
}

static void reading_before_the_configuration_is_a_diagnostic(void **state)
{
    const Tfplugin6__ReadDataSource__Response *out =
        read(data_type, service_json("{\"name\":\"n\"}"));

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Provider not configured");
}

static void no_configuration_is_one_that_sets_nothing(void **state)
{
    const Tfplugin6__ReadDataSource__Response *out;

    (void)state;
    service_configure();
    out = read(data_type, NULL);
    assert_int_equal(out->n_diagnostics, 0);
    service_holds(out->state, "{\"id\":\"id-1\"}");
}

static void a_configuration_that_does_not_decode_is_a_diagnostic(void **state)
{
    const Tfplugin6__ReadDataSource__Response *out;

    (void)state;
    service_configure();
    out = read(data_type, service_msgpack(STR("\xc1")));
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Value from Terraform cannot be read");
    assert_non_null(strstr(out->diagnostics[0]->detail, "configuration of test_data"));
    assert_null(out->state);
}

static void a_type_of_another_kind_is_a_diagnostic(void **state)
{
    const Tfplugin6__ReadDataSource__Response *read_out =
        read(other_type, service_json("{\"name\":\"n\"}"));
    const Tfplugin6__ValidateDataResourceConfig__Response *validate_out =
        validate(other_type, "{\"name\":\"n\"}");

    (void)state;
    service_has_one_error(read_out->n_diagnostics, read_out->diagnostics,
                          "Unknown data source");
    assert_non_null(strstr(read_out->diagnostics[0]->detail, "no data source \"test_thing\""));
    service_has_one_error(validate_out->n_diagnostics, validate_out->diagnostics,
                          "Unknown data source");
}

static void a_broken_rule_is_an_error_with_its_path(void **state)
{
    const Tfplugin6__ValidateDataResourceConfig__Response *out =
        validate(data_type, "{\"name\":\"longer than ten\"}");

    (void)state;
    assert_int_equal(out->n_diagnostics, 1);
    assert_string_equal(out->diagnostics[0]->attribute->steps[0]->attribute_name, "name");
    assert_int_equal(validate(data_type, "{\"name\":\"short\"}")->n_diagnostics, 0);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_data_source_gives_its_state),
        SERVED(what_is_not_there_is_an_error_with_its_path),
        SERVED(reading_before_the_configuration_is_a_diagnostic),
        SERVED(no_configuration_is_one_that_sets_nothing),
        SERVED(a_configuration_that_does_not_decode_is_a_diagnostic),
        SERVED(a_type_of_another_kind_is_a_diagnostic),
        SERVED(a_broken_rule_is_an_error_with_its_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
