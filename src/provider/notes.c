#include "provider/notes.h"

#include "base/utf8.h"
#include "terraform/plan.h"

#include <cjson/cJSON.h>

static void delete_item(void *item)
{
    cJSON_Delete(item);
}

static void free_text(void *text)
{
    cJSON_free(text);
}

/* The object that the bytes hold, an empty one for no bytes, or NULL. cJSON would end a text at
 * a NUL and pass over what is not UTF-8: such bytes are left alone. */
static cJSON *parse(struct arena *arena, struct str bytes)
{
    cJSON *object = NULL;

    if (bytes.len == 0) {
        object = cJSON_CreateObject();
    } else if (!memchr(bytes.data, '\0', bytes.len) && utf8_valid(bytes)) {
        object = cJSON_ParseWithLength(bytes.data, bytes.len);
    }
    if (object) {
        arena_defer(arena, delete_item, object);
    }
    return cJSON_IsObject(object) ? object : NULL;
}

static struct str text_member(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? str_from(item->valuestring) : str_from(NULL);
}

static const char **text_list(struct arena *arena, const cJSON *list)
{
    const char **texts =
        arena_alloc(arena, (size_t)cJSON_GetArraySize(list) + 1, sizeof(*texts));
    size_t count = 0;
    const cJSON *item;

    cJSON_ArrayForEach (item, list) {
        if (cJSON_IsString(item)) {
            texts[count++] = item->valuestring;
        }
    }
    return texts;
}

struct notes notes_read(struct arena *arena, const char *member, struct str private_data)
{
    const cJSON *ours = cJSON_GetObjectItemCaseSensitive(parse(arena, private_data), member);
    bool imported = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(ours, "imported"));

    return (struct notes){
        .found = cJSON_IsObject(ours) && !imported,
        .imported = imported,
        .arn = text_member(ours, "arn"),
        .replaces = text_member(ours, "replaces"),
        .arguments = text_list(arena, cJSON_GetObjectItemCaseSensitive(ours, "arguments")),
        .before = text_list(arena, cJSON_GetObjectItemCaseSensitive(ours, "before")),
    };
}

static void add_text(struct arena *arena, cJSON *object, const char *name, struct str text)
{
    if (text.len > 0) {
        cJSON_AddStringToObject(object, name, arena_str(arena, text).data);
    }
}

static void add_texts(cJSON *object, const char *name, const char *const *texts)
{
    cJSON *list = cJSON_AddArrayToObject(object, name);

    for (size_t i = 0; texts && texts[i]; i++) {
        cJSON_AddItemToArray(list, cJSON_CreateString(texts[i]));
    }
}

struct str notes_write(struct arena *arena, const char *member, struct str private_data,
                       const struct notes *notes)
{
    cJSON *object = parse(arena, private_data);
    cJSON *ours = cJSON_CreateObject();
    char *text;

    if (!object) {
        cJSON_Delete(ours);
        return private_data;
    }
    add_text(arena, ours, "arn", notes->arn);
    add_text(arena, ours, "replaces", notes->replaces);
    if (notes->imported) {
        cJSON_AddTrueToObject(ours, "imported");
    } else {
        add_texts(ours, "arguments", notes->arguments);
    }
    if (notes->before && notes->before[0]) {
        add_texts(ours, "before", notes->before);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(object, member);
    cJSON_AddItemToObject(object, member, ours);
    text = cJSON_PrintUnformatted(object);
    arena_defer(arena, free_text, text);
    return str_from(text);
}

struct str notes_settle(struct arena *arena, const char *member, struct str private_data,
                        struct str arn)
{
    struct notes notes = notes_read(arena, member, private_data);

    notes.arn = arn;
    notes.replaces = str_from(NULL);
    notes.before = NULL;
    return notes_write(arena, member, private_data, &notes);
}

bool notes_has(const struct notes *notes, const char *argument)
{
    struct str name = str_from(argument);

    return (notes->arguments && str_in(name, notes->arguments)) ||
           (notes->before && str_in(name, notes->before));
}

/* Arguments of the API that may be left out; those that are computed too have a plan of their
 * own when they are. */
static bool is_argument(const struct field *field)
{
    return field->api_name && field->flags & FIELD_OPTIONAL && field->flags & FIELD_COMPUTED;
}

/* The names of the arguments that are configured, or, with `notes`, of those that no longer
 * are. */
static const char **names_of(struct arena *arena, const struct plan_op *op,
                             const struct notes *notes)
{
    const char **names = arena_alloc(arena, op->block->count + 1, sizeof(*names));
    size_t count = 0;

    for (size_t i = 0; i < op->block->count; i++) {
        const struct field *field = &op->block->fields[i];
        bool configured = !field_is_unset(field, &op->config->items[i]);
        bool wanted = notes ? !configured && notes_has(notes, field->name) : configured;

        if (is_argument(field) && wanted) {
            names[count++] = field->name;
        }
    }
    return names;
}

void notes_plan(struct arena *arena, struct notes *notes, const struct plan_op *op)
{
    const char **before = value_is_null(op->prior) ? NULL : names_of(arena, op, notes);

    notes->imported = false;
    notes->arguments = names_of(arena, op, NULL);
    notes->before = before;
}

void notes_keep_unmanaged(const struct notes *notes, struct plan_op *op)
{
    if (!notes->found || value_is_null(op->prior)) {
        return;
    }
    for (size_t i = 0; i < op->block->count; i++) {
        const struct field *field = &op->block->fields[i];

        if (is_argument(field) && value_is_null(&op->config->items[i]) &&
            !notes_has(notes, field->name)) {
            op->planned.items[i] = op->prior->items[i];
        }
    }
    plan_settle(op);
}
