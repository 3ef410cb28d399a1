#include "aws/settings.h"

#include "aws/region.h"
#include "aws/setting.h"
#include "aws/settings_parts.h"

#include <unistd.h>

enum {
    ATTEMPTS_USUAL = 25,
    ATTEMPTS_MAX = 1000
};

enum status settings_profile(const struct aws_options *options,
                             const struct profile_set *profiles, struct str *out,
                             struct err *err)
{
    static const char *const names[] = { "AWS_PROFILE", "AWS_DEFAULT_PROFILE", NULL };
    bool is_argument = options->profile.len > 0;
    struct str profile = is_argument ? options->profile : env_first(options->env, names);

    if (profile.len == 0) {
        *out = STR("default");
        return STATUS_OK;
    }
    if (!profile_exists(profiles, profile)) {
        return err_set(err, STATUS_INVALID,
                       "failed to get shared config profile, %.*s: %s names it, but it is not "
                       "in %.*s (a config file has it as [profile %.*s], a credentials file as "
                       "[%.*s])",
                       STR_ARG(setting_shown(profile)),
                       is_argument ? "the argument profile"
                                   : "the environment variable AWS_PROFILE",
                       STR_ARG(setting_shown(profile_set_paths(profiles))),
                       STR_ARG(setting_shown(profile)), STR_ARG(setting_shown(profile)));
    }
    *out = profile;
    return STATUS_OK;
}

enum status settings_check_region(struct str region, bool skip_validation, struct err *err)
{
    if (!region_is_host_label(region)) {
        return err_set(err, STATUS_INVALID,
                       "invalid AWS Region: %.*s; a region's name has letters, digits and "
                       "hyphens, as in eu-west-1",
                       STR_ARG(setting_shown(region)));
    }
    if (!skip_validation && !aws_region_valid(region)) {
        return err_set(err, STATUS_INVALID,
                       "invalid AWS Region: %.*s; check its spelling, or set "
                       "skip_region_validation = true when it is newer than this provider",
                       STR_ARG(setting_shown(region)));
    }
    return STATUS_OK;
}

enum status settings_region_missing(const struct profile_query *query, struct err *err)
{
    return err_set(err, STATUS_NOT_FOUND,
                   "invalid AWS Region: none is set; set the argument region of the provider "
                   "block, the environment variable AWS_REGION, or region in profile %.*s of "
                   "%.*s",
                   STR_ARG(setting_shown(query->profile)),
                   STR_ARG(setting_shown(profile_set_paths(query->profiles))));
}

static enum status read_region(struct arena *arena, const struct profile_query *query,
                               struct settings *out, struct err *err)
{
    static const struct setting_place place = { .argument = "the argument region",
                                                .variables = { "AWS_REGION",
                                                               "AWS_DEFAULT_REGION" },
                                                .key = "region" };
    const struct aws_options *options = query->options;
    struct str region = setting_find(arena, query, &place, options->region).text;
    struct str sts_region = options->sts_region;
    enum status status = STATUS_OK;

    if (region.len > 0) {
        status = settings_check_region(region, options->skip_region_validation, err);
    }
    if (status == STATUS_OK && sts_region.len > 0) {
        status = settings_check_region(sts_region, options->skip_region_validation, err);
        if (status != STATUS_OK) {
            err_prefix(err, "the argument sts_region of the provider block");
        }
    }
    out->region = region;
    out->sts_region = sts_region.len > 0 ? arena_str(arena, sts_region) : region;
    return status;
}

static enum status read_variant(struct arena *arena, const struct profile_query *query,
                                struct settings *out, struct err *err)
{
    static const struct setting_place fips_place = { .variables = { "AWS_USE_FIPS_ENDPOINT" },
                                                     .key = "use_fips_endpoint" };
    static const struct setting_place dual_place = {
        .variables = { "AWS_USE_DUALSTACK_ENDPOINT" }, .key = "use_dualstack_endpoint"
    };
    bool fips = query->options->use_fips_endpoint;
    bool dual = query->options->use_dualstack_endpoint;
    enum status status = STATUS_OK;

    if (!fips) {
        status = setting_switch(arena, query, &fips_place, &fips, err);
    }
    if (status == STATUS_OK && !dual) {
        status = setting_switch(arena, query, &dual_place, &dual, err);
    }
    if (fips) {
        out->variant = dual ? ENDPOINT_FIPS_DUAL_STACK : ENDPOINT_FIPS;
    } else {
        out->variant = dual ? ENDPOINT_DUAL_STACK : ENDPOINT_PLAIN;
    }
    return status;
}

