#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "base/macros.h"

#include <stdarg.h>

/*
 * What a function that can fail returns, and the text that goes with it.
 *
 * A function that takes a `struct err *` writes it only when it fails, and touches no other
 * output then. The text is one line of valid UTF-8 that names what is wrong and the limit, if
 * there is one; it never holds a secret. Callers on the way up add nothing but what the callee
 * could not know.
 */
enum status {
    STATUS_OK,
    STATUS_INVALID,     /* input that breaks a rule */
    STATUS_NOT_FOUND,   /* the thing asked for is not there */
    STATUS_CONFLICT,    /* somebody else holds or changes it */
    STATUS_DENIED,      /* not allowed, or the credentials are refused */
    STATUS_UNAVAILABLE, /* the other side cannot be reached or cannot answer now */
    STATUS_TIMEOUT,     /* the time allowed is over */
    STATUS_STOPPED,     /* the user or the caller asked to stop */
    STATUS_TOO_LARGE,   /* over a ceiling */
    STATUS_FAILED,      /* anything else */
};

enum {
    ERR_TEXT_BYTES = 2048
};

struct err {
    char text[ERR_TEXT_BYTES]; /* NUL-terminated, cut at a character when it is too long */
};

/* Writes the text and gives back `status`, so that a failure reads `return err_set(...)`.
 * `err` may be NULL when the caller does not want the text. */
enum status err_set(struct err *err, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Puts "<text>: " in front of what is there. */
void err_prefix(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
