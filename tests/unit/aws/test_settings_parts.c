#include "aws/settings.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    VARIABLES = 6
};

/* Everything of the settings that has no test of its own, as one text. */
static struct str told(struct arena *arena, const struct settings *s)
{
    static const char *const variants[] = {
        [ENDPOINT_PLAIN] = "plain",
        [ENDPOINT_DUAL_STACK] = "dual",
        [ENDPOINT_FIPS] = "fips",
        [ENDPOINT_FIPS_DUAL_STACK] = "fips+dual",
    };

    return arena_printf(arena,
                        "variant=%s adaptive=%d sts=%.*s home=%.*s app=%.*s http=%.*s "
                        "https=%.*s none=%.*s imds=%s%s%.*s;",
                        variants[s->variant], s->adaptive, STR_ARG(s->sts_region),
                        STR_ARG(s->home), STR_ARG(s->user_agent_app), STR_ARG(s->proxy.http),
                        STR_ARG(s->proxy.https), STR_ARG(s->proxy.none),
                        s->imds_disabled ? "off " : "", s->imds_v1_disabled ? "v2 " : "",
                        STR_ARG(s->imds_url));
}

struct row {
    const char *variables[VARIABLES];
    const char *config;
    struct aws_options options;
    const char *has;     /* expected in told(), or in the failure */
    const char *summary; /* expected of a failure; NULL: there is none */
    const char *warning; /* expected in what is warned of; NULL: nothing is */
};

#define LITERAL(text)                                                                          \
    {                                                                                          \
        "" text, sizeof(text) - 1                                                              \
    }
#define SET(text)                                                                              \
    {                                                                                          \
        true, LITERAL(text)                                                                    \
    }
#define INVALID "Invalid provider configuration"

