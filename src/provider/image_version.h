#ifndef PROVIDER_IMAGE_VERSION_H
#define PROVIDER_IMAGE_VERSION_H

#include "provider/remote.h"

/* aws_sagemaker_image_version: the hooks over schema/image_version.h. */
extern const struct resource_type image_version_resource;

/* For the files that hold the hooks. */
#define IMAGE_VERSION_TITLE "SageMaker AI Image Version"
extern const struct remote_type image_version_remote;

#endif
