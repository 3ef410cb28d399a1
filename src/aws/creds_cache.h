#ifndef AWS_CREDS_CACHE_H
#define AWS_CREDS_CACHE_H

#include "aws/creds.h"

/*
 * Keeps the credentials of a source until shortly before they expire, then gets new ones: one
 * thread does that, and others who need credentials wait for it. It is a source itself, so that
 * each role of a chain keeps its own. Any thread may call.
 *
 * New ones are wanted 5 minutes before the end, or a third of their life before it when they
 * live for less than 15 minutes. When that fails while the old ones are good, they are used on,
 * a warning is logged, and it is tried again a minute later.
 */
struct creds_cache;

/* Takes over the source. The caller owns it (creds_source_free on creds_cache_source). */
struct creds_cache *creds_cache_new(const struct creds_io *io, struct creds_source *source)
    __attribute__((returns_nonnull));

/* The cache as a source. */
struct creds_source *creds_cache_source(struct creds_cache *cache);

/* A copy for the caller (creds_release). Statuses as creds_source_ops.retrieve. */
MUST_CHECK enum status creds_cache_get(struct creds_cache *cache, struct stop *stop,
                                       struct creds *out, struct err *err);

/* The service says that these have expired: the next get brings new ones, if the source has any
 * that expire. False: it has not, so that trying again is no use. */
MUST_CHECK bool creds_cache_expire(struct creds_cache *cache, const struct creds *refused);

#endif
