#ifndef TERRAFORM_CODEC_H
#define TERRAFORM_CODEC_H

#include "base/status.h"
#include "terraform/schema.h"

/*
 * Values on the wire and in state files. Rules: the plugin protocol's object wire format; every
 * reader checks sizes before it allocates and limits its depth. Strings are taken as they come
 * (Terraform normalises them to NFC before it sends them); a string that is not UTF-8 is
 * refused.
 */

enum {
    CODEC_MAX_DEPTH = 64,
    CODEC_MAX_BYTES = 256 * 1024 * 1024, /* the plugin protocol's largest message */
};

/* Reads a msgpack value of the type. Any ext is an unknown value. Object keys come in any
 * order; each row must be there exactly once and no other. A DynamicValue with no bytes is
 * null. Bytes behind the value are ignored. Errors name the attribute's path. */
MUST_CHECK enum status codec_from_msgpack(struct arena *arena, const struct type *type,
                                          struct str bytes, struct value *out, struct err *err);

/* Writes msgpack: all rows of an object, integers compact, other numbers as decimal text,
 * unknown as fixext1 of type 0, sets sorted. */
struct str codec_to_msgpack(struct arena *arena, const struct type *type,
                            const struct value *v);

/* Reads the JSON of saved state or of a DynamicValue. Numbers keep every digit. Rows of objects
 * that the text lacks become null (nested list, set and map blocks: empty); members that the
 * type does not know are dropped. */
MUST_CHECK enum status codec_from_json(struct arena *arena, const struct type *type,
                                       struct str text, struct value *out, struct err *err);

/* The same form; unknown values are written as null. */
struct str codec_to_json(struct arena *arena, const struct type *type, const struct value *v);

/* The type of a whole schema's object. The result lives in the arena. */
const struct type *codec_object_type(struct arena *arena, const struct block *block);

#endif
