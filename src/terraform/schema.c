#include "terraform/schema.h"

#include "terraform/codec.h"

size_t block_find(const struct block *block, struct str name)
{
    for (size_t i = 0; i < block->count; i++) {
        if (str_eq(name, str_from(block->fields[i].name))) {
            return i;
        }
    }
    return block->count;
}

static bool is_text(const struct value *v, const char *text)
{
    return text && str_eq(v->text, str_from(text));
}

static bool bool_is_unset(const struct field *field, const struct value *v)
{
    const char *text = v->boolean ? "true" : "false";

    return field->unset && strcmp(field->unset, text) == 0;
}

static bool number_is_unset(const struct field *field, const struct value *v)
{
    return is_text(v, field->unset);
}

static bool string_is_unset(const struct field *field, const struct value *v)
{
    return v->text.len == 0 || is_text(v, field->unset);
}

static bool items_are_unset(const struct field *field, const struct value *v)
{
    (void)field;
    return v->count == 0;
}

static bool map_is_unset(const struct field *field, const struct value *v)
{
    (void)field;
    return v->entry_count == 0;
}

static bool object_is_unset(const struct field *field, const struct value *v)
{
    (void)field;
    (void)v;
    return false;
}

static bool has_all(unsigned flags, unsigned wanted)
{
    return (flags & wanted) == wanted;
}

bool field_is_unset(const struct field *field, const struct value *v)
{
    static bool (*const unset[KIND_COUNT])(const struct field *field, const struct value *v) = {
        [KIND_BOOL] = bool_is_unset,     [KIND_NUMBER] = number_is_unset,
        [KIND_STRING] = string_is_unset, [KIND_LIST] = items_are_unset,
        [KIND_SET] = items_are_unset,    [KIND_MAP] = map_is_unset,
        [KIND_OBJECT] = object_is_unset,
    };
    bool has_spellings =
        field->flags & FIELD_BLOCK || has_all(field->flags, FIELD_OPTIONAL | FIELD_COMPUTED);

    if (!value_is_known(v)) {
        return value_is_null(v);
    }
    return has_spellings && unset[field->type->kind](field, v);
}

bool field_same(const struct field *field, const struct value *a, const struct value *b)
{
    return value_equal(field->type, a, b) ||
           (field_is_unset(field, a) && field_is_unset(field, b));
}

/* One rule on a row: what breaks it, and how that reads behind the row's name. */
struct rule {
    bool (*broken)(const struct field *field);
    const char *text;
};

enum {
    WAYS_TO_SET = FIELD_REQUIRED | FIELD_OPTIONAL | FIELD_COMPUTED
};

static bool is_block(const struct field *field)
{
    return field->flags & FIELD_BLOCK;
}

static bool has_no_name(const struct field *field)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

    return !field->name[0] || field->name[strspn(field->name, allowed)] != '\0';
}

static bool is_set_in_no_way(const struct field *field)
{
    return !is_block(field) && !(field->flags & WAYS_TO_SET);
}

static bool is_required_and_more(const struct field *field)
{
    return field->flags & FIELD_REQUIRED && field->flags & (FIELD_OPTIONAL | FIELD_COMPUTED);
}

static bool is_block_with_ways(const struct field *field)
{
    return is_block(field) && field->flags & (WAYS_TO_SET | FIELD_SENSITIVE | FIELD_WRITE_ONLY);
}

static bool is_write_only_and_computed(const struct field *field)
{
    return has_all(field->flags, FIELD_WRITE_ONLY | FIELD_COMPUTED);
}

static bool keeps_what_is_not_computed(const struct field *field)
{
    return field->flags & FIELD_KEEP && !(field->flags & FIELD_COMPUTED);
}

static bool has_policy_without_choice(const struct field *field)
{
    return field->flags & (FIELD_DEFAULT | FIELD_STICKY) &&
           !has_all(field->flags, FIELD_OPTIONAL | FIELD_COMPUTED);
}

static bool has_two_policies(const struct field *field)
{
    return has_all(field->flags, FIELD_DEFAULT | FIELD_STICKY);
}

static bool has_default_without_text(const struct field *field)
{
    return field->flags & FIELD_DEFAULT && !field->unset;
}

static const struct block *nested_block(const struct field *field)
{
    const struct type *type = field->type;

    while (type->kind != KIND_OBJECT && type->element) {
        type = type->element;
    }
    return type->kind == KIND_OBJECT ? type->object : NULL;
}

static bool is_block_without_rows(const struct field *field)
{
    const struct type *type = field->type;

    return is_block(field) && type->kind != KIND_OBJECT &&
           !(type->element && type->element->kind == KIND_OBJECT);
}

