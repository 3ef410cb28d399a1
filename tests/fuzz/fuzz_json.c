#include "fuzz_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct fuzz_codec codec = { codec_from_json, codec_to_json };

    fuzz_codec_run(&codec, data, size);
    return 0;
}
