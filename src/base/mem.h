#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/*
 * Heap memory for what outlives a call. Memory that runs out ends the process with one
 * `fatal error:` line on stderr, as gRPC's own code does, so no caller checks for NULL.
 * Any thread may call. Free with mem_free.
 */

/* Zeroed memory for `count` objects of `size` bytes; at least one byte is allocated. */
void *mem_calloc(size_t count, size_t size) __attribute__((returns_nonnull));

/* Grows or shrinks `p` (NULL: a new block) to `size` bytes; new bytes are not zeroed. */
void *mem_realloc(void *p, size_t size) __attribute__((returns_nonnull));

/* A NUL-terminated copy of `len` bytes. */
char *mem_strndup(const char *s, size_t len) __attribute__((returns_nonnull));

void mem_free(void *p);

/* Overwrites memory that held a secret; the compiler does not remove it. */
void mem_wipe(void *p, size_t size);

/* Ends the process with "fatal error: <what>" on stderr. */
_Noreturn void mem_fatal(const char *what);

#endif
