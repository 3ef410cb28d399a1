#ifndef SUPPORT_PROVIDER_H
#define SUPPORT_PROVIDER_H

#include "terraform/provider.h"

/* A small provider. The schema of its type test_thing has every kind, and its identity is the
 * name and the ID. What its hooks do depends on the thing's name: "gone" is not there any more,
 * "broken" fails half-way. The states of test_other can be moved to it. Its type test_bare has
 * neither an identity nor hooks that need not be.
 */

enum {
    THING_ID,
    THING_NAME,
    THING_SIZE,
    THING_READY,
    THING_TAGS,
    THING_LABELS,
    THING_PORTS,
    THING_SECRET,
    THING_TIMEOUTS,
    THING_RULE,
    THING_PART,
    THING_ZONE,
    THING_FIELD_COUNT
};

extern const struct provider support_provider;
extern const struct schema support_thing_schema;
extern const struct schema support_thing_identity;

/* Configurations that were released. */
extern int support_released;

#endif
