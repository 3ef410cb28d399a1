#ifndef AWS_CREDS_CONTAINER_H
#define AWS_CREDS_CONTAINER_H

#include "aws/creds.h"

/*
 * The credentials of a container (ECS, CodeBuild, EKS Pod Identity), from the URL that
 * AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI names.
 */

/* Whether one of the two is set. */
bool creds_container_is_set(const struct env *env);

/* STATUS_INVALID: the URL is one that must not be asked. The caller owns *out. */
MUST_CHECK enum status creds_container_new(const struct creds_io *io, struct creds_source **out,
                                           struct err *err);

#endif
