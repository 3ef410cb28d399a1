#include "base/mem.h"

#include <stdint.h>
#include <unistd.h>

/* Written with write(2) alone: nothing that could allocate may run when memory is out. */
_Noreturn void mem_fatal(const char *what)
{
    static const char head[] = "fatal error: ";
    ssize_t done = write(STDERR_FILENO, head, sizeof(head) - 1);

    if (done >= 0) {
        done = write(STDERR_FILENO, what, strlen(what));
    }
    if (done >= 0) {
        done = write(STDERR_FILENO, "\n", 1);
    }
    abort();
}

void *mem_calloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);

    if (!p) {
        mem_fatal("out of memory");
    }
    return p;
}

void *mem_realloc(void *p, size_t size)
{
    void *grown = realloc(p, size ? size : 1);

    if (!grown) {
        mem_fatal("out of memory");
    }
    return grown;
}

char *mem_strndup(const char *s, size_t len)
{
    char *copy;

    if (len == SIZE_MAX) {
        mem_fatal("out of memory");
    }
    copy = mem_calloc(len + 1, 1);
    if (len > 0) {
        memcpy(copy, s, len);
    }
    return copy;
}

void mem_free(void *p)
{
    free(p);
}

void mem_wipe(void *p, size_t size)
{
    explicit_bzero(p, size);
}
