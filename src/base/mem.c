#include "base/mem.h"

#include "base/macros.h"

#include <stdint.h>
#include <unistd.h>

/* Written with write(2) alone: nothing that could allocate may run when memory is out. Whether
 * the line arrives changes nothing. */
_Noreturn void mem_fatal(const char *what)
{
    const char *const parts[] = { "fatal error: ", what, "\n" };
    ssize_t done = 0;

    for (size_t i = 0; i < ARRAY_LEN(parts) && done >= 0; i++) {
        done = write(STDERR_FILENO, parts[i], strlen(parts[i]));
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
