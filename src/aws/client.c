#include "aws/client.h"

#include "aws/creds_chain.h"
#include "aws/creds_imds.h"
#include "aws/exchange.h"
#include "aws/region.h"
#include "aws/sts.h"
#include "base/mem.h"

struct aws_client {
    struct arena *arena; /* all texts below */
    struct creds_io io;
    bool owns_http;
    bool skip_region_validation;
    bool asks_for_account;
    bool checks_credentials;
    struct str region; /* empty until aws_client_begin, if the instance has to be asked */
    struct err no_region;
    struct str account_id;
    struct creds_chain chain;
    struct endpoint endpoints[ENDPOINT_SERVICES]; /* without a host: by region */
    enum endpoint_variant variant;
    struct str sts_region; /* empty: the region */
    int max_attempts;
    struct retry_quota quota;
    struct retry_pace *pace; /* NULL: the retry mode is not adaptive */
    struct skew skew;
};

static enum status find_endpoints(struct aws_client *client, const struct profile_query *query,
                                  struct err *err)
{
    static const enum endpoint_service used[] = { ENDPOINT_SAGEMAKER, ENDPOINT_STS };

    for (size_t i = 0; i < ARRAY_LEN(used); i++) {
        enum status status = endpoint_configured(client->arena, used[i], query,
                                                 &client->endpoints[used[i]], err);

        if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
            return status;
        }
    }
    return STATUS_OK;
}

static void open_http(struct aws_client *client, const struct aws_options *options,
                      const struct settings *settings)
{
    struct http_curl_options curl = {
        .ca_bundle = settings->ca_bundle,
        .insecure = options->insecure,
        .user_agent = settings_user_agent(client->arena, options, settings),
        .proxy = settings->proxy,
    };

    client->owns_http = !options->http;
    client->io =
        (struct creds_io){ .http = options->http ? options->http : http_curl_new(&curl),
                           .clock = options->clock,
                           .env = options->env };
}

static void take_settings(struct aws_client *client, const struct aws_options *options,
                          const struct settings *settings)
{
    client->skip_region_validation = options->skip_region_validation;
    client->checks_credentials = !options->skip_credentials_validation;
    client->asks_for_account =
        client->checks_credentials || !options->skip_requesting_account_id;
    client->region = settings->region;
    client->sts_region = arena_str(client->arena, settings->sts_region);
    client->variant = settings->variant;
    client->max_attempts = settings->max_attempts;
    client->quota = (struct retry_quota){ options->retry_quota, options->retry_quota };
    client->pace = settings->adaptive ? retry_pace_new(options->clock) : NULL;
}

