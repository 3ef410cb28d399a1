#include "provider/image.h"
#include "provider/support_images.h"
#include "schema/image.h"
#include "schema/timeouts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define VERSION(number, value)                                                                 \
    "{\"Version\":" number ",\"ImageVersionStatus\":\"" value "\",\"FailureReason\":"          \
    "\"stuck\"}"
#define VERSIONS(list) OK("{\"ImageVersions\":[" list "]}")

struct deletion {
    struct hooks h;
    struct value prior;
    struct apply_op op;
};

static void init(struct deletion *d, bool force, const struct fake_step *steps, size_t count)
{
    support_hooks_init(&d->h, "us-west-2", steps, count);
    d->prior = support_images_saved(&d->h);
    d->prior.items[IMAGE_FORCE_DELETE] = force ? value_bool(true) : value_null();
    d->op = (struct apply_op){ .prior = &d->prior, .state = d->prior };
}

static void run(struct deletion *d)
{
    image_resource.destroy(&d->h.call, &d->op);
}

static bool sent(const struct deletion *d, const char *const *operations, size_t count)
{
    bool all = d->h.http.sent_count == count;

    for (size_t i = 0; i < count; i++) {
        all = support_images_sent(&d->h, i, operations[i]) && all;
    }
    return all;
}

static void without_the_argument_no_version_is_touched(void **state)
{
    static const struct fake_step steps[] = { OK(""), GONE };
    static const char *const operations[] = { "DeleteImage", "DescribeImage" };
    struct deletion d;

    (void)state;
    init(&d, false, steps, ARRAY_LEN(steps));
    run(&d);
    assert_true(sent(&d, operations, ARRAY_LEN(operations)));
    assert_true(value_is_null(&d.op.state));
    support_hooks_release(&d.h);
}

static void a_refusal_because_of_versions_names_the_argument(void **state)
{
    static const struct fake_step steps[] = { REFUSED("ResourceInUse", "Image has versions.") };
    struct deletion d;

    (void)state;
    init(&d, false, steps, ARRAY_LEN(steps));
    run(&d);
    assert_true(support_hooks_error(&d.h, "Image has versions."));
    assert_true(support_hooks_error(&d.h, "force_delete = true"));
    assert_true(value_is_known(&d.op.state));
    support_hooks_release(&d.h);
}

static void a_refusal_after_all_versions_went_does_not_name_it(void **state)
{
    static const struct fake_step steps[] = { VERSIONS(""),
                                              REFUSED("ResourceInUse", "Image is in use.") };
    struct deletion d;

    (void)state;
    init(&d, true, steps, ARRAY_LEN(steps));
    run(&d);
    assert_true(support_hooks_error(&d.h, "Image is in use."));
    assert_true(support_hooks_error(&d.h, "something still uses it"));
    assert_true(value_is_known(&d.op.state));
    support_hooks_release(&d.h);
}

/* An interrupted creation may still be under way. */
static void an_image_that_is_being_made_is_deleted_afterwards(void **state)
{
    static const struct fake_step endings[] = {
        CREATED, DESCRIBED("\"ImageStatus\":\"CREATE_FAILED\"")
    };
    static const char *const operations[] = { "DeleteImage", "DescribeImage", "DescribeImage",
                                              "DeleteImage", "DescribeImage" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        const struct fake_step steps[] = {
            REFUSED("ResourceInUse", "Image is still in CREATING"),
            DESCRIBED("\"ImageStatus\":\"CREATING\""),
            endings[i],
            OK(""),
            GONE,
        };
        struct deletion d;

        init(&d, false, steps, ARRAY_LEN(steps));
        run(&d);
        assert_int_equal(d.h.diags.count, 0);
        assert_true(sent(&d, operations, ARRAY_LEN(operations)));
        assert_true(value_is_null(&d.op.state));
        support_hooks_release(&d.h);
    }
}

static void a_stop_while_an_image_is_being_made_keeps_it(void **state)
{
    static const struct fake_step steps[] = {
        REFUSED("ResourceInUse", "Image is still in CREATING"),
        DESCRIBED("\"ImageStatus\":\"CREATING\""),
    };
    struct deletion d;

    (void)state;
    init(&d, false, steps, ARRAY_LEN(steps));
    d.h.clock.stop_at_wait = 2;
    run(&d);
    assert_true(support_hooks_error(&d.h, "interrupted"));
    assert_true(value_is_known(&d.op.state));
    support_hooks_release(&d.h);
}

static void all_versions_go_before_the_image(void **state)
{
    static const struct fake_step steps[] = {
        VERSIONS(VERSION("3", "CREATED") "," VERSION("2", "CREATE_FAILED") "," VERSION(
            "1", "DELETING")),
        OK(""),
        REFUSED("ResourceNotFound", "gone meanwhile"),
        VERSIONS(VERSION("3", "DELETING")),
        VERSIONS(""),
        OK(""),
        GONE,
    };
    static const char *const operations[] = {
        "ListImageVersions", "DeleteImageVersion", "DeleteImageVersion", "ListImageVersions",
        "ListImageVersions", "DeleteImage",        "DescribeImage",
    };
    struct deletion d;

    (void)state;
    init(&d, true, steps, ARRAY_LEN(steps));
    run(&d);
    assert_int_equal(d.h.diags.count, 0);
    assert_true(sent(&d, operations, ARRAY_LEN(operations)));
    assert_true(
        str_eq(d.h.http.sent[1].body, STR("{\"ImageName\":\"example\",\"Version\":3}")));
    assert_true(value_is_null(&d.op.state));
    support_hooks_release(&d.h);
}

