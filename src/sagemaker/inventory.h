#ifndef SAGEMAKER_INVENTORY_H
#define SAGEMAKER_INVENTORY_H

#include "sagemaker/sagemaker.h"

/*
 * The images of a region, or the versions of images, as the service lists them: all pages, the
 * calls side by side (sagemaker/fanout.h), the results in the order of image names and version
 * numbers. What vanishes while it is looked at is left out.
 */
struct inventory_item {
    struct str image_name;
    int64_t version;      /* 0: an image */
    const cJSON *summary; /* its element of the list */
    void *detail;         /* what `describe` made of it, NULL before */
};

struct inventory {
    struct sagemaker *sm;
    /* Versions: of these images alone; NULL: of all. One that is not there is
     * STATUS_NOT_FOUND. */
    const struct str *image_names;
    size_t image_count;
    const cJSON *images;   /* further members of the ListImages requests; NULL: none */
    const cJSON *versions; /* and of those for ListImageVersions */
    /* What is made of each, in a thread of its own: it may only use `sm`, whose arena lives
     * until the item is taken. STATUS_NOT_FOUND: it has vanished. NULL: the summary will do. */
    enum status (*describe)(const void *self, struct sagemaker *sm, struct inventory_item *item,
                            struct err *err);
    size_t most; /* wanted; 0: all */
    /* Gets each in the caller's thread and copies what it wants to keep. False: no more is
     * wanted. */
    bool (*take)(void *self, const struct inventory_item *item);
    void *self;
};

/* Statuses as for fanout_run. */
MUST_CHECK enum status inventory_images(const struct inventory *inventory, struct err *err);
MUST_CHECK enum status inventory_versions(const struct inventory *inventory, struct err *err);

/* Describes these, which may lack a summary, in their order. */
MUST_CHECK enum status inventory_describe(const struct inventory *inventory,
                                          const struct inventory_item *items, size_t count,
                                          struct err *err);

#endif
