#include "provider/convert.h"
#include "provider/image_parts.h"
#include "provider/region.h"
#include "provider/report.h"
#include "sagemaker/change.h"
#include "schema/image.h"

enum {
    MS_PER_S = 1000,
    CLOCK_TOLERANCE_MS = 60 * MS_PER_S, /* how far this machine's clock may be ahead */
    ROLE_WINDOW_MS = 120 * MS_PER_S,    /* in which a new role becomes usable everywhere */
    FIRST_PAUSE_MS = 2 * MS_PER_S,      /* the pause itself is half of it and more */
    LONGEST_PAUSE_MS = 10 * MS_PER_S,
    SPARE_MS = MS_PER_S, /* what another attempt may need more than the last */
};

/* A creation that may need several attempts. */
struct creation {
    const struct call *call;
    struct sagemaker *sm;
    struct apply_op *op;
    struct str name;
    cJSON *last;     /* description of the image that an attempt left */
    struct err err;  /* why the last attempt failed */
    struct str role; /* why an attempt failed because of the role; empty: none has yet */
    int64_t took_ms; /* the last attempt */
    int64_t until;   /* when attempts end, by the monotonic clock */
    int64_t step_ms; /* of the pauses */
};

/* Whether an image that is there has all that was asked for: the rows of the request, and the
 * tags, which a description does not hold. */
static bool is_as_asked(const struct creation *c, const cJSON *answer)
{
    const struct block *block = image_schema.block;
    const struct value *planned = c->op->planned;
    struct value there;

    for (size_t i = 0; i < block->count; i++) {
        there = convert_member(c->call->arena, &block->fields[i], answer);
        if (block->fields[i].ops & OP_CREATE && i != IMAGE_DISPLAY_NAME &&
            !field_same(&block->fields[i], &planned->items[i], &there)) {
            return false;
        }
    }
    if (!image_display_name_is(answer, &planned->items[IMAGE_DISPLAY_NAME])) {
        return false;
    }
    return tags_list(c->sm, sagemaker_text(answer, "ImageArn"), &there, NULL) == STATUS_OK &&
           tags_are_as_planned(c->call, &planned->items[IMAGE_TAGS], &there);
}

/* CreateImage has no client token: when the answer to one attempt is lost, the next one is told
 * that the name is taken, and when that to the last one is lost, nothing is told at all. The
 * image is taken over only if it came to be after we asked for it and is as we asked. */
static bool is_ours(const struct creation *c, int64_t asked_at_ms,
                    const struct aws_error *refusal, cJSON **answer)
{
    const cJSON *created;

    if ((refusal->attempts < 2 && !refusal->outcome_unknown) ||
        sagemaker_call(c->sm, SAGEMAKER_DESCRIBE_IMAGE, image_selector(c->call->arena, c->name),
                       answer, NULL) != STATUS_OK) {
        return false;
    }
    created = cJSON_GetObjectItemCaseSensitive(*answer, "CreationTime");
    return cJSON_IsNumber(created) &&
           created->valuedouble * MS_PER_S >= (double)(asked_at_ms - CLOCK_TOLERANCE_MS) &&
           is_as_asked(c, *answer);
}

/* The call that makes the image; *answer has its ARN. */
static enum status request_image(struct creation *c, cJSON **answer)
{
    int64_t asked_at_ms = clock_wall_ms(c->sm->clock);
    cJSON *in = sagemaker_object(c->call->arena);
    struct aws_error refusal;
    enum status status;

    convert_create(in, image_schema.block, c->op->planned);
    tags_request(c->call, in, &c->op->planned->items[IMAGE_TAGS]);
    status = sagemaker_change(c->sm, SAGEMAKER_CREATE_IMAGE, in, answer, &c->err);
    refusal = c->sm->error;
    if ((status == STATUS_CONFLICT || refusal.outcome_unknown) &&
        is_ours(c, asked_at_ms, &refusal, answer)) {
        return STATUS_OK;
    }
    c->sm->error = refusal;
    return status;
}

/* Whether CreateImage was refused because the role cannot be used; not because the text that
 * names it is malformed. */
static bool is_role_refused(const struct aws_error *refusal)
{
    static const char form[] = "failed to satisfy constraint";

    return str_eq(refusal->code, STR("ValidationException")) &&
           image_reason_is_role(refusal->message) &&
           !memmem(refusal->message.data, refusal->message.len, form, sizeof(form) - 1);
}

static bool is_role_failure(const cJSON *description)
{
    return str_eq(sagemaker_text(description, "ImageStatus"), STR("CREATE_FAILED")) &&
           image_reason_is_role(sagemaker_text(description, "FailureReason"));
}

/* The image exists from here on, so it is in the state. */
static void begin_state(struct creation *c, const cJSON *answer)
{
    struct value *state = &c->op->state;

    *state = remote_copy(c->call->arena, image_schema.block, c->op->planned);
    image_set_name(state, c->name);
    state->items[IMAGE_ARN] = value_string(sagemaker_text(answer, "ImageArn"));
    tags_done(c->call, &image_tag_rows, c->op->planned, state);
    remote_locate(&image_remote, region_of(c->call, c->op->planned, IMAGE_REGION), state);
}

