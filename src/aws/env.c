#include "aws/env.h"

#include "base/mem.h"

struct env {
    struct str *variables; /* "NAME=value", each a block of its own */
    size_t count;
};

struct env *env_new(const char *const *variables)
{
    struct env *env = mem_calloc(1, sizeof(*env));
    size_t count = 0;

    while (variables[count]) {
        count++;
    }
    env->variables = mem_calloc(count, sizeof(*env->variables));
    env->count = count;
    for (size_t i = 0; i < count; i++) {
        struct str variable = str_from(variables[i]);

        env->variables[i].data = mem_strndup(variable.data, variable.len);
        env->variables[i].len = variable.len;
    }
    return env;
}

void env_free(struct env *env)
{
    if (!env) {
        return;
    }
    for (size_t i = 0; i < env->count; i++) {
        char *text;

        /* The copies are ours; only the view of them is const. Some hold secret keys. */
        memcpy(&text, &env->variables[i].data, sizeof(text));
        mem_wipe(text, env->variables[i].len);
        mem_free(text);
    }
    mem_free(env->variables);
    mem_free(env);
}

struct str env_get(const struct env *env, const char *name)
{
    struct str wanted = str_from(name);

    for (size_t i = 0; i < env->count; i++) {
        struct str variable = env->variables[i];

        if (variable.len > wanted.len && variable.data[wanted.len] == '=' &&
            str_starts_with(variable, wanted)) {
            return str_slice(variable, wanted.len + 1, variable.len);
        }
    }
    return (struct str){ NULL, 0 };
}

struct str env_first(const struct env *env, const char *const *names)
{
    struct str value = { NULL, 0 };

    for (; *names && value.len == 0; names++) {
        value = env_get(env, *names);
    }
    return value;
}

bool env_next(const struct env *env, const char *prefix, size_t *at, struct str *rest,
              struct str *value)
{
    struct str start = str_from(prefix);

    while (*at < env->count) {
        struct str variable = env->variables[(*at)++];
        size_t equals = str_find(variable, '=');

        if (str_starts_with(variable, start) && equals > start.len && equals < variable.len) {
            *rest = str_slice(variable, start.len, equals);
            *value = str_slice(variable, equals + 1, variable.len);
            return true;
        }
    }
    return false;
}
