#include "terraform/engine.h"

#include "base/mem.h"
#include "terraform/codec.h"
#include "terraform/engine_check.h"
#include "terraform/identity.h"
#include "terraform/plan.h"
#include "terraform/walk.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>

/* One result of provider.configure, kept until the last call that began with it has ended. */
struct generation {
    struct generation *next;
    void *config;
    size_t users; /* calls, and the engine itself while it is the current one */
};

struct engine {
    const struct provider *provider;
    pthread_mutex_t lock; /* what follows, and the members of the generations */
    struct generation *current;
    struct generation *all;
};

/* pthread functions fail on our own mistakes only. */
static void lock(struct engine *engine)
{
    if (pthread_mutex_lock(&engine->lock) != 0) {
        mem_fatal("cannot lock the engine");
    }
}

static void unlock(struct engine *engine)
{
    if (pthread_mutex_unlock(&engine->lock) != 0) {
        mem_fatal("cannot unlock the engine");
    }
}

#ifndef NDEBUG
static bool has_sound_identity(const struct resource_type *type)
{
    struct err err;

    return identity_check(type, &err) == STATUS_OK;
}

/* What is listed is told by its identity, which both CLIs look for. */
static bool has_sound_list(const struct resource_type *type)
{
    struct err err;

    return !type->list || (type->identity && type->list_config &&
                           schema_check(type->list_config, &err) == STATUS_OK);
}

static bool is_sound_data_source(const struct data_source *source)
{
    struct err err;

    return source->read && schema_check(source->schema, &err) == STATUS_OK;
}
#endif

struct engine *engine_new(const struct provider *provider)
{
    struct engine *engine = mem_calloc(1, sizeof(*engine));

    for (size_t i = 0; i < provider->resource_count; i++) {
        assert(provider->resources[i]->create && provider->resources[i]->read &&
               provider->resources[i]->destroy);
        assert(has_sound_identity(provider->resources[i]));
        assert(has_sound_list(provider->resources[i]));
    }
    for (size_t i = 0; i < provider->data_source_count; i++) {
        assert(is_sound_data_source(provider->data_sources[i]));
    }
    engine->provider = provider;
    if (pthread_mutex_init(&engine->lock, NULL) != 0) {
        mem_fatal("cannot make a lock");
    }
    return engine;
}

/* Under the lock: takes one user off. The generation comes back when that was the last one; it
 * is out of the list then and the caller gives it to discard() without the lock. */
static struct generation *drop(struct engine *engine, struct generation *generation)
{
    struct generation **link = &engine->all;

    if (!generation || --generation->users > 0) {
        return NULL;
    }
    while (*link != generation) {
        link = &(*link)->next;
    }
    *link = generation->next;
    return generation;
}

static void discard(struct engine *engine, struct generation *generation)
{
    if (!generation) {
        return;
    }
    if (engine->provider->release) {
        engine->provider->release(generation->config);
    }
    mem_free(generation);
}

void engine_free(struct engine *engine)
{
    if (!engine) {
        return;
    }
    discard(engine, drop(engine, engine->current));
    assert(!engine->all);
    if (pthread_mutex_destroy(&engine->lock) != 0) {
        mem_fatal("a call still uses the engine");
    }
    mem_free(engine);
}

const struct provider *engine_provider(const struct engine *engine)
{
    return engine->provider;
}

void engine_begin(struct engine *engine, struct call *call)
{
    lock(engine);
    if (engine->current) {
        engine->current->users++;
    }
    call->config = engine->current ? engine->current->config : NULL;
    unlock(engine);
}

void engine_end(struct engine *engine, struct call *call)
{
    struct generation *generation;

    lock(engine);
    generation = engine->all;
    while (generation && generation->config != call->config) {
        generation = generation->next;
    }
    generation = drop(engine, generation);
    unlock(engine);
    call->config = NULL;
    discard(engine, generation);
}

void engine_validate_provider(struct engine *engine, struct call *call,
                              const struct value *config)
{
    walk_validate(call->diags, engine->provider->schema->block, config);
    if (engine->provider->validate) {
        engine->provider->validate(call, config);
    }
}