static enum status read_retry_mode(struct arena *arena, const struct profile_query *query,
                                   struct settings *out, struct err *err)
{
    static const struct setting_place place = { .argument = "the argument retry_mode",
                                                .variables = { "AWS_RETRY_MODE" },
                                                .key = "retry_mode" };
    struct setting mode = setting_find(arena, query, &place, query->options->retry_mode);

    out->adaptive = str_eq(mode.text, STR("adaptive"));
    if (mode.text.len == 0 || out->adaptive || str_eq(mode.text, STR("standard"))) {
        return STATUS_OK;
    }
    return err_set(err, STATUS_INVALID,
                   "unknown RetryMode, %.*s: %.*s must be standard or adaptive",
                   STR_ARG(setting_shown(mode.text)), STR_ARG(mode.origin));
}

static enum status read_attempts(struct arena *arena, const struct profile_query *query,
                                 struct settings *out, struct err *err)
{
    static const struct setting_place place = { .argument = "the argument max_retries",
                                                .variables = { "AWS_MAX_ATTEMPTS" },
                                                .key = "max_attempts" };
    long long given = query->options->max_retries;
    struct str argument = given != 0 ? arena_printf(arena, "%lld", given) : STR("");
    struct setting found = setting_find(arena, query, &place, argument);
    int64_t attempts = 0;

    if (found.text.len > 0 && !setting_number(found.text, &attempts)) {
        attempts = -1;
    }
    if (attempts < 0 || attempts > ATTEMPTS_MAX) {
        return err_set(err, STATUS_INVALID,
                       "%.*s is \"%.*s\"; it must be a number from 0 to %d",
                       STR_ARG(found.origin), STR_ARG(setting_shown(found.text)), ATTEMPTS_MAX);
    }
    out->max_attempts = attempts > 0 ? (int)attempts : ATTEMPTS_USUAL;
    return STATUS_OK;
}

static enum status read_ca_bundle(struct arena *arena, const struct profile_query *query,
                                  struct settings *out, struct err *err)
{
    static const struct setting_place place = { .argument = "the argument custom_ca_bundle",
                                                .variables = { "AWS_CA_BUNDLE" },
                                                .key = "ca_bundle" };
    struct setting found = setting_find(arena, query, &place, query->options->custom_ca_bundle);
    struct str path = found.text;

    if (path.len > 0) {
        path = profile_expand_path(arena, query->options->env, path);
    }
    if (path.len > 0 && access(path.data, R_OK) != 0) {
        return err_set(err, STATUS_INVALID,
                       "%.*s is \"%.*s\", which cannot be read; it must be a file of "
                       "certificates in PEM form",
                       STR_ARG(found.origin), STR_ARG(setting_shown(path)));
    }
    out->ca_bundle = path;
    return STATUS_OK;
}

static enum status read_home(struct arena *arena, const struct profile_query *query,
                             struct settings *out, struct err *err)
{
    (void)err;
    out->home = profile_home(arena, query->options->env);
    return STATUS_OK;
}

enum status settings_read(struct arena *arena, const struct profile_query *query,
                          struct settings *out, struct aws_failure *failure)
{
    static const char usual[] = "Invalid provider configuration";
    static const struct {
        enum status (*read)(struct arena *arena, const struct profile_query *query,
                            struct settings *out, struct err *err);
        const char *summary; /* of its failure */
    } parts[] = {
        { read_region, usual },
        { read_variant, usual },
        { read_retry_mode, usual },
        { read_attempts, usual },
        { read_ca_bundle, usual },
        { settings_read_http_proxy, "Invalid HTTP Proxy" },
        { settings_read_https_proxy, "Invalid HTTPS Proxy" },
        { settings_read_no_proxy, usual },
        { settings_read_imds, usual },
        { read_home, usual },
        { settings_read_agent, usual },
    };
    struct settings settings = { .max_attempts = 0 };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        enum status status = parts[i].read(arena, query, &settings, &failure->err);

        if (status != STATUS_OK) {
            failure->summary = parts[i].summary;
            return status;
        }
    }
    *out = settings;
    return STATUS_OK;
}
