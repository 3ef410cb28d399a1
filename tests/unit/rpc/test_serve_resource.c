#include "rpc/serve.h"

#include "rpc/support_provider.h"
#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void a_value_that_does_not_decode_is_a_diagnostic(void **state)
{
    static const struct str bad[] = { { "\xc1", 1 },
                                      { "\x80", 1 },
                                      { "\x81\xa1x\xc0", 4 },
                                      { "\xd4\x00\x00", 3 },
                                      { "\x93", 1 } };
    Tfplugin6__ReadResource__Request *in =
        service_message(&tfplugin6__read_resource__request__descriptor);
    char type[] = "test_thing";
    uint8_t secret[] = "p";

    (void)state;
    service_configure();
    in->type_name = type;
    in->private_ = (ProtobufCBinaryData){ 1, secret };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const Tfplugin6__ReadResource__Response *out;

        in->current_state = service_msgpack(bad[i]);
        out = service_call("/ReadResource", &in->base);
        service_has_one_error(out->n_diagnostics, out->diagnostics,
                              "Value from Terraform cannot be read");
        assert_memory_equal(out->new_state->msgpack.data, bad[i].data, bad[i].len);
        assert_int_equal(out->private_.len, 1);
    }
}

static void an_unknown_type_is_a_diagnostic_everywhere(void **state)
{
    char type[] = "test_nothing";
    Tfplugin6__ReadResource__Request *read =
        service_message(&tfplugin6__read_resource__request__descriptor);
    Tfplugin6__PlanResourceChange__Request *plan =
        service_message(&tfplugin6__plan_resource_change__request__descriptor);
    Tfplugin6__ImportResourceState__Request *import =
        service_message(&tfplugin6__import_resource_state__request__descriptor);
    const Tfplugin6__ReadResource__Response *read_out;
    const Tfplugin6__PlanResourceChange__Response *plan_out;
    const Tfplugin6__ImportResourceState__Response *import_out;

    (void)state;
    read->type_name = type;
    plan->type_name = type;
    import->type_name = type;
    read_out = service_call("/ReadResource", &read->base);
    plan_out = service_call("/PlanResourceChange", &plan->base);
    import_out = service_call("/ImportResourceState", &import->base);
    service_has_one_error(read_out->n_diagnostics, read_out->diagnostics,
                          "Unknown resource type");
    service_has_one_error(plan_out->n_diagnostics, plan_out->diagnostics,
                          "Unknown resource type");
    service_has_one_error(import_out->n_diagnostics, import_out->diagnostics,
                          "Unknown resource type");
}

static const Tfplugin6__ValidateResourceConfig__Response *validate(const char *config,
                                                                   bool write_only)
{
    Tfplugin6__ValidateResourceConfig__Request *in =
        service_message(&tfplugin6__validate_resource_config__request__descriptor);
    Tfplugin6__ClientCapabilities *capabilities =
        service_message(&tfplugin6__client_capabilities__descriptor);
    char type[] = "test_thing";

    capabilities->write_only_attributes_allowed = write_only;
    in->type_name = type;
    in->config = service_json(config);
    in->client_capabilities = capabilities;
    return service_call("/ValidateResourceConfig", &in->base);
}

static void a_broken_rule_is_an_error_with_its_path(void **state)
{
    const Tfplugin6__ValidateResourceConfig__Response *out =
        validate("{\"name\":\"longer than ten\"}", true);

    (void)state;
    assert_int_equal(out->n_diagnostics, 1);
    assert_string_equal(out->diagnostics[0]->attribute->steps[0]->attribute_name, "name");
    assert_int_equal(validate("{\"name\":\"short\"}", true)->n_diagnostics, 0);
}

