#include "aws/client.h"

#include "aws/creds.h"
#include "aws/endpoint.h"
#include "aws/error.h"
#include "aws/retry.h"
#include "aws/settings.h"
#include "aws/sigv4.h"
#include "aws/skew.h"
#include "base/mem.h"

enum {
    MS_PER_S = 1000,
    UUID_BYTES = 37,
    HEADERS = 8,
    HTTP_OK_FIRST = 200,
    HTTP_OK_LAST = 299,
    HTTP_SERVER_ERRORS = 500
};

struct aws_client {
    struct arena *arena; /* all texts below */
    const struct clock *clock;
    struct http *http;
    bool owns_http;
    bool skip_region_validation;
    struct str region;
    struct creds creds;
    struct endpoint endpoints[ENDPOINT_SERVICES]; /* without a host: by region */
    int max_attempts;
    struct retry_quota quota;
    struct skew skew;
};

static enum status find_endpoints(struct aws_client *client, const struct profile_query *query,
                                  struct err *err)
{
    for (int i = 0; i < ENDPOINT_SERVICES; i++) {
        enum status status = endpoint_configured(client->arena, (enum endpoint_service)i, query,
                                                 &client->endpoints[i], err);

        if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
            return status;
        }
    }
    return STATUS_OK;
}

/* A header's value cannot hold control characters: each becomes a blank. */
static struct str user_agent(struct arena *arena, struct str given)
{
    struct str usual = STR("terraform-provider-sagemaker/" PROVIDER_VERSION " lang/c");
    struct str chosen = given.len > 0 ? given : usual;
    char *text = arena_strndup(arena, chosen.data, chosen.len);

    for (size_t i = 0; i < chosen.len; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            text[i] = ' ';
        }
    }
    return (struct str){ text, chosen.len };
}

static void open_http(struct aws_client *client, const struct aws_options *options,
                      const struct settings *settings)
{
    struct http_curl_options curl = {
        .ca_bundle = settings->ca_bundle,
        .insecure = options->insecure,
        .user_agent = user_agent(client->arena, options->user_agent),
        .env = options->env,
    };

    client->owns_http = !options->http;
    client->http = options->http ? options->http : http_curl_new(&curl);
}

