#include "base/mem.h"
#include "sagemaker/lock.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    THREADS = 8,
    ROUNDS = 200
};

struct shared {
    struct locks *locks;
    struct stop *stop;
    int counter; /* guarded by the lock "image" alone */
    enum status status;
};

static void *count_up(void *arg)
{
    struct shared *s = arg;

    for (int i = 0; i < ROUNDS; i++) {
        if (locks_take(s->locks, STR("image"), s->stop) == STATUS_OK) {
            s->counter++;
            locks_give(s->locks, STR("image"));
        }
    }
    return NULL;
}

static void one_name_is_held_by_one_thread_at_a_time(void **state)
{
    struct shared s = { .locks = locks_new(), .stop = stop_new() };
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, &s), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(s.counter, THREADS * ROUNDS);
    locks_free(s.locks);
    stop_free(s.stop);
}

static void other_names_do_not_wait(void **state)
{
    struct locks *locks = locks_new();
    struct stop *stop = stop_new();

    (void)state;
    assert_int_equal(locks_take(locks, STR("a"), stop), STATUS_OK);
    assert_int_equal(locks_take(locks, STR("b"), stop), STATUS_OK);
    locks_give(locks, STR("a"));
    assert_int_equal(locks_take(locks, STR("a"), stop), STATUS_OK);
    locks_give(locks, STR("a"));
    locks_give(locks, STR("b"));
    locks_free(locks);
    stop_free(stop);
}

static void *take_image(void *arg)
{
    struct shared *s = arg;

    s->status = locks_take(s->locks, STR("image"), s->stop);
    return NULL;
}

static void a_stop_ends_the_wait(void **state)
{
    struct shared s = { .locks = locks_new(), .stop = stop_new() };
    struct stop *holder = stop_new();
    pthread_t thread;

    (void)state;
    assert_int_equal(locks_take(s.locks, STR("image"), holder), STATUS_OK);
    assert_int_equal(pthread_create(&thread, NULL, take_image, &s), 0);
    stop_trigger(s.stop);
    pthread_join(thread, NULL);
    assert_int_equal(s.status, STATUS_STOPPED);
    locks_give(s.locks, STR("image"));
    assert_int_equal(locks_take(s.locks, STR("image"), holder), STATUS_OK);
    locks_give(s.locks, STR("image"));
    locks_free(s.locks);
    stop_free(s.stop);
    stop_free(holder);
}

static void a_stop_before_the_wait_takes_nothing(void **state)
{
    struct locks *locks = locks_new();
    struct stop *stop = stop_new();
    struct stop *other = stop_new();

    (void)state;
    stop_trigger(stop);
    assert_int_equal(locks_take(locks, STR("image"), stop), STATUS_STOPPED);
    assert_int_equal(locks_take(locks, STR("image"), other), STATUS_OK);
    locks_give(locks, STR("image"));
    locks_free(locks);
    stop_free(stop);
    stop_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_name_is_held_by_one_thread_at_a_time),
        cmocka_unit_test(other_names_do_not_wait),
        cmocka_unit_test(a_stop_ends_the_wait),
        cmocka_unit_test(a_stop_before_the_wait_takes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
