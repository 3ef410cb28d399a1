#include "terraform/codec.h"

const struct type *codec_object_type(struct arena *arena, const struct block *block)
{
    struct type *type = arena_alloc(arena, 1, sizeof(*type));

    *type = (struct type){ .kind = KIND_OBJECT, .object = block };
    return type;
}
