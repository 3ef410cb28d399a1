#ifndef PROVIDER_VERSION_READ_H
#define PROVIDER_VERSION_READ_H

#include "provider/version_ref.h"
#include "sagemaker/sagemaker.h"
#include "terraform/schema.h"

/* Image versions, read from the service: for the resource, the data sources and the lists. */

/* What a description is of, and what it does not say. */
struct version_found {
    struct version_ref ref;
    struct value aliases; /* a set */
};

/* Describes the version that `selector` selects, takes the OP_READ rows of the block into
 * `object`, and reads its aliases. STATUS_NOT_FOUND only when the version itself is gone. */
MUST_CHECK enum status version_read(struct sagemaker *sm, const cJSON *selector,
                                    const struct block *block, struct value *object,
                                    struct version_found *found, struct err *err);

/* Brings the state of a resource in step with the service; no aliases stay null. Statuses as
 * above. */
MUST_CHECK enum status version_load(struct sagemaker *sm, const struct version_ref *ref,
                                    struct value *state, struct err *err);

#endif
