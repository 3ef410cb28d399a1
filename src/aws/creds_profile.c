#include "aws/creds_builder.h"
#include "aws/creds_container.h"
#include "aws/creds_login.h"
#include "aws/creds_process.h"
#include "aws/creds_sso.h"
#include "aws/creds_static.h"
#include "aws/setting.h"

#include <assert.h>

enum {
    PROFILES = 64, /* of one chain of source profiles */
    DURATION_LEAST_S = 960,
    KEY_BYTES = 64
};

/* The keys by which a profile may refer to credentials. */
static const struct kind {
    const char *key;
    bool needs_role;
    bool is_alone; /* at most one of these in a profile */
} kinds[] = {
    { .key = "source_profile", .needs_role = true, .is_alone = true },
    { .key = "credential_source", .needs_role = true, .is_alone = true },
    { .key = "web_identity_token_file", .needs_role = true, .is_alone = true },
    { .key = "credential_process", .is_alone = true },
};

static const char *const sso_keys[] = { "sso_start_url", "sso_region", "sso_account_id",
                                        "sso_role_name" };

/* One profile on the way through those that refer to each other. A profile that is met again
 * counts for its keys alone, so that one may be its own source. */
struct visit {
    struct creds_builder *builder;
    struct str seen[PROFILES];
    size_t seen_count;
};

static struct str value_of(const struct visit *visit, struct str profile, const char *key)
{
    return profile_value(visit->builder->query->profiles, profile, key);
}

static bool was_seen(const struct visit *visit, struct str profile)
{
    for (size_t i = 0; i < visit->seen_count; i++) {
        if (str_eq(visit->seen[i], profile)) {
            return true;
        }
    }
    return false;
}

static enum status check_roles(const struct visit *visit, struct str profile, struct err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kinds[i].needs_role && value_of(visit, profile, kinds[i].key).len > 0 &&
            value_of(visit, profile, "role_arn").len == 0) {
            return err_set(err, STATUS_INVALID,
                           "credential type %s requires role_arn, profile %.*s", kinds[i].key,
                           STR_ARG(profile));
        }
    }
    return STATUS_OK;
}

static enum status check_kinds(const struct visit *visit, struct str profile, struct err *err)
{
    const char *first = NULL;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!kinds[i].is_alone || value_of(visit, profile, kinds[i].key).len == 0) {
            continue;
        }
        if (first) {
            return err_set(err, STATUS_INVALID,
                           "only one credential type may be specified per profile: profile "
                           "%.*s has %s and %s",
                           STR_ARG(profile), first, kinds[i].key);
        }
        first = kinds[i].key;
    }
    return STATUS_OK;
}

/* Whole seconds, as the SDK for Go takes them: nothing below 16 minutes counts. */
static int64_t duration_of(const struct visit *visit, struct str profile)
{
    int64_t duration_s = 0;

    if (!setting_number(value_of(visit, profile, "duration_seconds"), &duration_s) ||
        duration_s < DURATION_LEAST_S) {
        return 0;
    }
    return duration_s;
}

static struct aws_role role_of(const struct visit *visit, struct str profile)
{
    return (struct aws_role){
        .role_arn = value_of(visit, profile, "role_arn"),
        .session_name = value_of(visit, profile, "role_session_name"),
        .external_id = value_of(visit, profile, "external_id"),
        .duration_s = duration_of(visit, profile),
    };
}

static const char *named_by(const struct visit *visit, struct str profile)
{
    return arena_printf(visit->builder->arena, "profile %.*s", STR_ARG(profile)).data;
}

static enum status from_keys(const struct visit *visit, struct str profile,
                             const struct profile_keys *keys, struct creds_source **out,
                             struct err *err)
{
    struct creds_found found = {
        .access_key_id = keys->access_key,
        .secret_key = keys->secret_key,
        .session_token = keys->token,
        .origin = arena_printf(visit->builder->arena, "profile %.*s in %.*s", STR_ARG(profile),
                               STR_ARG(keys->path)),
    };

    return creds_static_new(&found, out, err);
}

static enum status from_credential_source(const struct visit *visit, struct str profile,
                                          struct creds_source **out, struct err *err)
{
    struct creds_builder *builder = visit->builder;
    struct str name = value_of(visit, profile, "credential_source");

    if (str_eq(name, STR("Ec2InstanceMetadata"))) {
        *out = creds_builder_imds(builder);
        return STATUS_OK;
    }
    if (str_eq(name, STR("Environment"))) {
        enum status status = creds_builder_environment(builder, out, err);

        if (status == STATUS_NOT_FOUND) {
            err_prefix(err,
                       "static credentials are empty: profile %.*s has credential_source = "
                       "Environment",
                       STR_ARG(profile));
        }
        return status;
    }
    if (!str_eq(name, STR("EcsContainer"))) {
        return err_set(err, STATUS_INVALID,
                       "credential_source values must be EcsContainer, Ec2InstanceMetadata, or "
                       "Environment; profile %.*s has \"%.*s\"",
                       STR_ARG(profile), STR_ARG(str_slice(name, 0, KEY_BYTES)));
    }
    if (!creds_container_is_set(builder->io->env)) {
        return err_set(err, STATUS_INVALID,
                       "EcsContainer was specified as the credential_source, but neither "
                       "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor "
                       "AWS_CONTAINER_CREDENTIALS_FULL_URI is set (profile %.*s)",
                       STR_ARG(profile));
    }
    return creds_container_new(builder->io, out, err);
}