static const struct row rows[] = {
    /* Host variants. */
    { .has = "variant=plain" },
    { .options = { .use_fips_endpoint = true }, .has = "variant=fips " },
    { .options = { .use_dualstack_endpoint = true }, .has = "variant=dual" },
    { .variables = { "AWS_USE_FIPS_ENDPOINT=true", "AWS_USE_DUALSTACK_ENDPOINT=TRUE" },
      .has = "variant=fips+dual" },
    { .config = "[default]\nuse_fips_endpoint=True\nuse_dualstack_endpoint=true\n",
      .has = "variant=fips+dual" },
    { .variables = { "AWS_USE_FIPS_ENDPOINT=false" },
      .config = "[default]\nuse_fips_endpoint=true\nuse_dualstack_endpoint=yes\n",
      .has = "variant=plain" },
    { .variables = { "AWS_USE_FIPS_ENDPOINT=false" },
      .options = { .use_fips_endpoint = true },
      .has = "variant=fips " },
    { .variables = { "AWS_USE_FIPS_ENDPOINT=1" },
      .has = "the environment variable AWS_USE_FIPS_ENDPOINT is \"1\"; it must be true or "
             "false",
      .summary = INVALID },
    { .variables = { "AWS_USE_DUALSTACK_ENDPOINT=on" },
      .has = "AWS_USE_DUALSTACK_ENDPOINT is \"on\"",
      .summary = INVALID },
    /* The mode of retries. */
    { .has = "adaptive=0" },
    { .options = { .retry_mode = LITERAL("adaptive") }, .has = "adaptive=1" },
    { .variables = { "AWS_RETRY_MODE=adaptive" },
      .options = { .retry_mode = LITERAL("standard") },
      .has = "adaptive=0" },
    { .variables = { "AWS_RETRY_MODE=adaptive" },
      .config = "[default]\nretry_mode=standard\n",
      .has = "adaptive=1" },
    { .config = "[default]\nretry_mode=adaptive\n", .has = "adaptive=1" },
    { .options = { .retry_mode = LITERAL("legacy") },
      .has = "unknown RetryMode, legacy: the argument retry_mode of the provider block must be "
             "standard or adaptive",
      .summary = INVALID },
    { .variables = { "AWS_RETRY_MODE=Adaptive" },
      .has = "unknown RetryMode, Adaptive: the environment variable AWS_RETRY_MODE",
      .summary = INVALID },
    { .config = "[default]\nretry_mode=x\n",
      .has = "unknown RetryMode, x: retry_mode in profile default",
      .summary = INVALID },
    /* The region of STS. */
    { .has = "sts= " },
    { .variables = { "AWS_REGION=eu-west-1" }, .has = "sts=eu-west-1 " },
    { .variables = { "AWS_REGION=eu-west-1" },
      .options = { .sts_region = LITERAL("us-east-1") },
      .has = "sts=us-east-1 " },
    { .options = { .sts_region = LITERAL("mars-1") },
      .has = "the argument sts_region of the provider block: invalid AWS Region: mars-1",
      .summary = INVALID },
    { .options = { .sts_region = LITERAL("mars-1"), .skip_region_validation = true },
      .has = "sts=mars-1 " },
    /* The home folder. */
    { .variables = { "HOME=/home/me", "USERPROFILE=/other" }, .has = "home=/home/me " },
    { .variables = { "USERPROFILE=/other" }, .has = "home=/other " },
    { .has = "home=/" },
    /* The application's name. */
    { .has = "app= " },
    { .variables = { "AWS_SDK_UA_APP_ID=my app/1" },
      .config = "[default]\nsdk_ua_app_id=other\n",
      .has = "app=my-app-1 " },
    { .config = "[default]\nsdk_ua_app_id=a.b_c~d!e\n", .has = "app=a.b_c~d!e " },
    { .variables = { "AWS_SDK_UA_APP_ID="
                     "12345678901234567890123456789012345678901234567890X" },
      .has = "app=12345678901234567890123456789012345678901234567890 " },
    { .variables = { "AWS_SDK_UA_APP_ID=a\"b(c)d,e/f:g;h<i=j>k?l@m[n\\o]p{q}r" },
      .has = "app=a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r " },
    { .variables = { "AWS_SDK_UA_APP_ID=!#$%&'*+-.^_`|~09azAZ" },
      .has = "app=!#$%&'*+-.^_`|~09azAZ " },
    { .variables = { "AWS_SDK_UA_APP_ID=\xC3\xA4\x7F" }, .has = "app=--- " },
    /* Proxies. */
    { .has = "http= https= none= " },
    { .variables = { "HTTP_PROXY=http://a", "http_proxy=http://b", "HTTPS_PROXY=http://c",
                     "https_proxy=http://d", "NO_PROXY=e", "no_proxy=f" },
      .has = "http=http://a:80 https=http://c:80 none=e " },
    { .variables = { "http_proxy=b:1", "https_proxy=d:2", "no_proxy=f" },
      .has = "http=http://b:1 https=http://d:2 none=f " },
    { .variables = { "http_proxy=b:1" }, .has = "http=http://b:1 https= " },
    { .variables = { "http_proxy=b:1", "https_proxy=d:2", "no_proxy=f" },
      .options = { .http_proxy = SET("x:3"), .https_proxy = SET("y:4"), .no_proxy = SET("z") },
      .has = "http=http://x:3 https=http://y:4 none=z " },
    { .variables = { "http_proxy=b:1", "https_proxy=d:2", "no_proxy=f" },
      .options = { .http_proxy = SET(""), .https_proxy = SET(""), .no_proxy = SET("") },
      .has = "http= https= none=f " },
    { .options = { .http_proxy = SET("x:3") },
      .has = "http=http://x:3 https=http://x:3 ",
      .warning = "Missing HTTPS Proxy|The argument http_proxy of the provider block is set and "
                 "https_proxy is not" },
    { .variables = { "https_proxy=d:2" },
      .options = { .http_proxy = SET("x:3") },
      .has = "http=http://x:3 https=http://d:2 " },
    { .options = { .http_proxy = SET("x:3"), .https_proxy = SET("") },
      .has = "http=http://x:3 https= " },
    { .options = { .http_proxy = SET("") }, .has = "http= https= " },
    { .options = { .http_proxy = SET("ftp://u:hush@x") },
      .has = "the argument http_proxy of the provider block: \"@x\" is no URL of a proxy",
      .summary = "Invalid HTTP Proxy",
      .warning = "Missing HTTPS Proxy|" },
    { .variables = { "https_proxy=d:2" },
      .options = { .http_proxy = SET("http://%zz") },
      .has = "the argument http_proxy of the provider block: \"http://%zz\" is no URL",
      .summary = "Invalid HTTP Proxy" },
    { .options = { .https_proxy = SET("http://x y") },
      .has = "the argument https_proxy of the provider block: \"http://x y\" is no",
      .summary = "Invalid HTTPS Proxy" },
    { .variables = { "http_proxy=ftp://x" },
      .has = "http= https= ",
      .warning = "Invalid HTTP Proxy|the environment variable http_proxy is ignored: "
                 "\"ftp://x\" is no URL" },
    { .variables = { "HTTPS_PROXY=http://" },
      .options = { .http_proxy = SET("x:3") },
      .has = "http=http://x:3 https= ",
      .warning = "Invalid HTTPS Proxy|the environment variable HTTPS_PROXY is ignored" },
    /* Whether there is instance metadata. */
    { .has = "imds=http://169.254.169.254;" },
    { .variables = { "AWS_EC2_METADATA_DISABLED=TRUE" }, .has = "imds=off http" },
    { .variables = { "AWS_EC2_METADATA_DISABLED=false" }, .has = "imds=http" },
    { .variables = { "AWS_EC2_METADATA_DISABLED=1" }, .has = "imds=http" },
    { .variables = { "AWS_EC2_METADATA_DISABLED=true" },
      .options = { .skip_metadata_api_check = AWS_SWITCH_OFF },
      .has = "imds=http" },
    { .variables = { "AWS_EC2_METADATA_DISABLED=false" },
      .options = { .skip_metadata_api_check = AWS_SWITCH_ON },
      .has = "imds=off http" },
    { .variables = { "AWS_EC2_METADATA_V1_DISABLED=true" }, .has = "imds=v2 http" },
    { .config = "[default]\nec2_metadata_v1_disabled=true\n", .has = "imds=v2 http" },
    { .variables = { "AWS_EC2_METADATA_V1_DISABLED=false" },
      .config = "[default]\nec2_metadata_v1_disabled=true\n",
      .has = "imds=http" },
    { .variables = { "AWS_EC2_METADATA_V1_DISABLED=x" },
      .has = "AWS_EC2_METADATA_V1_DISABLED is \"x\"; it must be true or false",
      .summary = INVALID },
    /* Where it is. */
    { .options = { .ec2_metadata_service_endpoint_mode = LITERAL("ipv6") },
      .has = "imds=http://[fd00:ec2::254];" },
    { .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv6" },
      .options = { .ec2_metadata_service_endpoint_mode = LITERAL("IPv4") },
      .has = "imds=http://169.254.169.254;" },
    { .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPV6" },
      .config = "[default]\nec2_metadata_service_endpoint_mode=IPv4\n",
      .has = "imds=http://[fd00:ec2::254];" },
    { .config = "[default]\nec2_metadata_service_endpoint_mode=IPv6\n",
      .has = "imds=http://[fd00:ec2::254];" },
    { .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=both" },
      .has = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is \"both\"; it must be IPv4 or IPv6",
      .summary = INVALID },
    { .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://b/" },
      .config = "[default]\nec2_metadata_service_endpoint=http://c\n",
      .options = { .ec2_metadata_service_endpoint = LITERAL("http://a:1/x/"),
                   .ec2_metadata_service_endpoint_mode = LITERAL("IPv6") },
      .has = "imds=http://a:1/x;" },
    { .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://b/" },
      .config = "[default]\nec2_metadata_service_endpoint=http://c\n",
      .has = "imds=http://b;" },
    { .config = "[default]\nec2_metadata_service_endpoint=http://c\n",
      .has = "imds=http://c;" },
    { .variables = { "AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata" },
      .has = "\"metadata\", the endpoint URL in the environment variable "
             "AWS_EC2_METADATA_SERVICE_ENDPOINT, is invalid",
      .summary = INVALID },
    { .variables = { "AWS_METADATA_URL=http://d" },
      .config = "[default]\nec2_metadata_service_endpoint=http://c\n",
      .has = "imds=http://d;",
      .warning = "Deprecated Environment Variable|The environment variable "
                 "\"AWS_METADATA_URL\" is deprecated. Use "
                 "\"AWS_EC2_METADATA_SERVICE_ENDPOINT\" instead." },
    { .variables = { "AWS_METADATA_URL=http://d",
                     "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://b" },
      .has = "imds=http://b;",
      .warning = "\"AWS_METADATA_URL\" is deprecated, and ignored beside the other" },
    { .variables = { "AWS_METADATA_URL=http://d" },
      .options = { .ec2_metadata_service_endpoint = LITERAL("http://a") },
      .has = "imds=http://a;" },
};

