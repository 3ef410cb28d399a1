#ifndef PROVIDER_ARN_H
#define PROVIDER_ARN_H

#include "base/status.h"
#include "base/str.h"

/* The parts of an Amazon Resource Name; they borrow the text. */
struct arn {
    struct str partition;
    struct str service;
    struct str region;
    struct str account_id;
    struct str resource; /* "image-version/example/3" */
};

/* Whether it is an ARN: "arn:" and five parts, none of which is looked at. False leaves *out
 * empty, so that its parts may be used as "not known". */
MUST_CHECK bool arn_parse(struct str text, struct arn *out);

#endif
