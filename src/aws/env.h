#ifndef AWS_ENV_H
#define AWS_ENV_H

#include "base/arena.h"

/*
 * The process environment, copied once at start: getenv is not safe while other threads run,
 * and tests bring their own. Immutable; any thread may read.
 */
struct env;

/* A copy of "NAME=value" texts, NULL-terminated (environ). The caller owns it. */
struct env *env_new(const char *const *variables) __attribute__((returns_nonnull));
void env_free(struct env *env);

/* The value, or the empty text when it is not set: an empty variable counts as unset
 * everywhere. */
struct str env_get(const struct env *env, const char *name);

/* The first of the NULL-terminated names that is set. */
struct str env_first(const struct env *env, const char *const *names);

/* Walks over the variables whose names begin with `prefix` and go on, also over empty ones:
 * *rest is what follows the prefix in the name. *at begins with 0; false at the end. */
MUST_CHECK bool env_next(const struct env *env, const char *prefix, size_t *at,
                         struct str *rest, struct str *value);

#endif
