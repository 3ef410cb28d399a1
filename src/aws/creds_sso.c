#include "aws/creds_sso.h"

#include "aws/creds_answer.h"
#include "aws/exchange.h"
#include "aws/file.h"
#include "aws/text.h"
#include "base/mem.h"
#include "base/timestamp.h"

enum {
    TOKEN_FILE_BYTES = 256 * 1024,
    MS_PER_S = 1000,
    LONGEST_LIFE_S = 366 * 24 * 3600,
    HTTP_UNAUTHORIZED = 401
};

struct sso {
    struct creds_source source;
    struct creds_io io;
    struct arena *arena; /* of the options */
    struct creds_sso_options options;
    struct str path; /* of the token file */
};

/* A token file, as long as its arena lives. */
struct token {
    cJSON *file;
    struct str access_token;
    int64_t expires_at_ms;
};

static const struct creds_answer_form form = { .access_key_id = "accessKeyId",
                                               .secret_key = "secretAccessKey",
                                               .session_token = "sessionToken",
                                               .expiration = "expiration",
                                               .is_expiration_ms = true };

/* Puts the text that users look for in front of the cause, and the cure behind. */
static enum status log_in_again(const struct sso *sso, enum status status, const char *cause,
                                struct err *err)
{
    return err_set(err, status,
                   "the SSO session has expired or is invalid: %s; run aws sso login "
                   "--profile %.*s",
                   cause, STR_ARG(sso->options.profile));
}

static enum status read_token(const struct sso *sso, struct arena *arena, struct token *out,
                              struct err *err)
{
    struct secret text = { NULL, 0 };
    struct err why = { .text = "" };
    struct token token;
    enum status status;

    if (sso->options.home.len == 0) {
        return log_in_again(sso, STATUS_INVALID, "there is no home folder; set HOME", err);
    }
    status = file_read(sso->path.data, TOKEN_FILE_BYTES, &text, &why);
    if (status != STATUS_OK) {
        return log_in_again(sso, STATUS_INVALID, why.text, err);
    }
    token.file = secret_json_parse(arena, secret_reveal(&text));
    secret_release(&text);
    token.access_token = secret_json_text(token.file, "accessToken");
    if (token.access_token.len == 0 ||
        !timestamp_parse(secret_json_text(token.file, "expiresAt"), &token.expires_at_ms)) {
        struct str cause = arena_printf(arena, "%.*s does not hold accessToken and expiresAt",
                                        STR_ARG(sso->path));

        return log_in_again(sso, STATUS_INVALID, cause.data, err);
    }
    *out = token;
    return STATUS_OK;
}

/* What keeps an expired token from being refreshed, or NULL. */
static const char *obstacle(const struct sso *sso, const struct token *token, int64_t now_ms)
{
    static const char *const needed[] = { "clientId", "clientSecret", "refreshToken" };
    struct str registered = secret_json_text(token->file, "registrationExpiresAt");
    int64_t until_ms;

    if (sso->options.session_name.len == 0) {
        return "its token has expired";
    }
    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (secret_json_text(token->file, needed[i]).len == 0) {
            return "its token has expired and cannot be refreshed";
        }
    }
    if (registered.len > 0 && timestamp_parse(registered, &until_ms) && until_ms <= now_ms) {
        return "its token has expired, and so has the registration for new ones";
    }
    return NULL;
}

static struct str refresh_request(struct arena *arena, const struct token *token)
{
    cJSON *body = secret_json_parse(arena, STR("{\"grantType\":\"refresh_token\"}"));
    static const char *const copied[] = { "clientId", "clientSecret", "refreshToken" };

    for (size_t i = 0; i < ARRAY_LEN(copied); i++) {
        secret_json_set_text(body, copied[i], secret_json_text(token->file, copied[i]));
    }
    return secret_json_print(arena, body);
}

static enum status send_refresh(const struct sso *sso, struct arena *arena, struct stop *stop,
                                const struct token *token, struct http_reply *reply,
                                struct err *err)
{
    const struct http_header header = { STR("Content-Type"), STR("application/json") };
    struct exchange exchange = { .io = &sso->io,
                                 .arena = arena,
                                 .stop = stop,
                                 .max_attempts = EXCHANGE_CREDENTIAL_ATTEMPTS,
                                 .endpoint = sso->options.oidc,
                                 .headers = &header,
                                 .header_count = 1,
                                 .body = refresh_request(arena, token),
                                 .secrets = { secret_json_text(token->file, "refreshToken"),
                                              secret_json_text(token->file, "clientSecret"),
                                              token->access_token },
                                 .read_error = creds_answer_error };
    struct aws_error error = { .http_status = 0 };
    struct str text;
    enum status status;

