#include "terraform/codec_read.h"
#include "terraform/number.h"

/*
 * Reads by a cursor over the bytes and not with msgpack-c's unpacker: that one builds a tree
 * first, allocates what a header announces, and stops at a depth of 32. Here a count is
 * compared with the bytes that are left before anything is allocated.
 */

enum token_kind {
    TOKEN_NIL,
    TOKEN_BOOL,
    TOKEN_UINT,
    TOKEN_INT,
    TOKEN_FLOAT32,
    TOKEN_FLOAT64,
    TOKEN_TEXT,
    TOKEN_ARRAY,
    TOKEN_MAP,
    TOKEN_EXT,
    TOKEN_RESERVED,
};

static const char *const token_names[] = {
    [TOKEN_NIL] = "null",
    [TOKEN_BOOL] = "a bool",
    [TOKEN_UINT] = "a number",
    [TOKEN_INT] = "a number",
    [TOKEN_FLOAT32] = "a number",
    [TOKEN_FLOAT64] = "a number",
    [TOKEN_TEXT] = "a string",
    [TOKEN_ARRAY] = "an array",
    [TOKEN_MAP] = "a map",
    [TOKEN_EXT] = "an extension",
    [TOKEN_RESERVED] = "a reserved byte",
};

struct token {
    enum token_kind kind;
    uint64_t number; /* bool, uint; int and floats: the bits; array and map: the count */
    struct str text; /* text, ext */
};

/* The forms whose first byte is c0 to df: the bytes of the big-endian number that follows, or
 * the number itself. */
struct form {
    enum token_kind kind;
    uint8_t number_bytes;
    uint8_t number;
};

enum {
    FIRST_FORM = 0xc0,
    FORM_COUNT = 32,
    FIX_MAP = 0x80,
    FIX_ARRAY = 0x90,
    FIX_TEXT = 0xa0,
    FIX_NEGATIVE = 0xe0,
    FIX_COUNT_MASK = 0x0f,
    FIX_LENGTH_MASK = 0x1f,
    BITS_PER_BYTE = 8,
    FIRST_SIGN = 0x80,
    EXT_TYPE_BYTES = 1,
    QUOTED_BYTES = 64,
};

static const struct form forms[FORM_COUNT] = {
    { TOKEN_NIL, 0, 0 },  { TOKEN_RESERVED, 0, 0 }, { TOKEN_BOOL, 0, 0 },
    { TOKEN_BOOL, 0, 1 }, { TOKEN_TEXT, 1, 0 },     { TOKEN_TEXT, 2, 0 },
    { TOKEN_TEXT, 4, 0 }, { TOKEN_EXT, 1, 0 },      { TOKEN_EXT, 2, 0 },
    { TOKEN_EXT, 4, 0 },  { TOKEN_FLOAT32, 4, 0 },  { TOKEN_FLOAT64, 8, 0 },
    { TOKEN_UINT, 1, 0 }, { TOKEN_UINT, 2, 0 },     { TOKEN_UINT, 4, 0 },
    { TOKEN_UINT, 8, 0 }, { TOKEN_INT, 1, 0 },      { TOKEN_INT, 2, 0 },
    { TOKEN_INT, 4, 0 },  { TOKEN_INT, 8, 0 },      { TOKEN_EXT, 0, 1 },
    { TOKEN_EXT, 0, 2 },  { TOKEN_EXT, 0, 4 },      { TOKEN_EXT, 0, 8 },
    { TOKEN_EXT, 0, 16 }, { TOKEN_TEXT, 1, 0 },     { TOKEN_TEXT, 2, 0 },
    { TOKEN_TEXT, 4, 0 }, { TOKEN_ARRAY, 2, 0 },    { TOKEN_ARRAY, 4, 0 },
    { TOKEN_MAP, 2, 0 },  { TOKEN_MAP, 4, 0 },
};

static enum status cut_off(const struct codec_read *in, const struct path *path)
{
    return codec_read_fail(in, path, STATUS_INVALID, "the value is cut off");
}

/* The form and the number of a first byte outside of the table. */
static struct token fixed_token(uint8_t byte)
{
    if (byte < FIX_MAP) {
        return (struct token){ .kind = TOKEN_UINT, .number = byte };
    }
    if (byte < FIX_ARRAY) {
        return (struct token){ .kind = TOKEN_MAP, .number = byte & FIX_COUNT_MASK };
    }
    if (byte < FIX_TEXT) {
        return (struct token){ .kind = TOKEN_ARRAY, .number = byte & FIX_COUNT_MASK };
    }
    if (byte < FIRST_FORM) {
        return (struct token){ .kind = TOKEN_TEXT, .number = byte & FIX_LENGTH_MASK };
    }
    return (struct token){ .kind = TOKEN_INT, .number = (uint64_t)(int64_t)(int8_t)byte };
}

static enum status take_number(struct codec_read *in, const struct path *path, size_t bytes,
                               struct token *token)
{
    uint64_t number = 0;
    uint64_t sign = 0;

