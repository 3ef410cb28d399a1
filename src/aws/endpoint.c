#include "aws/endpoint.h"

#include "aws/region.h"
#include "aws/setting.h"
#include "aws/text.h"

enum {
    URL_BYTES = 2048,
    PORT_MAX = 65535,
    VARIABLES = 2
};

struct service {
    const char *name;
    const char *section;  /* in a "[services ...]" section */
    const char *argument; /* in the block "endpoints" */
    const char *variable; /* of the environment */
    /* Variables from before that one, whose time is over. With them, it and they count even
     * when configured endpoints are to be ignored, as in hashicorp/aws. */
    const char *deprecated[VARIABLES];
    /* {R} stands for the region, {S} for the partition's suffix, {D} for its dual-stack one. */
    const char *hosts[ENDPOINT_VARIANTS];
};

static const struct service services[ENDPOINT_SERVICES] = {
    [ENDPOINT_SAGEMAKER] = {
        .name = "sagemaker",
        .section = "sagemaker",
        .argument = "endpoints { sagemaker = ... }",
        .variable = "AWS_ENDPOINT_URL_SAGEMAKER",
        .hosts = {
            [ENDPOINT_PLAIN] = "api.sagemaker.{R}.{S}",
            [ENDPOINT_DUAL_STACK] = "api.sagemaker.{R}.{D}",
            [ENDPOINT_FIPS] = "api.sagemaker-fips.{R}.{S}",
            [ENDPOINT_FIPS_DUAL_STACK] = "api.sagemaker-fips.{R}.{D}",
        },
    },
    [ENDPOINT_STS] = {
        .name = "sts",
        .section = "sts",
        .argument = "endpoints { sts = ... }",
        .variable = "AWS_ENDPOINT_URL_STS",
        .deprecated = { "TF_AWS_STS_ENDPOINT", "AWS_STS_ENDPOINT" },
        .hosts = {
            [ENDPOINT_PLAIN] = "sts.{R}.{S}",
            [ENDPOINT_DUAL_STACK] = "sts.{R}.{D}",
            [ENDPOINT_FIPS] = "sts-fips.{R}.{S}",
            [ENDPOINT_FIPS_DUAL_STACK] = "sts-fips.{R}.{D}",
        },
    },
    [ENDPOINT_SSO] = {
        .name = "sso",
        .section = "sso",
        .argument = "endpoints { sso = ... }",
        .variable = "AWS_ENDPOINT_URL_SSO",
        .hosts = {
            [ENDPOINT_PLAIN] = "portal.sso.{R}.{S}",
            [ENDPOINT_DUAL_STACK] = "portal.sso.{R}.{D}",
            [ENDPOINT_FIPS] = "portal.sso-fips.{R}.{S}",
            [ENDPOINT_FIPS_DUAL_STACK] = "portal.sso-fips.{R}.{D}",
        },
    },
    [ENDPOINT_SSO_OIDC] = {
        .name = "sso-oidc",
        .section = "sso_oidc",
        .variable = "AWS_ENDPOINT_URL_SSO_OIDC",
        .hosts = {
            [ENDPOINT_PLAIN] = "oidc.{R}.{S}",
            [ENDPOINT_DUAL_STACK] = "oidc.{R}.{D}",
            [ENDPOINT_FIPS] = "oidc-fips.{R}.{S}",
            [ENDPOINT_FIPS_DUAL_STACK] = "oidc-fips.{R}.{D}",
        },
    },
    [ENDPOINT_SIGNIN] = {
        .name = "signin",
        .section = "signin",
        .variable = "AWS_ENDPOINT_URL_SIGNIN",
        .hosts = {
            [ENDPOINT_PLAIN] = "{R}.signin.{S}",
            [ENDPOINT_DUAL_STACK] = "signin.{R}.{D}",
            [ENDPOINT_FIPS] = "signin-fips.{R}.{S}",
            [ENDPOINT_FIPS_DUAL_STACK] = "signin-fips.{R}.{D}",
        },
    },
};

