#ifndef AWS_CREDS_CHAIN_H
#define AWS_CREDS_CHAIN_H

#include "aws/creds.h"
#include "aws/settings.h"

/*
 * Finds the source of credentials that counts, in the order that hashicorp/aws has: arguments,
 * environment, web identity, profile, container, instance metadata; then the roles of the
 * provider block. The first that is set up counts, and when it is broken nothing else is tried
 * in its place. No network.
 */
struct creds_chain {
    struct creds_cache *credentials; /* of the whole chain */
    struct creds_source *imds; /* borrowed: when they come from there in the end, else NULL */
    /* Why the instance is asked: what else was looked for. Empty when it is not. */
    struct err tried;
};

/* What the query points at may go afterwards. The caller owns out->credentials. */
MUST_CHECK enum status creds_chain_build(const struct creds_io *io,
                                         const struct profile_query *query,
                                         const struct settings *settings,
                                         struct creds_chain *out, struct aws_failure *failure);

#endif
