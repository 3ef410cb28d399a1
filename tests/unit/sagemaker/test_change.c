#include "sagemaker/change.h"
#include "sagemaker/lock.h"
#include "sagemaker/support_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define IN_USE(text)                                                                           \
    {                                                                                          \
        .status = 400, .body = "{\"__type\":\"ResourceInUse\",\"Message\":\"" text "\"}"       \
    }
#define DONE                                                                                   \
    {                                                                                          \
        .status = 200, .body = "{}"                                                            \
    }

enum {
    TIMEOUT_MS = 60000
};

static enum status change(struct service *s, struct err *err)
{
    cJSON *in = sagemaker_object(s->arena);

    cJSON_AddStringToObject(in, "ImageName", "example");
    sagemaker_allow(&s->sm, TIMEOUT_MS);
    return sagemaker_change(&s->sm, SAGEMAKER_DELETE_IMAGE_VERSION, in, NULL, err);
}

static void a_refusal_for_another_change_under_way_is_tried_again(void **state)
{
    static const struct fake_step steps[] = {
        IN_USE("Resource was modified concurrently"),
        IN_USE("ImageVersion (arn) is being deleted"),
        DONE,
    };
    struct service s;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    assert_int_equal(change(&s, NULL), STATUS_OK);
    assert_int_equal(s.http.sent_count, 3);
    support_service_release(&s);
}

static void already_exists_is_final(void **state)
{
    static const struct fake_step steps[] = { IN_USE("Image already exists"), DONE };
    struct service s;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    assert_int_equal(change(&s, NULL), STATUS_CONFLICT);
    assert_int_equal(s.http.sent_count, 1);
    support_service_release(&s);
}

static void trying_ends_when_the_time_is_over(void **state)
{
    static const struct fake_step steps[] = { IN_USE("Resource was modified concurrently") };
    struct service s;
    struct err err;
    int64_t begun_ms;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    begun_ms = s.clock.mono_ms;
    assert_int_equal(change(&s, &err), STATUS_CONFLICT);
    assert_in_range(s.clock.mono_ms - begun_ms, TIMEOUT_MS / 2, TIMEOUT_MS);
    assert_true(support_has(err.text, "modified concurrently"));
    support_service_release(&s);
}

static void a_stop_ends_the_pause(void **state)
{
    static const struct fake_step steps[] = { IN_USE("Resource was modified concurrently") };
    struct service s;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    s.clock.stop_at_wait = 1;
    assert_int_equal(change(&s, NULL), STATUS_STOPPED);
    assert_int_equal(s.http.sent_count, 1);
    support_service_release(&s);
}

static void a_stop_before_its_turn_sends_nothing(void **state)
{
    static const struct fake_step steps[] = { DONE };
    struct service s;
    struct err err;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    s.sm.locks = locks_new();
    stop_trigger(s.stop);
    assert_int_equal(change(&s, &err), STATUS_STOPPED);
    assert_true(support_has(err.text, "nothing was sent"));
    assert_int_equal(s.http.sent_count, 0);
    locks_free(s.sm.locks);
    support_service_release(&s);
}

static void the_turn_is_given_back_after_each_try(void **state)
{
    static const struct fake_step steps[] = { IN_USE("Image already exists"), DONE };
    struct service s;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    s.sm.locks = locks_new();
    assert_int_equal(change(&s, NULL), STATUS_CONFLICT);
    assert_int_equal(change(&s, NULL), STATUS_OK);
    locks_free(s.sm.locks);
    support_service_release(&s);
}

/* A clock that, when somebody sleeps, sees whether the image can be changed meanwhile. */
static struct locks *looked_at;
static struct str looked_for;
static const struct clock_ops *underlying;
static size_t looks;

static bool look_and_wait(void *self, struct stop *stop, int64_t ms)
{
    assert_int_equal(locks_take(looked_at, looked_for, stop), STATUS_OK);
    locks_give(looked_at, looked_for);
    looks++;
    return underlying->wait(self, stop, ms);
}

static void others_have_their_turn_while_a_throttled_call_sleeps(void **state)
{
    static const struct fake_step steps[] = {
        { .status = 400, .body = "{\"__type\":\"ThrottlingException\",\"message\":\"slow\"}" },
        { .status = 500, .body = "" },
        DONE,
    };
    struct stop *fresh = stop_new();
    struct service s;
    struct clock_ops ops;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    s.sm.locks = looked_at = locks_new();
    looked_for = arena_printf(s.arena, "%.*s/example", STR_ARG(aws_client_region(s.client)));
    underlying = s.clock.clock.ops;
    ops = *underlying;
    ops.wait = look_and_wait;
    s.clock.clock.ops = &ops;
    assert_int_equal(change(&s, NULL), STATUS_OK);
    assert_int_equal(looks, 2);
    assert_int_equal(locks_take(s.sm.locks, looked_for, fresh), STATUS_OK);
    locks_give(s.sm.locks, looked_for);
    locks_free(s.sm.locks);
    stop_free(fresh);
    support_service_release(&s);
}

static void a_stop_while_a_throttled_call_sleeps_leaves_no_turn_taken(void **state)
{
    static const struct fake_step steps[] = {
        { .status = 400, .body = "{\"__type\":\"ThrottlingException\",\"message\":\"slow\"}" },
    };
    struct stop *fresh = stop_new();
    struct service s;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    s.sm.locks = locks_new();
    s.clock.stop_at_wait = 1;
    assert_int_equal(change(&s, NULL), STATUS_STOPPED);
    looked_for = arena_printf(s.arena, "%.*s/example", STR_ARG(aws_client_region(s.client)));
    assert_int_equal(locks_take(s.sm.locks, looked_for, fresh), STATUS_OK);
    locks_give(s.sm.locks, looked_for);
    locks_free(s.sm.locks);
    stop_free(fresh);
    support_service_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_for_another_change_under_way_is_tried_again),
        cmocka_unit_test(already_exists_is_final),
        cmocka_unit_test(trying_ends_when_the_time_is_over),
        cmocka_unit_test(a_stop_ends_the_pause),
        cmocka_unit_test(a_stop_before_its_turn_sends_nothing),
        cmocka_unit_test(the_turn_is_given_back_after_each_try),
        cmocka_unit_test(others_have_their_turn_while_a_throttled_call_sleeps),
        cmocka_unit_test(a_stop_while_a_throttled_call_sleeps_leaves_no_turn_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
