#include "aws/creds.h"

#include "base/mem.h"

/* What a source found, still borrowed. */
struct found {
    struct str access_key;
    struct str secret_key;
    struct str token;
    struct str origin;
};

/* One link of the chain. STATUS_NOT_FOUND passes on to the next, with a text that says why. */
struct source {
    const char *name;
    bool is_explicit; /* tried although the provider block names a profile */
    enum status (*try)(const struct profile_query *query, struct arena *arena,
                       struct found *out, struct err *err);
};

static enum status try_arguments(const struct profile_query *query, struct arena *arena,
                                 struct found *out, struct err *err)
{
    const struct aws_options *options = query->options;

    (void)arena;
    if (options->access_key.len + options->secret_key.len + options->token.len == 0) {
        return err_set(err, STATUS_NOT_FOUND, "access_key and secret_key are not set");
    }
    if (options->access_key.len == 0 || options->secret_key.len == 0) {
        return err_set(err, STATUS_INVALID,
                       "static credentials are empty: %s is missing in the provider block; set "
                       "access_key and secret_key both, or neither and no token",
                       options->access_key.len == 0 ? "access_key" : "secret_key");
    }
    *out = (struct found){ options->access_key, options->secret_key, options->token,
                           STR("the arguments access_key and secret_key of the provider "
                               "block") };
    return STATUS_OK;
}

static enum status try_environment(const struct profile_query *query, struct arena *arena,
                                   struct found *out, struct err *err)
{
    static const char *const access_names[] = { "AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", NULL };
    static const char *const secret_names[] = { "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY",
                                                NULL };
    const struct env *env = query->options->env;
    struct str access_key = env_first(env, access_names);
    struct str secret_key = env_first(env, secret_names);

    (void)arena;
    if (access_key.len == 0 || secret_key.len == 0) {
        const char *why = access_key.len > 0   ? "AWS_SECRET_ACCESS_KEY is not set"
                          : secret_key.len > 0 ? "AWS_ACCESS_KEY_ID is not set"
                                               : "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
                                                 "are not set";

        return err_set(err, STATUS_NOT_FOUND, "%s", why);
    }
    *out = (struct found){ access_key, secret_key, env_get(env, "AWS_SESSION_TOKEN"),
                           STR("the environment variables AWS_ACCESS_KEY_ID and "
                               "AWS_SECRET_ACCESS_KEY") };
    return STATUS_OK;
}

static enum status unsupported(struct err *err, const char *what, const char *kind)
{
    return err_set(err, STATUS_INVALID,
                   "%s asks for %s, which this version of the provider does not support; set "
                   "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN instead, "
                   "for example by: eval \"$(aws configure export-credentials --format env)\"",
                   what, kind);
}

static enum status try_web_identity(const struct profile_query *query, struct arena *arena,
                                    struct found *out, struct err *err)
{
    (void)arena;
    (void)out;
    if (env_get(query->options->env, "AWS_WEB_IDENTITY_TOKEN_FILE").len == 0) {
        return err_set(err, STATUS_NOT_FOUND, "AWS_WEB_IDENTITY_TOKEN_FILE is not set");
    }
    return unsupported(err, "the environment variable AWS_WEB_IDENTITY_TOKEN_FILE",
                       "a role by web identity token");
}

/* What a profile may ask for beside its own keys. */
struct profile_kind {
    const char *key;
    const char *kind;
    bool before_keys; /* counts although the profile has keys of its own */
    bool needs_role;
    bool is_alone; /* at most one of these in a profile */
};

static const struct profile_kind kinds[] = {
    { .key = "source_profile",
      .kind = "a role by way of another profile",
      .before_keys = true,
      .needs_role = true,
      .is_alone = true },
    { .key = "role_arn", .kind = "a role", .before_keys = true },
    { .key = "credential_source",
      .kind = "a role by the credentials of its host",
      .needs_role = true,
      .is_alone = true },
    { .key = "web_identity_token_file",
      .kind = "a role by web identity token",
      .needs_role = true,
      .is_alone = true },
    { .key = "sso_session", .kind = "IAM Identity Center (SSO)" },
    { .key = "sso_start_url", .kind = "IAM Identity Center (SSO)" },
    { .key = "sso_region", .kind = "IAM Identity Center (SSO)" },
    { .key = "sso_account_id", .kind = "IAM Identity Center (SSO)" },
    { .key = "sso_role_name", .kind = "IAM Identity Center (SSO)" },
    { .key = "login_session", .kind = "console sign-in (aws login)" },
    { .key = "credential_process", .kind = "an external process", .is_alone = true },
};

/* The rules that hold whichever source of the profile is then taken. */
static enum status check_profile(const struct profile_query *query, struct err *err)
{
    bool has_role = profile_value(query->profiles, query->profile, "role_arn").len > 0;
    const char *first = NULL;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (profile_value(query->profiles, query->profile, kinds[i].key).len == 0) {
            continue;
        }
        if (kinds[i].is_alone && first) {
            return err_set(err, STATUS_INVALID,
                           "only one credential type may be specified per profile: profile "
                           "%.*s has %s and %s",
                           STR_ARG(query->profile), first, kinds[i].key);
        }
        if (kinds[i].needs_role && !has_role) {
            return err_set(err, STATUS_INVALID,
                           "credential type %s requires role_arn, profile %.*s", kinds[i].key,
                           STR_ARG(query->profile));
        }
        first = kinds[i].is_alone ? kinds[i].key : first;
    }
    return STATUS_OK;
}

