#include "terraform/plan_match.h"

#include <stdint.h>

/* The fitting of blocks, by kind; both values are known. Schemas are const tables of ours, so
 * their depth bounds the recursion. */
static bool object_fits(const struct type *type, const struct value *prior,
                        const struct value *config)
{
    return plan_match_fits(type->object, prior, config);
}

static bool list_fits(const struct type *type, const struct value *prior,
                      const struct value *config)
{
    bool ok = prior->count == config->count;

    for (size_t i = 0; ok && i < config->count; i++) {
        ok = plan_match_fits(type->element->object, &prior->items[i], &config->items[i]);
    }
    return ok;
}

static bool fits_any(const struct block *block, const struct value *prior,
                     const struct value *config)
{
    for (size_t i = 0; i < prior->count; i++) {
        if (plan_match_fits(block, &prior->items[i], config)) {
            return true;
        }
    }
    return false;
}

static bool is_fitted_by_any(const struct block *block, const struct value *prior,
                             const struct value *config)
{
    for (size_t i = 0; i < config->count; i++) {
        if (plan_match_fits(block, prior, &config->items[i])) {
            return true;
        }
    }
    return false;
}

/* Every element has a counterpart on the other side. Configured ones that mean the same may
 * have become one, so there may be more of them. */
static bool set_fits(const struct type *type, const struct value *prior,
                     const struct value *config)
{
    const struct block *block = type->element->object;
    bool ok = prior->count <= config->count;

    for (size_t i = 0; ok && i < config->count; i++) {
        ok = fits_any(block, prior, &config->items[i]);
    }
    for (size_t i = 0; ok && i < prior->count; i++) {
        ok = is_fitted_by_any(block, &prior->items[i], config);
    }
    return ok;
}

static bool map_fits(const struct type *type, const struct value *prior,
                     const struct value *config)
{
    bool ok = prior->entry_count == config->entry_count;

    for (size_t i = 0; ok && i < config->entry_count; i++) {
        ok = str_eq(prior->entries[i].key, config->entries[i].key) &&
             plan_match_fits(type->element->object, &prior->entries[i].value,
                             &config->entries[i].value);
    }
    return ok;
}

static bool block_fits(const struct type *type, const struct value *prior,
                       const struct value *config)
{
    static bool (*const by_kind[KIND_COUNT])(const struct type *type, const struct value *prior,
                                             const struct value *config) = {
        [KIND_LIST] = list_fits,
        [KIND_SET] = set_fits,
        [KIND_MAP] = map_fits,
        [KIND_OBJECT] = object_fits,
    };

    if (!value_is_known(prior) || !value_is_known(config)) {
        return prior->state == config->state;
    }
    return by_kind[type->kind](type, prior, config);
}

static bool row_fits(const struct field *field, const struct value *prior,
                     const struct value *config)
{
    if (field->flags & FIELD_BLOCK) {
        return block_fits(field->type, prior, config);
    }
    if (field->flags & FIELD_COMPUTED && value_is_null(config)) {
        return true;
    }
    return value_equal(field->type, prior, config);
}

bool plan_match_fits(const struct block *block, const struct value *prior,
                     const struct value *config)
{
    bool ok = value_is_known(prior) && value_is_known(config);

    for (size_t i = 0; ok && i < block->count; i++) {
        ok = row_fits(&block->fields[i], &prior->items[i], &config->items[i]);
    }
    return ok;
}

#define NOBODY SIZE_MAX

/* A growing matching: who has whom, and the search that is under way. */
struct match {
    const struct block *block;
    const struct value *prior;
    const struct value *config;
    size_t *owner;     /* of a prior element: the configured one that has it, or NOBODY */
    size_t *partner;   /* of a configured element: the prior one it has, or NOBODY */
    size_t *wanted_by; /* of a prior element: who found it in this search, or NOBODY */
    size_t *queue;     /* configured elements that look for a partner in this search */
};

/* Gives the free prior element to the one that wanted it, the one that this sets free to the
 * next, and so on until the one that began the search. */
static void hand_over(struct match *m, size_t prior, size_t start)
{
    size_t config;

    do {
        size_t freed;

        config = m->wanted_by[prior];
        freed = m->partner[config];
        m->owner[prior] = config;
        m->partner[config] = prior;
        prior = freed;
    } while (config != start);
}

/* Asks all prior elements that fit. A free one ends the search (true); the owners of others may
 * have to look for another. */
static bool ask(struct match *m, size_t config, size_t start, size_t *tail)
{
    for (size_t p = 0; p < m->prior->count; p++) {
        if (m->wanted_by[p] != NOBODY ||
            !plan_match_fits(m->block, &m->prior->items[p], &m->config->items[config])) {
            continue;
        }
        m->wanted_by[p] = config;
        if (m->owner[p] == NOBODY) {
            hand_over(m, p, start);
            return true;
        }
        m->queue[(*tail)++] = m->owner[p];
    }
    return false;
}

/* Looks for a partner for `start`, breadth first along those who could give theirs away. */
static void search(struct match *m, size_t start)
{
    size_t tail = 0;
    bool found = false;

    for (size_t p = 0; p < m->prior->count; p++) {
        m->wanted_by[p] = NOBODY;
    }
    m->queue[tail++] = start;
    for (size_t head = 0; !found && head < tail; head++) {
        found = ask(m, m->queue[head], start, &tail);
    }
}

static size_t *nobodies(struct arena *arena, size_t count)
{
    size_t *list = arena_alloc(arena, count, sizeof(*list));

    for (size_t i = 0; i < count; i++) {
        list[i] = NOBODY;
    }
    return list;
}

/* How many prior elements fit each configured one. */
static size_t *choices(const struct match *m, struct arena *arena)
{
    size_t *out = arena_alloc(arena, m->config->count, sizeof(*out));

    for (size_t i = 0; i < m->config->count; i++) {
        for (size_t p = 0; p < m->prior->count; p++) {
            out[i] += plan_match_fits(m->block, &m->prior->items[p], &m->config->items[i]);
        }
    }
    return out;
}

static void search_for_those(struct match *m, const size_t *count_of, size_t many)
{
    for (size_t i = 0; i < m->config->count; i++) {
        if (count_of[i] == many) {
            search(m, i);
        }
    }
}

const struct value **plan_match(struct arena *arena, const struct block *block,
                                const struct value *prior, const struct value *config)
{
    struct match m = { .block = block, .prior = prior, .config = config };
    const struct value **out = arena_alloc(arena, config->count, sizeof(struct value *));
    size_t *count_of;

    m.owner = nobodies(arena, prior->count);
    m.partner = nobodies(arena, config->count);
    m.wanted_by = nobodies(arena, prior->count);
    /* Each prior element brings its owner at most once, and the search begins with one more. */
    m.queue = nobodies(arena, prior->count + 1);
    /* Who has a partner keeps one, so those with the fewest choices go first. */
    count_of = choices(&m, arena);
    for (size_t many = 1; many <= prior->count; many++) {
        search_for_those(&m, count_of, many);
    }
    for (size_t i = 0; i < config->count; i++) {
        out[i] = m.partner[i] == NOBODY ? NULL : &prior->items[m.partner[i]];
    }
    return out;
}
