#ifndef PROVIDER_DATA_RULES_H
#define PROVIDER_DATA_RULES_H

#include "terraform/provider.h"

/* Rules on the arguments of data sources and lists. A value that is not known yet counts as
 * given. */

/* Two rows that cannot both be given. */
struct data_rules_pair {
    size_t row;
    size_t other;
};

bool data_rules_given(const struct value *config, size_t row);

/* An error, about the first such pair alone, when there is one: then false. */
bool data_rules_check(const struct call *call, const struct block *block,
                      const struct value *config, const struct data_rules_pair *pairs,
                      size_t count);

/* The path of a row. */
const struct path *data_rules_path(const struct call *call, const struct block *block,
                                   size_t row);

#endif
