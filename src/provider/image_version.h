#ifndef PROVIDER_IMAGE_VERSION_H
#define PROVIDER_IMAGE_VERSION_H

#include "terraform/provider.h"

/* aws_sagemaker_image_version: the hooks over schema/image_version.h. */
extern const struct resource_type image_version_resource;

#endif
