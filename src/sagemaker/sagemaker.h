#ifndef SAGEMAKER_SAGEMAKER_H
#define SAGEMAKER_SAGEMAKER_H

#include "aws/client.h"

#include <cjson/cJSON.h>

/*
 * The SageMaker image API: one row per operation, requests and answers as cJSON objects with
 * the API's member names. Knows nothing of Terraform.
 */
enum sagemaker_operation {
    SAGEMAKER_CREATE_IMAGE,
    SAGEMAKER_DESCRIBE_IMAGE,
    SAGEMAKER_UPDATE_IMAGE,
    SAGEMAKER_DELETE_IMAGE,
    SAGEMAKER_CREATE_IMAGE_VERSION,
    SAGEMAKER_DESCRIBE_IMAGE_VERSION,
    SAGEMAKER_UPDATE_IMAGE_VERSION,
    SAGEMAKER_DELETE_IMAGE_VERSION,
    SAGEMAKER_LIST_ALIASES,
    SAGEMAKER_LIST_IMAGES,
    SAGEMAKER_LIST_IMAGE_VERSIONS,
    SAGEMAKER_ADD_TAGS,
    SAGEMAKER_LIST_TAGS,
    SAGEMAKER_DELETE_TAGS,
};
enum {
    SAGEMAKER_OPERATION_COUNT = SAGEMAKER_DELETE_TAGS + 1
};

struct locks; /* sagemaker/lock.h */

/* What a call of this layer needs; on the caller's stack. */
struct sagemaker {
    struct aws_client *client;
    const struct clock *clock;
    struct locks *locks; /* shared by all who change images in this process; NULL: none */
    struct str region;   /* empty: the client's */
    struct arena *arena;
    struct stop *stop;
    const struct aws_turn *turn; /* of the call that is made now; sagemaker_change sets it */
    int64_t timeout_ms;          /* sagemaker_allow: how long the whole operation may take */
    int64_t deadline_ms;         /* and when that is over, by the monotonic clock */
    struct aws_error error;      /* of the last failed call */
};

/* Gives the operation that begins now this long. Waits and repeated changes end when it is
 * over; a request that is on its way is not cut off. */
void sagemaker_allow(struct sagemaker *sm, int64_t timeout_ms);

/* What is left of that; 0 when it is over. */
int64_t sagemaker_left_ms(const struct sagemaker *sm);

/* A pause that grows from step to step, doubled up to `longest_ms`: half of it for certain and
 * half by chance, so that many who started together spread. Cut to what is left of the
 * operation. *step_ms begins with the first pause's length. */
int64_t sagemaker_pause_ms(const struct sagemaker *sm, int64_t *step_ms, int64_t longest_ms);

/* One call. *answer (NULL: not wanted) is an object owned by the arena, {} for an empty body.
 * `in` stays the caller's. STATUS_NOT_FOUND: code ResourceNotFound; STATUS_CONFLICT:
 * ResourceInUse; others as aws_client_call. The text is that of aws_error_text; sm->error has
 * the parts. An answer that is no JSON object, one to a Create* without an ARN or to a
 * Describe* without a status is STATUS_FAILED; outcome_unknown is set with it, as after a lost
 * answer, unless the operation only reads. */
MUST_CHECK enum status sagemaker_call(struct sagemaker *sm, enum sagemaker_operation operation,
                                      const cJSON *in, cJSON **answer, struct err *err);

/* An empty object, owned by the arena. */
cJSON *sagemaker_object(struct arena *arena);

/* Members of an answer; the empty text, or false, when absent, null or of another type. */
struct str sagemaker_text(const cJSON *object, const char *member);
MUST_CHECK bool sagemaker_int(const cJSON *object, const char *member, int64_t *out);

/* One page of a list operation; the answer's NextToken leads to the next one. `before` is the
 * number of pages before it. A list that does not end is STATUS_FAILED: the token is that of
 * `in` again, or there are too many pages. */
MUST_CHECK enum status sagemaker_page(struct sagemaker *sm, enum sagemaker_operation operation,
                                      const cJSON *in, int before, cJSON **answer,
                                      struct err *err);

/* All pages of a list operation: the items of `member` in the service's order, an array owned
 * by the arena. `in` is left with the last page's token. A list that does not end is
 * STATUS_FAILED.
 */
MUST_CHECK enum status sagemaker_list(struct sagemaker *sm, enum sagemaker_operation operation,
                                      cJSON *in, const char *member, cJSON **items,
                                      struct err *err);

/* All pages of ListAliases of one version, in the service's order. */
MUST_CHECK enum status sagemaker_aliases(struct sagemaker *sm, struct str image_name,
                                         int64_t version, struct str **out, size_t *count,
                                         struct err *err);

/* The version number at the end of an image version's ARN; false when it has none. */
MUST_CHECK bool sagemaker_version_of_arn(struct str arn, int64_t *out);

#endif
