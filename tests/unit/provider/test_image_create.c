#include "provider/image.h"
#include "provider/image_parts.h"
#include "provider/support_images.h"
#include "schema/image.h"
#include "schema/timeouts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define REASON "The role " ROLE " cannot be assumed."
#define FAILED(reason)                                                                         \
    DESCRIBED("\"ImageStatus\":\"CREATE_FAILED\",\"FailureReason\":\"" reason "\"")
#define ROLE_REFUSED                                                                           \
    REFUSED("ValidationException", "Could not assume role. Ensure that it exists.")

static const struct value nothing = { .state = VALUE_NULL };

struct creation {
    struct hooks h;
    struct value planned;
    struct apply_op op;
};

static void init(struct creation *c, const struct fake_step *steps, size_t count)
{
    support_hooks_init(&c->h, "us-west-2", steps, count);
    c->planned = support_images_planned(&c->h);
    c->op =
        (struct apply_op){ .prior = &nothing, .planned = &c->planned, .config = &c->planned };
}

static void release(struct creation *c)
{
    support_hooks_release(&c->h);
}

static void run(struct creation *c)
{
    image_resource.create(&c->h.call, &c->op);
}

static void an_image_whose_role_is_too_young_is_made_again(void **state)
{
    static const struct fake_step steps[] = {
        MADE, FAILED(REASON), OK(""), GONE, MADE, CREATED,
    };
    static const char *const operations[] = {
        "CreateImage",   "DescribeImage", "DeleteImage",
        "DescribeImage", "CreateImage",   "DescribeImage"
    };
    struct creation c;
    struct type whole = { .kind = KIND_OBJECT, .object = image_schema.block };

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    run(&c);
    assert_int_equal(c.h.diags.count, 0);
    assert_int_equal(c.h.http.sent_count, ARRAY_LEN(operations));
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        assert_true(support_images_sent(&c.h, i, operations[i]));
    }
    assert_true(value_wholly_known(&whole, &c.op.state));
    assert_true(support_images_has(&c.op.state, IMAGE_STATUS, "CREATED"));
    assert_true(support_images_has(&c.op.state, IMAGE_ACCOUNT_ID, "123456789012"));
    assert_true(value_is_null(&c.op.state.items[IMAGE_FAILURE_REASON]));
    release(&c);
}

static void a_create_that_the_role_refuses_is_tried_again(void **state)
{
    static const struct fake_step steps[] = { ROLE_REFUSED, ROLE_REFUSED, MADE, CREATED };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    run(&c);
    assert_int_equal(c.h.diags.count, 0);
    assert_true(value_is_known(&c.op.state));
    assert_in_range(c.h.clock.waits[0], 1000, 2000);
    assert_in_range(c.h.clock.waits[1], 2000, 4000);
    release(&c);
}

static void attempts_end_after_two_minutes_and_leave_the_last_image(void **state)
{
    static const struct fake_step steps[] = { ROLE_REFUSED };
    struct creation c;
    int64_t begun;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    begun = c.h.clock.mono_ms;
    run(&c);
    assert_true(support_hooks_error(&c.h, "Could not assume role"));
    assert_true(support_hooks_error(&c.h, "SageMaker must be allowed to assume it"));
    assert_true(value_is_null(&c.op.state));
    assert_in_range(c.h.clock.mono_ms - begun, 105 * 1000, 120 * 1000);
    for (size_t i = 0; i < c.h.clock.wait_count; i++) {
        assert_in_range(c.h.clock.waits[i], 1000, 10 * 1000);
    }
    release(&c);
}

/* The attempts end with the operation's time, too. */
static void the_last_failed_image_stays_tainted_with_all_that_is_known(void **state)
{
    static const struct fake_step steps[] = { MADE, FAILED(REASON) };
    struct creation c;
    struct value *timeouts;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    timeouts = &c.planned.items[IMAGE_TIMEOUTS];
    *timeouts = value_object(c.h.call.arena, timeouts_type.object);
    timeouts->items[TIMEOUTS_CREATE] = value_string(STR("1s"));
    run(&c);
    assert_int_equal(c.h.http.sent_count, 2);
    assert_true(support_hooks_error(&c.h, REASON));
    assert_true(support_hooks_error(&c.h, IMAGE_ARN_TEXT));
    assert_true(support_hooks_error(&c.h, "marked as tainted"));
    assert_true(support_images_has(&c.op.state, IMAGE_STATUS, "CREATE_FAILED"));
    assert_true(support_images_has(&c.op.state, IMAGE_FAILURE_REASON, REASON));
    release(&c);
}

