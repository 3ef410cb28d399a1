#include "provider/region.h"

#include "provider/support_hooks.h"
#include "schema/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct value with_region(const struct hooks *h, const char *region)
{
    struct value object = value_object(h->call.arena, image_schema.block);

    if (region) {
        object.items[IMAGE_REGION] = value_string(str_from(region));
    }
    return object;
}

static void an_identity_without_a_region_means_the_providers(void **state)
{
    static const char *const unset[] = { NULL, "" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(unset); i++) {
        struct hooks h;
        struct value object;

        support_hooks_init(&h, "us-west-2", NULL, 0);
        object = with_region(&h, unset[i]);
        region_of_identity(&h.call, &object, IMAGE_REGION);
        assert_int_equal(h.diags.count, 0);
        assert_true(str_eq(value_text(&object.items[IMAGE_REGION]), STR("us-west-2")));
        support_hooks_release(&h);
    }
}

static void an_identitys_own_region_stays(void **state)
{
    struct hooks h;
    struct value object;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    object = with_region(&h, "eu-west-1");
    region_of_identity(&h.call, &object, IMAGE_REGION);
    assert_int_equal(h.diags.count, 0);
    assert_true(str_eq(value_text(&object.items[IMAGE_REGION]), STR("eu-west-1")));
    support_hooks_release(&h);
}

static void an_identity_of_no_region_is_refused(void **state)
{
    static const char *const wrong[] = { "nowhere", "cn-north-1" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct hooks h;
        struct value object;

        support_hooks_init(&h, "us-west-2", NULL, 0);
        object = with_region(&h, wrong[i]);
        region_of_identity(&h.call, &object, IMAGE_REGION);
        assert_true(support_hooks_error(&h, "Invalid region"));
        assert_true(support_hooks_error(&h, wrong[i]));
        support_hooks_release(&h);
    }
}

static void an_identity_without_any_region_stays_without(void **state)
{
    struct hooks h;
    struct call bare;
    struct value object;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    bare = h.call;
    bare.config = NULL;
    object = with_region(&h, "");
    region_of_identity(&bare, &object, IMAGE_REGION);
    assert_true(value_is_null(&object.items[IMAGE_REGION]));
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_identity_without_a_region_means_the_providers),
        cmocka_unit_test(an_identitys_own_region_stays),
        cmocka_unit_test(an_identity_of_no_region_is_refused),
        cmocka_unit_test(an_identity_without_any_region_stays_without),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
