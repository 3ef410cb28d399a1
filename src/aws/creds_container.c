#include "aws/creds_container.h"

#include "aws/creds_answer.h"
#include "aws/exchange.h"
#include "aws/file.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>

#define RELATIVE "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define TOKEN "AWS_CONTAINER_AUTHORIZATION_TOKEN"
#define TOKEN_FILE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

enum {
    CONNECT_MS = 1000,
    TOTAL_MS = 5000,
    URL_BYTES = 4096,
    TOKEN_BYTES = 64 * 1024,
    LOOPBACK_NET = 127,
    NET_SHIFT = 24
};

/* The parts of the URL, as libcurl reads it: so what is checked is what is asked. */
struct place {
    char *url; /* without the query */
    char *query;
    char *host; /* the Host header */
    char *name; /* the host alone, without brackets */
    bool is_https;
};

struct container {
    struct creds_source source;
    struct creds_io io;
    struct place place;
    const char *variable;
};

static const struct creds_answer_form form = { .access_key_id = "AccessKeyId",
                                               .secret_key = "SecretAccessKey",
                                               .session_token = "Token",
                                               .expiration = "Expiration" };

static bool is_allowed_v4(struct in_addr address)
{
    static const char *const allowed[] = { "169.254.170.2", "169.254.170.23" };
    struct in_addr one;

    for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
        if (inet_pton(AF_INET, allowed[i], &one) == 1 && one.s_addr == address.s_addr) {
            return true;
        }
    }
    return ntohl(address.s_addr) >> NET_SHIFT == LOOPBACK_NET;
}

static bool is_allowed_v6(const struct in6_addr *address)
{
    struct in6_addr eks;
    struct in_addr mapped;

    if (IN6_IS_ADDR_V4MAPPED(address)) {
        memcpy(&mapped, &address->s6_addr[sizeof(*address) - sizeof(mapped)], sizeof(mapped));
        return is_allowed_v4(mapped);
    }
    return IN6_IS_ADDR_LOOPBACK(address) || (inet_pton(AF_INET6, "fd00:ec2::23", &eks) == 1 &&
                                             memcmp(&eks, address, sizeof(eks)) == 0);
}

static bool is_allowed(const struct sockaddr *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof(v4));
        return is_allowed_v4(v4.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof(v6));
        return is_allowed_v6(&v6.sin6_addr);
    }
    return false;
}

static enum status refuse_host(const char *name, struct err *err)
{
    return err_set(err, STATUS_INVALID,
                   "invalid endpoint host, \"%s\", only loopback/ecs/eks hosts are allowed "
                   "without https; it comes from the environment variable " FULL,
                   name);
}

/* Whether each address that the host stands for may be asked. With `numeric`, a name is left
 * for later. */
static enum status check_host(const char *name, bool numeric, struct err *err)
{
    const struct addrinfo hints = { .ai_flags = numeric ? AI_NUMERICHOST : 0,
                                    .ai_socktype = SOCK_STREAM };
    struct addrinfo *addresses = NULL;
    int code = getaddrinfo(name, NULL, &hints, &addresses);
    bool all = true;

    if (code != 0) {
        return numeric ? STATUS_OK
                       : err_set(err, STATUS_UNAVAILABLE,
                                 "failed to resolve host \"%s\" of the environment "
                                 "variable " FULL ": %s",
                                 name, gai_strerror(code));
    }
    for (const struct addrinfo *a = addresses; a; a = a->ai_next) {
        all = all && is_allowed(a->ai_addr);
    }
    freeaddrinfo(addresses);
    return all ? STATUS_OK : refuse_host(name, err);
}

/* A part of the URL, empty when it has none. */
static char *part_of(CURLU *parsed, CURLUPart part, unsigned int flags)
{
    char *text = NULL;
    char *copy;

    if (curl_url_get(parsed, part, &text, flags) != CURLUE_OK) {
        text = NULL;
    }
    copy = mem_strndup(text ? text : "", text ? strlen(text) : 0);
    curl_free(text);
    return copy;
}

static void place_release(struct place *place)
{
    mem_free(place->url);
    mem_free(place->query);
    mem_free(place->host);
    mem_free(place->name);
}

