#include "aws/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static void ascii_letters_become_lower_case(void **state)
{
    assert_string_equal(text_lower(*state, STR("AbZ[@\xC3\x84-9")).data, "abz[@\xC3\x84-9");
    assert_string_equal(text_lower(*state, STR("")).data, "");
}

static void what_is_reserved_is_percent_encoded(void **state)
{
    assert_string_equal(text_percent_encode(*state, STR("aZ09-._~")).data, "aZ09-._~");
    assert_string_equal(text_percent_encode(*state, STR("a b/c:\xC3\xA4+&=%")).data,
                        "a%20b%2Fc%3A%C3%A4%2B%26%3D%25");
    assert_int_equal(text_percent_encode(*state, STR("")).len, 0);
}

static void digests_are_lower_case_hexadecimal(void **state)
{
    assert_string_equal(text_sha1(*state, STR("")).data,
                        "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    assert_string_equal(text_sha1(*state, STR("abc")).data,
                        "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_string_equal(text_sha256(*state, STR("abc")).data,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ascii_letters_become_lower_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_reserved_is_percent_encoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(digests_are_lower_case_hexadecimal, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
