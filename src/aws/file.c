#include "aws/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* strerror is not for programs with threads. */
static const char *reason(int code)
{
    const char *words = strerrordesc_np(code);

    return words ? words : "unknown error";
}

/* Up to `size` bytes of an open file. -1: it cannot be read. */
static ssize_t read_all(int fd, char *text, size_t size)
{
    size_t len = 0;
    ssize_t got;

    do {
        got = read(fd, text + len, size - len);
        len += got > 0 ? (size_t)got : 0;
    } while ((got > 0 && len < size) || (got < 0 && errno == EINTR));
    return got < 0 ? -1 : (ssize_t)len;
}

enum status file_read(const char *path, size_t max_bytes, struct secret *out, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum status status = STATUS_OK;
    char *text;
    ssize_t len;
    int code;

    if (fd < 0) {
        return err_set(err, STATUS_NOT_FOUND, "%s cannot be read: %s", path, reason(errno));
    }
    text = mem_calloc(max_bytes + 1, 1);
    len = read_all(fd, text, max_bytes + 1);
    code = errno;
    close(fd);
    if (len < 0) {
        status = err_set(err, STATUS_INVALID, "%s cannot be read: %s", path, reason(code));
    } else if ((size_t)len > max_bytes) {
        status = err_set(err, STATUS_TOO_LARGE, "%s: the file is larger than %zu bytes", path,
                         max_bytes);
    } else {
        secret_set(out, (struct str){ text, (size_t)len });
    }
    mem_wipe(text, max_bytes + 1);
    mem_free(text);
    return status;
}

static bool write_all(int fd, struct str text)
{
    while (text.len > 0) {
        ssize_t put = write(fd, text.data, text.len);

        if (put < 0 && errno != EINTR) {
            return false;
        }
        text = str_slice(text, put > 0 ? (size_t)put : 0, text.len);
    }
    return fsync(fd) == 0;
}

enum status file_replace(const char *path, struct str text, struct err *err)
{
    ARENA_AUTO struct arena *arena = arena_new();
    /* Of mode 0600, as all of this family are. */
    char *temporary = arena_strndup(arena, arena_printf(arena, "%s.XXXXXX", path).data,
                                    strlen(path) + strlen(".XXXXXX"));
    int fd = mkostemp(temporary, O_CLOEXEC);
    bool written;
    int code;

    if (fd < 0) {
        return err_set(err, STATUS_FAILED, "%s cannot be written: %s", path, reason(errno));
    }
    written = write_all(fd, text);
    code = errno;
    if (close(fd) != 0 && written) {
        written = false;
        code = errno;
    }
    if (written && rename(temporary, path) != 0) {
        written = false;
        code = errno;
    }
    if (written) {
        return STATUS_OK;
    }
    (void)unlink(temporary);
    return err_set(err, STATUS_FAILED, "%s cannot be written: %s", path, reason(code));
}
