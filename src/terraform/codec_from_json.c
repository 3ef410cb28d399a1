#include "terraform/codec_json.h"
#include "terraform/number.h"

/*
 * Reads the tokens of terraform/codec_json.h by the type. cJSON is not used: it makes doubles
 * of numbers and ends a string at its first NUL.
 */

enum {
    FIRST_ITEMS = 4
};

static enum status read_value(struct codec_read *in, const struct type *type,
                              const struct path *path, const struct codec_json_token *token,
                              struct value *out);

static enum status wrong(const struct codec_read *in, const struct path *path,
                         const struct type *type, const struct codec_json_token *token)
{
    return codec_read_wrong_kind(in, path, type, codec_json_name(token));
}

static bool is_text(const struct codec_json_token *token, struct str text)
{
    return token->kind == JSON_TEXT && str_eq(token->text, text);
}

/* Scalars of another kind are converted as both CLIs do: a state that another program wrote may
 * hold "true" for true. */
static enum status read_bool(struct codec_read *in, const struct type *type,
                             const struct path *path, const struct codec_json_token *token,
                             struct value *out)
{
    bool is_true = token->kind == JSON_TRUE || is_text(token, STR("true"));

    if (!is_true && token->kind != JSON_FALSE && !is_text(token, STR("false"))) {
        return wrong(in, path, type, token);
    }
    *out = value_bool(is_true);
    return STATUS_OK;
}

static enum status read_number(struct codec_read *in, const struct type *type,
                               const struct path *path, const struct codec_json_token *token,
                               struct value *out)
{
    enum status status;
    struct str text;

    if (token->kind != JSON_NUMBER && token->kind != JSON_TEXT) {
        return wrong(in, path, type, token);
    }
    status = number_parse(in->arena, token->text, &text, in->err);
    if (status != STATUS_OK) {
        return codec_read_pass(in, path, status);
    }
    *out = value_string(text);
    return STATUS_OK;
}

static enum status read_string(struct codec_read *in, const struct type *type,
                               const struct path *path, const struct codec_json_token *token,
                               struct value *out)
{
    struct str text = token->text;

    if (token->kind == JSON_TRUE || token->kind == JSON_FALSE) {
        text = token->kind == JSON_TRUE ? STR("true") : STR("false");
    } else if (token->kind != JSON_NUMBER && token->kind != JSON_TEXT) {
        return wrong(in, path, type, token);
    }
    *out = value_string(arena_str(in->arena, text));
    return STATUS_OK;
}

/* An array that grows in the arena, twice as large each time. */
struct growing {
    void *data;
    size_t count;
    size_t room;
    size_t size; /* of an element */
};

static void grow(struct arena *arena, struct growing *list)
{
    void *data;

    if (list->count < list->room) {
        return;
    }
    list->room = list->room ? list->room * 2 : FIRST_ITEMS;
    data = arena_alloc(arena, list->room, list->size);
    if (list->count > 0) {
        memcpy(data, list->data, list->count * list->size);
    }
    list->data = data;
}

static enum status read_item(struct codec_read *in, const struct type *type,
                             const struct path *path, const struct codec_json_token *token,
                             struct growing *items)
{
    struct path at = { path, { .kind = PATH_INDEX, .index = (int64_t)items->count } };

    grow(in->arena, items);
    return read_value(in, type->element, &at, token,
                      (struct value *)items->data + items->count++);
}

static enum status read_items(struct codec_read *in, const struct type *type,
                              const struct path *path, const struct codec_json_token *token,
                              struct value *out)
{
    struct growing items = { .size = sizeof(struct value) };
    struct codec_json_container array = { .is_object = false };
    bool more = true;

