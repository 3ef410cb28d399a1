#ifndef AWS_CLIENT_H
#define AWS_CLIENT_H

#include "aws/env.h"
#include "base/clock.h"
#include "base/status.h"

/*
 * An AWS client: credentials, region, endpoints, signing, retries and connections for JSON 1.1
 * services. Made once per ConfigureProvider, immutable after that but for its caches, which
 * lock for themselves: any thread may call, many at once, over shared connections.
 */
struct aws_client;
struct http; /* aws/http.h */

/* A provider block, read. Empty text and NULL mean not set; the texts are only borrowed for the
 * call. */
struct aws_options {
    struct str region;
    struct str access_key;
    struct str secret_key;
    struct str token;
    struct str profile;
    const struct str *shared_config_files;
    size_t shared_config_file_count;
    const struct str *shared_credentials_files;
    size_t shared_credentials_file_count;
    int64_t max_retries; /* attempts in all; 0: AWS_MAX_ATTEMPTS, the profile, else 25 */
    struct str endpoint_sagemaker;
    struct str endpoint_sts;
    struct str custom_ca_bundle;
    bool insecure;
    bool skip_region_validation;
    int64_t retry_quota; /* token bucket capacity; 0: no quota */
    struct str user_agent;
    const struct env *env;     /* outlives the client */
    const struct clock *clock; /* outlives the client */
    struct http
        *http; /* NULL: the libcurl engine, owned by the client; else borrowed (tests) */
};

/* Resolves region, credentials source and retry settings; no network. The caller owns *out.
 * STATUS_INVALID: the text names the argument, the cause and the cure. STATUS_NOT_FOUND: no
 * region or no credentials, likewise. */
MUST_CHECK enum status aws_client_new(const struct aws_options *options,
                                      struct aws_client **out, struct err *err);

/* After the last call has returned. */
void aws_client_free(struct aws_client *client);

/* The configured region; lives as long as the client. */
struct str aws_client_region(const struct aws_client *client);

/* The partition of a region: "aws", "aws-cn", ... */
struct str aws_partition_of(struct str region);

/* Whether the region is one we know or its name follows the pattern of a partition. */
bool aws_region_valid(struct str region);

/* A turn that the caller has taken for a request, and that others wait for. It is given up
 * while a failed attempt is slept over, and taken again for the next one. */
struct aws_turn {
    void (*give)(void *self);
    bool (*take)(void *self); /* false: a stop came first, and the turn is not taken */
    void *self;
};

struct aws_request {
    struct str service;   /* "sagemaker": signing name and endpoint */
    struct str target;    /* X-Amz-Target: "SageMaker.CreateImage" */
    struct str operation; /* "CreateImage", for messages */
    struct str region;    /* empty: the client's */
    struct str body;      /* JSON */
    /* How much longer than a stop an answer is awaited, once the request is on its way: for
     * requests that make something whose name is in the answer. A stop ends everything else at
     * once. */
    int64_t stop_grace_ms;
    const struct aws_turn *turn; /* NULL: none. After a stop it may be given up already */
};

struct aws_reply {
    struct str body; /* in the arena; may be empty */
    struct str request_id;
    int attempts;
};

/* Why a call failed. All texts are valid UTF-8, in the arena of the call. */
struct aws_error {
    struct str
        code; /* "ResourceNotFound"; empty when nothing of the service's was understood */
    struct str message; /* the service's words, or ours */
    struct str request_id;
    int http_status; /* 0: no answer */
    int attempts;
    bool outcome_unknown; /* a request was sent whose answer was lost: the change may have
                             happened */
};

/* Sends, signing every attempt anew, retrying by the rules of aws/retry.h until success, a
 * final error or a stop. STATUS_OK: *reply. Else *error is filled and the status is by class:
 * STATUS_DENIED for refused or missing credentials and permissions, STATUS_NOT_FOUND /
 * STATUS_CONFLICT are never returned here (codes are the service layer's business):
 * STATUS_INVALID for other 4xx codes, STATUS_UNAVAILABLE for 5xx, throttling and transport
 * errors after the last attempt, STATUS_STOPPED. `stop` is not NULL. */
MUST_CHECK enum status aws_client_call(struct aws_client *client, struct arena *arena,
                                       struct stop *stop, const struct aws_request *request,
                                       struct aws_reply *reply, struct aws_error *error);

/* "operation error SageMaker: CreateImage, https response error StatusCode: 400, RequestID:
 * ..., api error Code: message", the shape that users' log searches know; for transport errors
 * the URL and the cause. */
struct str aws_error_text(struct arena *arena, const struct aws_request *request,
                          const struct aws_error *error);

#endif