static enum status fill(struct aws_client *client, const struct aws_options *options,
                        const struct profile_set *profiles, struct err *err)
{
    struct profile_query query = { options, profiles, { NULL, 0 } };
    struct settings settings;
    enum status status = settings_profile(options, profiles, &query.profile, err);

    if (status == STATUS_OK) {
        status = settings_read(client->arena, &query, &settings, err);
    }
    if (status == STATUS_OK) {
        status = find_endpoints(client, &query, err);
    }
    if (status == STATUS_OK) {
        status = creds_resolve(&query, &client->creds, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    client->clock = options->clock;
    client->skip_region_validation = options->skip_region_validation;
    client->region = settings.region;
    client->max_attempts = settings.max_attempts;
    client->quota = (struct retry_quota){ options->retry_quota, options->retry_quota };
    open_http(client, options, &settings);
    return STATUS_OK;
}

enum status aws_client_new(const struct aws_options *options, struct aws_client **out,
                           struct err *err)
{
    struct profile_set *profiles = NULL;
    struct aws_client *client;
    enum status status = profile_set_open(options, &profiles, err);

    if (status != STATUS_OK) {
        return status;
    }
    client = mem_calloc(1, sizeof(*client));
    client->arena = arena_new();
    status = fill(client, options, profiles, err);
    profile_set_free(profiles);
    if (status != STATUS_OK) {
        aws_client_free(client);
        return status;
    }
    *out = client;
    return STATUS_OK;
}

void aws_client_free(struct aws_client *client)
{
    if (!client) {
        return;
    }
    if (client->owns_http) {
        http_free(client->http);
    }
    creds_release(&client->creds);
    arena_free(client->arena);
    mem_free(client);
}

struct str aws_client_region(const struct aws_client *client)
{
    return client->region;
}

/* One call: what stays the same over its attempts. */
struct call {
    struct aws_client *client;
    struct arena *arena;
    struct stop *stop;
    const struct aws_request *request;
    struct endpoint endpoint;
    struct str region;
    struct retry retry;
    char invocation_id[UUID_BYTES];
    int64_t skew_ms; /* that the attempt under way is signed with */
    bool outcome_unknown;
};

/* A random UUID: 122 bits of chance around the digits that say so. */
static void make_uuid(const struct clock *clock, char out[UUID_BYTES])
{
    enum {
        VARIANT_BIT = 63,
        VARIANT_AND_UNUSED = 3
    };
    static const size_t groups[] = { 8, 4, 4, 4, 12 };
    static const uint64_t version_mask = 0xF000;
    static const uint64_t version_4 = 0x4000;
    uint64_t high = (clock_random(clock) & ~version_mask) | version_4;
    uint64_t low = clock_random(clock) >> VARIANT_AND_UNUSED | (uint64_t)1 << VARIANT_BIT;
    char digits[UUID_BYTES];
    const char *from = digits;

    low &= ~((uint64_t)1 << (VARIANT_BIT - 1));
    (void)snprintf(digits, sizeof(digits), "%016llx%016llx", (unsigned long long)high,
                   (unsigned long long)low);
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        memcpy(out, from, groups[i]);
        from += groups[i];
        out += groups[i];
        *out++ = '-';
    }
    out[-1] = '\0';
}

/* Fills the headers of one attempt, signed for `now_s`; gives back how many there are. */
static size_t make_headers(const struct call *call, int64_t now_s, char *timestamp,
                           struct http_header headers[HEADERS])
{
    const struct creds *creds = &call->client->creds;
    size_t count = 0;
    struct sigv4_request sign = {
        .method = STR("POST"),
        .path = call->endpoint.path,
        .headers = headers,
        .body = call->request->body,
        .access_key_id = str_from(creds->access_key_id),
        .secret_key = &creds->secret_key,
        .region = call->region,
        .service = call->request->service,
        .time_s = now_s,
    };

    sigv4_timestamp(now_s, timestamp);
    headers[count++] =
        (struct http_header){ STR("Content-Type"), STR("application/x-amz-json-1.1") };
    headers[count++] = (struct http_header){ STR("Host"), call->endpoint.host };
    headers[count++] = (struct http_header){ STR("X-Amz-Date"), str_from(timestamp) };
    headers[count++] = (struct http_header){ STR("X-Amz-Target"), call->request->target };
    if (creds->session_token.len > 0) {
        headers[count++] = (struct http_header){ STR("X-Amz-Security-Token"),
                                                 secret_reveal(&creds->session_token) };
    }
    sign.header_count = count;
    headers[count++] =
        (struct http_header){ STR("Authorization"), sigv4_authorization(call->arena, &sign) };
    headers[count++] =
        (struct http_header){ STR("amz-sdk-invocation-id"), str_from(call->invocation_id) };
    headers[count++] = (struct http_header){
        STR("amz-sdk-request"),
        arena_printf(call->arena, "attempt=%d; max=%d", call->retry.attempt,
                     call->retry.max_attempts),
    };
    return count;
}

static bool attempt(struct call *call, struct http_reply *reply, struct http_failure *failure)
{
    struct aws_client *client = call->client;
    int64_t sent_ms = clock_wall_ms(client->clock);
    struct http_header headers[HEADERS];
    char timestamp[SIGV4_TIMESTAMP_BYTES];
    struct http_request request = { .url = call->endpoint.url,
                                    .headers = headers,
                                    .body = call->request->body,
                                    .stop_grace_ms = call->request->stop_grace_ms };

    call->skew_ms = skew_ms(&client->skew);
    request.header_count =
        make_headers(call, (sent_ms + call->skew_ms) / MS_PER_S, timestamp, headers);
    if (!http_send(client->http, call->arena, call->stop, &request, reply, failure)) {
        call->outcome_unknown = call->outcome_unknown || failure->maybe_processed;
        return false;
    }
    skew_learn(&client->skew, sent_ms, clock_wall_ms(client->clock), reply->fields[HTTP_DATE],
               reply->fields[HTTP_AGE]);
    return true;
}

/* What a failed attempt comes to. */
struct verdict {
    enum status status;
    enum retry_class class;
    struct str hint;
};

static struct verdict judge_reply(const struct call *call, const struct http_reply *reply,
                                  struct aws_error *error)
{
    struct error_reply said = error_read(call->arena, reply);
    struct verdict verdict = { .status = STATUS_INVALID,
                               .class = retry_class_of_reply(reply->status, said.code),
                               .hint = reply->fields[HTTP_RETRY_AFTER] };
    const char *origin = call->client->creds.origin;

    if (verdict.class != RETRY_NEVER || reply->status >= HTTP_SERVER_ERRORS) {
        verdict.status = STATUS_UNAVAILABLE;
    }
    *error = (struct aws_error){ .code = said.code,
                                 .message = said.message,
                                 .request_id = reply->fields[HTTP_REQUEST_ID],
                                 .http_status = reply->status };
    switch (error_kind_of(reply->status, said.code)) {
    case ERROR_OTHER:
        break;
    case ERROR_CREDENTIALS:
        verdict.status = STATUS_DENIED;
        error->message = arena_printf(call->arena,
                                      "%.*s (the credentials come from %s: check that they are "
                                      "right, belong together and have not expired)",
                                      STR_ARG(said.message), origin);
        break;
    case ERROR_PERMISSION:
        verdict.status = STATUS_DENIED;
        error->message = arena_printf(call->arena, "%.*s (the credentials come from %s)",
                                      STR_ARG(said.message), origin);
        break;
    }
    if (skew_explains(&call->client->skew, call->skew_ms, said.code)) {
        verdict.class = RETRY_TRANSIENT;
    }
    return verdict;
}

static const char *failure_cure(enum http_failure_kind kind)
{
    static const char *const cures[] = {
        [HTTP_STOPPED] = "",
        [HTTP_NO_HOST] = "; check that name and the network",
        [HTTP_NO_ANSWER] = "; check that it is right and that something listens there",
        [HTTP_UNTRUSTED] = "; name the authority of a private certificate in custom_ca_bundle",
        [HTTP_TIMED_OUT] = "; check the network and the proxy settings",
        [HTTP_BROKEN] = "; check the network and the proxy settings",
        [HTTP_TOO_LARGE] = "; check that it is an AWS service that answers there",
        [HTTP_REFUSED] = "; check that URL and the proxy settings",
    };

    return cures[kind];
}

static struct verdict judge_failure(const struct call *call, const struct http_failure *failure,
                                    struct aws_error *error)
{
    struct verdict verdict = { .status = STATUS_UNAVAILABLE,
                               .class = retry_class_of_failure(failure->kind) };

    *error = (struct aws_error){ .message = failure->cause };
    if (failure->kind == HTTP_STOPPED) {
        verdict.status = STATUS_STOPPED;
        return verdict;
    }
    error->message =
        arena_printf(call->arena, "no answer from %.*s: %.*s; the endpoint comes from %.*s%s",
                     STR_ARG(call->endpoint.url), STR_ARG(failure->cause),
                     STR_ARG(call->endpoint.origin), failure_cure(failure->kind));
    return verdict;
}

/* Waits, with the caller's turn left to others. True when a stop came first. */
static bool sleep_over(const struct call *call, int64_t delay_ms)
{
    const struct aws_turn *turn = call->request->turn;
    bool stopped;

    if (turn) {
        turn->give(turn->self);
    }
    stopped = clock_wait(call->client->clock, call->stop, delay_ms);
    return stopped || (turn && !turn->take(turn->self));
}

/* After a failed attempt: true when there is to be another, which has been waited for. */
static bool go_on(struct call *call, struct verdict *verdict, struct aws_error *error)
{
    int64_t delay_ms = 0;

    error->attempts = call->retry.attempt;
    error->outcome_unknown = call->outcome_unknown;
    if (!retry_next(&call->retry, verdict->class, verdict->hint, &delay_ms)) {
        if (call->retry.exhausted) {
            error->message = arena_printf(call->arena, "%.*s (retry quota exceeded)",
                                          STR_ARG(error->message));
        }
        return false;
    }
    if (sleep_over(call, delay_ms)) {
        verdict->status = STATUS_STOPPED;
        error->message =
            arena_printf(call->arena, "stopped before another attempt; the last one said: %.*s",
                         STR_ARG(error->message));
        return false;
    }
    return true;
}

/* Attempts until one is the last. */
static enum status run(struct call *call, struct aws_reply *out, struct aws_error *error)
{
    struct verdict verdict;

    do {
        struct http_reply reply = { .status = 0 };
        struct http_failure failure = { .kind = HTTP_BROKEN };

        if (!attempt(call, &reply, &failure)) {
            verdict = judge_failure(call, &failure, error);
        } else if (reply.status < HTTP_OK_FIRST || reply.status > HTTP_OK_LAST) {
            verdict = judge_reply(call, &reply, error);
        } else {
            retry_succeeded(&call->retry);
            *out = (struct aws_reply){ reply.body, reply.fields[HTTP_REQUEST_ID],
                                       call->retry.attempt };
            return STATUS_OK;
        }
    } while (go_on(call, &verdict, error));
    return verdict.status;
}

enum status aws_client_call(struct aws_client *client, struct arena *arena, struct stop *stop,
                            const struct aws_request *request, struct aws_reply *reply,
                            struct aws_error *error)
{
    struct call call = {
        .client = client,
        .arena = arena,
        .stop = stop,
        .request = request,
        .region = request->region.len > 0 ? request->region : client->region,
    };
    enum endpoint_service service;
    struct aws_error failed = { .message = STR("no endpoint is known for the service") };
    struct err err = { .text = "" };
    enum status status =
        settings_check_region(call.region, client->skip_region_validation, &err);

    if (status != STATUS_OK) {
        failed.message = arena_str(arena, str_from(err.text));
    } else if (!endpoint_service_find(request->service, &service)) {
        status = STATUS_INVALID;
    } else {
        call.endpoint = client->endpoints[service];
        if (call.endpoint.host.len == 0) {
            call.endpoint = endpoint_of_region(arena, service, ENDPOINT_PLAIN, call.region);
        }
        make_uuid(client->clock, call.invocation_id);
        retry_init(&call.retry, &client->quota, client->clock, client->max_attempts);
        status = run(&call, reply, &failed);
    }
    if (status != STATUS_OK) {
        *error = failed;
    }
    return status;
}

struct str aws_error_text(struct arena *arena, const struct aws_request *request,
                          const struct aws_error *error)
{
    struct str service = str_slice(request->target, 0, str_find(request->target, '.'));
    struct str text = arena_printf(arena, "operation error %.*s: %.*s, ", STR_ARG(service),
                                   STR_ARG(request->operation));

    if (error->attempts > 1) {
        text = arena_printf(arena, "%.*safter %d attempts, ", STR_ARG(text), error->attempts);
    }
    if (error->http_status != 0) {
        text = arena_printf(arena, "%.*shttps response error StatusCode: %d, RequestID: %.*s, ",
                            STR_ARG(text), error->http_status, STR_ARG(error->request_id));
    }
    if (error->code.len > 0) {
        text = arena_printf(arena, "%.*sapi error %.*s: ", STR_ARG(text), STR_ARG(error->code));
    }
    return arena_printf(
        arena, "%.*s%.*s%s", STR_ARG(text), STR_ARG(error->message),
        error->outcome_unknown
            ? " (a request was sent whose answer got lost: the change may have been made)"
            : "");
}
