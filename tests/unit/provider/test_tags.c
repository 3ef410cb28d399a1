#include "provider/tags.h"

#include "provider/support_hooks.h"
#include "schema/image.h"
#include "schema/provider.h"
#include "terraform/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define OK(text)                                                                               \
    {                                                                                          \
        .status = 200, .body = text                                                            \
    }

static const struct tag_rows rows = { .arn = IMAGE_ARN,
                                      .tags = IMAGE_TAGS,
                                      .tags_all = IMAGE_TAGS_ALL };
static const struct value nothing = { .state = VALUE_NULL };

/* "a=1 b=2 c" as a map; c is null. NULL is null itself. */
static struct value map_of(struct arena *arena, const char *text)
{
    struct str rest = str_from(text);
    struct value_entry *entries = arena_alloc(arena, rest.len + 1, sizeof(*entries));
    struct str part;
    size_t count = 0;

    if (!text) {
        return value_null();
    }
    while (str_split(&rest, ' ', &part)) {
        size_t equals = str_find(part, '=');

        entries[count].key = str_slice(part, 0, equals);
        entries[count++].value = equals < part.len
                                     ? value_string(str_slice(part, equals + 1, part.len))
                                     : value_null();
    }
    return value_map(entries, count);
}

static bool is_map(const struct hooks *h, const struct value *v, const char *text)
{
    struct value wanted = map_of(h->call.arena, text);

    return value_equal(&type_string_map, v, &wanted);
}

/* What a provider block says; the texts of sets are separated by blanks. */
struct said {
    const char *defaults;
    const char *keys;
    const char *prefixes;
};

static struct value set_of(struct arena *arena, const char *text)
{
    struct value map = map_of(arena, text ? text : "");
    struct value *items = arena_alloc(arena, map.entry_count, sizeof(*items));

    for (size_t i = 0; i < map.entry_count; i++) {
        items[i] = value_string(map.entries[i].key);
    }
    return value_set(&type_string_set, items, map.entry_count);
}

static struct value list_of_one(struct arena *arena, const struct value *item)
{
    struct value *items = arena_alloc(arena, 1, sizeof(*items));

    items[0] = *item;
    return value_items(items, 1);
}

static void init(struct hooks *h, const struct said *said, const struct fake_step *steps,
                 size_t count)
{
    struct arena *arena;
    struct value block;
    struct value inner;

    support_hooks_init(h, "us-west-2", steps, count);
    arena = h->call.arena;
    block = value_object(arena, provider_schema.block);
    inner = value_object(
        arena, provider_schema.block->fields[PROVIDER_DEFAULT_TAGS].type->element->object);
    inner.items[DEFAULT_TAGS_TAGS] = map_of(arena, said->defaults);
    block.items[PROVIDER_DEFAULT_TAGS] = list_of_one(arena, &inner);
    inner = value_object(
        arena, provider_schema.block->fields[PROVIDER_IGNORE_TAGS].type->element->object);
    inner.items[IGNORE_TAGS_KEYS] = set_of(arena, said->keys);
    inner.items[IGNORE_TAGS_KEY_PREFIXES] = set_of(arena, said->prefixes);
    block.items[PROVIDER_IGNORE_TAGS] = list_of_one(arena, &inner);
    support_hooks_configure(h, "us-west-2", &block);
}

static struct value image(const struct hooks *h, const char *tags, const char *tags_all)
{
    struct value object = value_object(h->call.arena, image_schema.block);

    object.items[IMAGE_ARN] = value_string(STR("the-arn"));
    object.items[IMAGE_TAGS] = map_of(h->call.arena, tags);
    object.items[IMAGE_TAGS_ALL] = map_of(h->call.arena, tags_all);
    return object;
}

