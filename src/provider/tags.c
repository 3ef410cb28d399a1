#include "provider/tags.h"

#include "provider/config.h"
#include "provider/tag_rules.h"
#include "schema/api.h"

static const struct value no_tags = { .state = VALUE_KNOWN };

/* Those of `map` whose keys `keep` accepts, which are not null. */
static struct value filtered(struct arena *arena, const struct value *map,
                             bool (*keep)(const void *with, const struct value_entry *entry),
                             const void *with)
{
    size_t size = value_is_known(map) ? map->entry_count : 0;
    struct value_entry *entries = arena_alloc(arena, size, sizeof(*entries));
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        if (value_is_known(&map->entries[i].value) && keep(with, &map->entries[i])) {
            entries[count++] = map->entries[i];
        }
    }
    return value_map(entries, count);
}

static bool is_managed(const void *rules, const struct value_entry *entry)
{
    return !tag_rules_ignore(rules, entry->key);
}

/* tags_all: without what is left to others. */
static struct value managed(struct arena *arena, const struct tag_rules *rules,
                            const struct value *map)
{
    return filtered(arena, map, is_managed, rules);
}

static bool is_absent(const void *map, const struct value_entry *entry)
{
    return !tag_of(map, entry->key);
}

static bool is_new_or_changed(const void *map, const struct value_entry *entry)
{
    const struct value *there = tag_of(map, entry->key);

    return !there || !value_equal(&type_string, there, &entry->value);
}

/* Default tags with the object's own on top. */
static struct value effective(struct arena *arena, const struct tag_rules *rules,
                              const struct value *tags)
{
    size_t own = value_is_known(tags) ? tags->entry_count : 0;
    struct value_entry *entries =
        arena_alloc(arena, rules->defaults.entry_count + own, sizeof(*entries));
    size_t count = rules->defaults.entry_count;

    if (count > 0) {
        memcpy(entries, rules->defaults.entries, count * sizeof(*entries));
    }
    for (size_t i = 0; i < own; i++) {
        if (value_is_known(&tags->entries[i].value)) {
            entries[count++] = tags->entries[i];
        }
    }
    return value_map(entries, count);
}

static struct value all_of(const struct call *call, const struct value *tags)
{
    const struct tag_rules *rules = config_tag_rules(call);
    struct value every = effective(call->arena, rules, tags);

    return managed(call->arena, rules, &every);
}

void tags_validate(const struct call *call, const struct tag_rows *rows,
                   const struct value *config)
{
    tag_rules_check_keys(call, path_attribute(call->arena, NULL, STR("tags")),
                         &config->items[rows->tags]);
}

static void check_count(const struct call *call, const struct tag_rules *rules,
                        const struct value *tags)
{
    struct value every = effective(call->arena, rules, tags);

    if (every.entry_count > API_TAGS_MAX) {
        diags_error(call->diags, path_attribute(call->arena, NULL, STR("tags")),
                    "Too Many Tags",
                    "With the provider's default_tags there are %zu tags, but an object can "
                    "have no more than %d.",
                    every.entry_count, API_TAGS_MAX);
    }
}

void tags_plan(const struct call *call, const struct tag_rows *rows, struct plan_op *op)
{
    const struct tag_rules *rules = config_tag_rules(call);
    struct value *tags = &op->planned.items[rows->tags];
    struct value *all = &op->planned.items[rows->tags_all];
    struct value wanted;

    if (value_is_null(op->prior) && value_is_null(tags)) {
        *tags = no_tags;
    }
    if (rules->defaults_unknown || rules->ignored_unknown ||
        !value_wholly_known(&type_string_map, tags)) {
        *all = value_unknown();
        return;
    }
    check_count(call, rules, tags);
    wanted = all_of(call, tags);
    if (value_is_null(op->prior) || !field_same(&op->block->fields[rows->tags],
                                                &op->prior->items[rows->tags_all], &wanted)) {
        *all = wanted;
    } else {
        *all = op->prior->items[rows->tags_all];
    }
}

void tags_upgrade(const struct tag_rows *rows, struct value *state)
{
    const size_t both[] = { rows->tags, rows->tags_all };

    for (size_t i = 0; i < ARRAY_LEN(both); i++) {
        if (value_is_null(&state->items[both[i]])) {
            state->items[both[i]] = no_tags;
        }
    }
}

static void add_tag_list(struct arena *arena, cJSON *in, const struct value *map)
{
    cJSON *list = cJSON_AddArrayToObject(in, "Tags");

    for (size_t i = 0; i < map->entry_count; i++) {
        cJSON *tag = cJSON_CreateObject();

        cJSON_AddStringToObject(tag, "Key", arena_str(arena, map->entries[i].key).data);
        cJSON_AddStringToObject(tag, "Value",
                                arena_str(arena, value_text(&map->entries[i].value)).data);
        cJSON_AddItemToArray(list, tag);
    }
}

void tags_request(const struct call *call, cJSON *in, const struct value *tags)
{
    struct value every = effective(call->arena, config_tag_rules(call), tags);

    if (every.entry_count > 0) {
        add_tag_list(call->arena, in, &every);
    }
}

void tags_done(const struct call *call, const struct tag_rows *rows,
               const struct value *planned, struct value *state)
{
    state->items[rows->tags] = planned->items[rows->tags];
    state->items[rows->tags_all] = planned->items[rows->tags_all];
    if (state->items[rows->tags_all].state == VALUE_UNKNOWN) {
        state->items[rows->tags_all] = all_of(call, &planned->items[rows->tags]);
    }
}

static enum status delete_tags(struct sagemaker *sm, struct str arn, const struct value *gone,
                               struct err *err)
{
    cJSON *in = sagemaker_object(sm->arena);
    cJSON *keys;