/* Hosts that break the service's rule, in a whole partition or in one region. */
static const struct exception {
    enum endpoint_service service;
    enum endpoint_variant variant;
    const char *place;
    const char *host;
} exceptions[] = {
    { ENDPOINT_SAGEMAKER, ENDPOINT_FIPS, "aws", "api-fips.sagemaker.{R}.{S}" },
    { ENDPOINT_SAGEMAKER, ENDPOINT_FIPS, "aws-us-gov", "api-fips.sagemaker.{R}.{S}" },
    { ENDPOINT_STS, ENDPOINT_FIPS, "aws-us-gov", "sts.{R}.{S}" },
    { ENDPOINT_SSO, ENDPOINT_FIPS, "aws-us-gov", "portal.sso.{R}.{S}" },
    { ENDPOINT_SSO_OIDC, ENDPOINT_FIPS, "aws-us-gov", "oidc.{R}.{S}" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws", "{R}.signin.aws.amazon.com" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws-cn", "{R}.signin.amazonaws.cn" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws-us-gov", "{R}.signin.amazonaws-us-gov.com" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws-iso", "{R}.signin.c2shome.ic.gov" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws-iso-b", "{R}.signin.sc2shome.sgov.gov" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws-iso-e", "{R}.signin.csphome.adc-e.uk" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws-iso-f", "{R}.signin.csphome.hci.ic.gov" },
    { ENDPOINT_SIGNIN, ENDPOINT_PLAIN, "aws-eusc", "{R}.signin.amazonaws-eusc.eu" },
    { ENDPOINT_SIGNIN, ENDPOINT_FIPS, "us-gov-west-1", "signin-fips.amazonaws-us-gov.com" },
    { ENDPOINT_SIGNIN, ENDPOINT_FIPS, "us-gov-east-1", "{R}.signin-fips.amazonaws-us-gov.com" },
};

bool endpoint_service_find(struct str name, enum endpoint_service *out)
{
    for (size_t i = 0; i < ARRAY_LEN(services); i++) {
        if (str_eq(name, str_from(services[i].name))) {
            *out = (enum endpoint_service)i;
            return true;
        }
    }
    return false;
}

static bool all_in(struct str s, const char *allowed)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!strchr(allowed, s.data[i]) || s.data[i] == '\0') {
            return false;
        }
    }
    return true;
}

/* A lower-case name or address; an IPv6 address stands in brackets. */
static bool is_host(struct str host)
{
    if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']') {
        return all_in(str_slice(host, 1, host.len - 1), "0123456789abcdef:.");
    }
    return host.len > 0 && all_in(host, "abcdefghijklmnopqrstuvwxyz0123456789-._");
}

struct parts {
    bool is_https;
    struct str host;
    int64_t port; /* 0: the usual */
    struct str path;
};

/* What is wrong with the URL, or NULL with *out filled. */
static const char *split_url(struct arena *arena, struct str url, struct parts *out)
{
    struct str rest = text_lower(arena, url);
    struct parts parts = { .is_https = str_starts_with(rest, STR("https://")) };
    size_t from = parts.is_https ? strlen("https://") : strlen("http://");
    size_t slash;
    size_t colon;

    if (!parts.is_https && !str_starts_with(rest, STR("http://"))) {
        return "it does not begin with https:// or http://";
    }
    for (size_t i = 0; i < url.len; i++) {
        if (url.data[i] <= ' ' || url.data[i] > '~' || strchr("?#@\\\"<>", url.data[i])) {
            return "it holds a blank or another character that an endpoint cannot have (a "
                   "query, a fragment, a user name)";
        }
    }
    rest = str_slice(rest, from, rest.len);
    slash = str_find(rest, '/');
    parts.path = str_slice(url, from + slash, url.len);
    rest = str_slice(rest, 0, slash);
    colon = str_rfind(rest, ':');
    if (colon < rest.len && rest.data[rest.len - 1] != ']') {
        if (!str_to_int64(str_slice(rest, colon + 1, rest.len), &parts.port) ||
            parts.port < 1 || parts.port > PORT_MAX) {
            return "its port is not a number from 1 to 65535";
        }
        rest = str_slice(rest, 0, colon);
    }
    parts.host = rest;
    *out = parts;
    return is_host(rest) ? NULL : "its host name is missing or malformed";
}

/* A wrong URL as an error shows it: what stands before a host may be a password. */
static struct str shown_url(struct arena *arena, struct str url)
{
    size_t at = str_rfind(url, '@');

    url = at < url.len ? arena_printf(arena, "...%.*s", STR_ARG(str_slice(url, at, url.len)))
                       : url;
    return str_slice(url, 0, URL_BYTES / 4);
}

enum status endpoint_from_url(struct arena *arena, struct str url, struct str origin,
                              struct endpoint *out, struct err *err)
{
    enum {
        HTTP_PORT = 80,
        HTTPS_PORT = 443
    };
    struct parts parts;
    const char *wrong = url.len > URL_BYTES ? "it is too long" : split_url(arena, url, &parts);

    if (wrong) {
        return err_set(err, STATUS_INVALID,
                       "\"%.*s\", the endpoint URL in %.*s, is invalid: %s; give it as in "
                       "https://host:port",
                       STR_ARG(shown_url(arena, url)), STR_ARG(origin), wrong);
    }
    while (parts.path.len > 0 && parts.path.data[parts.path.len - 1] == '/') {
        parts.path.len--;
    }
    out->origin = origin;
    out->path = arena_printf(arena, "%.*s/", STR_ARG(parts.path));
    out->host = parts.host;
    if (parts.port != 0 && parts.port != (parts.is_https ? HTTPS_PORT : HTTP_PORT)) {
        out->host = arena_printf(arena, "%.*s:%d", STR_ARG(parts.host), (int)parts.port);
    }
    out->url = arena_printf(arena, "%s://%.*s%.*s", parts.is_https ? "https" : "http",
                            STR_ARG(out->host), STR_ARG(out->path));
    return STATUS_OK;
}

