#include "provider/tag_rules.h"

#include "schema/api.h"
#include "schema/provider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct value block_with(struct arena *arena, enum provider_field row,
                               const struct value *rows, size_t count)
{
    struct value block = value_object(arena, provider_schema.block);
    struct value *item = arena_alloc(arena, 1, sizeof(*item));

    *item = value_object(arena, provider_schema.block->fields[row].type->element->object);
    memcpy(item->items, rows, count * sizeof(*rows));
    block.items[row] = value_items(item, 1);
    return block;
}

static struct value one_tag(struct arena *arena, struct str key, struct value value)
{
    struct value_entry *entries = arena_alloc(arena, 1, sizeof(*entries));

    entries[0] = (struct value_entry){ .key = key, .value = value };
    return value_map(entries, 1);
}

static bool has_text(const struct value *value, const char *text)
{
    return value && str_eq(value_text(value), str_from(text));
}

static void the_block_beats_the_environment(void **state)
{
    static const char *const variables[] = { "TF_AWS_DEFAULT_TAGS_a=env",
                                             "TF_AWS_DEFAULT_TAGS_empty=",
                                             "TF_AWS_DEFAULT_TAGS_b=x=y",
                                             "TF_AWS_DEFAULT_TAGS_=nameless",
                                             "TF_AWS_DEFAULT_TAGS_novalue",
                                             "OTHER=1",
                                             NULL };
    struct env *env = env_new(variables);
    ARENA_AUTO struct arena *arena = arena_new();
    struct value tags = one_tag(arena, STR("a"), value_string(STR("block")));
    struct value block = block_with(arena, PROVIDER_DEFAULT_TAGS, &tags, 1);
    struct tag_rules rules;

    (void)state;
    tag_rules_make(arena, env, &block, &rules);
    env_free(env);
    assert_int_equal(rules.defaults.entry_count, 3);
    assert_true(has_text(tag_of(&rules.defaults, STR("a")), "block"));
    assert_true(has_text(tag_of(&rules.defaults, STR("b")), "x=y"));
    assert_true(has_text(tag_of(&rules.defaults, STR("empty")), ""));
    assert_null(tag_of(&rules.defaults, STR("c")));
    assert_false(rules.defaults_unknown);
    assert_false(rules.ignored_unknown);
}

static void block_and_environment_ignore_together(void **state)
{
    static const char *const variables[] = { "TF_AWS_IGNORE_TAGS_KEYS= k1 ,k2,,",
                                             "TF_AWS_IGNORE_TAGS_KEY_PREFIXES=p1:,", NULL };
    static const struct str key = { "k3", 2 };
    static const struct str prefix = { "p2:", 3 };
    struct env *env = env_new(variables);
    ARENA_AUTO struct arena *arena = arena_new();
    struct value rows[IGNORE_TAGS_FIELD_COUNT];
    struct value block;
    struct tag_rules rules;

    (void)state;
    rows[IGNORE_TAGS_KEYS] = value_strings(arena, &key, 1);
    rows[IGNORE_TAGS_KEY_PREFIXES] = value_strings(arena, &prefix, 1);
    block = block_with(arena, PROVIDER_IGNORE_TAGS, rows, ARRAY_LEN(rows));
    tag_rules_make(arena, env, &block, &rules);
    env_free(env);
    assert_true(tag_rules_ignore(&rules, STR("k1")));
    assert_true(tag_rules_ignore(&rules, STR("k2")));
    assert_true(tag_rules_ignore(&rules, STR("k3")));
    assert_true(tag_rules_ignore(&rules, STR("p1:x")));
    assert_true(tag_rules_ignore(&rules, STR("p2:")));
    assert_true(tag_rules_ignore(&rules, STR("aws:cloudformation:stack")));
    assert_false(tag_rules_ignore(&rules, STR("k")));
    assert_false(tag_rules_ignore(&rules, STR("k11")));
    assert_false(tag_rules_ignore(&rules, STR("")));
    assert_false(tag_rules_ignore(&rules, STR("xp1:")));
}

