#include "aws/creds_chain.h"

#include "aws/creds_cache.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    VARIABLES = 6,
    SENT = 4,
    ROLES = 2
};

/* One request that is sent: who signs it (NULL: nobody), and what its form holds. */
struct sent {
    const char *signer;
    const char *holds;
    const char *holds_too;
};

/* One set-up of the chain and what it gives. */
struct row {
    const char *variables[VARIABLES];
    const char *config;
    const char *credentials;
    const char *access_key; /* arguments */
    const char *secret_key;
    const char *token;
    const char *profile;
    const char *roles[ROLES]; /* of assume_role blocks */
    const char *web_role;     /* of the assume_role_with_web_identity block */
    const char *web_token;
    const char *web_token_file; /* a file "token" is there */
    struct sent sent[SENT];     /* expected */
    const char *summary;        /* expected of a failure to build; NULL: the usual */
    const char *id;             /* expected; NULL: a failure */
    const char *secret;         /* expected */
    const char *session;        /* expected */
    const char *says;           /* expected in the origin, or in the failure */
    enum status status;         /* expected */
};

#define KEYS(n) "aws_access_key_id=A" n "\naws_secret_access_key=S" n "\n"
#define ROLE_GIVES(n) .id = "ASIA" n, .secret = "ROLESECRET" n, .session = "ROLETOKEN" n
#define ENV_KEYS "AWS_ACCESS_KEY_ID=AE", "AWS_SECRET_ACCESS_KEY=SE"

