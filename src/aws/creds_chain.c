#include "aws/creds_chain.h"

#include "aws/creds_builder.h"
#include "aws/creds_container.h"
#include "aws/creds_imds.h"
#include "aws/creds_role.h"
#include "aws/creds_static.h"
#include "aws/region.h"

enum status creds_builder_endpoint(const struct creds_builder *builder,
                                   enum endpoint_service service, struct str region,
                                   struct endpoint *out, struct err *err)
{
    enum status status = endpoint_configured(builder->arena, service, builder->query, out, err);

    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    if (!region_is_host_label(region)) {
        return region.len > 0
                   ? err_set(err, STATUS_INVALID, "invalid AWS Region: %.*s", STR_ARG(region))
                   : settings_region_missing(builder->query, err);
    }
    *out = endpoint_of_region(builder->arena, service, builder->settings->variant, region);
    return STATUS_OK;
}

enum status creds_builder_role(const struct creds_builder *builder, const struct aws_role *role,
                               const char *named_by, struct creds_source *base,
                               struct creds_source **out, struct err *err)
{
    struct creds_role_options options = {
        .role = role,
        .named_by = named_by,
        .sts = { .io = builder->io,
                 .region = builder->settings->sts_region,
                 .max_attempts = EXCHANGE_CREDENTIAL_ATTEMPTS },
    };
    enum status status = creds_builder_endpoint(builder, ENDPOINT_STS, options.sts.region,
                                                &options.sts.endpoint, err);

    if (status != STATUS_OK) {
        creds_source_free(base);
        return status;
    }
    options.base = base ? creds_cache_new(builder->io, base) : NULL;
    *out = creds_role_new(&options);
    return STATUS_OK;
}

enum status creds_builder_environment(const struct creds_builder *builder,
                                      struct creds_source **out, struct err *err)
{
    static const char *const access_names[] = { "AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", NULL };
    static const char *const secret_names[] = { "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY",
                                                NULL };
    const struct env *env = builder->io->env;
    struct creds_found found = { .access_key_id = env_first(env, access_names),
                                 .secret_key = env_first(env, secret_names),
                                 .session_token = env_get(env, "AWS_SESSION_TOKEN"),
                                 .origin = STR("the environment variables AWS_ACCESS_KEY_ID "
                                               "and AWS_SECRET_ACCESS_KEY") };

    if (found.access_key_id.len == 0 || found.secret_key.len == 0) {
        const char *why = found.access_key_id.len > 0 ? "AWS_SECRET_ACCESS_KEY is not set"
                          : found.secret_key.len > 0  ? "AWS_ACCESS_KEY_ID is not set"
                                                      : "AWS_ACCESS_KEY_ID and "
                                                        "AWS_SECRET_ACCESS_KEY are not set";

        return err_set(err, STATUS_NOT_FOUND, "%s", why);
    }
    return creds_static_new(&found, out, err);
}

struct creds_source *creds_builder_imds(struct creds_builder *builder)
{
    struct creds_imds_options options = { .disabled = builder->settings->imds_disabled,
                                          .v1_disabled = builder->settings->imds_v1_disabled,
                                          .url = builder->settings->imds_url };

    builder->imds = creds_imds_new(builder->io, &options);
    return builder->imds;
}

enum status creds_builder_host(struct creds_builder *builder, struct creds_source **out,
                               struct err *err)
{
    if (creds_container_is_set(builder->io->env)) {
        return creds_container_new(builder->io, out, err);
    }
    *out = creds_builder_imds(builder);
    return STATUS_OK;
}

static enum status from_arguments(const struct creds_builder *builder,
                                  struct creds_source **out, struct err *err)
{
    const struct aws_options *options = builder->query->options;
    struct creds_found found = { options->access_key, options->secret_key, options->token,
                                 STR("the arguments access_key and secret_key of the provider "
                                     "block"),
                                 0 };

    if (options->access_key.len == 0 || options->secret_key.len == 0) {
        return err_set(err, STATUS_INVALID,
                       "static credentials are empty: %s is missing in the provider block; set "
                       "access_key and secret_key both, or neither and no token",
                       options->access_key.len == 0 ? "access_key" : "secret_key");
    }
    return creds_static_new(&found, out, err);
}

/* The role of a web identity that the environment of a CI job or a pod names. */
static enum status from_web_identity(const struct creds_builder *builder,
                                     struct creds_source **out, struct err *err)
{
    const struct env *env = builder->io->env;
    struct aws_role role = {
        .role_arn = env_get(env, "AWS_ROLE_ARN"),
        .session_name = env_get(env, "AWS_ROLE_SESSION_NAME"),
        .token_file = profile_expand_path(builder->arena, env,
                                          env_get(env, "AWS_WEB_IDENTITY_TOKEN_FILE")),
    };

    if (role.role_arn.len == 0) {
        return err_set(err, STATUS_INVALID,
                       "role ARN is not set: the environment variable "
                       "AWS_WEB_IDENTITY_TOKEN_FILE is, and AWS_ROLE_ARN must say which role "
                       "its token is for");
    }
    return creds_builder_role(builder, &role, "the environment variable AWS_ROLE_ARN", NULL,
                              out, err);
}