static void a_tag_of_the_object_beats_a_default_one(void **state)
{
    static const struct {
        struct said said;
        const char *tags;
        const char *all;
    } cases[] = {
        { { NULL, NULL, NULL }, NULL, "" },
        { { NULL, NULL, NULL }, "a=1", "a=1" },
        { { "a=1 b=2", NULL, NULL }, "b=3 c=4", "a=1 b=3 c=4" },
        { { "a=1", NULL, NULL }, "a b", "a=1" },
        { { "a", NULL, NULL }, "", "" },
        { { "a=1 own=x", "a", "aws k:" }, "k:1=2 b=3 k=4", "own=x b=3 k=4" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct hooks h;
        struct value planned;
        struct plan_op op = { .block = image_schema.block, .prior = &nothing };

        init(&h, &cases[i].said, NULL, 0);
        planned = image(&h, cases[i].tags, NULL);
        op.planned = planned;
        op.config = &planned;
        tags_plan(&h.call, &rows, &op);
        assert_false(h.diags.has_error);
        assert_true(is_map(&h, &op.planned.items[IMAGE_TAGS_ALL], cases[i].all));
        assert_true(
            is_map(&h, &op.planned.items[IMAGE_TAGS], cases[i].tags ? cases[i].tags : ""));
        support_hooks_release(&h);
    }
}

static void tags_all_is_unknown_while_a_source_is(void **state)
{
    static const struct said none = { NULL, NULL, NULL };
    struct hooks h;
    struct plan_op op = { .block = image_schema.block, .prior = &nothing };
    struct value block;
    void *configured;

    (void)state;
    init(&h, &none, NULL, 0);
    op.planned = image(&h, "a=1", NULL);
    op.planned.items[IMAGE_TAGS].entries[0].value = value_unknown();
    tags_plan(&h.call, &rows, &op);
    assert_int_equal(op.planned.items[IMAGE_TAGS_ALL].state, VALUE_UNKNOWN);
    assert_true(value_is_known(&op.planned.items[IMAGE_TAGS]));

    op.planned = image(&h, "a=1", NULL);
    configured = h.call.config;
    h.call.config = NULL;
    tags_plan(&h.call, &rows, &op);
    assert_int_equal(op.planned.items[IMAGE_TAGS_ALL].state, VALUE_UNKNOWN);
    h.call.config = configured;

    block = value_object(h.call.arena, provider_schema.block);
    block.items[PROVIDER_DEFAULT_TAGS] = value_unknown();
    support_hooks_configure(&h, "us-west-2", &block);
    op.planned = image(&h, "a=1", NULL);
    tags_plan(&h.call, &rows, &op);
    assert_int_equal(op.planned.items[IMAGE_TAGS_ALL].state, VALUE_UNKNOWN);
    support_hooks_release(&h);
}

static void what_means_the_same_keeps_its_spelling_in_a_plan(void **state)
{
    static const struct said none = { NULL, NULL, NULL };
    static const char *const spellings[] = { NULL, "" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        struct hooks h;
        struct value prior;
        struct plan_op op = { .block = image_schema.block };

        init(&h, &none, NULL, 0);
        prior = image(&h, "", spellings[i]);
        op.prior = &prior;
        op.planned = image(&h, "", spellings[i]);
        tags_plan(&h.call, &rows, &op);
        assert_true(is_map(&h, &op.planned.items[IMAGE_TAGS_ALL], spellings[i]));
        support_hooks_release(&h);
    }
}

static void more_than_fifty_tags_in_all_are_refused(void **state)
{
    struct str text = STR("");
    ARENA_AUTO struct arena *arena = arena_new();
    struct said said = { NULL, NULL, NULL };
    struct hooks h;
    struct plan_op op = { .block = image_schema.block, .prior = &nothing };

    (void)state;
    for (int i = 0; i < 50; i++) {
        text = arena_printf(arena, "%.*s%sk%d=v", STR_ARG(text), i ? " " : "", i);
    }
    said.defaults = text.data;
    init(&h, &said, NULL, 0);
    op.planned = image(&h, "k7=own", NULL);
    tags_plan(&h.call, &rows, &op);
    assert_false(h.diags.has_error);
    op.planned = image(&h, "more=1", NULL);
    tags_plan(&h.call, &rows, &op);
    assert_true(support_hooks_error(&h, "51 tags"));
    support_hooks_release(&h);
}

static const struct {
    const char *name;
    struct said said;
    const char *tags;
    const char *all;
    const char *there;
    const char *tags_after;
    const char *all_after;
} readings[] = {
    { "nothing", { NULL, NULL, NULL }, NULL, NULL, "", "", "" },
    { "import", { "d=1", "i", NULL }, NULL, NULL, "aws:x=1 d=1 i=2 o=3", "o=3", "d=1 o=3" },
    { "import of a default tag that the object overrides",
      { "d=1", NULL, NULL },
      NULL,
      NULL,
      "d=2",
      "d=2",
      "d=2" },
    { "no drift", { "d=1", NULL, NULL }, "a=1", "a=1 d=1", "a=1 d=1", "a=1", "a=1 d=1" },
    { "own tag equal to a default one",
      { "d=1", NULL, NULL },
      "d=1",
      "d=1",
      "d=1",
      "d=1",
      "d=1" },
    { "changed elsewhere", { NULL, NULL, NULL }, "a=1", "a=1", "a=2", "a=2", "a=2" },
    { "added elsewhere", { NULL, NULL, NULL }, "a=1", "a=1", "a=1 b=2", "a=1 b=2", "a=1 b=2" },
    { "removed elsewhere", { NULL, NULL, NULL }, "a=1 b=2", "a=1 b=2", "b=2", "b=2", "b=2" },
    { "default tags changed", { "d=2", NULL, NULL }, "", "d=1", "d=1", "", "d=1" },
    { "default tags gone", { NULL, NULL, NULL }, "", "d=1", "d=1", "", "d=1" },
    { "null element", { NULL, NULL, NULL }, "a b=1", "b=1", "b=1", "a b=1", "b=1" },
    { "null element and default", { "a=1", NULL, NULL }, "a", "a=1", "a=1", "a", "a=1" },
    { "null element set elsewhere", { NULL, NULL, NULL }, "a", "", "a=9", "a=9", "a=9" },
    { "ignored key in tags", { NULL, "i", NULL }, "i=1", "", "i=5", "i=1", "" },
    { "ignored key in tags that is gone", { NULL, NULL, "i" }, "i=1", "", "", "i=1", "" },
};

static void a_read_tells_own_tags_from_default_and_ignored_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(readings); i++) {
        struct hooks h;
        struct value object;
        struct value there;

        init(&h, &readings[i].said, NULL, 0);
        object = image(&h, readings[i].tags, readings[i].all);
        there = map_of(h.call.arena, readings[i].there);
        tags_read(&h.call, &rows, &there, &object);
        if (!is_map(&h, &object.items[IMAGE_TAGS], readings[i].tags_after) ||
            !is_map(&h, &object.items[IMAGE_TAGS_ALL], readings[i].all_after)) {
            fail_msg("%s", readings[i].name);
        }
        support_hooks_release(&h);
    }
}