    cJSON_AddStringToObject(in, "ResourceArn", arena_str(sm->arena, arn).data);
    keys = cJSON_AddArrayToObject(in, "TagKeys");
    for (size_t i = 0; i < gone->entry_count; i++) {
        cJSON_AddItemToArray(
            keys, cJSON_CreateString(arena_str(sm->arena, gone->entries[i].key).data));
    }
    return sagemaker_call(sm, SAGEMAKER_DELETE_TAGS, in, NULL, err);
}

static enum status add_tags(struct sagemaker *sm, struct str arn, const struct value *added,
                            struct err *err)
{
    cJSON *in = sagemaker_object(sm->arena);

    cJSON_AddStringToObject(in, "ResourceArn", arena_str(sm->arena, arn).data);
    add_tag_list(sm->arena, in, added);
    return sagemaker_call(sm, SAGEMAKER_ADD_TAGS, in, NULL, err);
}

enum status tags_update(const struct call *call, struct sagemaker *sm,
                        const struct tag_rows *rows, const struct apply_op *op,
                        struct value *state, struct err *err)
{
    struct str arn = value_text(&op->prior->items[rows->arn]);
    const struct tag_rules *rules = config_tag_rules(call);
    struct value was = managed(call->arena, rules, &op->prior->items[rows->tags_all]);
    struct value wanted = all_of(call, &op->planned->items[rows->tags]);
    struct value gone = filtered(call->arena, &was, is_absent, &wanted);
    struct value added = filtered(call->arena, &wanted, is_new_or_changed, &was);
    enum status status = STATUS_OK;

    if (gone.entry_count > 0) {
        status = delete_tags(sm, arn, &gone, err);
    }
    if (status == STATUS_OK && gone.entry_count > 0) {
        state->items[rows->tags] =
            filtered(call->arena, &state->items[rows->tags], is_absent, &gone);
        state->items[rows->tags_all] = filtered(call->arena, &was, is_absent, &gone);
    }
    if (status == STATUS_OK && added.entry_count > 0) {
        status = add_tags(sm, arn, &added, err);
    }
    if (status == STATUS_OK) {
        tags_done(call, rows, op->planned, state);
    }
    return status;
}

enum status tags_list(struct sagemaker *sm, struct str arn, struct value *out, struct err *err)
{
    cJSON *in = sagemaker_object(sm->arena);
    cJSON *list = NULL;
    const cJSON *tag;
    struct value_entry *entries;
    size_t count = 0;
    enum status status;

    cJSON_AddStringToObject(in, "ResourceArn", arena_str(sm->arena, arn).data);
    status = sagemaker_list(sm, SAGEMAKER_LIST_TAGS, in, "Tags", &list, err);
    if (status != STATUS_OK) {
        return status;
    }
    entries = arena_alloc(sm->arena, (size_t)cJSON_GetArraySize(list), sizeof(*entries));
    cJSON_ArrayForEach (tag, list) {
        entries[count].key = sagemaker_text(tag, "Key");
        entries[count++].value = value_string(sagemaker_text(tag, "Value"));
    }
    *out = value_map(entries, count);
    return STATUS_OK;
}

struct value tags_shown(const struct call *call, struct arena *arena, const struct value *there)
{
    return managed(arena, config_tag_rules(call), there);
}

/* What the state's own rows say of a tag that is there. */
struct reading {
    const struct tag_rules *rules;
    const struct value *tags;
    const struct value *tags_all;
};

static bool is_own(const void *with, const struct value_entry *entry)
{
    const struct reading *before = with;
    const struct value *by_default = tag_of(&before->rules->defaults, entry->key);

    if (tag_of(before->tags, entry->key)) {
        return true;
    }
    return !(by_default && value_equal(&type_string, by_default, &entry->value)) &&
           !tag_of(before->tags_all, entry->key);
}

/* `own` and those elements of the state's tags that reading cannot bring in: null ones, and
 * ignored ones, whatever their value is now. */
static struct value with_silent(struct arena *arena, const struct reading *before,
                                const struct value *own)
{
    size_t size = value_is_known(before->tags) ? before->tags->entry_count : 0;
    struct value_entry *entries = arena_alloc(arena, own->entry_count + size, sizeof(*entries));
    size_t count = own->entry_count;

    if (count > 0) {
        memcpy(entries, own->entries, count * sizeof(*entries));
    }
    for (size_t i = 0; i < size; i++) {
        const struct value_entry *entry = &before->tags->entries[i];

        if (tag_rules_ignore(before->rules, entry->key) ||
            (value_is_null(&entry->value) && !tag_of(own, entry->key))) {
            entries[count++] = *entry;
        }
    }
    return value_map(entries, count);
}

void tags_read(const struct call *call, const struct tag_rows *rows, const struct value *there,
               struct value *state)
{
    struct reading before = {
        .rules = config_tag_rules(call),
        .tags = &state->items[rows->tags],
        .tags_all = &state->items[rows->tags_all],
    };
    struct value all = managed(call->arena, before.rules, there);
    struct value own = filtered(call->arena, &all, is_own, &before);

    state->items[rows->tags] = with_silent(call->arena, &before, &own);
    state->items[rows->tags_all] = all;
}

bool tags_are_as_planned(const struct call *call, const struct value *tags,
                         const struct value *there)
{
    const struct tag_rules *rules = config_tag_rules(call);
    struct value every = effective(call->arena, rules, tags);
    struct value wanted = managed(call->arena, rules, &every);
    struct value found = managed(call->arena, rules, there);

    return value_equal(&type_string_map, &wanted, &found);
}
