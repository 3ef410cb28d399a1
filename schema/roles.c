#include "schema/api.h"
#include "schema/provider.h"

#include "terraform/codec_json.h"

#include <assert.h>

enum {
    EXTERNAL_ID_MIN = 2,
    EXTERNAL_ID_MAX = 1224,
    NAME_MIN = 2,
    NAME_MAX = 64,
    TOKEN_MIN = 4,
    TOKEN_MAX = 20000,
};

#define JSON_FORM "a JSON document, as jsonencode makes it"
#define DURATION_DOC                                                                           \
    "How long the credentials of the role are good for, from `15m` to `12h`, as in `1h30m`."
#define POLICY_DOC "IAM policy in JSON that limits further what the credentials may do."
#define POLICY_ARNS_DOC "ARNs of IAM policies that limit further what the credentials may do."

/* Not set at all in another spelling, or a whole JSON text. */
static bool is_json(struct str text)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct codec_read in;
    struct codec_json_token token;
    struct err err;

    return text.len == 0 || (codec_read_begin(&in, arena, text, &err) == STATUS_OK &&
                             codec_json_value(&in, NULL, &token) == STATUS_OK &&
                             codec_json_skip(&in, NULL, &token) == STATUS_OK &&
                             codec_json_end(&in) == STATUS_OK);
}

/* A role that is named by "" is not named: whether that is allowed depends on its neighbours.
 */
static bool is_role(struct str text)
{
    return text.len == 0 || api_is_arn(text);
}

/* clang-format off */
static const struct field assume_role[] = {
    [ASSUME_ROLE_DURATION] = {
        .name = "duration", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = DURATION_DOC " Not set means `15m`.",
    },
    [ASSUME_ROLE_EXTERNAL_ID] = {
        .name = "external_id", .type = &type_string, .flags = FIELD_OPTIONAL,
        .min_len = EXTERNAL_ID_MIN, .max_len = EXTERNAL_ID_MAX,
        .matches = api_is_external_id, .form = API_EXTERNAL_ID_FORM,
        .doc = "What the owner of the role wants to be told, so that it is assumed for the right customer.",
    },
    [ASSUME_ROLE_POLICY] = {
        .name = "policy", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_json, .form = JSON_FORM,
        .doc = POLICY_DOC,
    },
    [ASSUME_ROLE_POLICY_ARNS] = {
        .name = "policy_arns", .type = &type_string_set, .flags = FIELD_OPTIONAL,
        .matches = api_is_arn, .form = API_ARN_FORM,
        .doc = POLICY_ARNS_DOC,
    },
    [ASSUME_ROLE_ROLE_ARN] = {
        .name = "role_arn", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_role, .form = API_ARN_FORM,
        .doc = "ARN of the IAM role to assume; needed.",
    },
    [ASSUME_ROLE_SESSION_NAME] = {
        .name = "session_name", .type = &type_string, .flags = FIELD_OPTIONAL,
        .min_len = NAME_MIN, .max_len = NAME_MAX,
        .matches = api_is_session_name, .form = API_SESSION_NAME_FORM,
        .doc = "Name of the session, which the logs of AWS show. Not set means one that is made up.",
    },
    [ASSUME_ROLE_SOURCE_IDENTITY] = {
        .name = "source_identity", .type = &type_string, .flags = FIELD_OPTIONAL,
        .min_len = NAME_MIN, .max_len = NAME_MAX,
        .matches = api_is_session_name, .form = API_SESSION_NAME_FORM,
        .doc = "Who it is that assumes the role; it stays when further roles are assumed.",
    },
    [ASSUME_ROLE_TAGS] = {
        .name = "tags", .type = &type_string_map, .flags = FIELD_OPTIONAL,
        .doc = "Tags of the session.",
    },
    [ASSUME_ROLE_TRANSITIVE_TAG_KEYS] = {
        .name = "transitive_tag_keys", .type = &type_string_set, .flags = FIELD_OPTIONAL,
        .doc = "Keys of those tags of the session that stay when further roles are assumed.",
    },
};
static_assert(ARRAY_LEN(assume_role) == ASSUME_ROLE_FIELD_COUNT, "one row per enum entry");

static const struct field web_identity[] = {
    [WEB_IDENTITY_DURATION] = {
        .name = "duration", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = DURATION_DOC " Not set leaves it to AWS, which says one hour.",
    },
    [WEB_IDENTITY_POLICY] = {
        .name = "policy", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_json, .form = JSON_FORM,
        .doc = POLICY_DOC,
    },
    [WEB_IDENTITY_POLICY_ARNS] = {
        .name = "policy_arns", .type = &type_string_set, .flags = FIELD_OPTIONAL,
        .matches = api_is_arn, .form = API_ARN_FORM,
        .doc = POLICY_ARNS_DOC,
    },
    [WEB_IDENTITY_ROLE_ARN] = {
        .name = "role_arn", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_role, .form = API_ARN_FORM,
        .doc = "ARN of the IAM role to assume. Else `AWS_ROLE_ARN`.",
    },
    [WEB_IDENTITY_SESSION_NAME] = {
        .name = "session_name", .type = &type_string, .flags = FIELD_OPTIONAL,
        .min_len = NAME_MIN, .max_len = NAME_MAX,
        .matches = api_is_session_name, .form = API_SESSION_NAME_FORM,
        .doc = "Name of the session, which the logs of AWS show. Else `AWS_ROLE_SESSION_NAME`, or one that is made up.",
    },
    [WEB_IDENTITY_TOKEN] = {
        .name = "web_identity_token", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_SENSITIVE,
        .min_len = TOKEN_MIN, .max_len = TOKEN_MAX,
        .doc = "Token of the identity provider. Else `TF_AWS_WEB_IDENTITY_TOKEN`.",
    },
    [WEB_IDENTITY_TOKEN_FILE] = {
        .name = "web_identity_token_file", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "File with the token, which is read each time that the role is assumed. Else `AWS_WEB_IDENTITY_TOKEN_FILE`.",
    },
};
static_assert(ARRAY_LEN(web_identity) == WEB_IDENTITY_FIELD_COUNT, "one row per enum entry");
/* clang-format on */

static const struct block assume_role_block = {
    .fields = assume_role,
    .count = ARRAY_LEN(assume_role),
    .doc = "An IAM role to assume.",
};
static const struct type assume_role_object = { .kind = KIND_OBJECT,
                                                .object = &assume_role_block };
const struct type roles_assume_list = { .kind = KIND_LIST, .element = &assume_role_object };

static const struct block web_identity_block = {
    .fields = web_identity,
    .count = ARRAY_LEN(web_identity),
    .doc = "An IAM role to assume with a token of an identity provider.",
};
static const struct type web_identity_object = { .kind = KIND_OBJECT,
                                                 .object = &web_identity_block };
const struct type roles_web_identity_list = { .kind = KIND_LIST,
                                              .element = &web_identity_object };