/* An update from one pair of rows to another, by the scripted answers. */
static enum status update(struct hooks *h, struct value *now, const struct value *prior,
                          const struct value *planned)
{
    struct sagemaker sm;
    struct err err;
    struct apply_op op = { .prior = prior, .planned = planned };

    assert_true(config_sagemaker(&h->call, STR("us-west-2"), &sm));
    *now = image(h, NULL, NULL);
    now->items[IMAGE_TAGS] = prior->items[IMAGE_TAGS];
    now->items[IMAGE_TAGS_ALL] = prior->items[IMAGE_TAGS_ALL];
    return tags_update(&h->call, &sm, &rows, &op, now, &err);
}

static void an_update_sends_the_difference_and_no_more(void **state)
{
    static const struct said said = { "d=2", "i", NULL };
    static const struct fake_step steps[] = { OK(""), OK("{}") };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct value now;

    (void)state;
    init(&h, &said, steps, ARRAY_LEN(steps));
    prior = image(&h, "a=1 b=2 i=3 k=4", "a=1 b=2 k=4 d=1");
    planned = image(&h, "b=7 i=5 k=4 n", "b=7 k=4 d=2");
    assert_int_equal(update(&h, &now, &prior, &planned), STATUS_OK);
    assert_int_equal(h.http.sent_count, 2);
    assert_true(
        str_eq(h.http.sent[0].body, STR("{\"ResourceArn\":\"the-arn\",\"TagKeys\":[\"a\"]}")));
    assert_true(
        str_eq(support_sent_header(&h.http, 1, "X-Amz-Target"), STR("SageMaker.AddTags")));
    assert_true(str_eq(h.http.sent[1].body,
                       STR("{\"ResourceArn\":\"the-arn\",\"Tags\":[{\"Key\":\"b\",\"Value\":"
                           "\"7\"},{\"Key\":\"d\",\"Value\":\"2\"}]}")));
    assert_true(is_map(&h, &now.items[IMAGE_TAGS], "b=7 i=5 k=4 n"));
    assert_true(is_map(&h, &now.items[IMAGE_TAGS_ALL], "b=7 k=4 d=2"));
    support_hooks_release(&h);
}

