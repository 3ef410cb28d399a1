#include "provider/generate.h"

#include "provider/config.h"
#include "schema/image.h"
#include "schema/image_version.h"

static void leave_out_region(const struct call *call, size_t row, struct value *config)
{
    if (value_is_known(config) &&
        str_eq(value_text(&config->items[row]), config_region(call))) {
        config->items[row] = value_null();
    }
}

void generate_image(struct call *call, struct generate_op *op)
{
    leave_out_region(call, IMAGE_REGION, &op->config);
}

void generate_image_version(struct call *call, struct generate_op *op)
{
    leave_out_region(call, IMAGE_VERSION_REGION, &op->config);
}
