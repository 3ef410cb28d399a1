#include "aws/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_secret_that_is_set_again_is_the_new_one(void **state)
{
    struct secret secret = { NULL, 0 };

    (void)state;
    secret_set(&secret, STR("one"));
    secret_set(&secret, STR("second"));
    assert_true(str_eq(secret_reveal(&secret), STR("second")));
    secret_set(&secret, STR(""));
    assert_int_equal(secret_reveal(&secret).len, 0);
    secret_release(&secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_that_is_set_again_is_the_new_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
