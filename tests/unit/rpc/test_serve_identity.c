#include "rpc/serve.h"

#include "rpc/support_provider.h"
#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static char thing[] = "test_thing";
static char bare[] = "test_bare";

static const char whole[] = "{\"id\":\"i\",\"name\":\"n\"}";

static void only_types_with_an_identity_have_a_schema_for_it(void **state)
{
    Tfplugin6__GetResourceIdentitySchemas__Request *in =
        service_message(&tfplugin6__get_resource_identity_schemas__request__descriptor);
    const Tfplugin6__GetResourceIdentitySchemas__Response *out =
        service_call("/GetResourceIdentitySchemas", &in->base);
    Tfplugin6__ResourceIdentitySchema__IdentityAttribute **rows;

    (void)state;
    assert_int_equal(out->n_diagnostics, 0);
    assert_int_equal(out->n_identity_schemas, 1);
    assert_string_equal(out->identity_schemas[0]->key, "test_thing");
    assert_int_equal(out->identity_schemas[0]->value->version, 0);
    assert_int_equal(out->identity_schemas[0]->value->n_identity_attributes, 2);
    rows = out->identity_schemas[0]->value->identity_attributes;
    assert_string_equal(rows[0]->name, "id");
    assert_string_equal(rows[0]->description, "Its ID.");
    assert_true(rows[0]->optional_for_import && !rows[0]->required_for_import);
    assert_string_equal(rows[1]->name, "name");
    assert_true(rows[1]->required_for_import && !rows[1]->optional_for_import);
    assert_memory_equal(rows[1]->type.data, "\"string\"", rows[1]->type.len);
}

static const Tfplugin6__UpgradeResourceIdentity__Response *upgrade(char *type, int64_t version,
                                                                   const char *json)
{
    Tfplugin6__UpgradeResourceIdentity__Request *in =
        service_message(&tfplugin6__upgrade_resource_identity__request__descriptor);

    in->type_name = type;
    in->version = version;
    if (json) {
        in->raw_identity = service_message(&tfplugin6__raw_state__descriptor);
        in->raw_identity->json = service_json(json)->json;
    }
    return service_call("/UpgradeResourceIdentity", &in->base);
}

static void a_saved_identity_comes_back(void **state)
{
    const Tfplugin6__UpgradeResourceIdentity__Response *out = upgrade(thing, 0, whole);

    (void)state;
    assert_int_equal(out->n_diagnostics, 0);
    service_identifies(out->upgraded_identity, whole);
}

static void an_identity_that_was_saved_otherwise_is_a_diagnostic(void **state)
{
    const Tfplugin6__UpgradeResourceIdentity__Response *out = upgrade(thing, 1, whole);

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Saved identity is too new");
    assert_null(out->upgraded_identity);
    out = upgrade(bare, 0, whole);
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Saved identity is too new");
    out = upgrade(thing, 0, "{\"name\":1}");
    assert_int_equal(out->n_diagnostics, 0); /* a number is taken for a text, as in any state */
    out = upgrade(thing, 0, NULL);
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Saved identity cannot be read");
}

static const Tfplugin6__ReadResource__Response *
read_thing(char *type, const char *current, Tfplugin6__ResourceIdentityData *identity)
{
    Tfplugin6__ReadResource__Request *in =
        service_message(&tfplugin6__read_resource__request__descriptor);

    service_configure();
    in->type_name = type;
    in->current_state = service_json(current);
    in->current_identity = identity;
    return service_call("/ReadResource", &in->base);
}

static void a_read_answers_the_identity_of_the_state(void **state)
{
    (void)state;
    service_identifies(read_thing(thing, whole, NULL)->new_identity, whole);
    service_identifies(
        read_thing(thing, whole, service_identity("{\"name\":\"o\"}"))->new_identity, whole);
    service_identifies(
        read_thing(thing, "{\"name\":\"gone\"}", service_identity(whole))->new_identity, NULL);
}

static void a_failed_read_echoes_the_identity(void **state)
{
    const Tfplugin6__ReadResource__Response *out =
        read_thing(thing, "{\"name\":\"broken\"}", service_identity(whole));

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Broken \xef\xbf\xbd");
    service_identifies(out->new_identity, whole);
}

static void a_type_without_identity_echoes_what_comes(void **state)
{
    (void)state;
    assert_null(read_thing(bare, whole, NULL)->new_identity);
    service_identifies(read_thing(bare, whole, service_identity(whole))->new_identity, whole);
}

/* Not an identity of test_thing: no object, another object, unknown. */
static const struct str bad[] = { { "\xc1", 1 },
                                  { "\x80", 1 },
                                  { "\xd4\x00\x00", 3 },
                                  { "\x82\xa2id\xd4\x00\x00\xa4name\xa1n", 14 } };

