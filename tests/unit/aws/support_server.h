#ifndef TESTS_AWS_SUPPORT_SERVER_H
#define TESTS_AWS_SUPPORT_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * An HTTP server on 127.0.0.1 that behaves well or badly as it is told, with a thread for each
 * connection. What happens to the n-th request is the n-th action; the last is for all further
 * ones.
 */
enum server_action {
    SERVER_ECHO,        /* 200, with the request as the body */
    SERVER_RESET_EARLY, /* resets the connection without reading */
    SERVER_RESET_LATE,  /* reads the request, then resets */
    SERVER_CUT,         /* announces more than it sends */
    SERVER_SILENT,      /* reads the request and never answers */
    SERVER_HELD,        /* reads the request and answers as SERVER_ECHO when released */
    SERVER_LARGE,       /* 200, with 2,000 bytes */
    SERVER_GARBAGE,     /* something that is not HTTP */
    SERVER_REDIRECT,    /* 301 */
    SERVER_CONTINUE,    /* 100 with headers of its own, then as SERVER_ECHO */
};

enum {
    SERVER_CONNECTIONS = 128
};

struct server;

struct server_connection {
    struct server *server;
    pthread_t thread;
    int fd;
};

struct server {
    int fd;
    int port;
    pthread_t thread;
    const enum server_action *actions;
    size_t action_count;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    struct server_connection connections[SERVER_CONNECTIONS];
    size_t connection_count;
    size_t request_count;
    bool released;
};

void support_server_start(struct server *server, const enum server_action *actions,
                          size_t action_count);
void support_server_stop(struct server *server);

/* Waits until so many requests have been read. */
void support_server_await(struct server *server, size_t requests);

/* Lets the requests be answered that are held. */
void support_server_release(struct server *server);

#endif
