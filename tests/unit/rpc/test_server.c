#include "rpc/server.h"

#include "base/mem.h"
#include "rpc/support_client.h"
#include "tfplugin6.pb-c.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* A server with methods that block, stream and fail at will, and a client on its Unix socket.
 */

enum {
    MANY = 200,
    BIG_BYTES = 6 * 1024 * 1024,
    DIRECTORY_BYTES = 32,
    ADDRESS_BYTES = 64,
    GRACE_MS = 30 * 1000,
};

struct counter {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t count;
};

struct fixture {
    struct rpc_server *server;
    struct client *client;
    char directory[DIRECTORY_BYTES];
    char address[ADDRESS_BYTES];
    struct counter entered; /* handlers that block */
    struct counter left;
    struct counter sent; /* messages of streams */
};

static struct fixture fix;

static void count_up(struct counter *counter)
{
    pthread_mutex_lock(&counter->lock);
    counter->count++;
    pthread_cond_broadcast(&counter->changed);
    pthread_mutex_unlock(&counter->lock);
}

static void count_reaches(struct counter *counter, size_t want)
{
    pthread_mutex_lock(&counter->lock);
    while (counter->count < want) {
        pthread_cond_wait(&counter->changed, &counter->lock);
    }
    pthread_mutex_unlock(&counter->lock);
}

static size_t count_now(struct counter *counter)
{
    size_t count;

    pthread_mutex_lock(&counter->lock);
    count = counter->count;
    pthread_mutex_unlock(&counter->lock);
    return count;
}

static enum status echo(struct rpc_call *call, const ProtobufCMessage *request,
                        ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ReadResource__Request *in = (const void *)request;
    Tfplugin6__ReadResource__Response *out = (void *)reply;

    (void)call;
    (void)err;
    out->private_ = in->private_;
    return STATUS_OK;
}

static enum status block(struct rpc_call *call, const ProtobufCMessage *request,
                         ProtobufCMessage *reply, struct err *err)
{
    (void)request;
    (void)reply;
    count_up(&fix.entered);
    while (!stop_wait(rpc_call_stop(call), -1)) {
    }
    count_up(&fix.left);
    return err_set(err, STATUS_STOPPED, "stopped");
}

static enum status stop(struct rpc_call *call, const ProtobufCMessage *request,
                        ProtobufCMessage *reply, struct err *err)
{
    (void)request;
    (void)reply;
    (void)err;
    rpc_server_stop_calls(rpc_call_server(call));
    return STATUS_OK;
}

static enum status break_down(struct rpc_call *call, const ProtobufCMessage *request,
                              ProtobufCMessage *reply, struct err *err)
{
    (void)request;
    (void)reply;
    return err_set(err, STATUS_FAILED, "%s", (const char *)rpc_call_self(call));
}

static enum status shut(struct rpc_call *call, const ProtobufCMessage *request,
                        ProtobufCMessage *reply, struct err *err)
{
    (void)request;
    (void)reply;
    (void)err;
    rpc_server_request_shutdown(rpc_call_server(call));
    return STATUS_OK;
}

static enum status packed(struct rpc_call *call, const ProtobufCMessage *request,
                          ProtobufCMessage *reply, struct err *err)
{
    /* StopProvider.Response, field 1 */

    (void)request;
    (void)reply;
    (void)err;
    rpc_call_reply_packed(call, STR("\x0a\x03"
                                    "oop"));
    return STATUS_OK;
}

/* As many messages as the request's limit says; without one, until the peer has gone. */
static enum status stream(struct rpc_call *call, const ProtobufCMessage *request,
                          ProtobufCMessage *reply, struct err *err)
{
    const Tfplugin6__ListResource__Request *in = (const void *)request;
    Tfplugin6__ListResource__Event event;
    enum status status = STATUS_OK;

    (void)reply;
    tfplugin6__list_resource__event__init(&event);
    for (int64_t i = 0; status == STATUS_OK && (in->limit == 0 || i < in->limit); i++) {
        status = rpc_call_send(call, &event.base);
        count_up(&fix.sent);
    }
    if (status != STATUS_OK) {
        count_up(&fix.left);
        return err_set(err, status, "the peer has gone");
    }
    return STATUS_OK;
}

#define READ                                                                                   \
    &tfplugin6__read_resource__request__descriptor,                                            \
        &tfplugin6__read_resource__response__descriptor
#define STOP                                                                                   \
    &tfplugin6__stop_provider__request__descriptor,                                            \
        &tfplugin6__stop_provider__response__descriptor
