#include "sagemaker/fanout.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    TASKS = 400,
    FEW = 4,
    AHEAD = 256, /* results that may wait for one before them */
};

/* What all tasks of a test share. */
struct bench {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int running;
    int most; /* that ran at a time */
    int ran;
    int ended;
    int taken[TASKS];
    int taken_count;
    int wanted; /* results after which no more is; 0: all */
    struct arena *arena;
    struct sagemaker sm;
};

struct number {
    struct bench *bench;
    int value;
};

static void bench_init(struct bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    pthread_mutex_init(&bench->lock, NULL);
    pthread_cond_init(&bench->changed, NULL);
    bench->arena = arena_new();
    bench->sm = (struct sagemaker){ .arena = bench->arena, .stop = stop_new() };
}

static void bench_release(struct bench *bench)
{
    stop_free(bench->sm.stop);
    arena_free(bench->arena);
    pthread_cond_destroy(&bench->changed);
    pthread_mutex_destroy(&bench->lock);
}

static bool take(void *self, struct fanout_task *task)
{
    struct bench *bench = self;
    const struct number *number = task->data;

    pthread_mutex_lock(&bench->lock);
    bench->taken[bench->taken_count++] = number->value;
    pthread_cond_broadcast(&bench->changed);
    pthread_mutex_unlock(&bench->lock);
    return bench->taken_count != bench->wanted;
}

static struct fanout_task *add(struct fanout_task *parent, struct bench *bench, int value,
                               enum status (*run)(struct fanout_task *task,
                                                  struct sagemaker *sm, struct err *err))
{
    struct fanout_task *task = fanout_add(parent);
    struct number *number = arena_alloc(fanout_arena(task), 1, sizeof(*number));

    *number = (struct number){ bench, value };
    task->data = number;
    task->run = run;
    task->is_result = true;
    return task;
}

static enum status run_all(struct bench *bench, struct fanout_task *root, struct err *err)
{
    struct fanout fanout = { .sm = &bench->sm, .take = take, .self = bench };

    return fanout_run(&fanout, root, err);
}

static void begin(struct bench *bench)
{
    bench->ran++;
    bench->running++;
    bench->most = bench->running > bench->most ? bench->running : bench->most;
    pthread_cond_broadcast(&bench->changed);
}

static void end(struct bench *bench)
{
    bench->running--;
    bench->ended++;
    pthread_cond_broadcast(&bench->changed);
}

static enum status pass(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    struct bench *bench = ((struct number *)task->data)->bench;

    (void)sm;
    (void)err;
    pthread_mutex_lock(&bench->lock);
    begin(bench);
    end(bench);
    pthread_mutex_unlock(&bench->lock);
    return STATUS_OK;
}

/* Ends only when all that may run at a time do, so that the bound is reached. */
static enum status pass_together(struct fanout_task *task, struct sagemaker *sm,
                                 struct err *err)
{
    struct bench *bench = ((struct number *)task->data)->bench;

    (void)sm;
    (void)err;
    pthread_mutex_lock(&bench->lock);
    begin(bench);
    while (bench->most < FANOUT_BOUND) {
        pthread_cond_wait(&bench->changed, &bench->lock);
    }
    end(bench);
    pthread_mutex_unlock(&bench->lock);
    return STATUS_OK;
}

/* The later ones end first. */
static enum status pass_backwards(struct fanout_task *task, struct sagemaker *sm,
                                  struct err *err)
{
    const struct number *number = task->data;
    struct bench *bench = number->bench;

    (void)sm;
    (void)err;
    pthread_mutex_lock(&bench->lock);
    begin(bench);
    while (bench->ended < FEW - number->value) {
        pthread_cond_wait(&bench->changed, &bench->lock);
    }
    end(bench);
    pthread_mutex_unlock(&bench->lock);
    return STATUS_OK;
}

static enum status wait_for_stop(struct fanout_task *task, struct sagemaker *sm,
                                 struct err *err)
{
    struct bench *bench = ((struct number *)task->data)->bench;
    bool stopped;

    pthread_mutex_lock(&bench->lock);
    begin(bench);
    pthread_mutex_unlock(&bench->lock);
    stopped = stop_wait(sm->stop, -1);
    pthread_mutex_lock(&bench->lock);
    end(bench);
    pthread_mutex_unlock(&bench->lock);
    return stopped ? err_set(err, STATUS_STOPPED, "stopped") : STATUS_OK;
}

