#include "aws/setting.h"
#include "aws/settings_parts.h"

enum {
    APP_BYTES = 50
};

/* A header's value cannot hold control characters, and ours is ASCII: what else there is
 * becomes a blank. */
static struct str printable(struct arena *arena, struct str given)
{
    char *text = arena_strndup(arena, given.len > 0 ? given.data : "", given.len);

    for (size_t i = 0; i < given.len; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            text[i] = ' ';
        }
    }
    return (struct str){ text, given.len };
}

/* What stands behind a '/': characters that RFC 9110 does not let into a token become '-'. */
static struct str token(struct arena *arena, struct str given)
{
    char *text = arena_strndup(arena, given.len > 0 ? given.data : "", given.len);

    for (size_t i = 0; i < given.len; i++) {
        if (text[i] <= ' ' || text[i] > '~' || strchr("\"(),/:;<=>?@[\\]{}", text[i])) {
            text[i] = '-';
        }
    }
    return (struct str){ text, given.len };
}

enum status settings_read_agent(struct arena *arena, const struct profile_query *query,
                                struct settings *out, struct err *err)
{
    static const struct setting_place place = { .variables = { "AWS_SDK_UA_APP_ID" },
                                                .key = "sdk_ua_app_id" };
    struct str app = setting_find(arena, query, &place, (struct str){ NULL, 0 }).text;

    (void)err;
    out->user_agent_app = str_slice(token(arena, app), 0, APP_BYTES);
    return STATUS_OK;
}

static struct str joined(struct arena *arena, struct str front, const char *before,
                         struct str text)
{
    if (text.len == 0) {
        return front;
    }
    return arena_printf(arena, "%.*s %s%.*s", STR_ARG(front), before, STR_ARG(text));
}

struct str settings_user_agent(struct arena *arena, const struct aws_options *options,
                               const struct settings *settings)
{
    struct str usual = STR("terraform-provider-sagemaker/" PROVIDER_VERSION " lang/c");
    struct str agent = options->user_agent.len > 0 ? options->user_agent : usual;

    agent = joined(arena, agent, "app/", settings->user_agent_app);
    agent = joined(arena, agent, "exec-env/",
                   token(arena, env_get(options->env, "AWS_EXECUTION_ENV")));
    for (size_t i = 0; i < options->user_agent_item_count; i++) {
        agent = joined(arena, agent, "", str_trim(options->user_agent_items[i]));
    }
    agent = joined(arena, agent, "", str_trim(env_get(options->env, "TF_APPEND_USER_AGENT")));
    return printable(arena, agent);
}