static enum status fill(struct aws_client *client, const struct aws_options *options,
                        const struct profile_set *profiles, struct aws_failure *failure)
{
    struct profile_query query = { options, profiles, { NULL, 0 } };
    struct settings settings;
    enum status status = settings_profile(options, profiles, &query.profile, &failure->err);

    if (status == STATUS_OK) {
        status = settings_read(client->arena, &query, &settings, failure);
    }
    if (status == STATUS_OK) {
        status = find_endpoints(client, &query, &failure->err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    take_settings(client, options, &settings);
    open_http(client, options, &settings);
    status = creds_chain_build(&client->io, &query, &settings, &client->chain, failure);
    if (status == STATUS_OK && client->region.len == 0) {
        enum status missing = settings_region_missing(&query, &client->no_region);

        if (!client->chain.imds) {
            failure->summary = "Incomplete provider configuration";
            status = err_set(&failure->err, missing, "%s", client->no_region.text);
        }
    }
    return status;
}

enum status aws_client_new(const struct aws_options *options, struct aws_client **out,
                           struct aws_failure *failure)
{
    struct profile_set *profiles = NULL;
    struct aws_client *client;
    enum status status;

    failure->summary = "Invalid provider configuration";
    status = profile_set_open(options, &profiles, &failure->err);
    if (status != STATUS_OK) {
        return status;
    }
    client = mem_calloc(1, sizeof(*client));
    client->arena = arena_new();
    status = fill(client, options, profiles, failure);
    profile_set_free(profiles);
    if (status != STATUS_OK) {
        aws_client_free(client);
        return status;
    }
    *out = client;
    return STATUS_OK;
}

/* The summary for credentials that cannot be had, by the source's words: hashicorp/aws has one
 * of its own for the roles of its blocks alone. */
static const char *credentials_summary(const struct err *err)
{
    static const struct {
        const char *words;
        const char *summary;
    } blocks[] = {
        { " of the assume_role block cannot be assumed.", "Cannot assume IAM Role" },
        { " of the assume_role_with_web_identity block cannot be assumed",
          "Cannot assume IAM Role with web identity" },
    };

    for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
        if (strstr(err->text, blocks[i].words)) {
            return blocks[i].summary;
        }
    }
    return "No valid credential sources found";
}

static enum status get_credentials(struct aws_client *client, struct stop *stop,
                                   struct aws_failure *failure)
{
    struct creds creds;
    enum status status =
        creds_cache_get(client->chain.credentials, stop, &creds, &failure->err);

    if (status == STATUS_OK) {
        creds_release(&creds);
        return STATUS_OK;
    }
    failure->summary = credentials_summary(&failure->err);
    if (client->chain.imds && status != STATUS_STOPPED) {
        struct str why = arena_str(client->arena, str_from(failure->err.text));

        status = err_set(&failure->err, status,
                         "%.*s; %s. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a "
                         "profile that has credentials",
                         STR_ARG(why), client->chain.tried.text);
    }
    return status;
}

static enum status find_region(struct aws_client *client, struct stop *stop,
                               struct aws_failure *failure)
{
    enum status status = creds_imds_region(client->chain.imds, client->arena, stop,
                                           &client->region, &failure->err);

    failure->summary = "Incomplete provider configuration";
    if (status == STATUS_OK) {
        return settings_check_region(client->region, client->skip_region_validation,
                                     &failure->err);
    }
    return status == STATUS_STOPPED
               ? status
               : err_set(&failure->err, STATUS_NOT_FOUND, "%s", client->no_region.text);
}

static struct endpoint endpoint_in(const struct aws_client *client, struct arena *arena,
                                   enum endpoint_service service, struct str region)
{
    return client->endpoints[service].host.len > 0
               ? client->endpoints[service]
               : endpoint_of_region(arena, service, client->variant, region);
}

static enum status find_account(struct aws_client *client, struct stop *stop,
                                struct aws_failure *failure)
{
    struct str region = client->sts_region.len > 0 ? client->sts_region : client->region;
    struct sts sts = {
        .io = &client->io,
        .endpoint = endpoint_in(client, client->arena, ENDPOINT_STS, region),
        .region = region,
        .share = { &client->quota, client->pace, &client->skew },
        .max_attempts = client->max_attempts,
    };
    struct sts_identity identity;
    enum status status = sts_caller_identity(&sts, client->chain.credentials, client->arena,
                                             stop, &identity, &failure->err);

    if (status != STATUS_OK) {
        failure->summary = "Retrieving AWS account details";
        err_prefix(&failure->err, client->checks_credentials
                                      ? "validating provider credentials: retrieving caller "
                                        "identity from STS"
                                      : "AWS account ID not previously found and failed "
                                        "retrieving via all available methods (set "
                                        "skip_requesting_account_id = true to do without)");
        return status;
    }
    client->account_id = identity.account_id;
    return STATUS_OK;
}

enum status aws_client_begin(struct aws_client *client, struct stop *stop,
                             struct aws_failure *failure)
{
    enum status status = get_credentials(client, stop, failure);

    if (status == STATUS_OK && client->region.len == 0) {
        status = find_region(client, stop, failure);
    }
    if (status == STATUS_OK && client->asks_for_account) {
        status = find_account(client, stop, failure);
    }
    return status;
}

void aws_client_free(struct aws_client *client)
{
    if (!client) {
        return;
    }
    if (client->chain.credentials) {
        creds_source_free(creds_cache_source(client->chain.credentials));
    }
    if (client->owns_http) {
        http_free(client->io.http);
    }
    retry_pace_free(client->pace);
    arena_free(client->arena);
    mem_free(client);
}

struct str aws_client_region(const struct aws_client *client)
{
    return client->region;
}

struct str aws_client_account_id(const struct aws_client *client)
{
    return client->account_id;
}

enum status aws_client_call(struct aws_client *client, struct arena *arena, struct stop *stop,
                            const struct aws_request *request, struct aws_reply *reply,
                            struct aws_error *error)
{
    const struct http_header headers[] = {
        { STR("Content-Type"), STR("application/x-amz-json-1.1") },
        { STR("X-Amz-Target"), request->target },
    };
    struct exchange exchange = {
        .io = &client->io,
        .arena = arena,
        .stop = stop,
        .share = { &client->quota, client->pace, &client->skew },
        .max_attempts = client->max_attempts,
        .headers = headers,
        .header_count = ARRAY_LEN(headers),
        .body = request->body,
        .stop_grace_ms = request->stop_grace_ms,
        .turn = request->turn,
        .signer = client->chain.credentials,
        .service = request->service,
        .region = request->region.len > 0 ? request->region : client->region,
    };
    enum endpoint_service service;
    struct http_reply answer = { .status = 0 };
    struct aws_error failed = { .message = STR("no endpoint is known for the service") };
    struct err err = { .text = "" };
    enum status status =
        settings_check_region(exchange.region, client->skip_region_validation, &err);

    if (status != STATUS_OK) {
        failed.message = arena_str(arena, str_from(err.text));
    } else if (!endpoint_service_find(request->service, &service)) {
        status = STATUS_INVALID;
    } else {
        exchange.endpoint = endpoint_in(client, arena, service, exchange.region);
        status = exchange_run(&exchange, &answer, &failed);
    }
    if (status == STATUS_OK) {
        *reply =
            (struct aws_reply){ answer.body, answer.fields[HTTP_REQUEST_ID], failed.attempts };
    } else {
        *error = failed;
    }
    return status;
}

struct str aws_error_text(struct arena *arena, const struct aws_request *request,
                          const struct aws_error *error)
{
    return exchange_error_text(arena,
                               str_slice(request->target, 0, str_find(request->target, '.')),
                               request->operation, error);
}
