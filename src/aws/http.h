#ifndef AWS_HTTP_H
#define AWS_HTTP_H

#include "aws/proxy.h"
#include "base/arena.h"
#include "base/status.h"
#include "base/stop.h"

/*
 * Sends one HTTP request and gives its answer. A table of functions, so that tests can stand in
 * for the network; http_curl_new gives the real one. Any thread may send, many at once.
 */
struct http {
    const struct http_ops *ops;
};

struct http_header {
    struct str name;
    struct str value;
};

/* Everything is borrowed until the answer is there. */
struct http_request {
    struct str url;     /* NUL-terminated */
    const char *method; /* NULL: POST */
    int64_t connect_ms; /* 0: the engine's */
    int64_t total_ms;   /* 0: the engine's */
    const struct http_header *headers;
    size_t header_count;
    struct str body;
    int64_t stop_grace_ms; /* how much longer than the stop its answer is awaited, once it is
                              being sent */
};

/* The headers of an answer that anybody asks for. */
enum http_field {
    HTTP_AGE,
    HTTP_CONTENT_TYPE,
    HTTP_DATE,
    HTTP_ERROR_TYPE,  /* x-amzn-errortype */
    HTTP_REQUEST_ID,  /* x-amzn-requestid */
    HTTP_RETRY_AFTER, /* x-amz-retry-after */
    HTTP_TOKEN_TTL,   /* x-aws-ec2-metadata-token-ttl-seconds */
    HTTP_FIELDS,
};

/* In the arena of the call. */
struct http_reply {
    int status;
    struct str body;
    struct str fields[HTTP_FIELDS]; /* empty: not there */
};

enum http_failure_kind {
    HTTP_STOPPED,   /* by the stop */
    HTTP_NO_HOST,   /* the name cannot be resolved */
    HTTP_NO_ANSWER, /* no connection: refused, unreachable, no TLS on the other side */
    HTTP_UNTRUSTED, /* the certificate is not accepted */
    HTTP_TIMED_OUT,
    HTTP_BROKEN,    /* the connection ended before the answer was complete */
    HTTP_TOO_LARGE, /* the answer is over the ceiling */
    HTTP_REFUSED,   /* the request could not even be made */
};

struct http_failure {
    enum http_failure_kind kind;
    bool maybe_processed; /* some of the request was sent */
    struct str cause;     /* one line, in the arena of the call */
};

struct http_ops {
    /* True: *reply. False: *failure. A triggered stop (NULL: none) ends it, at once or
     * after the request's grace. */
    bool (*send)(struct http *http, struct arena *arena, struct stop *stop,
                 const struct http_request *request, struct http_reply *reply,
                 struct http_failure *failure);
    void (*free)(struct http *http);
};

MUST_CHECK static inline bool http_send(struct http *http, struct arena *arena,
                                        struct stop *stop, const struct http_request *request,
                                        struct http_reply *reply, struct http_failure *failure)
{
    return http->ops->send(http, arena, stop, request, reply, failure);
}

/* After the last send has returned. NULL is fine. */
static inline void http_free(struct http *http)
{
    if (http) {
        http->ops->free(http);
    }
}

/* The texts are copied. */
struct http_curl_options {
    struct str ca_bundle; /* a PEM file that replaces the system's; empty: the system's */
    bool insecure;        /* takes any certificate */
    struct str user_agent;
    struct proxy_settings proxy;
    int64_t connect_ms; /* 0: 30 s */
    int64_t silence_s;  /* without a byte from the other side; 0: 60 s */
    int64_t total_ms;   /* 0: 5 min */
    size_t body_bytes;  /* largest answer; 0: 16 MiB */
};

/* libcurl, with one thread that all calls share. Neither that thread nor anything of libcurl is
 * started before the first request. The caller owns it. */
struct http *http_curl_new(const struct http_curl_options *options)
    __attribute__((returns_nonnull));

#endif
