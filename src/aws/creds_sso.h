#ifndef AWS_CREDS_SSO_H
#define AWS_CREDS_SSO_H

#include "aws/creds.h"

/*
 * The credentials of a role in IAM Identity Center, with the token that `aws sso login` keeps
 * below ~/.aws/sso/cache. The token of an sso-session is refreshed when it has expired, and the
 * file is replaced; if that cannot be written, the new token serves this once. A token from
 * before sso-sessions cannot be refreshed.
 */
struct creds_sso_options {
    struct str profile;
    struct str session_name; /* empty: the form from before sso-sessions */
    struct str start_url;
    struct str account_id;
    struct str role_name;
    struct str home;        /* the user's home folder */
    struct endpoint portal; /* of the sso service */
    struct endpoint oidc;   /* of the sso-oidc service */
};

/* The options are copied. Statuses of retrieve: STATUS_INVALID without a token, STATUS_DENIED
 * when it is no longer good; both texts say how to log in. */
struct creds_source *creds_sso_new(const struct creds_io *io,
                                   const struct creds_sso_options *options)
    __attribute__((returns_nonnull));

#endif
