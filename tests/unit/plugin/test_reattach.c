#include "plugin/support_plugin.h"

#include "plugin/reattach.h"

#include <string.h>

static void the_text_is_what_editors_look_for(void **state)
{
    const struct reattach reattach = { .provider = "space/kind",
                                       .pid = 42,
                                       .network = "unix",
                                       .address = "/tmp/tfplugin-a/socket" };
    struct strbuf out;

    (void)state;
    strbuf_init(&out, 4096);
    reattach_format(&reattach, &out);
    assert_string_equal(
        out.data, "Provider started. To attach Terraform CLI, set the TF_REATTACH_PROVIDERS "
                  "environment variable with the following:\n"
                  "\n"
                  "\tTF_REATTACH_PROVIDERS='{"
                  "\"registry.terraform.io/space/kind\":{\"Protocol\":\"grpc\","
                  "\"ProtocolVersion\":6,\"Pid\":42,\"Test\":true,\"Addr\":{\"Network\":"
                  "\"unix\",\"String\":\"/tmp/tfplugin-a/socket\"}},"
                  "\"registry.opentofu.org/space/kind\":{\"Protocol\":\"grpc\","
                  "\"ProtocolVersion\":6,\"Pid\":42,\"Test\":true,\"Addr\":{\"Network\":"
                  "\"unix\",\"String\":\"/tmp/tfplugin-a/socket\"}}}'\n");
    strbuf_release(&out);
}

static void quotes_in_the_address_are_escaped_for_json_and_shell(void **state)
{
    const struct reattach reattach = {
        .provider = "a/b", .pid = 1, .network = "unix", .address = "/it's \"\\"
    };
    struct strbuf out;

    (void)state;
    strbuf_init(&out, 4096);
    reattach_format(&reattach, &out);
    assert_non_null(strstr(out.data, "\"/it'\"'\"'s \\\"\\\\\""));
    strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_what_editors_look_for),
        cmocka_unit_test(quotes_in_the_address_are_escaped_for_json_and_shell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
