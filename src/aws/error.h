#ifndef AWS_ERROR_H
#define AWS_ERROR_H

#include "aws/http.h"

/*
 * Reads the error answers of JSON services: the name in the header X-Amzn-ErrorType, else in
 * `code`, else in `__type`, else in `Code` (as instance metadata has it) or `error` (as OAuth
 * has it); the words in `message`, else `Message`, else `error_description`. Pure; any thread.
 */
struct error_reply {
    struct str code; /* bare: no namespace, no URI; empty when the answer names none */
    struct str message;
};

/* Whatever the answer is, there is a result: valid UTF-8, one line, cut to a sane length. */
struct error_reply error_read(struct arena *arena, const struct http_reply *reply);

/* The same for texts that were found in another form. */
struct error_reply error_make(struct arena *arena, struct str code, struct str message);

/* The text with "(hidden)" in the place of each occurrence of the secret, and of its beginning
 * where the text was cut in the middle of it. */
struct str error_hide(struct arena *arena, struct str text, struct str secret);

/* What the code says about the request, as far as an AWS client cares. */
enum error_kind {
    ERROR_OTHER,
    ERROR_CREDENTIALS, /* the signature or the keys are refused */
    ERROR_PERMISSION,  /* the keys are good, but may not do this */
};

enum error_kind error_kind_of(int http_status, struct str code);

#endif
