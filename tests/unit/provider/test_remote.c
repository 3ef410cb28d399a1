#include "provider/remote.h"

#include "provider/image.h"
#include "provider/image_version.h"
#include "provider/support_hooks.h"
#include "schema/image.h"
#include "schema/image_version.h"
#include "schema/provider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define OK(text)                                                                               \
    {                                                                                          \
        .status = 200, .body = text                                                            \
    }
#define ARN "arn:aws:sagemaker:us-west-2:123456789012:image-version/example/7"
#define ROLE "arn:aws:iam::123456789012:role/images"
#define OLD_VERSION                                                                            \
    OK("{\"ImageVersionArn\":\"" ARN "\",\"Version\":7,\"BaseImage\":\"repo:1\","              \
       "\"ContainerImage\":\"repo@sha256:0\",\"ImageArn\":\"image-arn\",\"Horovod\":true,"     \
       "\"ImageVersionStatus\":\"CREATED\"}")
#define IDENTITY(account)                                                                      \
    OK("<R><GetCallerIdentityResult><Arn>arn:aws:iam::" account                                \
       ":user/u</Arn></GetCallerIdentityResult></R>")
#define NO_ALIASES OK("{\"SageMakerImageVersionAliases\":[]}")
#define NAMED_IMAGE                                                                            \
    OK("{\"ImageArn\":\"image-arn\",\"ImageName\":\"example\",\"ImageStatus\":\"CREATED\","    \
       "\"DisplayName\":\"example\",\"RoleArn\":\"" ROLE "\"}")

static const struct value nothing = { .state = VALUE_NULL };

static struct value version(const struct hooks *h)
{
    static const struct str alias = { "latest", 6 };
    struct value object = value_object(h->call.arena, image_version_schema.block);

    object.items[IMAGE_VERSION_ID] = value_string(STR("example,7"));
    object.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    object.items[IMAGE_VERSION_BASE_IMAGE] = value_string(STR("repo:1"));
    object.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    object.items[IMAGE_VERSION_VERSION] = value_int(h->call.arena, 7);
    object.items[IMAGE_VERSION_ALIASES] = value_strings(h->call.arena, &alias, 1);
    object.items[IMAGE_VERSION_HOROVOD] = value_bool(false);
    return object;
}

static struct value new_image(const struct hooks *h)
{
    struct value object = value_object(h->call.arena, image_schema.block);

    object.items[IMAGE_IMAGE_NAME] = value_string(STR("example"));
    object.items[IMAGE_ROLE_ARN] = value_string(STR(ROLE));
    object.items[IMAGE_REGION] = value_string(STR("us-west-2"));
    object.items[IMAGE_ID] = value_unknown();
    object.items[IMAGE_ARN] = value_unknown();
    return object;
}

static void expect_planned(const struct hooks *h, const struct apply_op *op)
{
    assert_false(h->diags.has_error);
    assert_true(value_is_known(&op->state));
    assert_int_equal(op->state.items[IMAGE_VERSION_ALIASES].count, 1);
    assert_false(op->state.items[IMAGE_VERSION_HOROVOD].boolean);
    assert_true(str_eq(value_text(&op->state.items[IMAGE_VERSION_CONTAINER_IMAGE]),
                       STR("repo@sha256:0")));
}

static void a_read_that_lags_behind_a_create_is_not_the_new_state(void **state)
{
    static const struct fake_step steps[] = { OK("{\"ImageVersionArn\":\"" ARN "\"}"),
                                              OLD_VERSION };
    struct hooks h;
    struct value planned;
    struct apply_op op = { .prior = &nothing };

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = version(&h);
    planned.items[IMAGE_VERSION_ID] = value_unknown();
    planned.items[IMAGE_VERSION_VERSION] = value_unknown();
    planned.items[IMAGE_VERSION_CONTAINER_IMAGE] = value_unknown();
    op.planned = op.config = &planned;
    image_version_resource.create(&h.call, &op);
    expect_planned(&h, &op);
    assert_true(str_eq(value_text(&op.state.items[IMAGE_VERSION_ID]), STR("example,7")));
    support_hooks_release(&h);
}

static void a_stop_while_waiting_keeps_the_version(void **state)
{
    static const struct fake_step steps[] = { OK("{\"ImageVersionArn\":\"" ARN "\"}"),
                                              OK("{\"ImageVersionStatus\":\"CREATING\"}") };
    struct hooks h;
    struct value planned;
    struct apply_op op = { .prior = &nothing };

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    h.clock.stop_at_wait = 2;
    planned = version(&h);
    planned.items[IMAGE_VERSION_ID] = value_unknown();
    op.planned = op.config = &planned;
    image_version_resource.create(&h.call, &op);
    assert_true(support_hooks_error(&h, "interrupted"));
    assert_true(str_eq(value_text(&op.state.items[IMAGE_VERSION_ID]), STR("example,7")));
    support_hooks_release(&h);
}