static char *without_brackets(const char *host)
{
    struct str name = str_from(host);

    if (name.len > 2 && name.data[0] == '[') {
        name = str_slice(name, 1, name.len - 1);
    }
    return mem_strndup(name.data, name.len);
}

static struct place place_of(CURLU *parsed)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char *scheme = part_of(parsed, CURLUPART_SCHEME, 0);
    char *host = part_of(parsed, CURLUPART_HOST, 0);
    char *port = part_of(parsed, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    struct str header = arena_printf(arena, "%s%s%s", host, port[0] != '\0' ? ":" : "", port);
    struct place place = { .query = part_of(parsed, CURLUPART_QUERY, 0),
                           .host = mem_strndup(header.data, header.len),
                           .name = without_brackets(host),
                           .is_https = strcmp(scheme, "https") == 0 };

    (void)curl_url_set(parsed, CURLUPART_QUERY, NULL, 0);
    (void)curl_url_set(parsed, CURLUPART_FRAGMENT, NULL, 0);
    place.url = part_of(parsed, CURLUPART_URL, 0);
    mem_free(scheme);
    mem_free(host);
    mem_free(port);
    return place;
}

/* What is wrong with it, or NULL with *out filled. The caller gives it back. */
static const char *split_url(const char *url, struct place *out)
{
    CURLU *parsed = curl_url();
    CURLUcode code;

    for (const char *c = url; *c; c++) {
        if (*c <= ' ' || *c > '~' || *c == '\\') {
            curl_url_cleanup(parsed);
            return "it holds a blank or another character that no URL has";
        }
    }
    code = curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER);
    if (code == CURLUE_OK) {
        *out = place_of(parsed);
    }
    curl_url_cleanup(parsed);
    return code == CURLUE_OK ? NULL : curl_url_strerror(code);
}

static bool begins_with(struct str url, struct str scheme)
{
    return str_eq_nocase(str_slice(url, 0, scheme.len), scheme);
}

static enum status open_place(struct arena *arena, const struct env *env, struct place *out,
                              struct err *err)
{
    struct str relative = env_get(env, RELATIVE);
    struct str url = relative.len > 0
                         ? arena_printf(arena, "http://169.254.170.2%.*s", STR_ARG(relative))
                         : arena_str(arena, env_get(env, FULL));
    const char *variable = relative.len > 0 ? RELATIVE : FULL;
    const char *wrong = NULL;

    if (relative.len > 0 && relative.data[0] != '/') {
        wrong = "it does not begin with a slash";
    } else if (url.len > URL_BYTES) {
        wrong = "it is too long";
    } else if (!begins_with(url, STR("http://")) && !begins_with(url, STR("https://"))) {
        wrong = "it does not begin with http:// or https://";
    } else {
        wrong = split_url(url.data, out);
    }
    return wrong ? err_set(err, STATUS_INVALID, "the environment variable %s is no URL: %s",
                           variable, wrong)
                 : STATUS_OK;
}

/* The token as it is sent: what could end its header must not be in it. */
static enum status check_token(struct str token, struct str origin, struct err *err)
{
    for (size_t i = 0; i < token.len; i++) {
        if ((unsigned char)token.data[i] < ' ' || token.data[i] == '\x7f') {
            return err_set(err, STATUS_INVALID,
                           "authorization token contains invalid newline sequence or another "
                           "control character: mend %.*s",
                           STR_ARG(origin));
        }
    }
    return STATUS_OK;
}

static enum status read_token(struct arena *arena, const struct env *env, struct secret *out,
                              struct err *err)
{
    struct str path = env_get(env, TOKEN_FILE);
    struct str origin = STR("the environment variable " TOKEN);
    enum status status;

    if (path.len > 0) {
        status = file_read(arena_str(arena, path).data, TOKEN_BYTES, out, err);
        if (status != STATUS_OK) {
            err_prefix(err, "the authorization token that " TOKEN_FILE " names");
            return STATUS_INVALID;
        }
        origin = arena_printf(arena, "the file %.*s", STR_ARG(path));
    } else {
        secret_set(out, env_get(env, TOKEN));
    }
    status = check_token(secret_reveal(out), origin, err);
    if (status != STATUS_OK) {
        secret_release(out);
    }
    return status;
}

