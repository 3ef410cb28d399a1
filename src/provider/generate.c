#include "provider/generate.h"

#include "provider/config.h"
#include "schema/image.h"
#include "schema/image_version.h"

static void leave_out(const struct call *call, const struct block *block, size_t region,
                      struct value *config)
{
    struct str of_provider = config_region(call);

    if (!value_is_known(config)) {
        return;
    }
    for (size_t i = 0; i < block->count; i++) {
        if (!(block->fields[i].flags & FIELD_BLOCK) &&
            field_is_unset(&block->fields[i], &config->items[i])) {
            config->items[i] = value_null();
        }
    }
    if (str_eq(value_text(&config->items[region]), of_provider)) {
        config->items[region] = value_null();
    }
}

void generate_image(struct call *call, struct generate_op *op)
{
    leave_out(call, image_schema.block, IMAGE_REGION, &op->config);
}

void generate_image_version(struct call *call, struct generate_op *op)
{
    leave_out(call, image_version_schema.block, IMAGE_VERSION_REGION, &op->config);
}
