#include "plugin/endpoint.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "plugin/sockdir.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    FIRST_PORT = 10000, /* unless the CLI names a range */
    LAST_PORT = 25000,
    MAX_PORT = 65535,
};

static int64_t port_or(const char *text, int64_t otherwise)
{
    int64_t port;

    if (!str_to_int64(str_from(text), &port) || port < 1 || port > MAX_PORT) {
        return otherwise;
    }
    return port;
}

/* gRPC shares its ports (SO_REUSEPORT), so it would not notice one that is taken. */
static bool port_is_free(int64_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool free;

    if (fd < 0) {
        return false;
    }
    free = bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
    close(fd);
    return free;
}

static enum status choose_port(const struct environment *env, struct endpoint *out,
                               struct err *err)
{
    int64_t first = port_or(env->value[VARIABLE_MIN_PORT], FIRST_PORT);
    int64_t last = port_or(env->value[VARIABLE_MAX_PORT], LAST_PORT);

    for (int64_t port = first; port <= last; port++) {
        if (port_is_free(port)) {
            out->network = "tcp";
            (void)snprintf(out->address, sizeof(out->address), "127.0.0.1:%d", (int)port);
            (void)snprintf(out->listen, sizeof(out->listen), "127.0.0.1:%d", (int)port);
            return STATUS_OK;
        }
    }
    return err_set(err, STATUS_UNAVAILABLE, "no port from %d to %d is free on 127.0.0.1",
                   (int)first, (int)last);
}

/* gRPC decodes "%41" in addresses, so what is not plain is written in that way. */
static void set_unix(struct endpoint *out, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~/";
    struct strbuf listen;

    strbuf_init(&listen, sizeof(out->listen) - 1);
    strbuf_add(&listen, STR("unix:"));
    for (const char *c = path; *c; c++) {
        if (strchr(plain, *c)) {
            strbuf_add_char(&listen, *c);
        } else {
            strbuf_printf(&listen, "%%%02X", (unsigned)(unsigned char)*c);
        }
    }
    out->network = "unix";
    (void)snprintf(out->address, sizeof(out->address), "%s", path);
    (void)snprintf(out->listen, sizeof(out->listen), "%s", listen.data);
    strbuf_release(&listen);
}

static bool try_parent(const char *parent, struct endpoint *out)
{
    struct err reason;

    if (sockdir_make(parent, &reason) == STATUS_OK) {
        set_unix(out, sockdir_socket());
        return true;
    }
    LOG(LOG_DEBUG, "plugin", "%s", reason.text);
    return false;
}

enum status endpoint_choose(const struct environment *env, const char *last_folder,
                            struct endpoint *out, struct err *err)
{
    const char *const parents[] = { env->value[VARIABLE_SOCKET_DIR],
                                    env->value[VARIABLE_TMPDIR], last_folder };

    for (size_t i = 0; i < ARRAY_LEN(parents); i++) {
        if (*parents[i] && try_parent(parents[i], out)) {
            return STATUS_OK;
        }
    }
    return choose_port(env, out, err);
}

enum status endpoint_share(const struct endpoint *endpoint, const struct environment *env,
                           struct err *err)
{
    const char *group = env->value[VARIABLE_SOCKET_GROUP];

    if (!*group || strcmp(endpoint->network, "unix") != 0) {
        return STATUS_OK;
    }
    return sockdir_share(group, err);
}
