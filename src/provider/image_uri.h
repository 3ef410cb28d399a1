#ifndef PROVIDER_IMAGE_URI_H
#define PROVIDER_IMAGE_URI_H

#include "base/macros.h"
#include "base/str.h"

/* The parts of a reference to an image in Amazon ECR; they borrow the text. */
struct image_uri {
    struct str account_id;
    struct str region;
    struct str repository;
    struct str tag;    /* empty: none */
    struct str digest; /* empty: none; "sha256:..." */
};

/* Takes the reference apart:
 *
 *   <account>.dkr.ecr.<region>.<suffix>/<repository>[:<tag>][@<digest>]
 *
 * with the region's own suffix, and with "ecr-fips" for FIPS endpoints; the hosts that have
 * IPv6 addresses as well are <account>.dkr-ecr.<region>.on.aws. Gives NULL, or what is wrong
 * with it as the end of a sentence; *out is left alone then. Pure; any thread may call. */
MUST_CHECK const char *image_uri_parse(struct str text, struct image_uri *out);

#endif
