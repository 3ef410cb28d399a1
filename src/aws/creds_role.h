#ifndef AWS_CREDS_ROLE_H
#define AWS_CREDS_ROLE_H

#include "aws/client.h"
#include "aws/creds_cache.h"
#include "aws/sts.h"

/*
 * The credentials of a role, from the Security Token Service. A role needs other credentials,
 * or the token of a web identity, which is read anew for each retrieval.
 */
struct creds_role_options {
    const struct aws_role *role;
    const char *named_by; /* whom the user has to ask: "profile x", "the assume_role block" */
    struct creds_cache *base; /* taken over; NULL: by web identity */
    struct sts sts;
};

/* All is copied. */
struct creds_source *creds_role_new(const struct creds_role_options *options)
    __attribute__((returns_nonnull));

#endif
