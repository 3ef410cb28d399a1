#include "rpc/serve.h"

#include "rpc/support_client.h"
#include "rpc/support_provider.h"
#include "rpc/support_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* The service behind a real server: a list is a stream. */

enum {
    DIRECTORY_BYTES = 32,
    ADDRESS_BYTES = 64,
    GRACE_MS = 30 * 1000,
    EVENTS_MAX = 16,
};

static struct {
    struct rpc_server *server;
    struct client *client;
    char directory[DIRECTORY_BYTES];
    char address[ADDRESS_BYTES];
    Tfplugin6__ListResource__Event *events[EVENTS_MAX];
    size_t count;
} fix;

static int start_server(void **state)
{
    struct rpc_table table;
    struct err err = { "" };

    service_set_up(state);
    service_configure();
    support_lists.waiting = 0;
    support_lists.ended = 0;
    table = provider_service_table(service_fixture.service);
    fix.count = 0;
    strcpy(fix.directory, "/tmp/list-test-XXXXXX");
    if (!mkdtemp(fix.directory) ||
        snprintf(fix.address, sizeof(fix.address), "unix:%s/socket", fix.directory) < 0) {
        return -1;
    }
    fix.server = rpc_server_new(&table, 1);
    if (rpc_server_start(fix.server, fix.address, NULL, &err) != STATUS_OK) {
        return -1;
    }
    fix.client = client_new(fix.address);
    return 0;
}

static int end_server(void **state)
{
    for (size_t i = 0; i < fix.count; i++) {
        protobuf_c_message_free_unpacked(&fix.events[i]->base, NULL);
    }
    client_free(fix.client);
    assert_true(rpc_server_shutdown(fix.server, GRACE_MS));
    rpc_server_free(fix.server);
    unlink(fix.address + strlen("unix:"));
    rmdir(fix.directory);
    return service_tear_down(state);
}

static Tfplugin6__ListResource__Request *request(const char *config)
{
    Tfplugin6__ListResource__Request *in =
        service_message(&tfplugin6__list_resource__request__descriptor);
    static char type[] = "test_thing";

    in->type_name = type;
    in->config = config ? service_json(config) : NULL;
    return in;
}

static struct client_call *start(const Tfplugin6__ListResource__Request *in)
{
    return client_start_message(fix.client, "/tfplugin6.Provider/ListResource", &in->base,
                                true);
}

/* The whole list, which ends with OK, into fix.events. */
static void list(const Tfplugin6__ListResource__Request *in)
{
    struct client_call *call = start(in);

    while (client_read(call)) {
        assert_true(fix.count < EVENTS_MAX);
        fix.events[fix.count++] =
            client_reply(call, &tfplugin6__list_resource__event__descriptor);
    }
    assert_int_equal(client_status(call), GRPC_STATUS_OK);
    client_call_free(call);
}

static void wait_for(const size_t *counter)
{
    pthread_mutex_lock(&support_lists.lock);
    while (*counter == 0) {
        pthread_cond_wait(&support_lists.changed, &support_lists.lock);
    }
    pthread_mutex_unlock(&support_lists.lock);
}

static void expect_error(const char *summary)
{
    const Tfplugin6__ListResource__Event *last = fix.events[fix.count - 1];

    assert_true(fix.count > 0);
    assert_null(last->identity);
    assert_null(last->resource_object);
    service_has_one_error(last->n_diagnostic, last->diagnostic, summary);
}

static void an_event_has_a_name_and_an_identity_and_no_more(void **state)
{
    (void)state;
    list(request("{\"count\":2}"));
    assert_int_equal(fix.count, 2);
    assert_string_equal(fix.events[0]->display_name, "thing a");
    assert_string_equal(fix.events[1]->display_name, "thing b");
    service_identifies(fix.events[0]->identity, "{\"name\":\"a\"}");
    service_identifies(fix.events[1]->identity, "{\"name\":\"b\"}");
    assert_null(fix.events[0]->resource_object);
    assert_int_equal(fix.events[0]->n_diagnostic, 0);
}

static void the_resource_comes_along_when_it_is_asked_for(void **state)
{
    Tfplugin6__ListResource__Request *in = request("{\"count\":2}");

    (void)state;
    in->include_resource_object = true;
    list(in);
    assert_int_equal(fix.count, 2);
    service_holds(fix.events[1]->resource_object, "{\"name\":\"b\",\"size\":1}");
    service_identifies(fix.events[1]->identity, "{\"name\":\"b\"}");
}

static void the_limit_ends_the_stream(void **state)
{
    Tfplugin6__ListResource__Request *in =
        request("{\"name\":\"broken\",\"count\":1000000000}");

    (void)state;
    in->limit = 3;
    list(in);
    assert_int_equal(fix.count, 3);
    assert_int_equal(fix.events[2]->n_diagnostic, 0);
}

static void a_cancelled_stream_ends_its_hook(void **state)
{
    struct client_call *call = start(request("{\"count\":1000000000}"));

    (void)state;
    assert_true(client_read(call));
    assert_true(client_read(call));
    client_cancel(call);
    wait_for(&support_lists.ended);
    assert_int_equal(client_status(call), GRPC_STATUS_CANCELLED);
    client_call_free(call);
}

