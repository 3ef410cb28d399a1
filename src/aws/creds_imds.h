#ifndef AWS_CREDS_IMDS_H
#define AWS_CREDS_IMDS_H

#include "aws/creds.h"

/*
 * The credentials of an EC2 instance, from its metadata service (IMDSv2, with the way back to
 * version 1 unless that is switched off; once taken, it is kept to until a token is asked for).
 *
 * They are given for an hour at the most, so that new ones are asked for in time. When the
 * service fails later on, or its answer has expired, those that were there before are given for
 * 5 to 15 minutes more: the instance's role is then usually good for longer than it says.
 */
struct creds_imds_options {
    bool disabled;
    bool v1_disabled;
    struct str url; /* without "/latest", without a slash at its end */
};

/* The options are copied. */
struct creds_source *creds_imds_new(const struct creds_io *io,
                                    const struct creds_imds_options *options)
    __attribute__((returns_nonnull));

/* The instance's region, from its identity document; in the arena. Statuses as retrieve, and
 * not at the same time as that. */
MUST_CHECK enum status creds_imds_region(struct creds_source *imds, struct arena *arena,
                                         struct stop *stop, struct str *out, struct err *err);

#endif
