#ifndef PROVIDER_DATA_IMAGES_H
#define PROVIDER_DATA_IMAGES_H

#include "terraform/provider.h"

/* The data source aws_sagemaker_images, over schema/images_data.h. */
extern const struct data_source data_images;

#endif
