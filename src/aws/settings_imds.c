#include "aws/setting.h"
#include "aws/settings_parts.h"

static const struct setting_place endpoint_place = {
    .argument = "the argument ec2_metadata_service_endpoint",
    .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_METADATA_URL" },
    .key = "ec2_metadata_service_endpoint",
};
static const struct setting_place mode_place = {
    .argument = "the argument ec2_metadata_service_endpoint_mode",
    .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE" },
    .key = "ec2_metadata_service_endpoint_mode",
};
static const struct setting_place v1_place = {
    .variables = { "AWS_EC2_METADATA_V1_DISABLED" },
    .key = "ec2_metadata_v1_disabled",
};

static void warn_of_old_name(struct arena *arena, const struct aws_options *options)
{
    bool is_ignored = env_get(options->env, "AWS_EC2_METADATA_SERVICE_ENDPOINT").len > 0;

    if (env_get(options->env, "AWS_METADATA_URL").len > 0 &&
        options->ec2_metadata_service_endpoint.len == 0) {
        setting_warn(options, "Deprecated Environment Variable",
                     arena_printf(arena,
                                  "The environment variable \"AWS_METADATA_URL\" is "
                                  "deprecated%s. Use \"AWS_EC2_METADATA_SERVICE_ENDPOINT\" "
                                  "instead.",
                                  is_ignored ? ", and ignored beside the other" : ""));
    }
}

static enum status usual_url(struct arena *arena, const struct profile_query *query,
                             struct str *out, struct err *err)
{
    static const struct {
        struct str mode;
        struct str url;
    } modes[] = {
        { { "", 0 }, { "http://169.254.169.254", 22 } },
        { { "IPv4", 4 }, { "http://169.254.169.254", 22 } },
        { { "IPv6", 4 }, { "http://[fd00:ec2::254]", 22 } },
    };
    struct setting mode = setting_find(arena, query, &mode_place,
                                       query->options->ec2_metadata_service_endpoint_mode);

    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        if (str_eq_nocase(mode.text, modes[i].mode)) {
            *out = modes[i].url;
            return STATUS_OK;
        }
    }
    return err_set(err, STATUS_INVALID, "%.*s is \"%.*s\"; it must be IPv4 or IPv6",
                   STR_ARG(mode.origin), STR_ARG(setting_shown(mode.text)));
}

static enum status read_url(struct arena *arena, const struct profile_query *query,
                            struct str *out, struct err *err)
{
    struct setting found = setting_find(arena, query, &endpoint_place,
                                        query->options->ec2_metadata_service_endpoint);
    struct str usual = { NULL, 0 };
    struct endpoint endpoint;
    enum status status = usual_url(arena, query, &usual, err);

    warn_of_old_name(arena, query->options);
    if (status != STATUS_OK || found.text.len == 0) {
        *out = usual;
        return status;
    }
    status = endpoint_from_url(arena, found.text, found.origin, &endpoint, err);
    if (status == STATUS_OK) {
        *out = str_slice(endpoint.url, 0, endpoint.url.len - 1);
    }
    return status;
}

enum status settings_read_imds(struct arena *arena, const struct profile_query *query,
                               struct settings *out, struct err *err)
{
    const struct aws_options *options = query->options;
    enum status status = setting_switch(arena, query, &v1_place, &out->imds_v1_disabled, err);

    /* What is neither "true" nor "false" says nothing here, in Go as well. */
    out->imds_disabled =
        options->skip_metadata_api_check == AWS_SWITCH_ON ||
        (options->skip_metadata_api_check == AWS_SWITCH_UNSET &&
         str_eq_nocase(env_get(options->env, "AWS_EC2_METADATA_DISABLED"), STR("true")));
    return status == STATUS_OK ? read_url(arena, query, &out->imds_url, err) : status;
}