static void a_read_that_lags_behind_an_update_is_not_the_new_state(void **state)
{
    static const struct fake_step steps[] = { NO_ALIASES, OK("{}"), OLD_VERSION, NO_ALIASES };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = version(&h);
    prior.items[IMAGE_VERSION_ALIASES] = value_null();
    prior.items[IMAGE_VERSION_HOROVOD] = value_bool(true);
    planned = version(&h);
    planned.items[IMAGE_VERSION_CONTAINER_IMAGE] = value_unknown();
    op = (struct apply_op){
        .prior = &prior, .planned = &planned, .config = &planned, .state = prior
    };
    image_version_resource.update(&h.call, &op);
    expect_planned(&h, &op);
    support_hooks_release(&h);
}

static void a_name_that_the_service_chose_does_not_fail_the_create(void **state)
{
    static const struct fake_step steps[] = { OK("{\"ImageArn\":\"image-arn\"}"), NAMED_IMAGE };
    struct hooks h;
    struct value planned;
    struct apply_op op = { .prior = &nothing };

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = new_image(&h);
    op.planned = op.config = &planned;
    image_resource.create(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(value_is_null(&op.state.items[IMAGE_DISPLAY_NAME]));
    assert_true(str_eq(value_text(&op.state.items[IMAGE_ARN]), STR("image-arn")));
    support_hooks_release(&h);
}

/* What a gateway may answer in the service's place. */
static void a_description_without_a_status_changes_nothing(void **state)
{
    static const struct fake_step answers[] = { OK(""), OK("{}"),
                                                OK("{\"BaseImage\":\"other:2\"}") };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct hooks h;
        struct read_op op;

        support_hooks_init(&h, "us-west-2", &answers[i], 1);
        op = (struct read_op){ .state = version(&h) };
        image_version_resource.read(&h.call, &op);
        assert_true(support_hooks_error(&h, "has no ImageVersionStatus"));
        assert_true(
            str_eq(value_text(&op.state.items[IMAGE_VERSION_BASE_IMAGE]), STR("repo:1")));
        support_hooks_release(&h);
    }
}

