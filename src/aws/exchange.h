#ifndef AWS_EXCHANGE_H
#define AWS_EXCHANGE_H

#include "aws/client.h"
#include "aws/creds_cache.h"
#include "aws/error.h"
#include "aws/retry.h"
#include "aws/skew.h"

/*
 * A request until it is answered: signed anew for each attempt, sent again by the rules of
 * aws/retry.h until success, a final error or a stop. The AWS client, STS and the services that
 * give credentials all send through it.
 */
enum {
    EXCHANGE_CREDENTIAL_ATTEMPTS = 3, /* of the requests that get credentials, as in the SDKs */
    EXCHANGE_SECRETS = 3
};

/* What many exchanges share, each on its own where it is NULL. */
struct exchange_share {
    struct retry_quota *quota;
    struct retry_pace *pace; /* the rate limiter of the adaptive mode */
    struct skew *skew;
};

struct exchange {
    const struct creds_io *io;
    struct arena *arena; /* of the answer and of all that is made on the way */
    struct stop *stop;   /* NULL: none */
    struct exchange_share share;
    int max_attempts;

    const char *method; /* NULL: POST */
    struct endpoint endpoint;
    struct str query; /* as sent, without '?' */
    /* Besides Host and those of the signature. X-Amz-* and Content-Type are signed. */
    const struct http_header *headers;
    size_t header_count;
    struct str body;
    int64_t connect_ms; /* 0: the engine's */
    int64_t total_ms;   /* 0: the engine's */
    int64_t stop_grace_ms;
    const struct aws_turn *turn; /* NULL: none */

    struct creds_cache *signer; /* NULL: not signed */
    struct str service;         /* with a signer: its scope */
    struct str region;

    /* What no message shows, though the service should say it back; the signer's credentials
     * and the signature are known besides. Empty ones are none. */
    struct str secrets[EXCHANGE_SECRETS];
    /* Reads an error answer; NULL: error_read. */
    struct error_reply (*read_error)(struct arena *arena, const struct http_reply *reply);
};

/* STATUS_OK: *reply, with a status from 200 to 299. Else *error, and the status as
 * aws_client_call says. error->attempts counts them in either case. */
MUST_CHECK enum status exchange_run(const struct exchange *exchange, struct http_reply *reply,
                                    struct aws_error *error);

/* "operation error <service>: <operation>, https response error StatusCode: 403, RequestID:
 * ..., api error <code>: <message>", the shape that users' log searches know. */
struct str exchange_error_text(struct arena *arena, struct str service, struct str operation,
                               const struct aws_error *error);

#endif
