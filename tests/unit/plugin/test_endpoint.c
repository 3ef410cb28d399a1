#include "plugin/support_plugin.h"

#include "plugin/endpoint.h"

#include "base/str.h"
#include "plugin/sockdir.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOO_LONG                                                                               \
    "/tmp/"                                                                                    \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static struct environment nothing_set(void)
{
    struct environment env = { 0 };

    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        env.value[i] = "";
    }
    return env;
}

static void assert_in(const struct endpoint *endpoint, const char *folder)
{
    assert_string_equal(endpoint->network, "unix");
    assert_memory_equal(endpoint->address, folder, strlen(folder));
    assert_int_equal(endpoint->address[strlen(folder)], '/');
    assert_memory_equal(endpoint->listen, "unix:", strlen("unix:"));
}

static void the_socket_goes_where_the_cli_says(void **state)
{
    struct environment env = nothing_set();
    struct endpoint endpoint;
    struct err err;
    char *wanted = support_folder();

    (void)state;
    env.value[VARIABLE_SOCKET_DIR] = wanted;
    env.value[VARIABLE_TMPDIR] = "/var/tmp";
    assert_int_equal(endpoint_choose(&env, "/tmp", &endpoint, &err), STATUS_OK);
    assert_in(&endpoint, wanted);
    assert_string_equal(endpoint.listen + strlen("unix:"), endpoint.address);
    sockdir_remove();
    support_remove(wanted);
}

static void tmpdir_is_next(void **state)
{
    struct environment env = nothing_set();
    struct endpoint endpoint;
    struct err err;
    char *wanted = support_folder();

    (void)state;
    env.value[VARIABLE_TMPDIR] = wanted;
    assert_int_equal(endpoint_choose(&env, "/tmp", &endpoint, &err), STATUS_OK);
    assert_in(&endpoint, wanted);
    sockdir_remove();
    support_remove(wanted);
}

static void tmp_takes_the_place_of_a_long_or_missing_tmpdir(void **state)
{
    const char *const unfit[] = { TOO_LONG, "/nowhere", "/proc", "" };

    (void)state;
    for (size_t i = 0; i < sizeof(unfit) / sizeof(unfit[0]); i++) {
        struct environment env = nothing_set();
        struct endpoint endpoint;
        struct err err;

        env.value[VARIABLE_TMPDIR] = unfit[i];
        assert_int_equal(endpoint_choose(&env, "/tmp", &endpoint, &err), STATUS_OK);
        assert_in(&endpoint, "/tmp");
        sockdir_remove();
    }
}

static void unusual_characters_are_escaped_for_grpc_alone(void **state)
{
    struct environment env = nothing_set();
    struct endpoint endpoint;
    struct err err;
    char *parent = support_folder();
    char odd[64];

    (void)state;
    (void)snprintf(odd, sizeof(odd), "%s/a b%%41#", parent);
    assert_int_equal(mkdir(odd, 0700), 0);
    env.value[VARIABLE_TMPDIR] = odd;
    assert_int_equal(endpoint_choose(&env, "/tmp", &endpoint, &err), STATUS_OK);
    assert_in(&endpoint, odd);
    assert_non_null(strstr(endpoint.listen, "/a%20b%2541%23/"));
    sockdir_remove();
    assert_int_equal(rmdir(odd), 0);
    support_remove(parent);
}

/* Listens on any free port, or on `port`; the socket, and the port in *port. */
static int take_port(int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)*port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (const struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static void without_a_folder_the_first_free_port_is_taken(void **state)
{
    struct environment env = nothing_set();
    struct endpoint endpoint;
    struct err err;
    int taken = 0;
    int fd = take_port(&taken);
    char first[16];
    int64_t port;

    (void)state;
    (void)snprintf(first, sizeof(first), "%d", taken);
    env.value[VARIABLE_MIN_PORT] = first;
    env.value[VARIABLE_MAX_PORT] = "65535";
    assert_int_equal(endpoint_choose(&env, "/nowhere", &endpoint, &err), STATUS_OK);
    assert_string_equal(endpoint.network, "tcp");
    assert_string_equal(endpoint.listen, endpoint.address);
    assert_memory_equal(endpoint.address, "127.0.0.1:", strlen("127.0.0.1:"));
    assert_true(str_to_int64(str_from(endpoint.address + strlen("127.0.0.1:")), &port));
    assert_true(port > taken && port <= 65535);
    close(fd);
}

static void a_range_without_a_free_port_is_an_error(void **state)
{
    struct environment env = nothing_set();
    struct endpoint endpoint;
    struct err err;
    int taken = 0;
    int fd = take_port(&taken);
    char only[16];

    (void)state;
    (void)snprintf(only, sizeof(only), "%d", taken);
    env.value[VARIABLE_MIN_PORT] = only;
    env.value[VARIABLE_MAX_PORT] = only;
    assert_int_equal(endpoint_choose(&env, "/nowhere", &endpoint, &err), STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, only));
    close(fd);
}

static void a_range_that_is_junk_is_the_usual_one(void **state)
{
    struct environment env = nothing_set();
    struct endpoint endpoint;
    struct err err;
    int64_t port;

    (void)state;
    env.value[VARIABLE_MIN_PORT] = "many";
    env.value[VARIABLE_MAX_PORT] = "99999";
    assert_int_equal(endpoint_choose(&env, "/nowhere", &endpoint, &err), STATUS_OK);
    assert_true(str_to_int64(str_from(endpoint.address + strlen("127.0.0.1:")), &port));
    assert_in_range((uintmax_t)port, 10000, 25000);
}

static void without_a_group_nothing_is_shared(void **state)
{
    struct environment env = nothing_set();
    struct endpoint endpoint = { .network = "unix" };
    struct err err;

    (void)state;
    assert_int_equal(endpoint_share(&endpoint, &env, &err), STATUS_OK);
    endpoint.network = "tcp";
    env.value[VARIABLE_SOCKET_GROUP] = "no such group";
    assert_int_equal(endpoint_share(&endpoint, &env, &err), STATUS_OK);
    endpoint.network = "unix";
    assert_int_equal(endpoint_share(&endpoint, &env, &err), STATUS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_socket_goes_where_the_cli_says),
        cmocka_unit_test(tmpdir_is_next),
        cmocka_unit_test(tmp_takes_the_place_of_a_long_or_missing_tmpdir),
        cmocka_unit_test(unusual_characters_are_escaped_for_grpc_alone),
        cmocka_unit_test(without_a_folder_the_first_free_port_is_taken),
        cmocka_unit_test(a_range_without_a_free_port_is_an_error),
        cmocka_unit_test(a_range_that_is_junk_is_the_usual_one),
        cmocka_unit_test(without_a_group_nothing_is_shared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
