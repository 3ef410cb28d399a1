#ifndef AWS_ENDPOINT_H
#define AWS_ENDPOINT_H

#include "aws/profile.h"

/*
 * Where the requests of a service go: the URL that the user names, else the host that the
 * region's partition gives. Texts are in the arena of the call.
 */
enum endpoint_service {
    ENDPOINT_SAGEMAKER,
    ENDPOINT_STS,
    ENDPOINT_SSO,
    ENDPOINT_SSO_OIDC,
    ENDPOINT_SIGNIN,
    ENDPOINT_SERVICES,
};

enum endpoint_variant {
    ENDPOINT_PLAIN,
    ENDPOINT_DUAL_STACK,
    ENDPOINT_FIPS,
    ENDPOINT_FIPS_DUAL_STACK,
    ENDPOINT_VARIANTS,
};

struct endpoint {
    struct str url;    /* NUL-terminated, with the path */
    struct str host;   /* the Host header: lower case, a port only when it is not the usual */
    struct str path;   /* begins and ends with '/' */
    struct str origin; /* who named it, for messages */
};

/* The service of this name ("sts"), which for those whose requests are signed is the name that
 * they are signed for. False: there is none. */
MUST_CHECK bool endpoint_service_find(struct str name, enum endpoint_service *out);

/* Takes a URL apart. STATUS_INVALID: it is none; the text names `origin` and no password. */
MUST_CHECK enum status endpoint_from_url(struct arena *arena, struct str url, struct str origin,
                                         struct endpoint *out, struct err *err);

/* The URL that the provider block, else the environment, else the profile names for the
 * service. STATUS_NOT_FOUND: none does. STATUS_INVALID: it is no URL; the text names where it
 * is. */
MUST_CHECK enum status endpoint_configured(struct arena *arena, enum endpoint_service service,
                                           const struct profile_query *query,
                                           struct endpoint *out, struct err *err);

/* The service's own endpoint in a region, which region_is_host_label accepts. */
struct endpoint endpoint_of_region(struct arena *arena, enum endpoint_service service,
                                   enum endpoint_variant variant, struct str region);

/* A copy in another arena. */
struct endpoint endpoint_copy(struct arena *arena, const struct endpoint *from);

#endif
