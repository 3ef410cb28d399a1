#include "provider/version_ref.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ARN "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42"
/* One literal each, lest they look like a forgotten comma. */
#define ARN_AT_HOME                                                                            \
    "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42@eu-west-1"
#define ARN_ELSEWHERE                                                                          \
    "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42@us-west-2"

static void each_form_of_an_import_id_is_understood(void **state)
{
    static const struct {
        const char *id;
        const char *name;
        int64_t version;
        const char *alias;
        const char *region;
        const char *account_id;
    } cases[] = {
        { "my.image-1,42", "my.image-1", 42, "", "", "" },
        { "example,1@eu-west-1", "example", 1, "", "eu-west-1", "" },
        { "example,2147483647", "example", 2147483647, "", "", "" },
        { "example,latest", "example", 0, "latest", "", "" },
        { "example,01", "example", 0, "01", "", "" },
        { "example,1.5@us-west-2", "example", 0, "1.5", "us-west-2", "" },
        { "example,_a-b.c", "example", 0, "_a-b.c", "", "" },
        { ARN, "my.image", 42, "", "eu-west-1", "123456789012" },
        { ARN_AT_HOME, "my.image", 42, "", "eu-west-1", "123456789012" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct version_import from;

        assert_true(version_import_parse(str_from(cases[i].id), &from));
        assert_true(str_eq(from.ref.image_name, str_from(cases[i].name)));
        assert_int_equal(from.ref.version, cases[i].version);
        assert_true(str_eq(from.alias, str_from(cases[i].alias)));
        assert_true(str_eq(from.region, str_from(cases[i].region)));
        assert_true(str_eq(from.account_id, str_from(cases[i].account_id)));
    }
}

static void junk_is_no_import_id(void **state)
{
    static const char *const junk[] = {
        "",
        "name",
        "name,",
        ",1",
        ",latest",
        "a,b,c",
        "a,1,2",
        "name,0",
        "name,007x y",
        "name,-1",
        "name,.hidden",
        "name, 1",
        "name,1 ",
        "-name,1",
        "na me,1",
        "name,1@",
        "name,1@x",
        "@us-west-2",
        "name,99999999999999999999",
        "name,2147483648",
        "a123456789b123456789c123456789d123456789e123456789f123456789-abc,1",
        "name,1@us-west-2@eu-west-1",
        ARN_ELSEWHERE,
        "arn:aws:sagemaker:eu-west-1:123456789012:image/my.image",
        "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image",
        "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/0",
        "arn:aws:sagemaker:eu-west-1:123456789012:image-version//1",
        "arn:aws:sagemaker:nowhere:123456789012:image-version/my.image/1",
        "arn:aws:ecr:eu-west-1:123456789012:image-version/my.image/1",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
        struct version_import from;

        assert_false(version_import_parse(str_from(junk[i]), &from));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_of_an_import_id_is_understood),
        cmocka_unit_test(junk_is_no_import_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
