#include "support_values.h"

#include "terraform/number.h"

#include <stdio.h>

enum {
    HEX_BASE = 16,
    MAX_ITEMS = 5,
    MAX_ROWS = 6,
    MAX_DIGITS = 40,
    OBJECT_DEPTH = 4,
};

struct str support_hex(struct arena *arena, struct str bytes)
{
    struct str out = STR("");

    for (size_t i = 0; i < bytes.len; i++) {
        out = arena_printf(arena, "%.*s%02x", STR_ARG(out),
                           (unsigned)(unsigned char)bytes.data[i]);
    }
    return out;
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

struct str support_bytes(struct arena *arena, const char *hex)
{
    char *out = arena_alloc(arena, strlen(hex) + 1, 1);
    size_t len = 0;

    for (; *hex; hex++) {
        if (*hex != ' ') {
            out[len++] = (char)(digit(hex[0]) * HEX_BASE + digit(hex[1]));
            hex++;
        }
    }
    return (struct str){ out, len };
}

/* xorshift64 */
static uint64_t next(struct support_random *random)
{
    static const int shifts[] = { 13, 7, 17 };

    random->state ^= random->state << shifts[0];
    random->state ^= random->state >> shifts[1];
    random->state ^= random->state << shifts[2];
    return random->state;
}

size_t support_below(struct support_random *random, size_t below)
{
    return (size_t)(next(random) >> HEX_BASE) % below;
}

static struct type *new_type(struct support_random *random, enum kind kind)
{
    struct type *type = arena_alloc(random->arena, 1, sizeof(*type));

    type->kind = kind;
    return type;
}

// NOLINTNEXTLINE(misc-no-recursion): `depth` limits it
static const struct block *random_block(struct support_random *random, int depth)
{
    struct block *block = arena_alloc(random->arena, 1, sizeof(*block));
    struct field *fields = arena_alloc(random->arena, MAX_ROWS, sizeof(*fields));

    block->count = support_below(random, MAX_ROWS);
    block->fields = fields;
    for (size_t i = 0; i < block->count; i++) {
        fields[i].name = arena_printf(random->arena, "row_%zu", i).data;
        fields[i].type = support_type(random, depth - 1);
        fields[i].flags = FIELD_OPTIONAL;
        if (fields[i].type->kind != KIND_OBJECT && fields[i].type->element &&
            fields[i].type->element->kind == KIND_OBJECT) {
            fields[i].flags = FIELD_BLOCK;
        }
    }
    return block;
}

// NOLINTNEXTLINE(misc-no-recursion): `depth` limits it
const struct type *support_type(struct support_random *random, int depth)
{
    size_t kind = support_below(random, depth > 0 ? KIND_COUNT : KIND_LIST);
    struct type *type = new_type(random, (enum kind)kind);

    if (type->kind == KIND_OBJECT) {
        type->object = random_block(random, depth);
    } else if (type->kind >= KIND_LIST) {
        type->element = support_type(random, depth - 1);
    }
    return type;
}

const struct type *support_object(struct support_random *random)
{
    struct type *type = new_type(random, KIND_OBJECT);

    type->object = random_block(random, OBJECT_DEPTH);
    return type;
}

static struct value random_bool(struct support_random *random, const struct type *type)
{
    (void)type;
    return value_bool(support_below(random, 2) == 0);
}

static struct value random_text(struct support_random *random, const struct type *type)
{
    static const struct str pieces[] = {
        { "a", 1 },       { "image", 5 }, { "\"", 1 },
        { "\\", 1 },      { "\0", 1 },    { "\xc3\xa9", 2 },
        { "\n", 1 },      { "\x7f", 1 },  { "\xf0\x9f\x98\x80", 4 },
        { "\\u0041", 6 }, { "\x01", 1 },  { "null", 4 },
    };
    struct str out = STR("");

    (void)type;
    for (size_t left = support_below(random, MAX_ITEMS); left > 0; left--) {
        struct str piece = pieces[support_below(random, ARRAY_LEN(pieces))];
        char *joined = arena_alloc(random->arena, out.len + piece.len, 1);

        memcpy(joined, out.data, out.len);
        memcpy(joined + out.len, piece.data, piece.len);
        out = (struct str){ joined, out.len + piece.len };
    }
    return value_string(out);
}

static struct value random_number(struct support_random *random, const struct type *type)
{
    static const char *const edges[] = {
        "0",
        "-1",
        "0.1",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "1e30",
        "-1e-30",
    };
    struct str text = str_from(edges[support_below(random, ARRAY_LEN(edges))]);
    struct str out = STR("0");

    (void)type;
    if (support_below(random, 2) == 0) {
        text =
            arena_printf(random->arena, "%lld",
                         (long long)(int64_t)next(random) >> support_below(random, MAX_DIGITS));
    }
    if (number_parse(random->arena, text, &out, NULL) != STATUS_OK) {
        out = STR("0");
    }
    return value_string(out);
}

static struct value random_items(struct support_random *random, const struct type *type)
{
    size_t count = support_below(random, MAX_ITEMS);
    struct value *items = arena_alloc(random->arena, count, sizeof(*items));

    for (size_t i = 0; i < count; i++) {
        items[i] = support_value(random, type->element);
    }
    return value_items(items, count);
}

static struct value random_map(struct support_random *random, const struct type *type)
{
    size_t count = support_below(random, MAX_ITEMS);
    struct value_entry *entries = arena_alloc(random->arena, count, sizeof(*entries));

    for (size_t i = 0; i < count; i++) {
        entries[i].key = random_text(random, &type_string).text;
        entries[i].value = support_value(random, type->element);
    }
    return value_map(entries, count);
}

static struct value random_object(struct support_random *random, const struct type *type)
{
    const struct block *block = type->object;
    struct value *items = arena_alloc(random->arena, block->count, sizeof(*items));

    for (size_t i = 0; i < block->count; i++) {
        items[i] = support_value(random, block->fields[i].type);
        if (value_is_null(&items[i])) {
            items[i] = value_absent(&block->fields[i]);
        }
    }
    return value_items(items, block->count);
}

struct value support_value(struct support_random *random, const struct type *type)
{
    enum {
        ONE_IN = 6
    };
    static struct value (*const makers[KIND_COUNT])(struct support_random *random,
                                                    const struct type *type) = {
        [KIND_BOOL] = random_bool,     [KIND_NUMBER] = random_number,
        [KIND_STRING] = random_text,   [KIND_LIST] = random_items,
        [KIND_SET] = random_items,     [KIND_MAP] = random_map,
        [KIND_OBJECT] = random_object,
    };

    if (support_below(random, ONE_IN) == 0) {
        return value_null();
    }
    if (random->unknown && support_below(random, ONE_IN) == 0) {
        return value_unknown();
    }
    return makers[type->kind](random, type);
}
