#include "provider/tag_rules.h"

#include "base/utf8.h"
#include "schema/api.h"
#include "schema/provider.h"

#define OF_AWS "aws:"

/* The only block of a LIST of at most one; NULL: there is none that is known. */
static const struct value *only_block(const struct value *block, enum provider_field row)
{
    const struct value *list = &block->items[row];

    return value_is_known(list) && list->count > 0 && value_is_known(&list->items[0])
               ? &list->items[0]
               : NULL;
}

static bool block_is_unknown(const struct value *block, enum provider_field row)
{
    return !value_wholly_known(provider_schema.block->fields[row].type, &block->items[row]);
}

/* The environment's first, so that the block's win. */
static struct value defaults_of(struct arena *arena, const struct env *env,
                                const struct value *map)
{
    size_t of_block = map && value_is_known(map) ? map->entry_count : 0;
    size_t count = 0;
    size_t at = 0;
    struct value_entry *entries;
    struct str key;
    struct str text;

    while (env_next(env, "TF_AWS_DEFAULT_TAGS_", &at, &key, &text)) {
        count++;
    }
    entries = arena_alloc(arena, count + of_block, sizeof(*entries));
    at = count = 0;
    while (env_next(env, "TF_AWS_DEFAULT_TAGS_", &at, &key, &text)) {
        entries[count].key = arena_str(arena, key);
        entries[count++].value = value_string(arena_str(arena, text));
    }
    for (size_t i = 0; i < of_block; i++) {
        if (value_is_known(&map->entries[i].value)) {
            entries[count].key = arena_str(arena, map->entries[i].key);
            entries[count++].value = value_copy(arena, &type_string, &map->entries[i].value);
        }
    }
    return value_map(entries, count);
}

static size_t part_count(struct str list)
{
    struct str part;
    size_t count = 0;

    while (str_split(&list, ',', &part)) {
        count++;
    }
    return count;
}

/* The block's set and the variable's list as one set. */
static struct value ignored_of(struct arena *arena, struct str list, const struct value *set)
{
    size_t of_block = set && value_is_known(set) ? set->count : 0;
    struct value *items = arena_alloc(arena, part_count(list) + of_block, sizeof(*items));
    size_t count = 0;
    struct str part;

    while (str_split(&list, ',', &part)) {
        if (str_trim(part).len > 0) {
            items[count++] = value_string(arena_str(arena, str_trim(part)));
        }
    }
    for (size_t i = 0; i < of_block; i++) {
        if (value_text(&set->items[i]).len > 0) {
            items[count++] = value_copy(arena, &type_string, &set->items[i]);
        }
    }
    return value_set(&type_string_set, items, count);
}

void tag_rules_make(struct arena *arena, const struct env *env, const struct value *block,
                    struct tag_rules *out)
{
    const struct value *defaults = only_block(block, PROVIDER_DEFAULT_TAGS);
    const struct value *ignored = only_block(block, PROVIDER_IGNORE_TAGS);

    *out = (struct tag_rules){
        .defaults =
            defaults_of(arena, env, defaults ? &defaults->items[DEFAULT_TAGS_TAGS] : NULL),
        .defaults_unknown = block_is_unknown(block, PROVIDER_DEFAULT_TAGS),
        .ignored_keys = ignored_of(arena, env_get(env, "TF_AWS_IGNORE_TAGS_KEYS"),
                                   ignored ? &ignored->items[IGNORE_TAGS_KEYS] : NULL),
        .ignored_prefixes =
            ignored_of(arena, env_get(env, "TF_AWS_IGNORE_TAGS_KEY_PREFIXES"),
                       ignored ? &ignored->items[IGNORE_TAGS_KEY_PREFIXES] : NULL),
        .ignored_unknown = block_is_unknown(block, PROVIDER_IGNORE_TAGS),
    };
}

static bool is_of_aws(struct str key)
{
    return str_eq_nocase(str_slice(key, 0, STR(OF_AWS).len), STR(OF_AWS));
}

bool tag_rules_ignore(const struct tag_rules *rules, struct str key)
{
    struct value wanted = value_string(key);

    if (is_of_aws(key) || value_contains(&type_string_set, &rules->ignored_keys, &wanted)) {
        return true;
    }
    for (size_t i = 0; i < rules->ignored_prefixes.count; i++) {
        if (str_starts_with(key, value_text(&rules->ignored_prefixes.items[i]))) {
            return true;
        }
    }
    return false;
}

const struct value *tag_of(const struct value *map, struct str key)
{
    for (size_t i = 0; value_is_known(map) && i < map->entry_count; i++) {
        if (str_eq(map->entries[i].key, key)) {
            return value_is_null(&map->entries[i].value) ? NULL : &map->entries[i].value;
        }
    }
    return NULL;
}

static void check_key(const struct call *call, const struct path *path, struct str key)
{
    size_t length = utf8_length(key);

    path = path_key(call->arena, path, key);
    if (length == 0 || length > API_TAG_KEY_MAX) {
        diags_error(call->diags, path, "Invalid Tag Key",
                    "The key \"%.*s\" has %zu characters. A tag's key must have 1 to %d.",
                    STR_ARG(key), length, API_TAG_KEY_MAX);
    } else if (is_of_aws(key)) {
        diags_error(call->diags, path, "Invalid Tag Key",
                    "The key \"%.*s\" begins with \"" OF_AWS
                    "\", which is kept for AWS itself. Choose another.",
                    STR_ARG(key));
    } else if (!api_is_tag_text(key)) {
        diags_error(call->diags, path, "Invalid Tag Key",
                    "The key \"%.*s\" has characters that a tag's key cannot have. It must be "
                    "made of " API_TAG_FORM ".",
                    STR_ARG(key));
    }
}

void tag_rules_check_keys(const struct call *call, const struct path *path,
                          const struct value *map)
{
    if (!value_is_known(map)) {
        return;
    }
    for (size_t i = 0; i < map->entry_count; i++) {
        check_key(call, path, map->entries[i].key);
    }
    if (map->entry_count > API_TAGS_MAX) {
        diags_error(call->diags, path, "Too Many Tags",
                    "There are %zu tags, but an object can have no more than %d.",
                    map->entry_count, API_TAGS_MAX);
    }
}

void tag_rules_validate(struct call *call, const struct value *block)
{
    const struct value *defaults =
        value_is_known(block) ? only_block(block, PROVIDER_DEFAULT_TAGS) : NULL;

    if (defaults) {
        const struct path *path = path_attribute(call->arena, NULL, STR("default_tags"));

        path = path_index(call->arena, path, 0);
        path = path_attribute(call->arena, path, STR("tags"));
        tag_rules_check_keys(call, path, &defaults->items[DEFAULT_TAGS_TAGS]);
    }
}
