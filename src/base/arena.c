#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>

/* Under a sanitizer each allocation is a block of its own, so that red zones lie between
 * objects. */
#if defined(ARENA_ONE_OBJECT_PER_BLOCK)
#    define BLOCK_BYTES ((size_t)1)
#else
#    define BLOCK_BYTES ((size_t)8 * 1024)
#endif

struct block {
    struct block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *object);
    void *object;
};

struct arena {
    struct block *head;
    struct deferred *deferred;
    size_t used;
    bool is_secret;
};

struct arena *arena_new(void)
{
    return mem_calloc(1, sizeof(struct arena));
}

struct arena *arena_new_secret(void)
{
    struct arena *arena = arena_new();

    arena->is_secret = true;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena) {
        return;
    }
    for (struct deferred *d = arena->deferred; d; d = d->next) {
        d->release(d->object);
    }
    for (struct block *b = arena->head; b;) {
        struct block *next = b->next;

        if (arena->is_secret) {
            mem_wipe(b->bytes, b->used);
        }
        mem_free(b);
        b = next;
    }
    mem_free(arena);
}

static struct block *block_new(size_t want)
{
    size_t size = want > BLOCK_BYTES ? want : BLOCK_BYTES;
    struct block *block;

    if (size > SIZE_MAX - sizeof(*block)) {
        mem_fatal("out of memory");
    }
    block = mem_calloc(1, sizeof(*block) + size);
    block->size = size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    const size_t step = alignof(max_align_t);
    struct block *block = arena->head;
    size_t total;
    void *p;

    if (__builtin_mul_overflow(count, size, &total) || total > SIZE_MAX - step) {
        mem_fatal("out of memory");
    }
    total = (total + step - 1) / step * step;
    if (!block || block->size - block->used < total) {
        block = block_new(total);
        block->next = arena->head;
        arena->head = block;
    }
    p = block->bytes + block->used;
    block->used += total;
    arena->used += total;
    return p;
}

char *arena_strndup(struct arena *arena, const char *s, size_t len)
{
    char *copy;

    if (len == SIZE_MAX) {
        mem_fatal("out of memory");
    }
    copy = arena_alloc(arena, len + 1, 1);
    if (len > 0) {
        memcpy(copy, s, len);
    }
    return copy;
}

struct str arena_str(struct arena *arena, struct str s)
{
    return (struct str){ arena_strndup(arena, s.data, s.len), s.len };
}

struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    struct str out = { "", 0 };
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    if (len > 0) {
        char *text = arena_alloc(arena, (size_t)len + 1, 1);

        len = vsnprintf(text, (size_t)len + 1, format, again);
        out = (struct str){ text, len > 0 ? (size_t)len : 0 };
    }
    va_end(again);
    return out;
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    struct str out;
    va_list args;

    va_start(args, format);
    out = arena_vprintf(arena, format, args);
    va_end(args);
    return out;
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
    struct deferred *d = arena_alloc(arena, 1, sizeof(*d));

    *d = (struct deferred){ arena->deferred, release, object };
    arena->deferred = d;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