static bool has_incomplete_type(const struct field *field)
{
    const struct type *type = field->type;

    while (type && type->kind >= KIND_LIST && type->kind <= KIND_MAP) {
        type = type->element;
    }
    return !type || (type->kind == KIND_OBJECT && !type->object);
}

static bool counts_items_of_attribute(const struct field *field)
{
    return !is_block(field) && (field->min_items > 0 || field->max_items > 0);
}

static bool counts_items_of_map(const struct field *field)
{
    return field->type->kind == KIND_MAP && (field->min_items > 0 || field->max_items > 0);
}

static bool counts_single_block(const struct field *field)
{
    return field->type->kind == KIND_OBJECT &&
           (field->min_items != field->max_items || field->min_items > 1);
}

static bool has_min_items_over_max(const struct field *field)
{
    return field->max_items > 0 && field->min_items > field->max_items;
}

static bool has_min_len_over_max(const struct field *field)
{
    return field->max_len > 0 && field->min_len > field->max_len;
}

/* In this order: a rule may rely on those before it. */
static const struct rule rules[] = {
    { has_no_name, "has a name that is not made of a-z, 0-9 and _" },
    { has_incomplete_type, "has no complete type" },
    { is_set_in_no_way, "is neither required nor optional nor computed" },
    { is_required_and_more, "is required and also optional or computed" },
    { is_block_without_rows, "is a block, but not an object or a list, set or map of objects" },
    { is_block_with_ways, "is a block with a flag that only attributes have" },
    { is_write_only_and_computed, "is write-only and computed" },
    { keeps_what_is_not_computed, "keeps its value, but is not computed" },
    { has_policy_without_choice, "has a default or sticks, but is not optional and computed" },
    { has_two_policies, "has a default and sticks" },
    { has_default_without_text, "has a default, but no text for it" },
    { counts_items_of_attribute, "limits its items, but is not a block" },
    { counts_items_of_map, "limits its items, but is a map of blocks" },
    { counts_single_block, "is a single block with other limits than 0 and 0 or 1 and 1" },
    { has_min_items_over_max, "needs more items than it allows" },
    { has_min_len_over_max, "needs a longer text than it allows" },
};

/* A block that is being checked, and those around it. */
struct level {
    const struct level *outer;
    const struct block *block;
    size_t depth;
    bool in_set;
    const char *name; /* of the row that holds the block; NULL: the root */
};

static enum status broken(const struct level *level, const char *name, const char *text,
                          struct err *err)
{
    enum status status = err_set(err, STATUS_INVALID, "%s %s", name, text);

    for (; level && level->name; level = level->outer) {
        err_prefix(err, "%s", level->name);
    }
    return status;
}

static enum status check_row(const struct level *level, size_t row, struct err *err)
{
    const struct field *field = &level->block->fields[row];

    if (!field->name) {
        return broken(level, "a row", "has no name", err);
    }
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (rules[i].broken(field)) {
            return broken(level, field->name, rules[i].text, err);
        }
    }
    if (level->in_set && field->flags & FIELD_WRITE_ONLY) {
        return broken(level, field->name, "is write-only inside a set", err);
    }
    if (block_find(level->block, str_from(field->name)) != row) {
        return broken(level, field->name, "is there twice", err);
    }
    return STATUS_OK;
}

static enum status check_block(const struct level *level, struct err *err);

// NOLINTNEXTLINE(misc-no-recursion): the depth is limited here
static enum status check_nested(const struct level *level, const struct field *field,
                                struct err *err)
{
    struct level inner = {
        .outer = level,
        .block = nested_block(field),
        .depth = level->depth + 1,
        .in_set = level->in_set || field->type->kind == KIND_SET,
        .name = field->name,
    };

    if (!inner.block) {
        return STATUS_OK;
    }
    if (inner.depth > CODEC_MAX_DEPTH) {
        return broken(level, field->name, "is nested too deeply", err);
    }
    return check_block(&inner, err);
}

// NOLINTNEXTLINE(misc-no-recursion): check_nested limits the depth
static enum status check_block(const struct level *level, struct err *err)
{
    enum status status = STATUS_OK;

    if (level->block->count > SCHEMA_MAX_FIELDS) {
        return broken(level, "the block", "has too many rows", err);
    }
    for (size_t i = 0; status == STATUS_OK && i < level->block->count; i++) {
        status = check_row(level, i, err);
        if (status == STATUS_OK) {
            status = check_nested(level, &level->block->fields[i], err);
        }
    }
    return status;
}

enum status schema_check(const struct schema *schema, struct err *err)
{
    struct level root = { .block = schema->block };

    if (schema->version < 0) {
        return err_set(err, STATUS_INVALID, "the schema's version is below zero");
    }
    if (!schema->block) {
        return err_set(err, STATUS_INVALID, "the schema has no block");
    }
    return check_block(&root, err);
}