    if (codec_read_left(in) < bytes) {
        return cut_off(in, path);
    }
    for (size_t i = 0; i < bytes; i++) {
        number = number << BITS_PER_BYTE | (uint8_t)in->at[i];
        sign = i == 0 ? FIRST_SIGN : sign << BITS_PER_BYTE;
    }
    in->at += bytes;
    if (token->kind == TOKEN_INT) { /* two's complement of the number's own width */
        number = (number ^ sign) - sign;
    }
    token->number = number;
    return STATUS_OK;
}

/* What the number says of the bytes that have to follow. */
static enum status take_content(struct codec_read *in, const struct path *path,
                                struct token *token)
{
    uint64_t left = codec_read_left(in);
    uint64_t want = token->number;

    if (token->kind == TOKEN_ARRAY || token->kind == TOKEN_MAP) {
        uint64_t room = token->kind == TOKEN_MAP ? left / 2 : left;

        return want > room ? cut_off(in, path) : STATUS_OK;
    }
    if (token->kind == TOKEN_EXT) {
        want += EXT_TYPE_BYTES;
    } else if (token->kind != TOKEN_TEXT) {
        return STATUS_OK;
    }
    if (want > left) {
        return cut_off(in, path);
    }
    token->text = (struct str){ in->at, (size_t)want };
    in->at += want;
    return STATUS_OK;
}

static enum status take_token(struct codec_read *in, const struct path *path,
                              struct token *token)
{
    enum status status = STATUS_OK;
    uint8_t byte;

    if (codec_read_left(in) == 0) {
        return cut_off(in, path);
    }
    byte = (uint8_t)*in->at++;
    if (byte < FIRST_FORM || byte >= FIX_NEGATIVE) {
        *token = fixed_token(byte);
    } else {
        const struct form *form = &forms[byte - FIRST_FORM];

        *token = (struct token){ .kind = form->kind, .number = form->number };
        if (form->number_bytes > 0) {
            status = take_number(in, path, form->number_bytes, token);
        }
    }
    return status == STATUS_OK ? take_content(in, path, token) : status;
}

static enum status read_value(struct codec_read *in, const struct type *type,
                              const struct path *path, struct value *out);

static enum status wrong(const struct codec_read *in, const struct path *path,
                         const struct type *type, const struct token *token)
{
    return codec_read_wrong_kind(in, path, type, token_names[token->kind]);
}

static enum status read_bool(struct codec_read *in, const struct type *type,
                             const struct path *path, const struct token *token,
                             struct value *out)
{
    if (token->kind != TOKEN_BOOL) {
        return wrong(in, path, type, token);
    }
    *out = value_bool(token->number != 0);
    return STATUS_OK;
}

static double float64_of(uint64_t bits)
{
    double d;

    memcpy(&d, &bits, sizeof(d));
    return d;
}

static double float32_of(uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    float f;

    memcpy(&f, &low, sizeof(f));
    return (double)f;
}

static enum status read_number(struct codec_read *in, const struct type *type,
                               const struct path *path, const struct token *token,
                               struct value *out)
{
    enum status status = STATUS_OK;
    struct str text = STR("");

    if (token->kind == TOKEN_UINT) {
        text = number_from_uint64(in->arena, token->number);
    } else if (token->kind == TOKEN_INT) {
        text = number_from_int64(in->arena, (int64_t)token->number);
    } else if (token->kind == TOKEN_TEXT) {
        status = number_parse(in->arena, token->text, &text, in->err);
    } else if (token->kind == TOKEN_FLOAT32 || token->kind == TOKEN_FLOAT64) {
        double d = token->kind == TOKEN_FLOAT32 ? float32_of(token->number)
                                                : float64_of(token->number);

        status = number_from_double(in->arena, d, &text, in->err);
    } else {
        return wrong(in, path, type, token);
    }
    if (status != STATUS_OK) {
        return codec_read_pass(in, path, status);
    }
    *out = value_string(text);
    return STATUS_OK;
}

static enum status read_string(struct codec_read *in, const struct type *type,
                               const struct path *path, const struct token *token,
                               struct value *out)
{
    enum status status;

    if (token->kind != TOKEN_TEXT) {
        return wrong(in, path, type, token);
    }
    status = codec_read_utf8(in, path, token->text);
    if (status == STATUS_OK) {
        *out = value_string(arena_str(in->arena, token->text));
    }
    return status;
}

static enum status read_items(struct codec_read *in, const struct type *type,
                              const struct path *path, const struct token *token,
                              struct value *out)
{
    size_t count = (size_t)token->number;
    struct value *items;

    if (token->kind != TOKEN_ARRAY) {
        return wrong(in, path, type, token);
    }
    items = arena_alloc(in->arena, count, sizeof(*items));
    for (size_t i = 0; i < count; i++) {
        struct path at = { path, { .kind = PATH_INDEX, .index = (int64_t)i } };
        enum status status = read_value(in, type->element, &at, &items[i]);

        if (status != STATUS_OK) {
            return status;
        }
    }
    *out = type->kind == KIND_SET ? value_set(type, items, count) : value_items(items, count);
    return STATUS_OK;
}

