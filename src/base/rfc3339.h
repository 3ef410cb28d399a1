#ifndef BASE_RFC3339_H
#define BASE_RFC3339_H

#include "base/macros.h"
#include "base/str.h"

/*
 * Points in time as users of Terraform write them: RFC 3339, as in "2026-11-22T20:50:00Z" or
 * "2026-11-22T21:50:00.25+01:00". Pure functions; any thread may call.
 */

/* Seconds since 1970, with the fraction to a millisecond. False, with *out_s untouched, for
 * anything else, a day that is not in the calendar and a leap second among it. */
MUST_CHECK bool rfc3339_parse(struct str text, double *out_s);

#endif
