#include "provider/arn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void the_parts_of_an_arn_are_told_apart(void **state)
{
    struct arn arn;

    (void)state;
    assert_true(arn_parse(
        STR("arn:aws-cn:sagemaker:cn-north-1:123456789012:image-version/a:b/3"), &arn));
    assert_true(str_eq(arn.partition, STR("aws-cn")));
    assert_true(str_eq(arn.service, STR("sagemaker")));
    assert_true(str_eq(arn.region, STR("cn-north-1")));
    assert_true(str_eq(arn.account_id, STR("123456789012")));
    assert_true(str_eq(arn.resource, STR("image-version/a:b/3")));
}

static void a_text_with_fewer_parts_is_none(void **state)
{
    static const char *const texts[] = { "",
                                         "None",
                                         "arn:",
                                         "arn:aws:sagemaker:us-west-2:123456789012",
                                         "arn:aws:sagemaker:us-west-2:123456789012:",
                                         "name:aws:sagemaker:us-west-2:123456789012:image/a" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct arn arn;

        assert_false(arn_parse(str_from(texts[i]), &arn));
        assert_int_equal(arn.region.len + arn.account_id.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_of_an_arn_are_told_apart),
        cmocka_unit_test(a_text_with_fewer_parts_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