static enum status read_key(struct codec_read *in, const struct path *path, struct str *key)
{
    struct token token = { .kind = TOKEN_NIL };
    enum status status = take_token(in, path, &token);

    if (status != STATUS_OK) {
        return status;
    }
    if (token.kind != TOKEN_TEXT) {
        return codec_read_fail(in, path, STATUS_INVALID, "a key has to be a string, not %s",
                               token_names[token.kind]);
    }
    *key = token.text;
    return codec_read_utf8(in, path, token.text);
}

static enum status read_map(struct codec_read *in, const struct type *type,
                            const struct path *path, const struct token *token,
                            struct value *out)
{
    size_t count = (size_t)token->number;
    struct value_entry *entries;
    struct value map;

    if (token->kind != TOKEN_MAP) {
        return wrong(in, path, type, token);
    }
    entries = arena_alloc(in->arena, count, sizeof(*entries));
    for (size_t i = 0; i < count; i++) {
        enum status status = read_key(in, path, &entries[i].key);
        struct path at = { path, { .kind = PATH_KEY } };

        if (status != STATUS_OK) {
            return status;
        }
        entries[i].key = at.step.name = arena_str(in->arena, entries[i].key);
        status = read_value(in, type->element, &at, &entries[i].value);
        if (status != STATUS_OK) {
            return status;
        }
    }
    map = value_map(entries, count);
    if (map.entry_count < count) {
        return codec_read_fail(in, path, STATUS_INVALID, "a key is there twice");
    }
    *out = map;
    return STATUS_OK;
}

/* One key and its value. `seen` has a place for each row. */
static enum status read_row(struct codec_read *in, const struct block *block,
                            const struct path *path, bool *seen, struct value *items)
{
    struct path at = { path, { .kind = PATH_ATTRIBUTE } };
    struct str key = STR("");
    enum status status = read_key(in, path, &key);
    size_t row;

    if (status != STATUS_OK) {
        return status;
    }
    row = block_find(block, key);
    if (row == block->count) {
        return codec_read_fail(in, path, STATUS_INVALID,
                               "there is no attribute of the name \"%.*s\"",
                               STR_ARG(str_slice(key, 0, QUOTED_BYTES)));
    }
    at.step.name = key;
    if (seen[row]) {
        return codec_read_fail(in, &at, STATUS_INVALID, "the attribute is there twice");
    }
    seen[row] = true;
    return read_value(in, block->fields[row].type, &at, &items[row]);
}

static enum status read_object(struct codec_read *in, const struct type *type,
                               const struct path *path, const struct token *token,
                               struct value *out)
{
    const struct block *block = type->object;
    bool seen[SCHEMA_MAX_FIELDS] = { false };
    struct value *items;

    if (token->kind != TOKEN_MAP) {
        return wrong(in, path, type, token);
    }
    items = arena_alloc(in->arena, block->count, sizeof(*items));
    for (uint64_t i = 0; i < token->number; i++) {
        enum status status = read_row(in, block, path, seen, items);

        if (status != STATUS_OK) {
            return status;
        }
    }
    for (size_t row = 0; row < block->count; row++) {
        struct path at = {
            path, { .kind = PATH_ATTRIBUTE, .name = str_from(block->fields[row].name) }
        };

        if (!seen[row]) {
            return codec_read_fail(in, &at, STATUS_INVALID, "the attribute is missing");
        }
    }
    *out = value_items(items, block->count);
    return STATUS_OK;
}

static enum status read_value(struct codec_read *in, const struct type *type,
                              const struct path *path, struct value *out)
{
    static enum status (*const readers[KIND_COUNT])(
        struct codec_read *in, const struct type *type, const struct path *path,
        const struct token *token, struct value *out) = {
        [KIND_BOOL] = read_bool,     [KIND_NUMBER] = read_number, [KIND_STRING] = read_string,
        [KIND_LIST] = read_items,    [KIND_SET] = read_items,     [KIND_MAP] = read_map,
        [KIND_OBJECT] = read_object,
    };
    struct token token = { .kind = TOKEN_NIL };
    enum status status = take_token(in, path, &token);

    if (status != STATUS_OK) {
        return status;
    }
    if (token.kind == TOKEN_NIL) {
        *out = value_null();
        return STATUS_OK;
    }
    if (token.kind == TOKEN_EXT) {
        *out = value_unknown();
        return STATUS_OK;
    }
    return readers[type->kind](in, type, path, &token, out);
}

enum status codec_from_msgpack(struct arena *arena, const struct type *type, struct str bytes,
                               struct value *out, struct err *err)
{
    struct codec_read in;
    struct value value = value_null();
    enum status status = codec_read_begin(&in, arena, bytes, err);

    if (status == STATUS_OK && bytes.len > 0) {
        status = read_value(&in, type, NULL, &value);
    }
    if (status == STATUS_OK) {
        *out = value;
    }
    return status;
}