    exchange.endpoint.url = arena_printf(arena, "%.*stoken", STR_ARG(sso->options.oidc.url));
    exchange.endpoint.path = arena_printf(arena, "%.*stoken", STR_ARG(sso->options.oidc.path));
    status = exchange_run(&exchange, reply, &error);
    if (status == STATUS_OK || status == STATUS_STOPPED) {
        return status == STATUS_OK ? status : err_set(err, status, "stopped");
    }
    error.outcome_unknown = false;
    text = exchange_error_text(arena, STR("SSO OIDC"), STR("CreateToken"), &error);
    /* A refusal is final, whatever its number; an outage is not. */
    return log_in_again(sso, status == STATUS_UNAVAILABLE ? status : STATUS_DENIED, text.data,
                        err);
}

/* Keeps what else is in the file: other tools read it too. */
static void store(const struct sso *sso, struct arena *arena, struct token *token,
                  const cJSON *answer)
{
    struct str refresh_token = secret_json_text(answer, "refreshToken");
    struct str text;

    secret_json_set_text(token->file, "accessToken", token->access_token);
    secret_json_set_text(token->file, "expiresAt", timestamp_text(arena, token->expires_at_ms));
    if (refresh_token.len > 0) {
        secret_json_set_text(token->file, "refreshToken", refresh_token);
    }
    text = secret_json_print(arena, token->file);
    if (text.len > 0 && file_replace(sso->path.data, text, NULL) != STATUS_OK) {
        /* The folder may be read-only: then the new token serves this once. */
        return;
    }
}

/* Changes the token into a new one. */
static enum status refresh(const struct sso *sso, struct arena *arena, struct stop *stop,
                           struct token *token, struct err *err)
{
    struct http_reply reply;
    enum status status = send_refresh(sso, arena, stop, token, &reply, err);
    const cJSON *answer;
    const cJSON *life;

    if (status != STATUS_OK) {
        return status;
    }
    answer = secret_json_parse(arena, reply.body);
    life = cJSON_GetObjectItemCaseSensitive(answer, "expiresIn");
    if (secret_json_text(answer, "accessToken").len == 0 || !cJSON_IsNumber(life) ||
        life->valuedouble < 1 || life->valuedouble > LONGEST_LIFE_S) {
        return log_in_again(sso, STATUS_UNAVAILABLE,
                            "the answer to the refresh does not hold accessToken and expiresIn",
                            err);
    }
    token->access_token = secret_json_text(answer, "accessToken");
    token->expires_at_ms = clock_wall_ms(sso->io.clock) + (int64_t)life->valuedouble * MS_PER_S;
    store(sso, arena, token, answer);
    return STATUS_OK;
}

/* A token that has not expired. */
static enum status get_token(const struct sso *sso, struct arena *arena, struct stop *stop,
                             struct str *out, struct err *err)
{
    int64_t now_ms = clock_wall_ms(sso->io.clock);
    struct token token = { .file = NULL };
    const char *why;
    enum status status = read_token(sso, arena, &token, err);

    if (status == STATUS_OK && token.expires_at_ms <= now_ms) {
        why = obstacle(sso, &token, now_ms);
        status = why ? log_in_again(sso, STATUS_DENIED, why, err)
                     : refresh(sso, arena, stop, &token, err);
    }
    if (status == STATUS_OK) {
        *out = token.access_token;
    }
    return status;
}

static enum status ask(const struct sso *sso, struct arena *arena, struct stop *stop,
                       struct str token, struct http_reply *reply, struct err *err)
{
    const struct http_header header = { STR("x-amz-sso_bearer_token"), token };
    const struct creds_sso_options *options = &sso->options;
    struct exchange exchange = { .io = &sso->io,
                                 .arena = arena,
                                 .stop = stop,
                                 .max_attempts = EXCHANGE_CREDENTIAL_ATTEMPTS,
                                 .method = "GET",
                                 .secrets = { token },
                                 .endpoint = options->portal,
                                 .headers = &header,
                                 .header_count = 1,
                                 .read_error = creds_answer_error };
    struct aws_error error = { .http_status = 0 };
    struct str text;
    enum status status;

