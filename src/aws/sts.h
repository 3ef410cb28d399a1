#ifndef AWS_STS_H
#define AWS_STS_H

#include "aws/exchange.h"

/*
 * The Security Token Service: who am I, and roles. Requests are forms, answers XML.
 */
struct sts {
    const struct creds_io *io;
    struct endpoint endpoint;
    struct str region; /* of the signature */
    struct exchange_share share;
    int max_attempts;
};

/* What GetCallerIdentity says of the credentials; in the arena. */
struct sts_identity {
    struct str account_id; /* taken from the ARN, as the AWS SDKs do */
    struct str arn;
};

MUST_CHECK enum status sts_caller_identity(const struct sts *sts, struct creds_cache *signer,
                                           struct arena *arena, struct stop *stop,
                                           struct sts_identity *out, struct err *err);

/* AssumeRole with the signer's credentials, or AssumeRoleWithWebIdentity with `token` when
 * signer is NULL. The role's session name is set. The caller owns *out (creds_release), whose
 * origin is `origin`. Statuses as creds_source_ops.retrieve; the text begins with "operation
 * error STS". */
struct sts_assume {
    const struct aws_role *role;
    struct creds_cache *signer;
    struct str token;
    struct str origin;
};
MUST_CHECK enum status sts_assume_role(const struct sts *sts, const struct sts_assume *assume,
                                       struct stop *stop, struct creds *out, struct err *err);

#endif
