#ifndef AWS_CLIENT_H
#define AWS_CLIENT_H

#include "aws/env.h"
#include "base/clock.h"
#include "base/status.h"

/*
 * An AWS client: credentials, region, endpoints, signing, retries and connections for JSON 1.1
 * services. Made and begun once per ConfigureProvider, immutable after that but for its caches,
 * which lock for themselves: any thread may call, many at once, over shared connections.
 */
struct aws_client;
struct http; /* aws/http.h */

/* A text that may be set to nothing: "" says something else than not set. */
struct aws_optional {
    bool is_set;
    struct str text;
};

enum aws_switch {
    AWS_SWITCH_UNSET,
    AWS_SWITCH_ON,
    AWS_SWITCH_OFF,
};

struct aws_tag {
    struct str key;
    struct str value;
};

/* One role to assume, with the credentials that there are (AssumeRole) or with a token
 * (AssumeRoleWithWebIdentity). Empty means not sent. */
struct aws_role {
    struct str role_arn;
    struct str session_name; /* empty: a name of our own */
    int64_t duration_s;      /* 0: AssumeRole sends 900, the other nothing */
    struct str policy;
    const struct str *policy_arns;
    size_t policy_arn_count;
    struct str external_id; /* this and what follows: AssumeRole alone */
    struct str source_identity;
    const struct aws_tag *tags;
    size_t tag_count;
    const struct str *transitive_tag_keys;
    size_t transitive_tag_key_count;
    struct str token; /* this and the next: web identity alone, one of the two */
    struct str token_file;
};

/* A provider block, read. Empty text, 0 and NULL mean not set; the texts are only borrowed for
 * the call. */
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
    struct str retry_mode;
    int64_t retry_quota; /* token bucket capacity; 0: no quota */
    struct str endpoint_sagemaker;
    struct str endpoint_sts;
    struct str endpoint_sso;
    struct str sts_region;
    bool use_fips_endpoint;
    bool use_dualstack_endpoint;
    struct str custom_ca_bundle;
    bool insecure;
    struct aws_optional http_proxy;
    struct aws_optional https_proxy;
    struct aws_optional no_proxy;
    enum aws_switch skip_metadata_api_check;
    struct str ec2_metadata_service_endpoint;
    struct str ec2_metadata_service_endpoint_mode;
    bool skip_region_validation;
    bool skip_credentials_validation;
    bool skip_requesting_account_id;
    const struct aws_role *assume_roles; /* in the order in which they are assumed */
    size_t assume_role_count;
    const struct aws_role *web_identity; /* NULL: no assume_role_with_web_identity block */
    struct str user_agent;               /* the front of it: "Terraform/1.15.0 ..." */
    const struct str *user_agent_items;  /* what the user adds */
    size_t user_agent_item_count;
    /* Told of what is no error, while the client is made or begun; NULL: nobody. */
    void (*warn)(void *self, const char *summary, const char *detail);
    void *warn_self;
    const struct env *env;     /* outlives the client */
    const struct clock *clock; /* outlives the client */
    struct http
        *http; /* NULL: the libcurl engine, owned by the client; else borrowed (tests) */
};

/* Why there is no client. */
struct aws_failure {
    const char *summary; /* "No valid credential sources found"; a literal */
    struct err err;
};

/* Reads the settings and finds the source of credentials that counts; no network. The caller
 * owns *out. STATUS_INVALID: the text names the argument, the cause and the cure.
 * STATUS_NOT_FOUND: no region, likewise. */
MUST_CHECK enum status aws_client_new(const struct aws_options *options,
                                      struct aws_client **out, struct aws_failure *failure);

/* Goes to the network, once, before the first call: gets credentials, the region from the
 * instance metadata if it is not known and they come from there, and the account by
 * GetCallerIdentity unless that is to be skipped. Statuses as aws_client_call, and those of
 * aws_client_new. */
MUST_CHECK enum status aws_client_begin(struct aws_client *client, struct stop *stop,
                                        struct aws_failure *failure);

/* After the last call has returned. */
void aws_client_free(struct aws_client *client);

/* What aws_client_begin found out; empty: nothing. It lives as long as the client. */
struct str aws_client_account_id(const struct aws_client *client);

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
