#ifndef PROVIDER_PROVIDER_H
#define PROVIDER_PROVIDER_H

#include "aws/env.h"
#include "base/clock.h"
#include "terraform/provider.h"

/*
 * What this provider offers: the table that the engine serves. `env` and `clock` outlive it,
 * and so do the configurations that come from it.
 */
struct provider *provider_new(const struct env *env, const struct clock *clock)
    __attribute__((returns_nonnull));
void provider_free(struct provider *provider);

#endif