static void a_later_attempt_that_fails_otherwise_says_what_went_before(void **state)
{
    static const struct fake_step steps[] = { ROLE_REFUSED, MADE,
                                              DESCRIBED("\"ImageStatus\":\"CREATING\"") };
    struct creation c;
    struct value *timeouts;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    timeouts = &c.planned.items[IMAGE_TIMEOUTS];
    *timeouts = value_object(c.h.call.arena, timeouts_type.object);
    timeouts->items[TIMEOUTS_CREATE] = value_string(STR("5s"));
    run(&c);
    assert_true(support_hooks_error(&c.h, "timed out after 5 s"));
    assert_true(support_hooks_error(&c.h, "The attempt before that failed"));
    assert_true(support_hooks_error(&c.h, "Could not assume role"));
    assert_true(value_is_known(&c.op.state));
    release(&c);
}

/* The attempt takes 1.5 s, and so may the removal and the next one. */
static void an_attempt_that_would_not_fit_is_not_begun(void **state)
{
    static const struct fake_step steps[] = {
        MADE,
        DESCRIBED("\"ImageStatus\":\"CREATING\""),
        DESCRIBED("\"ImageStatus\":\"CREATING\""),
        DESCRIBED("\"ImageStatus\":\"CREATING\""),
        FAILED(REASON),
    };
    struct creation c;
    struct value *timeouts;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    timeouts = &c.planned.items[IMAGE_TIMEOUTS];
    *timeouts = value_object(c.h.call.arena, timeouts_type.object);
    timeouts->items[TIMEOUTS_CREATE] = value_string(STR("6s"));
    run(&c);
    assert_int_equal(c.h.http.sent_count, ARRAY_LEN(steps));
    assert_true(support_hooks_error(&c.h, REASON));
    assert_true(support_images_has(&c.op.state, IMAGE_STATUS, "CREATE_FAILED"));
    release(&c);
}

static void another_failure_is_final_at_once(void **state)
{
    static const struct fake_step failed[] = { MADE, FAILED("Internal error.") };
    static const struct fake_step malformed[] = { REFUSED(
        "ValidationException", "1 validation error detected: Value 'x' at 'roleArn' failed to "
                               "satisfy constraint: Member must ...") };
    static const struct fake_step denied[] = { REFUSED("AccessDeniedException",
                                                       "not authorized: iam:PassRole") };
    struct creation c;

    (void)state;
    init(&c, failed, ARRAY_LEN(failed));
    run(&c);
    assert_true(support_hooks_error(&c.h, "Internal error."));
    assert_true(value_is_known(&c.op.state));
    assert_int_equal(c.h.http.sent_count, 2);
    release(&c);
    init(&c, malformed, ARRAY_LEN(malformed));
    run(&c);
    assert_true(support_hooks_error(&c.h, "roleArn"));
    assert_int_equal(c.h.http.sent_count, 1);
    release(&c);
    init(&c, denied, ARRAY_LEN(denied));
    run(&c);
    assert_true(support_hooks_error(&c.h, "iam:PassRole"));
    assert_int_equal(c.h.http.sent_count, 1);
    release(&c);
}

static void an_image_that_cannot_be_removed_stays_with_both_reasons(void **state)
{
    static const struct fake_step steps[] = {
        MADE, FAILED(REASON), REFUSED("AccessDeniedException", "no sagemaker:DeleteImage")
    };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    run(&c);
    assert_true(support_hooks_error(&c.h, REASON));
    assert_true(support_hooks_error(&c.h, "no sagemaker:DeleteImage"));
    assert_true(support_hooks_error(&c.h, IMAGE_ARN_TEXT));
    assert_true(support_images_has(&c.op.state, IMAGE_ARN, IMAGE_ARN_TEXT));
    release(&c);
}

static void a_stop_between_attempts_leaves_nothing(void **state)
{
    static const struct fake_step steps[] = { MADE, FAILED(REASON), OK(""), GONE };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    c.h.clock.stop_at_wait = 3; /* after the waits for the failure and for the removal */
    run(&c);
    assert_int_equal(c.h.http.sent_count, 4);
    assert_true(support_hooks_error(&c.h, "interrupted"));
    assert_true(support_hooks_error(&c.h, REASON));
    assert_true(value_is_null(&c.op.state));
    release(&c);
}

static void a_stop_during_the_removal_keeps_the_image(void **state)
{
    static const struct fake_step steps[] = { MADE, FAILED(REASON), OK("") };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    c.h.clock.stop_at_wait = 2;
    run(&c);
    assert_true(support_hooks_error(&c.h, "interrupted"));
    assert_true(value_is_known(&c.op.state));
    release(&c);
}

