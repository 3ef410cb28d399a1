#include "aws/setting.h"
#include "aws/settings_parts.h"

/* Go looks at the names in capitals first, curl at the others; hashicorp/aws is in Go. */
static const struct setting_place http_place = {
    .argument = "the argument http_proxy",
    .variables = { "HTTP_PROXY", "http_proxy" },
};
static const struct setting_place https_place = {
    .argument = "the argument https_proxy",
    .variables = { "HTTPS_PROXY", "https_proxy" },
};
static const struct setting_place none_place = { .variables = { "NO_PROXY", "no_proxy" } };

static enum status of_argument(struct arena *arena, const struct setting_place *place,
                               struct str argument, struct str *out, struct err *err)
{
    enum status status;

    if (argument.len == 0) {
        *out = argument;
        return STATUS_OK;
    }
    status = proxy_parse(arena, argument, out, err);
    if (status != STATUS_OK) {
        err_prefix(err, "%s of the provider block", place->argument);
    }
    return status;
}

/* A malformed proxy in the environment is none, as in Go: it may be there for other programs.
 */
static struct str of_env(struct arena *arena, const struct aws_options *options,
                         const struct setting_place *place, const char *summary)
{
    struct setting found = setting_of_env(arena, options->env, place);
    struct str proxy = { NULL, 0 };
    struct err err;

    if (found.text.len > 0 && proxy_parse(arena, found.text, &proxy, &err) != STATUS_OK) {
        setting_warn(
            options, summary,
            arena_printf(arena, "%.*s is ignored: %s", STR_ARG(found.origin), err.text));
    }
    return proxy;
}

/* Whether the argument for http:// is all that there is: hashicorp/aws uses it for https://,
 * too.
 */
static bool stands_for_both(struct arena *arena, const struct aws_options *options)
{
    return options->http_proxy.text.len > 0 && !options->https_proxy.is_set &&
           setting_of_env(arena, options->env, &https_place).text.len == 0;
}

enum status settings_read_http_proxy(struct arena *arena, const struct profile_query *query,
                                     struct settings *out, struct err *err)
{
    const struct aws_options *options = query->options;

    if (stands_for_both(arena, options)) {
        setting_warn(options, "Missing HTTPS Proxy",
                     STR("The argument http_proxy of the provider block is set and https_proxy "
                         "is not, so that requests to https:// URLs go through the same proxy. "
                         "Set https_proxy to that URL as well, or to \"\" for none."));
    }
    if (options->http_proxy.is_set) {
        return of_argument(arena, &http_place, options->http_proxy.text, &out->proxy.http, err);
    }
    out->proxy.http = of_env(arena, options, &http_place, "Invalid HTTP Proxy");
    return STATUS_OK;
}

/* Comes behind settings_read_http_proxy. */
enum status settings_read_https_proxy(struct arena *arena, const struct profile_query *query,
                                      struct settings *out, struct err *err)
{
    const struct aws_options *options = query->options;

    if (options->https_proxy.is_set) {
        return of_argument(arena, &https_place, options->https_proxy.text, &out->proxy.https,
                           err);
    }
    out->proxy.https = stands_for_both(arena, options)
                           ? out->proxy.http
                           : of_env(arena, options, &https_place, "Invalid HTTPS Proxy");
    return STATUS_OK;
}

enum status settings_read_no_proxy(struct arena *arena, const struct profile_query *query,
                                   struct settings *out, struct err *err)
{
    struct str argument = query->options->no_proxy.text;

    (void)err;
    /* An empty argument says nothing, other than those of the proxies. */
    out->proxy.none = argument.len > 0
                          ? arena_str(arena, argument)
                          : setting_of_env(arena, query->options->env, &none_place).text;
    return STATUS_OK;
}
