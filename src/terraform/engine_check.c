#include "terraform/engine_check.h"

#include "terraform/walk.h"

const char engine_bug[] = "This is a bug in the provider; please report it.";

bool engine_is_configured(struct call *call, const char *name, const char *needed)
{
    if (call->config) {
        return true;
    }
    diags_error(call->diags, NULL, "Provider not configured",
                "%s cannot be %s because the provider has not been configured, or its "
                "configuration was refused. Check the provider block of the resource.",
                name, needed);
    return false;
}

/* Both CLIs wait with what they ask for until its configuration is known. */
static bool is_known(struct call *call, const struct engine_subject *subject,
                     const struct value *config, const char *done)
{
    struct type root = { .kind = KIND_OBJECT, .object = subject->block };
    const struct path *path = NULL;
    struct str name;

    if (value_is_known(config) && !walk_find_unknown(call->arena, &root, config, &path)) {
        return true;
    }
    name = path ? path_text(call->arena, path) : STR("its configuration");
    diags_error(call->diags, path, "Value not known yet",
                "%s cannot be %s before %.*s is known. Apply first what the value comes from.",
                subject->name, done, STR_ARG(name));
    return false;
}

bool engine_may_ask(struct call *call, const struct engine_subject *subject,
                    const struct value *config, const char *done)
{
    if (!engine_is_configured(call, subject->name, done) ||
        !is_known(call, subject, config, done)) {
        return false;
    }
    if (stop_triggered(call->stop)) {
        diags_error(call->diags, NULL, "Interrupted",
                    "The run was stopped before %s was %s. Run the command again.",
                    subject->name, done);
        return false;
    }
    walk_validate(call->diags, subject->block, config);
    return !call->diags->has_error;
}

bool engine_is_object(struct call *call, const struct engine_subject *subject,
                      const struct value *state, const char *after)
{
    if (value_is_known(state) && state->count == subject->block->count) {
        return true;
    }
    diags_error(call->diags, NULL, "Provider produced invalid object",
                "After %s, %s has no valid state. %s", after, subject->name, engine_bug);
    return false;
}

bool engine_is_sound(struct call *call, const struct engine_subject *subject,
                     const struct value *state, const char *after)
{
    struct type root = { .kind = KIND_OBJECT, .object = subject->block };
    const struct path *path = NULL;
    struct str name;

    if (!engine_is_object(call, subject, state, after)) {
        return false;
    }
    if (!walk_find_unknown(call->arena, &root, state, &path)) {
        return true;
    }
    name = path_text(call->arena, path);
    diags_error(call->diags, path, "Provider produced invalid object",
                "After %s, the value of %.*s is still unknown. %s", after, STR_ARG(name),
                engine_bug);
    return false;
}

struct value engine_own_rows(struct arena *arena, const struct value *object)
{
    struct value *rows = arena_alloc(arena, object->count, sizeof(*rows));

    for (size_t i = 0; i < object->count; i++) {
        rows[i] = object->items[i];
    }
    return value_items(rows, object->count);
}
