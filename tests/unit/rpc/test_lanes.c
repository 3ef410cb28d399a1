#include "rpc/lanes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum {
    MANY = 50
};

/* A job that waits until the gate is open. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool open;
    size_t inside;
    size_t most_inside;
    size_t done;
};

struct job {
    struct lane_job lane_job;
    struct gate *gate;
    size_t order; /* of its end, from 1 */
};

static void pass(void *self)
{
    struct job *job = self;
    struct gate *gate = job->gate;

    pthread_mutex_lock(&gate->lock);
    gate->inside++;
    if (gate->inside > gate->most_inside) {
        gate->most_inside = gate->inside;
    }
    pthread_cond_broadcast(&gate->changed);
    while (!gate->open) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    gate->inside--;
    job->order = ++gate->done;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

static void submit(struct lane *lane, struct gate *gate, struct job *jobs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        jobs[i] = (struct job){ .lane_job = { .run = pass, .self = &jobs[i] }, .gate = gate };
        lane_submit(lane, &jobs[i].lane_job);
    }
}

static void gate_init(struct gate *gate, bool open)
{
    *gate = (struct gate){ .open = open };
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->changed, NULL);
}

static void wait_inside(struct gate *gate, size_t want)
{
    pthread_mutex_lock(&gate->lock);
    while (gate->inside < want) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    pthread_mutex_unlock(&gate->lock);
}

static void open_gate(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->open = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

static void every_blocked_job_has_a_thread_of_its_own(void **state)
{
    struct job jobs[MANY];
    struct gate gate;
    struct lane lane;

    (void)state;
    gate_init(&gate, false);
    lane_init(&lane, MANY, 1);
    submit(&lane, &gate, jobs, MANY);
    wait_inside(&gate, MANY);
    open_gate(&gate);
    lane_release(&lane);
    assert_int_equal(gate.done, MANY);
}

static void jobs_over_the_ceiling_wait_and_all_run(void **state)
{
    struct job jobs[MANY];
    struct gate gate;
    struct lane lane;

    (void)state;
    gate_init(&gate, false);
    lane_init(&lane, 2, 2);
    submit(&lane, &gate, jobs, MANY);
    wait_inside(&gate, 2);
    assert_int_equal(lane.threads, 2);
    open_gate(&gate);
    lane_release(&lane);
    assert_int_equal(gate.done, MANY);
    assert_int_equal(gate.most_inside, 2);
}

static void one_thread_runs_jobs_in_the_order_they_came(void **state)
{
    struct job jobs[MANY];
    struct gate gate;
    struct lane lane;

    (void)state;
    gate_init(&gate, true);
    lane_init(&lane, 1, 1);
    submit(&lane, &gate, jobs, MANY);
    lane_release(&lane);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(jobs[i].order, i + 1);
    }
}

static void threads_beyond_the_idle_ones_end(void **state)
{
    struct job jobs[MANY];
    struct gate gate;
    struct lane lane;

    (void)state;
    gate_init(&gate, false);
    lane_init(&lane, MANY, 3);
    submit(&lane, &gate, jobs, MANY);
    wait_inside(&gate, MANY);
    open_gate(&gate);
    pthread_mutex_lock(&lane.lock);
    while (lane.threads > 3) {
        pthread_cond_wait(&lane.ended, &lane.lock);
    }
    pthread_mutex_unlock(&lane.lock);
    submit(&lane, &gate, jobs, MANY);
    lane_release(&lane);
    assert_int_equal(gate.done, 2 * MANY);
}

static void a_lane_without_jobs_is_released_at_once(void **state)
{
    struct lane lane;

    (void)state;
    lane_init(&lane, 1, 1);
    lane_release(&lane);
    assert_int_equal(lane.threads, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_blocked_job_has_a_thread_of_its_own),
        cmocka_unit_test(jobs_over_the_ceiling_wait_and_all_run),
        cmocka_unit_test(one_thread_runs_jobs_in_the_order_they_came),
        cmocka_unit_test(threads_beyond_the_idle_ones_end),
        cmocka_unit_test(a_lane_without_jobs_is_released_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