static void write_only_arguments_need_a_client_that_knows_them(void **state)
{
    static const char config[] =
        "{\"name\":\"a\",\"secret\":\"s\",\"rule\":[{\"port\":1},{\"port\":2,\"token\":\"t\"}],"
        "\"zone\":{\"z\":{\"port\":3,\"token\":\"u\"}}}";
    const Tfplugin6__ValidateResourceConfig__Response *out = validate(config, false);
    Tfplugin6__AttributePath__Step **steps;

    (void)state;
    assert_int_equal(validate(config, true)->n_diagnostics, 0);
    assert_int_equal(out->n_diagnostics, 3);
    assert_string_equal(out->diagnostics[0]->attribute->steps[0]->attribute_name, "secret");
    steps = out->diagnostics[1]->attribute->steps;
    assert_int_equal(out->diagnostics[1]->attribute->n_steps, 3);
    assert_string_equal(steps[0]->attribute_name, "rule");
    assert_int_equal(steps[1]->element_key_int, 1);
    assert_string_equal(steps[2]->attribute_name, "token");
    steps = out->diagnostics[2]->attribute->steps;
    assert_string_equal(steps[1]->element_key_string, "z");
}

static const Tfplugin6__UpgradeResourceState__Response *upgrade(int64_t version,
                                                                Tfplugin6__RawState *raw)
{
    Tfplugin6__UpgradeResourceState__Request *in =
        service_message(&tfplugin6__upgrade_resource_state__request__descriptor);
    char type[] = "test_thing";

    in->type_name = type;
    in->version = version;
    in->raw_state = raw;
    return service_call("/UpgradeResourceState", &in->base);
}

static void saved_state_comes_back_by_todays_schema(void **state)
{
    Tfplugin6__RawState *raw = service_message(&tfplugin6__raw_state__descriptor);
    const Tfplugin6__UpgradeResourceState__Response *out;

    (void)state;
    raw->json =
        service_json("{\"id\":\"i\",\"name\":\"n\",\"size\":9007199254740993,\"old\":1}")->json;
    out = upgrade(0, raw);
    assert_int_equal(out->n_diagnostics, 0);
    service_holds(out->upgraded_state,
                  "{\"id\":\"i\",\"name\":\"n\",\"size\":9007199254740993}");
}

static void a_flat_map_is_too_old(void **state)
{
    Tfplugin6__RawState__FlatmapEntry *entry =
        service_message(&tfplugin6__raw_state__flatmap_entry__descriptor);
    Tfplugin6__RawState__FlatmapEntry *entries[] = { entry };
    Tfplugin6__RawState *raw = service_message(&tfplugin6__raw_state__descriptor);
    const Tfplugin6__UpgradeResourceState__Response *out;

    (void)state;
    raw->n_flatmap = 1;
    raw->flatmap = entries;
    out = upgrade(0, raw);
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Saved state is too old");
    assert_null(out->upgraded_state);
}

static void state_without_bytes_is_a_diagnostic(void **state)
{
    (void)state;
    assert_int_equal(upgrade(0, NULL)->n_diagnostics, 1);
}

static const Tfplugin6__ReadResource__Response *read_state(Tfplugin6__DynamicValue *current)
{
    Tfplugin6__ReadResource__Request *in =
        service_message(&tfplugin6__read_resource__request__descriptor);
    uint8_t private_data[] = "private";
    char type[] = "test_thing";

    in->type_name = type;
    in->current_state = current;
    in->private_ = (ProtobufCBinaryData){ sizeof(private_data) - 1, private_data };
    return service_call("/ReadResource", &in->base);
}

static void a_read_echoes_the_private_data(void **state)
{
    const Tfplugin6__ReadResource__Response *out;

    (void)state;
    service_configure();
    out = read_state(service_json("{\"id\":\"i\",\"name\":\"n\",\"labels\":[\"b\",\"a\"]}"));
    assert_int_equal(out->n_diagnostics, 0);
    service_holds(out->new_state, "{\"id\":\"i\",\"name\":\"n\",\"labels\":[\"a\",\"b\"]}");
    assert_true(out->new_state->msgpack.len > 0);
    assert_memory_equal(out->private_.data, "private", out->private_.len);
    assert_null(out->deferred);
}

static void a_thing_that_is_gone_reads_as_null(void **state)
{
    (void)state;
    service_configure();
    service_is_null(read_state(service_json("{\"name\":\"gone\"}"))->new_state);
    service_is_null(read_state(service_msgpack(STR("\xc0")))->new_state);
}

