#include "provider/list_image_version.h"
#include "provider/support_read.h"
#include "schema/image_version.h"
#include "schema/image_version_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct schema *const config_schema = &image_version_list_schema;

/* What a list hands on. */
struct sink {
    struct arena *arena;
    struct str names; /* "a,1 a,2 " */
    size_t count;
    struct value last; /* state */
};

static bool emit(struct list_op *op, const struct list_item *item)
{
    const struct type type = { .kind = KIND_OBJECT, .object = image_version_schema.block };
    struct sink *sink = op->sink;

    sink->names = arena_printf(sink->arena, "%.*s%.*s ", STR_ARG(sink->names),
                               STR_ARG(item->display_name));
    sink->last = value_copy(sink->arena, &type, &item->state);
    assert_true(value_wholly_known(&type, &item->state));
    return (int64_t)++sink->count != op->limit;
}

static struct list_op op_of(const struct hooks *h, struct sink *sink,
                            const struct value *config)
{
    *sink = (struct sink){ .arena = h->call.arena };
    return (struct list_op){ .config = config, .emit = emit, .sink = sink };
}

static void every_version_is_listed_with_its_identity(void **state)
{
    struct hooks h;
    struct sink sink;
    struct value config;
    struct list_op op;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    op = op_of(&h, &sink, &config);
    list_image_version(&h.call, &op);
    assert_int_equal(h.diags.count, 0);
    assert_true(str_eq(sink.names, STR("a,1 a,2 a,3 b,7 ")));
    assert_true(
        support_read_has(&sink.last, &image_version_schema, "account_id", READ_ACCOUNT));
    assert_true(support_read_has(&sink.last, &image_version_schema, "region", "us-west-2"));
    assert_true(support_read_has(&sink.last, &image_version_schema, "image_name", "b"));
    assert_true(support_read_has(&sink.last, &image_version_schema, "version", "7"));
    assert_int_equal(h.http.sent_count, 4); /* lists alone */
    support_hooks_release(&h);
}

static void with_the_resource_its_state_is_that_of_an_import(void **state)
{
    struct hooks h;
    struct sink sink;
    struct value config;
    struct list_op op;
    const struct value *items;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    support_read_set(&config, config_schema, "job_type", value_string(STR("TRAINING")));
    op = op_of(&h, &sink, &config);
    op.include_resource = true;
    list_image_version(&h.call, &op);
    assert_int_equal(h.diags.count, 0);
    assert_true(str_eq(sink.names, STR("a,2 ")));
    items = sink.last.items;
    assert_true(support_read_has(&sink.last, &image_version_schema, "base_image", "base:2"));
    assert_int_equal(items[IMAGE_VERSION_ALIASES].count, 2);
    assert_false(items[IMAGE_VERSION_HOROVOD].boolean);
    /* What means "not set" stays so. */
    assert_true(value_is_null(&items[IMAGE_VERSION_VENDOR_GUIDANCE]));
    assert_true(value_is_null(&items[IMAGE_VERSION_SKIP_DESTROY]));
    assert_true(value_is_null(&items[IMAGE_VERSION_TIMEOUTS]));
    assert_int_equal(support_sent_count(&h.http, "ListTags", NULL), 0);
    support_hooks_release(&h);
}

static void filters_that_need_it_describe(void **state)
{
    struct hooks h;
    struct sink sink;
    struct value config;
    struct list_op op;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    support_read_set(&config, config_schema, "image_name", value_string(STR("a")));
    support_read_set(&config, config_schema, "job_type", value_string(STR("INFERENCE")));
    op = op_of(&h, &sink, &config);
    list_image_version(&h.call, &op);
    assert_true(str_eq(sink.names, STR("a,3 ")));
    assert_int_equal(support_sent_count(&h.http, "ListAliases", NULL), 0);
    assert_int_equal(support_sent_count(&h.http, "DescribeImageVersion", NULL), 3);
    support_hooks_release(&h);
}

static void a_status_needs_no_description(void **state)
{
    struct hooks h;
    struct sink sink;
    struct value config;
    struct list_op op;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    support_read_set(&config, config_schema, "status", value_string(STR("CREATE_FAILED")));
    op = op_of(&h, &sink, &config);
    list_image_version(&h.call, &op);
    assert_true(str_eq(sink.names, STR("a,3 ")));
    assert_int_equal(support_sent_count(&h.http, "DescribeImageVersion", NULL), 0);
    support_hooks_release(&h);
}

static void nothing_is_listed_behind_the_limit(void **state)
{
    struct hooks h;
    struct sink sink;
    struct value config;
    struct list_op op;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    op = op_of(&h, &sink, &config);
    op.limit = 2;
    list_image_version(&h.call, &op);
    assert_int_equal(h.diags.count, 0);
    assert_true(str_eq(sink.names, STR("a,1 a,2 ")));
    support_hooks_release(&h);
}

static void what_vanishes_is_left_out(void **state)
{
    static const struct fake_rule rules[] = {
        { "DescribeImageVersion",
          "\"a\",\"Version\":2",
          { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"No.\"}" } },
        { "ListImageVersions",
          "\"b\"",
          { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"No.\"}" } },
    };
    struct hooks h;
    struct sink sink;
    struct value config;
    struct list_op op;

    (void)state;
    support_read_init_with(&h, rules, ARRAY_LEN(rules));
    config = support_read_config(&h, config_schema);
    op = op_of(&h, &sink, &config);
    op.include_resource = true;
    list_image_version(&h.call, &op);
    assert_int_equal(h.diags.count, 0);
    assert_true(str_eq(sink.names, STR("a,1 a,3 ")));
    support_hooks_release(&h);
}

static void failures_and_stops_are_one_error(void **state)
{
    static const struct fake_rule denied = {
        "ListImageVersions", "\"b\"", { .status = 400, .body = "{\"__type\":\"AccessDenied\"}" }
    };

    (void)state;
    for (int stopped = 0; stopped < 2; stopped++) {
        struct hooks h;
        struct sink sink;
        struct value config;
        struct list_op op;

        support_read_init_with(&h, &denied, 1);
        config = support_read_config(&h, config_schema);
        op = op_of(&h, &sink, &config);
        if (stopped) {
            stop_trigger(h.call.stop);
        }
        list_image_version(&h.call, &op);
        assert_int_equal(h.diags.count, 1);
        assert_true(support_hooks_error(&h, stopped ? "interrupted" : "AccessDenied"));
        support_hooks_release(&h);
    }
}

static void wrong_combinations_are_one_error(void **state)
{
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    support_read_set(&config, config_schema, "image_name", value_string(STR("a")));
    list_image_version_validate(&h.call, &config);
    assert_int_equal(h.diags.count, 0);
    support_read_set(&config, config_schema, "name_contains", value_unknown());
    list_image_version_validate(&h.call, &config);
    assert_int_equal(h.diags.count, 1);
    assert_true(support_hooks_error(&h, "name_contains and image_name"));
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_is_listed_with_its_identity),
        cmocka_unit_test(with_the_resource_its_state_is_that_of_an_import),
        cmocka_unit_test(filters_that_need_it_describe),
        cmocka_unit_test(a_status_needs_no_description),
        cmocka_unit_test(nothing_is_listed_behind_the_limit),
        cmocka_unit_test(what_vanishes_is_left_out),
        cmocka_unit_test(failures_and_stops_are_one_error),
        cmocka_unit_test(wrong_combinations_are_one_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
