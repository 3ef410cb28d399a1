#include "plugin/support_plugin.h"

#include "plugin/handshake.h"

static void assert_line(const struct handshake *handshake, const char *line)
{
    struct strbuf out;

    strbuf_init(&out, 1024);
    handshake_format(handshake, &out);
    assert_string_equal(out.data, line);
    strbuf_release(&out);
}

static void the_line_has_six_fields_with_a_certificate(void **state)
{
    const struct handshake handshake = { .network = "unix",
                                         .address = "/tmp/tfplugin-abc/socket",
                                         .certificate = "MIIB" };

    (void)state;
    assert_line(&handshake, "1|6|unix|/tmp/tfplugin-abc/socket|grpc|MIIB\n");
}

static void the_certificate_is_empty_without_tls(void **state)
{
    const struct handshake handshake = { .network = "tcp",
                                         .address = "127.0.0.1:10000",
                                         .certificate = "" };

    (void)state;
    assert_line(&handshake, "1|6|tcp|127.0.0.1:10000|grpc|\n");
}

static void multiplexing_is_denied_when_asked_for(void **state)
{
    const struct handshake handshake = {
        .network = "unix", .address = "/s", .certificate = "", .multiplex_asked = true
    };

    (void)state;
    assert_line(&handshake, "1|6|unix|/s|grpc||false\n");
}

static void version_6_is_found_wherever_it_stands(void **state)
{
    (void)state;
    assert_true(handshake_speaks(STR("5,6")));
    assert_true(handshake_speaks(STR("6,5")));
    assert_true(handshake_speaks(STR(" 6 ")));
    assert_true(handshake_speaks(STR("")));
    assert_false(handshake_speaks(STR("4,5")));
    assert_false(handshake_speaks(STR("66,7")));
    assert_false(handshake_speaks(STR("six")));
}

static void only_the_whole_cookie_invites(void **state)
{
    struct environment env = { 0 };

    (void)state;
    env.value[VARIABLE_COOKIE] = "";
    assert_false(handshake_invited(&env));
    env.value[VARIABLE_COOKIE] = "d602bf8f";
    assert_false(handshake_invited(&env));
    env.value[VARIABLE_COOKIE] =
        "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
    assert_true(handshake_invited(&env));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_has_six_fields_with_a_certificate),
        cmocka_unit_test(the_certificate_is_empty_without_tls),
        cmocka_unit_test(multiplexing_is_denied_when_asked_for),
        cmocka_unit_test(version_6_is_found_wherever_it_stands),
        cmocka_unit_test(only_the_whole_cookie_invites),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