static void an_absent_state_reads_as_null(void **state)
{
    const Tfplugin6__ReadResource__Response *out;

    (void)state;
    service_configure();
    out = read_state(NULL);
    assert_int_equal(out->n_diagnostics, 0);
    service_is_null(out->new_state);
}

static void a_failed_read_keeps_the_state_and_its_text_is_utf8(void **state)
{
    const Tfplugin6__ReadResource__Response *out;

    (void)state;
    service_configure();
    out = read_state(service_json("{\"id\":\"i\",\"name\":\"broken\"}"));
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Broken \xef\xbf\xbd");
    assert_string_equal(out->diagnostics[0]->detail, "No answer \xef\xbf\xbd.");
    service_holds(out->new_state, "{\"id\":\"i\",\"name\":\"broken\"}");
    assert_int_equal(out->private_.len, strlen("private"));
}

static void without_a_configuration_a_read_is_an_error(void **state)
{
    const Tfplugin6__ReadResource__Response *out = read_state(service_json("{\"name\":\"n\"}"));

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Provider not configured");
    service_holds(out->new_state, "{\"name\":\"n\"}");
}

static const Tfplugin6__PlanResourceChange__Response *plan(Tfplugin6__DynamicValue *prior,
                                                           Tfplugin6__DynamicValue *config)
{
    Tfplugin6__PlanResourceChange__Request *in =
        service_message(&tfplugin6__plan_resource_change__request__descriptor);
    uint8_t private_data[] = "private";
    char type[] = "test_thing";

    in->type_name = type;
    in->prior_state = prior;
    in->config = config;
    in->proposed_new_state = config;
    in->prior_private = (ProtobufCBinaryData){ sizeof(private_data) - 1, private_data };
    return service_call("/PlanResourceChange", &in->base);
}

static void a_new_thing_is_planned_with_an_unknown_id(void **state)
{
    const Tfplugin6__PlanResourceChange__Response *out =
        plan(NULL, service_json("{\"name\":\"n\",\"secret\":\"s\"}"));
    struct value planned;

    (void)state;
    assert_int_equal(out->n_diagnostics, 0);
    planned = service_value(out->planned_state);
    assert_int_equal(planned.items[THING_ID].state, VALUE_UNKNOWN);
    assert_true(value_is_null(&planned.items[THING_SECRET]));
    assert_true(str_eq(value_text(&planned.items[THING_NAME]), STR("n")));
    assert_int_equal(out->n_requires_replace, 0);
    assert_memory_equal(out->planned_private.data, "private", out->planned_private.len);
    assert_false(out->legacy_type_system);
    assert_null(out->deferred);
}

/* As Terraform from 1.16 on sends it during the apply. */
static void what_the_first_plan_noted_stands_in_for_private_data(void **state)
{
    Tfplugin6__PlanResourceChange__Request *in =
        service_message(&tfplugin6__plan_resource_change__request__descriptor);
    const Tfplugin6__PlanResourceChange__Response *out;
    uint8_t noted[] = "noted";
    char type[] = "test_thing";

    (void)state;
    in->type_name = type;
    in->config = in->proposed_new_state = service_json("{\"name\":\"n\"}");
    in->planned_private = (ProtobufCBinaryData){ sizeof(noted) - 1, noted };
    out = service_call("/PlanResourceChange", &in->base);
    assert_int_equal(out->planned_private.len, strlen("noted"));
    assert_memory_equal(out->planned_private.data, "noted", strlen("noted"));
}

static void replacing_rows_come_sorted_by_name(void **state)
{
    const Tfplugin6__PlanResourceChange__Response *out =
        plan(service_json("{\"id\":\"i\",\"name\":\"z\",\"ready\":false}"),
             service_json("{\"id\":\"i\",\"name\":\"a\",\"ready\":true}"));

    (void)state;
    assert_int_equal(out->n_requires_replace, 2);
    assert_string_equal(out->requires_replace[0]->steps[0]->attribute_name, "name");
    assert_string_equal(out->requires_replace[1]->steps[0]->attribute_name, "ready");
}