static enum status from_web_identity(const struct visit *visit, struct str profile,
                                     struct creds_source **out, struct err *err)
{
    const struct creds_builder *builder = visit->builder;
    struct aws_role role = role_of(visit, profile);

    role.duration_s = 0; /* the SDK for Go sends none here */
    role.token_file = profile_expand_path(builder->arena, builder->io->env,
                                          value_of(visit, profile, "web_identity_token_file"));
    return creds_builder_role(builder, &role, named_by(visit, profile), NULL, out, err);
}

static bool has_sso(const struct visit *visit, struct str profile)
{
    bool found = value_of(visit, profile, "sso_session").len > 0;

    for (size_t i = 0; i < ARRAY_LEN(sso_keys) && !found; i++) {
        found = value_of(visit, profile, sso_keys[i]).len > 0;
    }
    return found;
}

static enum status check_sso(const struct creds_builder *builder, struct str region,
                             const struct creds_sso_options *sso, struct err *err)
{
    const struct str values[] = { sso->start_url, region, sso->account_id, sso->role_name };
    struct str missing = { NULL, 0 };

    static_assert(ARRAY_LEN(values) == ARRAY_LEN(sso_keys), "one value per key");
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        if (values[i].len == 0) {
            missing = arena_printf(builder->arena, "%.*s%s%s", STR_ARG(missing),
                                   missing.len > 0 ? ", " : "", sso_keys[i]);
        }
    }
    return missing.len == 0
               ? STATUS_OK
               : err_set(err, STATUS_INVALID,
                         "profile \"%.*s\" is configured to use SSO but is missing required "
                         "configuration: %.*s. Add them, or run aws configure sso",
                         STR_ARG(sso->profile), STR_ARG(missing));
}

/* The value that profile and sso-session both may have, where they have to agree. */
static enum status session_value(const struct visit *visit, struct str profile, const char *key,
                                 struct str *out, struct err *err)
{
    struct str session = value_of(visit, profile, "sso_session");
    struct str own = value_of(visit, profile, key);

    if (session.len == 0) {
        *out = own;
        return STATUS_OK;
    }
    *out = profile_section_value(visit->builder->query->profiles, "sso-session", session, key);
    if (own.len > 0 && out->len > 0 && !str_eq(own, *out)) {
        return err_set(err, STATUS_INVALID,
                       "%s in profile %.*s must match %s in sso-session %.*s", key,
                       STR_ARG(profile), key, STR_ARG(session));
    }
    return STATUS_OK;
}

static enum status from_sso(const struct visit *visit, struct str profile,
                            struct creds_source **out, struct err *err)
{
    const struct creds_builder *builder = visit->builder;
    struct creds_sso_options sso = {
        .profile = profile,
        .session_name = value_of(visit, profile, "sso_session"),
        .account_id = value_of(visit, profile, "sso_account_id"),
        .role_name = value_of(visit, profile, "sso_role_name"),
        .home = builder->settings->home,
    };
    struct str region = { NULL, 0 };
    enum status status;

