#ifndef SAGEMAKER_CHANGE_H
#define SAGEMAKER_CHANGE_H

#include "sagemaker/sagemaker.h"

/*
 * Calls that change an image or its versions. They take turns within the process (sm->locks, by
 * region and image; NULL: no turns), and a refusal because another process changes the same
 * image right now (ResourceInUse with "modified concurrently" or "being deleted") is tried
 * again, with growing, jittered pauses, until the operation's time (sagemaker_allow) is over or
 * a stop comes. "already exists" and every other refusal is final at once. Results as for
 * sagemaker_call.
 */
MUST_CHECK enum status sagemaker_change(struct sagemaker *sm,
                                        enum sagemaker_operation operation, const cJSON *in,
                                        cJSON **answer, struct err *err);

#endif