struct warnings {
    struct arena *arena;
    struct str text; /* "summary|detail", the last one */
    size_t count;
};

static void on_warning(void *self, const char *summary, const char *detail)
{
    struct warnings *warnings = self;

    warnings->text = arena_printf(warnings->arena, "%s|%s", summary, detail);
    warnings->count++;
}

/* What a client would be made from, with a config file of that text. */
struct world {
    struct arena *arena;
    struct files files;
    struct str config;
    struct env *env;
    struct aws_options options;
    struct profile_set *profiles;
    struct profile_query query;
    struct warnings warnings;
};

static void world_init(struct world *w, const char *const *variables, const char *config,
                       const struct aws_options *options)
{
    memset(w, 0, sizeof(*w));
    w->arena = arena_new();
    w->warnings.arena = w->arena;
    support_files_init(&w->files);
    w->config = support_files_write(&w->files, w->arena, "config", str_from(config));
    w->env = env_new(variables);
    w->options = *options;
    w->options.env = w->env;
    w->options.warn = on_warning;
    w->options.warn_self = &w->warnings;
    w->options.shared_config_files = &w->config;
    w->options.shared_config_file_count = 1;
    w->options.shared_credentials_files = &w->config;
    w->options.shared_credentials_file_count = 1;
    assert_int_equal(profile_set_open(&w->options, &w->profiles, NULL), STATUS_OK);
    w->query = (struct profile_query){ &w->options, w->profiles, STR("default") };
}

