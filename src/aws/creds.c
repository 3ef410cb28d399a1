#include "aws/creds.h"

#include "base/mem.h"

/* The text of a header can hold these alone. */
static enum status check_text(struct str text, const char *what, struct str origin,
                              struct err *err)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] > '~') {
            return err_set(err, STATUS_INVALID,
                           "the %s that comes from %.*s holds a blank, a line break or another "
                           "character that no %s has: check how it was copied",
                           what, STR_ARG(origin), what);
        }
    }
    return STATUS_OK;
}

enum status creds_make(const struct creds_found *found, struct creds *out, struct err *err)
{
    enum status status = check_text(found->access_key_id, "access key", found->origin, err);

    if (status == STATUS_OK) {
        status = check_text(found->secret_key, "secret key", found->origin, err);
    }
    if (status == STATUS_OK) {
        status = check_text(found->session_token, "session token", found->origin, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *out = (struct creds){
        .access_key_id = mem_strndup(found->access_key_id.data, found->access_key_id.len),
        .origin = mem_strndup(found->origin.data, found->origin.len),
        .expires_at_ms = found->expires_at_ms,
    };
    secret_set(&out->secret_key, found->secret_key);
    secret_set(&out->session_token, found->session_token);
    return STATUS_OK;
}

void creds_copy(struct creds *out, const struct creds *from)
{
    *out = (struct creds){
        .access_key_id = mem_strndup(from->access_key_id, strlen(from->access_key_id)),
        .origin = mem_strndup(from->origin, strlen(from->origin)),
        .expires_at_ms = from->expires_at_ms,
    };
    secret_set(&out->secret_key, secret_reveal(&from->secret_key));
    secret_set(&out->session_token, secret_reveal(&from->session_token));
}

void creds_release(struct creds *creds)
{
    mem_free(creds->access_key_id);
    mem_free(creds->origin);
    secret_release(&creds->secret_key);
    secret_release(&creds->session_token);
    *creds = (struct creds){ .origin = NULL };
}
