#ifndef SUPPORT_THING_H
#define SUPPORT_THING_H

#include "terraform/engine.h"

/*
 * A provider of one resource type for tests of the engine. Its hooks do what the test says and
 * count how often they ran.
 */

enum {
    THING_NAME,
    THING_NOTE,
    THING_ID,
    THING_STAMP,
    THING_TAGS,
    THING_FIELD_COUNT,
};

/* Rows of the identity of `thing`. */
enum {
    THING_IDENTITY_ID,
    THING_IDENTITY_NAME,
};

/* Rows of the configuration of a list of `thing`. */
enum {
    THING_LIST_PREFIX,
};

extern const struct block thing_block;
extern const struct block thing_list_block;
extern const struct block thing_identity_block;
extern const struct provider thing_provider;
extern const struct resource_type thing;      /* thing_thing: all hooks, an identity, a list */
extern const struct resource_type thing_bare; /* thing_bare: only those that must be */

extern const struct data_source thing_data;      /* thing_data: all hooks */
extern const struct data_source thing_data_bare; /* thing_data_bare: the read alone */

/* What the hooks do, and what they saw. Reset by thing_call_new. */
struct thing_script {
    const char *state; /* JSON of the state that a hook sets; NULL: see null_state */
    bool null_state;   /* the hook sets null */
    bool short_state;  /* the hook sets an object with too few rows */
    bool touch;        /* create, update and destroy assign to a row of the state they got */
    const char *error; /* the hook reports this */
    void (*plan)(struct plan_op *op);
    void (*list)(struct call *call, struct list_op *op);
    void (*generate)(struct generate_op *op);
    void *configured; /* what configure gives */
    unsigned ran;     /* hooks */
    unsigned released;
};

extern struct thing_script thing_script;

/* A call with an arena and a stop of its own, configured. Free with thing_call_free. */
struct call *thing_call_new(void);
void thing_call_free(struct call *call);

#endif
