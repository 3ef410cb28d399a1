#ifndef PROVIDER_DATA_IMAGE_VERSION_H
#define PROVIDER_DATA_IMAGE_VERSION_H

#include "sagemaker/inventory.h"
#include "terraform/provider.h"

/* The data source aws_sagemaker_image_version, over schema/image_version_data.h. */
extern const struct data_source data_image_version;

/* The object as a list's element alone tells it. Borrows the element. */
struct value data_image_version_summary(struct arena *arena, struct str region,
                                        const struct inventory_item *item);

/* The whole object, in sm->arena: Describe, aliases, tags. Of the call only the configuration
 * is used, so that many threads may read. */
MUST_CHECK enum status data_image_version_read(const struct call *call, struct sagemaker *sm,
                                               const struct inventory_item *item,
                                               struct value *out, struct err *err);

#endif