void engine_configure(struct engine *engine, struct call *call, const struct configure_op *op)
{
    const struct provider *provider = engine->provider;
    struct generation *made;
    struct generation *old;
    void *config = provider->configure(provider->self, call, op);

    if (!config) {
        if (!call->diags->has_error) {
            diags_error(call->diags, NULL, "Provider not configured",
                        "The configuration gave no result and no reason. %s", engine_bug);
        }
        return;
    }
    made = mem_calloc(1, sizeof(*made));
    made->config = config;
    made->users = 1;
    lock(engine);
    made->next = engine->all;
    engine->all = made;
    old = drop(engine, engine->current);
    engine->current = made;
    unlock(engine);
    discard(engine, old);
}

static struct type object_of(const struct resource_type *type)
{
    return (struct type){ .kind = KIND_OBJECT, .object = type->schema->block };
}

static struct engine_subject subject_of(const struct resource_type *type)
{
    return (struct engine_subject){ type->name, type->schema->block };
}

static bool is_object(struct call *call, const struct resource_type *type,
                      const struct value *state, const char *after)
{
    struct engine_subject subject = subject_of(type);

    return engine_is_object(call, &subject, state, after);
}

static bool is_sound(struct call *call, const struct resource_type *type,
                     const struct value *state, const char *after)
{
    struct engine_subject subject = subject_of(type);

    return engine_is_sound(call, &subject, state, after);
}

void engine_validate(struct call *call, const struct resource_type *type,
                     const struct value *config)
{
    walk_validate(call->diags, type->schema->block, config);
    if (type->validate && value_is_known(config)) {
        type->validate(call, config);
    }
}

void engine_upgrade(struct call *call, const struct resource_type *type, int64_t version,
                    struct str json, struct value *state)
{
    struct upgrade_op op = { .version = version, .json = json };
    struct type root = object_of(type);
    struct err err;

    *state = value_null();
    if (version < 0 || version > type->schema->version) {
        diags_error(call->diags, NULL, "Saved state is too new",
                    "The state of %s was saved with schema version %" PRId64
                    ", but this provider knows only versions up to %" PRId64
                    ". Use the provider version that wrote it, or a newer one.",
                    type->name, version, type->schema->version);
        return;
    }
    if (codec_from_json(call->arena, &root, json, &op.state, &err) != STATUS_OK) {
        diags_error(call->diags, NULL, "Saved state cannot be read",
                    "The saved state of %s is not what its schema says: %s", type->name,
                    err.text);
        return;
    }
    if (!value_is_known(&op.state)) {
        diags_error(call->diags, NULL, "Saved state cannot be read",
                    "The saved state of %s holds no object.", type->name);
        return;
    }
    if (type->upgrade) {
        type->upgrade(call, &op);
    }
    if (!call->diags->has_error &&
        is_sound(call, type, &op.state, "the upgrade of its state")) {
        *state = op.state;
    }
}

/* The hook runs, and what it may not leave behind is undone. */
static void refresh(struct call *call, const struct resource_type *type, struct read_op *op)
{
    const struct read_op before = *op;

    op->state = engine_own_rows(call->arena, &before.state);
    type->read(call, op);
    if (call->diags->has_error ||
        (!value_is_null(&op->state) && !is_sound(call, type, &op->state, "a refresh"))) {
        *op = before;
    }
}

void engine_read(struct call *call, const struct resource_type *type, struct read_op *op)
{
    if (!value_is_null(&op->state) && engine_is_configured(call, type->name, "read")) {
        refresh(call, type, op);
    }
    op->identity = identity_of(call->arena, type, &op->state);
}