static Tfplugin6__ResourceIdentityData *bad_identity(size_t i)
{
    Tfplugin6__ResourceIdentityData *message =
        service_message(&tfplugin6__resource_identity_data__descriptor);

    message->identity_data = service_msgpack(bad[i]);
    return message;
}

static void an_identity_that_does_not_decode_is_a_diagnostic(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const Tfplugin6__ReadResource__Response *out =
            read_thing(thing, whole, bad_identity(i));

        service_has_one_error(out->n_diagnostics, out->diagnostics,
                              "Value from Terraform cannot be read");
        assert_non_null(strstr(out->diagnostics[0]->detail, "The identity of test_thing"));
        service_holds(out->new_state, whole);
        assert_memory_equal(out->new_identity->identity_data->msgpack.data, bad[i].data,
                            bad[i].len);
    }
}

static const Tfplugin6__PlanResourceChange__Response *
plan(const char *prior, const char *config, Tfplugin6__ResourceIdentityData *identity)
{
    Tfplugin6__PlanResourceChange__Request *in =
        service_message(&tfplugin6__plan_resource_change__request__descriptor);

    in->type_name = thing;
    in->prior_state = service_json(prior);
    in->config = service_json(config);
    in->proposed_new_state = in->config;
    in->prior_identity = identity;
    return service_call("/PlanResourceChange", &in->base);
}

static void a_plan_of_what_is_there_keeps_its_identity(void **state)
{
    static const char replaced[] = "{\"id\":\"i\",\"name\":\"m\"}";

    (void)state;
    service_identifies(plan(whole, whole, NULL)->planned_identity, whole);
    service_identifies(plan(whole, "null", service_identity(whole))->planned_identity, whole);
    service_identifies(plan(whole, replaced, service_identity(whole))->planned_identity, whole);
}

static void a_new_thing_is_planned_without_identity(void **state)
{
    (void)state;
    service_identifies(plan("null", "{\"name\":\"n\"}", NULL)->planned_identity, NULL);
    service_identifies(
        plan("null", "{\"name\":\"n\"}", service_identity(whole))->planned_identity, NULL);
}

static void a_plan_with_a_bad_identity_keeps_everything(void **state)
{
    const Tfplugin6__PlanResourceChange__Response *out = plan(whole, whole, bad_identity(0));

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Value from Terraform cannot be read");
    assert_memory_equal(out->planned_identity->identity_data->msgpack.data, bad[0].data, 1);
    service_holds(out->planned_state, whole);
}

static const Tfplugin6__ApplyResourceChange__Response *
apply(const char *prior, const char *planned, Tfplugin6__ResourceIdentityData *identity)
{
    Tfplugin6__ApplyResourceChange__Request *in =
        service_message(&tfplugin6__apply_resource_change__request__descriptor);

    service_configure();
    in->type_name = thing;
    in->prior_state = service_json(prior);
    in->planned_state = service_json(planned);
    in->config = in->planned_state;
    in->planned_identity = identity;
    return service_call("/ApplyResourceChange", &in->base);
}

static void an_apply_answers_the_identity_of_what_is_saved(void **state)
{
    static const char made[] = "{\"id\":\"id-1\",\"name\":\"n\"}";
    const Tfplugin6__ApplyResourceChange__Response *out;

    (void)state;
    service_identifies(apply(made, made, NULL)->new_identity, made);
    service_identifies(apply(made, "null", service_identity(made))->new_identity, NULL);
    out = apply("null", "{\"name\":\"broken\"}", NULL);
    assert_string_equal(out->diagnostics[0]->summary, "Broken");
    service_identifies(out->new_identity, "{\"id\":\"id-1\",\"name\":\"broken\"}");
}

static void an_apply_with_a_bad_identity_keeps_everything(void **state)
{
    const Tfplugin6__ApplyResourceChange__Response *out = apply(whole, "null", bad_identity(0));

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Value from Terraform cannot be read");
    service_holds(out->new_state, whole);
    assert_memory_equal(out->new_identity->identity_data->msgpack.data, bad[0].data, 1);
}

static const Tfplugin6__ImportResourceState__Response *
import(char *type, const char *id, Tfplugin6__ResourceIdentityData *identity)
{
    Tfplugin6__ImportResourceState__Request *in =
        service_message(&tfplugin6__import_resource_state__request__descriptor);

    service_configure();
    in->type_name = type;
    in->id = arena_strndup(service_fixture.arena, id, strlen(id));
    in->identity = identity;
    return service_call("/ImportResourceState", &in->base);
}

