#include "schema/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void arns_are_told_by_their_shape(void **state)
{
    static const char *const good[] = {
        "arn:aws:iam::123456789012:role/example",
        "arn:aws-us-gov:iam::123456789012:role/path/example",
        "arn:aws-cn:sts::123456789012:assumed-role/example/session",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:sagemaker:us-west-2:123456789012:image/example",
        "arn:aws:s3:::bucket/with:colon",
    };
    static const char *const bad[] = {
        "",
        "example",
        "arn:aws:iam::123456789012",
        "arn:aws:iam::123456789012:",
        "arn:awsx1_:iam::123456789012:role/example",
        "arn:azure:iam::123456789012:role/example",
        "arn:aws:::123456789012:role/example",
        "arn:aws:iam::1234 56789012:role/example",
        "ARN:aws:iam::123456789012:role/example",
        " arn:aws:iam::123456789012:role/example",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_true(api_is_arn(str_from(good[i])));
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_false(api_is_arn(str_from(bad[i])));
    }
    assert_false(api_is_arn((struct str){ "arn:aws:iam\0:x:1:role/example", 30 }));
}

static void session_names_have_no_blanks(void **state)
{
    (void)state;
    assert_true(api_is_session_name(STR("Run_1+=,.@-9")));
    assert_false(api_is_session_name(STR("run 1")));
    assert_false(api_is_session_name(STR("run/1")));
    assert_false(api_is_session_name(STR("gr\xc3\xbc\xc3\x9f")));
    assert_false(api_is_session_name((struct str){ "run\0", 4 }));
}

static void external_ids_may_be_paths(void **state)
{
    (void)state;
    assert_true(api_is_external_id(STR("customer/1:a@b")));
    assert_false(api_is_external_id(STR("customer 1")));
    assert_false(api_is_external_id(STR("customer#1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arns_are_told_by_their_shape),
        cmocka_unit_test(session_names_have_no_blanks),
        cmocka_unit_test(external_ids_may_be_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
