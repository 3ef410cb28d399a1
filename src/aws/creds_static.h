#ifndef AWS_CREDS_STATIC_H
#define AWS_CREDS_STATIC_H

#include "aws/creds.h"

/* Keys that are simply there and never change: arguments, environment, a profile. */

/* What was found is copied. STATUS_INVALID as creds_make. The caller owns *out. */
MUST_CHECK enum status creds_static_new(const struct creds_found *found,
                                        struct creds_source **out, struct err *err);

#endif
