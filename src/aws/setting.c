#include "aws/setting.h"

enum {
    SHOWN_BYTES = 256
};

struct str setting_shown(struct str text)
{
    return str_slice(text, 0, SHOWN_BYTES);
}

void setting_warn(const struct aws_options *options, const char *summary, struct str detail)
{
    if (options->warn) {
        options->warn(options->warn_self, summary, detail.data);
    }
}

struct setting setting_of_env(struct arena *arena, const struct env *env,
                              const struct setting_place *place)
{
    for (size_t i = 0; i < SETTING_VARIABLES && place->variables[i]; i++) {
        struct str text = env_get(env, place->variables[i]);

        if (text.len > 0) {
            return (struct setting){ arena_str(arena, text),
                                     arena_printf(arena, "the environment variable %s",
                                                  place->variables[i]) };
        }
    }
    return (struct setting){ .text = { NULL, 0 } };
}

struct setting setting_find(struct arena *arena, const struct profile_query *query,
                            const struct setting_place *place, struct str argument)
{
    struct setting found;

    if (argument.len > 0) {
        return (
            struct setting){ arena_str(arena, argument),
                             arena_printf(arena, "%s of the provider block", place->argument) };
    }
    found = setting_of_env(arena, query->options->env, place);
    if (found.text.len == 0 && place->key) {
        struct str text = profile_value(query->profiles, query->profile, place->key);

        found.text = text.len > 0 ? arena_str(arena, text) : text;
        found.origin = arena_printf(arena, "%s in profile %.*s", place->key,
                                    STR_ARG(setting_shown(query->profile)));
    }
    return found;
}

enum status setting_switch(struct arena *arena, const struct profile_query *query,
                           const struct setting_place *place, bool *out, struct err *err)
{
    struct setting found = setting_of_env(arena, query->options->env, place);
    bool on;

    if (found.text.len > 0 && !str_eq_nocase(found.text, STR("true")) &&
        !str_eq_nocase(found.text, STR("false"))) {
        return err_set(err, STATUS_INVALID, "%.*s is \"%.*s\"; it must be true or false",
                       STR_ARG(found.origin), STR_ARG(setting_shown(found.text)));
    }
    if (found.text.len == 0) {
        found = setting_find(arena, query, place, (struct str){ NULL, 0 });
    }
    on = str_eq_nocase(found.text, STR("true"));
    *out = on;
    return STATUS_OK;
}

bool setting_number(struct str text, int64_t *out)
{
    static const struct {
        struct str prefix;
        int base;
    } prefixes[] = { { { "0x", 2 }, 16 }, { { "0o", 2 }, 8 }, { { "0b", 2 }, 2 } };
    char digits[32];
    char *end;

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        struct str head = str_slice(text, 0, 2);

        if (!str_eq_nocase(head, prefixes[i].prefix) || text.len >= sizeof(digits)) {
            continue;
        }
        memcpy(digits, text.data + 2, text.len - 2);
        digits[text.len - 2] = '\0';
        *out = strtoll(digits, &end, prefixes[i].base);
        return *end == '\0' && end != digits && digits[0] != '-' && digits[0] != '+';
    }
    return str_to_int64(text, out);
}
