#include "provider/data_image_versions.h"

#include "provider/data_image_version.h"
#include "provider/data_list.h"
#include "schema/image_version_data.h"
#include "schema/image_versions_data.h"

static const struct data_list_type type = {
    .what = "listing SageMaker AI Image Versions",
    .schema = &image_versions_data_schema,
    .element = &image_version_data_schema,
    .list = IMAGE_VERSIONS_DATA_IMAGE_VERSIONS,
    .region = IMAGE_VERSIONS_DATA_REGION,
    .walk = inventory_versions,
    .summarize = data_image_version_summary,
    .read = data_image_version_read,
};

static void validate(struct call *call, const struct value *config)
{
    listing_validate(call, image_versions_data_schema.block, config);
}

static void read(struct call *call, struct data_op *op)
{
    data_list_read(call, &type, op);
}

const struct data_source data_image_versions = {
    .name = "aws_sagemaker_image_versions",
    .schema = &image_versions_data_schema,
    .validate = validate,
    .read = read,
};
