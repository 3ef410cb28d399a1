#include "fuzz_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct fuzz_codec codec = { codec_from_msgpack, codec_to_msgpack };

    fuzz_codec_run(&codec, data, size);
    return 0;
}