static void an_update_without_a_difference_sends_nothing(void **state)
{
    static const struct said said = { "d=1", NULL, NULL };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct value now;

    (void)state;
    init(&h, &said, NULL, 0);
    prior = image(&h, "", "d=1");
    planned = image(&h, "d=1", NULL);
    planned.items[IMAGE_TAGS_ALL] = value_unknown();
    assert_int_equal(update(&h, &now, &prior, &planned), STATUS_OK);
    assert_int_equal(h.http.sent_count, 0);
    assert_true(is_map(&h, &now.items[IMAGE_TAGS], "d=1"));
    assert_true(is_map(&h, &now.items[IMAGE_TAGS_ALL], "d=1"));
    support_hooks_release(&h);
}

static void an_update_that_fails_half_way_says_what_is_there(void **state)
{
    static const struct said none = { NULL, NULL, NULL };
    static const struct fake_step steps[] = {
        OK(""),
        { .status = 400, .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}" },
    };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct value now;

    (void)state;
    init(&h, &none, steps, ARRAY_LEN(steps));
    prior = image(&h, "a=1 b=2", "a=1 b=2");
    planned = image(&h, "b=3", "b=3");
    assert_int_equal(update(&h, &now, &prior, &planned), STATUS_DENIED);
    assert_true(is_map(&h, &now.items[IMAGE_TAGS], "b=2"));
    assert_true(is_map(&h, &now.items[IMAGE_TAGS_ALL], "b=2"));

    h.http.sent_count = 1; /* the refusal again, now of DeleteTags */
    assert_int_equal(update(&h, &now, &prior, &planned), STATUS_DENIED);
    assert_true(is_map(&h, &now.items[IMAGE_TAGS], "a=1 b=2"));
    assert_true(is_map(&h, &now.items[IMAGE_TAGS_ALL], "a=1 b=2"));
    support_hooks_release(&h);
}

static void all_pages_of_tags_are_read(void **state)
{
    static const struct said none = { NULL, NULL, NULL };
    static const struct fake_step steps[] = {
        OK("{\"Tags\":[{\"Key\":\"b\",\"Value\":\"2\"}],\"NextToken\":\"t\"}"),
        OK("{\"Tags\":[{\"Key\":\"a\",\"Value\":\"\"}]}"),
    };
    struct hooks h;
    struct sagemaker sm;
    struct value there;
    struct err err;

    (void)state;
    init(&h, &none, steps, ARRAY_LEN(steps));
    assert_true(config_sagemaker(&h.call, STR("us-west-2"), &sm));
    assert_int_equal(tags_list(&sm, STR("the-arn"), &there, &err), STATUS_OK);
    assert_true(is_map(&h, &there, "a= b=2"));
    assert_true(
        str_eq(h.http.sent[1].body, STR("{\"ResourceArn\":\"the-arn\",\"NextToken\":\"t\"}")));
    support_hooks_release(&h);
}

static void a_state_without_tags_is_spelled_in_one_way(void **state)
{
    static const struct said none = { NULL, NULL, NULL };
    struct hooks h;
    struct value object;

    (void)state;
    init(&h, &none, NULL, 0);
    object = image(&h, NULL, "a=1");
    tags_upgrade(&rows, &object);
    assert_true(is_map(&h, &object.items[IMAGE_TAGS], ""));
    assert_true(is_map(&h, &object.items[IMAGE_TAGS_ALL], "a=1"));
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tag_of_the_object_beats_a_default_one),
        cmocka_unit_test(tags_all_is_unknown_while_a_source_is),
        cmocka_unit_test(what_means_the_same_keeps_its_spelling_in_a_plan),
        cmocka_unit_test(more_than_fifty_tags_in_all_are_refused),
        cmocka_unit_test(a_read_tells_own_tags_from_default_and_ignored_ones),
        cmocka_unit_test(an_update_sends_the_difference_and_no_more),
        cmocka_unit_test(an_update_without_a_difference_sends_nothing),
        cmocka_unit_test(an_update_that_fails_half_way_says_what_is_there),
        cmocka_unit_test(all_pages_of_tags_are_read),
        cmocka_unit_test(a_state_without_tags_is_spelled_in_one_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
