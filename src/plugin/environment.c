#include "plugin/environment.h"

#include "base/str.h"

static const char *const names[] = {
    [VARIABLE_COOKIE] = "TF_PLUGIN_MAGIC_COOKIE",
    [VARIABLE_PROTOCOL_VERSIONS] = "PLUGIN_PROTOCOL_VERSIONS",
    [VARIABLE_CLIENT_CERT] = "PLUGIN_CLIENT_CERT",
    [VARIABLE_SOCKET_DIR] = "PLUGIN_UNIX_SOCKET_DIR",
    [VARIABLE_SOCKET_GROUP] = "PLUGIN_UNIX_SOCKET_GROUP",
    [VARIABLE_MULTIPLEX] = "PLUGIN_MULTIPLEX_GRPC",
    [VARIABLE_MIN_PORT] = "PLUGIN_MIN_PORT",
    [VARIABLE_MAX_PORT] = "PLUGIN_MAX_PORT",
    [VARIABLE_TMPDIR] = "TMPDIR",
};
_Static_assert(ARRAY_LEN(names) == VARIABLE_COUNT, "one name per variable");

static const char *find(const char *const *variables, const char *name)
{
    size_t len = strlen(name);

    for (; *variables; variables++) {
        if (strncmp(*variables, name, len) == 0 && (*variables)[len] == '=') {
            return *variables + len + 1;
        }
    }
    return "";
}

void environment_read(struct environment *env, const char *const *variables)
{
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        env->value[i] = find(variables, names[i]);
    }
}
