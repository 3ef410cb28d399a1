#include "aws/creds_imds.h"

#include "aws/creds_answer.h"
#include "aws/exchange.h"
#include "base/mem.h"

#include <inttypes.h>

enum {
    CONNECT_MS = 500, /* where there is no such service, nothing answers */
    TOKEN_MS = 1000,  /* behind too many hops the token does not come back */
    TOTAL_MS = 5000,
    TOKEN_TTL_S = 300,
    TOKEN_TTL_LONGEST_S = 21600,
    TOKEN_BYTES = 4096,
    MS_PER_S = 1000,
    LONGEST_LIFE_MS = 3600 * 1000,
    EXTENSION_MS = 5 * 60 * 1000,
    EXTENSION_SPREAD_MS = 10 * 60 * 1000,
    ROLE_BYTES = 256,
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_NOT_ALLOWED = 405
};

#define CURE                                                                                   \
    "; if this is no EC2 instance, give credentials in another way, or set "                   \
    "skip_metadata_api_check = true so that none are looked for here"

struct imds {
    struct creds_source source;
    struct creds_io io;
    bool disabled;
    bool v1_disabled;
    char *url;
    char *host; /* for the header */

    struct secret token; /* empty: none */
    int64_t token_until_ms;
    bool use_v1;
    struct creds last; /* access_key_id NULL: none yet */
};

static const struct creds_answer_form form = { .access_key_id = "AccessKeyId",
                                               .secret_key = "SecretAccessKey",
                                               .session_token = "Token",
                                               .expiration = "Expiration" };

/* One question to the service. */
struct question {
    const char *method;
    struct str path;
    struct http_header header; /* an empty name: none */
    struct str secret;         /* the header's, if it is one */
    int64_t total_ms;
};

static enum status ask(const struct imds *imds, struct arena *arena, struct stop *stop,
                       const struct question *question, struct http_reply *reply,
                       struct aws_error *error)
{
    const struct exchange exchange = {
        .io = &imds->io,
        .arena = arena,
        .stop = stop,
        .max_attempts = EXCHANGE_CREDENTIAL_ATTEMPTS,
        .method = question->method,
        .endpoint = { .url = arena_printf(arena, "%s%.*s", imds->url, STR_ARG(question->path)),
                      .host = str_from(imds->host),
                      .path = STR("/"),
                      .origin = STR("the settings of the EC2 instance metadata service") },
        .headers = &question->header,
        .header_count = question->header.name.len > 0 ? 1 : 0,
        .connect_ms = CONNECT_MS,
        .total_ms = question->total_ms,
        .secrets = { question->secret },
        .read_error = creds_answer_error,
    };

    *error = (struct aws_error){ .http_status = 0 };
    return exchange_run(&exchange, reply, error);
}

/* "operation error ec2imds: ..."; nothing that was asked for changes anything. */
static struct str error_text(struct arena *arena, const char *operation,
                             const struct aws_error *error)
{
    struct aws_error known = *error;

    known.outcome_unknown = false;
    return exchange_error_text(arena, STR("ec2imds"), str_from(operation), &known);
}

/* Whether the failure says that there are no tokens: the service does not know the question, or
 * it has got it and the answer did not find its way. When nobody is reached at all, version 1
 * would not be either. */
static bool has_no_tokens(const struct aws_error *error)
{
    switch (error->http_status) {
    case 0:
        return error->outcome_unknown;
    case HTTP_FORBIDDEN:
    case HTTP_NOT_FOUND:
    case HTTP_NOT_ALLOWED:
        return true;
    default:
        return false;
    }
}

/* A token travels in a header. */
static bool is_token(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] > '~') {
            return false;
        }
    }
    return text.len > 0 && text.len <= TOKEN_BYTES;
}

static void take_token(struct imds *imds, struct str token, struct str ttl)
{
    int64_t life_s;

    /* Some stand-ins for the service leave the header out. */
    if (!str_to_int64(ttl, &life_s) || life_s < 1 || life_s > TOKEN_TTL_LONGEST_S) {
        life_s = TOKEN_TTL_S;
    }
    secret_set(&imds->token, token);
    imds->token_until_ms = clock_mono_ms(imds->io.clock) + life_s * MS_PER_S;
}

/* Afterwards there is a token, or version 1 is in use. */
static enum status get_token(struct imds *imds, struct arena *arena, struct stop *stop,
                             struct err *err)
{
    const struct question question = {
        .method = "PUT",
        .path = STR("/latest/api/token"),
        .header = { STR("x-aws-ec2-metadata-token-ttl-seconds"),
                    arena_printf(arena, "%d", TOKEN_TTL_S) },
        .total_ms = TOKEN_MS,
    };
    struct http_reply reply;
    struct aws_error error;
    enum status status = ask(imds, arena, stop, &question, &reply, &error);

