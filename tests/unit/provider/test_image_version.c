#include "provider/image_version.h"
#include "provider/support_hooks.h"
#include "schema/image_version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define OK(text)                                                                               \
    {                                                                                          \
        .status = 200, .body = text                                                            \
    }
#define REFUSED(code, text)                                                                    \
    {                                                                                          \
        .status = 400, .body = "{\"__type\":\"" code "\",\"Message\":\"" text "\"}"            \
    }
#define ARN "arn:aws:sagemaker:us-west-2:123456789012:image-version/example/7"
#define MADE OK("{\"ImageVersionArn\":\"" ARN "\"}")
#define DESCRIBED(value)                                                                       \
    OK("{\"ImageVersionArn\":\"" ARN "\",\"Version\":7,\"BaseImage\":\"repo:1\","              \
       "\"ContainerImage\":\"repo@sha256:0\",\"ImageArn\":\"image-arn\",\"Horovod\":false,"    \
       "\"ImageVersionStatus\":\"" value "\"}")
#define ALIASES(list) OK("{\"SageMakerImageVersionAliases\":" list "}")

static const struct resource_type *const type = &image_version_resource;

static struct value configured(const struct hooks *h)
{
    struct value object = value_object(h->call.arena, image_version_schema.block);

    object.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    object.items[IMAGE_VERSION_BASE_IMAGE] = value_string(STR("repo:1"));
    object.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    object.items[IMAGE_VERSION_HOROVOD] = value_bool(false);
    return object;
}

static struct value planned_new(const struct hooks *h)
{
    static const enum image_version_field computed[] = {
        IMAGE_VERSION_ID,        IMAGE_VERSION_ARN,     IMAGE_VERSION_CONTAINER_IMAGE,
        IMAGE_VERSION_IMAGE_ARN, IMAGE_VERSION_VERSION,
    };
    struct value object = configured(h);

    for (size_t i = 0; i < ARRAY_LEN(computed); i++) {
        object.items[computed[i]] = value_unknown();
    }
    return object;
}

static struct value existing(const struct hooks *h)
{
    struct value object = configured(h);

    object.items[IMAGE_VERSION_ID] = value_string(STR("example,7"));
    object.items[IMAGE_VERSION_ARN] = value_string(STR(ARN));
    object.items[IMAGE_VERSION_CONTAINER_IMAGE] = value_string(STR("repo@sha256:0"));
    object.items[IMAGE_VERSION_IMAGE_ARN] = value_string(STR("image-arn"));
    object.items[IMAGE_VERSION_VERSION] = value_int(h->call.arena, 7);
    return object;
}

static struct apply_op creation(const struct value *planned)
{
    static const struct value none = { .state = VALUE_NULL };

    return (struct apply_op){ .prior = &none, .planned = planned, .config = planned };
}

static bool has_text(const struct value *object, enum image_version_field row, const char *text)
{
    return str_eq(value_text(&object->items[row]), str_from(text));
}

