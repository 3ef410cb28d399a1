#ifndef PROVIDER_DATA_IMAGE_VERSIONS_H
#define PROVIDER_DATA_IMAGE_VERSIONS_H

#include "terraform/provider.h"

/* The data source aws_sagemaker_image_versions, over schema/image_versions_data.h. */
extern const struct data_source data_image_versions;

#endif
