#include "provider/support_config.h"

enum {
    VARIABLES = 16
};

const struct fake_step support_identity[1] = { {
    .status = 200,
    .body = "<R><GetCallerIdentityResult><Arn>arn:aws:iam::" SUPPORT_ACCOUNT ":user/u</Arn>"
            "<UserId>AIDA</UserId><Account>" SUPPORT_ACCOUNT "</Account>"
            "</GetCallerIdentityResult></R>",
} };

void support_config_init(struct configuring *c, const char *const *more,
                         const struct fake_step *steps, size_t count)
{
    const char *variables[VARIABLES] = {
        "AWS_REGION=eu-west-1",
        "AWS_ACCESS_KEY_ID=AKIDOFTHEENVIRON",
        "AWS_SECRET_ACCESS_KEY=secret",
        "AWS_CONFIG_FILE=/nowhere",
        "AWS_SHARED_CREDENTIALS_FILE=/nowhere",
    };
    size_t at = 5;

    for (; more && *more && at + 1 < VARIABLES; more++) {
        variables[at++] = *more;
    }
    memset(c, 0, sizeof(*c));
    c->env = env_new(variables);
    support_clock_init(&c->clock);
    support_http_init(&c->http, &c->clock, steps, count);
    c->source = (struct config_source){ .env = c->env,
                                        .clock = &c->clock.clock,
                                        .http = &c->http.http };
    c->call.arena = arena_new();
    c->call.stop = stop_new();
    c->call.diags = &c->diags;
    diags_init(&c->diags, c->call.arena);
    c->block = value_object(c->call.arena, provider_schema.block);
}

void support_config_release(struct configuring *c)
{
    config_release(c->call.config);
    stop_free(c->call.stop);
    arena_free(c->call.arena);
    env_free(c->env);
    support_http_release(&c->http);
}

struct value *support_config_item(struct configuring *c, enum provider_field row)
{
    const struct type *type = provider_schema.block->fields[row].type;
    struct value *item = arena_alloc(c->call.arena, 1, sizeof(*item));

    *item = value_object(c->call.arena, type->element->object);
    c->block.items[row] = value_items(item, 1);
    return item;
}

bool support_configure(struct configuring *c)
{
    struct configure_op op = { .config = &c->block, .terraform_version = STR("1.15.0") };

    config_release(c->call.config);
    c->call.config = config_configure(&c->source, &c->call, &op);
    return c->call.config != NULL;
}

const struct diag *support_config_told(const struct configuring *c, enum severity severity,
                                       const char *words)
{
    const struct diag *diag = c->diags.first;

    while (diag && (diag->severity != severity ||
                    (!memmem(diag->summary.data, diag->summary.len, words, strlen(words)) &&
                     !memmem(diag->detail.data, diag->detail.len, words, strlen(words))))) {
        diag = diag->next;
    }
    return diag;
}

bool support_config_points_at(const struct configuring *c, const struct diag *diag,
                              const char *argument)
{
    return diag && str_eq(path_text(c->call.arena, diag->path), str_from(argument));
}
