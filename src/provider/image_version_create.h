#ifndef PROVIDER_IMAGE_VERSION_CREATE_H
#define PROVIDER_IMAGE_VERSION_CREATE_H

#include "terraform/provider.h"

/*
 * The create hook of aws_sagemaker_image_version. Aliases that another version holds and that
 * may be taken from it move only when the new version can be used, so that a version that fails
 * takes nothing from the one that serves.
 */
void image_version_create(struct call *call, struct apply_op *op);

#endif
