#ifndef TERRAFORM_ENGINE_CHECK_H
#define TERRAFORM_ENGINE_CHECK_H

#include "terraform/provider.h"

/* What the engine's files check before and after they run a hook. What is wrong becomes an
 * error diagnostic. Any thread may call. */

/* The end of every sentence about a mistake of ours. */
extern const char engine_bug[];

/* A type that is served: a resource type, a data source. */
struct engine_subject {
    const char *name;
    const struct block *block;
};

/* Whether the provider is configured, which what is `needed` for ("read") demands. */
MUST_CHECK bool engine_is_configured(struct call *call, const char *name, const char *needed);

/* Whether the service may be asked for what `config` describes, which is then `done` ("read",
 * "listed"): the provider is configured, the run goes on, and every row is known and keeps to
 * its rule. */
MUST_CHECK bool engine_may_ask(struct call *call, const struct engine_subject *subject,
                               const struct value *config, const char *done);

/* Whether a hook's state has the shape of the type; `after` says which ("a refresh"). */
MUST_CHECK bool engine_is_object(struct call *call, const struct engine_subject *subject,
                                 const struct value *state, const char *after);

/* And nothing in it is unknown. */
MUST_CHECK bool engine_is_sound(struct call *call, const struct engine_subject *subject,
                                const struct value *state, const char *after);

/* The object with an array of rows of its own, which a hook may assign to. */
struct value engine_own_rows(struct arena *arena, const struct value *object);

#endif
