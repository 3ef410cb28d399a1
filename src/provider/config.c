#include "provider/config.h"

#include "base/mem.h"
#include "provider/config_options.h"
#include "schema/provider.h"

struct config {
    struct aws_client *client; /* NULL: `missing` says why */
    const struct config_source *source;
    struct err missing;
    struct arena *arena; /* what the rest points at */
    struct tag_rules tag_rules;
    bool region_unknown; /* the client's region is only what else there is */
};

/* Rows that say whose service is meant, where it is, and which way may be taken to it, besides
 * the region. Among them are those that keep from asking the wrong account, or in a way that
 * is not allowed: they cannot be taken as not set. */
static const enum provider_field guides[] = {
    PROVIDER_ACCESS_KEY,
    PROVIDER_SECRET_KEY,
    PROVIDER_TOKEN,
    PROVIDER_PROFILE,
    PROVIDER_SHARED_CONFIG_FILES,
    PROVIDER_SHARED_CREDENTIALS_FILES,
    PROVIDER_EC2_METADATA_SERVICE_ENDPOINT,
    PROVIDER_SKIP_METADATA_API_CHECK,
    PROVIDER_ASSUME_ROLE,
    PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY,
    PROVIDER_ALLOWED_ACCOUNT_IDS,
    PROVIDER_FORBIDDEN_ACCOUNT_IDS,
    PROVIDER_ENDPOINTS,
    PROVIDER_USE_FIPS_ENDPOINT,
    PROVIDER_HTTP_PROXY,
    PROVIDER_HTTPS_PROXY,
    PROVIDER_NO_PROXY,
};

/* The argument that an error of the layers below is about, by their words for it, so that the
 * CLI can show its line. NULL: the whole block. */
static const struct path *path_named(struct arena *arena, const struct err *err)
{
    static const char mark[] = "the argument ";
    static const struct {
        const char *words;
        enum provider_field row;
    } hints[] = {
        { "endpoints {", PROVIDER_ENDPOINTS },
        { ": access_key is missing", PROVIDER_ACCESS_KEY },
        { ": secret_key is missing", PROVIDER_SECRET_KEY },
        { "assume_role_with_web_identity", PROVIDER_ASSUME_ROLE_WITH_WEB_IDENTITY },
        { "assume_role block", PROVIDER_ASSUME_ROLE },
        { "invalid AWS Region", PROVIDER_REGION },
    };
    const struct block *block = provider_schema.block;
    const char *at = strstr(err->text, mark);
    size_t row = block->count;

    if (at) {
        at += sizeof(mark) - 1;
        row = block_find(block, (struct str){ at, strcspn(at, " ,;:") });
    }
    for (size_t i = 0; i < ARRAY_LEN(hints) && row == block->count; i++) {
        row = strstr(err->text, hints[i].words) ? hints[i].row : row;
    }
    return row < block->count ? path_attribute(arena, NULL, str_from(block->fields[row].name))
                              : NULL;
}

/* The first guide that is not wholly known, or NULL. */
static const struct field *unknown_guide(const struct value *block)
{
    for (size_t i = 0; i < ARRAY_LEN(guides); i++) {
        const struct field *field = &provider_schema.block->fields[guides[i]];

        if (!value_wholly_known(field->type, &block->items[guides[i]])) {
            return field;
        }
    }
    return NULL;
}

/* The same setting may be read for several things. */
static void warn(void *self, const char *summary, const char *detail)
{
    const struct call *call = self;

    for (const struct diag *diag = call->diags->first; diag; diag = diag->next) {
        if (str_eq(diag->summary, str_from(summary)) &&
            str_eq(diag->detail, str_from(detail))) {
            return;
        }
    }
    diags_warning(call->diags, NULL, summary, "%s", detail);
}

static size_t count_of(const struct value *set)
{
    return value_is_known(set) ? set->count : 0;
}

/* Whether the account may be worked in. One that is not known is none that is allowed, and
 * could be any that is forbidden. */
static enum status check_account(const struct call *call, const struct value *block,
                                 struct str account_id, struct aws_failure *failure)
{
    const struct value *allowed = &block->items[PROVIDER_ALLOWED_ACCOUNT_IDS];
    const struct value *forbidden = &block->items[PROVIDER_FORBIDDEN_ACCOUNT_IDS];
    struct value id = value_string(account_id);
    bool limited = count_of(allowed) + count_of(forbidden) > 0;