static const struct row rows[] = {
    /* Arguments. */
    { .access_key = "A", .secret_key = "S", .id = "A", .secret = "S", .says = "arguments" },
    { .access_key = "A",
      .secret_key = "S",
      .token = "T",
      .id = "A",
      .secret = "S",
      .session = "T",
      .says = "arguments" },
    { .variables = { ENV_KEYS },
      .access_key = "A",
      .secret_key = "S",
      .id = "A",
      .secret = "S",
      .says = "arguments" },
    { .variables = { ENV_KEYS },
      .access_key = "A",
      .status = STATUS_INVALID,
      .says = "static credentials are empty: secret_key is missing" },
    { .variables = { ENV_KEYS },
      .secret_key = "S",
      .status = STATUS_INVALID,
      .says = "static credentials are empty: access_key is missing" },
    { .variables = { ENV_KEYS },
      .token = "T",
      .status = STATUS_INVALID,
      .says = "static credentials are empty" },
    /* Environment. */
    { .variables = { ENV_KEYS }, .id = "AE", .secret = "SE", .says = "AWS_ACCESS_KEY_ID" },
    { .variables = { ENV_KEYS, "AWS_SESSION_TOKEN=TE" },
      .id = "AE",
      .secret = "SE",
      .session = "TE",
      .says = "environment" },
    { .variables = { "AWS_ACCESS_KEY=AE", "AWS_SECRET_KEY=SE" },
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    { .variables = { ENV_KEYS, "AWS_ACCESS_KEY=no", "AWS_SECURITY_TOKEN=no" },
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    { .variables = { ENV_KEYS },
      .credentials = "[default]\n" KEYS("1"),
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    { .variables = { "AWS_ACCESS_KEY_ID=AE" },
      .credentials = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    { .variables = { "AWS_ACCESS_KEY_ID=AE" },
      .status = STATUS_NOT_FOUND,
      .says = "no EC2 IMDS role found" },
    { .variables = { "AWS_SECRET_ACCESS_KEY=SE" },
      .status = STATUS_NOT_FOUND,
      .says = "no EC2 IMDS role found" },
    { .variables = { "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=" },
      .status = STATUS_NOT_FOUND,
      .says = "no EC2 IMDS role found" },
    { .variables = { "AWS_WEB_IDENTITY_TOKEN_FILE=@token", "AWS_ROLE_ARN=arn:r",
                     "AWS_ROLE_SESSION_NAME=me" },
      .credentials = "[default]\n" KEYS("1"),
      .sent = { { NULL, "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Ar",
                  "&RoleSessionName=me&WebIdentityToken=the.web-token" } },
      ROLE_GIVES("1"),
      .says = "the role arn:r (the environment variable AWS_ROLE_ARN)" },
    { .variables = { "AWS_WEB_IDENTITY_TOKEN_FILE=@token" },
      .status = STATUS_INVALID,
      .says = "role ARN is not set" },
    { .variables = { "AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/t", "AWS_ROLE_ARN=arn:r" },
      .status = STATUS_INVALID,
      .says =
          "IAM Role (arn:r) of the environment variable AWS_ROLE_ARN cannot be assumed with "
          "a web identity" },
    { .variables = { "AWS_WEB_IDENTITY_TOKEN_FILE=@empty", "AWS_ROLE_ARN=arn:r" },
      .status = STATUS_INVALID,
      .says = "is empty; it must hold a token" },
    { .variables = { ENV_KEYS, "AWS_WEB_IDENTITY_TOKEN_FILE=/t" },
      .id = "AE",
      .secret = "SE",
      .says = "environment" },
    /* Profiles. */
    { .credentials = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default in " },
    { .config = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default in " },
    { .credentials = "[default]\n" KEYS("1") "aws_session_token=T1\n",
      .id = "A1",
      .secret = "S1",
      .session = "T1",
      .says = "profile default" },
    { .credentials = "[default]\n" KEYS("1") "[x]\n" KEYS("2"),
      .profile = "x",
      .id = "A2",
      .secret = "S2",
      .says = "profile x" },
    { .variables = { ENV_KEYS },
      .credentials = "[x]\n" KEYS("2"),
      .profile = "x",
      .id = "A2",
      .secret = "S2",
      .says = "profile x" },
    { .variables = { "AWS_WEB_IDENTITY_TOKEN_FILE=/t" },
      .credentials = "[x]\n" KEYS("2"),
      .profile = "x",
      .id = "A2",
      .secret = "S2",
      .says = "profile x" },
    { .credentials = "[default]\naws_access_key_id=A\n",
      .status = STATUS_INVALID,
      .says = "partial credentials found for profile default" },
    { .credentials = "[default]\naws_secret_access_key=S\n",
      .status = STATUS_INVALID,
      .says = "partial credentials found for profile default" },
    /* Roles of profiles. */
    { .config = "[default]\nrole_arn=arn:r\nexternal_id=e x\nrole_session_name=me\n"
                "duration_seconds=3600\nsource_profile=b\n[profile b]\n" KEYS("1"),
      .sent = { { "A1", "&RoleArn=arn%3Ar&RoleSessionName=me&ExternalId=e%20x",
                  "&DurationSeconds=3600" } },
      ROLE_GIVES("1"),
      .says = "the role arn:r (profile default)" },
    /* A session name of our own, and what the SDK for Go makes of short sessions. */
    { .config = "[default]\nrole_arn=arn:r\nduration_seconds=959\n" KEYS("1"),
      .sent = { { "A1", "&RoleSessionName=terraform-provider-sagemaker-",
                  "&DurationSeconds=900" } },
      ROLE_GIVES("1"),
      .says = "profile default" },
    { .config = "[default]\nrole_arn=arn:r\nduration_seconds=960\n" KEYS("1"),
      .sent = { { "A1", "&DurationSeconds=960", NULL } },
      ROLE_GIVES("1"),
      .says = "profile default" },
    { .config = "[default]\nrole_arn=arn:r\nduration_seconds=soon\n" KEYS("1"),
      .sent = { { "A1", "&DurationSeconds=900", NULL } },
      ROLE_GIVES("1"),
      .says = "profile default" },
    /* The inner role first; the next is signed by what it gave. */
    { .config = "[default]\nrole_arn=arn:1\nsource_profile=b\n"
                "[profile b]\nrole_arn=arn:2\nsource_profile=c\n[profile c]\n" KEYS("1"),
      .sent = { { "A1", "arn%3A2", NULL }, { "ASIA1", "arn%3A1", NULL } },
      ROLE_GIVES("2"),
      .says = "the role arn:1 (profile default)" },
    /* A source profile's own keys end the walk, but its role is assumed. */
    { .config =
          "[default]\nrole_arn=arn:1\nsource_profile=b\n"
          "[profile b]\nrole_arn=arn:2\nsource_profile=c\n" KEYS("1") "[profile c]\n" KEYS("2"),
      .sent = { { "A1", "arn%3A2", NULL }, { "ASIA1", "arn%3A1", NULL } },
      ROLE_GIVES("2"),
      .says = "arn:1" },
    /* Keys beside a source profile are not used. */
    { .config =
          "[default]\nrole_arn=arn:r\nsource_profile=b\n" KEYS("1") "[profile b]\n" KEYS("2"),
      .sent = { { "A2", "arn%3Ar", NULL } },
      ROLE_GIVES("1"),
      .says = "profile default" },
    /* A profile may be its own source, once. */
    { .config = "[default]\nrole_arn=arn:r\nsource_profile=default\n" KEYS("1"),
      .sent = { { "A1", "arn%3Ar", NULL } },
      ROLE_GIVES("1"),
      .says = "profile default" },
    { .config = "[default]\nrole_arn=arn:r\nsource_profile=default\n",
      .status = STATUS_INVALID,
      .says = "the source profile default of profile default has no credentials" },
    { .config = "[default]\nrole_arn=arn:1\nsource_profile=b\n"
                "[profile b]\nrole_arn=arn:2\nsource_profile=default\n",
      .status = STATUS_INVALID,
      .says = "the source profile default of profile b has no credentials" },
    { .config = "[default]\nrole_arn=arn:1\nsource_profile=gone\n",
      .status = STATUS_INVALID,
      .says = "failed to get shared config profile, gone: it is the source_profile of profile "
              "default" },
    { .config = "[default]\nrole_arn=arn:1\nsource_profile=b\n[profile b]\nregion=x\n",
      .status = STATUS_INVALID,
      .says = "the source profile b of profile default has no credentials" },
    { .config = "[default]\nrole_arn=arn:1\nsource_profile=b\n"
                "[profile b]\nlogin_session=s\n",
      .status = STATUS_INVALID,
      .says = "has no credentials" },
    { .variables = { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x", "AWS_ACCESS_KEY_ID=AE",
                     "AWS_SECRET_ACCESS_KEY=SE" },
      .config = "[profile x]\nrole_arn=arn:r\ncredential_source=Environment\n",
      .profile = "x",
      .sent = { { "AE", "arn%3Ar", NULL } },
      ROLE_GIVES("1"),
      .says = "profile x" },
    { .config = "[default]\nrole_arn=arn:r\ncredential_source=Environment\n",
      .status = STATUS_NOT_FOUND,
      .says =
          "static credentials are empty: profile default has credential_source = Environment: "
          "AWS_ACCESS_KEY_ID and" },
    { .config = "[default]\nrole_arn=arn:r\ncredential_source=environment\n",
      .status = STATUS_INVALID,
      .says = "credential_source values must be EcsContainer, Ec2InstanceMetadata, or "
              "Environment" },
    { .config = "[default]\nrole_arn=arn:r\ncredential_source=EcsContainer\n",
      .status = STATUS_INVALID,
      .says = "EcsContainer was specified as the credential_source" },
    { .config = "[default]\nrole_arn=arn:r\nweb_identity_token_file=@token\n"
                "role_session_name=me\n",
      .sent = { { NULL, "Action=AssumeRoleWithWebIdentity", "&RoleSessionName=me" } },
      ROLE_GIVES("1"),
      .says = "profile default" },
    { .config = "[default]\nrole_arn=arn:r\nmfa_serial=arn:m\n" KEYS("1"),
      .status = STATUS_INVALID,
      .says = "assume role with MFA enabled" },
    /* IAM Identity Center, as far as files go. */
    { .config = "[default]\nsso_session=s\nsso_account_id=1\nsso_role_name=r\n",
      .status = STATUS_INVALID,
      .says = "failed to find SSO session section, s" },
    { .config = "[default]\nsso_session=s\n[sso-session s]\nsso_region=us-east-1\n"
                "sso_start_url=https://x\n",
      .status = STATUS_INVALID,
      .says = "missing required configuration: sso_account_id, sso_role_name" },
    { .config = "[default]\nsso_start_url=https://x/start#\n",
      .status = STATUS_INVALID,
      .says = "missing required configuration: sso_region, sso_account_id, sso_role_name" },
    { .config = "[default]\nsso_session=s\nsso_region=us-west-2\n[sso-session s]\n"
                "sso_region=us-east-1\nsso_start_url=https://x\n",
      .status = STATUS_INVALID,
      .says = "sso_region in profile default must match sso_region in sso-session s" },
    { .config = "[default]\nsso_session=s\nsso_account_id=1\nsso_role_name=r\n"
                "[sso-session s]\nsso_region=us-east-1\nsso_start_url=https://x\n",
      .status = STATUS_INVALID,
      .says = "aws sso login" },
    /* Roles of the provider block. */
    { .access_key = "A",
      .secret_key = "S",
      .roles = { "arn:1", "arn:2" },
      .sent = { { "A", "arn%3A1", "&DurationSeconds=900" }, { "ASIA1", "arn%3A2", NULL } },
      ROLE_GIVES("2"),
      .says = "the role arn:2 (the assume_role block)" },
    { .config = "[default]\nrole_arn=arn:p\n" KEYS("1"),
      .roles = { "arn:b" },
      .sent = { { "A1", "arn%3Ap", NULL }, { "ASIA1", "arn%3Ab", NULL } },
      ROLE_GIVES("2"),
      .says = "arn:b" },
    { .credentials = "[default]\n" KEYS("1"),
      .web_role = "arn:w",
      .web_token = "tok",
      .sent = { { NULL, "RoleArn=arn%3Aw", "&WebIdentityToken=tok" } },
      ROLE_GIVES("1"),
      .says = "the assume_role_with_web_identity block" },
    { .credentials = "[default]\n" KEYS("1"),
      .web_role = "arn:w",
      .web_token_file = "@token",
      .roles = { "arn:1" },
      .sent = { { NULL, "RoleArn=arn%3Aw", "&WebIdentityToken=the.web-token" },
                { "ASIA1", "arn%3A1", NULL } },
      ROLE_GIVES("2"),
      .says = "arn:1" },
    { .variables = { "AWS_ROLE_ARN=arn:e", "TF_AWS_WEB_IDENTITY_TOKEN=tok", ENV_KEYS },
      .web_role = "",
      .sent = { { NULL, "RoleArn=arn%3Ae", "&WebIdentityToken=tok" } },
      ROLE_GIVES("1"),
      .says = "arn:e" },
    { .variables = { ENV_KEYS },
      .web_role = "",
      .status = STATUS_INVALID,
      .summary = "Assume Role With Web Identity",
      .says = "Role ARN was not set" },
    { .variables = { ENV_KEYS },
      .web_role = "arn:w",
      .status = STATUS_INVALID,
      .summary = "Assume Role With Web Identity",
      .says = "one of web_identity_token and web_identity_token_file must be set" },
    { .variables = { ENV_KEYS, "TF_AWS_WEB_IDENTITY_TOKEN=t",
                     "AWS_WEB_IDENTITY_TOKEN_FILE=/t" },
      .web_role = "arn:w",
      .status = STATUS_INVALID,
      .summary = "Assume Role With Web Identity",
      .says = "the web identity token is given twice" },
    /* Static keys leave the web identity alone, as hashicorp/aws does. */
    { .access_key = "A",
      .secret_key = "S",
      .web_role = "arn:w",
      .web_token = "tok",
      .id = "A",
      .secret = "S",
      .says = "arguments" },
    { .config = "[default]\ncredential_process=cmd\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    { .config = "[default]\nsso_session=s\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    { .config = "[default]\nsource_profile=b\n" KEYS("1"),
      .status = STATUS_INVALID,
      .says = "credential type source_profile requires role_arn, profile default" },
    { .config = "[default]\ncredential_source=Environment\n",
      .status = STATUS_INVALID,
      .says = "credential type credential_source requires role_arn, profile default" },
    { .config = "[default]\nrole_arn=r\nsource_profile=b\ncredential_process=c\n",
      .status = STATUS_INVALID,
      .says = "only one credential type may be specified per profile: profile default has "
              "source_profile and credential_process" },
    { .variables = { "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://198.51.100.1/x" },
      .status = STATUS_INVALID,
      .says = "only loopback/ecs/eks hosts are allowed" },
    { .variables = { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x" },
      .credentials = "[default]\n" KEYS("1"),
      .id = "A1",
      .secret = "S1",
      .says = "profile default" },
    /* Nothing at all: the instance is asked, which is switched off here. */
    { .status = STATUS_NOT_FOUND, .says = "no EC2 IMDS role found" },
    { .profile = "x",
      .config = "[profile x]\nregion=r\n",
      .status = STATUS_NOT_FOUND,
      .says = "no EC2 IMDS role found" },
    /* Texts that cannot travel in a header. */
    { .access_key = "A\r\nX: y",
      .secret_key = "S",
      .status = STATUS_INVALID,
      .says = "the access key that comes from the arguments" },
    { .access_key = "A",
      .secret_key = "S ",
      .status = STATUS_INVALID,
      .says = "the secret key that comes from the arguments" },
    { .access_key = "A",
      .secret_key = "S",
      .token = "T\xC3\xA4",
      .status = STATUS_INVALID,
      .says = "the session token that comes from the arguments" },
};

#define STS_ANSWER(n)                                                                          \
    "<R xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Result><Credentials>"             \
    "<AccessKeyId>ASIA" n "</AccessKeyId><SecretAccessKey>ROLESECRET" n                        \
    "</SecretAccessKey><SessionToken>ROLETOKEN" n                                              \
    "</SessionToken><Expiration>2026-11-22T13:00:00Z</Expiration></Credentials></Result></R>"

static const struct fake_step steps[] = {
    { .status = 200, .body = STS_ANSWER("1") },
    { .status = 200, .body = STS_ANSWER("2") },
};

struct fixture {
    struct arena *arena;
    struct files files;
    struct fake_clock clock;
    struct fake_http http;
    struct env *env;
    struct aws_role roles[ROLES];
    struct aws_role web_identity;
    struct str paths[2];
    struct aws_options options;
    struct profile_set *profiles;
    struct creds_io io;
    struct aws_failure failure;
    struct creds creds;
};

/* The text with "@name" as the path of that file of the test. */
static struct str in_folder(struct fixture *f, const char *text)
{
    struct str rest = str_from(text);
    size_t at = str_find(rest, '@');

    return at == rest.len
               ? rest
               : arena_printf(f->arena, "%.*s%s/%.*s", STR_ARG(str_slice(rest, 0, at)),
                              f->files.folder, STR_ARG(str_slice(rest, at + 1, rest.len)));
}

static void take_options(struct fixture *f, const struct row *row)
{
    struct aws_options *options = &f->options;

    *options = (struct aws_options){ .access_key = str_from(row->access_key),
                                     .secret_key = str_from(row->secret_key),
                                     .token = str_from(row->token),
                                     .profile = str_from(row->profile),
                                     .assume_roles = f->roles,
                                     .env = f->env,
                                     .clock = &f->clock.clock,
                                     .shared_config_files = &f->paths[0],
                                     .shared_config_file_count = 1,
                                     .shared_credentials_files = &f->paths[1],
                                     .shared_credentials_file_count = 1 };
    while (options->assume_role_count < ROLES && row->roles[options->assume_role_count]) {
        f->roles[options->assume_role_count].role_arn =
            str_from(row->roles[options->assume_role_count]);
        options->assume_role_count++;
    }
    if (row->web_role) {
        f->web_identity = (struct aws_role){ .role_arn = str_from(row->web_role),
                                             .token = str_from(row->web_token),
                                             .token_file = in_folder(f, row->web_token_file) };
        options->web_identity = &f->web_identity;
    }
}

static void set_up(struct fixture *f, const struct row *row)
{
    const char *variables[VARIABLES + 1] = { NULL };

    memset(f, 0, sizeof(*f));
    f->arena = arena_new();
    support_files_init(&f->files);
    support_clock_init(&f->clock);
    support_http_init(&f->http, &f->clock, steps, ARRAY_LEN(steps));
    for (size_t i = 0; i < VARIABLES && row->variables[i]; i++) {
        variables[i] = in_folder(f, row->variables[i]).data;
    }
    f->env = env_new(variables);
    support_files_write(&f->files, f->arena, "token", STR("the.web-token\n"));
    support_files_write(&f->files, f->arena, "empty", STR("\n"));
    f->paths[0] = support_files_write(&f->files, f->arena, "config", in_folder(f, row->config));
    f->paths[1] =
        support_files_write(&f->files, f->arena, "credentials", str_from(row->credentials));
    take_options(f, row);
    assert_int_equal(profile_set_open(&f->options, &f->profiles, NULL), STATUS_OK);
    f->io = (struct creds_io){ &f->http.http, &f->clock.clock, f->env };
}

static void tear_down(struct fixture *f)
{
    creds_release(&f->creds);
    profile_set_free(f->profiles);
    support_http_release(&f->http);
    support_files_release(&f->files);
    env_free(f->env);
    arena_free(f->arena);
}

/* Builds the chain, lets go of all that it was built from, and gets the credentials. */
static enum status get(struct fixture *f, const struct row *row)
{
    struct settings settings = { .region = STR("eu-west-1"),
                                 .sts_region = STR("eu-west-1"),
                                 .home = str_from(f->files.folder),
                                 .imds_disabled = true };
    struct profile_query query = { &f->options, f->profiles,
                                   str_from(row->profile ? row->profile : "default") };
    struct creds_chain chain;
    enum status status = creds_chain_build(&f->io, &query, &settings, &chain, &f->failure);

    profile_set_free(f->profiles);
    f->profiles = NULL;
    if (status != STATUS_OK) {
        assert_string_equal(f->failure.summary,
                            row->summary ? row->summary : "No valid credential sources found");
        return status;
    }
    status = creds_cache_get(chain.credentials, NULL, &f->creds, &f->failure.err);
    creds_source_free(creds_cache_source(chain.credentials));
    return status;
}

static void check_sent(struct fixture *f, const struct row *row)
{
    size_t count = 0;

    while (count < SENT && row->sent[count].holds) {
        const struct sent *sent = &row->sent[count];
        struct str signature = support_sent_header(&f->http, count, "Authorization");
        struct str credential =
            arena_printf(f->arena, "Credential=%s/20261122/eu-west-1/sts/aws4_request,",
                         sent->signer ? sent->signer : "");

        assert_string_equal(f->http.sent[count].url.data,
                            "https://sts.eu-west-1.amazonaws.com/");
        assert_true(support_has(f->http.sent[count].body.data, sent->holds));
        assert_true(!sent->holds_too ||
                    support_has(f->http.sent[count].body.data, sent->holds_too));
        assert_true(sent->signer ? support_has(signature.data, credential.data)
                                 : signature.len == 0);
        count++;
    }
    if (row->status == STATUS_OK) {
        assert_int_equal(f->http.sent_count, count);
    }
}

static void run(size_t number, const struct row *row)
{
    struct fixture f;
    enum status status;

    set_up(&f, row);
    status = get(&f, row);
    if (status != row->status) {
        fail_msg("row %zu: status %d: %s", number, (int)status, f.failure.err.text);
    }
    if (!support_has(status == STATUS_OK ? f.creds.origin : f.failure.err.text, row->says)) {
        fail_msg("row %zu", number);
    }
    if (status == STATUS_OK) {
        assert_string_equal(f.creds.access_key_id, row->id);
        assert_true(str_eq(secret_reveal(&f.creds.secret_key), str_from(row->secret)));
        assert_true(str_eq(secret_reveal(&f.creds.session_token), str_from(row->session)));
    }
    check_sent(&f, row);
    tear_down(&f);
}

static void the_chain_is_walked_as_the_sdk_for_go_walks_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        run(i, &rows[i]);
    }
}

static void no_failure_shows_a_secret(void **state)
{
    static const struct row row = { .access_key = "A",
                                    .secret_key = "S3CRET with a blank",
                                    .status = STATUS_INVALID,
                                    .says = "blank" };
    struct fixture f;

    (void)state;
    set_up(&f, &row);
    assert_int_equal(get(&f, &row), STATUS_INVALID);
    assert_null(strstr(f.failure.err.text, "S3CRET"));
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chain_is_walked_as_the_sdk_for_go_walks_it),
        cmocka_unit_test(no_failure_shows_a_secret),
    };

    return cmocka_run_group_tests_name("creds_chain", tests, NULL, NULL);
}
