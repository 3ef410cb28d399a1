#include "aws/exchange.h"

#include "aws/sigv4.h"

enum {
    MS_PER_S = 1000,
    UUID_BYTES = 37,
    HEADERS = 20,
    HTTP_OK_FIRST = 200,
    HTTP_OK_LAST = 299,
    HTTP_SERVER_ERRORS = 500
};

/* One exchange under way: what stays the same over its attempts, and where it stands. */
struct run {
    const struct exchange *exchange;
    const struct creds_io *io;
    struct arena *arena;
    struct skew *skew;
    struct skew own_skew; /* when none is shared */
    struct retry retry;
    char invocation_id[UUID_BYTES];
    struct creds creds; /* that the attempt under way is signed with */
    struct str signature;
    int64_t skew_ms; /* and the clock's correction */
    bool renewed;    /* expired credentials have been replaced once */
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

static bool is_signed(struct str name)
{
    static const struct str prefix = { "x-amz-", 6 };

    return str_eq_nocase(name, STR("content-type")) ||
           str_eq_nocase(str_slice(name, 0, prefix.len), prefix);
}

/* Adds the caller's headers that are signed, or those that are not. */
static size_t add_given(const struct run *run, bool signed_ones, struct http_header *headers,
                        size_t count)
{
    const struct exchange *exchange = run->exchange;

    for (size_t i = 0; i < exchange->header_count; i++) {
        if (is_signed(exchange->headers[i].name) == signed_ones) {
            headers[count++] = exchange->headers[i];
        }
    }
    return count;
}

static size_t add_signature(struct run *run, struct http_header *headers, size_t count)
{
    const struct exchange *exchange = run->exchange;
    int64_t now_s = (clock_wall_ms(run->io->clock) + run->skew_ms) / MS_PER_S;
    char timestamp[SIGV4_TIMESTAMP_BYTES];
    struct str authorization;
    struct sigv4_request sign = {
        .method = str_from(exchange->method ? exchange->method : "POST"),
        .path = exchange->endpoint.path,
        .query = exchange->query,
        .headers = headers,
        .body = exchange->body,
        .access_key_id = str_from(run->creds.access_key_id),
        .secret_key = &run->creds.secret_key,
        .region = exchange->region,
        .service = exchange->service,
        .time_s = now_s,
    };

    sigv4_timestamp(now_s, timestamp);
    headers[count++] =
        (struct http_header){ STR("X-Amz-Date"), arena_str(run->arena, str_from(timestamp)) };
    if (run->creds.session_token.len > 0) {
        headers[count++] = (struct http_header){ STR("X-Amz-Security-Token"),
                                                 secret_reveal(&run->creds.session_token) };
    }
    sign.header_count = count;
    authorization = sigv4_authorization(run->arena, &sign);
    run->signature =
        str_slice(authorization, str_rfind(authorization, '=') + 1, authorization.len);
    headers[count++] = (struct http_header){ STR("Authorization"), authorization };
    headers[count++] =
        (struct http_header){ STR("amz-sdk-invocation-id"), str_from(run->invocation_id) };
    headers[count++] =
        (struct http_header){ STR("amz-sdk-request"),
                              arena_printf(run->arena, "attempt=%d; max=%d", run->retry.attempt,
                                           run->retry.max_attempts) };
    return count;
}

/* Fills the headers of one attempt; gives back how many there are. */
static size_t make_headers(struct run *run, struct http_header headers[HEADERS])
{
    size_t count = add_given(run, true, headers, 0);

    headers[count++] = (struct http_header){ STR("Host"), run->exchange->endpoint.host };
    if (run->exchange->signer) {
        count = add_signature(run, headers, count);
    }
    return add_given(run, false, headers, count);
}

static struct str url_of(const struct run *run)
{
    const struct exchange *exchange = run->exchange;