    if (token->kind != JSON_ARRAY) {
        return wrong(in, path, type, token);
    }
    while (more) {
        struct codec_json_token item = { .kind = JSON_NULL };
        enum status status = codec_json_element(in, path, &array, &item, &more);

        if (status == STATUS_OK && more) {
            status = read_item(in, type, path, &item, &items);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out = type->kind == KIND_SET ? value_set(type, items.data, items.count)
                                  : value_items(items.data, items.count);
    return STATUS_OK;
}

static enum status read_entry(struct codec_read *in, const struct type *type,
                              const struct path *path, struct str key,
                              const struct codec_json_token *token, struct growing *entries)
{
    struct path at = { path, { .kind = PATH_KEY, .name = key } };
    struct value_entry *entry;

    grow(in->arena, entries);
    entry = (struct value_entry *)entries->data + entries->count++;
    entry->key = arena_str(in->arena, key);
    return read_value(in, type->element, &at, token, &entry->value);
}

static enum status read_map(struct codec_read *in, const struct type *type,
                            const struct path *path, const struct codec_json_token *token,
                            struct value *out)
{
    struct growing entries = { .size = sizeof(struct value_entry) };
    struct codec_json_container object = { .is_object = true };
    bool more = true;

    if (token->kind != JSON_OBJECT) {
        return wrong(in, path, type, token);
    }
    while (more) {
        struct codec_json_token item = { .kind = JSON_NULL };
        enum status status = codec_json_element(in, path, &object, &item, &more);

        if (status == STATUS_OK && more) {
            status = read_entry(in, type, path, object.key, &item, &entries);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out = value_map(entries.data, entries.count);
    return STATUS_OK;
}

/* A member of an object: dropped when the type has no row for it. A null for a block of which
 * there may be many leaves the empty collection that is there. */
static enum status read_member(struct codec_read *in, const struct block *block,
                               const struct path *path, struct str key,
                               const struct codec_json_token *token, struct value *items)
{
    size_t row = block_find(block, key);
    struct path at = { path, { .kind = PATH_ATTRIBUTE, .name = key } };
    const struct field *field;

    if (row == block->count) {
        return codec_json_skip(in, path, token);
    }
    field = &block->fields[row];
    if (token->kind == JSON_NULL) {
        items[row] = value_absent(field);
        return STATUS_OK;
    }
    return read_value(in, field->type, &at, token, &items[row]);
}

static enum status read_object(struct codec_read *in, const struct type *type,
                               const struct path *path, const struct codec_json_token *token,
                               struct value *out)
{
    struct value object;
    struct codec_json_container container = { .is_object = true };
    bool more = true;

    if (token->kind != JSON_OBJECT) {
        return wrong(in, path, type, token);
    }
    object = value_object(in->arena, type->object);
    while (more) {
        struct codec_json_token item = { .kind = JSON_NULL };
        enum status status = codec_json_element(in, path, &container, &item, &more);

        if (status == STATUS_OK && more) {
            status = read_member(in, type->object, path, container.key, &item, object.items);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out = object;
    return STATUS_OK;
}

static enum status read_value(struct codec_read *in, const struct type *type,
                              const struct path *path, const struct codec_json_token *token,
                              struct value *out)
{
    static enum status (*const readers[KIND_COUNT])(
        struct codec_read *in, const struct type *type, const struct path *path,
        const struct codec_json_token *token, struct value *out) = {
        [KIND_BOOL] = read_bool,     [KIND_NUMBER] = read_number, [KIND_STRING] = read_string,
        [KIND_LIST] = read_items,    [KIND_SET] = read_items,     [KIND_MAP] = read_map,
        [KIND_OBJECT] = read_object,
    };

    if (token->kind == JSON_NULL) {
        *out = value_null();
        return STATUS_OK;
    }
    return readers[type->kind](in, type, path, token, out);
}

enum status codec_from_json(struct arena *arena, const struct type *type, struct str text,
                            struct value *out, struct err *err)
{
    struct codec_read in;
    struct codec_json_token token = { .kind = JSON_NULL };
    struct value value = value_null();
    enum status status = codec_read_begin(&in, arena, text, err);

    if (status == STATUS_OK) {
        status = codec_json_value(&in, NULL, &token);
    }
    if (status == STATUS_OK) {
        status = read_value(&in, type, NULL, &token, &value);
    }
    if (status == STATUS_OK) {
        status = codec_json_end(&in);
    }
    if (status == STATUS_OK) {
        *out = value;
    }
    return status;
}
