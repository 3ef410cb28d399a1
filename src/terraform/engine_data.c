#include "terraform/engine.h"
#include "terraform/engine_check.h"
#include "terraform/walk.h"

void engine_validate_data(struct call *call, const struct data_source *source,
                          const struct value *config)
{
    walk_validate(call->diags, source->schema->block, config);
    if (source->validate && value_is_known(config)) {
        source->validate(call, config);
    }
}

void engine_read_data(struct call *call, const struct data_source *source, struct data_op *op)
{
    struct engine_subject subject = { source->name, source->schema->block };

    op->state = value_null();
    if (!engine_may_ask(call, &subject, op->config, "read")) {
        return;
    }
    op->state = engine_own_rows(call->arena, op->config);
    source->read(call, op);
    if (call->diags->has_error || !engine_is_sound(call, &subject, &op->state, "reading it")) {
        op->state = value_null();
    }
}
