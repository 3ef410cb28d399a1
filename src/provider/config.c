#include "provider/config.h"

#include "base/mem.h"
#include "schema/provider.h"

struct config {
    struct aws_client *client; /* NULL: `missing` says why */
    const struct config_source *source;
    struct err missing;
    struct arena *arena; /* what the rest points at */
    struct tag_rules tag_rules;
    bool region_unknown; /* the client's region is only what else there is */
};

/* Rows that say whose service is meant and where it is, besides the region. */
static const enum provider_field guides[] = {
    PROVIDER_ACCESS_KEY, PROVIDER_SECRET_KEY,          PROVIDER_TOKEN,
    PROVIDER_PROFILE,    PROVIDER_SHARED_CONFIG_FILES, PROVIDER_SHARED_CREDENTIALS_FILES,
    PROVIDER_ENDPOINTS,
};

static struct str text_of(const struct value *block, enum provider_field row)
{
    return value_text(&block->items[row]);
}

static bool bool_of(const struct value *block, enum provider_field row)
{
    return value_is_known(&block->items[row]) && block->items[row].boolean;
}

/* The known texts of a list; unknown and null ones are left out. */
static const struct str *texts_of(struct arena *arena, const struct value *list, size_t *count)
{
    struct str *texts;

    *count = 0;
    if (!value_is_known(list)) {
        return NULL;
    }
    texts = arena_alloc(arena, list->count, sizeof(*texts));
    for (size_t i = 0; i < list->count; i++) {
        if (value_text(&list->items[i]).len > 0) {
            texts[(*count)++] = value_text(&list->items[i]);
        }
    }
    return texts;
}

/* Several endpoints blocks may stand there; the first that names the service counts. */
static struct str endpoint_of(const struct value *block, enum endpoints_field service)
{
    const struct value *blocks = &block->items[PROVIDER_ENDPOINTS];

    for (size_t i = 0; value_is_known(blocks) && i < blocks->count; i++) {
        const struct value *item = &blocks->items[i];

        if (value_is_known(item) && value_text(&item->items[service]).len > 0) {
            return value_text(&item->items[service]);
        }
    }
    return str_from(NULL);
}

static struct aws_options options_of(const struct config_source *source, struct arena *arena,
                                     const struct configure_op *op)
{
    const struct value *block = op->config;
    struct aws_options options = {
        .region = text_of(block, PROVIDER_REGION),
        .access_key = text_of(block, PROVIDER_ACCESS_KEY),
        .secret_key = text_of(block, PROVIDER_SECRET_KEY),
        .token = text_of(block, PROVIDER_TOKEN),
        .profile = text_of(block, PROVIDER_PROFILE),
        .endpoint_sagemaker = endpoint_of(block, ENDPOINTS_SAGEMAKER),
        .endpoint_sts = endpoint_of(block, ENDPOINTS_STS),
        .custom_ca_bundle = text_of(block, PROVIDER_CUSTOM_CA_BUNDLE),
        .insecure = bool_of(block, PROVIDER_INSECURE),
        .skip_region_validation = bool_of(block, PROVIDER_SKIP_REGION_VALIDATION),
        .env = source->env,
        .clock = source->clock,
        .http = source->http,
    };
    int64_t attempts;

    options.shared_config_files = texts_of(arena, &block->items[PROVIDER_SHARED_CONFIG_FILES],
                                           &options.shared_config_file_count);
    options.shared_credentials_files =
        texts_of(arena, &block->items[PROVIDER_SHARED_CREDENTIALS_FILES],
                 &options.shared_credentials_file_count);
    if (value_to_int64(&block->items[PROVIDER_MAX_RETRIES], &attempts)) {
        options.max_retries = attempts;
    }
    options.user_agent =
        arena_printf(arena, "Terraform/%.*s terraform-provider-sagemaker/%s lang/c",
                     STR_ARG(op->terraform_version), PROVIDER_VERSION);
    return options;
}

/* The argument that an error of the layers below is about, by their words for it, so that the
 * CLI can show its line. NULL: the whole block. */
static const struct path *path_named(struct arena *arena, const struct err *err)
{
    static const struct {
        const char *words;
        enum provider_field row;
    } hints[] = {
        { "the argument profile", PROVIDER_PROFILE },
        { "the argument custom_ca_bundle", PROVIDER_CUSTOM_CA_BUNDLE },
        { "the argument max_retries", PROVIDER_MAX_RETRIES },
        { "the endpoint URL in endpoints", PROVIDER_ENDPOINTS },
        { "invalid AWS Region", PROVIDER_REGION },
        { ": access_key is missing", PROVIDER_ACCESS_KEY },
        { ": secret_key is missing", PROVIDER_SECRET_KEY },
    };

    for (size_t i = 0; i < ARRAY_LEN(hints); i++) {
        if (strstr(err->text, hints[i].words)) {
            const struct field *field = &provider_schema.block->fields[hints[i].row];

            return path_attribute(arena, NULL, str_from(field->name));
        }
    }
    return NULL;
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

static const char *summary_of(enum status status)
{
    return status == STATUS_NOT_FOUND ? "Incomplete provider configuration"
                                      : "Invalid provider configuration";
}

void *config_configure(void *self, struct call *call, const struct configure_op *op)
{
    const struct config_source *source = self;
    struct aws_options options = options_of(source, call->arena, op);
    struct type type = { .kind = KIND_OBJECT, .object = provider_schema.block };
    const struct field *unknown = unknown_guide(op->config);
    struct config *config = mem_calloc(1, sizeof(*config));
    enum status status;

    config->source = source;
    config->arena = arena_new();
    tag_rules_make(config->arena, source->env, op->config, &config->tag_rules);
    config->region_unknown = op->config->items[PROVIDER_REGION].state == VALUE_UNKNOWN;
    if (unknown) {
        status = err_set(&config->missing, STATUS_INVALID, "\"%s\" is one", unknown->name);
    } else {
        status = aws_client_new(&options, &config->client, &config->missing);
    }
    if (status != STATUS_OK && value_wholly_known(&type, op->config)) {
        diags_error(call->diags, path_named(call->arena, &config->missing), summary_of(status),
                    "%s", config->missing.text);
        config_release(config);
        return NULL;
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
