#include "provider/support_hooks.h"

#include "schema/provider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

void support_hooks_configure(struct hooks *hooks, const char *region, const struct value *block)
{
    struct configure_op op = { .config = block, .terraform_version = STR("1.15.0") };

    block->items[PROVIDER_REGION] = value_string(str_from(region));
    block->items[PROVIDER_ACCESS_KEY] = value_string(STR("AKIDEXAMPLE"));
    block->items[PROVIDER_SECRET_KEY] = value_string(STR("secret"));
    block->items[PROVIDER_MAX_RETRIES] = value_int(hooks->call.arena, 2);
    if (!value_is_known(&block->items[PROVIDER_SKIP_CREDENTIALS_VALIDATION])) {
        block->items[PROVIDER_SKIP_CREDENTIALS_VALIDATION] = value_bool(true);
        block->items[PROVIDER_SKIP_REQUESTING_ACCOUNT_ID] = value_bool(true);
    }
    config_release(hooks->call.config);
    hooks->call.config = config_configure(&hooks->source, &hooks->call, &op);
    assert_non_null(hooks->call.config);
    diags_init(&hooks->diags, hooks->call.arena);
}

void support_hooks_init(struct hooks *hooks, const char *region, const struct fake_step *steps,
                        size_t count)
{
    static const char *const no_variables[] = { NULL };
    struct value block;

    memset(hooks, 0, sizeof(*hooks));
    support_clock_init(&hooks->clock);
    support_http_init(&hooks->http, &hooks->clock, steps, count);
    hooks->env = env_new(no_variables);
    hooks->source = (struct config_source){ .env = hooks->env,
                                            .clock = &hooks->clock.clock,
                                            .http = &hooks->http.http };
    hooks->call.arena = arena_new();
    hooks->call.diags = &hooks->diags;
    hooks->call.stop = stop_new();
    diags_init(&hooks->diags, hooks->call.arena);
    block = value_object(hooks->call.arena, provider_schema.block);
    support_hooks_configure(hooks, region, &block);
}

void support_hooks_release(struct hooks *hooks)
{
    config_release(hooks->call.config);
    stop_free(hooks->call.stop);
    arena_free(hooks->call.arena);
    env_free(hooks->env);
    support_http_release(&hooks->http);
}

bool support_hooks_error(const struct hooks *hooks, const char *words)
{
    for (const struct diag *d = hooks->diags.first; d; d = d->next) {
        if (d->severity == SEVERITY_ERROR &&
            (memmem(d->summary.data, d->summary.len, words, strlen(words)) ||
             memmem(d->detail.data, d->detail.len, words, strlen(words)))) {
            return true;
        }
    }
    for (const struct diag *d = hooks->diags.first; d; d = d->next) {
        fprintf(stderr, "%.*s: %.*s\n", STR_ARG(d->summary), STR_ARG(d->detail));
    }
    return false;
}
