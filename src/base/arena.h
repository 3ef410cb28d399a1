#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>

/*
 * A bump allocator that lives as long as one RPC.
 *
 * Everything that a call decodes, plans or builds is taken from its arena and given back at
 * once, so no caller below the RPC layer frees anything. An arena is used by one thread at a
 * time. Memory that runs out ends the process (base/mem.h): nothing here returns NULL.
 */
struct arena;

/* The caller owns the arena. */
struct arena *arena_new(void) __attribute__((returns_nonnull));

/* One whose memory is wiped when it is freed: for answers and requests that hold secrets. */
struct arena *arena_new_secret(void) __attribute__((returns_nonnull));

/* Runs what arena_defer registered, last first, then frees all. NULL is fine. */
void arena_free(struct arena *arena);

/* Zeroed memory for `count` objects of `size` bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* A copy of `len` bytes with a NUL behind them. */
char *arena_strndup(struct arena *arena, const char *s, size_t len)
    __attribute__((returns_nonnull));

/* A copy of `s`; its data is NUL-terminated, for libraries that want that. */
struct str arena_str(struct arena *arena, struct str s);

/* Text by format, NUL-terminated. */
struct str arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
    PRINTF_LIKE(2, 0);

/* Calls `release(object)` when the arena is freed: for objects of libraries that have their own
 * allocator (a cJSON tree, say). */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/* Bytes handed out so far, for ceilings and tests. */
size_t arena_used(const struct arena *arena);

/* For scope-bound use: ARENA_AUTO struct arena *arena = arena_new(); */
static inline void arena_freep(struct arena **arena)
{
    arena_free(*arena);
}
#define ARENA_AUTO __attribute__((cleanup(arena_freep)))

#endif
