#ifndef PROVIDER_GENERATE_H
#define PROVIDER_GENERATE_H

#include "terraform/provider.h"

/*
 * What a person would write to get a state, for `terraform query -generate-config-out` and for
 * imports, beyond what the rows say of that: without the provider's own region.
 */

/* generate hooks */
void generate_image(struct call *call, struct generate_op *op);
void generate_image_version(struct call *call, struct generate_op *op);

#endif
