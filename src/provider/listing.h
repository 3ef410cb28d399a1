#ifndef PROVIDER_LISTING_H
#define PROVIDER_LISTING_H

#include "sagemaker/inventory.h"
#include "terraform/provider.h"

/*
 * What a configuration with the rows of schema/filters.h asks for, in a data source or in the
 * `config` block of a list. Rows are found by their names, because the tables differ in what
 * else they have.
 */
struct listing {
    const struct call *call;
    const struct block *block;
    const struct value *config;
    struct sagemaker sm; /* its region is the one that is meant */
    struct inventory inventory;
};

/* The row of that name; NULL when the table has none. */
const struct value *listing_row(const struct block *block, const struct value *object,
                                const char *name);

/* For validate hooks. */
void listing_validate(const struct call *call, const struct block *block,
                      const struct value *config);

/* Fills what the inventory is of; describe, take and self are the caller's to set. False, with
 * an error diagnostic, when the provider's configuration is not complete. *out must stay where
 * it is. */
MUST_CHECK bool listing_begin(const struct call *call, const struct block *block,
                              const struct value *config, struct listing *out);

/* Whether there are filters on what only a description says. */
bool listing_needs_detail(const struct listing *listing);

/* Whether an object passes the filters on rows of the same names. The first looks at what an
 * element of a list says, the second at all. */
bool listing_wants_element(const struct listing *listing, const struct block *block,
                           const struct value *object);
bool listing_wants(const struct listing *listing, const struct block *block,
                   const struct value *object);

/* Reports a failed list, `what` as for report_failure. */
void listing_report(const struct listing *listing, const char *what, enum status status,
                    const struct err *err);

#endif
