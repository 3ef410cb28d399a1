#include "sagemaker/change.h"

#include "sagemaker/lock.h"

enum {
    FIRST_PAUSE_MS = 200,
    LONGEST_PAUSE_MS = 5000
};

/* What the service says when somebody else changes the same image (observed words). */
static const char *const passing[] = { "modified concurrently", "being deleted" };

static bool is_passing(const struct aws_error *error)
{
    for (size_t i = 0; i < ARRAY_LEN(passing); i++) {
        if (error->message.len > 0 &&
            memmem(error->message.data, error->message.len, passing[i], strlen(passing[i]))) {
            return true;
        }
    }
    return false;
}

static struct str lock_name(struct sagemaker *sm, const cJSON *in)
{
    struct str region = sm->region.len ? sm->region : aws_client_region(sm->client);

    return arena_printf(sm->arena, "%.*s/%.*s", STR_ARG(region),
                        STR_ARG(sagemaker_text(in, "ImageName")));
}

/* The turn of one change. */
struct turn {
    struct locks *locks;
    struct stop *stop;
    struct str name;
    bool taken;
};

static bool take_turn(void *self)
{
    struct turn *turn = self;

    turn->taken = locks_take(turn->locks, turn->name, turn->stop) == STATUS_OK;
    return turn->taken;
}

static void give_turn(void *self)
{
    struct turn *turn = self;

    if (turn->taken) {
        locks_give(turn->locks, turn->name);
    }
    turn->taken = false;
}

static enum status call_in_turn(struct sagemaker *sm, enum sagemaker_operation operation,
                                const cJSON *in, cJSON **answer, struct err *err)
{
    struct turn turn = { .locks = sm->locks, .stop = sm->stop };
    const struct aws_turn hooks = { .give = give_turn, .take = take_turn, .self = &turn };
    enum status status;

    if (!sm->locks) {
        return sagemaker_call(sm, operation, in, answer, err);
    }
    turn.name = lock_name(sm, in);
    if (!take_turn(&turn)) {
        sm->error = (struct aws_error){ 0 };
        return err_set(err, STATUS_STOPPED,
                       "interrupted while another change of the same image was under way; "
                       "nothing was sent");
    }
    sm->turn = &hooks;
    status = sagemaker_call(sm, operation, in, answer, err);
    sm->turn = NULL;
    give_turn(&turn);
    return status;
}

enum status sagemaker_change(struct sagemaker *sm, enum sagemaker_operation operation,
                             const cJSON *in, cJSON **answer, struct err *err)
{
    int64_t step_ms = FIRST_PAUSE_MS;
    enum status status = call_in_turn(sm, operation, in, answer, err);

    while (status == STATUS_CONFLICT && is_passing(&sm->error) && sagemaker_left_ms(sm) > 0) {
        if (clock_wait(sm->clock, sm->stop,
                       sagemaker_pause_ms(sm, &step_ms, LONGEST_PAUSE_MS))) {
            return err_set(err, STATUS_STOPPED,
                           "interrupted while waiting for another change of the same image");
        }
        status = call_in_turn(sm, operation, in, answer, err);
    }
    return status;
}
