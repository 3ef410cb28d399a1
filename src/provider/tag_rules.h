#ifndef PROVIDER_TAG_RULES_H
#define PROVIDER_TAG_RULES_H

#include "aws/env.h"
#include "terraform/provider.h"

/*
 * What a provider block and the environment say of tags: which every taggable object gets
 * (default_tags), and which are left to others (ignore_tags).
 */
struct tag_rules {
    struct value defaults; /* map of known texts */
    bool defaults_unknown; /* there are more, which are not known yet */
    struct value ignored_keys;
    struct value ignored_prefixes; /* sets of known texts */
    bool ignored_unknown;
};

/* From a provider block; all of it lives in the arena. What is unknown or null is left out. */
void tag_rules_make(struct arena *arena, const struct env *env, const struct value *block,
                    struct tag_rules *out);

/* Whether a tag of that key is neither shown nor changed. Tags of AWS itself ("aws:") never
 * are. */
bool tag_rules_ignore(const struct tag_rules *rules, struct str key);

/* The value that the map gives the key, or NULL: null is no value. */
const struct value *tag_of(const struct value *map, struct str key);

/* Checks the keys of a map in a configuration, and how many there are; its values are the
 * rows' business. */
void tag_rules_check_keys(const struct call *call, const struct path *path,
                          const struct value *map);

/* For struct provider.validate: the default_tags block. */
void tag_rules_validate(struct call *call, const struct value *block);

#endif
