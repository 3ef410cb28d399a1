#include "provider/remote.h"

#include "base/duration.h"
#include "provider/arn.h"
#include "provider/config.h"
#include "provider/region.h"
#include "provider/report.h"
#include "sagemaker/change.h"
#include "sagemaker/lock.h"

/* Descriptions may lag behind a create by this many polls, some 2 minutes. */
enum {
    LAGGING_READS = 20
};

static const char *const while_changing[] = { "CREATING", "UPDATING", NULL };
/* A read that lags behind the delete still shows the old status. */
static const char *const while_deleting[] = { "DELETING", "CREATED",       "CREATING",
                                              "UPDATING", "CREATE_FAILED", "UPDATE_FAILED",
                                              NULL };

static int64_t timeout_of(const struct value *timeouts, enum timeouts_field which)
{
    int64_t ms = TIMEOUTS_DEFAULT_MS;

    if (value_is_known(timeouts) && !duration_parse(value_text(&timeouts->items[which]), &ms)) {
        ms = TIMEOUTS_DEFAULT_MS;
    }
    return ms;
}

bool remote_begin(const struct call *call, const struct remote_type *type,
                  const struct value *object, enum timeouts_field which, struct sagemaker *out)
{
    if (!config_sagemaker(call, region_of(call, object, type->region), out) ||
        !remote_is_here(call, type, object)) {
        return false;
    }
    sagemaker_allow(out, timeout_of(&object->items[type->timeouts], which));
    locks_join(out->locks);
    return true;
}

void remote_end(const struct sagemaker *sm)
{
    locks_leave(sm->locks);
}

bool remote_is_here(const struct call *call, const struct remote_type *type,
                    const struct value *object)
{
    struct str here = config_account_id(call);
    struct str text = value_text(&object->items[type->arn]);
    struct arn arn;

    if (!arn_parse(text, &arn) || here.len == 0 || arn.account_id.len == 0 ||
        str_eq(here, arn.account_id)) {
        return true;
    }
    diags_error(call->diags, NULL, "Credentials of Another Account",
                "By its ARN in the state, %.*s, the %s is in account %.*s, but the provider's "
                "credentials belong to account %.*s. It was neither read nor changed. Use "
                "credentials of account %.*s, or take it out of the state with `state rm`.",
                STR_ARG(text), type->noun, STR_ARG(arn.account_id), STR_ARG(here),
                STR_ARG(arn.account_id));
    return false;
}

bool remote_account_is_right(const struct call *call, const struct remote_type *type,
                             const struct value *before, const struct value *now)
{
    struct str wanted = value_text(&before->items[type->account_id]);
    struct str there = value_text(&now->items[type->account_id]);

    if (value_text(&before->items[type->arn]).len > 0 || wanted.len == 0 ||
        str_eq(wanted, there)) {
        return true;
    }
    diags_error(call->diags, NULL, arena_printf(call->arena, "importing %s", type->title).data,
                "The import is of account %.*s, but the provider's credentials belong to "
                "account %.*s, which has an %s of that name too. Import with credentials of "
                "account %.*s.",
                STR_ARG(wanted), STR_ARG(there), type->noun, STR_ARG(wanted));
    return false;
}

void remote_locate(const struct remote_type *type, struct str region, struct value *state)
{
    struct value *account_id = &state->items[type->account_id];
    struct arn arn;

    if (value_text(&state->items[type->region]).len == 0) {
        state->items[type->region] = value_string(region);
    }
    if (arn_parse(value_text(&state->items[type->arn]), &arn) && arn.account_id.len > 0) {
        *account_id = value_string(arn.account_id);
    } else if (account_id->state == VALUE_UNKNOWN) {
        *account_id = value_null();
    }
}

void remote_report_created(const struct call *call, const struct remote_type *type,
                           struct str name, const cJSON *last, const struct err *err)
{
    struct str summary = arena_printf(call->arena, "waiting for %s (%.*s) to be created",
                                      type->title, STR_ARG(name));
    struct str state = sagemaker_text(last, type->status_member);
    struct str arn = sagemaker_text(last, type->schema->block->fields[type->arn].api_name);
    bool failed = str_eq(state, STR("CREATE_FAILED"));
    /* SageMaker's reason may bring a full stop of its own. */
    const char *end = str_ends_with(str_from(err->text), STR(".")) ? "" : ".";

    diags_error(
        call->diags, NULL, summary.data,
        "%s%s\n\nThe %s exists%s%.*s%s%.*s and is kept in the state, marked as tainted, so "
        "that the next apply replaces it. %s",
        err->text, end, type->noun, failed ? " in status " : "",
        STR_ARG(failed ? state : STR("")), arn.len > 0 ? " as " : "", STR_ARG(arn),
        failed ? type->creating_advice
               : "If it turns out to be all right, `untaint` keeps it.");
}

