#ifndef PROVIDER_LIST_IMAGE_H
#define PROVIDER_LIST_IMAGE_H

#include "terraform/provider.h"

/* The hooks of aws_sagemaker_image for `terraform query`, over image_list_schema. Images come
 * in the order of their names. */
void list_image_validate(struct call *call, const struct value *config);
void list_image(struct call *call, struct list_op *op);

#endif
