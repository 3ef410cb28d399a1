#include "sagemaker/waiter.h"

enum {
    MS_PER_S = 1000,
    FIRST_DELAY_MS = 200,
    LONGEST_DELAY_MS = 10 * 1000,
    NOTHING_LEFT = 0,
};

/* Half of the step for certain, half by chance, so that many waits started together spread. */
static int64_t next_delay(const struct clock *clock, int64_t *step_ms, int64_t left_ms)
{
    int64_t half = *step_ms / 2;
    int64_t delay = half + clock_random_below(clock, half + 1);

    *step_ms = *step_ms * 2 > LONGEST_DELAY_MS ? LONGEST_DELAY_MS : *step_ms * 2;
    return delay < left_ms ? delay : left_ms;
}

static enum status fail_settled(const struct waiter *waiter, const cJSON *answer,
                                struct err *err)
{
    struct str reason = str_trim(sagemaker_text(answer, "FailureReason"));

    return err_set(err, STATUS_FAILED, "%s %s is in status %.*s, wanted %s%s%.*s", waiter->what,
                   waiter->name, STR_ARG(sagemaker_text(answer, waiter->status_member)),
                   waiter->target ? waiter->target : "that it is gone",
                   reason.len ? ". SageMaker's reason: " : "", STR_ARG(reason));
}

/* STATUS_OK: settled as wanted. STATUS_TIMEOUT stands for "go on". */
static enum status look(struct sagemaker *sm, const struct waiter *waiter, int *not_found_left,
                        cJSON **last, struct err *err)
{
    cJSON *answer = NULL;
    enum status status = sagemaker_call(sm, waiter->describe, waiter->in, &answer, err);
    struct str state;

    if (status == STATUS_NOT_FOUND) {
        if (!waiter->target) {
            *last = NULL;
            return STATUS_OK;
        }
        return (*not_found_left)-- > 0 ? STATUS_TIMEOUT : status;
    }
    if (status != STATUS_OK) {
        return status;
    }
    *last = answer;
    state = sagemaker_text(answer, waiter->status_member);
    if (waiter->target && str_eq(state, str_from(waiter->target))) {
        return STATUS_OK;
    }
    return str_in(state, waiter->pending) ? STATUS_TIMEOUT : fail_settled(waiter, answer, err);
}

enum status waiter_run(struct sagemaker *sm, const struct waiter *waiter, cJSON **last,
                       struct err *err)
{
    int64_t deadline = clock_mono_ms(sm->clock) + waiter->timeout_ms;
    int64_t step_ms = FIRST_DELAY_MS;
    int not_found_left = waiter->not_found_allowed;
    cJSON *seen = NULL;
    enum status status = STATUS_TIMEOUT;

    while (status == STATUS_TIMEOUT) {
        int64_t left = deadline - clock_mono_ms(sm->clock);

        if (left <= NOTHING_LEFT) {
            struct str state = sagemaker_text(seen, waiter->status_member);

            status = err_set(err, STATUS_TIMEOUT, "timed out after %lld s; last status: %.*s",
                             (long long)(waiter->timeout_ms / MS_PER_S),
                             STR_ARG(state.len ? state : STR("none seen")));
            break;
        }
        if (clock_wait(sm->clock, sm->stop, next_delay(sm->clock, &step_ms, left))) {
            status = err_set(err, STATUS_STOPPED, "interrupted while waiting");
            break;
        }
        status = look(sm, waiter, &not_found_left, &seen, err);
    }
    if (last) {
        *last = seen;
    }
    return status;
}