    exchange.endpoint.url =
        arena_printf(arena, "%.*sfederation/credentials", STR_ARG(options->portal.url));
    exchange.endpoint.path =
        arena_printf(arena, "%.*sfederation/credentials", STR_ARG(options->portal.path));
    exchange.query = arena_printf(arena, "account_id=%.*s&role_name=%.*s",
                                  STR_ARG(text_percent_encode(arena, options->account_id)),
                                  STR_ARG(text_percent_encode(arena, options->role_name)));
    status = exchange_run(&exchange, reply, &error);
    if (status == STATUS_OK || status == STATUS_STOPPED) {
        return status == STATUS_OK ? status : err_set(err, status, "stopped");
    }
    error.outcome_unknown = false;
    text = exchange_error_text(arena, STR("SSO"), STR("GetRoleCredentials"), &error);
    if (error.http_status == HTTP_UNAUTHORIZED) {
        return err_set(err, STATUS_DENIED, "%.*s; run aws sso login --profile %.*s",
                       STR_ARG(text), STR_ARG(options->profile));
    }
    return err_set(
        err, status,
        "%.*s (role %.*s of account %.*s, which profile %.*s names; if they are right, "
        "run aws sso login --profile %.*s)",
        STR_ARG(text), STR_ARG(options->role_name), STR_ARG(options->account_id),
        STR_ARG(options->profile), STR_ARG(options->profile));
}

static enum status read_reply(const struct sso *sso, struct arena *arena,
                              const struct http_reply *reply, struct creds *out,
                              struct err *err)
{
    const cJSON *answer = secret_json_parse(arena, reply->body);
    struct creds_found found;
    enum status status =
        creds_answer_read(cJSON_GetObjectItemCaseSensitive(answer, "roleCredentials"), &form,
                          "the answer to SSO: GetRoleCredentials", &found, err);

    if (status != STATUS_OK) {
        return status;
    }
    found.origin = arena_printf(
        arena, "the role %.*s of IAM Identity Center (SSO) that profile %.*s names",
        STR_ARG(sso->options.role_name), STR_ARG(sso->options.profile));
    return creds_make(&found, out, err);
}

static enum status sso_retrieve(struct creds_source *self, struct stop *stop, struct creds *out,
                                struct err *err)
{
    const struct sso *sso = (const struct sso *)self;
    ARENA_AUTO struct arena *arena = arena_new_secret();
    struct http_reply reply;
    struct str token;
    enum status status = get_token(sso, arena, stop, &token, err);

    if (status == STATUS_OK) {
        status = ask(sso, arena, stop, token, &reply, err);
    }
    if (status == STATUS_OK) {
        status = read_reply(sso, arena, &reply, out, err);
    }
    return status;
}

static void sso_free(struct creds_source *self)
{
    struct sso *sso = (struct sso *)self;

    arena_free(sso->arena);
    mem_free(sso);
}

static struct endpoint copy_endpoint(struct arena *arena, const struct endpoint *from)
{
    return (struct endpoint){ arena_str(arena, from->url), arena_str(arena, from->host),
                              arena_str(arena, from->path), arena_str(arena, from->origin) };
}

struct creds_source *creds_sso_new(const struct creds_io *io,
                                   const struct creds_sso_options *options)
{
    static const struct creds_source_ops ops = { .retrieve = sso_retrieve, .free = sso_free };
    struct sso *sso = mem_calloc(1, sizeof(*sso));
    struct arena *arena = arena_new();
    bool is_session = options->session_name.len > 0;

    sso->source.ops = &ops;
    sso->io = *io;
    sso->arena = arena;
    sso->options = (struct creds_sso_options){
        .profile = arena_str(arena, options->profile),
        .session_name = arena_str(arena, options->session_name),
        .start_url = arena_str(arena, options->start_url),
        .account_id = arena_str(arena, options->account_id),
        .role_name = arena_str(arena, options->role_name),
        .home = arena_str(arena, options->home),
        .portal = copy_endpoint(arena, &options->portal),
        .oidc = copy_endpoint(arena, &options->oidc),
    };
    sso->path = arena_printf(
        arena, "%.*s/.aws/sso/cache/%.*s.json", STR_ARG(options->home),
        STR_ARG(text_sha1(arena, is_session ? options->session_name : options->start_url)));
    return &sso->source;
}
