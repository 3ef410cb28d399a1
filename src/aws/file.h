#ifndef AWS_FILE_H
#define AWS_FILE_H

#include "aws/secret.h"
#include "base/arena.h"
#include "base/status.h"

/*
 * Small files of the user, which hold settings, tokens or keys. Reading one never waits, not
 * even for a pipe that nobody writes to. Any thread may call.
 */

/* All of a file, NUL-terminated. STATUS_NOT_FOUND: it cannot be opened; STATUS_INVALID: it can,
 * but has nothing to read, as a folder; the text says why.
 * STATUS_TOO_LARGE: it has more than `max_bytes`. */
MUST_CHECK enum status file_read(const char *path, size_t max_bytes, struct secret *out,
                                 struct err *err);

/* Puts a new file, which only its owner may read, in the place of the old one: readers see all
 * of one or of the other. STATUS_FAILED: it cannot be written, and the old one is still there.
 */
MUST_CHECK enum status file_replace(const char *path, struct str text, struct err *err);

#endif
