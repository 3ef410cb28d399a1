#include "rpc/support_provider.h"

#include "base/mem.h"
#include "terraform/codec.h"

#include <assert.h>

int support_released;

static const struct field timeout_fields[] = {
    { .name = "create", .type = &type_string, .flags = FIELD_OPTIONAL },
};
static const struct block timeouts = { timeout_fields, ARRAY_LEN(timeout_fields), "Timeouts." };
static const struct type timeouts_type = { KIND_OBJECT, NULL, &timeouts };

static const struct field rule_fields[] = {
    { .name = "port", .type = &type_number, .flags = FIELD_REQUIRED },
    { .name = "token", .type = &type_string, .flags = FIELD_OPTIONAL | FIELD_WRITE_ONLY },
};
static const struct block rule = { rule_fields, ARRAY_LEN(rule_fields), "One rule." };
static const struct type rule_type = { KIND_OBJECT, NULL, &rule };
static const struct type rules_type = { KIND_LIST, &rule_type, NULL };

static const struct field part_fields[] = {
    { .name = "label", .type = &type_string, .flags = FIELD_REQUIRED },
};
static const struct block part = { part_fields, ARRAY_LEN(part_fields), NULL };
static const struct type part_type = { KIND_OBJECT, NULL, &part };
static const struct type parts_type = { KIND_SET, &part_type, NULL };
static const struct type zones_type = { KIND_MAP, &rule_type, NULL };

/* clang-format off */
static const struct field fields[] = {
    [THING_ID] = { .name = "id", .type = &type_string, .flags = FIELD_COMPUTED | FIELD_KEEP,
                   .doc = "The ID." },
    [THING_NAME] = { .name = "name", .type = &type_string, .flags = FIELD_REQUIRED | FIELD_REPLACE,
                     .max_len = 10, .doc = "The name." },
    [THING_SIZE] = { .name = "size", .type = &type_number, .flags = FIELD_OPTIONAL,
                     .deprecated = "Use nothing." },
    [THING_READY] = { .name = "ready", .type = &type_bool, .flags = FIELD_OPTIONAL | FIELD_REPLACE },
    [THING_TAGS] = { .name = "tags", .type = &type_string_map, .flags = FIELD_OPTIONAL },
    [THING_LABELS] = { .name = "labels", .type = &type_string_set, .flags = FIELD_OPTIONAL },
    [THING_PORTS] = { .name = "ports", .type = &type_string_list,
                      .flags = FIELD_OPTIONAL | FIELD_SENSITIVE },
    [THING_SECRET] = { .name = "secret", .type = &type_string,
                       .flags = FIELD_OPTIONAL | FIELD_WRITE_ONLY },
    [THING_TIMEOUTS] = { .name = "timeouts", .type = &timeouts_type,
                         .flags = FIELD_BLOCK },
    [THING_RULE] = { .name = "rule", .type = &rules_type, .flags = FIELD_BLOCK,
                     .min_items = 0, .max_items = 2, .doc = "Rules.", .deprecated = "No rules." },
    [THING_PART] = { .name = "part", .type = &parts_type, .flags = FIELD_BLOCK },
    [THING_ZONE] = { .name = "zone", .type = &zones_type, .flags = FIELD_BLOCK },
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == THING_FIELD_COUNT, "one row per enum entry");

static const struct block thing = { fields, ARRAY_LEN(fields), "A thing." };
const struct schema support_thing_schema = { 3, &thing };

static const struct field identity_fields[] = {
    { .name = "id", .type = &type_string, .flags = FIELD_OPTIONAL, .doc = "Its ID." },
    { .name = "name", .type = &type_string, .flags = FIELD_REQUIRED, .max_len = 10 },
};
static const struct block identity = { identity_fields, ARRAY_LEN(identity_fields), NULL };
const struct schema support_thing_identity = { 0, &identity };

