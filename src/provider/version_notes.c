#include "provider/version_notes.h"

#include <cjson/cJSON.h>

#define MEMBER "aws_sagemaker_image_version"

static void delete_item(void *item)
{
    cJSON_Delete(item);
}

static void free_text(void *text)
{
    cJSON_free(text);
}

/* The object that the bytes hold, an empty one for no bytes, or NULL. */
static cJSON *parse(struct arena *arena, struct str private_data)
{
    cJSON *object = private_data.len
                        ? cJSON_ParseWithLength(private_data.data, private_data.len)
                        : cJSON_CreateObject();

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

struct version_notes version_notes_read(struct arena *arena, struct str private_data)
{
    const cJSON *ours = cJSON_GetObjectItemCaseSensitive(parse(arena, private_data), MEMBER);

    return (struct version_notes){
        .arn = text_member(ours, "arn"),
        .replaces = text_member(ours, "replaces"),
        .arguments = text_list(arena, cJSON_GetObjectItemCaseSensitive(ours, "arguments")),
    };
}

static void add_text(struct arena *arena, cJSON *object, const char *name, struct str text)
{
    if (text.len > 0) {
        cJSON_AddStringToObject(object, name, arena_str(arena, text).data);
    }
}

struct str version_notes_write(struct arena *arena, struct str private_data,
                               const struct version_notes *notes)
{
    cJSON *object = parse(arena, private_data);
    cJSON *ours = cJSON_CreateObject();
    cJSON *list;
    char *text;

    if (!object) {
        cJSON_Delete(ours);
        return private_data;
    }
    add_text(arena, ours, "arn", notes->arn);
    add_text(arena, ours, "replaces", notes->replaces);
    list = cJSON_AddArrayToObject(ours, "arguments");
    for (size_t i = 0; notes->arguments && notes->arguments[i]; i++) {
        cJSON_AddItemToArray(list, cJSON_CreateString(notes->arguments[i]));
    }
    cJSON_DeleteItemFromObjectCaseSensitive(object, MEMBER);
    cJSON_AddItemToObject(object, MEMBER, ours);
    text = cJSON_PrintUnformatted(object);
    arena_defer(arena, free_text, text);
    return str_from(text);
}

struct str version_notes_settle(struct arena *arena, struct str private_data, struct str arn)
{
    struct version_notes notes = version_notes_read(arena, private_data);

    notes.arn = arn;
    notes.replaces = str_from(NULL);
    return version_notes_write(arena, private_data, &notes);
}

bool version_notes_has(const struct version_notes *notes, const char *argument)
{
    return str_in(str_from(argument), notes->arguments);
}

const char **version_notes_arguments(struct arena *arena, const struct block *block,
                                     const struct value *config)
{
    const char **names = arena_alloc(arena, block->count + 1, sizeof(*names));
    size_t count = 0;

    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];

        if (field->flags & FIELD_STICKY && field->api_name &&
            !field_is_unset(field, &config->items[i])) {
            names[count++] = field->name;
        }
    }
    return names;
}
