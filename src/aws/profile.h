#ifndef AWS_PROFILE_H
#define AWS_PROFILE_H

#include "aws/client.h"

/*
 * The profiles of the shared files, merged as the AWS SDK for Go merges them: config files in
 * their order, then credentials files in theirs; for each key the last file that sets it wins.
 * Immutable once open; the texts handed out live as long as the set.
 */
struct profile_set;

/* Reads the files that the options, else the environment, else the home directory name. A file
 * that cannot be read counts as empty. The caller owns *out. */
MUST_CHECK enum status profile_set_open(const struct aws_options *options,
                                        struct profile_set **out, struct err *err);

/* Wipes what was read. NULL is fine. */
void profile_set_free(struct profile_set *set);

/* The files that were looked for, for messages: "~/.aws/config, ~/.aws/credentials". */
struct str profile_set_paths(const struct profile_set *set);

/* A client in the making: what everything that looks for settings needs. */
struct profile_query {
    const struct aws_options *options;
    const struct profile_set *profiles;
    struct str profile; /* the one in force: argument, environment, else "default" */
};

bool profile_exists(const struct profile_set *set, struct str profile);

/* The value of a key, empty when no file has one. */
struct str profile_value(const struct profile_set *set, struct str profile, const char *key);

/* A setting of one service in the "[services <name>]" section that the profile names. */
struct str profile_service_value(const struct profile_set *set, struct str profile,
                                 const char *service, const char *key);

/* Whether the config files have a section "[<type> <name>]" ("sso-session", say), and the value
 * of a key there, empty when none has it. */
bool profile_section_exists(const struct profile_set *set, const char *type, struct str name);
struct str profile_section_value(const struct profile_set *set, const char *type,
                                 struct str name, const char *key);

struct profile_keys {
    struct str access_key;
    struct str secret_key;
    struct str token;
    struct str path; /* the file they are in */
};

/* The static keys of a profile, all three of one file. STATUS_NOT_FOUND: it has none.
 * STATUS_INVALID: the last file that has the profile has one half of the pair. */
MUST_CHECK enum status profile_static_keys(const struct profile_set *set, struct str profile,
                                           struct profile_keys *out, struct err *err);

/* The user's home folder: HOME, USERPROFILE, else what the system knows; NUL-terminated. */
struct str profile_home(struct arena *arena, const struct env *env);

/* `path` with a leading "~" and "$NAME" or "${NAME}" replaced; NUL-terminated. */
struct str profile_expand_path(struct arena *arena, const struct env *env, struct str path);

#endif