static bool has_static_keys(const struct aws_options *options)
{
    return options->access_key.len + options->secret_key.len + options->token.len > 0;
}

/* The first source that is set up. */
static enum status first_source(struct creds_builder *builder, struct creds_source **out,
                                struct err *err)
{
    const struct aws_options *options = builder->query->options;
    enum status status;

    if (has_static_keys(options)) {
        return from_arguments(builder, out, err);
    }
    if (options->profile.len > 0) {
        return creds_profile_build(builder, out, err);
    }
    status = creds_builder_environment(builder, out, &builder->environment);
    if (status != STATUS_NOT_FOUND) {
        return status == STATUS_OK ? status
                                   : err_set(err, status, "%s", builder->environment.text);
    }
    if (env_get(builder->io->env, "AWS_WEB_IDENTITY_TOKEN_FILE").len > 0) {
        return from_web_identity(builder, out, err);
    }
    return creds_profile_build(builder, out, err);
}

/* The block's token, else that of the environment. */
static enum status complete_web_identity(const struct creds_builder *builder,
                                         struct aws_role *role, struct err *err)
{
    const struct env *env = builder->io->env;
    struct str token = env_get(env, "TF_AWS_WEB_IDENTITY_TOKEN");
    struct str file = env_get(env, "AWS_WEB_IDENTITY_TOKEN_FILE");

    if (role->role_arn.len == 0) {
        role->role_arn = env_get(env, "AWS_ROLE_ARN");
    }
    if (role->session_name.len == 0) {
        role->session_name = env_get(env, "AWS_ROLE_SESSION_NAME");
    }
    if (role->token.len + role->token_file.len == 0) {
        role->token = token;
        role->token_file = file;
    }
    if (role->role_arn.len == 0) {
        return err_set(
            err, STATUS_INVALID,
            "Role ARN was not set: set role_arn in the assume_role_with_web_identity "
            "block, or the environment variable AWS_ROLE_ARN");
    }
    if (role->token.len + role->token_file.len == 0) {
        return err_set(err, STATUS_INVALID,
                       "one of web_identity_token and web_identity_token_file must be set in "
                       "the assume_role_with_web_identity block, or the environment variable "
                       "TF_AWS_WEB_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE");
    }
    if (role->token.len > 0 && role->token_file.len > 0) {
        return err_set(
            err, STATUS_INVALID,
            "the web identity token is given twice, as a text and as a file; set one "
            "of TF_AWS_WEB_IDENTITY_TOKEN and AWS_WEB_IDENTITY_TOKEN_FILE");
    }
    role->token_file = profile_expand_path(builder->arena, env, role->token_file);
    return STATUS_OK;
}

/* Puts the roles of the provider block on top; takes over *source. */
static enum status add_roles(const struct creds_builder *builder, struct creds_source **source,
                             struct aws_failure *failure)
{
    const struct aws_options *options = builder->query->options;
    enum status status = STATUS_OK;

    if (options->web_identity && !has_static_keys(options)) {
        struct aws_role role = *options->web_identity;

        creds_source_free(*source);
        *source = NULL;
        failure->summary = "Assume Role With Web Identity";
        status = complete_web_identity(builder, &role, &failure->err);
        if (status == STATUS_OK) {
            status =
                creds_builder_role(builder, &role, "the assume_role_with_web_identity block",
                                   NULL, source, &failure->err);
        }
    }
    for (size_t i = 0; i < options->assume_role_count && status == STATUS_OK; i++) {
        struct creds_source *base = *source;

        *source = NULL;
        failure->summary = "Cannot assume IAM Role";
        status = creds_builder_role(builder, &options->assume_roles[i], "the assume_role block",
                                    base, source, &failure->err);
    }
    if (status != STATUS_OK) {
        creds_source_free(*source);
    }
    return status;
}

/* What a person may have meant to be there. */
static void say_tried(const struct creds_builder *builder, struct err *tried)
{
    const struct profile_query *query = builder->query;

    (void)err_set(
        tried, STATUS_NOT_FOUND,
        "tried before: the provider block: access_key and secret_key are not set%s%s; "
        "profile %.*s: it refers to no credentials in %.*s",
        builder->environment.text[0] ? "; the environment: " : "", builder->environment.text,
        STR_ARG(query->profile), STR_ARG(profile_set_paths(query->profiles)));
}

enum status creds_chain_build(const struct creds_io *io, const struct profile_query *query,
                              const struct settings *settings, struct creds_chain *out,
                              struct aws_failure *failure)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct creds_builder builder = {
        .io = io, .query = query, .settings = settings, .arena = arena
    };
    struct creds_source *source = NULL;
    enum status status = first_source(&builder, &source, &failure->err);

    failure->summary = "No valid credential sources found";
    if (status == STATUS_OK) {
        status = add_roles(&builder, &source, failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *out = (struct creds_chain){ .credentials = creds_cache_new(io, source) };
    if (source == builder.imds) {
        out->imds = source;
        say_tried(&builder, &out->tried);
    }
    return STATUS_OK;
}
