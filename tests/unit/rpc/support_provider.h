#ifndef SUPPORT_PROVIDER_H
#define SUPPORT_PROVIDER_H

#include "terraform/provider.h"

/* A small provider of one resource type, test_thing, whose schema has every kind. What its
 * hooks do depends on the thing's name: "gone" is not there any more, "broken" fails half-way.
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

/* Configurations that were released. */
extern int support_released;

#endif
