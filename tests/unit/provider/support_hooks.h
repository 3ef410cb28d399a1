#ifndef TESTS_PROVIDER_SUPPORT_HOOKS_H
#define TESTS_PROVIDER_SUPPORT_HOOKS_H

#include "aws/support_fake.h"
#include "provider/config.h"

/* One call of a resource's hooks over scripted answers of the service. */
struct hooks {
    struct fake_clock clock;
    struct fake_http http;
    struct env *env;
    struct config_source source;
    struct diags diags;
    struct call call;
};

/* `region` is the provider's. */
void support_hooks_init(struct hooks *hooks, const char *region, const struct fake_step *steps,
                        size_t count);
/* Configures anew by the block, in which region, keys and retries are filled in. The account is
 * asked for only when skip_credentials_validation is set to false. Warnings are forgotten. */
void support_hooks_configure(struct hooks *hooks, const char *region,
                             const struct value *block);

void support_hooks_release(struct hooks *hooks);

/* Whether there is an error whose summary or detail has the words; prints all when not. */
bool support_hooks_error(const struct hooks *hooks, const char *words);

#endif