    return exchange->query.len == 0
               ? exchange->endpoint.url
               : arena_printf(run->arena, "%.*s?%.*s", STR_ARG(exchange->endpoint.url),
                              STR_ARG(exchange->query));
}

static bool send_once(struct run *run, struct http_reply *reply, struct http_failure *failure)
{
    const struct exchange *exchange = run->exchange;
    int64_t sent_ms = clock_wall_ms(run->io->clock);
    struct http_header headers[HEADERS];
    struct http_request request = { .url = url_of(run),
                                    .method = exchange->method,
                                    .connect_ms = exchange->connect_ms,
                                    .total_ms = exchange->total_ms,
                                    .headers = headers,
                                    .body = exchange->body,
                                    .stop_grace_ms = exchange->stop_grace_ms };

    run->skew_ms = skew_ms(run->skew);
    request.header_count = make_headers(run, headers);
    if (!http_send(run->io->http, run->arena, exchange->stop, &request, reply, failure)) {
        run->outcome_unknown = run->outcome_unknown || failure->maybe_processed;
        return false;
    }
    skew_learn(run->skew, sent_ms, clock_wall_ms(run->io->clock), reply->fields[HTTP_DATE],
               reply->fields[HTTP_AGE]);
    return true;
}

/* What a failed attempt comes to. */
struct verdict {
    enum status status;
    enum retry_class class;
    struct str hint;
    bool at_once; /* again with new credentials, as if there had been no attempt */
};

static bool is_expired(struct str code)
{
    static const char *const codes[] = { "ExpiredToken", "ExpiredTokenException", NULL };

    return str_in(code, codes);
}

/* What the caller should know beside the service's words, when it was signed. */
static void judge_credentials(struct run *run, int http_status, struct verdict *verdict,
                              struct aws_error *error)
{
    const char *origin = run->creds.origin;

    switch (error_kind_of(http_status, error->code)) {
    case ERROR_OTHER:
        return;
    case ERROR_CREDENTIALS:
        error->message = arena_printf(run->arena,
                                      "%.*s (the credentials come from %s: check that they are "
                                      "right, belong together and have not expired)",
                                      STR_ARG(error->message), origin);
        break;
    case ERROR_PERMISSION:
        error->message = arena_printf(run->arena, "%.*s (the credentials come from %s)",
                                      STR_ARG(error->message), origin);
        break;
    }
    verdict->status = STATUS_DENIED;
    if (is_expired(error->code) && !run->renewed &&
        creds_cache_expire(run->exchange->signer, &run->creds)) {
        run->renewed = true;
        verdict->at_once = true;
    }
}

/* What a service says back is none of the log's or the user's. */
static struct str without_secrets(const struct run *run, struct str text)
{
    for (size_t i = 0; i < EXCHANGE_SECRETS; i++) {
        text = error_hide(run->arena, text, run->exchange->secrets[i]);
    }
    text = error_hide(run->arena, text, secret_reveal(&run->creds.secret_key));
    text = error_hide(run->arena, text, secret_reveal(&run->creds.session_token));
    return error_hide(run->arena, text, run->signature);
}

static struct verdict judge_reply(struct run *run, const struct http_reply *reply,
                                  struct aws_error *error)
{
    const struct exchange *exchange = run->exchange;
    struct error_reply said = exchange->read_error ? exchange->read_error(run->arena, reply)
                                                   : error_read(run->arena, reply);
    struct verdict verdict = { .status = STATUS_INVALID,
                               .class = retry_class_of_reply(reply->status, said.code),
                               .hint = reply->fields[HTTP_RETRY_AFTER] };

