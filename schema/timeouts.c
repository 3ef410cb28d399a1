#include "schema/timeouts.h"

#include "base/duration.h"

#include <assert.h>

static bool is_timeout(struct str text)
{
    int64_t ms;

    return duration_parse(text, &ms) && ms > 0;
}

#define TIMEOUT_FORM "a length of time above zero, as in \"30m\", \"1h30m\" or \"90s\""

/* clang-format off */
static const struct field fields[] = {
    [TIMEOUTS_CREATE] = {
        .name = "create", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_timeout, .form = TIMEOUT_FORM,
        .doc = "How long a creation may take in all. Not set means `10m`.",
    },
    [TIMEOUTS_DELETE] = {
        .name = "delete", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_timeout, .form = TIMEOUT_FORM,
        .doc = "How long a deletion may take in all. Not set means `10m`.",
    },
    [TIMEOUTS_UPDATE] = {
        .name = "update", .type = &type_string, .flags = FIELD_OPTIONAL,
        .matches = is_timeout, .form = TIMEOUT_FORM,
        .doc = "How long a change in place may take in all. Not set means `10m`.",
    },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == TIMEOUTS_FIELD_COUNT, "one row per enum entry");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "How long operations may take, as in `30m`.",
};

const struct type timeouts_type = { .kind = KIND_OBJECT, .object = &block };
