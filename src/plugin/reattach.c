#include "plugin/reattach.h"

#include "plugin/handshake.h"

static const char *const hosts[] = { "registry.terraform.io", "registry.opentofu.org" };

/* JSON text inside single quotes of a shell. */
static void add_text(struct strbuf *out, const char *text)
{
    strbuf_add_char(out, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            strbuf_add_char(out, '\\');
        }
        if (*c == '\'') {
            strbuf_add(out, STR("'\"'\"'"));
        } else {
            strbuf_add_char(out, *c);
        }
    }
    strbuf_add_char(out, '"');
}

/* Test has to be true: with false the CLI never learns the protocol's version and crashes. */
static void add_process(const struct reattach *reattach, struct strbuf *out)
{
    strbuf_printf(out,
                  "{\"Protocol\":\"grpc\",\"ProtocolVersion\":%d,\"Pid\":%d,\"Test\":true,"
                  "\"Addr\":{\"Network\":\"%s\",\"String\":",
                  HANDSHAKE_PROTOCOL, reattach->pid, reattach->network);
    add_text(out, reattach->address);
    strbuf_add(out, STR("}}"));
}

void reattach_format(const struct reattach *reattach, struct strbuf *out)
{
    strbuf_add(out, STR("Provider started. To attach Terraform CLI, set the "
                        "TF_REATTACH_PROVIDERS environment variable with the following:\n\n"
                        "\tTF_REATTACH_PROVIDERS='{"));
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        strbuf_printf(out, "%s\"%s/%s\":", i ? "," : "", hosts[i], reattach->provider);
        add_process(reattach, out);
    }
    strbuf_add(out, STR("}'\n"));
}