    if (verdict.class != RETRY_NEVER || reply->status >= HTTP_SERVER_ERRORS) {
        verdict.status = STATUS_UNAVAILABLE;
    }
    *error = (struct aws_error){ .code = said.code,
                                 .message = without_secrets(run, said.message),
                                 .request_id = reply->fields[HTTP_REQUEST_ID],
                                 .http_status = reply->status };
    if (exchange->signer) {
        judge_credentials(run, reply->status, &verdict, error);
    } else if (error_kind_of(reply->status, said.code) != ERROR_OTHER) {
        verdict.status = STATUS_DENIED;
    }
    if (skew_explains(run->skew, run->skew_ms, said.code)) {
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

static struct verdict judge_failure(const struct run *run, const struct http_failure *failure,
                                    struct aws_error *error)
{
    const struct endpoint *endpoint = &run->exchange->endpoint;
    struct verdict verdict = { .status = STATUS_UNAVAILABLE,
                               .class = retry_class_of_failure(failure->kind) };

    *error = (struct aws_error){ .message = failure->cause };
    if (failure->kind == HTTP_STOPPED) {
        verdict.status = STATUS_STOPPED;
        return verdict;
    }
    error->message =
        arena_printf(run->arena, "no answer from %.*s: %.*s; the endpoint comes from %.*s%s",
                     STR_ARG(endpoint->url), STR_ARG(failure->cause), STR_ARG(endpoint->origin),
                     failure_cure(failure->kind));
    return verdict;
}

/* Waits, with the caller's turn left to others. True when a stop came first. */
static bool sleep_over(const struct run *run, int64_t delay_ms)
{
    const struct aws_turn *turn = run->exchange->turn;
    bool stopped;

    if (turn) {
        turn->give(turn->self);
    }
    stopped = clock_wait(run->io->clock, run->exchange->stop, delay_ms);
    return stopped || (turn && !turn->take(turn->self));
}

/* After a failed attempt: true when there is to be another, which has been waited for. */
static bool go_on(struct run *run, struct verdict *verdict, struct aws_error *error)
{
    int64_t delay_ms = 0;

    error->attempts = run->retry.attempt;
    error->outcome_unknown = run->outcome_unknown;
    if (verdict->at_once) {
        return true;
    }
    if (!retry_next(&run->retry, verdict->class, verdict->hint, &delay_ms)) {
        if (run->retry.exhausted) {
            error->message = arena_printf(run->arena, "%.*s (retry quota exceeded)",
                                          STR_ARG(error->message));
        }
        return false;
    }
    if (sleep_over(run, delay_ms)) {
        verdict->status = STATUS_STOPPED;
        error->message =
            arena_printf(run->arena, "stopped before another attempt; the last one said: %.*s",
                         STR_ARG(error->message));
        return false;
    }
    return true;
}

/* Before an attempt: its credentials, and its place in the rate of the adaptive mode. */
static enum status prepare(struct run *run, struct aws_error *error)
{
    const struct exchange *exchange = run->exchange;
    struct retry_pace *pace = exchange->share.pace;
    struct err err = { .text = "" };
    enum status status = STATUS_OK;

    creds_release(&run->creds);
    if (exchange->signer) {
        status = creds_cache_get(exchange->signer, exchange->stop, &run->creds, &err);
    }
    if (status == STATUS_OK && pace) {
        int64_t delay_ms = retry_pace_delay_ms(pace);

        if (delay_ms > 0 && sleep_over(run, delay_ms)) {
            status = err_set(&err, STATUS_STOPPED, "stopped before it was sent");
        }
    }
    if (status != STATUS_OK) {
        *error = (struct aws_error){ .message = arena_str(run->arena, str_from(err.text)),
                                     .attempts = run->retry.attempt,
                                     .outcome_unknown = run->outcome_unknown };
    }
    return status;
}

static void learn(const struct run *run, enum retry_class class)
{
    if (run->exchange->share.pace) {
        retry_pace_learn(run->exchange->share.pace, class);
    }
}

/* Attempts until one is the last. */
static enum status attempts(struct run *run, struct http_reply *out, struct aws_error *error)
{
    struct verdict verdict;

    do {
        struct http_reply reply = { .status = 0 };
        struct http_failure failure = { .kind = HTTP_BROKEN };
        enum status status = prepare(run, error);

        if (status != STATUS_OK) {
            return status;
        }
        if (!send_once(run, &reply, &failure)) {
            verdict = judge_failure(run, &failure, error);
        } else if (reply.status < HTTP_OK_FIRST || reply.status > HTTP_OK_LAST) {
            verdict = judge_reply(run, &reply, error);
            learn(run, verdict.class);
        } else {
            retry_succeeded(&run->retry);
            learn(run, RETRY_NEVER);
            *out = reply;
            error->attempts = run->retry.attempt;
            return STATUS_OK;
        }
    } while (go_on(run, &verdict, error));
    return verdict.status;
}

enum status exchange_run(const struct exchange *exchange, struct http_reply *reply,
                         struct aws_error *error)
{
    struct run run = { .exchange = exchange, .io = exchange->io, .arena = exchange->arena };
    enum status status;

    run.skew = exchange->share.skew ? exchange->share.skew : &run.own_skew;
    make_uuid(run.io->clock, run.invocation_id);
    retry_init(&run.retry, exchange->share.quota, run.io->clock, exchange->max_attempts);
    status = attempts(&run, reply, error);
    creds_release(&run.creds);
    return status;
}

struct str exchange_error_text(struct arena *arena, struct str service, struct str operation,
                               const struct aws_error *error)
{
    struct str text = arena_printf(arena, "operation error %.*s: %.*s, ", STR_ARG(service),
                                   STR_ARG(operation));

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