/* A variable that still works and that the user should replace. */
static struct setting find_deprecated(struct arena *arena, const struct service *service,
                                      const struct aws_options *options)
{
    struct setting found = { .text = { NULL, 0 } };

    for (size_t i = 0; i < VARIABLES && service->deprecated[i] && found.text.len == 0; i++) {
        const struct setting_place place = { .variables = { service->deprecated[i] } };

        found = setting_of_env(arena, options->env, &place);
        if (found.text.len > 0) {
            setting_warn(options, "Deprecated Environment Variable",
                         arena_printf(arena,
                                      "The environment variable \"%s\" is deprecated. Use "
                                      "\"%s\" instead.",
                                      service->deprecated[i], service->variable));
        }
    }
    return found;
}

/* What counts whether or not configured endpoints are to be ignored. */
static struct setting find_for_sure(struct arena *arena, enum endpoint_service number,
                                    const struct profile_query *query)
{
    const struct aws_options *options = query->options;
    const struct str arguments[ENDPOINT_SERVICES] = {
        [ENDPOINT_SAGEMAKER] = options->endpoint_sagemaker,
        [ENDPOINT_STS] = options->endpoint_sts,
        [ENDPOINT_SSO] = options->endpoint_sso,
    };
    const struct service *service = &services[number];
    const struct setting_place place = { .argument = service->argument,
                                         .variables = { service->variable } };
    struct setting found = { .text = { NULL, 0 } };

    if (arguments[number].len > 0) {
        return setting_find(arena, query, &place, arguments[number]);
    }
    if (service->deprecated[0]) {
        found = setting_of_env(arena, options->env, &place);
    }
    return found.text.len > 0 ? found : find_deprecated(arena, service, options);
}

static struct setting find_unless_ignored(struct arena *arena, const struct service *service,
                                          const struct profile_query *query)
{
    static const struct setting_place global = { .key = "endpoint_url" };
    const struct setting_place place = { .variables = { service->variable,
                                                        "AWS_ENDPOINT_URL" } };
    struct setting found = setting_of_env(arena, query->options->env, &place);

    if (found.text.len == 0) {
        found.text = arena_str(arena, profile_service_value(query->profiles, query->profile,
                                                            service->section, "endpoint_url"));
        found.origin = arena_printf(arena, "the services section of profile %.*s",
                                    STR_ARG(query->profile));
    }
    return found.text.len > 0 ? found
                              : setting_find(arena, query, &global, (struct str){ NULL, 0 });
}

enum status endpoint_configured(struct arena *arena, enum endpoint_service service,
                                const struct profile_query *query, struct endpoint *out,
                                struct err *err)
{
    static const struct setting_place ignored = {
        .variables = { "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" },
        .key = "ignore_configured_endpoint_urls",
    };
    struct setting found = find_for_sure(arena, service, query);
    bool ignore = false;

    if (found.text.len == 0) {
        enum status status = setting_switch(arena, query, &ignored, &ignore, err);

        if (status != STATUS_OK) {
            return status;
        }
        if (!ignore) {
            found = find_unless_ignored(arena, &services[service], query);
        }
    }
    if (found.text.len == 0) {
        return err_set(err, STATUS_NOT_FOUND, "no endpoint is configured");
    }
    return endpoint_from_url(arena, found.text, found.origin, out, err);
}

static const char *host_rule(enum endpoint_service service, enum endpoint_variant variant,
                             struct str region)
{
    struct str partition = str_from(region_partition_of(region)->name);

    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
        struct str place = str_from(exceptions[i].place);

        if (exceptions[i].service == service && exceptions[i].variant == variant &&
            (str_eq(place, partition) || str_eq(place, region))) {
            return exceptions[i].host;
        }
    }
    return services[service].hosts[variant];
}

struct endpoint endpoint_of_region(struct arena *arena, enum endpoint_service service,
                                   enum endpoint_variant variant, struct str region)
{
    const struct region_partition *partition = region_partition_of(region);
    const char *host = host_rule(service, variant, region);
    struct endpoint endpoint = { .path = STR("/"), .url = STR("https://") };

    for (struct str rest = str_from(host); rest.len > 0;) {
        size_t brace = str_find(rest, '{');
        struct str part = { NULL, 0 };

        if (brace < rest.len) {
            char letter = rest.data[brace + 1];

            part = letter == 'R'   ? region
                   : letter == 'S' ? str_from(partition->suffix)
                                   : str_from(partition->dual_stack_suffix);
        }
        endpoint.host = arena_printf(arena, "%.*s%.*s%.*s", STR_ARG(endpoint.host),
                                     STR_ARG(str_slice(rest, 0, brace)), STR_ARG(part));
        rest = str_slice(rest, brace + strlen("{R}"), rest.len);
    }
    endpoint.host = text_lower(arena, endpoint.host);
    endpoint.url = arena_printf(arena, "https://%.*s/", STR_ARG(endpoint.host));
    endpoint.origin = arena_printf(arena, "the region %.*s", STR_ARG(region));
    return endpoint;
}

struct endpoint endpoint_copy(struct arena *arena, const struct endpoint *from)
{
    return (struct endpoint){ arena_str(arena, from->url), arena_str(arena, from->host),
                              arena_str(arena, from->path), arena_str(arena, from->origin) };
}
