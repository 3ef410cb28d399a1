#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include "base/status.h"
#include "base/str.h"

/*
 * Lengths of time as users of Terraform write them: decimal numbers with a unit each, as in
 * "30m", "1h30m" or "1.5s". Units are h, m, s, ms, us (µs) and ns; "0" needs none.
 */

/* The duration in whole milliseconds, what is less than one rounded up. False, with *out_ms
 * untouched, for anything else, for a negative one and for more than 290 years. */
MUST_CHECK bool duration_parse(struct str text, int64_t *out_ms);

#endif
