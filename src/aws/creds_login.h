#ifndef AWS_CREDS_LOGIN_H
#define AWS_CREDS_LOGIN_H

#include "aws/creds.h"

/*
 * The credentials that `aws login` keeps below ~/.aws/login/cache, or in the folder that
 * AWS_LOGIN_CACHE_DIRECTORY names. They are read, never refreshed: once they have expired the
 * user has to log in again, or to let another AWS tool refresh them.
 */

/* The texts are copied. Statuses of retrieve: STATUS_INVALID without credentials,
 * STATUS_DENIED when they have expired; both texts say how to log in. */
struct creds_source *creds_login_new(const struct creds_io *io, struct str profile,
                                     struct str login_session, struct str home)
    __attribute__((returns_nonnull));

#endif
