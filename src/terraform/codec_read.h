#ifndef TERRAFORM_CODEC_READ_H
#define TERRAFORM_CODEC_READ_H

#include "terraform/codec.h"
#include "terraform/diag.h"

/*
 * What the readers of terraform/codec.h share. They walk the type and the text together, so
 * they go as deep as the type does, whatever the text holds. The paths they pass down lie on
 * the stack; only an error makes a text of them.
 */
struct codec_read {
    struct arena *arena;
    struct err *err;
    const char *at; /* the next byte */
    const char *end;
};

/* Sets the error text, with the path in front of it, and gives back `status`. */
enum status codec_read_fail(const struct codec_read *in, const struct path *path,
                            enum status status, const char *format, ...) PRINTF_LIKE(4, 5);

/* "a set of string is required, not <found>". */
enum status codec_read_wrong_kind(const struct codec_read *in, const struct path *path,
                                  const struct type *type, const char *found);

/* Passes an error of another function on, with the path in front. */
enum status codec_read_pass(const struct codec_read *in, const struct path *path,
                            enum status status);

/* Fails when the text is over CODEC_MAX_BYTES. */
MUST_CHECK enum status codec_read_begin(struct codec_read *in, struct arena *arena,
                                        struct str text, struct err *err);

/* Fails when the text is not UTF-8. */
MUST_CHECK enum status codec_read_utf8(const struct codec_read *in, const struct path *path,
                                       struct str text);

size_t codec_read_left(const struct codec_read *in);

#endif
