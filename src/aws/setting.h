#ifndef AWS_SETTING_H
#define AWS_SETTING_H

#include "aws/profile.h"

/*
 * One setting: in the provider block, else in the environment, else in the profile, and where
 * it was found, for messages. Texts are in the arena of the call.
 */
enum {
    SETTING_VARIABLES = 2
};

/* Where it may be; each of them may be missing. */
struct setting_place {
    const char *argument;                     /* of the provider block */
    const char *variables[SETTING_VARIABLES]; /* of the environment; the first that is set */
    const char *key;                          /* of the profile */
};

struct setting {
    struct str text;   /* empty: it is not set */
    struct str origin; /* "the environment variable AWS_REGION" */
};

/* `argument` is what the provider block says. */
struct setting setting_find(struct arena *arena, const struct profile_query *query,
                            const struct setting_place *place, struct str argument);

/* The environment alone. */
struct setting setting_of_env(struct arena *arena, const struct env *env,
                              const struct setting_place *place);

/* A switch: in a profile all but "true" is off, and elsewhere all but "true" and "false" is
 * STATUS_INVALID. Not set is off. */
MUST_CHECK enum status setting_switch(struct arena *arena, const struct profile_query *query,
                                      const struct setting_place *place, bool *out,
                                      struct err *err);

/* A number, also with the prefix 0x, 0o or 0b, as Go's libraries read them. False when it is
 * none or too large. */
MUST_CHECK bool setting_number(struct str text, int64_t *out);

/* As much of a text from outside as belongs in a message. */
struct str setting_shown(struct str text);

/* Tells the options' listener, if there is one. */
void setting_warn(const struct aws_options *options, const char *summary, struct str detail);

#endif
