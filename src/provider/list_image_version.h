#ifndef PROVIDER_LIST_IMAGE_VERSION_H
#define PROVIDER_LIST_IMAGE_VERSION_H

#include "terraform/provider.h"

/* The hooks of aws_sagemaker_image_version for `terraform query`, over
 * image_version_list_schema. Versions come in the order of image names and numbers. */
void list_image_version_validate(struct call *call, const struct value *config);
void list_image_version(struct call *call, struct list_op *op);

#endif