    if (sso.session_name.len > 0 &&
        !profile_section_exists(builder->query->profiles, "sso-session", sso.session_name)) {
        return err_set(err, STATUS_INVALID,
                       "failed to find SSO session section, %.*s, which profile %.*s names",
                       STR_ARG(sso.session_name), STR_ARG(profile));
    }
    status = session_value(visit, profile, "sso_region", &region, err);
    if (status == STATUS_OK) {
        status = session_value(visit, profile, "sso_start_url", &sso.start_url, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = check_sso(builder, region, &sso, err);
    if (status == STATUS_OK) {
        status = creds_builder_endpoint(builder, ENDPOINT_SSO, region, &sso.portal, err);
    }
    if (status == STATUS_OK) {
        status = creds_builder_endpoint(builder, ENDPOINT_SSO_OIDC, region, &sso.oidc, err);
    }
    if (status == STATUS_OK) {
        *out = creds_sso_new(builder->io, &sso);
    }
    return status;
}

/* What the profile has besides a source profile, and whether it is complete by itself. */
static enum status own_source(struct visit *visit, struct str profile,
                              struct creds_source **out, struct err *err)
{
    struct creds_builder *builder = visit->builder;
    struct profile_keys keys;
    enum status status = profile_static_keys(builder->query->profiles, profile, &keys, err);

    if (status == STATUS_OK) {
        return from_keys(visit, profile, &keys, out, err);
    }
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    if (value_of(visit, profile, "credential_source").len > 0) {
        return from_credential_source(visit, profile, out, err);
    }
    if (has_sso(visit, profile)) {
        return from_sso(visit, profile, out, err);
    }
    if (value_of(visit, profile, "login_session").len > 0) {
        *out = creds_login_new(builder->io, profile, value_of(visit, profile, "login_session"),
                               builder->settings->home);
        return STATUS_OK;
    }
    if (value_of(visit, profile, "credential_process").len > 0) {
        *out = creds_process_new(builder->io, value_of(visit, profile, "credential_process"),
                                 profile);
        return STATUS_OK;
    }
    return creds_builder_host(builder, out, err);
}

/* Whether a profile can be the source of another. */
static bool has_credentials(const struct visit *visit, struct str profile)
{
    struct profile_keys keys;
    bool found = has_sso(visit, profile);

    /* The first kind leads back: it does not count for a profile that is met again. */
    for (size_t i = was_seen(visit, profile) ? 1 : 0; i < ARRAY_LEN(kinds) && !found; i++) {
        found = value_of(visit, profile, kinds[i].key).len > 0;
    }
    return found || profile_static_keys(visit->builder->query->profiles, profile, &keys,
                                        NULL) == STATUS_OK;
}

static enum status build(struct visit *visit, struct str profile, struct creds_source **out,
                         struct err *err);

/* NOLINTNEXTLINE(misc-no-recursion): see build. */
static enum status from_source_profile(struct visit *visit, struct str profile,
                                       struct creds_source **out, struct err *err)
{
    struct str name = value_of(visit, profile, "source_profile");

    if (!profile_exists(visit->builder->query->profiles, name)) {
        return err_set(err, STATUS_INVALID,
                       "failed to get shared config profile, %.*s: it is the source_profile of "
                       "profile %.*s, but not in %.*s",
                       STR_ARG(name), STR_ARG(profile),
                       STR_ARG(profile_set_paths(visit->builder->query->profiles)));
    }
    if (!has_credentials(visit, name)) {
        return err_set(err, STATUS_INVALID,
                       "failed to load assume role for %.*s: the source profile %.*s of "
                       "profile %.*s has no credentials",
                       STR_ARG(value_of(visit, profile, "role_arn")), STR_ARG(name),
                       STR_ARG(profile));
    }
    return build(visit, name, out, err);
}

/* The credentials that the profile has before its own role; *done when they are those of its
 * role already. NOLINTNEXTLINE(misc-no-recursion): see build. */
static enum status base_source(struct visit *visit, struct str profile, bool again,
                               struct creds_source **out, bool *done, struct err *err)
{
    struct profile_keys keys;
    bool is_top = visit->seen_count == 1;
    enum status status =
        profile_static_keys(visit->builder->query->profiles, profile, &keys, err);

    *done = false;
    if (status == STATUS_INVALID) {
        return status;
    }
    if (status == STATUS_OK && (!is_top || again)) {
        return from_keys(visit, profile, &keys, out, err);
    }
    status = check_kinds(visit, profile, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!again && value_of(visit, profile, "source_profile").len > 0) {
        return from_source_profile(visit, profile, out, err);
    }
    status = profile_static_keys(visit->builder->query->profiles, profile, &keys, err);
    if (status == STATUS_NOT_FOUND && value_of(visit, profile, "credential_source").len == 0 &&
        value_of(visit, profile, "web_identity_token_file").len > 0) {
        *done = true;
        return from_web_identity(visit, profile, out, err);
    }
    return own_source(visit, profile, out, err);
}

/* NOLINTNEXTLINE(misc-no-recursion): PROFILES are entered at most, each twice at most. */
static enum status build(struct visit *visit, struct str profile, struct creds_source **out,
                         struct err *err)
{
    bool again = was_seen(visit, profile);
    struct aws_role role = role_of(visit, profile);
    struct creds_source *base = NULL;
    bool done = false;
    enum status status = again ? STATUS_OK : check_roles(visit, profile, err);

    if (status == STATUS_OK && !again && visit->seen_count == PROFILES) {
        status =
            err_set(err, STATUS_INVALID, "more than %d profiles refer to each other", PROFILES);
    }
    if (status == STATUS_OK) {
        if (!again) {
            visit->seen[visit->seen_count++] = profile;
        }
        status = base_source(visit, profile, again, &base, &done, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (again || done || role.role_arn.len == 0) {
        *out = base;
        return STATUS_OK;
    }
    if (value_of(visit, profile, "mfa_serial").len > 0) {
        creds_source_free(base);
        return err_set(err, STATUS_INVALID,
                       "profile %.*s has an mfa_serial: assume role with MFA enabled, but a "
                       "provider has nobody to ask for the code. Get a session by "
                       "aws sts get-session-token, or use a credential_process that asks",
                       STR_ARG(profile));
    }
    return creds_builder_role(visit->builder, &role, named_by(visit, profile), base, out, err);
}

enum status creds_profile_build(struct creds_builder *builder, struct creds_source **out,
                                struct err *err)
{
    struct visit visit = { .builder = builder };

    return build(&visit, builder->query->profile, out, err);
}
