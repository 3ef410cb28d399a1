#include "base/stop.h"

#include <pthread.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    THREADS = 8,
    LONG_MS = 3600 * 1000,
};

static void count_notice(void *self)
{
    ++*(int *)self;
}

static void a_new_stop_is_not_triggered(void **state)
{
    struct stop *stop = stop_new();

    (void)state;
    assert_false(stop_triggered(stop));
    assert_false(stop_triggered(NULL));
    assert_false(stop_wait(stop, 0));
    assert_false(stop_wait(stop, 1));
    stop_free(stop);
    stop_free(NULL);
}

static void a_triggered_stop_stays_so_and_ends_every_wait(void **state)
{
    struct stop *stop = stop_new();

    (void)state;
    stop_trigger(stop);
    stop_trigger(stop);
    assert_true(stop_triggered(stop));
    assert_true(stop_wait(stop, 0));
    assert_true(stop_wait(stop, LONG_MS));
    assert_true(stop_wait(stop, INT64_MAX));
    assert_true(stop_wait(stop, -1));
    stop_free(stop);
}

static void *wait_long(void *stop)
{
    return stop_wait(stop, LONG_MS) ? stop : NULL;
}

static void *wait_for_ever(void *stop)
{
    return stop_wait(stop, -1) ? stop : NULL;
}

static void waiting_threads_wake_up(void **state)
{
    struct stop *stop = stop_new();
    pthread_t threads[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(
            pthread_create(&threads[i], NULL, i % 2 ? wait_long : wait_for_ever, stop), 0);
    }
    stop_trigger(stop);
    for (size_t i = 0; i < THREADS; i++) {
        void *result = NULL;

        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, stop);
    }
    stop_free(stop);
}

static void every_watch_is_told_once(void **state)
{
    struct stop *stop = stop_new();
    int counts[3] = { 0 };
    struct stop_watch watches[3];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(watches); i++) {
        watches[i] = (struct stop_watch){ .notify = count_notice, .self = &counts[i] };
        stop_watch(stop, &watches[i]);
    }
    assert_int_equal(counts[0] + counts[1] + counts[2], 0);
    stop_trigger(stop);
    stop_trigger(stop);
    for (size_t i = 0; i < ARRAY_LEN(watches); i++) {
        assert_int_equal(counts[i], 1);
        stop_unwatch(stop, &watches[i]);
    }
    stop_free(stop);
}

static void a_watch_that_comes_late_is_told_at_once(void **state)
{
    struct stop *stop = stop_new();
    int count = 0;
    struct stop_watch watch = { .notify = count_notice, .self = &count };

    (void)state;
    stop_trigger(stop);
    stop_watch(stop, &watch);
    assert_int_equal(count, 1);
    stop_unwatch(stop, &watch);
    stop_free(stop);
}

/* Takes the first, the middle or the last of three watches away and sees who is told. */
static void an_ended_watch_is_not_told(void **state)
{
    (void)state;
    for (size_t gone = 0; gone < 3; gone++) {
        struct stop *stop = stop_new();
        int counts[3] = { 0 };
        struct stop_watch watches[3];

        for (size_t i = 0; i < ARRAY_LEN(watches); i++) {
            watches[i] = (struct stop_watch){ .notify = count_notice, .self = &counts[i] };
            stop_watch(stop, &watches[i]);
        }
        stop_unwatch(stop, &watches[gone]);
        stop_trigger(stop);
        for (size_t i = 0; i < ARRAY_LEN(watches); i++) {
            assert_int_equal(counts[i], i != gone);
        }
        stop_free(stop);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_stop_is_not_triggered),
        cmocka_unit_test(a_triggered_stop_stays_so_and_ends_every_wait),
        cmocka_unit_test(waiting_threads_wake_up),
        cmocka_unit_test(every_watch_is_told_once),
        cmocka_unit_test(a_watch_that_comes_late_is_told_at_once),
        cmocka_unit_test(an_ended_watch_is_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
