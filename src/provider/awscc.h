#ifndef PROVIDER_AWSCC_H
#define PROVIDER_AWSCC_H

#include "terraform/provider.h"

/*
 * States that a `moved` block brings to a type of this provider: of the type of hashicorp/awscc
 * that manages the same objects, and of the type of the same name of hashicorp/aws. Sources are
 * told by their type names alone, because mirrors and forks have other addresses.
 */

/* move hooks */
void awscc_move_image(struct call *call, struct move_op *op);
void awscc_move_image_version(struct call *call, struct move_op *op);

#endif