#define LIST                                                                                   \
    &tfplugin6__list_resource__request__descriptor, &tfplugin6__list_resource__event__descriptor

static char complaint[] = "no \xc3\xa4pples, \"none\"";

static const struct rpc_method methods[] = {
    { "/t.T/Echo", RPC_FAST, false, false, READ, echo, NULL },
    { "/t.T/Block", RPC_WORK, false, true, READ, block, NULL },
    { "/t.T/Stop", RPC_FAST, false, false, STOP, stop, NULL },
    { "/t.T/Fail", RPC_WORK, false, false, STOP, break_down, complaint },
    { "/t.T/Shut", RPC_FAST, false, false, STOP, shut, NULL },
    { "/t.T/Packed", RPC_FAST, false, false, STOP, packed, NULL },
    { "/t.T/Stream", RPC_WORK, true, false, LIST, stream, NULL },
    { "/t.T/Held", RPC_HELD, true, false, STOP, NULL, NULL },
};

static int start_server(void **state)
{
    struct rpc_table tables[] = { { methods, 3 }, { methods + 3, ARRAY_LEN(methods) - 3 } };
    struct counter *counters[] = { &fix.entered, &fix.left, &fix.sent };
    struct err err = { "" };

    (void)state;
    fix = (struct fixture){ .directory = "/tmp/rpc-test-XXXXXX" };
    for (size_t i = 0; i < ARRAY_LEN(counters); i++) {
        pthread_mutex_init(&counters[i]->lock, NULL);
        pthread_cond_init(&counters[i]->changed, NULL);
    }
    if (!mkdtemp(fix.directory) ||
        snprintf(fix.address, sizeof(fix.address), "unix:%s/socket", fix.directory) < 0) {
        return -1;
    }
    fix.server = rpc_server_new(tables, ARRAY_LEN(tables));
    if (rpc_server_start(fix.server, fix.address, NULL, &err) != STATUS_OK) {
        return -1;
    }
    fix.client = client_new(fix.address);
    return 0;
}

static int end_server(void **state)
{
    (void)state;
    client_free(fix.client);
    if (fix.server) {
        assert_true(rpc_server_shutdown(fix.server, GRACE_MS));
        rpc_server_free(fix.server);
    }
    unlink(fix.address + strlen("unix:"));
    rmdir(fix.directory);
    return 0;
}

static void start_blocked(struct client_call **calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        calls[i] = client_start(fix.client, "/t.T/Block", STR(""), false);
    }
    count_reaches(&fix.entered, count);
}

static void end_blocked(struct client_call **calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(client_status(calls[i]), GRPC_STATUS_CANCELLED);
        client_call_free(calls[i]);
    }
}

static void a_reply_carries_what_the_request_brought(void **state)
{
    Tfplugin6__ReadResource__Request request;
    Tfplugin6__ReadResource__Response *reply;
    uint8_t bytes[] = { 0, 1, 2 };
    struct client_call *call;

    (void)state;
    tfplugin6__read_resource__request__init(&request);
    request.private_ = (ProtobufCBinaryData){ sizeof(bytes), bytes };
    call = client_start_message(fix.client, "/t.T/Echo", &request.base, false);
    assert_int_equal(client_status(call), GRPC_STATUS_OK);
    reply = client_reply(call, &tfplugin6__read_resource__response__descriptor);
    assert_non_null(reply);
    assert_int_equal(reply->private_.len, sizeof(bytes));
    assert_memory_equal(reply->private_.data, bytes, sizeof(bytes));
    protobuf_c_message_free_unpacked(&reply->base, NULL);
    client_call_free(call);
}

static void messages_of_six_mebibytes_pass_both_ways(void **state)
{
    Tfplugin6__ReadResource__Request request;
    Tfplugin6__ReadResource__Response *reply;
    uint8_t *bytes = mem_calloc(BIG_BYTES, 1);
    struct client_call *call;

    (void)state;
    tfplugin6__read_resource__request__init(&request);
    for (size_t i = 0; i < BIG_BYTES; i++) {
        bytes[i] = (uint8_t)(i % 251);
    }
    request.private_ = (ProtobufCBinaryData){ BIG_BYTES, bytes };
    call = client_start_message(fix.client, "/t.T/Echo", &request.base, false);
    assert_int_equal(client_status(call), GRPC_STATUS_OK);
    reply = client_reply(call, &tfplugin6__read_resource__response__descriptor);
    assert_non_null(reply);
    assert_int_equal(reply->private_.len, BIG_BYTES);
    assert_memory_equal(reply->private_.data, bytes, BIG_BYTES);
    protobuf_c_message_free_unpacked(&reply->base, NULL);
    client_call_free(call);
    mem_free(bytes);
}

