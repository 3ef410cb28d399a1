#ifndef PROVIDER_IMAGE_H
#define PROVIDER_IMAGE_H

#include "terraform/provider.h"

/* aws_sagemaker_image: the hooks over schema/image.h. */
extern const struct resource_type image_resource;

#endif
