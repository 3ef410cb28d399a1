#ifndef TERRAFORM_CODEC_WRITE_H
#define TERRAFORM_CODEC_WRITE_H

#include "base/strbuf.h"
#include "terraform/codec.h"

/* What the writers of terraform/codec.h share. Text that is not UTF-8 is written with U+FFFD in
 * the place of each bad byte: a service may send anything, Terraform reads only UTF-8. */
struct codec_write {
    struct arena *arena;
    struct strbuf text;
};

void codec_write_begin(struct codec_write *out, struct arena *arena);

/* The text, moved into the arena. Over CODEC_MAX_BYTES it ends the process: no message could
 * carry it, and a shorter value would lose state. */
struct str codec_write_end(struct codec_write *out);

/* The set with its items in the order in which they are written and without doubles. */
struct value codec_write_set(const struct codec_write *out, const struct type *type,
                             const struct value *set);

#endif
