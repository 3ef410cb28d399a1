#ifndef SUPPORT_PROVIDER_H
#define SUPPORT_PROVIDER_H

#include "terraform/provider.h"

#include <pthread.h>

/* A small provider. The schema of its type test_thing has every kind, and its identity is the
 * name and the ID. What its hooks do depends on the thing's name: "gone" is not there any more,
 * "broken" fails half-way. The states of test_other can be moved to it. Its type test_bare has
 * neither an identity nor hooks that need not be.
 *
 * A list of test_thing finds things "a", "b", ... until nobody wants more, at most `count` of
 * them; its `name` makes it "warn" or be "broken" after them, or "wait" for its stop. The data
 * source test_data gives what it is asked for an ID and does not find "gone". The function
 * repeated(text, count) refuses "odd".
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

/* List hooks that have begun to wait or have returned, counted under the lock. */
struct support_lists {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t waiting;
    size_t ended;
};

extern struct support_lists support_lists;

#endif