/* A list that lags still shows what is being deleted as CREATED. */
static void no_version_is_asked_for_twice_and_ten_are_under_way_at_most(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str list = STR("");
    struct fake_step steps[16] = { { 0 } };
    struct deletion d;

    (void)state;
    for (int i = 1; i <= 12; i++) {
        list = arena_printf(arena, "%.*s%s{\"Version\":%d,\"ImageVersionStatus\":\"CREATED\"}",
                            STR_ARG(list), i > 1 ? "," : "", i);
    }
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        steps[i] = (struct fake_step)OK("");
    }
    steps[0].body = arena_printf(arena, "{\"ImageVersions\":[%.*s]}", STR_ARG(list)).data;
    steps[11].body = steps[0].body;
    steps[12].body =
        "{\"ImageVersions\":[{\"Version\":11,\"ImageVersionStatus\":\"CREATED\"}]}";
    steps[14].body = "{\"ImageVersions\":[]}";
    init(&d, true, steps, ARRAY_LEN(steps) - 1);
    d.h.clock.stop_at_wait = 4; /* the one for the image itself */
    run(&d);
    for (size_t i = 1; i <= 10; i++) {
        assert_true(support_images_sent(&d.h, i, "DeleteImageVersion"));
    }
    assert_true(support_images_sent(&d.h, 11, "ListImageVersions"));
    assert_true(support_images_sent(&d.h, 12, "ListImageVersions"));
    assert_true(
        str_eq(d.h.http.sent[13].body, STR("{\"ImageName\":\"example\",\"Version\":11}")));
    assert_true(support_images_sent(&d.h, 14, "ListImageVersions"));
    support_hooks_release(&d.h);
}

static void what_cannot_be_deleted_is_named_and_the_image_stays(void **state)
{
    static const struct fake_step steps[] = {
        VERSIONS(VERSION("2", "CREATED") "," VERSION("1", "CREATED")),
        OK(""),
        REFUSED("AccessDeniedException", "not this one"),
        VERSIONS(VERSION("2", "DELETE_FAILED") "," VERSION("1", "CREATED")),
    };
    struct deletion d;

    (void)state;
    init(&d, true, steps, ARRAY_LEN(steps));
    run(&d);
    assert_int_equal(d.h.http.sent_count, ARRAY_LEN(steps));
    assert_true(support_hooks_error(&d.h, "Version 1 could not be deleted"));
    assert_true(support_hooks_error(&d.h, "not this one"));
    assert_true(support_hooks_error(&d.h, "Version 2 could not be deleted: stuck"));
    assert_true(support_hooks_error(&d.h, "listed last: 2, 1."));
    assert_true(value_is_known(&d.op.state));
    support_hooks_release(&d.h);
}

static void an_image_that_is_gone_is_deleted(void **state)
{
    static const struct fake_step steps[] = { GONE, GONE };
    struct deletion d;

    (void)state;
    init(&d, true, steps, ARRAY_LEN(steps));
    run(&d);
    assert_int_equal(d.h.diags.count, 0);
    assert_true(value_is_null(&d.op.state));
    support_hooks_release(&d.h);
}

static void a_stop_ends_the_rounds(void **state)
{
    static const struct fake_step steps[] = { VERSIONS(VERSION("1", "DELETING")) };
    struct deletion d;

    (void)state;
    init(&d, true, steps, ARRAY_LEN(steps));
    d.h.clock.stop_at_wait = 2;
    run(&d);
    assert_int_equal(d.h.http.sent_count, 2);
    assert_true(support_hooks_error(&d.h, "interrupted"));
    assert_true(support_hooks_error(&d.h, "listed last: 1."));
    assert_true(value_is_known(&d.op.state));
    support_hooks_release(&d.h);
}

static void rounds_end_with_the_operations_time(void **state)
{
    static const struct fake_step steps[] = { VERSIONS(VERSION("1", "DELETING")) };
    struct deletion d;
    struct value *timeouts;

    (void)state;
    init(&d, true, steps, ARRAY_LEN(steps));
    timeouts = &d.prior.items[IMAGE_TIMEOUTS];
    *timeouts = value_object(d.h.call.arena, timeouts_type.object);
    timeouts->items[TIMEOUTS_DELETE] = value_string(STR("3s"));
    run(&d);
    assert_true(support_hooks_error(&d.h, "timed out after 3 s"));
    assert_true(value_is_known(&d.op.state));
    support_hooks_release(&d.h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_the_argument_no_version_is_touched),
        cmocka_unit_test(a_refusal_because_of_versions_names_the_argument),
        cmocka_unit_test(a_refusal_after_all_versions_went_does_not_name_it),
        cmocka_unit_test(an_image_that_is_being_made_is_deleted_afterwards),
        cmocka_unit_test(a_stop_while_an_image_is_being_made_keeps_it),
        cmocka_unit_test(all_versions_go_before_the_image),
        cmocka_unit_test(no_version_is_asked_for_twice_and_ten_are_under_way_at_most),
        cmocka_unit_test(what_cannot_be_deleted_is_named_and_the_image_stays),
        cmocka_unit_test(an_image_that_is_gone_is_deleted),
        cmocka_unit_test(a_stop_ends_the_rounds),
        cmocka_unit_test(rounds_end_with_the_operations_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