static void a_required_argument_that_is_not_described_keeps_its_value(void **state)
{
    static const struct fake_step steps[] = {
        OK("{\"Version\":7,\"ImageVersionStatus\":\"CREATE_FAILED\"}"), NO_ALIASES
    };
    struct hooks h;
    struct read_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    op = (struct read_op){ .state = version(&h) };
    image_version_resource.read(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(str_eq(value_text(&op.state.items[IMAGE_VERSION_BASE_IMAGE]), STR("repo:1")));
    support_hooks_release(&h);
}

/* A failed refresh has no effect that a user would have to look for. */
static void a_refresh_without_an_answer_does_not_speak_of_effects(void **state)
{
    static const struct fake_step answers[] = {
        OK("<html>"), { .status = 0, .kind = HTTP_BROKEN, .maybe_processed = true }
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct hooks h;
        struct read_op op;
        struct str detail;

        support_hooks_init(&h, "us-west-2", &answers[i], 1);
        op = (struct read_op){ .state = version(&h) };
        image_version_resource.read(&h.call, &op);
        assert_true(h.diags.has_error);
        detail = h.diags.first->detail;
        assert_null(memmem(detail.data, detail.len, "may have taken", 14));
        support_hooks_release(&h);
    }
}

static void an_image_whose_create_was_answered_with_junk_is_in_the_state(void **state)
{
    static const struct fake_step steps[] = {
        OK("<html>"),
        OK("{\"ImageArn\":\"image-arn\",\"ImageName\":\"example\",\"RoleArn\":\"" ROLE
           "\",\"ImageStatus\":\"CREATED\",\"CreationTime\":4102444800}"),
    };
    struct hooks h;
    struct value planned;
    struct apply_op op = { .prior = &nothing };

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = new_image(&h);
    op.planned = op.config = &planned;
    image_resource.create(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(str_eq(value_text(&op.state.items[IMAGE_ARN]), STR("image-arn")));
    support_hooks_release(&h);
}

/* The name is taken when the create is tried for the second time. */
static bool is_adopted(const char *described)
{
    const struct fake_step steps[] = {
        { .status = 500, .body = "" },
        { .status = 400,
          .body = "{\"__type\":\"ResourceInUse\",\"Message\":\"Image already exists\"}" },
        OK(described),
    };
    struct hooks h;
    struct value planned;
    struct apply_op op = { .prior = &nothing };
    bool adopted;

    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = new_image(&h);
    op.planned = op.config = &planned;
    image_resource.create(&h.call, &op);
    adopted = !value_is_null(&op.state);
    assert_int_equal(h.diags.has_error, !adopted);
    assert_true(adopted || support_hooks_error(&h, "already exists"));
    support_hooks_release(&h);
    return adopted;
}

static void only_an_image_that_is_new_and_as_planned_is_adopted(void **state)
{
    (void)state;
    assert_true(is_adopted("{\"ImageArn\":\"a\",\"ImageName\":\"example\",\"RoleArn\":\"" ROLE
                           "\",\"ImageStatus\":\"CREATED\",\"CreationTime\":4102444800}"));
    assert_false(is_adopted("{\"ImageArn\":\"a\",\"ImageName\":\"example\",\"RoleArn\":\"" ROLE
                            "\",\"ImageStatus\":\"CREATED\",\"CreationTime\":1000000000}"));
    assert_false(is_adopted("{\"ImageArn\":\"a\",\"ImageName\":\"example\",\"RoleArn\":\"" ROLE
                            "\",\"ImageStatus\":\"CREATED\"}"));
    assert_false(
        is_adopted("{\"ImageArn\":\"a\",\"ImageName\":\"example\",\"RoleArn\":\"" ROLE
                   "-of-others\",\"ImageStatus\":\"CREATED\",\"CreationTime\":4102444800}"));
    assert_false(is_adopted("{\"ImageArn\":\"a\",\"ImageName\":\"example\",\"RoleArn\":\"" ROLE
                            "\",\"Description\":\"theirs\",\"ImageStatus\":\"CREATED\","
                            "\"CreationTime\":4102444800}"));
}

/* Credentials of `account` for a version that the state says is in 123456789012. */
static void begin_as(struct hooks *h, const char *account, const struct fake_step *steps,
                     size_t count)
{
    struct value block;

    support_hooks_init(h, "us-west-2", steps, count);
    block = value_object(h->call.arena, provider_schema.block);
    block.items[PROVIDER_SKIP_CREDENTIALS_VALIDATION] = value_bool(false);
    support_hooks_configure(h, "us-west-2", &block);
    assert_true(str_eq(config_account_id(&h->call), str_from(account)));
}

/* With them it would seem to be gone, or to be another. */
static void what_is_in_another_account_is_left_alone(void **state)
{
    static const struct fake_step steps[] = { IDENTITY("210987654321") };
    struct hooks h;
    struct value object;
    struct read_op read = { 0 };
    struct apply_op removal = { 0 };

    (void)state;
    begin_as(&h, "210987654321", steps, 1);
    object = version(&h);
    object.items[IMAGE_VERSION_ARN] = value_string(STR(ARN));
    read.state = object;
    image_version_resource.read(&h.call, &read);
    assert_true(support_hooks_error(&h, "is in account 123456789012, but"));
    assert_false(value_is_null(&read.state));
    diags_init(&h.diags, h.call.arena);
    removal = (struct apply_op){ .prior = &object, .planned = &nothing, .state = object };
    image_version_resource.destroy(&h.call, &removal);
    assert_true(support_hooks_error(&h, "belong to account 210987654321"));
    assert_false(value_is_null(&removal.state));
    assert_int_equal(h.http.sent_count, 1);
    support_hooks_release(&h);
}

static void what_is_gone_from_the_own_account_is_gone(void **state)
{
    static const struct fake_step steps[] = {
        IDENTITY("123456789012"),
        { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"none\"}" },
    };
    struct hooks h;
    struct read_op op = { 0 };

    (void)state;
    begin_as(&h, "123456789012", steps, ARRAY_LEN(steps));
    op.state = version(&h);
    op.state.items[IMAGE_VERSION_ARN] = value_string(STR(ARN));
    image_version_resource.read(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(value_is_null(&op.state));
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_that_lags_behind_a_create_is_not_the_new_state),
        cmocka_unit_test(a_stop_while_waiting_keeps_the_version),
        cmocka_unit_test(a_read_that_lags_behind_an_update_is_not_the_new_state),
        cmocka_unit_test(a_name_that_the_service_chose_does_not_fail_the_create),
        cmocka_unit_test(a_description_without_a_status_changes_nothing),
        cmocka_unit_test(a_required_argument_that_is_not_described_keeps_its_value),
        cmocka_unit_test(a_refresh_without_an_answer_does_not_speak_of_effects),
        cmocka_unit_test(an_image_whose_create_was_answered_with_junk_is_in_the_state),
        cmocka_unit_test(only_an_image_that_is_new_and_as_planned_is_adopted),
        cmocka_unit_test(what_is_in_another_account_is_left_alone),
        cmocka_unit_test(what_is_gone_from_the_own_account_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
