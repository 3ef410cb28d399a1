#ifndef TERRAFORM_VALUE_H
#define TERRAFORM_VALUE_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Terraform's types and values.
 *
 * A value does not carry its type: code always walks both together, as the wire format does.
 * The zero value is null. Values live in the arena of the call and are copied by plain
 * assignment (shallowly: items are shared and must not be changed afterwards).
 */

enum kind {
    KIND_BOOL,
    KIND_NUMBER,
    KIND_STRING,
    KIND_LIST,
    KIND_SET,
    KIND_MAP,
    KIND_OBJECT,
};
enum {
    KIND_COUNT = KIND_OBJECT + 1
};

struct block; /* terraform/schema.h */
struct field;

struct type {
    enum kind kind;
    const struct type *element; /* list, set, map */
    const struct block *object; /* object: its rows are the attributes, in value order */
};

extern const struct type type_bool;
extern const struct type type_number;
extern const struct type type_string;
extern const struct type type_string_list;
extern const struct type type_string_set;
extern const struct type type_string_map;

enum value_state {
    VALUE_NULL,
    VALUE_UNKNOWN, /* refinements are read over: nothing here needs them */
    VALUE_KNOWN,
};

struct value_entry;

struct value {
    enum value_state state;
    union {
        bool boolean;
        struct str text; /* string; number: its canonical decimal text (terraform/number.h) */
        struct {
            struct value *items; /* list, set; object: one per row of the block */
            size_t count;
        };
        struct {
            struct value_entry *entries; /* map, sorted by key, keys unique */
            size_t entry_count;
        };
    };
};

struct value_entry {
    struct str key;
    struct value value;
};

/* Constructors; the text and the items are borrowed. */
struct value value_null(void);
struct value value_unknown(void);
struct value value_bool(bool b);
struct value value_string(struct str s);
struct value value_int(struct arena *arena, int64_t n);
struct value value_items(struct value *items, size_t count);
/* A set of the type: sorts the borrowed items in place and drops doubles (an element that is
 * not wholly known is no double of another). */
struct value value_set(const struct type *type, struct value *items, size_t count);
/* A map: sorts the borrowed entries in place; of entries with one key the last stays. */
struct value value_map(struct value_entry *entries, size_t count);
/* A list or set of strings from borrowed texts. */
struct value value_strings(struct arena *arena, const struct str *texts, size_t count);
/* A row that nothing sets: null (nested blocks LIST, SET, MAP: empty). */
struct value value_absent(const struct field *field);
/* An object whose rows are all null (nested blocks LIST, SET, MAP: empty, as the protocol
 * demands). */
struct value value_object(struct arena *arena, const struct block *block);

bool value_is_null(const struct value *v);
bool value_is_known(const struct value *v);
/* Whether no part of it, at any depth, is unknown. */
bool value_wholly_known(const struct type *type, const struct value *v);

/* The text of a known string, else the empty text. */
struct str value_text(const struct value *v);
/* The integer of a known number; false when it is none or does not fit. */
MUST_CHECK bool value_to_int64(const struct value *v, int64_t *out);

/* Same state and content: numbers by their decimal value, sets whatever the order and however
 * often they hold an element, two unknowns are equal. */
bool value_equal(const struct type *type, const struct value *a, const struct value *b);

/* A total order on values of one type, used to sort sets for output; equal values give 0. */
int value_cmp(const struct type *type, const struct value *a, const struct value *b);

/* Whether a known list or set holds an element equal to `item` of the element type. */
bool value_contains(const struct type *type, const struct value *list,
                    const struct value *item);

/* A deep copy into another arena. */
struct value value_copy(struct arena *arena, const struct type *type, const struct value *v);

/* The protocol's JSON text of a type: "string", ["set","string"], ["object",{...}]. */
struct str type_json(struct arena *arena, const struct type *type);

/* A type as a person says it: string, set of string, object. */
struct str type_name(struct arena *arena, const struct type *type);

#endif
