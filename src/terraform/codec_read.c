#include "terraform/codec_read.h"

#include "base/utf8.h"

#include <stdarg.h>

enum status codec_read_pass(const struct codec_read *in, const struct path *path,
                            enum status status)
{
    if (path) {
        err_prefix(in->err, "%.*s", STR_ARG(path_text(in->arena, path)));
    }
    return status;
}

enum status codec_read_fail(const struct codec_read *in, const struct path *path,
                            enum status status, const char *format, ...)
{
    va_list args;
    struct str text;

    va_start(args, format);
    text = arena_vprintf(in->arena, format, args);
    va_end(args);
    return codec_read_pass(in, path, err_set(in->err, status, "%.*s", STR_ARG(text)));
}

enum status codec_read_wrong_kind(const struct codec_read *in, const struct path *path,
                                  const struct type *type, const char *found)
{
    return codec_read_fail(in, path, STATUS_INVALID, "%s %.*s is required, not %s",
                           type->kind == KIND_OBJECT ? "an" : "a",
                           STR_ARG(type_name(in->arena, type)), found);
}

enum status codec_read_begin(struct codec_read *in, struct arena *arena, struct str text,
                             struct err *err)
{
    if (text.len > CODEC_MAX_BYTES) {
        return err_set(err, STATUS_TOO_LARGE, "the value has more than %d bytes",
                       CODEC_MAX_BYTES);
    }
    *in = (struct codec_read){ arena, err, text.len > 0 ? text.data : "", NULL };
    in->end = in->at + text.len;
    return STATUS_OK;
}

enum status codec_read_utf8(const struct codec_read *in, const struct path *path,
                            struct str text)
{
    return utf8_valid(text)
               ? STATUS_OK
               : codec_read_fail(in, path, STATUS_INVALID, "the text is not UTF-8");
}

size_t codec_read_left(const struct codec_read *in)
{
    return (size_t)(in->end - in->at);
}
