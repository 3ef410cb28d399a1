#include "aws/creds_cache.h"

#include "aws/support_fake.h"
#include "aws/support_source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    MINUTE_MS = 60000,
    HOUR_MS = 60 * MINUTE_MS,
    THREADS = 4
};

struct fixture {
    struct fake_clock clock;
    struct creds_io io;
    struct play_source play;
    struct creds_cache *cache;
    struct creds creds;
    struct err err;
};

static void set_up(struct fixture *f, const struct source_step *steps, size_t count)
{
    memset(f, 0, sizeof(*f));
    support_clock_init(&f->clock);
    f->io.clock = &f->clock.clock;
    support_source_init(&f->play, &f->clock.clock, steps, count);
    f->cache = creds_cache_new(&f->io, &f->play.source);
}

static void tear_down(struct fixture *f)
{
    creds_release(&f->creds);
    creds_source_free(creds_cache_source(f->cache));
    assert_true(f->play.freed);
}

#define SET_UP(f, ...)                                                                         \
    static const struct source_step steps[] = { __VA_ARGS__ };                                 \
    struct fixture f;                                                                          \
    (void)state;                                                                               \
    set_up(&(f), steps, ARRAY_LEN(steps))

static enum status get(struct fixture *f)
{
    creds_release(&f->creds);
    return creds_cache_get(f->cache, NULL, &f->creds, &f->err);
}

static void assert_gives(struct fixture *f, const char *id)
{
    assert_int_equal(get(f), STATUS_OK);
    assert_string_equal(f->creds.access_key_id, id);
}

static void keys_without_an_end_are_asked_for_once(void **state)
{
    SET_UP(f, { .id = "A" }, { .id = "B" });

    assert_gives(&f, "A");
    f.clock.wall_ms += 1000LL * HOUR_MS;
    assert_gives(&f, "A");
    assert_int_equal(f.play.retrieved, 1);
    tear_down(&f);
}

static void new_ones_come_five_minutes_before_the_end(void **state)
{
    SET_UP(f, { .id = "A", .lives_ms = HOUR_MS }, { .id = "B", .lives_ms = HOUR_MS });

    assert_gives(&f, "A");
    f.clock.wall_ms += 55 * MINUTE_MS - 1;
    assert_gives(&f, "A");
    f.clock.wall_ms += 1;
    assert_gives(&f, "B");
    tear_down(&f);
}

static void a_short_life_is_used_for_two_thirds(void **state)
{
    SET_UP(f, { .id = "A", .lives_ms = 3 * MINUTE_MS }, { .id = "B", .lives_ms = HOUR_MS });

    assert_gives(&f, "A");
    f.clock.wall_ms += 2 * MINUTE_MS - 1;
    assert_gives(&f, "A");
    f.clock.wall_ms += 1;
    assert_gives(&f, "B");
    tear_down(&f);
}

static void a_failed_renewal_leaves_the_old_ones_until_their_end(void **state)
{
    SET_UP(f, { .id = "A", .lives_ms = HOUR_MS }, { .status = STATUS_UNAVAILABLE });

    assert_gives(&f, "A");
    f.clock.wall_ms += 56 * MINUTE_MS;
    assert_gives(&f, "A");
    assert_int_equal(f.play.retrieved, 2);
    /* Not at every request: a minute later. */
    f.clock.wall_ms += MINUTE_MS - 1;
    assert_gives(&f, "A");
    assert_int_equal(f.play.retrieved, 2);
    f.clock.wall_ms += 1;
    assert_gives(&f, "A");
    assert_int_equal(f.play.retrieved, 3);
    f.clock.wall_ms += 3 * MINUTE_MS;
    assert_int_equal(get(&f), STATUS_UNAVAILABLE);
    assert_string_equal(f.err.text, "the play says no");
    tear_down(&f);
}

static void a_failure_is_not_kept(void **state)
{
    SET_UP(f, { .status = STATUS_DENIED }, { .id = "A" });

    assert_int_equal(get(&f), STATUS_DENIED);
    assert_gives(&f, "A");
    tear_down(&f);
}

static void refused_ones_are_replaced_at_once(void **state)
{
    SET_UP(f, { .id = "A", .lives_ms = HOUR_MS }, { .id = "B", .lives_ms = HOUR_MS });

    assert_gives(&f, "A");
    assert_true(creds_cache_expire(f.cache, &f.creds));
    assert_gives(&f, "B");
    tear_down(&f);
}

static void refused_ones_are_not_used_on_when_no_new_ones_come(void **state)
{
    SET_UP(f, { .id = "A", .lives_ms = HOUR_MS }, { .status = STATUS_UNAVAILABLE });

    assert_gives(&f, "A");
    assert_true(creds_cache_expire(f.cache, &f.creds));
    assert_int_equal(get(&f), STATUS_UNAVAILABLE);
    tear_down(&f);
}

