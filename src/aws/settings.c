#include "aws/settings.h"

#include "aws/region.h"

#include <unistd.h>

enum {
    ATTEMPTS_USUAL = 25,
    ATTEMPTS_MAX = 1000,
    SHOWN_BYTES = 256
};

/* A text from outside, as much of it as belongs in a message. */
static struct str shown(struct str s)
{
    return str_slice(s, 0, SHOWN_BYTES);
}

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
                       STR_ARG(shown(profile)),
                       is_argument ? "the argument profile"
                                   : "the environment variable AWS_PROFILE",
                       STR_ARG(shown(profile_set_paths(profiles))), STR_ARG(shown(profile)),
                       STR_ARG(shown(profile)));
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
                       STR_ARG(shown(region)));
    }
    if (!skip_validation && !aws_region_valid(region)) {
        return err_set(err, STATUS_INVALID,
                       "invalid AWS Region: %.*s; check its spelling, or set "
                       "skip_region_validation = true when it is newer than this provider",
                       STR_ARG(shown(region)));
    }
    return STATUS_OK;
}

static enum status read_region(const struct profile_query *query, struct str *out,
                               struct err *err)
{
    static const char *const names[] = { "AWS_REGION", "AWS_DEFAULT_REGION", NULL };
    struct str region = query->options->region;
    enum status status;

    if (region.len == 0) {
        region = env_first(query->options->env, names);
    }
    if (region.len == 0) {
        region = profile_value(query->profiles, query->profile, "region");
    }
    if (region.len == 0) {
        return err_set(err, STATUS_NOT_FOUND,
                       "invalid AWS Region: none is set; set the argument region of the "
                       "provider block, the environment variable AWS_REGION, or region in "
                       "profile %.*s of %.*s",
                       STR_ARG(shown(query->profile)),
                       STR_ARG(shown(profile_set_paths(query->profiles))));
    }
    status = settings_check_region(region, query->options->skip_region_validation, err);
    if (status == STATUS_OK) {
        *out = region;
    }
    return status;
}

/* A number, also with the prefix 0x, 0o or 0b. False when it is none or too large. */
static bool read_number(struct str text, int64_t *out)
{
    static const struct {
        struct str prefix;
        int base;
    } prefixes[] = { { { "0x", 2 }, 16 }, { { "0o", 2 }, 8 }, { { "0b", 2 }, 2 } };
    char digits[32];
    char *end;

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        struct str head = str_slice(text, 0, 2);

        if (!str_eq_nocase(head, prefixes[i].prefix) || text.len >= sizeof(digits)) {
            continue;
        }
        memcpy(digits, text.data + 2, text.len - 2);
        digits[text.len - 2] = '\0';
        *out = strtoll(digits, &end, prefixes[i].base);
        return *end == '\0' && end != digits && digits[0] != '-' && digits[0] != '+';
    }
    return str_to_int64(text, out);
}

static enum status read_attempts(struct arena *arena, const struct profile_query *query,
                                 int *out, struct err *err)
{
    int64_t attempts = query->options->max_retries;
    struct str text = env_get(query->options->env, "AWS_MAX_ATTEMPTS");
    struct str origin = STR("the environment variable AWS_MAX_ATTEMPTS");

    if (attempts != 0) {
        text = arena_printf(arena, "%lld", (long long)attempts);
        origin = STR("the argument max_retries of the provider block");
    } else if (text.len == 0) {
        text = profile_value(query->profiles, query->profile, "max_attempts");
        origin = arena_printf(arena, "max_attempts in profile %.*s", STR_ARG(query->profile));
    }
    if (text.len > 0 && !read_number(text, &attempts)) {
        attempts = -1;
    }
    if (attempts < 0 || attempts > ATTEMPTS_MAX) {
        return err_set(err, STATUS_INVALID,
                       "%.*s is \"%.*s\"; it must be a number from 0 to %d",
                       STR_ARG(shown(origin)), STR_ARG(shown(text)), ATTEMPTS_MAX);
    }
    *out = attempts > 0 ? (int)attempts : ATTEMPTS_USUAL;
    return STATUS_OK;
}

static enum status read_ca_bundle(struct arena *arena, const struct profile_query *query,
                                  struct str *out, struct err *err)
{
    struct str path = query->options->custom_ca_bundle;
    struct str origin = STR("the argument custom_ca_bundle of the provider block");

    if (path.len == 0) {
        path = env_get(query->options->env, "AWS_CA_BUNDLE");
        origin = STR("the environment variable AWS_CA_BUNDLE");
    }
    if (path.len == 0) {
        path = profile_value(query->profiles, query->profile, "ca_bundle");
        origin = arena_printf(arena, "ca_bundle in profile %.*s", STR_ARG(query->profile));
    }
    if (path.len == 0) {
        *out = path;
        return STATUS_OK;
    }
    path = profile_expand_path(arena, query->options->env, path);
    if (access(path.data, R_OK) != 0) {
        return err_set(err, STATUS_INVALID,
                       "%.*s is \"%.*s\", which cannot be read; it must be a file of "
                       "certificates in PEM form",
                       STR_ARG(shown(origin)), STR_ARG(shown(path)));
    }
    *out = path;
    return STATUS_OK;
}

enum status settings_read(struct arena *arena, const struct profile_query *query,
                          struct settings *out, struct err *err)
{
    struct settings settings = { .max_attempts = 0 };
    enum status status = read_region(query, &settings.region, err);

    if (status == STATUS_OK) {
        status = read_attempts(arena, query, &settings.max_attempts, err);
    }
    if (status == STATUS_OK) {
        status = read_ca_bundle(arena, query, &settings.ca_bundle, err);
    }
    if (status == STATUS_OK) {
        settings.region = arena_str(arena, settings.region);
        *out = settings;
    }
    return status;
}
