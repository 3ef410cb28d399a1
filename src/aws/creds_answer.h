#ifndef AWS_CREDS_ANSWER_H
#define AWS_CREDS_ANSWER_H

#include "aws/creds.h"
#include "aws/error.h"
#include "aws/secret_json.h"

/*
 * Keys as the sources of credentials give them in JSON: the members are the same everywhere,
 * but for their names. Pure functions; any thread may call.
 */
struct creds_answer_form {
    const char *access_key_id;
    const char *secret_key;
    const char *session_token;
    const char *expiration; /* a text, see base/timestamp.h; it may be missing */
    bool is_expiration_ms;  /* it is a number, of milliseconds */
};

/* *out borrows from the tree and has no origin. STATUS_INVALID: a member is missing or no time;
 * the text is "missing <member> in <what>", and `what` is in it as it stands. */
MUST_CHECK enum status creds_answer_read(const cJSON *object,
                                         const struct creds_answer_form *form, const char *what,
                                         struct creds_found *out, struct err *err);

/* Reads an error answer, for exchange.read_error: what is neither JSON nor plain text, in which
 * the agents of containers speak, is not quoted. Some of them ask for patience with nothing but
 * the status 429. */
struct error_reply creds_answer_error(struct arena *arena, const struct http_reply *reply);

#endif
