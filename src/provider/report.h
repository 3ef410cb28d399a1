#ifndef PROVIDER_REPORT_H
#define PROVIDER_REPORT_H

#include "sagemaker/sagemaker.h"
#include "terraform/provider.h"

/*
 * Failed calls as diagnostics: "creating SageMaker AI Image Version (name): ..." with the
 * service's words and, by a table of error codes, what to do about it.
 */

/* One error. `what` is as in "creating SageMaker AI Image Version", `name` the thing's name or
 * id; err is the text of the failed call. An outcome that is not known is said. */
void report_failure(const struct call *call, const struct sagemaker *sm, const char *what,
                    struct str name, const struct err *err);

/* One error if the object that was read is in another account than the ARN it was asked for by
 * names; `wanted` is empty when nothing names one. */
void report_other_account(const struct call *call, const struct path *path, struct str wanted,
                          struct str there);

#endif
