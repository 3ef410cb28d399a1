#ifndef TESTS_FUZZ_CODEC_H
#define TESTS_FUZZ_CODEC_H

#include "terraform/codec.h"

/*
 * One input of a codec's fuzz target. Its first byte chooses a type, the rest is the message.
 * What can be read has to be read back the same after it was written, in the same bytes; what
 * cannot gives a text.
 */
struct fuzz_codec {
    enum status (*read)(struct arena *arena, const struct type *type, struct str text,
                        struct value *out, struct err *err);
    struct str (*write)(struct arena *arena, const struct type *type, const struct value *v);
};

void fuzz_codec_run(const struct fuzz_codec *codec, const uint8_t *data, size_t size);

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); // NOLINT: libFuzzer's name

#endif
