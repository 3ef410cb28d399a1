#ifndef TERRAFORM_CODEC_JSON_H
#define TERRAFORM_CODEC_JSON_H

#include "terraform/codec_read.h"

/*
 * JSON text as tokens (RFC 8259, strict), for a reader that knows what it expects. A number is
 * handed out as it is spelled, so that no digit is lost; a string is handed out decoded and
 * may hold any character, NUL included.
 */

enum codec_json_kind {
    JSON_NULL,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,  /* its '[': codec_json_element follows */
    JSON_OBJECT, /* its '{': codec_json_element follows */
    JSON_ARRAY_END,
    JSON_OBJECT_END,
    JSON_COMMA,
    JSON_COLON,
};

struct codec_json_token {
    enum codec_json_kind kind;
    struct str text; /* number: its spelling; string: its content, in the input or the arena */
};

/* "null", "a number", "an object" ... */
const char *codec_json_name(const struct codec_json_token *token);

/* The first token of a value. */
MUST_CHECK enum status codec_json_value(struct codec_read *in, const struct path *path,
                                        struct codec_json_token *token);

/* An array or object that is being read; begins as { .is_object = ... }. */
struct codec_json_container {
    bool is_object;
    bool begun;
    struct str key; /* of the element, in an object */
};

/* Moves to the next element: its first token and, in an object, its key. *more is false behind
 * the last one. */
MUST_CHECK enum status codec_json_element(struct codec_read *in, const struct path *path,
                                          struct codec_json_container *container,
                                          struct codec_json_token *token, bool *more);

/* Reads over the rest of the value that begins with the token. Fails when it is nested deeper
 * than CODEC_MAX_DEPTH. */
MUST_CHECK enum status codec_json_skip(struct codec_read *in, const struct path *path,
                                       const struct codec_json_token *token);

/* Fails when anything but blanks is left. */
MUST_CHECK enum status codec_json_end(struct codec_read *in);

#endif
