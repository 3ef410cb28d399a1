#include "aws/error.h"

#include "base/utf8.h"

#include <cjson/cJSON.h>

enum {
    CODE_BYTES = 128,
    MESSAGE_BYTES = 4096,
    RAW_BYTES = 512,
    SECRET_PART_BYTES = 8,
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403
};

/* "namespace#Name:https://..." is "Name". */
static struct str bare_name(struct str name)
{
    size_t hash;

    name = str_slice(name, 0, str_find(name, ':'));
    hash = str_rfind(name, '#');
    name = hash < name.len ? str_slice(name, hash + 1, name.len) : name;
    return str_trim(utf8_cut(name, CODE_BYTES));
}

/* The first of the NULL-terminated members that has a text. */
static struct str text_member(const cJSON *object, const char *const *names)
{
    struct str text = { NULL, 0 };

    for (; *names && text.len == 0; names++) {
        text = str_from(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, *names)));
    }
    return text;
}

/* One line of valid UTF-8, with each run of blanks and control characters as one blank. */
static struct str clean(struct arena *arena, struct str text, size_t max_bytes)
{
    char *line;
    size_t len = 0;

    text = utf8_cut(utf8_sanitize(arena, str_trim(text)), max_bytes);
    line = arena_strndup(arena, text.len > 0 ? text.data : "", text.len);
    for (size_t i = 0; i < text.len; i++) {
        bool is_blank = (line[i] >= 0 && line[i] <= ' ') || line[i] == '\x7f';

        if (!is_blank) {
            line[len++] = line[i];
        } else if (len > 0 && line[len - 1] != ' ') {
            line[len++] = ' ';
        }
    }
    return str_trim((struct str){ line, len });
}

/* A refused signature comes with all that should have been signed, the session token
 * included. */
static struct str without_canonical_form(struct str message)
{
    static const struct str mark = { "The Canonical String for this request", 37 };
    const char *at =
        message.len > 0 ? memmem(message.data, message.len, mark.data, mark.len) : NULL;

    return at ? str_slice(message, 0, (size_t)(at - message.data)) : message;
}

static void delete_json(void *json)
{
    cJSON_Delete(json);
}

struct error_reply error_make(struct arena *arena, struct str code, struct str message)
{
    if (message.len == 0) {
        message = code.len > 0 ? STR("the service gives no reason")
                               : STR("the answer names no error");
    }
    return (struct error_reply){
        .code = clean(arena, code, CODE_BYTES),
        .message = clean(arena, without_canonical_form(message), MESSAGE_BYTES),
    };
}

struct error_reply error_read(struct arena *arena, const struct http_reply *reply)
{
    static const char *const codes[] = { "code", "__type", "Code", "error", NULL };
    static const char *const messages[] = { "message", "Message", "error_description", NULL };
    struct error_reply error = { .code = bare_name(reply->fields[HTTP_ERROR_TYPE]) };
    struct str body = str_trim(reply->body);
    cJSON *json = body.len > 0 ? cJSON_ParseWithLength(body.data, body.len) : NULL;

    if (json) {
        arena_defer(arena, delete_json, json);
    }
    if (cJSON_IsObject(json)) {
        error.code = error.code.len > 0 ? error.code : bare_name(text_member(json, codes));
        error.message = text_member(json, messages);
    } else if (body.len > 0) {
        error.message = arena_printf(arena, "the answer is not JSON: %.*s",
                                     STR_ARG(clean(arena, body, RAW_BYTES)));
    }
    return error_make(arena, error.code, error.message);
}

/* How much at the end of the text is a beginning of the secret that would help to guess it. */
static size_t cut_secret(struct str text, struct str secret)
{
    size_t len = secret.len < text.len ? secret.len : text.len;

    while (len >= SECRET_PART_BYTES && !str_ends_with(text, str_slice(secret, 0, len))) {
        len--;
    }
    return len >= SECRET_PART_BYTES ? len : 0;
}

struct str error_hide(struct arena *arena, struct str text, struct str secret)
{
    struct str out = { NULL, 0 };
    const char *at;

    if (secret.len == 0 || text.len == 0) {
        return text;
    }
    while (text.len > 0 && (at = memmem(text.data, text.len, secret.data, secret.len))) {
        size_t before = (size_t)(at - text.data);

        out = arena_printf(arena, "%.*s%.*s(hidden)", STR_ARG(out),
                           STR_ARG(str_slice(text, 0, before)));
        text = str_slice(text, before + secret.len, text.len);
    }
    if (cut_secret(text, secret) > 0) {
        text.len -= cut_secret(text, secret);
        return arena_printf(arena, "%.*s%.*s(hidden)", STR_ARG(out), STR_ARG(text));
    }
    return out.len > 0 ? arena_printf(arena, "%.*s%.*s", STR_ARG(out), STR_ARG(text)) : text;
}

enum error_kind error_kind_of(int http_status, struct str code)
{
    static const char *const credentials[] = {
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "InvalidAccessKeyId",
        "AuthFailure",
        "NotAuthorized",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "RequestInTheFuture",
        "TokenRefreshRequired",
        NULL,
    };
    static const char *const permission[] = { "AccessDenied", "AccessDeniedException",
                                              "OptInRequired", "UnauthorizedOperation", NULL };

    if (str_in(code, credentials) || (code.len == 0 && http_status == HTTP_UNAUTHORIZED)) {
        return ERROR_CREDENTIALS;
    }
    if (str_in(code, permission) || (code.len == 0 && http_status == HTTP_FORBIDDEN)) {
        return ERROR_PERMISSION;
    }
    return ERROR_OTHER;
}
