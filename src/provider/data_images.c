#include "provider/data_images.h"

#include "provider/data_image.h"
#include "provider/data_list.h"
#include "schema/image_data.h"
#include "schema/images_data.h"

static const struct data_list_type type = {
    .what = "listing SageMaker AI Images",
    .schema = &images_data_schema,
    .element = &image_data_schema,
    .list = IMAGES_DATA_IMAGES,
    .region = IMAGES_DATA_REGION,
    .walk = inventory_images,
    .summarize = data_image_summary,
    .read = data_image_read,
};

static void validate(struct call *call, const struct value *config)
{
    listing_validate(call, images_data_schema.block, config);
}

static void read(struct call *call, struct data_op *op)
{
    data_list_read(call, &type, op);
}

const struct data_source data_images = {
    .name = "aws_sagemaker_images",
    .schema = &images_data_schema,
    .validate = validate,
    .read = read,
};