    secret_release(&imds->token);
    if (status == STATUS_OK) {
        struct str token = str_trim(reply.body);

        if (!is_token(token)) {
            return err_set(err, STATUS_INVALID,
                           "operation error ec2imds: getToken, the answer is not a token");
        }
        take_token(imds, token, reply.fields[HTTP_TOKEN_TTL]);
        return STATUS_OK;
    }
    if (status == STATUS_STOPPED || !has_no_tokens(&error)) {
        return err_set(err, status, "%.*s", STR_ARG(error_text(arena, "getToken", &error)));
    }
    if (imds->v1_disabled) {
        return err_set(err, status,
                       "%.*s; version 1 of the service, which needs no token, is switched off "
                       "by AWS_EC2_METADATA_V1_DISABLED or ec2_metadata_v1_disabled",
                       STR_ARG(error_text(arena, "getToken", &error)));
    }
    imds->use_v1 = true;
    return STATUS_OK;
}

static enum status get_once(struct imds *imds, struct arena *arena, struct stop *stop,
                            struct str path, struct http_reply *reply, struct aws_error *error)
{
    struct question question = { .method = "GET", .path = path, .total_ms = TOTAL_MS };

    if (imds->token.len > 0) {
        question.secret = secret_reveal(&imds->token);
        question.header =
            (struct http_header){ STR("x-aws-ec2-metadata-token"), question.secret };
    }
    return ask(imds, arena, stop, &question, reply, error);
}

/* A page of the service. STATUS_NOT_FOUND: it has none there. */
static enum status get(struct imds *imds, struct arena *arena, struct stop *stop,
                       struct str path, struct str *out, struct err *err)
{
    struct http_reply reply;
    struct aws_error error;
    enum status status = STATUS_OK;

    if (imds->disabled) {
        return err_set(err, STATUS_NOT_FOUND,
                       "access disabled to EC2 IMDS by skip_metadata_api_check or "
                       "AWS_EC2_METADATA_DISABLED");
    }
    for (int round = 0; round < 2; round++) {
        bool is_old = clock_mono_ms(imds->io.clock) >= imds->token_until_ms;

        if (!imds->use_v1 && (imds->token.len == 0 || is_old)) {
            status = get_token(imds, arena, stop, err);
        }
        if (status != STATUS_OK) {
            return status;
        }
        status = get_once(imds, arena, stop, path, &reply, &error);
        if (status == STATUS_OK) {
            *out = str_trim(reply.body);
            return STATUS_OK;
        }
        if (error.http_status != HTTP_UNAUTHORIZED || round > 0) {
            break;
        }
        /* The token is no longer good, or has come to be needed: once more, with a new one. */
        secret_release(&imds->token);
        imds->use_v1 = false;
        status = STATUS_OK;
    }
    return err_set(err, error.http_status == HTTP_NOT_FOUND ? STATUS_NOT_FOUND : status, "%.*s",
                   STR_ARG(error_text(arena, "GetMetadata", &error)));
}

/* The name is to be a part of a path. */
static bool is_role(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!is_letter && !(c >= '0' && c <= '9') && (c == '\0' || !strchr("_+=,.@-", c))) {
            return false;
        }
    }
    return name.len > 0 && name.len <= ROLE_BYTES;
}

static enum status get_role(struct imds *imds, struct arena *arena, struct stop *stop,
                            struct str *out, struct err *err)
{
    struct str page = { NULL, 0 };
    enum status status =
        get(imds, arena, stop, STR("/latest/meta-data/iam/security-credentials/"), &page, err);
    struct str role;

    if (status != STATUS_OK) {
        return status;
    }
    role = str_trim(str_slice(page, 0, str_find(page, '\n')));
    if (role.len == 0) {
        return err_set(err, STATUS_NOT_FOUND, "the instance has no role");
    }
    if (!is_role(role)) {
        return err_set(err, STATUS_INVALID,
                       "what the service at %s answers is not the name of a role", imds->url);
    }
    *out = role;
    return STATUS_OK;
}

/* `found` borrows from the page. */
static enum status read_keys(struct arena *arena, struct str page, struct creds_found *found,
                             struct err *err)
{
    const cJSON *answer = secret_json_parse(arena, page);
    struct str code = secret_json_text(answer, "Code");

    if (!answer) {
        return err_set(err, STATUS_INVALID,
                       "what EC2 IMDS gives as credentials is not a JSON object");
    }
    if (code.len > 0 && !str_eq_nocase(code, STR("Success"))) {
        const struct http_reply reply = { .body = page };
        const struct error_reply error = error_read(arena, &reply);

        return err_set(err, STATUS_DENIED,
                       "EC2 IMDS gives no credentials: api error %.*s: %.*s",
                       STR_ARG(error.code), STR_ARG(error.message));
    }
    return creds_answer_read(answer, &form, "the credentials that EC2 IMDS gives", found, err);
}

