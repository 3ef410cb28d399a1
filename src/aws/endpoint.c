#include "aws/endpoint.h"

#include "aws/region.h"
#include "aws/text.h"

enum {
    URL_BYTES = 2048,
    PORT_MAX = 65535
};

struct service {
    const char *name;     /* signing name */
    const char *variable; /* of the environment */
    const char *argument; /* of the provider block */
    /* {R} stands for the region, {S} for the partition's suffix, {D} for its dual-stack one. */
    const char *hosts[ENDPOINT_VARIANTS];
    const char *fips_aws; /* what the partitions aws and aws-us-gov have instead */
    const char *fips_us_gov;
};

static const struct service services[ENDPOINT_SERVICES] = {
    [ENDPOINT_SAGEMAKER] = {
        .name = "sagemaker",
        .variable = "AWS_ENDPOINT_URL_SAGEMAKER",
        .argument = "endpoints { sagemaker = ... } of the provider block",
        .hosts = {
            [ENDPOINT_PLAIN] = "api.sagemaker.{R}.{S}",
            [ENDPOINT_DUAL_STACK] = "api.sagemaker.{R}.{D}",
            [ENDPOINT_FIPS] = "api.sagemaker-fips.{R}.{S}",
            [ENDPOINT_FIPS_DUAL_STACK] = "api.sagemaker-fips.{R}.{D}",
        },
        .fips_aws = "api-fips.sagemaker.{R}.{S}",
        .fips_us_gov = "api-fips.sagemaker.{R}.{S}",
    },
    [ENDPOINT_STS] = {
        .name = "sts",
        .variable = "AWS_ENDPOINT_URL_STS",
        .argument = "endpoints { sts = ... } of the provider block",
        .hosts = {
            [ENDPOINT_PLAIN] = "sts.{R}.{S}",
            [ENDPOINT_DUAL_STACK] = "sts.{R}.{D}",
            [ENDPOINT_FIPS] = "sts-fips.{R}.{S}",
            [ENDPOINT_FIPS_DUAL_STACK] = "sts-fips.{R}.{D}",
        },
        .fips_aws = "sts-fips.{R}.{S}",
        .fips_us_gov = "sts.{R}.{S}",
    },
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

static enum status from_url(struct arena *arena, struct str url, struct str origin,
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

/* Whether the endpoints of environment and profile are switched off. */
static enum status read_ignore(const struct profile_query *query, bool *out, struct err *err)
{
    static const char name[] = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
    struct str value = env_get(query->options->env, name);

    if (value.len > 0 && !str_eq_nocase(value, STR("true")) &&
        !str_eq_nocase(value, STR("false"))) {
        return err_set(err, STATUS_INVALID,
                       "the environment variable %s is \"%.*s\"; it must be true or false",
                       name, STR_ARG(str_slice(value, 0, URL_BYTES / 4)));
    }
    if (value.len == 0) {
        value =
            profile_value(query->profiles, query->profile, "ignore_configured_endpoint_urls");
    }
    *out = str_eq_nocase(value, STR("true"));
    return STATUS_OK;
}

struct named_url {
    struct str url; /* empty: none */
    struct str origin;
};

static struct named_url find_url(struct arena *arena, const struct service *service,
                                 const struct profile_query *query)
{
    const struct env *env = query->options->env;
    struct named_url found = { env_get(env, service->variable),
                               arena_printf(arena, "the environment variable %s",
                                            service->variable) };

    if (found.url.len == 0) {
        found.url = env_get(env, "AWS_ENDPOINT_URL");
        found.origin = STR("the environment variable AWS_ENDPOINT_URL");
    }
    if (found.url.len == 0) {
        found.url = profile_service_value(query->profiles, query->profile, service->name,
                                          "endpoint_url");
        found.origin = arena_printf(arena, "the services section of profile %.*s",
                                    STR_ARG(query->profile));
    }
    if (found.url.len == 0) {
        found.url = profile_value(query->profiles, query->profile, "endpoint_url");
        found.origin =
            arena_printf(arena, "endpoint_url of profile %.*s", STR_ARG(query->profile));
    }
    return found;
}

enum status endpoint_configured(struct arena *arena, enum endpoint_service service,
                                const struct profile_query *query, struct endpoint *out,
                                struct err *err)
{
    const struct aws_options *options = query->options;
    struct named_url found = { service == ENDPOINT_STS ? options->endpoint_sts
                                                       : options->endpoint_sagemaker,
                               str_from(services[service].argument) };
    bool ignore = false;

    if (found.url.len == 0) {
        enum status status = read_ignore(query, &ignore, err);

        if (status != STATUS_OK) {
            return status;
        }
        if (!ignore) {
            found = find_url(arena, &services[service], query);
        }
    }
    if (found.url.len == 0) {
        return err_set(err, STATUS_NOT_FOUND, "no endpoint is configured");
    }
    return from_url(arena, found.url, found.origin, out, err);
}

struct endpoint endpoint_of_region(struct arena *arena, enum endpoint_service service,
                                   enum endpoint_variant variant, struct str region)
{
    const struct region_partition *partition = region_partition_of(region);
    const char *host = services[service].hosts[variant];
    struct endpoint endpoint = { .path = STR("/"), .url = STR("https://") };

    if (variant == ENDPOINT_FIPS && strcmp(partition->name, "aws") == 0) {
        host = services[service].fips_aws;
    } else if (variant == ENDPOINT_FIPS && strcmp(partition->name, "aws-us-gov") == 0) {
        host = services[service].fips_us_gov;
    }
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
