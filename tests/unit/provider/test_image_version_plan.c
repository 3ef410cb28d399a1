#include "provider/image_version.h"
#include "provider/support_hooks.h"
#include "schema/image_version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* What comes before anything is sent: import IDs and plans. */

static const struct resource_type *const type = &image_version_resource;

static bool has_text(const struct value *object, enum image_version_field row, const char *text)
{
    return str_eq(value_text(&object->items[row]), str_from(text));
}

static bool import(struct hooks *h, const char *id, struct value *stub)
{
    struct import_op op = { .id = str_from(id),
                            .state = value_object(h->call.arena, image_version_schema.block) };

    diags_init(&h->diags, h->call.arena);
    type->import(&h->call, &op);
    *stub = op.state;
    return !h->diags.has_error;
}

static void import_takes_a_name_a_version_and_a_region(void **state)
{
    struct hooks h;
    struct value stub;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    assert_true(import(&h, "my.image-1,42", &stub));
    assert_true(has_text(&stub, IMAGE_VERSION_IMAGE_NAME, "my.image-1"));
    assert_true(has_text(&stub, IMAGE_VERSION_REGION, "us-west-2"));
    assert_true(str_eq(stub.items[IMAGE_VERSION_VERSION].text, STR("42")));
    assert_true(import(&h, "example,1@eu-west-1", &stub));
    assert_true(has_text(&stub, IMAGE_VERSION_REGION, "eu-west-1"));
    support_hooks_release(&h);
}

static void import_refuses_junk_and_says_the_form(void **state)
{
    static const char *const junk[] = { "", "name", "name,", "a,b,c", "name,0", "name,1@x" };
    struct hooks h;
    struct value stub;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
        assert_false(import(&h, junk[i], &stub));
        assert_true(support_hooks_error(&h, "image_name,version"));
        assert_true(support_hooks_error(&h, "image_name,alias"));
        assert_true(support_hooks_error(&h, "ARN"));
    }
    assert_int_equal(h.http.sent_count, 0);
    support_hooks_release(&h);
}

/* The warnings of a plan that makes a version of `base_image` in us-west-2. */
static size_t warnings(const char *base_image, bool exists_already)
{
    static const struct fake_step unused[] = { { .status = 200, .body = "" } };
    struct value none = value_null();
    struct hooks h;
    struct value config;
    struct plan_op op;
    bool replace[IMAGE_VERSION_FIELD_COUNT] = { false };
    size_t count;

    support_hooks_init(&h, "us-west-2", unused, ARRAY_LEN(unused));
    config = value_object(h.call.arena, image_version_schema.block);
    config.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    config.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    config.items[IMAGE_VERSION_BASE_IMAGE] = value_string(str_from(base_image));
    op = (struct plan_op){ .block = image_version_schema.block,
                           .prior = exists_already ? &config : &none,
                           .config = &config,
                           .proposed = &config,
                           .planned = config,
                           .replace = replace };
    type->plan(&h.call, &op);
    assert_false(h.diags.has_error);
    count = h.diags.count;
    support_hooks_release(&h);
    return count;
}

static void a_base_image_that_sagemaker_may_not_fetch_is_warned_of(void **state)
{
    (void)state;
    assert_int_equal(warnings("012345678912.dkr.ecr.us-west-2.amazonaws.com/image:1", false),
                     0);
    assert_int_equal(
        warnings("012345678912.dkr.ecr-fips.us-west-2.amazonaws.com/a/b@sha256:0", false), 0);
    assert_int_equal(warnings("012345678912.dkr.ecr.eu-west-1.amazonaws.com/image:1", false),
                     1);
    assert_int_equal(warnings("docker.io/library/python:3.11", false), 1);
    assert_int_equal(warnings("01234567891.dkr.ecr.us-west-2.amazonaws.com/image:1", false), 1);
    assert_int_equal(warnings("012345678912.dkr.ecr.us-west-2.amazonaws.com", false), 1);
    assert_int_equal(warnings("", false), 0);
}

static void a_version_that_exists_is_not_warned_of(void **state)
{
    (void)state;
    assert_int_equal(warnings("docker.io/library/python:3.11", true), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_base_image_that_sagemaker_may_not_fetch_is_warned_of),
        cmocka_unit_test(a_version_that_exists_is_not_warned_of),
        cmocka_unit_test(import_takes_a_name_a_version_and_a_region),
        cmocka_unit_test(import_refuses_junk_and_says_the_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
