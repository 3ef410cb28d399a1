#ifndef PROVIDER_IMAGE_PARTS_H
#define PROVIDER_IMAGE_PARTS_H

#include "provider/arn.h"
#include "provider/remote.h"
#include "provider/tags.h"

/* What the hooks of aws_sagemaker_image (provider/image.c, image_create.c, image_delete.c)
 * share. */

#define IMAGE_TITLE "SageMaker AI Image"

extern const struct remote_type image_remote;
extern const struct tag_rows image_tag_rows;

struct str image_name_of(const struct value *object);
void image_set_name(struct value *state, struct str name);

/* The input of an operation on the image of that name, owned by the arena. */
cJSON *image_selector(struct arena *arena, struct str name);

/* Takes a description into the state: its rows and the image's name. A display name that is the
 * image's name is how the service may say that there is none, so it is none to a state without
 * one. */
void image_read(struct arena *arena, const cJSON *answer, struct value *state);

/* Describes the image into its rows. Statuses as for sagemaker_call. */
MUST_CHECK enum status image_describe(struct sagemaker *sm, struct str name,
                                      struct value *state, struct err *err);

/* The tags of an image that was just described. STATUS_NOT_FOUND only when the image itself is
 * gone. */
MUST_CHECK enum status image_tags(struct sagemaker *sm, struct str name, struct str arn,
                                  struct value *out, struct err *err);

/* Brings `state` in step with the service. STATUS_NOT_FOUND as above. */
MUST_CHECK enum status image_load(const struct call *call, struct sagemaker *sm,
                                  struct value *state, struct err *err);

/* Whether an image can have that name. */
bool image_name_valid(struct str name);

/* Whether the text is the ARN of an image, and of which. */
MUST_CHECK bool image_arn_parse(struct str text, struct str *name, struct arn *arn);

/* Whether the display name that a description gives says what `wanted` does, by that rule. */
bool image_display_name_is(const cJSON *answer, const struct value *wanted);

/* Whether a reason that SageMaker gives is about the image's role: it has one of the words that
 * the service is known to use then (role, IAM, assume, ...), in upper or lower case. */
bool image_reason_is_role(struct str reason);

/* Makes the image of op->planned. A role made a moment ago cannot be used everywhere yet: when
 * that is why the creation fails, what is left of the image is removed and the creation is
 * tried again, for two minutes, or for the create timeout where one is configured. The image is
 * in op->state whenever it exists. */
void image_create(const struct call *call, struct sagemaker *sm, struct apply_op *op);

/* Deletes the image of op->prior and, if its force_delete says so, its versions before it. */
void image_delete(const struct call *call, struct sagemaker *sm, struct apply_op *op);

#endif
