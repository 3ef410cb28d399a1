#include "provider/generate.h"
#include "provider/support_read.h"
#include "schema/image.h"
#include "schema/image_version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void the_providers_region_is_not_written(void **state)
{
    struct hooks h;
    struct generate_op op;

    (void)state;
    support_read_init(&h);
    op.config = support_read_config(&h, &image_version_schema);
    op.config.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    op.config.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("a"));
    generate_image_version(&h.call, &op);
    assert_true(value_is_null(&op.config.items[IMAGE_VERSION_REGION]));
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
    op.config.items[IMAGE_REGION] = value_string(STR("us-east-1"));
    generate_image(&h.call, &op);
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
        cmocka_unit_test(the_providers_region_is_not_written),
        cmocka_unit_test(another_region_is_written),
        cmocka_unit_test(nothing_is_made_of_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