/* The profiles and the environment are gone before the settings are looked at. */
static void world_close(struct world *w)
{
    profile_set_free(w->profiles);
    env_free(w->env);
    support_files_release(&w->files);
}

static void each_part_is_read_from_where_it_is_set(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *row = &rows[i];
        const char *variables[VARIABLES + 1] = { NULL };
        struct settings settings = { .imds_url = STR("untouched") };
        struct aws_failure failure = { .summary = NULL };
        struct world w;
        const char *text;
        bool ok;

        memcpy(variables, row->variables, sizeof(row->variables));
        world_init(&w, variables, row->config, &row->options);
        ok = settings_read(w.arena, &w.query, &settings, &failure) == STATUS_OK;
        world_close(&w);
        text = ok ? told(w.arena, &settings).data : failure.err.text;
        if (ok != !row->summary || !support_has(text, row->has) ||
            w.warnings.count != (row->warning ? 1 : 0) ||
            (row->warning && !support_has(w.warnings.text.data, row->warning))) {
            fail_msg("row %zu: %s, %zu warnings", i, text, w.warnings.count);
        }
        if (!ok) {
            assert_string_equal(failure.summary, row->summary);
            assert_true(str_eq(settings.imds_url, STR("untouched")));
        }
        arena_free(w.arena);
    }
}

struct agent_row {
    const char *variables[VARIABLES];
    struct str items[2];
    struct str front;
    const char *agent;
};

static void the_user_agent_has_its_parts_in_order(void **state)
{
    static const struct agent_row agents[] = {
        { .agent = "terraform-provider-sagemaker/" PROVIDER_VERSION " lang/c" },
        { .front = LITERAL("Terraform/1.15.0 ours/1"), .agent = "Terraform/1.15.0 ours/1" },
        { .variables = { "AWS_SDK_UA_APP_ID=app", "AWS_EXECUTION_ENV=AWS_ECS/FARGATE x",
                         "TF_APPEND_USER_AGENT= the end (really) " },
          .items = { LITERAL("one/1 (comment)"), LITERAL(" two ") },
          .front = LITERAL("front"),
          .agent = "front app/app exec-env/AWS_ECS-FARGATE-x one/1 (comment) two the end "
                   "(really)" },
        { .variables = { "TF_APPEND_USER_AGENT=a\r\nX-Evil: 1\tb\x7F" },
          .items = { LITERAL("x\ny"), LITERAL("") },
          .front = LITERAL("f\1\xC3\xA4"),
          .agent = "f    x y a  X-Evil: 1 b " },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(agents); i++) {
        const char *variables[VARIABLES + 1] = { NULL };
        struct aws_options options = { .user_agent = agents[i].front,
                                       .user_agent_items = agents[i].items,
                                       .user_agent_item_count = ARRAY_LEN(agents[i].items) };
        struct aws_failure failure;
        struct settings settings;
        struct world w;

        memcpy(variables, agents[i].variables, sizeof(agents[i].variables));
        world_init(&w, variables, "", &options);
        assert_int_equal(settings_read(w.arena, &w.query, &settings, &failure), STATUS_OK);
        assert_string_equal(settings_user_agent(w.arena, &w.options, &settings).data,
                            agents[i].agent);
        world_close(&w);
        arena_free(w.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_is_read_from_where_it_is_set),
        cmocka_unit_test(the_user_agent_has_its_parts_in_order),
    };

    return cmocka_run_group_tests_name("settings_parts", tests, NULL, NULL);
}
