#include "base/utf8.h"
#include "terraform/engine.h"
#include "terraform/engine_check.h"
#include "terraform/identity.h"
#include "terraform/walk.h"

/* A list that runs. */
struct listing {
    struct call *call;
    const struct resource_type *type;
    const struct list_request *request;
    int64_t sent;
    bool over; /* nobody wants more */
};

void engine_validate_list(struct call *call, const struct resource_type *type,
                          const struct value *config)
{
    walk_validate(call->diags, type->list_config->block, config);
    if (type->list_validate && value_is_known(config)) {
        type->list_validate(call, config);
    }
}

/* Sends the event with the diagnostics that have come together. After an error Terraform reads
 * no further, so that event has no object and is the last. */
static void send(struct listing *listing, struct list_event event)
{
    const struct list_request *request = listing->request;
    struct diags *diags = listing->call->diags;

    if (diags->has_error) {
        event = (struct list_event){ 0 };
        listing->over = true;
    }
    event.diags = diags;
    listing->over = !request->send(request->self, &event) || listing->over;
    diags_init(diags, listing->call->arena);
}

static bool is_sound(const struct listing *listing, const struct list_item *item)
{
    struct engine_subject subject = { listing->type->name, listing->type->schema->block };

    return engine_is_sound(listing->call, &subject, &item->state, "a list");
}

static struct value identity(const struct listing *listing, const struct list_item *item)
{
    struct call *call = listing->call;
    struct value identity = identity_of(call->arena, listing->type, &item->state);

    if (value_is_null(&identity)) {
        diags_error(call->diags, NULL, "Provider produced invalid object",
                    "After a list, %s \"%.*s\" has no identity. %s", listing->type->name,
                    STR_ARG(item->display_name), engine_bug);
    }
    return identity;
}

static bool emit(struct list_op *op, const struct list_item *item)
{
    struct listing *listing = op->sink;
    struct list_event event = { 0 };

    if (listing->over || stop_triggered(listing->call->stop)) {
        return false;
    }
    if (!listing->call->diags->has_error && is_sound(listing, item)) {
        event.identity = identity(listing, item);
        event.state = op->include_resource ? item->state : value_null();
        event.display_name = utf8_sanitize(listing->call->arena, item->display_name);
    }
    send(listing, event);
    listing->sent++;
    listing->over = listing->over || listing->sent == listing->request->limit;
    return !listing->over;
}

static void run(struct listing *listing)
{
    const struct list_request *request = listing->request;
    struct list_op op = {
        .config = request->config,
        .include_resource = request->include_resource,
        .limit = request->limit > 0 ? request->limit : 0,
        .emit = emit,
        .sink = listing,
    };

    listing->type->list(listing->call, &op);
    if (!listing->call->diags->has_error && stop_triggered(listing->call->stop)) {
        diags_error(listing->call->diags, NULL, "Interrupted",
                    "The run was stopped before every %s was listed. Run the command again.",
                    listing->type->name);
    }
}

void engine_list(struct call *call, const struct resource_type *type,
                 const struct list_request *request)
{
    struct engine_subject subject = { type->name, type->list_config->block };
    struct listing listing = { .call = call, .type = type, .request = request };

    if (engine_may_ask(call, &subject, request->config, "listed")) {
        run(&listing);
    }
    if (!listing.over && call->diags->count > 0) {
        send(&listing, (struct list_event){ 0 });
    }
    diags_init(call->diags, call->arena);
}
