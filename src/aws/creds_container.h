#ifndef AWS_CREDS_CONTAINER_H
#define AWS_CREDS_CONTAINER_H

#include "aws/creds.h"

/*
 * The credentials of a container (ECS, CodeBuild, EKS Pod Identity), from the URL that
 * AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI names, the first
 * of the two that is set. Without TLS nobody is asked but this machine and the addresses that
 * ECS and EKS answer at: the answer holds keys. The token that goes along comes from the file
 * that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names, read each time, else from
 * AWS_CONTAINER_AUTHORIZATION_TOKEN.
 */

/* Whether one of the two is set. */
bool creds_container_is_set(const struct env *env);

/* STATUS_INVALID: the URL is one that must not be asked. A host name of http is looked up, and
 * its addresses are checked, when credentials are retrieved: that waits for the resolver, also
 * after a stop. The caller owns *out. */
MUST_CHECK enum status creds_container_new(const struct creds_io *io, struct creds_source **out,
                                           struct err *err);

#endif
