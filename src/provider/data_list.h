#ifndef PROVIDER_DATA_LIST_H
#define PROVIDER_DATA_LIST_H

#include "provider/listing.h"

/*
 * The data sources that list: aws_sagemaker_images and aws_sagemaker_image_versions. First the
 * lists of the service are read, which are short; then what is wanted of them is described, in
 * the order in which it is answered, until there is enough.
 */
struct data_list_type {
    const char *what; /* "listing SageMaker AI Images" */
    const struct schema *schema;
    const struct schema *element;
    size_t list;   /* the row that holds the elements */
    size_t region; /* and the region's */
    enum status (*walk)(const struct inventory *inventory, struct err *err);
    struct value (*summarize)(struct arena *arena, struct str region,
                              const struct inventory_item *item);
    enum status (*read)(const struct call *call, struct sagemaker *sm,
                        const struct inventory_item *item, struct value *out, struct err *err);
};

/* For read hooks. */
void data_list_read(struct call *call, const struct data_list_type *type, struct data_op *op);

#endif
