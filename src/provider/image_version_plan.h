#ifndef PROVIDER_IMAGE_VERSION_PLAN_H
#define PROVIDER_IMAGE_VERSION_PLAN_H

#include "terraform/provider.h"

/* The hooks of aws_sagemaker_image_version that need no service: struct resource_type says what
 * they do. */
void image_version_validate(struct call *call, const struct value *config);
void image_version_plan(struct call *call, struct plan_op *op);

#endif