static enum status vanish(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    (void)sm;
    add(task, ((struct number *)task->data)->bench, -1, NULL);
    return err_set(err, STATUS_NOT_FOUND, "gone");
}

/* Fails when all others have begun. */
static enum status refuse(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    struct bench *bench = ((struct number *)task->data)->bench;

    add(task, bench, -1, NULL);
    pthread_mutex_lock(&bench->lock);
    while (bench->running < FEW) {
        pthread_cond_wait(&bench->changed, &bench->lock);
    }
    pthread_mutex_unlock(&bench->lock);
    sm->error.code = arena_printf(sm->arena, "Code%d", 1);
    return err_set(err, STATUS_DENIED, "no");
}

static enum status stop_all(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    struct bench *bench = ((struct number *)task->data)->bench;

    stop_trigger(bench->sm.stop);
    return stop_wait(sm->stop, -1) ? err_set(err, STATUS_STOPPED, "stopped") : STATUS_OK;
}

/* Finds two results and, up to 30, one more task like itself between them. */
static enum status split(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    const struct number *number = task->data;

    (void)sm;
    (void)err;
    add(task, number->bench, number->value + 1, NULL);
    if (number->value < 30) {
        add(task, number->bench, number->value + 10, split);
    }
    add(task, number->bench, number->value + 2, pass);
    return STATUS_OK;
}

/* Ends when as many as may be ahead of it are. */
static enum status hold_up(struct fanout_task *task, struct sagemaker *sm, struct err *err)
{
    struct bench *bench = ((struct number *)task->data)->bench;

    (void)sm;
    (void)err;
    pthread_mutex_lock(&bench->lock);
    while (bench->ended < AHEAD) {
        pthread_cond_wait(&bench->changed, &bench->lock);
    }
    bench->most = bench->ended;
    pthread_mutex_unlock(&bench->lock);
    return STATUS_OK;
}

static void nothing_to_do_is_done_at_once(void **state)
{
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    assert_int_equal(run_all(&bench, fanout_root(), &err), STATUS_OK);
    assert_int_equal(bench.taken_count, 0);
    bench_release(&bench);
}

static void all_run_side_by_side_up_to_the_bound(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    for (int i = 0; i < TASKS; i++) {
        add(root, &bench, i, pass_together);
    }
    assert_int_equal(run_all(&bench, root, &err), STATUS_OK);
    assert_int_equal(bench.most, FANOUT_BOUND);
    assert_int_equal(bench.ran, TASKS);
    assert_int_equal(bench.taken_count, TASKS);
    for (int i = 0; i < TASKS; i++) {
        assert_int_equal(bench.taken[i], i);
    }
    bench_release(&bench);
}

static void results_come_in_order_though_made_backwards(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    for (int i = 1; i <= FEW; i++) {
        add(root, &bench, i, pass_backwards);
    }
    assert_int_equal(run_all(&bench, root, &err), STATUS_OK);
    assert_int_equal(bench.taken_count, FEW);
    for (int i = 0; i < FEW; i++) {
        assert_int_equal(bench.taken[i], i + 1);
    }
    bench_release(&bench);
}

static void what_a_task_finds_takes_its_place(void **state)
{
    static const int wanted[] = { 0, 1, 11, 21, 31, 32, 22, 12, 2, 99 };
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    add(root, &bench, 0, split);
    add(root, &bench, 99, NULL);
    assert_int_equal(run_all(&bench, root, &err), STATUS_OK);
    /* The tasks that split are results themselves: 0, 10, 20, 30. */
    for (int i = 0, at = 0; i < bench.taken_count; i++) {
        if (bench.taken[i] == 0 || bench.taken[i] % 10 != 0) {
            assert_int_equal(bench.taken[i], wanted[at++]);
        }
    }
    assert_int_equal(bench.taken_count, ARRAY_LEN(wanted) + 3);
    bench_release(&bench);
}

static void what_has_vanished_is_left_out(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    add(root, &bench, 1, pass);
    add(root, &bench, 2, vanish);
    add(root, &bench, 3, pass);
    assert_int_equal(run_all(&bench, root, &err), STATUS_OK);
    assert_int_equal(bench.taken_count, 2);
    assert_int_equal(bench.taken[1], 3);
    bench_release(&bench);
}

