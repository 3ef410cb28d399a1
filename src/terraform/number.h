#ifndef TERRAFORM_NUMBER_H
#define TERRAFORM_NUMBER_H

#include "base/arena.h"
#include "base/status.h"

/*
 * Exact decimal numbers. Terraform's numbers have arbitrary precision, so they are kept as text
 * in one canonical spelling and never as a double: "-12", "0.1", "9007199254740993". No
 * exponent, no leading or trailing zeros, no "-0": two numbers are equal if and only if their
 * texts are.
 */

/* Digits before and after the point together; longer input is refused (STATUS_TOO_LARGE). */
enum {
    NUMBER_MAX_DIGITS = 4096
};

/* From decimal text with an optional exponent, as msgpack strings and JSON carry it.
 * STATUS_INVALID for anything else (NaN and infinity included). */
MUST_CHECK enum status number_parse(struct arena *arena, struct str text, struct str *out,
                                    struct err *err);

struct str number_from_int64(struct arena *arena, int64_t n);
struct str number_from_uint64(struct arena *arena, uint64_t n);

/* The exact decimal expansion of a double. STATUS_INVALID for NaN and infinity. */
MUST_CHECK enum status number_from_double(struct arena *arena, double d, struct str *out,
                                          struct err *err);

/* False when the canonical text is no integer or does not fit. */
MUST_CHECK bool number_to_int64(struct str canonical, int64_t *out);
MUST_CHECK bool number_to_uint64(struct str canonical, uint64_t *out);

/* By numeric value: below, equal, above zero. */
int number_cmp(struct str a, struct str b);

#endif
