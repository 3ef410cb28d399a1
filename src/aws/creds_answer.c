#include "aws/creds_answer.h"

#include "base/timestamp.h"

enum {
    HTTP_TOO_MANY_REQUESTS = 429
};

/* Largest integer that a JSON number of cJSON, a double, holds exactly. */
static const double exact_limit = 9007199254740992.0;

static bool read_expiration(const cJSON *item, bool is_ms, int64_t *out_ms)
{
    if (!is_ms) {
        return cJSON_IsString(item) && timestamp_parse(str_from(item->valuestring), out_ms);
    }
    if (!cJSON_IsNumber(item) || item->valuedouble < 1 || item->valuedouble > exact_limit) {
        return false;
    }
    *out_ms = (int64_t)item->valuedouble;
    return true;
}

enum status creds_answer_read(const cJSON *object, const struct creds_answer_form *form,
                              const char *what, struct creds_found *out, struct err *err)
{
    const cJSON *expiration = cJSON_GetObjectItemCaseSensitive(object, form->expiration);
    struct creds_found found = {
        .access_key_id = secret_json_text(object, form->access_key_id),
        .secret_key = secret_json_text(object, form->secret_key),
        .session_token = secret_json_text(object, form->session_token),
    };

    if (found.access_key_id.len == 0 || found.secret_key.len == 0) {
        return err_set(err, STATUS_INVALID, "missing %s in %s",
                       found.access_key_id.len == 0 ? form->access_key_id : form->secret_key,
                       what);
    }
    if (expiration && !cJSON_IsNull(expiration) &&
        !read_expiration(expiration, form->is_expiration_ms, &found.expires_at_ms)) {
        return err_set(err, STATUS_INVALID, "%s in %s is not %s", form->expiration, what,
                       form->is_expiration_ms ? "a number of milliseconds"
                                              : "a time as in 2026-01-31T12:00:00Z");
    }
    *out = found;
    return STATUS_OK;
}

struct error_reply creds_answer_error(struct arena *arena, const struct http_reply *reply)
{
    struct http_reply quiet = *reply;
    struct error_reply error;

    if (!secret_json_parse(arena, str_trim(reply->body)) &&
        !str_starts_with(reply->fields[HTTP_CONTENT_TYPE], STR("text/plain"))) {
        quiet.body = (struct str){ NULL, 0 };
    }
    error = error_read(arena, &quiet);
    if (error.code.len == 0 && reply->status == HTTP_TOO_MANY_REQUESTS) {
        error.code = STR("TooManyRequestsException");
    }
    return error;
}