static enum status ask(const struct container *container, struct arena *arena,
                       struct stop *stop, struct str token, struct http_reply *reply,
                       struct err *err)
{
    const struct http_header headers[] = { { STR("Accept"), STR("application/json") },
                                           { STR("Authorization"), token } };
    const struct exchange exchange = {
        .io = &container->io,
        .arena = arena,
        .stop = stop,
        .max_attempts = EXCHANGE_CREDENTIAL_ATTEMPTS,
        .method = "GET",
        .endpoint = { .url = str_from(container->place.url),
                      .host = str_from(container->place.host),
                      .path = STR("/"),
                      .origin = arena_printf(arena, "the environment variable %s",
                                             container->variable) },
        .query = str_from(container->place.query),
        .headers = headers,
        .header_count = ARRAY_LEN(headers) - (token.len == 0 ? 1 : 0),
        .connect_ms = CONNECT_MS,
        .total_ms = TOTAL_MS,
        .secrets = { token },
        .read_error = creds_answer_error,
    };
    struct aws_error error = { .http_status = 0 };
    enum status status = exchange_run(&exchange, reply, &error);

    if (status != STATUS_OK) {
        /* Nothing was to be changed. */
        error.outcome_unknown = false;
        return err_set(err, status, "%.*s",
                       STR_ARG(exchange_error_text(arena, STR("container credentials"),
                                                   STR("GetCredentials"), &error)));
    }
    return STATUS_OK;
}

static enum status read_reply(const struct container *container, struct arena *arena,
                              const struct http_reply *reply, struct creds *out,
                              struct err *err)
{
    const cJSON *answer = secret_json_parse(arena, reply->body);
    struct creds_found found;
    enum status status;

    if (!answer) {
        return err_set(err, STATUS_INVALID,
                       "the answer of the container credentials service is not a JSON object; "
                       "check the environment variable %s",
                       container->variable);
    }
    status = creds_answer_read(answer, &form, "the answer of the container credentials service",
                               &found, err);
    if (status != STATUS_OK) {
        return status;
    }
    found.origin =
        arena_printf(arena, "the container (the environment variable %s)", container->variable);
    return creds_make(&found, out, err);
}

static enum status container_retrieve(struct creds_source *self, struct stop *stop,
                                      struct creds *out, struct err *err)
{
    const struct container *container = (const struct container *)self;
    ARENA_AUTO struct arena *arena = arena_new_secret();
    struct secret token = { NULL, 0 };
    struct http_reply reply;
    enum status status = STATUS_OK;

    if (!container->place.is_https) {
        status = check_host(container->place.name, false, err);
    }
    if (status == STATUS_OK) {
        status = read_token(arena, container->io.env, &token, err);
    }
    if (status == STATUS_OK) {
        status = ask(container, arena, stop, secret_reveal(&token), &reply, err);
    }
    if (status == STATUS_OK) {
        status = read_reply(container, arena, &reply, out, err);
    }
    secret_release(&token);
    return status;
}

static void container_free(struct creds_source *self)
{
    struct container *container = (struct container *)self;

    place_release(&container->place);
    mem_free(container);
}

bool creds_container_is_set(const struct env *env)
{
    return env_get(env, RELATIVE).len > 0 || env_get(env, FULL).len > 0;
}

enum status creds_container_new(const struct creds_io *io, struct creds_source **out,
                                struct err *err)
{
    static const struct creds_source_ops ops = { .retrieve = container_retrieve,
                                                 .free = container_free };
    ARENA_AUTO struct arena *arena = arena_new();
    struct place place = { .url = NULL };
    enum status status = open_place(arena, io->env, &place, err);
    struct container *container;

    if (status == STATUS_OK && !place.is_https) {
        status = check_host(place.name, true, err);
    }
    if (status != STATUS_OK) {
        place_release(&place);
        return status;
    }
    container = mem_calloc(1, sizeof(*container));
    container->source.ops = &ops;
    container->io = *io;
    container->place = place;
    container->variable = env_get(io->env, RELATIVE).len > 0 ? RELATIVE : FULL;
    *out = &container->source;
    return STATUS_OK;
}
