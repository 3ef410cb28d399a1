#ifndef SCHEMA_TIMEOUTS_H
#define SCHEMA_TIMEOUTS_H

#include "terraform/schema.h"

/* The `timeouts` block that every resource has: positions of its rows, and its type. A row that
 * is not set means TIMEOUTS_DEFAULT_MS. */
enum timeouts_field {
    TIMEOUTS_CREATE,
    TIMEOUTS_DELETE,
    TIMEOUTS_UPDATE,
    TIMEOUTS_FIELD_COUNT,
};
enum {
    TIMEOUTS_DEFAULT_MS = 10 * 60 * 1000 /* that of hashicorp/aws */
};

extern const struct type timeouts_type;

#endif
