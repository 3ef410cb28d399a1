#ifndef AWS_CREDS_H
#define AWS_CREDS_H

#include "aws/profile.h"
#include "aws/secret.h"

/*
 * AWS credentials, found along the chain that the AWS SDK for Go walks: the first source that
 * is set up is the one that counts, and when it is broken nothing else is tried in its place.
 */
struct creds {
    char *access_key_id; /* no secret: every request shows it */
    struct secret secret_key;
    struct secret session_token; /* empty: none */
    char *origin;                /* where they come from, for messages */
};

/* The caller owns what is in *out (creds_release). STATUS_NOT_FOUND when no source has any: the
 * text lists those tried. STATUS_INVALID when the source that counts is broken or of a kind
 * that is not supported. */
MUST_CHECK enum status creds_resolve(const struct profile_query *query, struct creds *out,
                                     struct err *err);

/* Wipes and frees; fine on the zero value. */
void creds_release(struct creds *creds);

#endif