static void an_unknown_method_is_unimplemented(void **state)
{
    static const char *const paths[] = { "/t.T/Nope", "/t.T/Ech", "/t.T/Echoo", "/", "/z" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        assert_int_equal(client_call_once(fix.client, paths[i], STR("junk")),
                         GRPC_STATUS_UNIMPLEMENTED);
    }
}

static void a_request_that_is_not_its_message_is_an_invalid_argument(void **state)
{
    struct client_call *call =
        client_start(fix.client, "/t.T/Echo", STR("\xff\xff\xff"), false);

    (void)state;
    assert_int_equal(client_status(call), GRPC_STATUS_INVALID_ARGUMENT);
    assert_true(str_ends_with(client_status_text(call), STR("tfplugin6.ReadResource.Request")));
    assert_null(client_reply(call, &tfplugin6__read_resource__response__descriptor));
    client_call_free(call);
}

static void a_failure_is_an_internal_error_with_its_text(void **state)
{
    struct client_call *call = client_start(fix.client, "/t.T/Fail", STR(""), false);

    (void)state;
    assert_int_equal(client_status(call), GRPC_STATUS_INTERNAL);
    assert_true(str_eq(client_status_text(call), STR("no \xc3\xa4pples, \"none\"")));
    client_call_free(call);
}

static void bytes_that_are_packed_already_are_sent_as_they_are(void **state)
{
    struct client_call *call = client_start(fix.client, "/t.T/Packed", STR(""), false);
    Tfplugin6__StopProvider__Response *reply;

    (void)state;
    assert_int_equal(client_status(call), GRPC_STATUS_OK);
    reply = client_reply(call, &tfplugin6__stop_provider__response__descriptor);
    assert_non_null(reply);
    assert_string_equal(reply->error, "oop");
    protobuf_c_message_free_unpacked(&reply->base, NULL);
    client_call_free(call);
}

static void stop_is_served_while_200_calls_block_and_ends_them_all(void **state)
{
    struct client_call *calls[MANY];

    (void)state;
    start_blocked(calls, MANY);
    assert_int_equal(rpc_server_mutations(fix.server), MANY);
    assert_int_equal(client_call_once(fix.client, "/t.T/Echo", STR("")), GRPC_STATUS_OK);
    assert_int_equal(count_now(&fix.left), 0);
    assert_int_equal(client_call_once(fix.client, "/t.T/Stop", STR("")), GRPC_STATUS_OK);
    end_blocked(calls, MANY);
    assert_int_equal(count_now(&fix.left), MANY);
}

static void a_stop_does_not_touch_later_calls(void **state)
{
    struct client_call *first;
    struct client_call *second;

    (void)state;
    start_blocked(&first, 1);
    rpc_server_stop_calls(fix.server);
    end_blocked(&first, 1);
    second = client_start(fix.client, "/t.T/Block", STR(""), false);
    count_reaches(&fix.entered, 2);
    assert_int_equal(client_call_once(fix.client, "/t.T/Echo", STR("")), GRPC_STATUS_OK);
    assert_int_equal(count_now(&fix.left), 1);
    rpc_server_stop_calls(fix.server);
    end_blocked(&second, 1);
}

static void a_cancelled_call_stops_its_handler_and_no_other(void **state)
{
    struct client_call *calls[2];

    (void)state;
    start_blocked(calls, 2);
    client_cancel(calls[0]);
    count_reaches(&fix.left, 1);
    assert_int_equal(client_status(calls[0]), GRPC_STATUS_CANCELLED);
    assert_int_equal(client_call_once(fix.client, "/t.T/Echo", STR("")), GRPC_STATUS_OK);
    assert_int_equal(count_now(&fix.left), 1);
    client_call_free(calls[0]);
    rpc_server_stop_calls(fix.server);
    end_blocked(calls + 1, 1);
}

static void a_peer_that_goes_away_stops_its_calls(void **state)
{
    struct client *other = client_new(fix.address);
    struct client_call *call = client_start(other, "/t.T/Block", STR(""), false);

    (void)state;
    count_reaches(&fix.entered, 1);
    client_cancel(call);
    client_status(call);
    client_call_free(call);
    client_free(other);
    count_reaches(&fix.left, 1);
}