void engine_upgrade_identity(struct call *call, const struct resource_type *type,
                             int64_t version, struct str json, struct value *identity)
{
    struct value read = value_null();
    struct type root;
    struct err err = { "it holds no object" };

    *identity = value_null();
    if (!type->identity || version != type->identity->version) {
        diags_error(call->diags, NULL, "Saved identity is too new",
                    "The identity of %s was saved with version %" PRId64
                    ", which this version of the provider does not know. Use the provider "
                    "version that wrote it, or a newer one.",
                    type->name, version);
        return;
    }
    root = (struct type){ .kind = KIND_OBJECT, .object = type->identity->block };
    if (codec_from_json(call->arena, &root, json, &read, &err) != STATUS_OK ||
        value_is_null(&read)) {
        diags_error(call->diags, NULL, "Saved identity cannot be read",
                    "The saved identity of %s is not what its schema says: %s", type->name,
                    err.text);
        return;
    }
    *identity = read;
}

void engine_move(struct call *call, const struct resource_type *type, struct move_op *op)
{
    op->state = value_null();
    if (!type->move) {
        diags_error(call->diags, NULL, "Move not supported",
                    "The state of %.*s of the provider %.*s cannot be moved to %s, to which "
                    "nothing can be moved. Use an import block instead of the moved block, and "
                    "a removed block for the old address.",
                    STR_ARG(op->type_name), STR_ARG(op->provider_address), type->name);
        return;
    }
    op->state = value_object(call->arena, type->schema->block);
    type->move(call, op);
    if (call->diags->has_error || !is_sound(call, type, &op->state, "the move")) {
        op->state = value_null();
    }
    op->identity = identity_of(call->arena, type, &op->state);
}

/* The hook may change what is computed and not configured, and blocks; nothing else. */
static void check_plan(struct call *call, const struct resource_type *type,
                       const struct plan_op *op)
{
    if (value_is_null(op->config)) {
        if (!value_is_null(&op->planned)) {
            diags_error(call->diags, NULL, "Provider produced invalid plan",
                        "The destruction of %s was planned as a change. %s", type->name,
                        engine_bug);
        }
        return;
    }
    if (!is_object(call, type, &op->planned, "the plan")) {
        return;
    }
    for (size_t i = 0; i < op->block->count; i++) {
        struct str name = str_from(op->block->fields[i].name);

        if (!plan_row_allowed(op, i)) {
            diags_error(call->diags, path_attribute(call->arena, NULL, name),
                        "Provider produced invalid plan",
                        "The planned value of %.*s is neither the configured nor the prior "
                        "one. %s",
                        STR_ARG(name), engine_bug);
        }
    }
}

void engine_plan(struct call *call, const struct resource_type *type, struct plan_op *op)
{
    op->block = type->schema->block;
    op->replace = arena_alloc(call->arena, op->block->count, sizeof(*op->replace));
    if (op->config->state == VALUE_UNKNOWN || op->prior->state == VALUE_UNKNOWN) {
        diags_error(call->diags, NULL, "Plan of an unknown object",
                    "The whole configuration or prior state of %s is unknown.", type->name);
    } else {
        plan_generic(call->arena, op);
        if (type->plan) {
            type->plan(call, op);
            check_plan(call, type, op);
        }
    }
    if (call->diags->has_error) {
        op->planned = *op->prior;
        op->replace = arena_alloc(call->arena, op->block->count, sizeof(*op->replace));
    } else {
        plan_finish(call->arena, op);
    }
    op->identity = identity_if_known(call->arena, type, &op->planned);
}

enum action {
    ACTION_CREATE,
    ACTION_UPDATE,
    ACTION_DESTROY,
};

static const char *const done[] = {
    [ACTION_CREATE] = "created",
    [ACTION_UPDATE] = "changed",
    [ACTION_DESTROY] = "destroyed",
};

static bool may_begin(struct call *call, const struct resource_type *type, enum action action)
{
    if (!engine_is_configured(call, type->name, done[action])) {
        return false;
    }
    if (stop_triggered(call->stop)) {
        diags_error(call->diags, NULL, "Interrupted",
                    "The run was stopped before %s was %s, so nothing was %s. Apply again to "
                    "go on.",
                    type->name, done[action], done[action]);
        return false;
    }
    if (action == ACTION_UPDATE && !type->update) {
        diags_error(call->diags, NULL, "Change without replacement",
                    "%s cannot be changed in place, but such a change was planned. %s",
                    type->name, engine_bug);
        return false;
    }
    return true;
}