static void complete_state(struct creation *c)
{
    if (c->last) {
        image_read(c->call->arena, c->last, &c->op->state);
        remote_keep_planned(image_schema.block, c->op->planned, &c->op->state);
    }
}

/* Why the creation fails that was tried again because of the role. */
static void add_role(struct creation *c)
{
    struct err last = c->err;

    if (c->role.len > 0) {
        err_set(&c->err, STATUS_FAILED, "%s\n\nThe attempt before that failed: %.*s", last.text,
                STR_ARG(c->role));
    }
}

/* One attempt. True when it failed because of the role: nothing is reported yet then. */
static bool attempt(struct creation *c)
{
    cJSON *answer = NULL;
    enum status status = request_image(c, &answer);

    c->last = NULL;
    if (status != STATUS_OK) {
        if (is_role_refused(&c->sm->error)) {
            return true;
        }
        add_role(c);
        report_failure(c->call, c->sm, "creating " IMAGE_TITLE, c->name, &c->err);
        return false;
    }
    begin_state(c, answer);
    status = remote_await_created(c->sm, &image_remote, c->name,
                                  image_selector(c->call->arena, c->name), &c->last, &c->err);
    complete_state(c);
    if (status != STATUS_OK && is_role_failure(c->last)) {
        return true;
    }
    if (status != STATUS_OK) {
        add_role(c);
        remote_report_created(c->call, &image_remote, c->name, c->last, &c->err);
    }
    return false;
}

/* How long a role is waited for: whoever says how long a creation may take means that. */
static int64_t role_window_ms(const struct creation *c)
{
    const struct value *timeouts = &c->op->planned->items[IMAGE_TIMEOUTS];
    bool said =
        value_is_known(timeouts) && value_text(&timeouts->items[TIMEOUTS_CREATE]).len > 0;

    return said ? c->sm->timeout_ms : ROLE_WINDOW_MS;
}

/* The pause before the next attempt; 0 when there is no time for another. */
static int64_t next_pause(struct creation *c)
{
    int64_t now = clock_mono_ms(c->sm->clock);
    int64_t pause;

    if (c->role.len == 0) {
        c->until = now + role_window_ms(c);
        c->step_ms = FIRST_PAUSE_MS;
    }
    c->role = arena_printf(c->call->arena, "%s", c->err.text);
    pause = sagemaker_pause_ms(c->sm, &c->step_ms, LONGEST_PAUSE_MS);
    /* The removal of what failed takes its time, too. */
    return pause + 2 * c->took_ms + SPARE_MS <= sagemaker_left_ms(c->sm) &&
                   now + pause < c->until
               ? pause
               : 0;
}

/* No attempt is left: an image that failed stays, so that it can be looked at. */
static void report_role(const struct creation *c)
{
    struct str summary;

    if (value_is_known(&c->op->state)) {
        remote_report_created(c->call, &image_remote, c->name, c->last, &c->err);
        return;
    }
    summary = arena_printf(c->call->arena, "creating " IMAGE_TITLE " (%.*s)", STR_ARG(c->name));
    diags_error(c->call->diags, NULL, summary.data,
                "%s\n\nSageMaker kept refusing the role. %s Nothing was made.", c->err.text,
                image_remote.creating_advice);
}

/* Takes away the image that failed, before it is made again. False when it stays; that is
 * reported. */
static bool remove_failed(struct creation *c)
{
    const cJSON *selector = image_selector(c->call->arena, c->name);
    struct str summary;
    struct err removal;

    if (!value_is_known(&c->op->state) ||
        remote_remove(c->sm, &image_remote, c->name, selector, &removal) == STATUS_OK) {
        c->op->state = value_null();
        return true;
    }
    summary = arena_printf(c->call->arena, "creating " IMAGE_TITLE " (%.*s)", STR_ARG(c->name));
    diags_error(c->call->diags, NULL, summary.data,
                "%s\n\nSo that the creation could be tried again, the failed image (%.*s) was "
                "to be removed, but that failed too: %s\n\nThe image is kept in the state, "
                "marked as tainted, so that the next apply replaces it. %s",
                c->err.text, STR_ARG(value_text(&c->op->state.items[IMAGE_ARN])), removal.text,
                image_remote.creating_advice);
    return false;
}

static void report_stop(const struct creation *c)
{
    struct str summary =
        arena_printf(c->call->arena, "creating " IMAGE_TITLE " (%.*s)", STR_ARG(c->name));

    diags_error(c->call->diags, NULL, summary.data,
                "interrupted while waiting for the role to become usable; the image does not "
                "exist. The last attempt: %s",
                c->err.text);
}

void image_create(const struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    struct creation c = {
        .call = call,
        .sm = sm,
        .op = op,
        .name = image_name_of(op->planned),
    };

    for (;;) {
        int64_t begun = clock_mono_ms(sm->clock);
        int64_t pause;

        if (!attempt(&c)) {
            return;
        }
        c.took_ms = clock_mono_ms(sm->clock) - begun;
        pause = next_pause(&c);
        if (pause == 0) {
            report_role(&c);
            return;
        }
        if (!remove_failed(&c)) {
            return;
        }
        if (clock_wait(sm->clock, call->stop, pause)) {
            report_stop(&c);
            return;
        }
    }
}