static int64_t extended(const struct imds *imds)
{
    return clock_wall_ms(imds->io.clock) + EXTENSION_MS +
           clock_random_below(imds->io.clock, EXTENSION_SPREAD_MS);
}

static int64_t expiry_of(const struct imds *imds, int64_t said_ms)
{
    int64_t now_ms = clock_wall_ms(imds->io.clock);
    int64_t latest_ms = now_ms + LONGEST_LIFE_MS;

    if (said_ms == 0 || said_ms > latest_ms) {
        return latest_ms;
    }
    return said_ms > now_ms ? said_ms : extended(imds);
}

static enum status fetch(struct imds *imds, struct stop *stop, struct creds *out,
                         struct err *err)
{
    ARENA_AUTO struct arena *arena = arena_new_secret();
    struct creds_found found = { .expires_at_ms = 0 };
    struct str role = { NULL, 0 };
    struct str page = { NULL, 0 };
    struct str path;
    enum status status = get_role(imds, arena, stop, &role, err);

    if (status != STATUS_OK) {
        if (status != STATUS_STOPPED) {
            err_prefix(err, "no EC2 IMDS role found");
        }
        return status;
    }
    path =
        arena_printf(arena, "/latest/meta-data/iam/security-credentials/%.*s", STR_ARG(role));
    status = get(imds, arena, stop, path, &page, err);
    if (status == STATUS_OK) {
        status = read_keys(arena, page, &found, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    found.origin = arena_printf(arena, "the role %.*s of the EC2 instance", STR_ARG(role));
    found.expires_at_ms = expiry_of(imds, found.expires_at_ms);
    return creds_make(&found, out, err);
}

static enum status imds_retrieve(struct creds_source *self, struct stop *stop,
                                 struct creds *out, struct err *err)
{
    struct imds *imds = (struct imds *)self;
    struct err why = { .text = "" };
    struct creds fresh = { .origin = NULL };
    enum status status = fetch(imds, stop, &fresh, &why);

    if (status == STATUS_OK) {
        creds_release(&imds->last);
        imds->last = fresh;
    } else if (status == STATUS_STOPPED || !imds->last.access_key_id) {
        return err_set(err, status, "%s%s", why.text,
                       imds->disabled || status == STATUS_STOPPED ? "" : CURE);
    } else {
        int64_t until_ms = extended(imds);

        imds->last.expires_at_ms =
            until_ms > imds->last.expires_at_ms ? until_ms : imds->last.expires_at_ms;
    }
    creds_copy(out, &imds->last);
    return STATUS_OK;
}

enum status creds_imds_region(struct creds_source *source, struct arena *arena,
                              struct stop *stop, struct str *out, struct err *err)
{
    static const struct str path = { "/latest/dynamic/instance-identity/document", 42 };
    ARENA_AUTO struct arena *own = arena_new_secret();
    struct imds *imds = (struct imds *)source;
    struct str page = { NULL, 0 };
    struct str region;
    enum status status = get(imds, own, stop, path, &page, err);

    if (status != STATUS_OK) {
        return status;
    }
    region = secret_json_text(secret_json_parse(own, page), "region");
    if (region.len == 0) {
        return err_set(err, STATUS_INVALID,
                       "the identity document of the EC2 instance names no region");
    }
    *out = arena_str(arena, region);
    return STATUS_OK;
}

static void imds_free(struct creds_source *self)
{
    struct imds *imds = (struct imds *)self;

    secret_release(&imds->token);
    creds_release(&imds->last);
    mem_free(imds->url);
    mem_free(imds->host);
    mem_free(imds);
}

/* The host and port of a URL. */
static char *host_of(struct str url)
{
    static const struct str mark = { "://", 3 };
    const char *at = url.len > 0 ? memmem(url.data, url.len, mark.data, mark.len) : NULL;
    struct str host = at ? str_slice(url, (size_t)(at - url.data) + mark.len, url.len) : url;

    host = str_slice(host, 0, str_find(host, '/'));
    return mem_strndup(host.data, host.len);
}

struct creds_source *creds_imds_new(const struct creds_io *io,
                                    const struct creds_imds_options *options)
{
    static const struct creds_source_ops ops = { .retrieve = imds_retrieve, .free = imds_free };
    struct imds *imds = mem_calloc(1, sizeof(*imds));

    imds->source.ops = &ops;
    imds->io = *io;
    imds->disabled = options->disabled;
    imds->v1_disabled = options->v1_disabled;
    imds->url = mem_strndup(options->url.data, options->url.len);
    imds->host = host_of(options->url);
    return &imds->source;
}
