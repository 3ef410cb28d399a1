#ifndef TESTS_PROVIDER_SUPPORT_READ_H
#define TESTS_PROVIDER_SUPPORT_READ_H

#include "provider/support_hooks.h"
#include "terraform/provider.h"

/* A small region of the service, by request: image a with versions 1 to 3, of which 2 has the
 * aliases old and stable, image b with version 7, image c without any; and what is denied. */
#define READ_ACCOUNT "123456789012"
#define READ_IMAGE_ARN(name) "arn:aws:sagemaker:us-west-2:" READ_ACCOUNT ":image/" name
#define READ_VERSION_ARN(name)                                                                 \
    "arn:aws:sagemaker:us-west-2:" READ_ACCOUNT ":image-version/" name

/* Hooks over that region, configured for us-west-2. */
void support_read_init(struct hooks *hooks);
/* Over these rules, before those of the region. */
void support_read_init_with(struct hooks *hooks, const struct fake_rule *rules, size_t count);

/* A configuration with null rows. */
struct value support_read_config(const struct hooks *hooks, const struct schema *schema);

/* Sets a row of it, or reads one, by its name. */
void support_read_set(const struct value *object, const struct schema *schema, const char *name,
                      struct value value);
const struct value *support_read_row(const struct value *object, const struct schema *schema,
                                     const char *name);
bool support_read_has(const struct value *object, const struct schema *schema, const char *name,
                      const char *text);

/* Reads the data source by the configuration; the state. */
struct value support_read_data(struct hooks *hooks, const struct data_source *source,
                               const struct value *config);

/* Validates the configuration: whether there is exactly one error, about `path`, with the
 * words. NULL words: whether there is none. */
bool support_read_refuses(struct hooks *hooks, const struct data_source *source,
                          const struct value *config, const char *path, const char *words);

/* The names or ids of a list's elements, as one text: "a b c ". */
struct str support_read_ids(const struct hooks *hooks, const struct schema *schema,
                            const struct value *list);

#endif