static const struct field list_fields[] = {
    { .name = "name", .type = &type_string, .flags = FIELD_OPTIONAL, .max_len = 10 },
    { .name = "count", .type = &type_number, .flags = FIELD_OPTIONAL, .doc = "How many." },
};
static const struct block list_block = { list_fields, ARRAY_LEN(list_fields), "A list." };
static const struct schema list_schema = { 0, &list_block };

enum {
    LIST_NAME,
    LIST_COUNT,
    LETTERS = 26
};

struct support_lists support_lists = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0,
                                       0 };

static const struct field config_fields[] = {
    { .name = "region", .type = &type_string, .flags = FIELD_OPTIONAL },
};
static const struct block config_block = { config_fields, ARRAY_LEN(config_fields), "Config." };
static const struct schema config_schema = { 0, &config_block };

static bool named(const struct value *thing_value, struct str name)
{
    return str_eq(value_text(&thing_value->items[THING_NAME]), name);
}

/* What the service would give back: all that was planned, and an ID. */
static struct value made(struct call *call, const struct value *planned)
{
    struct value state = value_object(call->arena, &thing);

    for (size_t i = 0; i < THING_FIELD_COUNT; i++) {
        state.items[i] = planned->items[i];
    }
    state.items[THING_ID] = value_string(STR("id-1"));
    return state;
}

static void create(struct call *call, struct apply_op *op)
{
    op->state = made(call, op->planned);
    op->private_data = STR("created");
    if (named(op->planned, STR("broken"))) {
        diags_error(call->diags, path_attribute(call->arena, NULL, STR("name")), "Broken",
                    "It broke half-way.");
    }
}

static void update(struct call *call, struct apply_op *op)
{
    op->state = made(call, op->planned);
}

static void destroy(struct call *call, struct apply_op *op)
{
    (void)call;
    op->state = value_null();
}

static void read_thing(struct call *call, struct read_op *op)
{
    if (named(&op->state, STR("gone"))) {
        op->state = value_null();
    } else if (named(&op->state, STR("broken"))) {
        op->state = value_null();
        diags_error(call->diags, NULL, "Broken \xff", "No answer \xfe.");
    }
}

static void import(struct call *call, struct import_op *op)
{
    if (str_eq(op->id, STR("junk"))) {
        diags_error(call->diags, NULL, "Junk", "Junk.");
        return;
    }
    if (op->id.len > 0) {
        op->state.items[THING_NAME] = value_string(arena_str(call->arena, op->id));
    }
    op->private_data = STR("imported");
}

static void move(struct call *call, struct move_op *op)
{
    const struct type *type = codec_object_type(call->arena, &thing);
    struct err err = { "it is no test_other" };

    if (!str_eq(op->type_name, STR("test_other")) ||
        codec_from_json(call->arena, type, op->json, &op->state, &err) != STATUS_OK) {
        diags_error(call->diags, NULL, "Cannot be moved", "%s", err.text);
    }
}

static void count_up(size_t *counter)
{
    pthread_mutex_lock(&support_lists.lock);
    ++*counter;
    pthread_cond_broadcast(&support_lists.changed);
    pthread_mutex_unlock(&support_lists.lock);
}

static bool emit_letter(struct call *call, struct list_op *op, int64_t i)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    struct str letter = { &letters[i % LETTERS], 1 };
    struct list_item item = { value_object(call->arena, &thing),
                              arena_printf(call->arena, "thing %.*s", STR_ARG(letter)) };

    item.state.items[THING_NAME] = value_string(letter);
    item.state.items[THING_SIZE] = value_int(call->arena, i);
    return op->emit(op, &item);
}