static void run(struct call *call, const struct resource_type *type, enum action action,
                struct apply_op *op)
{
    switch (action) {
    case ACTION_CREATE:
        type->create(call, op);
        return;
    case ACTION_UPDATE:
        type->update(call, op);
        return;
    case ACTION_DESTROY:
        type->destroy(call, op);
        return;
    }
}

/* What both CLIs check when an apply reports no error, said here with the attribute's name. The
 * state stays as the hook gave it: it is what is there. */
static void check_applied(struct call *call, const struct resource_type *type,
                          const struct apply_op *op)
{
    static const char summary[] = "Provider produced inconsistent result after apply";
    struct type root = object_of(type);
    const struct path *path = NULL;
    struct str name;

    if (value_is_null(op->planned)) {
        if (!value_is_null(&op->state)) {
            diags_error(call->diags, NULL, summary,
                        "%s was to be destroyed, but is still there. %s", type->name,
                        engine_bug);
        }
        return;
    }
    if (value_is_null(&op->state)) {
        diags_error(call->diags, NULL, summary,
                    "%s was to be there after the apply, but is not. %s", type->name,
                    engine_bug);
        return;
    }
    if (!is_sound(call, type, &op->state, "the apply") ||
        walk_completes(call->arena, &root, op->planned, &op->state, &path)) {
        return;
    }
    name = path_text(call->arena, path);
    diags_error(call->diags, path, summary,
                "The value of %.*s is not the one that was planned. The state holds what is "
                "there. %s",
                STR_ARG(name), engine_bug);
}

static void apply(struct call *call, const struct resource_type *type, struct apply_op *op)
{
    struct type root = object_of(type);
    enum action action = ACTION_UPDATE;

    if (value_is_null(op->planned)) {
        action = ACTION_DESTROY;
    } else if (value_is_null(op->prior)) {
        action = ACTION_CREATE;
    }
    if ((value_is_null(op->planned) && value_is_null(op->prior)) ||
        !may_begin(call, type, action)) {
        return;
    }
    run(call, type, action, op);
    if (!value_is_null(&op->state) && !is_object(call, type, &op->state, "the apply")) {
        op->state = *op->prior;
        return;
    }
    if (!call->diags->has_error) {
        check_applied(call, type, op);
    }
    op->state = walk_without_unknown(call->arena, &root, &op->state);
}

void engine_apply(struct call *call, const struct resource_type *type, struct apply_op *op)
{
    op->state =
        value_is_null(op->prior) ? value_null() : engine_own_rows(call->arena, op->prior);
    apply(call, type, op);
    op->identity = identity_of(call->arena, type, &op->state);
}

/* Whether what was given says which object is meant. */
static bool says_which(struct call *call, const struct resource_type *type,
                       const struct import_op *op)
{
    if (value_is_null(&op->identity)) {
        if (op->id.len > 0) {
            return true;
        }
        diags_error(call->diags, NULL, "Import without an ID",
                    "The ID that says which %s to import is empty.", type->name);
        return false;
    }
    if (op->id.len > 0) {
        diags_error(call->diags, NULL, "Import by ID and identity",
                    "Both an ID and an identity say which %s to import. Give one of them.",
                    type->name);
        return false;
    }
    return identity_validate(call->diags, type, &op->identity);
}

void engine_import(struct call *call, const struct resource_type *type, struct import_op *op)
{
    op->state = value_null();
    if (!type->import) {
        diags_error(call->diags, NULL, "Import not supported", "%s cannot be imported.",
                    type->name);
        return;
    }
    if (!says_which(call, type, op) || !engine_is_configured(call, type->name, "imported")) {
        return;
    }
    op->state = value_object(call->arena, type->schema->block);
    if (!value_is_null(&op->identity)) {
        identity_copy(type, &op->identity, &op->state);
    }
    type->import(call, op);
    if (call->diags->has_error || !is_sound(call, type, &op->state, "the import")) {
        op->state = value_null();
    }
    op->identity = identity_of(call->arena, type, &op->state);
}
