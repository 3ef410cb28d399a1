#include "provider/generate.h"
#include "provider/support_read.h"
#include "schema/image.h"
#include "schema/image_version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void what_means_not_set_is_not_written(void **state)
{
    struct hooks h;
    struct value config;
    struct generate_op op;

    (void)state;
    support_read_init(&h);
    config = support_read_config(&h, &image_version_schema);
    config.items[IMAGE_VERSION_ALIASES] = value_items(NULL, 0);
    config.items[IMAGE_VERSION_HOROVOD] = value_bool(false);
    config.items[IMAGE_VERSION_VENDOR_GUIDANCE] = value_string(STR("NOT_PROVIDED"));
    config.items[IMAGE_VERSION_RELEASE_NOTES] = value_string(STR("notes"));
    config.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    config.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("a"));
    op = (struct generate_op){ .config = config };
    generate_image_version(&h.call, &op);
    assert_true(value_is_null(&op.config.items[IMAGE_VERSION_ALIASES]));
    assert_true(value_is_null(&op.config.items[IMAGE_VERSION_HOROVOD]));
    assert_true(value_is_null(&op.config.items[IMAGE_VERSION_VENDOR_GUIDANCE]));
    assert_true(value_is_null(&op.config.items[IMAGE_VERSION_REGION]));
    assert_true(support_read_has(&op.config, &image_version_schema, "release_notes", "notes"));
    assert_true(support_read_has(&op.config, &image_version_schema, "image_name", "a"));
    support_hooks_release(&h);
}

static void another_region_is_written(void **state)
{
    struct hooks h;
    struct generate_op op;

    (void)state;
    support_read_init(&h);
    op.config = support_read_config(&h, &image_schema);
    op.config.items[IMAGE_TAGS] = value_map(NULL, 0);
    op.config.items[IMAGE_REGION] = value_string(STR("us-east-1"));
    generate_image(&h.call, &op);
    assert_true(value_is_null(&op.config.items[IMAGE_TAGS]));
    assert_true(support_read_has(&op.config, &image_schema, "region", "us-east-1"));
    support_hooks_release(&h);
}

static void nothing_is_made_of_nothing(void **state)
{
    struct hooks h;
    struct generate_op op = { .config = { .state = VALUE_NULL } };

    (void)state;
    support_read_init(&h);
    generate_image(&h.call, &op);
    assert_true(value_is_null(&op.config));
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_means_not_set_is_not_written),
        cmocka_unit_test(another_region_is_written),
        cmocka_unit_test(nothing_is_made_of_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
