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
    struct str region;    /* empty: none is set */
    struct str ca_bundle; /* a readable file, NUL-terminated; empty: the system's */
    int max_attempts;
    bool adaptive;                 /* retry_mode */
    struct str sts_region;         /* else the region */
    enum endpoint_variant variant; /* FIPS, dual-stack */
    struct str home;               /* the user's home folder */
    struct str user_agent_app;     /* application id for the User-Agent; empty: none */
    struct proxy_settings proxy;
    bool imds_disabled;
    bool imds_v1_disabled;
    struct str imds_url; /* without "/latest", without a slash at its end */
};

/* The profile in force. STATUS_INVALID when one is named that no file has. */
MUST_CHECK enum status settings_profile(const struct aws_options *options,
                                        const struct profile_set *profiles, struct str *out,
                                        struct err *err);

/* The region may stay empty. STATUS_INVALID: a setting is no good; the text names where it is.
 * What is odd and no error goes to the options' listener. `failure` is not NULL. */
MUST_CHECK enum status settings_read(struct arena *arena, const struct profile_query *query,
                                     struct settings *out, struct aws_failure *failure);

/* STATUS_NOT_FOUND: no region is set; the text names the places for one. */
enum status settings_region_missing(const struct profile_query *query, struct err *err);

/* The User-Agent: the options' front, then what the environment and the user add. */
struct str settings_user_agent(struct arena *arena, const struct aws_options *options,
                               const struct settings *settings);

/* Whether requests may be sent to a region of this name. */
MUST_CHECK enum status settings_check_region(struct str region, bool skip_validation,
                                             struct err *err);

#endif