static void an_unchanged_thing_is_planned_as_it_is(void **state)
{
    const Tfplugin6__PlanResourceChange__Response *out =
        plan(service_json("{\"id\":\"i\",\"name\":\"n\",\"tags\":{\"a\":\"b\"}}"),
             service_json("{\"name\":\"n\",\"tags\":{\"a\":\"b\"}}"));

    (void)state;
    assert_int_equal(out->n_requires_replace, 0);
    service_holds(out->planned_state, "{\"id\":\"i\",\"name\":\"n\",\"tags\":{\"a\":\"b\"}}");
}

static void a_destroy_is_planned_as_null(void **state)
{
    const Tfplugin6__PlanResourceChange__Response *out =
        plan(service_json("{\"id\":\"i\",\"name\":\"n\"}"), service_msgpack(STR("\xc0")));

    (void)state;
    assert_int_equal(out->n_diagnostics, 0);
    service_is_null(out->planned_state);
    assert_int_equal(out->n_requires_replace, 0);
}

static const Tfplugin6__ApplyResourceChange__Response *apply(Tfplugin6__DynamicValue *prior,
                                                             Tfplugin6__DynamicValue *planned,
                                                             Tfplugin6__DynamicValue *config)
{
    Tfplugin6__ApplyResourceChange__Request *in =
        service_message(&tfplugin6__apply_resource_change__request__descriptor);
    uint8_t private_data[] = "private";
    char type[] = "test_thing";

    in->type_name = type;
    in->prior_state = prior;
    in->planned_state = planned;
    in->config = config;
    in->planned_private = (ProtobufCBinaryData){ sizeof(private_data) - 1, private_data };
    return service_call("/ApplyResourceChange", &in->base);
}

static void a_created_thing_is_wholly_known(void **state)
{
    Tfplugin6__DynamicValue *config = service_json("{\"name\":\"n\",\"rule\":[{\"port\":1}]}");
    const Tfplugin6__ApplyResourceChange__Response *out;

    (void)state;
    service_configure();
    out = apply(NULL, plan(NULL, config)->planned_state, config);
    assert_int_equal(out->n_diagnostics, 0);
    service_holds(out->new_state, "{\"id\":\"id-1\",\"name\":\"n\",\"rule\":[{\"port\":1}]}");
    assert_memory_equal(out->private_.data, "created", out->private_.len);
    assert_false(out->legacy_type_system);
}

static void a_thing_that_broke_half_way_is_in_the_answer(void **state)
{
    Tfplugin6__DynamicValue *config = service_json("{\"name\":\"broken\"}");
    const Tfplugin6__ApplyResourceChange__Response *out;

    (void)state;
    service_configure();
    out = apply(NULL, plan(NULL, config)->planned_state, config);
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Broken");
    service_holds(out->new_state, "{\"id\":\"id-1\",\"name\":\"broken\"}");
    assert_memory_equal(out->private_.data, "created", out->private_.len);
}

static void a_destroyed_thing_is_null(void **state)
{
    const Tfplugin6__ApplyResourceChange__Response *out;

    (void)state;
    service_configure();
    out = apply(service_json("{\"id\":\"id-1\",\"name\":\"n\"}"), service_msgpack(STR("\xc0")),
                NULL);
    assert_int_equal(out->n_diagnostics, 0);
    service_is_null(out->new_state);
}

static void an_apply_that_does_not_decode_keeps_the_prior_state(void **state)
{
    const Tfplugin6__ApplyResourceChange__Response *out;

    (void)state;
    service_configure();
    out = apply(service_json("{\"id\":\"id-1\",\"name\":\"n\"}"), service_msgpack(STR("\xc1")),
                NULL);
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Value from Terraform cannot be read");
    service_holds(out->new_state, "{\"id\":\"id-1\",\"name\":\"n\"}");
    assert_memory_equal(out->private_.data, "private", out->private_.len);
}

static const Tfplugin6__ImportResourceState__Response *import(const char *id)
{
    Tfplugin6__ImportResourceState__Request *in =
        service_message(&tfplugin6__import_resource_state__request__descriptor);
    char type[] = "test_thing";

    in->type_name = type;
    in->id = arena_strndup(service_fixture.arena, id, strlen(id));
    service_configure();
    return service_call("/ImportResourceState", &in->base);
}