static void what_was_replaced_already_is_not_replaced_again(void **state)
{
    struct creds old;
    SET_UP(f, { .id = "A", .lives_ms = HOUR_MS }, { .id = "B", .lives_ms = HOUR_MS });

    assert_gives(&f, "A");
    creds_copy(&old, &f.creds);
    assert_true(creds_cache_expire(f.cache, &old));
    assert_gives(&f, "B");
    assert_true(creds_cache_expire(f.cache, &old));
    assert_gives(&f, "B");
    assert_int_equal(f.play.retrieved, 2);
    creds_release(&old);
    tear_down(&f);
}

static void keys_without_an_end_cannot_be_replaced(void **state)
{
    SET_UP(f, { .id = "A" }, { .id = "B" });

    assert_gives(&f, "A");
    assert_false(creds_cache_expire(f.cache, &f.creds));
    assert_gives(&f, "A");
    tear_down(&f);
}

struct getter {
    struct fixture *fixture;
    struct stop *stop;
    enum status status;
    struct creds creds;
    struct err err;
};

static void *get_in_thread(void *self)
{
    struct getter *getter = self;

    getter->status =
        creds_cache_get(getter->fixture->cache, getter->stop, &getter->creds, &getter->err);
    return NULL;
}

/* Starts getters, the first of which is in the source before the others come. */
static void start_getters(struct fixture *f, struct getter *getters, pthread_t *threads,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        getters[i].fixture = f;
        assert_int_equal(pthread_create(&threads[i], NULL, get_in_thread, &getters[i]), 0);
        support_source_await(&f->play, 1);
    }
}

static void many_who_need_them_wait_for_one_retrieval(void **state)
{
    struct getter getters[THREADS] = { { .status = STATUS_FAILED } };
    pthread_t threads[THREADS];
    SET_UP(f, { .id = "A", .lives_ms = HOUR_MS, .held = true },
           { .id = "B", .lives_ms = HOUR_MS });

    start_getters(&f, getters, threads, THREADS);
    support_source_release(&f.play);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(getters[i].status, STATUS_OK);
        assert_string_equal(getters[i].creds.access_key_id, "A");
        creds_release(&getters[i].creds);
    }
    assert_int_equal(f.play.retrieved, 1);
    tear_down(&f);
}

static void a_stop_ends_the_wait_for_another_s_retrieval(void **state)
{
    struct getter getters[2] = { { .status = STATUS_FAILED } };
    pthread_t threads[2];
    SET_UP(f, { .id = "A", .lives_ms = HOUR_MS, .held = true });

    getters[1].stop = stop_new();
    start_getters(&f, getters, threads, 2);
    stop_trigger(getters[1].stop);
    pthread_join(threads[1], NULL);
    assert_int_equal(getters[1].status, STATUS_STOPPED);
    support_source_release(&f.play);
    pthread_join(threads[0], NULL);
    assert_int_equal(getters[0].status, STATUS_OK);
    creds_release(&getters[0].creds);
    stop_free(getters[1].stop);
    tear_down(&f);
}

static void a_stop_of_the_one_who_asks_leaves_it_to_the_next(void **state)
{
    struct getter getters[2] = { { .status = STATUS_FAILED } };
    pthread_t threads[2];
    SET_UP(f, { .id = "A", .held = true }, { .id = "B" });

    getters[0].stop = stop_new();
    start_getters(&f, getters, threads, 2);
    stop_trigger(getters[0].stop);
    pthread_join(threads[0], NULL);
    assert_int_equal(getters[0].status, STATUS_STOPPED);
    pthread_join(threads[1], NULL);
    assert_int_equal(getters[1].status, STATUS_OK);
    assert_string_equal(getters[1].creds.access_key_id, "B");
    creds_release(&getters[1].creds);
    stop_free(getters[0].stop);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_without_an_end_are_asked_for_once),
        cmocka_unit_test(new_ones_come_five_minutes_before_the_end),
        cmocka_unit_test(a_short_life_is_used_for_two_thirds),
        cmocka_unit_test(a_failed_renewal_leaves_the_old_ones_until_their_end),
        cmocka_unit_test(a_failure_is_not_kept),
        cmocka_unit_test(refused_ones_are_replaced_at_once),
        cmocka_unit_test(refused_ones_are_not_used_on_when_no_new_ones_come),
        cmocka_unit_test(what_was_replaced_already_is_not_replaced_again),
        cmocka_unit_test(keys_without_an_end_cannot_be_replaced),
        cmocka_unit_test(many_who_need_them_wait_for_one_retrieval),
        cmocka_unit_test(a_stop_ends_the_wait_for_another_s_retrieval),
        cmocka_unit_test(a_stop_of_the_one_who_asks_leaves_it_to_the_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
