#include "sagemaker/waiter.h"

enum {
    MS_PER_S = 1000,
    FIRST_DELAY_MS = 200,
    LONGEST_DELAY_MS = 10 * 1000,
};

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
    int64_t step_ms = FIRST_DELAY_MS;
    int not_found_left = waiter->not_found_allowed;
    cJSON *seen = NULL;
    enum status status = STATUS_TIMEOUT;

    while (status == STATUS_TIMEOUT) {
        if (sagemaker_left_ms(sm) == 0) {
            struct str state = sagemaker_text(seen, waiter->status_member);

            status = err_set(err, STATUS_TIMEOUT, "timed out after %lld s; last status: %.*s",
                             (long long)(sm->timeout_ms / MS_PER_S),
                             STR_ARG(state.len ? state : STR("none seen")));
            break;
        }
        if (clock_wait(sm->clock, sm->stop,
                       sagemaker_pause_ms(sm, &step_ms, LONGEST_DELAY_MS))) {
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
