#include "aws/secret_json.h"

#include "base/mem.h"

enum {
    PRINT_BYTES = 4096,
    PRINT_CEILING = 1024 * 1024
};

static void wipe_text(char *text)
{
    if (text) {
        mem_wipe(text, strlen(text));
    }
}

/* Members are hung behind the end of the list of their elders, so that the walk needs no
 * recursion, and the whole is one list for cJSON_Delete. */
static void wipe_and_delete(void *tree)
{
    cJSON *end = tree;

    for (cJSON *item = tree; item; item = item->next) {
        wipe_text(item->valuestring);
        wipe_text(item->string);
        while (end->next) {
            end = end->next;
        }
        end->next = item->child;
        item->child = NULL;
    }
    cJSON_Delete(tree);
}

cJSON *secret_json_parse(struct arena *arena, struct str text)
{
    cJSON *tree = text.len > 0 ? cJSON_ParseWithLength(text.data, text.len) : NULL;

    if (tree) {
        arena_defer(arena, wipe_and_delete, tree);
    }
    return cJSON_IsObject(tree) ? tree : NULL;
}

struct str secret_json_text(const cJSON *object, const char *name)
{
    return str_from(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name)));
}

void secret_json_set_text(cJSON *object, const char *name, struct str text)
{
    char *copy = mem_strndup(text.len > 0 ? text.data : "", text.len);

    wipe_and_delete(cJSON_DetachItemFromObjectCaseSensitive(object, name));
    cJSON_AddItemToObject(object, name, cJSON_CreateString(copy));
    mem_wipe(copy, text.len);
    mem_free(copy);
}

struct str secret_json_print(struct arena *arena, cJSON *object)
{
    for (int size = PRINT_BYTES; size <= PRINT_CEILING; size *= 4) {
        char *text = arena_alloc(arena, (size_t)size, 1);

        if (cJSON_PrintPreallocated(object, text, size, false)) {
            return str_from(text);
        }
    }
    return (struct str){ NULL, 0 };
}
