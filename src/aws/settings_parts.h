#ifndef AWS_SETTINGS_PARTS_H
#define AWS_SETTINGS_PARTS_H

#include "aws/settings.h"

/*
 * The parts that settings_read is put together from: each fills its members of *out.
 * STATUS_INVALID: a setting is no good; the text names where it is.
 */
MUST_CHECK enum status settings_read_http_proxy(struct arena *arena,
                                                const struct profile_query *query,
                                                struct settings *out, struct err *err);
MUST_CHECK enum status settings_read_https_proxy(struct arena *arena,
                                                 const struct profile_query *query,
                                                 struct settings *out, struct err *err);
MUST_CHECK enum status settings_read_no_proxy(struct arena *arena,
                                              const struct profile_query *query,
                                              struct settings *out, struct err *err);
MUST_CHECK enum status settings_read_imds(struct arena *arena,
                                          const struct profile_query *query,
                                          struct settings *out, struct err *err);
MUST_CHECK enum status settings_read_agent(struct arena *arena,
                                           const struct profile_query *query,
                                           struct settings *out, struct err *err);

#endif