static void an_import_answers_one_stub_of_its_type(void **state)
{
    const Tfplugin6__ImportResourceState__Response *out = import("n");

    (void)state;
    assert_int_equal(out->n_diagnostics, 0);
    assert_int_equal(out->n_imported_resources, 1);
    assert_string_equal(out->imported_resources[0]->type_name, "test_thing");
    service_holds(out->imported_resources[0]->state, "{\"name\":\"n\"}");
    assert_memory_equal(out->imported_resources[0]->private_.data, "imported",
                        strlen("imported"));
}

static void an_import_of_junk_answers_nothing_but_the_error(void **state)
{
    const Tfplugin6__ImportResourceState__Response *out = import("junk");

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Junk");
    assert_int_equal(out->n_imported_resources, 0);
    out = import("");
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Import without an ID");
}

static const Tfplugin6__GenerateResourceConfig__Response *generate(const char *saved)
{
    Tfplugin6__GenerateResourceConfig__Request *in =
        service_message(&tfplugin6__generate_resource_config__request__descriptor);
    char type[] = "test_thing";

    in->type_name = type;
    in->state = saved ? service_json(saved) : NULL;
    return service_call("/GenerateResourceConfig", &in->base);
}

static void a_configuration_is_generated_from_a_state(void **state)
{
    const Tfplugin6__GenerateResourceConfig__Response *out =
        generate("{\"id\":\"i\",\"name\":\"n\",\"size\":3,\"ready\":true,"
                 "\"rule\":[{\"port\":1}]}");

    (void)state;
    assert_int_equal(out->n_diagnostics, 0);
    service_holds(out->config, "{\"name\":\"n\",\"size\":3,\"rule\":[{\"port\":1}]}");
}

static void without_a_state_nothing_is_generated(void **state)
{
    const Tfplugin6__GenerateResourceConfig__Response *out = generate(NULL);

    (void)state;
    assert_int_equal(out->n_diagnostics, 0);
    service_holds(out->config, "{}");
}

static void a_failed_generation_has_no_configuration(void **state)
{
    const Tfplugin6__GenerateResourceConfig__Response *out = generate("{\"name\":\"broken\"}");

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Broken");
    service_is_null(out->config);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_value_that_does_not_decode_is_a_diagnostic),
        SERVED(an_unknown_type_is_a_diagnostic_everywhere),
        SERVED(a_broken_rule_is_an_error_with_its_path),
        SERVED(write_only_arguments_need_a_client_that_knows_them),
        SERVED(saved_state_comes_back_by_todays_schema),
        SERVED(a_flat_map_is_too_old),
        SERVED(state_without_bytes_is_a_diagnostic),
        SERVED(a_read_echoes_the_private_data),
        SERVED(a_thing_that_is_gone_reads_as_null),
        SERVED(an_absent_state_reads_as_null),
        SERVED(a_failed_read_keeps_the_state_and_its_text_is_utf8),
        SERVED(without_a_configuration_a_read_is_an_error),
        SERVED(a_new_thing_is_planned_with_an_unknown_id),
        SERVED(what_the_first_plan_noted_stands_in_for_private_data),
        SERVED(replacing_rows_come_sorted_by_name),
        SERVED(an_unchanged_thing_is_planned_as_it_is),
        SERVED(a_destroy_is_planned_as_null),
        SERVED(a_created_thing_is_wholly_known),
        SERVED(a_thing_that_broke_half_way_is_in_the_answer),
        SERVED(a_destroyed_thing_is_null),
        SERVED(an_apply_that_does_not_decode_keeps_the_prior_state),
        SERVED(an_import_answers_one_stub_of_its_type),
        SERVED(an_import_of_junk_answers_nothing_but_the_error),
        SERVED(a_configuration_is_generated_from_a_state),
        SERVED(without_a_state_nothing_is_generated),
        SERVED(a_failed_generation_has_no_configuration),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
