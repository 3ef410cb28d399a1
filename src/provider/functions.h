#ifndef PROVIDER_FUNCTIONS_H
#define PROVIDER_FUNCTIONS_H

#include "terraform/provider.h"

/* The functions that configurations call as provider::<local name>::<function>(...). All are
 * pure, and work without a configuration. */
enum {
    FUNCTION_IMAGE_VERSION_ARN_PARSE,
    FUNCTION_IMAGE_VERSION_ARN_BUILD,
    FUNCTION_IMAGE_VERSION_ID_PARSE,
    FUNCTION_IMAGE_URI_PARSE,
    FUNCTION_COUNT,
};

extern const struct function *const provider_functions[FUNCTION_COUNT];

#endif
