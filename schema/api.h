#ifndef SCHEMA_API_H
#define SCHEMA_API_H

#include "base/str.h"

/*
 * The SageMaker image API's constraints on texts, as the public service model (2017-07-24) has
 * them: patterns are full matches and are written by hand, because the model uses look-ahead
 * and classes that POSIX expressions lack. Lengths are in the rows. Pure functions; any thread
 * may call.
 */

/* ImageName: [a-zA-Z0-9]([-.]?[a-zA-Z0-9]){0,62} */
bool api_is_image_name(struct str s);
#define API_IMAGE_NAME_FORM                                                                    \
    "letters, digits, and single hyphens or dots between them, beginning and ending with a "   \
    "letter or digit"

/* SageMakerImageVersionAlias: (?!^[.-])^([a-zA-Z0-9-_.]+) */
bool api_is_alias(struct str s);
#define API_ALIAS_FORM                                                                         \
    "letters, digits, hyphens, underscores and dots, not beginning with a dot or a hyphen"

/* MLFramework and ProgrammingLang: [a-zA-Z]+ ?\d+\.\d+(\.\d+)? */
bool api_is_versioned_name(struct str s);
#define API_VERSIONED_NAME_FORM                                                                \
    "a name of letters, at most one space, and a version of two or three numbers, as in "      \
    "\"PyTorch 2.4\" or \"Python 3.11.4\""

/* ImageDisplayName: \S(.*\S)? */
bool api_is_display_name(struct str s);
#define API_DISPLAY_NAME_FORM "one line of text that neither begins nor ends with a space"

/* ImageDescription, ImageBaseImage, ReleaseNotes: .* (a line break does not match) */
bool api_is_one_line(struct str s);
#define API_ONE_LINE_FORM "one line of text, without line breaks"

/* RoleArn: arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+ */
bool api_is_role_arn(struct str s);
#define API_ROLE_ARN_FORM                                                                      \
    "the ARN of an IAM role, as in \"arn:aws:iam::123456789012:role/example\""

/* TagKey and TagValue: [\p{L}\p{Z}\p{N}_.:/=+\-@]*, and what else is known of tags. */
bool api_is_tag_text(struct str s);
#define API_TAG_FORM "letters, numbers, spaces and the characters _ . : / = + - @"
enum {
    API_TAG_KEY_MAX = 128,
    API_TAG_VALUE_MAX = 256,
    API_TAGS_MAX = 50, /* of one object; also of one request */
};

/* An ECR reference: <account>.dkr.ecr.<region>.<suffix>/<repository>[:tag] or @digest. True:
 * *region is its region. */
bool api_is_ecr_reference(struct str s, struct str *region);

/* ImageNameContains: [a-zA-Z0-9\-.]+ */
bool api_is_part_of_name(struct str s);
#define API_PART_OF_NAME_FORM "letters, digits, hyphens and dots"

/* A point in time: RFC 3339 here, seconds since 1970 in the API. */
bool api_is_time(struct str s);
#define API_TIME_FORM "a time in RFC 3339, as in \"2026-11-22T20:50:00Z\""

/* The ID of an AWS account: \d{12} */
bool api_is_account_id(struct str s);
#define API_ACCOUNT_ID_FORM "12 digits"

/* What the Security Token Service takes (2011-06-15): roleSessionNameType and
 * sourceIdentityType [\w+=,.@-]*, externalIdType [\w+=,.@:\/-]*. */
bool api_is_session_name(struct str s);
#define API_SESSION_NAME_FORM "letters, digits and the characters _ + = , . @ -"
bool api_is_external_id(struct str s);
#define API_EXTERNAL_ID_FORM "letters, digits and the characters _ + = , . @ : / -"

/* The ARN of anything, by its shape. */
bool api_is_arn(struct str s);
#define API_ARN_FORM "an ARN, as in \"arn:aws:iam::123456789012:role/example\""
#define API_IMAGE_ARN_FORM                                                                     \
    "an ARN, as in \"arn:aws:sagemaker:us-west-2:123456789012:image/example\""

extern const char *const api_job_types[];
extern const char *const api_processors[];
extern const char *const api_vendor_guidance[];
extern const char *const api_image_statuses[];
extern const char *const api_image_version_statuses[];
extern const char *const api_image_sort_keys[];
extern const char *const api_image_version_sort_keys[];
extern const char *const api_sort_orders[];

#endif
