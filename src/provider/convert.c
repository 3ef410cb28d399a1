#include "provider/convert.h"

#include "base/mem.h"
#include "base/timestamp.h"
#include "terraform/number.h"

#include <math.h>
#include <time.h>

/* Largest integer that a JSON number of cJSON, a double, holds exactly. */
static const double exact_limit = 9007199254740992.0;

/* 9999-12-31T23:59:59Z: RFC 3339 has four digits for a year. */
static const double last_second = 253402300799.0;

enum {
    FIRST_YEAR = 1900
};

/* cJSON wants NUL-terminated text. The rows' forms refuse text that holds a NUL. */
static cJSON *text_item(struct str text)
{
    char *copy = mem_strndup(text.len ? text.data : "", text.len);
    cJSON *item = cJSON_CreateString(copy);

    mem_free(copy);
    return item;
}

static cJSON *texts_item(const struct value *v)
{
    cJSON *list = cJSON_CreateArray();

    for (size_t i = 0; i < v->count; i++) {
        cJSON_AddItemToArray(list, text_item(v->items[i].text));
    }
    return list;
}

static cJSON *item_of(const struct type *type, const struct value *v)
{
    int64_t number = 0;

    switch (type->kind) {
    case KIND_BOOL:
        return cJSON_CreateBool(v->boolean);
    case KIND_NUMBER:
        return value_to_int64(v, &number) ? cJSON_CreateNumber((double)number) : NULL;
    case KIND_STRING:
        return text_item(v->text);
    case KIND_LIST:
    case KIND_SET:
        return texts_item(v);
    case KIND_MAP:
    case KIND_OBJECT:
        break;
    }
    return NULL;
}

void convert_create(cJSON *in, const struct block *block, const struct value *object)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        const struct value *v = &object->items[i];

        if ((field->ops & OP_CREATE) && value_is_known(v) && !field_is_unset(field, v)) {
            cJSON_AddItemToObject(in, field->api_name, item_of(field->type, v));
        }
    }
}

/* What says "not set" to the service, or NULL when nothing does. */
static cJSON *unset_item(const struct field *field)
{
    if (!field->unset) {
        return NULL;
    }
    return field->type->kind == KIND_BOOL
               ? cJSON_CreateBool(str_eq(str_from(field->unset), STR("true")))
               : cJSON_CreateString(field->unset);
}

size_t convert_update(cJSON *in, const struct block *block, const struct value *prior,
                      const struct value *planned)
{
    size_t changes = 0;

    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        const struct value *v = &planned->items[i];
        cJSON *item;

        if (!(field->ops & OP_UPDATE) || field_same(field, &prior->items[i], v)) {
            continue;
        }
        item = field_is_unset(field, v) ? unset_item(field) : item_of(field->type, v);
        if (item) {
            cJSON_AddItemToObject(in, field->api_name, item);
        }
        changes++;
    }
    return changes;
}

static struct value texts_value(struct arena *arena, const cJSON *list)
{
    struct value *items = arena_alloc(arena, (size_t)cJSON_GetArraySize(list), sizeof(*items));
    size_t count = 0;
    const cJSON *item;

    cJSON_ArrayForEach (item, list) {
        if (cJSON_IsString(item)) {
            items[count++] = value_string(str_from(item->valuestring));
        }
    }
    return value_items(items, count);
}

/* Seconds since 1970, with a fraction, as RFC 3339 in UTC. */
static struct value time_value(struct arena *arena, const cJSON *item)
{
    struct tm tm;
    double whole;
    time_t seconds;

    if (!cJSON_IsNumber(item) || fabs(item->valuedouble) > last_second) {
        return value_null();
    }
    whole = floor(item->valuedouble);
    seconds = (time_t)whole;
    if (!gmtime_r(&seconds, &tm)) {
        return value_null();
    }
    return value_string(arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                                     tm.tm_year + FIRST_YEAR, tm.tm_mon + 1, tm.tm_mday,
                                     tm.tm_hour, tm.tm_min, tm.tm_sec));
}

struct value convert_member(struct arena *arena, const struct field *field, const cJSON *answer)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(answer, field->api_name);

    if (field->flags & FIELD_TIME) {
        return time_value(arena, item);
    }
    switch (field->type->kind) {
    case KIND_BOOL:
        return cJSON_IsBool(item) ? value_bool(cJSON_IsTrue(item)) : value_null();
    case KIND_NUMBER:
        return cJSON_IsNumber(item) && fabs(item->valuedouble) < exact_limit
                   ? value_int(arena, (int64_t)item->valuedouble)
                   : value_null();
    case KIND_STRING:
        return cJSON_IsString(item) ? value_string(str_from(item->valuestring)) : value_null();
    case KIND_LIST:
    case KIND_SET:
        return cJSON_IsArray(item) ? texts_value(arena, item) : value_null();
    case KIND_MAP:
    case KIND_OBJECT:
        break;
    }
    return value_null();
}

/* What a row always has, when the service leaves it out. */
static struct value default_value(const struct field *field)
{
    struct str text = str_from(field->unset);

    return field->type->kind == KIND_BOOL ? value_bool(str_eq(text, STR("true")))
                                          : value_string(text);
}

void convert_read(struct arena *arena, const struct block *block, const cJSON *answer,
                  struct value *object)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        struct value *row = &object->items[i];
        struct value remote;

        if (!(field->ops & OP_READ)) {
            continue;
        }
        remote = convert_member(arena, field, answer);
        if (value_is_null(&remote) && field->flags & FIELD_DEFAULT) {
            remote = default_value(field);
        }
        if (value_is_null(&remote) && field->flags & (FIELD_REQUIRED | FIELD_KEEP) &&
            row->state != VALUE_UNKNOWN) {
            continue; /* it has a value, the service only does not say it */
        }
        if (value_is_null(row)
                ? (field->flags & FIELD_DEFAULT) != 0 || !field_is_unset(field, &remote)
                : !field_same(field, row, &remote)) {
            *row = remote;
        }
    }
}

void convert_forget(const struct block *block, struct value *object)
{
    for (size_t i = 0; i < block->count; i++) {
        if (block->fields[i].ops & OP_READ) {
            object->items[i] = value_unknown();
        }
    }
}

void convert_told(struct arena *arena, const struct block *block, const cJSON *answer,
                  struct value *object)
{
    convert_forget(block, object);
    convert_read(arena, block, answer, object);
}

void convert_list(struct arena *arena, const struct block *block, const cJSON *element,
                  struct value *object)
{
    for (size_t i = 0; i < block->count; i++) {
        if (block->fields[i].ops & OP_LIST) {
            object->items[i] = convert_member(arena, &block->fields[i], element);
        }
    }
}

static cJSON *seconds_item(const struct value *v)
{
    static const double ms_per_s = 1000;
    int64_t ms = 0;

    return timestamp_parse(value_text(v), &ms) ? cJSON_CreateNumber((double)ms / ms_per_s)
                                               : NULL;
}

void convert_filter(cJSON *in, const struct block *block, const struct value *object)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        const struct value *v = &object->items[i];

        if ((field->ops & OP_FILTER) && value_text(v).len > 0) {
            cJSON_AddItemToObject(in, field->api_name,
                                  field->flags & FIELD_TIME ? seconds_item(v)
                                                            : item_of(field->type, v));
        }
    }
}
