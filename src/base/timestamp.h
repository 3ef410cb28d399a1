#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/arena.h"

/*
 * Points in time as RFC 3339 and ISO 8601 write them: "2026-11-22T12:00:00Z". Pure functions;
 * any thread may call.
 */

/* Milliseconds of Unix time; what is less than one is cut off. A fraction of a second is taken,
 * and as the zone "Z", "UTC" (as older AWS tools write it), "+01:00" or "+0100". False, with
 * *out_ms untouched, for anything else, so also for a text without a zone. */
MUST_CHECK bool timestamp_parse(struct str text, int64_t *out_ms);

/* In UTC and whole seconds; empty for a year that has not four digits. */
struct str timestamp_text(struct arena *arena, int64_t ms);

#endif
