#include "base/status.h"

#include "base/utf8.h"

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
    if (len < 0) {
        err->text[0] = '\0';
    } else if ((size_t)len >= sizeof(err->text)) {
        err->text[utf8_cut(str_from(err->text), sizeof(err->text) - 1).len] = '\0';
    }
    return status;
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
    if (len >= 0 && (size_t)len < sizeof(err->text)) {
        size_t head = (size_t)len;
        int more = snprintf(err->text + head, sizeof(err->text) - head, ": %s", tail.text);

        len = more < 0 ? -1 : len + more;
    }
    if (len < 0 || (size_t)len >= sizeof(err->text)) {
        err->text[utf8_cut(str_from(err->text), sizeof(err->text) - 1).len] = '\0';
    }
}
