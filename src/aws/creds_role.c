#include "aws/creds_role.h"

#include "aws/file.h"
#include "base/mem.h"

enum {
    NS_PER_MS = 1000000,
    TOKEN_BYTES = 20000
};

struct role_source {
    struct creds_source source;
    struct arena *arena; /* all texts */
    struct aws_role role;
    struct secret token;
    struct str named_by;
    struct creds_cache *base;
    struct sts sts;
};

/* One of our own: nobody else's, so that a trail tells the runs apart. */
static struct str session_name(const struct role_source *source, struct arena *arena)
{
    const struct clock *clock = source->sts.io->clock;
    int64_t now_ns = clock_wall_ms(clock) * NS_PER_MS + clock_random_below(clock, NS_PER_MS);

    if (source->role.session_name.len > 0) {
        return source->role.session_name;
    }
    return arena_printf(arena, "terraform-provider-sagemaker-%lld", (long long)now_ns);
}

/* The token itself, or what its file holds now. A line's end in a file is none of the token's.
 */
static enum status read_token(const struct role_source *source, struct secret *out,
                              struct err *err)
{
    enum status status;

    if (source->token.len > 0) {
        secret_set(out, secret_reveal(&source->token));
        return STATUS_OK;
    }
    status = file_read(source->role.token_file.data, TOKEN_BYTES, out, err);
    if (status != STATUS_OK) {
        err_prefix(err, "the web identity token");
        return STATUS_INVALID;
    }
    if (str_trim(secret_reveal(out)).len == 0) {
        return err_set(err, STATUS_INVALID,
                       "the web identity token file %.*s is empty; it must hold a token",
                       STR_ARG(source->role.token_file));
    }
    return STATUS_OK;
}

static enum status assume(const struct role_source *source, struct stop *stop,
                          struct creds *out, struct err *err)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct aws_role role = source->role;
    struct secret token = { NULL, 0 };
    struct sts_assume request = { .role = &role, .signer = source->base };
    enum status status = STATUS_OK;

    role.session_name = session_name(source, arena);
    request.origin = arena_printf(arena, "the role %.*s (%.*s)", STR_ARG(role.role_arn),
                                  STR_ARG(source->named_by));
    if (!source->base) {
        status = read_token(source, &token, err);
        request.token = str_trim(secret_reveal(&token));
    }
    if (status == STATUS_OK) {
        status = sts_assume_role(&source->sts, &request, stop, out, err);
    }
    secret_release(&token);
    return status;
}

/* Whose credentials cannot be had says so itself: it is not the role's fault. */
static enum status check_base(const struct role_source *source, struct stop *stop,
                              struct err *err)
{
    struct creds creds;
    enum status status = STATUS_OK;

    if (source->base) {
        status = creds_cache_get(source->base, stop, &creds, err);
        if (status == STATUS_OK) {
            creds_release(&creds);
        }
    }
    return status;
}

static enum status role_retrieve(struct creds_source *self, struct stop *stop,
                                 struct creds *out, struct err *err)
{
    const struct role_source *source = (const struct role_source *)self;
    struct err why = { .text = "" };
    enum status status = check_base(source, stop, err);

    if (status != STATUS_OK) {
        return status;
    }
    status = assume(source, stop, out, &why);
    if (status == STATUS_OK || status == STATUS_STOPPED) {
        return status == STATUS_OK ? status : err_set(err, status, "%s", why.text);
    }
    if (source->base) {
        return err_set(
            err, status,
            "IAM Role (%.*s) of %.*s cannot be assumed. There are three usual causes: the "
            "credentials used to assume it are not good, they have no permission for "
            "sts:AssumeRole on it or its trust policy does not name them, or the ARN is wrong. "
            "Error: %s",
            STR_ARG(source->role.role_arn), STR_ARG(source->named_by), why.text);
    }
    return err_set(
        err, status,
        "IAM Role (%.*s) of %.*s cannot be assumed with a web identity. There are three usual "
        "causes: the token is not good or has expired, the role's trust policy does not name "
        "its issuer and subject, or the ARN is wrong. Error: %s",
        STR_ARG(source->role.role_arn), STR_ARG(source->named_by), why.text);
}

static void role_free(struct creds_source *self)
{
    struct role_source *source = (struct role_source *)self;

    if (source->base) {
        creds_source_free(creds_cache_source(source->base));
    }
    secret_release(&source->token);
    arena_free(source->arena);
    mem_free(source);
}

static const struct str *copy_texts(struct arena *arena, const struct str *texts, size_t count)
{
    struct str *copy = arena_alloc(arena, count, sizeof(*copy));

    for (size_t i = 0; i < count; i++) {
        copy[i] = arena_str(arena, texts[i]);
    }
    return copy;
}

static struct aws_role copy_role(struct arena *arena, const struct aws_role *from)
{
    struct aws_tag *tags = arena_alloc(arena, from->tag_count, sizeof(*tags));
    struct aws_role role = {
        .role_arn = arena_str(arena, from->role_arn),
        .session_name = arena_str(arena, from->session_name),
        .duration_s = from->duration_s,
        .policy = arena_str(arena, from->policy),
        .policy_arns = copy_texts(arena, from->policy_arns, from->policy_arn_count),
        .policy_arn_count = from->policy_arn_count,
        .external_id = arena_str(arena, from->external_id),
        .source_identity = arena_str(arena, from->source_identity),
        .tags = tags,
        .tag_count = from->tag_count,
        .transitive_tag_keys =
            copy_texts(arena, from->transitive_tag_keys, from->transitive_tag_key_count),
        .transitive_tag_key_count = from->transitive_tag_key_count,
        .token_file = arena_str(arena, from->token_file),
    };

    for (size_t i = 0; i < from->tag_count; i++) {
        tags[i].key = arena_str(arena, from->tags[i].key);
        tags[i].value = arena_str(arena, from->tags[i].value);
    }
    return role;
}

struct creds_source *creds_role_new(const struct creds_role_options *options)
{
    static const struct creds_source_ops ops = { .retrieve = role_retrieve, .free = role_free };
    struct role_source *source = mem_calloc(1, sizeof(*source));
    struct sts *sts = &source->sts;

    source->source.ops = &ops;
    source->arena = arena_new();
    source->role = copy_role(source->arena, options->role);
    secret_set(&source->token, options->role->token);
    source->named_by = arena_str(source->arena, str_from(options->named_by));
    source->base = options->base;
    *sts = options->sts;
    sts->endpoint = endpoint_copy(source->arena, &options->sts.endpoint);
    sts->region = arena_str(source->arena, options->sts.region);
    return &source->source;
}
