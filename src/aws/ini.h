#ifndef AWS_INI_H
#define AWS_INI_H

#include "base/status.h"
#include "base/str.h"

/*
 * One of the two files that the AWS tools share (~/.aws/config, ~/.aws/credentials), read by
 * the rules that the AWS SDK for Go follows: lines that fit no rule are skipped, sections of
 * one name are merged, the last of several equal keys wins, keys are lower-case. It holds
 * secrets: its memory is wiped when it is freed. Immutable once read; any thread may look
 * things up.
 */
struct ini;

enum {
    INI_FILE_BYTES = 1048576,
    INI_SECTIONS = 4000,
    INI_SETTINGS = 20000
};

/* A section's number; INI_NONE: there is none. */
#define INI_NONE SIZE_MAX

/* The text is copied. The caller owns *out. STATUS_TOO_LARGE over a ceiling. */
MUST_CHECK enum status ini_parse(struct str text, struct ini **out, struct err *err);

/* STATUS_NOT_FOUND when the file cannot be opened: the AWS tools take that for an empty one.
 * STATUS_INVALID when it is none, as a folder. */
MUST_CHECK enum status ini_read(const char *path, struct ini **out, struct err *err);

/* NULL is fine. */
void ini_free(struct ini *ini);

/* The section "[type name]", or "[name]" when the type is empty. */
size_t ini_section(const struct ini *ini, struct str type, struct str name);

/* A value, borrowed from the file; empty when it is not there. With a parent, the key is looked
 * for among the indented lines below it ("s3 =", then "  endpoint_url = ..."). */
struct str ini_value(const struct ini *ini, size_t section, struct str parent, struct str key);

#endif