static void list_things(struct call *call, struct list_op *op)
{
    struct str name = value_text(&op->config->items[LIST_NAME]);
    int64_t count = 0;
    bool wanted = true;

    if (!value_is_null(&op->config->items[LIST_COUNT]) &&
        !value_to_int64(&op->config->items[LIST_COUNT], &count)) {
        diags_error(call->diags, NULL, "Not a count", "It is no integer.");
    }
    for (int64_t i = 0; wanted && i < count; i++) {
        wanted = emit_letter(call, op, i);
    }
    if (str_eq(name, STR("warn"))) {
        diags_warning(call->diags, NULL, "Incomplete", "There is more.");
    } else if (str_eq(name, STR("broken"))) {
        diags_error(call->diags, path_attribute(call->arena, NULL, STR("name")), "Broken",
                    "It broke half-way.");
        emit_letter(call, op, 0);
    } else if (str_eq(name, STR("wait"))) {
        count_up(&support_lists.waiting);
        wanted = !stop_wait(call->stop, -1);
    }
    count_up(&support_lists.ended);
}

static void generate(struct call *call, struct generate_op *op)
{
    if (named(op->state, STR("broken"))) {
        diags_error(call->diags, NULL, "Broken", "It broke half-way.");
    }
    op->config.items[THING_READY] = value_null();
}

static void read_data(struct call *call, struct data_op *op)
{
    if (named(&op->state, STR("gone"))) {
        diags_error(call->diags, path_attribute(call->arena, NULL, STR("name")), "Not found",
                    "There is nothing of that name.");
        return;
    }
    op->state.items[THING_ID] = value_string(STR("id-1"));
}

static const struct data_source data_type = {
    .name = "test_data",
    .schema = &support_thing_schema,
    .read = read_data,
};

static const struct data_source *const data_types[] = { &data_type };

static const struct function_parameter parameters[] = {
    { .name = "text", .type = &type_string, .doc = "What to repeat." },
    { .name = "count", .type = &type_number, .doc = "How often." },
};

static void repeat(struct function_call *call)
{
    struct str text = value_text(&call->arguments[0]);
    struct str out = STR("");
    int64_t count = 0;

    if (!value_to_int64(&call->arguments[1], &count)) {
        call->error = STR("that is no count \xff");
        call->argument = 1;
        return;
    }
    if (str_eq(text, STR("odd"))) {
        call->error = STR("\"odd\" cannot be repeated");
        return;
    }
    for (int64_t i = 0; i < count; i++) {
        out = arena_printf(call->arena, "%.*s%.*s", STR_ARG(out), STR_ARG(text));
    }
    call->result = value_string(out);
}

static const struct function repeated = {
    .name = "repeated",
    .summary = "A text, often.",
    .doc = "Repeats a text **often**.",
    .parameters = parameters,
    .parameter_count = ARRAY_LEN(parameters),
    .result = &type_string,
    .run = repeat,
};

static const struct function *const functions[] = { &repeated };

static const struct resource_type thing_type = {
    .name = "test_thing",
    .schema = &support_thing_schema,
    .identity = &support_thing_identity,
    .create = create,
    .read = read_thing,
    .update = update,
    .destroy = destroy,
    .import = import,
    .move = move,
    .list_config = &list_schema,
    .list = list_things,
    .generate = generate,
};

static const struct resource_type bare_type = {
    .name = "test_bare",
    .schema = &support_thing_schema,
    .create = create,
    .read = read_thing,
    .destroy = destroy,
};

static const struct resource_type *const types[] = { &thing_type, &bare_type };

static void *configure(void *self, struct call *call, const struct configure_op *op)
{
    (void)self;
    if (str_eq(value_text(&op->config->items[0]), STR("nowhere"))) {
        diags_error(call->diags, path_attribute(call->arena, NULL, STR("region")),
                    "Unknown region", "There is no region of that name.");
        return NULL;
    }
    return mem_calloc(1, 1);
}

static void release(void *config)
{
    mem_free(config);
    support_released++;
}

const struct provider support_provider = {
    .name = "test",
    .version = "1.2.3",
    .schema = &config_schema,
    .resources = types,
    .resource_count = ARRAY_LEN(types),
    .data_sources = data_types,
    .data_source_count = ARRAY_LEN(data_types),
    .functions = functions,
    .function_count = ARRAY_LEN(functions),
    .configure = configure,
    .release = release,
};
