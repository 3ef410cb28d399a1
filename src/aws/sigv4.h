#ifndef AWS_SIGV4_H
#define AWS_SIGV4_H

#include "aws/http.h"
#include "aws/secret.h"
#include "base/arena.h"
#include "base/status.h"
#include "base/strbuf.h"

/*
 * AWS Signature Version 4, in headers. A pure function: the time is an argument. libcurl's own
 * signer is not used because it takes neither a corrected clock nor headers that it did not
 * make itself. Any thread may call.
 */
enum {
    SIGV4_TIMESTAMP_BYTES = 17, /* "20150830T123600Z" and the NUL */
    SIGV4_HEADERS = 64
};

/* For tests of the steps between; NULL: not wanted. They hold the session token. */
struct sigv4_trace {
    struct strbuf canonical_request;
    struct strbuf string_to_sign;
};

struct sigv4_request {
    struct str method;
    struct str path;  /* as sent */
    struct str query; /* as sent, without '?' */
    /* Those to be signed: host, content-type and every x-amz-*, x-amz-date among them. At most
     * SIGV4_HEADERS. */
    const struct http_header *headers;
    size_t header_count;
    struct str body;
    struct str access_key_id;
    const struct secret *secret_key;
    struct str region;
    struct str service;
    int64_t time_s; /* Unix time, the same as in x-amz-date */
    struct sigv4_trace *trace;
};

/* The value of x-amz-date. */
void sigv4_timestamp(int64_t time_s, char out[SIGV4_TIMESTAMP_BYTES]);

/* The value of the Authorization header. */
struct str sigv4_authorization(struct arena *arena, const struct sigv4_request *request);

#endif