static void a_cancelled_stream_ends_the_wait_of_its_hook(void **state)
{
    struct client_call *call = start(request("{\"name\":\"wait\",\"count\":1}"));

    (void)state;
    assert_true(client_read(call));
    wait_for(&support_lists.waiting);
    client_cancel(call);
    wait_for(&support_lists.ended);
    assert_int_equal(client_status(call), GRPC_STATUS_CANCELLED);
    client_call_free(call);
}

static void a_stop_ends_the_stream_with_an_error(void **state)
{
    struct client_call *call = start(request("{\"name\":\"wait\",\"count\":1}"));

    (void)state;
    wait_for(&support_lists.waiting);
    assert_int_equal(client_call_once(fix.client, "/tfplugin6.Provider/StopProvider", STR("")),
                     GRPC_STATUS_OK);
    while (client_read(call)) {
        assert_true(fix.count < EVENTS_MAX);
        fix.events[fix.count++] =
            client_reply(call, &tfplugin6__list_resource__event__descriptor);
    }
    assert_int_equal(client_status(call), GRPC_STATUS_OK);
    client_call_free(call);
    assert_int_equal(fix.count, 2);
    expect_error("Interrupted");
}

static void an_error_half_way_is_the_last_event(void **state)
{
    (void)state;
    list(request("{\"name\":\"broken\",\"count\":1}"));
    assert_int_equal(fix.count, 2);
    service_identifies(fix.events[0]->identity, "{\"name\":\"a\"}");
    expect_error("Broken");
    assert_string_equal(fix.events[1]->diagnostic[0]->attribute->steps[0]->attribute_name,
                        "name");
}

static void a_warning_is_an_event_without_an_object(void **state)
{
    (void)state;
    list(request("{\"name\":\"warn\"}"));
    assert_int_equal(fix.count, 1);
    assert_null(fix.events[0]->identity);
    assert_int_equal(fix.events[0]->n_diagnostic, 1);
    assert_int_equal(fix.events[0]->diagnostic[0]->severity,
                     TFPLUGIN6__DIAGNOSTIC__SEVERITY__WARNING);
}

static void a_list_without_a_configuration_sets_nothing(void **state)
{
    (void)state;
    list(request(NULL));
    assert_int_equal(fix.count, 0);
}

static void what_keeps_a_list_from_beginning_is_its_only_event(void **state)
{
    char bare[] = "test_bare";
    Tfplugin6__ListResource__Request *unlisted = request("{}");

    (void)state;
    unlisted->type_name = bare;
    list(unlisted);
    assert_int_equal(fix.count, 1);
    expect_error("Unknown list resource");
    list(request("{\"name\":\"longer than ten\"}"));
    assert_int_equal(fix.count, 2);
    expect_error("Invalid Attribute Value Length");
    list(request("{\"name\":[]}"));
    assert_int_equal(fix.count, 3);
    expect_error("Value from Terraform cannot be read");
}

static const Tfplugin6__ValidateListResourceConfig__Response *validate(char *type,
                                                                       const char *config)
{
    Tfplugin6__ValidateListResourceConfig__Request *in =
        service_message(&tfplugin6__validate_list_resource_config__request__descriptor);

    in->type_name = type;
    in->config = service_json(config);
    return service_call("/ValidateListResourceConfig", &in->base);
}

static void the_configuration_of_a_list_is_validated_by_its_own_rows(void **state)
{
    char thing[] = "test_thing";
    char bare[] = "test_bare";
    const Tfplugin6__ValidateListResourceConfig__Response *out =
        validate(thing, "{\"name\":\"longer than ten\"}");

    (void)state;
    service_has_one_error(out->n_diagnostics, out->diagnostics,
                          "Invalid Attribute Value Length");
    assert_string_equal(out->diagnostics[0]->attribute->steps[0]->attribute_name, "name");
    assert_int_equal(validate(thing, "{\"count\":1}")->n_diagnostics, 0);
    out = validate(bare, "{}");
    service_has_one_error(out->n_diagnostics, out->diagnostics, "Unknown list resource");
}

#define STREAMED(test) cmocka_unit_test_setup_teardown(test, start_server, end_server)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAMED(an_event_has_a_name_and_an_identity_and_no_more),
        STREAMED(the_resource_comes_along_when_it_is_asked_for),
        STREAMED(the_limit_ends_the_stream),
        STREAMED(a_cancelled_stream_ends_its_hook),
        STREAMED(a_cancelled_stream_ends_the_wait_of_its_hook),
        STREAMED(a_stop_ends_the_stream_with_an_error),
        STREAMED(an_error_half_way_is_the_last_event),
        STREAMED(a_warning_is_an_event_without_an_object),
        STREAMED(a_list_without_a_configuration_sets_nothing),
        STREAMED(what_keeps_a_list_from_beginning_is_its_only_event),
        STREAMED(the_configuration_of_a_list_is_validated_by_its_own_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