static void a_lost_answer_is_adopted_in_every_attempt(void **state)
{
    static const struct fake_step steps[] = {
        MADE,
        FAILED(REASON),
        OK(""),
        GONE,
        { .status = 500, .body = "" },
        REFUSED("ResourceInUse", "Image already exists"),
        CREATED,
        OK("{\"Tags\":[]}"),
        CREATED,
    };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    run(&c);
    assert_int_equal(c.h.diags.count, 0);
    assert_int_equal(c.h.http.sent_count, ARRAY_LEN(steps));
    assert_true(support_images_has(&c.op.state, IMAGE_STATUS, "CREATED"));
    release(&c);
}

static void a_display_name_that_repeats_the_name_does_not_hinder_adoption(void **state)
{
    static const struct fake_step steps[] = {
        { .status = 500, .body = "" },
        REFUSED("ResourceInUse", "Image already exists"),
        DESCRIBED("\"ImageStatus\":\"CREATED\",\"CreationTime\":4102444800,"
                  "\"DisplayName\":\"example\""),
        OK("{\"Tags\":[]}"),
        CREATED,
    };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    run(&c);
    assert_int_equal(c.h.diags.count, 0);
    assert_true(value_is_known(&c.op.state));
    release(&c);
}

static void an_image_with_other_tags_is_not_adopted(void **state)
{
    static const struct fake_step steps[] = {
        { .status = 500, .body = "" },
        REFUSED("ResourceInUse", "Image already exists"),
        CREATED,
        OK("{\"Tags\":[{\"Key\":\"theirs\",\"Value\":\"1\"}]}"),
    };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    run(&c);
    assert_true(support_hooks_error(&c.h, "already exists"));
    assert_true(value_is_null(&c.op.state));
    release(&c);
}

static void all_tags_go_with_the_request(void **state)
{
    static const struct fake_step steps[] = { MADE, CREATED };
    static struct value_entry entries[] = { { { "a", 1 }, { .state = VALUE_KNOWN } } };
    struct creation c;

    (void)state;
    init(&c, steps, ARRAY_LEN(steps));
    entries[0].value = value_string(STR("1"));
    c.planned.items[IMAGE_TAGS] = value_map(entries, 1);
    c.planned.items[IMAGE_TAGS_ALL] = value_unknown();
    run(&c);
    assert_int_equal(c.h.diags.count, 0);
    assert_true(str_ends_with(c.h.http.sent[0].body,
                              STR("\"Tags\":[{\"Key\":\"a\",\"Value\":\"1\"}]}")));
    assert_int_equal(c.op.state.items[IMAGE_TAGS_ALL].entry_count, 1);
    release(&c);
}

static void reasons_about_the_role_are_told_by_their_words(void **state)
{
    static const char *const role[] = {
        "The role cannot be assumed",          "unable to ASSUME it", "IAM says no",
        "sts:AssumeRole was denied",           "invalid RoleArn",     "check the trust policy",
        "Unable to validate ExecutionRoleArn", "not trusted yet",
    };
    static const char *const other[] = { "", "Internal error", "parole", "controlled siam",
                                         "no space left" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(role); i++) {
        assert_true(image_reason_is_role(str_from(role[i])));
    }
    for (size_t i = 0; i < ARRAY_LEN(other); i++) {
        assert_false(image_reason_is_role(str_from(other[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_whose_role_is_too_young_is_made_again),
        cmocka_unit_test(a_create_that_the_role_refuses_is_tried_again),
        cmocka_unit_test(attempts_end_after_two_minutes_and_leave_the_last_image),
        cmocka_unit_test(the_last_failed_image_stays_tainted_with_all_that_is_known),
        cmocka_unit_test(a_later_attempt_that_fails_otherwise_says_what_went_before),
        cmocka_unit_test(an_attempt_that_would_not_fit_is_not_begun),
        cmocka_unit_test(another_failure_is_final_at_once),
        cmocka_unit_test(an_image_that_cannot_be_removed_stays_with_both_reasons),
        cmocka_unit_test(a_stop_between_attempts_leaves_nothing),
        cmocka_unit_test(a_stop_during_the_removal_keeps_the_image),
        cmocka_unit_test(a_lost_answer_is_adopted_in_every_attempt),
        cmocka_unit_test(a_display_name_that_repeats_the_name_does_not_hinder_adoption),
        cmocka_unit_test(an_image_with_other_tags_is_not_adopted),
        cmocka_unit_test(all_tags_go_with_the_request),
        cmocka_unit_test(reasons_about_the_role_are_told_by_their_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