static void what_is_needed_must_not_vanish(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    add(root, &bench, 1, vanish)->is_needed = true;
    assert_int_equal(run_all(&bench, root, &err), STATUS_NOT_FOUND);
    assert_string_equal(err.text, "gone");
    bench_release(&bench);
}

static void a_failure_ends_the_others_at_once(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    for (int i = 0; i < FEW; i++) {
        add(root, &bench, i, wait_for_stop);
    }
    add(root, &bench, FEW, refuse);
    assert_int_equal(run_all(&bench, root, &err), STATUS_DENIED);
    assert_string_equal(err.text, "no");
    assert_true(str_eq(bench.sm.error.code, STR("Code1")));
    assert_int_equal(bench.taken_count, 0);
    assert_int_equal(bench.ended, FEW);
    assert_false(stop_triggered(bench.sm.stop));
    bench_release(&bench);
}

static void a_stop_ends_all_at_once(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    for (int i = 0; i < FEW; i++) {
        add(root, &bench, i, wait_for_stop);
    }
    add(root, &bench, FEW, stop_all);
    assert_int_equal(run_all(&bench, root, &err), STATUS_STOPPED);
    assert_int_equal(bench.ended, bench.ran);
    assert_int_equal(bench.taken_count, 0);
    bench_release(&bench);
}

static void a_stop_before_the_start_runs_nothing_to_its_end(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    add(root, &bench, 0, wait_for_stop);
    stop_trigger(bench.sm.stop);
    assert_int_equal(run_all(&bench, root, &err), STATUS_STOPPED);
    bench_release(&bench);
}

static void nothing_more_is_taken_once_no_more_is_wanted(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    bench.wanted = 2;
    add(root, &bench, 0, pass);
    add(root, &bench, 1, pass);
    for (int i = 2; i < TASKS; i++) {
        add(root, &bench, i, wait_for_stop);
    }
    assert_int_equal(run_all(&bench, root, &err), STATUS_OK);
    assert_int_equal(bench.taken_count, 2);
    assert_int_equal(bench.ended, bench.ran);
    assert_true(bench.ran <= 2 + FANOUT_BOUND);
    bench_release(&bench);
}

static void the_work_does_not_run_away_from_its_taker(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    add(root, &bench, 0, hold_up);
    for (int i = 1; i < TASKS; i++) {
        add(root, &bench, i, pass);
    }
    assert_int_equal(run_all(&bench, root, &err), STATUS_OK);
    assert_in_range(bench.most, AHEAD, AHEAD + FANOUT_BOUND);
    assert_int_equal(bench.taken_count, TASKS);
    bench_release(&bench);
}

static void the_work_is_no_further_ahead_than_what_is_wanted(void **state)
{
    struct fanout_task *root = fanout_root();
    struct bench bench;
    struct fanout fanout = { .sm = &bench.sm, .most = 3, .take = take, .self = &bench };
    struct err err = { "" };

    (void)state;
    bench_init(&bench);
    bench.wanted = 3;
    for (int i = 0; i < TASKS; i++) {
        add(root, &bench, i, pass);
    }
    assert_int_equal(fanout_run(&fanout, root, &err), STATUS_OK);
    assert_int_equal(bench.taken_count, 3);
    assert_true(bench.ran <= 3 + FANOUT_BOUND);
    bench_release(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_do_is_done_at_once),
        cmocka_unit_test(all_run_side_by_side_up_to_the_bound),
        cmocka_unit_test(results_come_in_order_though_made_backwards),
        cmocka_unit_test(what_a_task_finds_takes_its_place),
        cmocka_unit_test(what_has_vanished_is_left_out),
        cmocka_unit_test(what_is_needed_must_not_vanish),
        cmocka_unit_test(a_failure_ends_the_others_at_once),
        cmocka_unit_test(a_stop_ends_all_at_once),
        cmocka_unit_test(a_stop_before_the_start_runs_nothing_to_its_end),
        cmocka_unit_test(nothing_more_is_taken_once_no_more_is_wanted),
        cmocka_unit_test(the_work_does_not_run_away_from_its_taker),
        cmocka_unit_test(the_work_is_no_further_ahead_than_what_is_wanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
