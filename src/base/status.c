#include "base/status.h"

#include "base/utf8.h"

enum {
    FIRST_PRINTABLE = 0x20
};

/* Makes the text one line of UTF-8: a character that was cut at the end goes, bytes that cannot
 * stay become '?', control characters become blanks. `len` is what the text would have with all
 * the room it wants. */
static void tidy(struct err *err, int len)
{
    struct str rest = { err->text, len > 0 ? (size_t)len : 0 };
    size_t at = 0;

    if (rest.len >= sizeof(err->text)) {
        rest.len = sizeof(err->text) - 1;
    }
    rest.len = utf8_cut(rest, rest.len).len;
    err->text[rest.len] = '\0';
    while (at < rest.len) {
        size_t bytes = utf8_next(str_slice(rest, at, rest.len));

        if (bytes == 0) {
            err->text[at] = '?';
        } else if ((unsigned char)err->text[at] < FIRST_PRINTABLE) {
            err->text[at] = ' ';
        }
        at += bytes ? bytes : 1;
    }
}

enum status err_set(struct err *err, enum status status, const char *format, ...)
{
    va_list args;
    int len;

    if (!err) {
        return status;
    }
    va_start(args, format);
    len = vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    tidy(err, len);
    return status;
}

/* Appends as much as there is room for; gives back the new length. */
static int append(struct err *err, int len, const char *text)
{
    while (*text && (size_t)len + 1 < sizeof(err->text)) {
        err->text[len++] = *text++;
    }
    return len;
}

void err_prefix(struct err *err, const char *format, ...)
{
    struct err tail;
    va_list args;
    int len;

    if (!err) {
        return;
    }
    tail = *err;
    va_start(args, format);
    len = vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    tidy(err, len);
    len = append(err, (int)strlen(err->text), ": ");
    tidy(err, append(err, len, tail.text));
}
