#ifndef AWS_CREDS_BUILDER_H
#define AWS_CREDS_BUILDER_H

#include "aws/creds_cache.h"
#include "aws/settings.h"
#include "aws/sts.h"

/*
 * What creds_chain.c and creds_profile.c, which together put the chain's sources together, have
 * in common. Everything is borrowed until the chain is built; sources copy what they need.
 */
struct creds_builder {
    const struct creds_io *io;
    const struct profile_query *query;
    const struct settings *settings;
    struct arena *arena;       /* what is made on the way */
    struct creds_source *imds; /* out: the last one made; borrowed */
    struct err environment;    /* out: why it gave no keys; empty when it was not looked at */
};

/* A source that assumes the role with the credentials of `base`, which it takes over, also on
 * failure; NULL: with the role's web identity. `named_by` is for messages. */
MUST_CHECK enum status creds_builder_role(const struct creds_builder *builder,
                                          const struct aws_role *role, const char *named_by,
                                          struct creds_source *base, struct creds_source **out,
                                          struct err *err);

/* Where a service of another region is; empty region: STATUS_NOT_FOUND. */
MUST_CHECK enum status creds_builder_endpoint(const struct creds_builder *builder,
                                              enum endpoint_service service, struct str region,
                                              struct endpoint *out, struct err *err);

/* The keys of the environment; STATUS_NOT_FOUND with a text that says what is missing. */
MUST_CHECK enum status creds_builder_environment(const struct creds_builder *builder,
                                                 struct creds_source **out, struct err *err);

/* The credentials of the container, else of the instance. */
MUST_CHECK enum status creds_builder_host(struct creds_builder *builder,
                                          struct creds_source **out, struct err *err);
struct creds_source *creds_builder_imds(struct creds_builder *builder);

/* creds_profile.c: what the query's profile says, and those that it refers to. */
MUST_CHECK enum status creds_profile_build(struct creds_builder *builder,
                                           struct creds_source **out, struct err *err);

#endif