static struct waiter waiter_of(struct arena *arena, const struct remote_type *type,
                               struct str name, const cJSON *selector)
{
    return (struct waiter){
        .what = type->noun,
        .name = arena_str(arena, name).data,
        .describe = type->describe,
        .in = selector,
        .status_member = type->status_member,
        .pending = while_changing,
        .target = "CREATED",
    };
}

enum status remote_await_created(struct sagemaker *sm, const struct remote_type *type,
                                 struct str name, const cJSON *selector, cJSON **last,
                                 struct err *err)
{
    struct waiter waiter = waiter_of(sm->arena, type, name, selector);

    waiter.not_found_allowed = LAGGING_READS;
    return waiter_run(sm, &waiter, last, err);
}

bool remote_wait_created(const struct call *call, struct sagemaker *sm,
                         const struct remote_type *type, struct str name, const cJSON *selector,
                         cJSON **last)
{
    struct err err;
    enum status status = remote_await_created(sm, type, name, selector, last, &err);

    if (status != STATUS_OK) {
        remote_report_created(call, type, name, *last, &err);
    }
    return status == STATUS_OK;
}

enum status remote_wait_updated(struct sagemaker *sm, const struct remote_type *type,
                                struct str name, const cJSON *selector, struct err *err)
{
    struct waiter waiter = waiter_of(sm->arena, type, name, selector);

    return waiter_run(sm, &waiter, NULL, err);
}

static bool is_changing(struct sagemaker *sm, const struct remote_type *type,
                        const cJSON *selector)
{
    cJSON *answer = NULL;

    return sagemaker_call(sm, type->describe, selector, &answer, NULL) == STATUS_OK &&
           str_in(sagemaker_text(answer, type->status_member), while_changing);
}

enum status remote_change(struct sagemaker *sm, const struct remote_type *type,
                          enum sagemaker_operation operation, const cJSON *in,
                          const cJSON *selector, struct err *err)
{
    struct str name = sagemaker_text(selector, "ImageName");
    struct waiter waiter = waiter_of(sm->arena, type, name, selector);
    enum status status = sagemaker_change(sm, operation, in, NULL, err);

    while (status == STATUS_CONFLICT) {
        struct aws_error refusal = sm->error;
        enum status waited;
        struct err why;

        if (!is_changing(sm, type, selector)) {
            sm->error = refusal;
            break;
        }
        waited = waiter_run(sm, &waiter, NULL, &why);
        if (waited == STATUS_TIMEOUT || waited == STATUS_STOPPED) {
            return err_set(err, waited, "%s", why.text);
        }
        /* However it ended, it has. */
        status = sagemaker_change(sm, operation, in, NULL, err);
    }
    return status;
}

enum status remote_remove(struct sagemaker *sm, const struct remote_type *type, struct str name,
                          const cJSON *selector, struct err *err)
{
    struct waiter waiter = waiter_of(sm->arena, type, name, selector);
    enum status status = remote_change(sm, type, type->remove, selector, selector, err);

    waiter.pending = while_deleting;
    waiter.target = NULL;
    if (status == STATUS_OK) {
        return waiter_run(sm, &waiter, NULL, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

void remote_destroy(const struct call *call, struct sagemaker *sm,
                    const struct remote_type *type, struct str name, const cJSON *selector,
                    struct apply_op *op)
{
    struct err err;

    if (remote_remove(sm, type, name, selector, &err) == STATUS_OK) {
        op->state = value_null();
        return;
    }
    report_failure(call, sm, arena_printf(call->arena, "deleting %s", type->title).data, name,
                   &err);
}

struct value remote_copy(struct arena *arena, const struct block *block,
                         const struct value *object)
{
    struct value copy = *object;

    copy.items = arena_alloc(arena, block->count, sizeof(*copy.items));
    memcpy(copy.items, object->items, block->count * sizeof(*copy.items));
    return copy;
}

struct value remote_done(struct arena *arena, const struct block *block,
                         const struct apply_op *op)
{
    struct value done = remote_copy(arena, block, op->planned);

    for (size_t i = 0; i < block->count; i++) {
        if (done.items[i].state == VALUE_UNKNOWN) {
            done.items[i] = value_is_known(op->prior) ? op->prior->items[i] : value_null();
        }
    }
    return done;
}

void remote_keep_planned(const struct block *block, const struct value *planned,
                         struct value *state)
{
    for (size_t i = 0; i < block->count; i++) {
        if (planned->items[i].state != VALUE_UNKNOWN) {
            state->items[i] = planned->items[i];
        }
    }
}
