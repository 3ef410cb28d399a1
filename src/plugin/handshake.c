#include "plugin/handshake.h"

#define COOKIE "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

bool handshake_invited(const struct environment *env)
{
    return strcmp(env->value[VARIABLE_COOKIE], COOKIE) == 0;
}

bool handshake_speaks(struct str versions)
{
    struct str version;
    int64_t number;

    if (versions.len == 0) {
        return true;
    }
    while (str_split(&versions, ',', &version)) {
        if (str_to_int64(str_trim(version), &number) && number == HANDSHAKE_PROTOCOL) {
            return true;
        }
    }
    return false;
}

void handshake_format(const struct handshake *handshake, struct strbuf *out)
{
    strbuf_printf(out, "1|%d|%s|%s|grpc|%s%s\n", HANDSHAKE_PROTOCOL, handshake->network,
                  handshake->address, handshake->certificate,
                  handshake->multiplex_asked ? "|false" : "");
}
