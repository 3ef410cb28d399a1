#ifndef AWS_SETTINGS_H
#define AWS_SETTINGS_H

#include "aws/endpoint.h"
#include "aws/profile.h"
#include "aws/proxy.h"

/*
 * The settings of a client that come from the provider block, else the environment, else the
 * profile. Texts are in the arena of the call.
 */
struct settings {
    struct str region;
    struct str ca_bundle; /* a readable file, NUL-terminated; empty: the system's */
    int max_attempts;
    bool adaptive; /* retry_mode */
    struct str sts_region;
    enum endpoint_variant variant; /* FIPS, dual-stack */
    struct str home;               /* the user's home folder */
    struct str user_agent_app;     /* application id for the User-Agent; empty: none */
    struct proxy_settings proxy;   /* aws/proxy.h */
    bool imds_disabled;
    bool imds_v1_disabled;
    struct str imds_url; /* without "/latest", without a slash at its end */
};

/* The profile in force. STATUS_INVALID when one is named that no file has. */
MUST_CHECK enum status settings_profile(const struct aws_options *options,
                                        const struct profile_set *profiles, struct str *out,
                                        struct err *err);

/* STATUS_NOT_FOUND: no region. STATUS_INVALID: a setting is no good. The text names where it
 * is. */
MUST_CHECK enum status settings_read(struct arena *arena, const struct profile_query *query,
                                     struct settings *out, struct err *err);

/* Whether requests may be sent to a region of this name. */
MUST_CHECK enum status settings_check_region(struct str region, bool skip_validation,
                                             struct err *err);

#endif