static void unknown_parts_are_noted_and_left_out(void **state)
{
    static const char *const variables[] = { NULL };
    struct env *env = env_new(variables);
    ARENA_AUTO struct arena *arena = arena_new();
    struct value tags = one_tag(arena, STR("a"), value_unknown());
    struct value block = block_with(arena, PROVIDER_DEFAULT_TAGS, &tags, 1);
    struct tag_rules rules;

    (void)state;
    block.items[PROVIDER_IGNORE_TAGS] = value_unknown();
    tag_rules_make(arena, env, &block, &rules);
    env_free(env);
    assert_int_equal(rules.defaults.entry_count, 0);
    assert_true(rules.defaults_unknown);
    assert_true(rules.ignored_unknown);
}

/* How the key is refused; NULL: it is not. */
static const char *refusal(struct arena *arena, struct str key)
{
    struct diags diags;
    struct call call = { .arena = arena, .diags = &diags };
    struct value tags = one_tag(arena, key, value_string(STR("v")));
    struct value block = block_with(arena, PROVIDER_DEFAULT_TAGS, &tags, 1);

    diags_init(&diags, arena);
    tag_rules_validate(&call, &block);
    if (!diags.first) {
        return NULL;
    }
    assert_int_equal(diags.count, 1);
    assert_true(str_eq(path_text(arena, diags.first->path),
                       arena_printf(arena, "default_tags[0].tags[\"%.*s\"]", STR_ARG(key))));
    return arena_str(arena, diags.first->detail).data;
}

static void keys_are_refused_by_name(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char longest[API_TAG_KEY_MAX + 1];
    struct str key = { longest, API_TAG_KEY_MAX };

    (void)state;
    memset(longest, 'k', sizeof(longest));
    assert_null(refusal(arena, STR("cost centre: a/b=c+d-e@f_1.2")));
    assert_null(refusal(arena, STR("gr\xc3\xb6\xc3\x9f"
                                   "e")));
    assert_null(refusal(arena, key));
    key.len++;
    assert_non_null(strstr(refusal(arena, key), "129 characters"));
    assert_non_null(strstr(refusal(arena, STR("")), "0 characters"));
    assert_non_null(strstr(refusal(arena, STR("aws:x")), "kept for AWS"));
    assert_non_null(strstr(refusal(arena, STR("AWS:x")), "kept for AWS"));
    assert_non_null(strstr(refusal(arena, STR("a*b")), "\"a*b\" has characters"));
    assert_non_null(strstr(refusal(arena, STR("tab\t")), "has characters"));
    assert_non_null(strstr(refusal(arena, STR("\xe2\x82\xac")), "has characters"));
}

static void more_than_fifty_default_tags_are_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct value_entry entries[API_TAGS_MAX + 1];
    struct diags diags;
    struct call call = { .arena = arena, .diags = &diags };
    struct value map;

    (void)state;
    for (int i = 0; i <= API_TAGS_MAX; i++) {
        entries[i].key = arena_printf(arena, "k%d", i);
        entries[i].value = value_string(STR("v"));
    }
    diags_init(&diags, arena);
    map = value_map(entries, API_TAGS_MAX);
    tag_rules_check_keys(&call, NULL, &map);
    assert_int_equal(diags.count, 0);
    map = value_map(entries, API_TAGS_MAX + 1);
    tag_rules_check_keys(&call, NULL, &map);
    assert_int_equal(diags.count, 1);
}

static void what_is_not_known_passes(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct diags diags;
    struct call call = { .arena = arena, .diags = &diags };
    struct value block = value_unknown();

    (void)state;
    diags_init(&diags, arena);
    tag_rules_validate(&call, &block);
    block = value_object(arena, provider_schema.block);
    tag_rules_validate(&call, &block);
    block.items[PROVIDER_DEFAULT_TAGS] = value_unknown();
    tag_rules_validate(&call, &block);
    assert_int_equal(diags.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_block_beats_the_environment),
        cmocka_unit_test(block_and_environment_ignore_together),
        cmocka_unit_test(unknown_parts_are_noted_and_left_out),
        cmocka_unit_test(keys_are_refused_by_name),
        cmocka_unit_test(more_than_fifty_default_tags_are_refused),
        cmocka_unit_test(what_is_not_known_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