    failure->summary =
        arena_printf(call->arena, "AWS account ID not allowed: %.*s", STR_ARG(account_id)).data;
    if (limited && account_id.len == 0) {
        return err_set(
            &failure->err, STATUS_INVALID,
            "the account is not known, because skip_credentials_validation and "
            "skip_requesting_account_id are both set, so the argument %s cannot be heeded; "
            "remove one of the two",
            count_of(allowed) > 0 ? "allowed_account_ids" : "forbidden_account_ids");
    }
    if (count_of(allowed) > 0 && !value_contains(&type_string_set, allowed, &id)) {
        return err_set(&failure->err, STATUS_INVALID,
                       "the credentials belong to account %.*s, which the argument "
                       "allowed_account_ids does not have; use credentials of an account that "
                       "it has, or add this one",
                       STR_ARG(account_id));
    }
    if (count_of(forbidden) > 0 && value_contains(&type_string_set, forbidden, &id)) {
        return err_set(&failure->err, STATUS_INVALID,
                       "the credentials belong to account %.*s, which the argument "
                       "forbidden_account_ids has; use credentials of another account",
                       STR_ARG(account_id));
    }
    if (account_id.len == 0) {
        diags_warning(
            call->diags, NULL, "AWS account ID not found for provider", "%s",
            "It was not asked for, because skip_credentials_validation and "
            "skip_requesting_account_id are both set. So credentials of a wrong account are "
            "not noticed before objects seem to be missing.");
    }
    return STATUS_OK;
}

/* Makes the client and asks who it is that calls. */
static enum status connect_client(struct config *config, struct call *call,
                                  const struct configure_op *op, struct aws_failure *failure)
{
    const struct config_source *source = config->source;
    struct aws_options options;
    enum status status;

    failure->summary = "Invalid provider configuration";
    status = config_options_read(call->arena, op, &options, &failure->err);
    if (status != STATUS_OK) {
        return status;
    }
    options.env = source->env;
    options.clock = source->clock;
    options.http = source->http;
    options.warn = warn;
    options.warn_self = call;
    status = aws_client_new(&options, &config->client, failure);
    if (status == STATUS_OK) {
        status = aws_client_begin(config->client, call->stop, failure);
    }
    if (status == STATUS_OK) {
        status =
            check_account(call, op->config, aws_client_account_id(config->client), failure);
    }
    if (status != STATUS_OK) {
        aws_client_free(config->client);
        config->client = NULL;
    }
    return status;
}

void *config_configure(void *self, struct call *call, const struct configure_op *op)
{
    const struct config_source *source = self;
    struct type type = { .kind = KIND_OBJECT, .object = provider_schema.block };
    const struct field *unknown = unknown_guide(op->config);
    struct config *config = mem_calloc(1, sizeof(*config));
    struct aws_failure failure;

    config->source = source;
    config->arena = arena_new();
    tag_rules_make(config->arena, source->env, op->config, &config->tag_rules);
    config->region_unknown = op->config->items[PROVIDER_REGION].state == VALUE_UNKNOWN;
    config_warn(call, op->config, source->env);
    if (unknown) {
        (void)snprintf(config->missing.text, sizeof(config->missing.text), "\"%s\" is one",
                       unknown->name);
    } else if (connect_client(config, call, op, &failure) != STATUS_OK) {
        config->missing = failure.err;
        if (value_wholly_known(&type, op->config)) {
            diags_error(call->diags, path_named(call->arena, &failure.err), failure.summary,
                        "%s", failure.err.text);
            config_release(config);
            return NULL;
        }
    }
    return config;
}

void config_release(void *config)
{
    struct config *c = config;

    if (c) {
        aws_client_free(c->client);
        arena_free(c->arena);
        mem_free(c);
    }
}

struct str config_region(const struct call *call)
{
    const struct config *config = call->config;

    return config && config->client && !config->region_unknown
               ? aws_client_region(config->client)
               : str_from(NULL);
}

struct str config_account_id(const struct call *call)
{
    const struct config *config = call->config;

    return config && config->client ? aws_client_account_id(config->client) : str_from(NULL);
}

struct replaced *config_replaced(const struct call *call)
{
    const struct config *config = call->config;

    return config ? config->source->replaced : NULL;
}

const struct tag_rules *config_tag_rules(const struct call *call)
{
    static const struct tag_rules unknown = {
        .defaults = { .state = VALUE_KNOWN },
        .defaults_unknown = true,
        .ignored_keys = { .state = VALUE_KNOWN },
        .ignored_prefixes = { .state = VALUE_KNOWN },
        .ignored_unknown = true,
    };
    const struct config *config = call->config;

    return config ? &config->tag_rules : &unknown;
}

bool config_sagemaker(const struct call *call, struct str region, struct sagemaker *out)
{
    const struct config *config = call->config;

    if (!config || !config->client || (region.len == 0 && config->region_unknown)) {
        diags_error(
            call->diags, NULL, "Provider configuration is not complete",
            "This needs the SageMaker service, but the provider block has values that are "
            "not known yet%s%s. Apply the resources that the provider block refers to "
            "first, with -target, or give the values directly.",
            config && !config->client ? ": " : "",
            config && !config->client ? config->missing.text : "");
        return false;
    }
    *out = (struct sagemaker){
        .client = config->client,
        .clock = config->source->clock,
        .locks = config->source->locks,
        .region = region,
        .arena = call->arena,
        .stop = call->stop,
    };
    return true;
}