static void an_import_answers_an_identity_however_it_was_asked_for(void **state)
{
    const Tfplugin6__ImportResourceState__Response *out = import(thing, "n", NULL);

    (void)state;
    assert_int_equal(out->n_imported_resources, 1);
    service_identifies(out->imported_resources[0]->identity, "{\"name\":\"n\"}");
    out = import(thing, "", service_identity(whole));
    assert_int_equal(out->n_imported_resources, 1);
    service_identifies(out->imported_resources[0]->identity, whole);
    service_holds(out->imported_resources[0]->state, whole);
}

static void an_import_by_what_is_no_identity_is_a_diagnostic(void **state)
{
    const Tfplugin6__ImportResourceState__Response *out;

    (void)state;
    out = import(thing, "", service_identity("{\"id\":\"i\"}"));
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Incomplete identity");
    assert_int_equal(out->n_imported_resources, 0);
    out = import(thing, "", bad_identity(2));
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Value from Terraform cannot be read");
    out = import(thing, "", service_identity("null"));
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Import without an ID");
    out = import(bare, "", service_identity(whole));
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Import by identity not supported");
}

static Tfplugin6__MoveResourceState__Request *move_request(char *target, const char *json)
{
    static char source[] = "test_other";
    static char address[] = "example.com/a/b";
    Tfplugin6__MoveResourceState__Request *in =
        service_message(&tfplugin6__move_resource_state__request__descriptor);

    in->target_type_name = target;
    in->source_type_name = source;
    in->source_provider_address = address;
    in->source_state = service_message(&tfplugin6__raw_state__descriptor);
    in->source_state->json = service_json(json)->json;
    return in;
}

static void a_move_works_without_a_configuration_and_drops_private_data(void **state)
{
    uint8_t secret[] = "p";
    Tfplugin6__MoveResourceState__Request *in = move_request(thing, whole);
    const Tfplugin6__MoveResourceState__Response *out;

    (void)state;
    in->source_private = (ProtobufCBinaryData){ 1, secret };
    out = service_call("/MoveResourceState", &in->base);
    assert_int_equal(out->n_diagnostics, 0);
    service_holds(out->target_state, whole);
    service_identifies(out->target_identity, whole);
    assert_int_equal(out->target_private.len, 0);
}

static void a_move_that_fails_answers_no_state(void **state)
{
    static char unknown[] = "test_nothing";
    const Tfplugin6__MoveResourceState__Response *out =
        service_call("/MoveResourceState", &move_request(thing, "{")->base);

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Cannot be moved");
    assert_null(out->target_state);
    assert_null(out->target_identity);
    out = service_call("/MoveResourceState", &move_request(bare, whole)->base);
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Move not supported");
    out = service_call("/MoveResourceState", &move_request(unknown, whole)->base);
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Unknown resource type");
}

static void a_flat_map_cannot_be_moved(void **state)
{
    Tfplugin6__RawState__FlatmapEntry *entry =
        service_message(&tfplugin6__raw_state__flatmap_entry__descriptor);
    Tfplugin6__RawState__FlatmapEntry *entries[] = { entry };
    Tfplugin6__MoveResourceState__Request *in = move_request(thing, "");
    const Tfplugin6__MoveResourceState__Response *out;

    (void)state;
    in->source_state->n_flatmap = 1;
    in->source_state->flatmap = entries;
    out = service_call("/MoveResourceState", &in->base);
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Saved state is too old");
    assert_null(out->target_state);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(only_types_with_an_identity_have_a_schema_for_it),
        SERVED(a_saved_identity_comes_back),
        SERVED(an_identity_that_was_saved_otherwise_is_a_diagnostic),
        SERVED(a_read_answers_the_identity_of_the_state),
        SERVED(a_failed_read_echoes_the_identity),
        SERVED(a_type_without_identity_echoes_what_comes),
        SERVED(an_identity_that_does_not_decode_is_a_diagnostic),
        SERVED(a_plan_of_what_is_there_keeps_its_identity),
        SERVED(a_new_thing_is_planned_without_identity),
        SERVED(a_plan_with_a_bad_identity_keeps_everything),
        SERVED(an_apply_answers_the_identity_of_what_is_saved),
        SERVED(an_apply_with_a_bad_identity_keeps_everything),
        SERVED(an_import_answers_an_identity_however_it_was_asked_for),
        SERVED(an_import_by_what_is_no_identity_is_a_diagnostic),
        SERVED(a_move_works_without_a_configuration_and_drops_private_data),
        SERVED(a_move_that_fails_answers_no_state),
        SERVED(a_flat_map_cannot_be_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