static void a_stream_brings_every_message_and_then_ok(void **state)
{
    Tfplugin6__ListResource__Request request;
    struct client_call *call;

    (void)state;
    tfplugin6__list_resource__request__init(&request);
    request.limit = 3;
    call = client_start_message(fix.client, "/t.T/Stream", &request.base, true);
    assert_true(client_read(call));
    assert_true(client_read(call));
    assert_true(client_read(call));
    assert_false(client_read(call));
    assert_int_equal(client_status(call), GRPC_STATUS_OK);
    client_call_free(call);
}

static void a_cancelled_stream_ends_its_handler(void **state)
{
    struct client_call *call = client_start(fix.client, "/t.T/Stream", STR(""), true);

    (void)state;
    assert_true(client_read(call));
    assert_true(client_read(call));
    client_cancel(call);
    count_reaches(&fix.left, 1);
    assert_int_equal(client_status(call), GRPC_STATUS_CANCELLED);
    client_call_free(call);
}

static void a_held_stream_stays_open_until_the_peer_ends_it(void **state)
{
    struct client_call *call = client_start(fix.client, "/t.T/Held", STR(""), true);

    (void)state;
    assert_int_equal(client_call_once(fix.client, "/t.T/Stop", STR("")), GRPC_STATUS_OK);
    assert_int_equal(client_call_once(fix.client, "/t.T/Echo", STR("")), GRPC_STATUS_OK);
    client_cancel(call);
    assert_int_equal(client_status(call), GRPC_STATUS_CANCELLED);
    client_call_free(call);
}

static void the_shutdown_request_is_answered_before_the_shutdown(void **state)
{
    struct client_call *held = client_start(fix.client, "/t.T/Held", STR(""), true);
    struct client_call *call = client_start(fix.client, "/t.T/Shut", STR(""), false);

    (void)state;
    rpc_server_wait_shutdown_request(fix.server);
    assert_true(rpc_server_shutdown(fix.server, GRACE_MS));
    assert_int_equal(client_status(call), GRPC_STATUS_OK);
    assert_int_not_equal(client_status(held), GRPC_STATUS_OK);
    client_call_free(call);
    client_call_free(held);
}

static void a_shutdown_ends_calls_of_every_kind(void **state)
{
    struct client_call *calls[MANY];
    struct client_call *held = client_start(fix.client, "/t.T/Held", STR(""), true);
    struct client_call *stuck = client_start(fix.client, "/t.T/Stream", STR(""), true);

    (void)state;
    count_reaches(&fix.sent, 1);
    start_blocked(calls, MANY);
    assert_true(rpc_server_shutdown(fix.server, GRACE_MS));
    end_blocked(calls, MANY);
    assert_int_equal(rpc_server_mutations(fix.server), 0);
    /* With the server goes the connection; until then nobody moves what it still had to send.
     */
    rpc_server_free(fix.server);
    fix.server = NULL;
    assert_int_not_equal(client_status(held), GRPC_STATUS_OK);
    assert_int_not_equal(client_status(stuck), GRPC_STATUS_OK);
    client_call_free(held);
    client_call_free(stuck);
}

static void an_address_that_cannot_be_listened_on_is_an_error(void **state)
{
    struct rpc_table table = { methods, ARRAY_LEN(methods) };
    struct rpc_server *server = rpc_server_new(&table, 1);
    struct err err = { "" };

    (void)state;
    assert_int_equal(rpc_server_start(server, "unix:/nowhere/at/all", NULL, &err),
                     STATUS_UNAVAILABLE);
    assert_string_equal(err.text, "cannot listen on unix:/nowhere/at/all");
    assert_true(rpc_server_shutdown(server, 0));
    rpc_server_free(server);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, start_server, end_server)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_reply_carries_what_the_request_brought),
        SERVED(messages_of_six_mebibytes_pass_both_ways),
        SERVED(an_unknown_method_is_unimplemented),
        SERVED(a_request_that_is_not_its_message_is_an_invalid_argument),
        SERVED(a_failure_is_an_internal_error_with_its_text),
        SERVED(bytes_that_are_packed_already_are_sent_as_they_are),
        SERVED(stop_is_served_while_200_calls_block_and_ends_them_all),
        SERVED(a_stop_does_not_touch_later_calls),
        SERVED(a_cancelled_call_stops_its_handler_and_no_other),
        SERVED(a_peer_that_goes_away_stops_its_calls),
        SERVED(a_stream_brings_every_message_and_then_ok),
        SERVED(a_cancelled_stream_ends_its_handler),
        SERVED(a_held_stream_stays_open_until_the_peer_ends_it),
        SERVED(the_shutdown_request_is_answered_before_the_shutdown),
        SERVED(a_shutdown_ends_calls_of_every_kind),
        cmocka_unit_test(an_address_that_cannot_be_listened_on_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
