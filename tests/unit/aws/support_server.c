#include "aws/support_server.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    REQUEST_BYTES = 2 * 1024 * 1024,
    LARGE_BYTES = 2000
};

/* All of a request: its headers and as many bytes as they announce. 0: there is none. */
static size_t read_request(int fd, char *request)
{
    size_t len = 0;
    size_t wanted = 0;

    while (len < REQUEST_BYTES - 1) {
        ssize_t got = recv(fd, request + len, REQUEST_BYTES - 1 - len, 0);
        char *end;
        char *announced;

        if (got <= 0) {
            return 0;
        }
        len += (size_t)got;
        request[len] = '\0';
        end = strstr(request, "\r\n\r\n");
        if (!end) {
            continue;
        }
        announced = strcasestr(request, "\r\ncontent-length: ");
        wanted =
            (size_t)(end - request) + 4 + (announced ? strtoul(announced + 18, NULL, 10) : 0);
        if (len >= wanted) {
            return len;
        }
    }
    return 0;
}

static void send_all(int fd, const char *data, size_t len, int flags)
{
    while (len > 0) {
        ssize_t sent = send(fd, data, len, MSG_NOSIGNAL | flags);

        if (sent <= 0) {
            return;
        }
        data += sent;
        len -= (size_t)sent;
    }
}

static void send_text(int fd, const char *text)
{
    send_all(fd, text, strlen(text), 0);
}

static void answer(int fd, const char *status, const char *body, size_t len, size_t announced)
{
    char head[512];
    int head_len = snprintf(head, sizeof(head),
                            "HTTP/1.1 %s\r\nContent-Length: %zu\r\nContent-Type: text/plain\r\n"
                            "Date: Sun, 22 Nov 2026 12:00:00 GMT\r\nAge: 7\r\n"
                            "X-Amzn-RequestId:  request-1 \r\nx-amzn-errortype: Some\r\n"
                            "X-AMZ-RETRY-AFTER: 5\r\nLocation: http://127.0.0.1:1/\r\n"
                            "X-aws-ec2-metadata-token-ttl-seconds: 300\r\n\r\n",
                            status, announced);

    send_all(fd, head, head_len > 0 ? (size_t)head_len : 0, MSG_MORE);
    send_all(fd, body, len, 0);
}

static void reset(int fd)
{
    static const struct linger now = { 1, 0 };

    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static enum server_action next_action(struct server *server)
{
    size_t at;

    pthread_mutex_lock(&server->lock);
    at = server->request_count++;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    return server->actions[at < server->action_count ? at : server->action_count - 1];
}

/* Whether the connection goes on. */
static bool act(struct server *server, int fd, enum server_action action, const char *request,
                size_t len)
{
    static const char large[LARGE_BYTES] = { 0 };
    char byte;

    switch (action) {
    case SERVER_CONTINUE:
        send_text(fd, "HTTP/1.1 100 Continue\r\nX-Amzn-RequestId: none\r\nAge: 1\r\n\r\n");
        answer(fd, "200 OK", request, len, len);
        return true;
    case SERVER_HELD:
        pthread_mutex_lock(&server->lock);
        while (!server->released) {
            pthread_cond_wait(&server->changed, &server->lock);
        }
        pthread_mutex_unlock(&server->lock);
        answer(fd, "200 OK", request, len, len);
        return true;
    case SERVER_ECHO:
        answer(fd, "200 OK", request, len, len);
        return true;
    case SERVER_LARGE:
        answer(fd, "200 OK", large, sizeof(large), sizeof(large));
        return true;
    case SERVER_REDIRECT:
        answer(fd, "301 Moved Permanently", "gone", 4, 4);
        return true;
    case SERVER_RESET_EARLY:
    case SERVER_RESET_LATE:
        reset(fd);
        return false;
    case SERVER_CUT:
        answer(fd, "200 OK", "half", 4, 8);
        return false;
    case SERVER_GARBAGE:
        send_text(fd, "220 mail.example.com ESMTP\r\n");
        return false;
    case SERVER_SILENT:
        /* Until the other side goes away. */
        return recv(fd, &byte, 1, 0) > 0;
    }
    return false;
}

static void *serve(void *self)
{
    struct server_connection *connection = self;
    struct server *server = connection->server;
    char *request = malloc(REQUEST_BYTES);
    bool more = request != NULL;

    if (server->action_count == 1 && server->actions[0] == SERVER_RESET_EARLY) {
        reset(connection->fd);
        (void)next_action(server);
        more = false;
    }
    while (more) {
        size_t len = read_request(connection->fd, request);

        more = len > 0 && act(server, connection->fd, next_action(server), request, len);
    }
    free(request);
    pthread_mutex_lock(&server->lock);
    close(connection->fd);
    connection->fd = -1;
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static void *listen_for_ever(void *self)
{
    struct server *server = self;
    int fd;

    while ((fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        struct server_connection *connection = &server->connections[server->connection_count];

        assert_true(server->connection_count < SERVER_CONNECTIONS);
        pthread_mutex_lock(&server->lock);
        connection->server = server;
        connection->fd = fd;
        assert_int_equal(pthread_create(&connection->thread, NULL, serve, connection), 0);
        server->connection_count++;
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

void support_server_start(struct server *server, const enum server_action *actions,
                          size_t action_count)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof(address);

    memset(server, 0, sizeof(*server));
    server->actions = actions;
    server->action_count = action_count;
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(server->fd, SERVER_CONNECTIONS), 0);
    assert_int_equal(getsockname(server->fd, (struct sockaddr *)&address, &len), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, listen_for_ever, server), 0);
}

void support_server_stop(struct server *server)
{
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
    for (size_t i = 0; i < server->connection_count; i++) {
        pthread_mutex_lock(&server->lock);
        if (server->connections[i].fd >= 0) {
            shutdown(server->connections[i].fd, SHUT_RDWR);
        }
        pthread_mutex_unlock(&server->lock);
        pthread_join(server->connections[i].thread, NULL);
    }
    pthread_mutex_destroy(&server->lock);
    pthread_cond_destroy(&server->changed);
}

void support_server_await(struct server *server, size_t requests)
{
    pthread_mutex_lock(&server->lock);
    while (server->request_count < requests) {
        pthread_cond_wait(&server->changed, &server->lock);
    }
    pthread_mutex_unlock(&server->lock);
}

void support_server_release(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    server->released = true;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}
