#include "terraform/support_thing.h"

#include "terraform/support_json.h"

static const struct field fields[] = {
    [THING_NAME] = { .name = "name",
                     .type = &type_string,
                     .flags = FIELD_REQUIRED | FIELD_REPLACE,
                     .max_len = 8 },
    [THING_NOTE] = { .name = "note", .type = &type_string, .flags = FIELD_OPTIONAL },
    [THING_ID] = { .name = "id", .type = &type_string, .flags = FIELD_COMPUTED | FIELD_KEEP },
    [THING_STAMP] = { .name = "stamp", .type = &type_string, .flags = FIELD_COMPUTED },
    [THING_TAGS] = { .name = "tags",
                     .type = &type_string_set,
                     .flags = FIELD_OPTIONAL | FIELD_COMPUTED },
};

const struct block thing_block = { fields, ARRAY_LEN(fields), NULL };

static const struct schema thing_schema = { .version = 2, .block = &thing_block };

static const struct field identity_fields[] = {
    [THING_IDENTITY_ID] = { .name = "id", .type = &type_string, .flags = FIELD_OPTIONAL },
    [THING_IDENTITY_NAME] = { .name = "name",
                              .type = &type_string,
                              .flags = FIELD_REQUIRED,
                              .max_len = 8 },
};

const struct block thing_identity_block = { identity_fields, ARRAY_LEN(identity_fields), NULL };

static const struct schema thing_identity = { .version = 0, .block = &thing_identity_block };

static const struct field list_fields[] = {
    [THING_LIST_PREFIX] = { .name = "prefix",
                            .type = &type_string,
                            .flags = FIELD_OPTIONAL,
                            .max_len = 8 },
};

const struct block thing_list_block = { list_fields, ARRAY_LEN(list_fields), NULL };

static const struct schema thing_list = { .version = 0, .block = &thing_list_block };

struct thing_script thing_script;

static int the_configuration;

static struct value scripted(struct call *call, struct value state)
{
    thing_script.ran++;
    if (thing_script.error) {
        diags_error(call->diags, NULL, thing_script.error, "as scripted");
    }
    if (thing_script.short_state) {
        return value_items(arena_alloc(call->arena, 1, sizeof(struct value)), 1);
    }
    if (thing_script.null_state) {
        return value_null();
    }
    return thing_script.state ? json_value(call->arena, &thing_block, thing_script.state)
                              : state;
}

static void check(struct call *call, const struct value *config)
{
    (void)config;
    scripted(call, value_null());
}

static void plan(struct call *call, struct plan_op *op)
{
    scripted(call, value_null());
    if (thing_script.plan) {
        thing_script.plan(op);
    }
}

static void apply(struct call *call, struct apply_op *op)
{
    if (thing_script.touch) {
        op->state.items[THING_STAMP] = value_string(STR("touched in place"));
    }
    op->state = scripted(call, op->state);
}

static void read(struct call *call, struct read_op *op)
{
    op->state.items[THING_STAMP] = value_string(STR("touched in place"));
    op->private_data = STR("of the hook");
    op->state = scripted(call, op->state);
}

static void import(struct call *call, struct import_op *op)
{
    if (op->id.len > 0) {
        op->state.items[THING_ID] = value_string(op->id);
    }
    op->state = scripted(call, op->state);
}

static void upgrade(struct call *call, struct upgrade_op *op)
{
    op->state = scripted(call, op->state);
}

static void move(struct call *call, struct move_op *op)
{
    op->state.items[THING_NOTE] = value_string(op->json);
    op->state = scripted(call, op->state);
}

static void read_data(struct call *call, struct data_op *op)
{
    op->state.items[THING_STAMP] = value_string(STR("read"));
    op->state = scripted(call, op->state);
}

static void list(struct call *call, struct list_op *op)
{
    scripted(call, value_null());
    if (thing_script.list) {
        thing_script.list(call, op);
    }
}

static void generate(struct call *call, struct generate_op *op)
{
    op->config = scripted(call, op->config);
    if (thing_script.generate) {
        thing_script.generate(op);
    }
}

static void *configure(void *self, struct call *call, const struct configure_op *op)
{
    (void)self;
    (void)op;
    scripted(call, value_null());
    return thing_script.configured;
}

static void release(void *config)
{
    (void)config;
    thing_script.released++;
}

const struct resource_type thing = {
    .name = "thing_thing",
    .schema = &thing_schema,
    .identity = &thing_identity,
    .validate = check,
    .plan = plan,
    .create = apply,
    .read = read,
    .update = apply,
    .destroy = apply,
    .import = import,
    .upgrade = upgrade,
    .move = move,
    .list_config = &thing_list,
    .list_validate = check,
    .list = list,
    .generate = generate,
};

const struct resource_type thing_bare = {
    .name = "thing_bare",
    .schema = &thing_schema,
    .create = apply,
    .read = read,
    .destroy = apply,
};

const struct data_source thing_data = {
    .name = "thing_data",
    .schema = &thing_schema,
    .validate = check,
    .read = read_data,
};

const struct data_source thing_data_bare = {
    .name = "thing_data_bare",
    .schema = &thing_schema,
    .read = read_data,
};

static const struct data_source *const data_sources[] = { &thing_data, &thing_data_bare };

static const struct resource_type *const resources[] = { &thing, &thing_bare };

const struct provider thing_provider = {
    .name = "thing",
    .version = "1",
    .schema = &thing_schema,
    .resources = resources,
    .resource_count = ARRAY_LEN(resources),
    .data_sources = data_sources,
    .data_source_count = ARRAY_LEN(data_sources),
    .validate = check,
    .configure = configure,
    .release = release,
};

struct call *thing_call_new(void)
{
    struct arena *arena = arena_new();
    struct call *call = arena_alloc(arena, 1, sizeof(*call));

    thing_script = (struct thing_script){ 0 };
    call->arena = arena;
    call->diags = arena_alloc(arena, 1, sizeof(*call->diags));
    diags_init(call->diags, arena);
    call->stop = stop_new();
    call->config = &the_configuration;
    return call;
}

void thing_call_free(struct call *call)
{
    stop_free(call->stop);
    arena_free(call->arena);
}
