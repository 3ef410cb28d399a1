#include "sagemaker/support_service.h"
#include "sagemaker/waiter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define IN_STATUS(value)                                                                       \
    {                                                                                          \
        .status = 200, .body = "{\"ImageStatus\":\"" value "\"}"                               \
    }
#define NOT_FOUND                                                                              \
    {                                                                                          \
        .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"gone\"}"        \
    }

enum {
    TIMEOUT_MS = 60000
};

static const char *const pending[] = { "CREATING", "DELETING", NULL };

static struct waiter waiter_for(struct service *s, const char *target)
{
    sagemaker_allow(&s->sm, TIMEOUT_MS);
    return (struct waiter){
        .what = "image",
        .name = "example",
        .describe = SAGEMAKER_DESCRIBE_IMAGE,
        .in = sagemaker_object(s->arena),
        .status_member = "ImageStatus",
        .pending = pending,
        .target = target,
    };
}

static void it_polls_until_the_target_is_there(void **state)
{
    static const struct fake_step steps[] = { IN_STATUS("CREATING"), IN_STATUS("CREATING"),
                                              IN_STATUS("CREATED") };
    struct service s;
    struct waiter waiter;
    cJSON *last = NULL;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, "CREATED");
    assert_int_equal(waiter_run(&s.sm, &waiter, &last, NULL), STATUS_OK);
    assert_true(str_eq(sagemaker_text(last, "ImageStatus"), STR("CREATED")));
    assert_int_equal(s.http.sent_count, 3);
    support_service_release(&s);
}

static void pauses_grow_and_end_at_ten_seconds(void **state)
{
    static const struct fake_step steps[] = { IN_STATUS("CREATING") };
    struct service s;
    struct waiter waiter;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, "CREATED");
    assert_int_equal(waiter_run(&s.sm, &waiter, NULL, NULL), STATUS_TIMEOUT);
    assert_true(s.clock.wait_count > 6);
    assert_in_range(s.clock.waits[0], 100, 200);
    for (size_t i = 1; i < s.clock.wait_count; i++) {
        assert_in_range(s.clock.waits[i], 0, 10000);
    }
    assert_true(s.clock.waits[3] > s.clock.waits[0]);
    support_service_release(&s);
}

static void a_timeout_says_how_long_and_the_last_status(void **state)
{
    static const struct fake_step steps[] = { IN_STATUS("CREATING") };
    struct service s;
    struct waiter waiter;
    cJSON *last = NULL;
    struct err err;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, "CREATED");
    assert_int_equal(waiter_run(&s.sm, &waiter, &last, &err), STATUS_TIMEOUT);
    assert_true(support_has(err.text, "timed out after 60 s"));
    assert_true(support_has(err.text, "CREATING"));
    assert_non_null(last);
    support_service_release(&s);
}

static void another_status_fails_with_the_services_reason(void **state)
{
    static const struct fake_step steps[] = {
        IN_STATUS("CREATING"),
        { .status = 200,
          .body = "{\"ImageStatus\":\"CREATE_FAILED\",\"FailureReason\":\"no such role.\"}" },
    };
    struct service s;
    struct waiter waiter;
    cJSON *last = NULL;
    struct err err;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, "CREATED");
    assert_int_equal(waiter_run(&s.sm, &waiter, &last, &err), STATUS_FAILED);
    assert_true(support_has(err.text, "CREATE_FAILED"));
    assert_true(str_ends_with(str_from(err.text), STR("no such role.")));
    assert_true(str_eq(sagemaker_text(last, "ImageStatus"), STR("CREATE_FAILED")));
    support_service_release(&s);
}

static void gone_is_reached_when_it_is_not_found(void **state)
{
    static const struct fake_step steps[] = { IN_STATUS("DELETING"), NOT_FOUND };
    struct service s;
    struct waiter waiter;
    cJSON *last = NULL;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, NULL);
    assert_int_equal(waiter_run(&s.sm, &waiter, &last, NULL), STATUS_OK);
    assert_null(last);
    support_service_release(&s);
}

static void a_lagging_read_is_forgiven_as_often_as_allowed(void **state)
{
    static const struct fake_step steps[] = { NOT_FOUND, NOT_FOUND, IN_STATUS("CREATED") };
    struct service s;
    struct waiter waiter;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, "CREATED");
    waiter.not_found_allowed = 2;
    assert_int_equal(waiter_run(&s.sm, &waiter, NULL, NULL), STATUS_OK);
    support_service_release(&s);
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, "CREATED");
    waiter.not_found_allowed = 1;
    assert_int_equal(waiter_run(&s.sm, &waiter, NULL, NULL), STATUS_NOT_FOUND);
    support_service_release(&s);
}

static void a_stop_ends_the_wait_and_keeps_what_was_seen(void **state)
{
    static const struct fake_step steps[] = { IN_STATUS("CREATING") };
    struct service s;
    struct waiter waiter;
    cJSON *last = NULL;

    (void)state;
    support_service_init(&s, steps, ARRAY_LEN(steps));
    waiter = waiter_for(&s, "CREATED");
    s.clock.stop_at_wait = 2;
    assert_int_equal(waiter_run(&s.sm, &waiter, &last, NULL), STATUS_STOPPED);
    assert_int_equal(s.http.sent_count, 1);
    assert_non_null(last);
    support_service_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_polls_until_the_target_is_there),
        cmocka_unit_test(pauses_grow_and_end_at_ten_seconds),
        cmocka_unit_test(a_timeout_says_how_long_and_the_last_status),
        cmocka_unit_test(another_status_fails_with_the_services_reason),
        cmocka_unit_test(gone_is_reached_when_it_is_not_found),
        cmocka_unit_test(a_lagging_read_is_forgiven_as_often_as_allowed),
        cmocka_unit_test(a_stop_ends_the_wait_and_keeps_what_was_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