static void a_create_ends_with_all_that_the_service_says(void **state)
{
    static const struct fake_step steps[] = { MADE, DESCRIBED("CREATING"),
                                              DESCRIBED("CREATED") };
    struct hooks h;
    struct value planned;
    struct apply_op op;
    struct type whole = { .kind = KIND_OBJECT, .object = image_version_schema.block };

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = planned_new(&h);
    op = creation(&planned);
    type->create(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(value_wholly_known(&whole, &op.state));
    assert_true(has_text(&op.state, IMAGE_VERSION_ID, "example,7"));
    assert_true(has_text(&op.state, IMAGE_VERSION_CONTAINER_IMAGE, "repo@sha256:0"));
    assert_true(value_is_null(&op.state.items[IMAGE_VERSION_ALIASES]));
    support_hooks_release(&h);
}

static void each_create_has_a_token_of_its_own_and_allowed_form(void **state)
{
    static const struct fake_step steps[] = { REFUSED("ValidationException", "no") };
    struct hooks h;
    struct value planned;
    struct apply_op op;
    struct str token;
    cJSON *in;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = planned_new(&h);
    op = creation(&planned);
    type->create(&h.call, &op);
    in = cJSON_ParseWithLength(h.http.sent[0].body.data, h.http.sent[0].body.len);
    token = sagemaker_text(in, "ClientToken");
    assert_int_equal(token.len, 36);
    assert_true(str_starts_with(token, STR("terraform-")));
    cJSON_Delete(in);
    support_hooks_release(&h);
}

static void a_senseless_answer_is_asked_for_again_with_the_same_token(void **state)
{
    static const struct fake_step steps[] = { OK("no JSON"), MADE, DESCRIBED("CREATED"),
                                              ALIASES("[]") };
    struct hooks h;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = planned_new(&h);
    op = creation(&planned);
    type->create(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(str_eq(h.http.sent[0].body, h.http.sent[1].body));
    assert_true(has_text(&op.state, IMAGE_VERSION_ID, "example,7"));
    support_hooks_release(&h);
}

/* Fails the Nth request of a create for every N: from the second on the version exists. */
static void a_version_that_exists_is_in_the_state_whatever_fails(void **state)
{
    static const struct fake_step good[] = { MADE, DESCRIBED("CREATING"),
                                             DESCRIBED("CREATED") };
    static const struct fake_step faults[] = {
        REFUSED("AccessDeniedException", "not allowed"),
        { .status = 500, .body = "" },
        { .status = 502, .body = "<html>bad gateway</html>" },
        { .status = 0, .kind = HTTP_BROKEN, .maybe_processed = true },
        OK("no JSON"),
    };

    (void)state;
    for (size_t f = 0; f < ARRAY_LEN(faults); f++) {
        for (size_t n = 0; n < ARRAY_LEN(good); n++) {
            struct fake_step steps[ARRAY_LEN(good)];
            struct hooks h;
            struct value planned;
            struct apply_op op;

            memcpy(steps, good, sizeof(steps));
            steps[n] = faults[f];
            support_hooks_init(&h, "us-west-2", steps, n + 1);
            planned = planned_new(&h);
            op = creation(&planned);
            type->create(&h.call, &op);
            assert_true(h.diags.has_error);
            if (n == 0) {
                assert_true(value_is_null(&op.state));
            } else {
                assert_true(has_text(&op.state, IMAGE_VERSION_ID, "example,7"));
                assert_true(has_text(&op.state, IMAGE_VERSION_ARN, ARN));
                assert_true(has_text(&op.state, IMAGE_VERSION_BASE_IMAGE, "repo:1"));
            }
            support_hooks_release(&h);
        }
    }
}

static void a_failed_version_is_kept_with_the_services_reason(void **state)
{
    static const struct fake_step steps[] = {
        MADE,
        OK("{\"ImageVersionArn\":\"" ARN
           "\",\"Version\":7,\"ImageVersionStatus\":\"CREATE_FAILED\","
           "\"FailureReason\":\"cannot pull repo:1\"}"),
    };
    struct hooks h;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = planned_new(&h);
    op = creation(&planned);
    type->create(&h.call, &op);
    assert_true(support_hooks_error(&h, "cannot pull repo:1"));
    assert_true(support_hooks_error(&h, "(example,7)"));
    assert_true(support_hooks_error(&h, "tainted"));
    assert_true(has_text(&op.state, IMAGE_VERSION_ID, "example,7"));
    support_hooks_release(&h);
}

static void an_arn_without_a_number_is_made_good_by_an_alias(void **state)
{
    static const struct fake_step steps[] = { OK("{\"ImageVersionArn\":\"None\"}"),
                                              DESCRIBED("CREATED") };
    static const struct str alias = { "latest", 6 };
    struct hooks h;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = planned_new(&h);
    planned.items[IMAGE_VERSION_ALIASES] = value_strings(h.call.arena, &alias, 1);
    op = creation(&planned);
    type->create(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(has_text(&op.state, IMAGE_VERSION_ID, "example,7"));
    support_hooks_release(&h);
}

static void an_arn_without_a_number_is_an_error_that_says_how_to_go_on(void **state)
{
    static const struct fake_step steps[] = { OK("{\"ImageVersionArn\":\"None\"}") };
    struct hooks h;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    planned = planned_new(&h);
    op = creation(&planned);
    type->create(&h.call, &op);
    assert_true(support_hooks_error(&h, "list-image-versions --image-name example"));
    assert_true(value_is_null(&op.state));
    support_hooks_release(&h);
}

static void refresh(struct hooks *h, struct value *out)
{
    struct read_op op = { .state = existing(h) };

    type->read(&h->call, &op);
    *out = op.state;
}

static void a_refresh_takes_two_calls(void **state)
{
    static const struct fake_step steps[] = { DESCRIBED("CREATED"), ALIASES("[\"a\"]") };
    struct hooks h;
    struct value found;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    refresh(&h, &found);
    assert_false(h.diags.has_error);
    assert_int_equal(h.http.sent_count, 2);
    assert_int_equal(found.items[IMAGE_VERSION_ALIASES].count, 1);
    support_hooks_release(&h);
}

static void a_version_that_is_gone_leaves_the_state(void **state)
{
    static const struct fake_step steps[] = { REFUSED("ResourceNotFound", "does not exist") };
    struct hooks h;
    struct value found;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    refresh(&h, &found);
    assert_false(h.diags.has_error);
    assert_true(value_is_null(&found));
    support_hooks_release(&h);
}

static void a_version_deleted_between_the_two_calls_leaves_the_state(void **state)
{
    static const struct fake_step steps[] = { DESCRIBED("CREATED"),
                                              REFUSED("ResourceNotFound", "does not exist") };
    struct hooks h;
    struct value found;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    refresh(&h, &found);
    assert_false(h.diags.has_error);
    assert_true(value_is_null(&found));
    support_hooks_release(&h);
}

static void aliases_that_are_not_found_do_not_lose_a_version_that_exists(void **state)
{
    static const struct fake_step steps[] = { DESCRIBED("CREATED"),
                                              REFUSED("ResourceNotFound", "no aliases"),
                                              DESCRIBED("CREATED") };
    struct hooks h;
    struct value found;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    refresh(&h, &found);
    assert_true(support_hooks_error(&h, "no aliases"));
    assert_true(has_text(&found, IMAGE_VERSION_ID, "example,7"));
    support_hooks_release(&h);
}

static void no_failure_of_a_refresh_but_not_found_loses_the_version(void **state)
{
    static const struct fake_step faults[] = {
        REFUSED("ResourceNotFoundException", "another name"),
        REFUSED("ValidationException", "does not exist"),
        { .status = 404, .body = "" },
        { .status = 500, .body = "" },
        { .status = 0, .kind = HTTP_NO_ANSWER },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        struct hooks h;
        struct value found;

        support_hooks_init(&h, "us-west-2", &faults[i], 1);
        refresh(&h, &found);
        assert_true(h.diags.has_error);
        assert_true(has_text(&found, IMAGE_VERSION_ID, "example,7"));
        support_hooks_release(&h);
    }
}

static void an_update_sends_what_changed_and_both_alias_lists(void **state)
{
    static const struct fake_step steps[] = { ALIASES("[\"a\",\"b\"]"), OK("{}"),
                                              DESCRIBED("CREATED"), ALIASES("[\"b\",\"c\"]") };
    static const struct str before[] = { { "a", 1 }, { "b", 1 } };
    static const struct str after[] = { { "b", 1 }, { "c", 1 } };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h);
    planned = existing(&h);
    prior.items[IMAGE_VERSION_ALIASES] = value_strings(h.call.arena, before, 2);
    planned.items[IMAGE_VERSION_ALIASES] = value_strings(h.call.arena, after, 2);
    prior.items[IMAGE_VERSION_HOROVOD] = value_bool(true);
    op = (struct apply_op){
        .prior = &prior, .planned = &planned, .config = &planned, .state = prior
    };
    type->update(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(str_eq(h.http.sent[1].body,
                       STR("{\"ImageName\":\"example\",\"Version\":7,\"Horovod\":false,"
                           "\"AliasesToDelete\":[\"a\"],\"AliasesToAdd\":[\"c\"]}")));
    assert_int_equal(op.state.items[IMAGE_VERSION_ALIASES].count, 2);
    support_hooks_release(&h);
}

static void a_failed_update_leaves_the_prior_state(void **state)
{
    static const struct fake_step steps[] = { REFUSED("ValidationException", "no") };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h);
    planned = existing(&h);
    planned.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR("TRAINING"));
    op = (struct apply_op){
        .prior = &prior, .planned = &planned, .config = &planned, .state = prior
    };
    type->update(&h.call, &op);
    assert_true(support_hooks_error(&h, "updating SageMaker AI Image Version (example,7)"));
    assert_true(value_is_null(&op.state.items[IMAGE_VERSION_JOB_TYPE]));
    support_hooks_release(&h);
}

static void a_change_of_spelling_alone_sends_no_update(void **state)
{
    static const struct fake_step steps[] = { DESCRIBED("CREATED"), ALIASES("[]") };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h);
    planned = existing(&h);
    planned.items[IMAGE_VERSION_RELEASE_NOTES] = value_string(STR(""));
    op = (struct apply_op){
        .prior = &prior, .planned = &planned, .config = &planned, .state = prior
    };
    type->update(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_true(str_eq(support_sent_header(&h.http, 0, "X-Amz-Target"),
                       STR("SageMaker.DescribeImageVersion")));
    assert_int_equal(op.state.items[IMAGE_VERSION_RELEASE_NOTES].state, VALUE_KNOWN);
    support_hooks_release(&h);
}

static void destroy(struct hooks *h, struct value *left)
{
    static const struct value none = { .state = VALUE_NULL };
    struct value prior = existing(h);
    struct apply_op op = { .prior = &prior, .planned = &none, .config = &none, .state = prior };

    type->destroy(&h->call, &op);
    *left = op.state;
}

static void a_delete_waits_until_the_version_is_gone(void **state)
{
    static const struct fake_step steps[] = { OK(""), DESCRIBED("CREATED"),
                                              DESCRIBED("DELETING"),
                                              REFUSED("ResourceNotFound", "does not exist") };
    struct hooks h;
    struct value left;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    destroy(&h, &left);
    assert_false(h.diags.has_error);
    assert_true(value_is_null(&left));
    assert_int_equal(h.http.sent_count, 4);
    support_hooks_release(&h);
}

static void deleting_what_is_gone_already_is_no_error(void **state)
{
    static const struct fake_step steps[] = { REFUSED("ResourceNotFound", "does not exist") };
    struct hooks h;
    struct value left;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    destroy(&h, &left);
    assert_false(h.diags.has_error);
    assert_true(value_is_null(&left));
    support_hooks_release(&h);
}

static void a_version_whose_delete_failed_stays_in_the_state(void **state)
{
    static const struct fake_step faults[][2] = {
        { REFUSED("AccessDeniedException", "no"), REFUSED("AccessDeniedException", "no") },
        { OK(""), DESCRIBED("DELETE_FAILED") },
        { OK(""), REFUSED("AccessDeniedException", "no") },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        struct hooks h;
        struct value left;

        support_hooks_init(&h, "us-west-2", faults[i], 2);
        destroy(&h, &left);
        assert_true(support_hooks_error(&h, "deleting SageMaker AI Image Version (example,7)"));
        assert_true(has_text(&left, IMAGE_VERSION_ID, "example,7"));
        support_hooks_release(&h);
    }
}

static void upgrade(struct hooks *h, int64_t version, struct value *object)
{
    struct upgrade_op op = { .version = version, .state = *object };

    type->upgrade(&h->call, &op);
    *object = op.state;
}

static void a_state_of_version_0_gets_its_own_version_in_the_id(void **state)
{
    struct hooks h;
    struct value object;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    object = existing(&h);
    object.items[IMAGE_VERSION_ID] = value_string(STR("example"));
    object.items[IMAGE_VERSION_VERSION] = value_int(h.call.arena, 3);
    upgrade(&h, 0, &object);
    assert_true(has_text(&object, IMAGE_VERSION_ID, "example,3"));
    object = existing(&h);
    object.items[IMAGE_VERSION_VERSION] = value_null();
    upgrade(&h, 0, &object);
    assert_true(has_text(&object, IMAGE_VERSION_ID, "example,7"));
    assert_false(h.diags.has_error);
    object.items[IMAGE_VERSION_VERSION] = value_null();
    object.items[IMAGE_VERSION_ARN] = value_null();
    upgrade(&h, 0, &object);
    assert_true(support_hooks_error(&h, "neither a version number nor an ARN"));
    support_hooks_release(&h);
}

static void a_state_without_a_region_gets_that_of_its_arn(void **state)
{
    struct hooks h;
    struct value object;

    (void)state;
    support_hooks_init(&h, "eu-west-1", NULL, 0);
    object = existing(&h);
    object.items[IMAGE_VERSION_REGION] = value_null();
    upgrade(&h, 1, &object);
    assert_true(has_text(&object, IMAGE_VERSION_REGION, "us-west-2"));
    support_hooks_release(&h);
}

static void a_version_to_keep_is_only_forgotten(void **state)
{
    static const struct fake_step unused[] = { OK("{}") };
    struct hooks h;
    struct value prior;
    struct apply_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", unused, ARRAY_LEN(unused));
    prior = existing(&h);
    prior.items[IMAGE_VERSION_SKIP_DESTROY] = value_bool(true);
    op = (struct apply_op){ .prior = &prior, .planned = NULL, .config = NULL, .state = prior };
    type->destroy(&h.call, &op);
    assert_false(h.diags.has_error);
    assert_int_equal(h.diags.count, 1);
    assert_true(support_has(h.diags.first->detail.data, "Version 7 of image example stays"));
    assert_true(value_is_null(&op.state));
    assert_int_equal(h.http.sent_count, 0);
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_create_ends_with_all_that_the_service_says),
        cmocka_unit_test(each_create_has_a_token_of_its_own_and_allowed_form),
        cmocka_unit_test(a_senseless_answer_is_asked_for_again_with_the_same_token),
        cmocka_unit_test(a_version_that_exists_is_in_the_state_whatever_fails),
        cmocka_unit_test(a_failed_version_is_kept_with_the_services_reason),
        cmocka_unit_test(an_arn_without_a_number_is_made_good_by_an_alias),
        cmocka_unit_test(an_arn_without_a_number_is_an_error_that_says_how_to_go_on),
        cmocka_unit_test(a_refresh_takes_two_calls),
        cmocka_unit_test(a_version_that_is_gone_leaves_the_state),
        cmocka_unit_test(a_version_deleted_between_the_two_calls_leaves_the_state),
        cmocka_unit_test(aliases_that_are_not_found_do_not_lose_a_version_that_exists),
        cmocka_unit_test(no_failure_of_a_refresh_but_not_found_loses_the_version),
        cmocka_unit_test(an_update_sends_what_changed_and_both_alias_lists),
        cmocka_unit_test(a_version_to_keep_is_only_forgotten),
        cmocka_unit_test(a_failed_update_leaves_the_prior_state),
        cmocka_unit_test(a_change_of_spelling_alone_sends_no_update),
        cmocka_unit_test(a_delete_waits_until_the_version_is_gone),
        cmocka_unit_test(deleting_what_is_gone_already_is_no_error),
        cmocka_unit_test(a_version_whose_delete_failed_stays_in_the_state),
        cmocka_unit_test(a_state_of_version_0_gets_its_own_version_in_the_id),
        cmocka_unit_test(a_state_without_a_region_gets_that_of_its_arn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
