#ifndef TESTS_PROVIDER_SUPPORT_CONFIG_H
#define TESTS_PROVIDER_SUPPORT_CONFIG_H

#include "aws/support_fake.h"
#include "provider/config.h"
#include "schema/provider.h"

/* A provider block that is being configured, over scripted answers of AWS. */
struct configuring {
    struct env *env;
    struct fake_clock clock;
    struct fake_http http;
    struct config_source source;
    struct diags diags;
    struct call call;
    struct value block; /* all null */
};

#define SUPPORT_ACCOUNT "123456789012"

/* What GetCallerIdentity says of SUPPORT_ACCOUNT. */
extern const struct fake_step support_identity[1];

/* The environment has a region and keys, and more[] besides (NULL: nothing). */
void support_config_init(struct configuring *c, const char *const *more,
                         const struct fake_step *steps, size_t count);
void support_config_release(struct configuring *c);

/* Sets one row of the only block of a LIST or SET row; *item lives as long as `c`. */
struct value *support_config_item(struct configuring *c, enum provider_field row);

/* ConfigureProvider; whether there is a configuration. */
bool support_configure(struct configuring *c);

/* The first diagnostic of that severity whose summary or detail has the words, or NULL. */
const struct diag *support_config_told(const struct configuring *c, enum severity severity,
                                       const char *words);

/* Whether it is about the argument. */
bool support_config_points_at(const struct configuring *c, const struct diag *diag,
                              const char *argument);

#endif