/* Fails when the profile asks for what is not supported. */
static enum status check_kinds(const struct profile_query *query, bool before_keys,
                               struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct str what;

        if (kinds[i].before_keys != before_keys ||
            profile_value(query->profiles, query->profile, kinds[i].key).len == 0) {
            continue;
        }
        what = arena_printf(arena, "profile %.*s (%s)", STR_ARG(query->profile), kinds[i].key);
        return unsupported(err, what.data, kinds[i].kind);
    }
    return STATUS_OK;
}

static enum status try_profile(const struct profile_query *query, struct arena *arena,
                               struct found *out, struct err *err)
{
    struct profile_keys keys;
    enum status status = check_profile(query, err);

    if (status == STATUS_OK) {
        status = check_kinds(query, true, arena, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = profile_static_keys(query->profiles, query->profile, &keys, err);
    if (status == STATUS_OK) {
        *out = (struct found){ keys.access_key, keys.secret_key, keys.token,
                               arena_printf(arena, "profile %.*s in %.*s",
                                            STR_ARG(query->profile), STR_ARG(keys.path)) };
    } else if (status == STATUS_NOT_FOUND) {
        enum status kind = check_kinds(query, false, arena, err);

        status = kind == STATUS_OK ? STATUS_NOT_FOUND : kind;
    }
    return status;
}

static enum status try_container(const struct profile_query *query, struct arena *arena,
                                 struct found *out, struct err *err)
{
    static const char *const names[] = { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                                         "AWS_CONTAINER_CREDENTIALS_FULL_URI", NULL };

    (void)arena;
    (void)out;
    if (env_first(query->options->env, names).len == 0) {
        return err_set(err, STATUS_NOT_FOUND,
                       "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set");
    }
    return unsupported(err, "the environment variable AWS_CONTAINER_CREDENTIALS_..._URI",
                       "the credentials of its container");
}

static const struct source chain[] = {
    { .name = "arguments", .is_explicit = true, .try = try_arguments },
    { .name = "environment", .try = try_environment },
    { .name = "web identity", .try = try_web_identity },
    { .name = "shared files", .is_explicit = true, .try = try_profile },
    { .name = "container", .is_explicit = true, .try = try_container },
};

/* Keys travel in HTTP headers: nothing but printable ASCII without blanks can be one. */
static enum status check_text(struct str text, const char *what, struct str origin,
                              struct err *err)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] > '~') {
            return err_set(err, STATUS_INVALID,
                           "the %s that comes from %.*s holds a blank, a line break or another "
                           "character that no %s has: check how it was copied",
                           what, STR_ARG(origin), what);
        }
    }
    return STATUS_OK;
}

static enum status keep(const struct found *found, struct creds *out, struct err *err)
{
    enum status status = check_text(found->access_key, "access key", found->origin, err);

    if (status == STATUS_OK) {
        status = check_text(found->secret_key, "secret key", found->origin, err);
    }
    if (status == STATUS_OK) {
        status = check_text(found->token, "session token", found->origin, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *out = (struct creds){
        .access_key_id = mem_strndup(found->access_key.data, found->access_key.len),
        .origin = mem_strndup(found->origin.data, found->origin.len),
    };
    secret_set(&out->secret_key, found->secret_key);
    secret_set(&out->session_token, found->token);
    return STATUS_OK;
}

enum status creds_resolve(const struct profile_query *query, struct creds *out, struct err *err)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str tried = { NULL, 0 };

    for (size_t i = 0; i < ARRAY_LEN(chain); i++) {
        struct found found = { .origin = { NULL, 0 } };
        struct err why = { .text = "" };
        enum status status;

        if (query->options->profile.len > 0 && !chain[i].is_explicit) {
            continue;
        }
        status = chain[i].try(query, arena, &found, &why);
        if (status == STATUS_OK) {
            return keep(&found, out, err);
        }
        if (status != STATUS_NOT_FOUND) {
            return err_set(err, status, "%s", why.text);
        }
        tried = arena_printf(arena, "%.*s%s%s: %s", STR_ARG(tried), tried.len > 0 ? "; " : "",
                             chain[i].name, why.text);
    }
    return err_set(err, STATUS_NOT_FOUND,
                   "No valid credential sources found; tried %.*s. Set AWS_ACCESS_KEY_ID and "
                   "AWS_SECRET_ACCESS_KEY, or name a profile that has keys. Instance metadata "
                   "is not read (no EC2 IMDS role found)",
                   STR_ARG(tried));
}

void creds_release(struct creds *creds)
{
    mem_free(creds->access_key_id);
    mem_free(creds->origin);
    secret_release(&creds->secret_key);
    secret_release(&creds->session_token);
    *creds = (struct creds){ .origin = NULL };
}
