#include "provider/list_image.h"
#include "provider/support_read.h"
#include "schema/image.h"
#include "schema/image_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct schema *const config_schema = &image_list_schema;

/* What a list hands on. */
struct sink {
    struct arena *arena;
    struct str names;
    size_t count;
    struct value first; /* state */
};

static bool emit(struct list_op *op, const struct list_item *item)
{
    const struct type type = { .kind = KIND_OBJECT, .object = image_schema.block };
    struct sink *sink = op->sink;

    sink->names = arena_printf(sink->arena, "%.*s%.*s ", STR_ARG(sink->names),
                               STR_ARG(item->display_name));
    assert_true(value_wholly_known(&type, &item->state));
    if (sink->count == 0) {
        sink->first = value_copy(sink->arena, &type, &item->state);
    }
    return (int64_t)++sink->count != op->limit;
}

static void list(struct hooks *h, struct sink *sink, const struct value *config,
                 const struct list_op *how)
{
    struct list_op op = *how;

    *sink = (struct sink){ .arena = h->call.arena };
    op.config = config;
    op.emit = emit;
    op.sink = sink;
    list_image(&h->call, &op);
}

static void every_image_is_listed_with_its_identity(void **state)
{
    struct hooks h;
    struct sink sink;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    list(&h, &sink, &config, &(struct list_op){ .limit = 0 });
    assert_int_equal(h.diags.count, 0);
    assert_true(str_eq(sink.names, STR("a b c ")));
    assert_true(support_read_has(&sink.first, &image_schema, "account_id", READ_ACCOUNT));
    assert_true(support_read_has(&sink.first, &image_schema, "region", "us-west-2"));
    assert_true(support_read_has(&sink.first, &image_schema, "image_name", "a"));
    assert_int_equal(h.http.sent_count, 1);
    support_hooks_release(&h);
}

static void with_the_resource_its_state_is_that_of_an_import(void **state)
{
    struct hooks h;
    struct sink sink;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    list(&h, &sink, &config, &(struct list_op){ .include_resource = true, .limit = 2 });
    assert_int_equal(h.diags.count, 0);
    assert_true(str_eq(sink.names, STR("a b ")));
    assert_true(support_read_has(&sink.first, &image_schema, "role_arn",
                                 "arn:aws:iam::" READ_ACCOUNT ":role/images"));
    assert_int_equal(sink.first.items[IMAGE_TAGS].entry_count, 1);
    assert_int_equal(sink.first.items[IMAGE_TAGS_ALL].entry_count, 1);
    /* The service gives the name for a display name that there is not. */
    assert_true(value_is_null(&sink.first.items[IMAGE_DISPLAY_NAME]));
    assert_true(value_is_null(&sink.first.items[IMAGE_FORCE_DELETE]));
    support_hooks_release(&h);
}

static void filters_and_what_vanishes_leave_images_out(void **state)
{
    static const struct fake_rule gone = {
        "DescribeImage\n",
        "\"b\"",
        { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"No.\"}" }
    };
    struct hooks h;
    struct sink sink;
    struct value config;

    (void)state;
    support_read_init_with(&h, &gone, 1);
    config = support_read_config(&h, config_schema);
    list(&h, &sink, &config, &(struct list_op){ .include_resource = true });
    assert_true(str_eq(sink.names, STR("a c ")));
    support_read_set(&config, config_schema, "status", value_string(STR("UPDATING")));
    list(&h, &sink, &config, &(struct list_op){ .limit = 0 });
    assert_int_equal(sink.count, 0);
    assert_int_equal(h.diags.count, 0);
    support_hooks_release(&h);
}

static void failures_are_one_error(void **state)
{
    static const char *const operations[] = { "ListImages\n", "DescribeImage\n", "ListTags" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        const struct fake_rule denied = {
            operations[i], NULL, { .status = 400, .body = "{\"__type\":\"AccessDenied\"}" }
        };
        struct hooks h;
        struct sink sink;
        struct value config;

        support_read_init_with(&h, &denied, 1);
        config = support_read_config(&h, config_schema);
        list(&h, &sink, &config, &(struct list_op){ .include_resource = true });
        assert_int_equal(h.diags.count, 1);
        assert_true(support_hooks_error(&h, "AccessDenied"));
        support_hooks_release(&h);
    }
}

static void a_region_is_looked_at(void **state)
{
    struct hooks h;
    struct value config;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, config_schema);
    support_read_set(&config, config_schema, "region", value_string(STR("no region")));
    list_image_validate(&h.call, &config);
    assert_int_equal(h.diags.count, 1);
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_image_is_listed_with_its_identity),
        cmocka_unit_test(with_the_resource_its_state_is_that_of_an_import),
        cmocka_unit_test(filters_and_what_vanishes_leave_images_out),
        cmocka_unit_test(failures_are_one_error),
        cmocka_unit_test(a_region_is_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
