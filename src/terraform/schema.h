#ifndef TERRAFORM_SCHEMA_H
#define TERRAFORM_SCHEMA_H

#include "base/status.h"
#include "terraform/value.h"

/*
 * Schemas as const tables: one row per attribute or nested block. Walkers over the rows give
 * the schema message, msgpack and JSON both ways, validation, the plan, the API request and
 * reply and the documentation, so an attribute is added by adding its row.
 */

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_OPTIONAL = 1 << 1,
    FIELD_COMPUTED = 1 << 2,
    FIELD_REPLACE = 1 << 3, /* a change makes a new object */
    FIELD_KEEP = 1 << 4, /* computed, and stable for the life of the object: an update keeps the
                            prior value */
    FIELD_SENSITIVE = 1 << 5,
    FIELD_WRITE_ONLY = 1 << 6,
    FIELD_BLOCK =
        1 << 7, /* a nested block: type object, list, set or map of object; not an attribute */
    FIELD_DEFAULT =
        1 << 8, /* optional and computed: with no configuration the plan is `unset` */
    FIELD_STICKY = 1 << 9, /* optional and computed, and the service cannot clear it: with no
                              configuration the prior value stays */
    FIELD_TIME = 1 << 10,  /* a text in RFC 3339 here, seconds since 1970 in the API */
};

/* API operations in which a row travels. */
enum field_op {
    OP_CREATE = 1 << 0,
    OP_UPDATE = 1 << 1,
    OP_READ = 1 << 2,
    OP_LIST = 1 << 3,   /* an element of a list's answer */
    OP_FILTER = 1 << 4, /* the request for a list */
};

struct field {
    const char *name;     /* in the configuration and the state */
    const char *api_name; /* member of the API; NULL: a hook deals with it */
    const struct type *type;
    unsigned flags; /* enum field_flag */
    unsigned ops;   /* enum field_op */

    /* Constraints on the value; on the elements for a list or set. Lengths count Unicode
     * characters; 0: none. */
    size_t min_len;
    size_t max_len;
    const char *const *one_of; /* NULL-terminated */
    /* Whether the text has the form that `form` names. */
    bool (*matches)(struct str text);
    const char *form; /* what is allowed, as a person says it: "letters, digits, ..." */
    int64_t min;      /* numbers, when min < max */
    int64_t max;

    /* What the service means when nothing is set, as text ("false", "NOT_PROVIDED"); NULL:
     * absence only. For optional + computed rows null, "", an empty collection and this text
     * mean the same (field_same). */
    const char *unset;

    size_t min_items; /* FIELD_BLOCK with a list or set */
    size_t max_items; /* 0: no limit */

    const char *doc;        /* one sentence of markdown */
    const char *deprecated; /* what to use instead; NULL: not deprecated */
};

struct block {
    const struct field *fields;
    size_t count;
    const char *doc;
};

struct schema {
    int64_t version;
    const struct block *block;
};

/* Ceiling on the rows of one block; checked at start-up. */
enum {
    SCHEMA_MAX_FIELDS = 400
};

/* Position of the row, or block->count. */
size_t block_find(const struct block *block, struct str name);

/* Whether the two values of a row mean the same to the service: equal, or both "not set" in one
 * of its spellings (null, "", an empty collection, the text of field.unset). Unknown is the
 * same only as unknown. */
bool field_same(const struct field *field, const struct value *a, const struct value *b);

/* Whether the value is "not set" in one of those spellings. */
bool field_is_unset(const struct field *field, const struct value *v);

/* Checks a schema against the rules that both CLIs enforce (one of required/optional/computed,
 * names, no doubles ...): an assertion for our own tables, run by a test and in debug builds.
 */
MUST_CHECK enum status schema_check(const struct schema *schema, struct err *err);

#endif
