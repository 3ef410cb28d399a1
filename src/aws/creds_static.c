#include "aws/creds_static.h"

#include "base/mem.h"

struct static_source {
    struct creds_source source;
    struct creds creds;
};

static enum status static_retrieve(struct creds_source *self, struct stop *stop,
                                   struct creds *out, struct err *err)
{
    const struct static_source *source = (const struct static_source *)self;

    (void)stop;
    (void)err;
    creds_copy(out, &source->creds);
    return STATUS_OK;
}

static void static_free(struct creds_source *self)
{
    struct static_source *source = (struct static_source *)self;

    creds_release(&source->creds);
    mem_free(source);
}

enum status creds_static_new(const struct creds_found *found, struct creds_source **out,
                             struct err *err)
{
    static const struct creds_source_ops ops = { .retrieve = static_retrieve,
                                                 .free = static_free };
    struct creds creds;
    struct static_source *source;
    enum status status = creds_make(found, &creds, err);

    if (status != STATUS_OK) {
        return status;
    }
    source = mem_calloc(1, sizeof(*source));
    source->source.ops = &ops;
    source->creds = creds;
    *out = &source->source;
    return STATUS_OK;
}
