#include "provider/image.h"

#include "provider/support_images.h"
#include "schema/image.h"
#include "terraform/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define TAGS(list) OK("{\"Tags\":[" list "]}")
#define TAG(key, value) "{\"Key\":\"" key "\",\"Value\":\"" value "\"}"

static struct value one_tag(const struct hooks *h, const char *key, const char *value)
{
    struct value_entry *entries = arena_alloc(h->call.arena, 1, sizeof(*entries));

    entries[0].key = str_from(key);
    entries[0].value = value_string(str_from(value));
    return value_map(entries, 1);
}

static bool has_tag(const struct value *map, const char *value)
{
    return value_is_known(map) && map->entry_count == 1 &&
           str_eq(value_text(&map->entries[0].value), str_from(value));
}

static void a_read_brings_description_and_tags(void **state)
{
    static const struct fake_step steps[] = { CREATED, TAGS(TAG("a", "1")) };
    struct hooks h;
    struct read_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    op = (struct read_op){ .state = support_images_saved(&h) };
    image_resource.read(&h.call, &op);
    assert_int_equal(h.diags.count, 0);
    assert_true(support_images_sent(&h, 1, "ListTags"));
    assert_true(str_eq(h.http.sent[1].body, STR("{\"ResourceArn\":\"" IMAGE_ARN_TEXT "\"}")));
    assert_true(has_tag(&op.state.items[IMAGE_TAGS], "1"));
    assert_true(has_tag(&op.state.items[IMAGE_TAGS_ALL], "1"));
    assert_true(support_images_has(&op.state, IMAGE_STATUS, "CREATED"));
    support_hooks_release(&h);
}

static void a_display_name_that_repeats_the_name_is_none(void **state)
{
    static const struct {
        const char *before;
        const char *there;
        const char *after;
    } cases[] = {
        { NULL, "example", NULL },     { "", "example", "" },
        { NULL, "other", "other" },    { "example", "example", "example" },
        { "x", "example", "example" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        const struct fake_step steps[] = {
            { .status = 200,
              .body = arena_printf(arena,
                                   "{\"ImageArn\":\"a\",\"ImageName\":\"example\","
                                   "\"ImageStatus\":\"CREATED\",\"DisplayName\":\"%s\"}",
                                   cases[i].there)
                          .data },
            TAGS(""),
        };
        struct hooks h;
        struct read_op op;
        struct value *row;

        support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
        op = (struct read_op){ .state = support_images_saved(&h) };
        row = &op.state.items[IMAGE_DISPLAY_NAME];
        *row = cases[i].before ? value_string(str_from(cases[i].before)) : value_null();
        image_resource.read(&h.call, &op);
        row = &op.state.items[IMAGE_DISPLAY_NAME];
        assert_int_equal(value_is_null(row), !cases[i].after);
        assert_true(str_eq(value_text(row), str_from(cases[i].after)));
        support_hooks_release(&h);
    }
}

static void an_image_that_vanishes_before_its_tags_are_listed_is_gone(void **state)
{
    static const struct fake_step refusals[] = {
        REFUSED("ValidationException", "Resource does not exist."),
        REFUSED("ResourceNotFound", "no such resource"),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        const struct fake_step steps[] = { CREATED, refusals[i], GONE };
        struct hooks h;
        struct read_op op;

        support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
        op = (struct read_op){ .state = support_images_saved(&h) };
        image_resource.read(&h.call, &op);
        assert_int_equal(h.diags.count, 0);
        assert_true(value_is_null(&op.state));
        support_hooks_release(&h);
    }
}

static void an_image_whose_tags_cannot_be_listed_stays_as_it_was(void **state)
{
    static const struct fake_step refusals[] = {
        REFUSED("ValidationException", "Resource cannot be tagged."),
        REFUSED("ResourceNotFound", "no such resource"),
        REFUSED("AccessDeniedException", "not authorized: sagemaker:ListTags"),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        const struct fake_step steps[] = { CREATED, refusals[i], CREATED };
        struct hooks h;
        struct read_op op;

        support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
        op = (struct read_op){ .state = support_images_saved(&h) };
        image_resource.read(&h.call, &op);
        assert_true(support_hooks_error(&h, "ListTags"));
        assert_true(value_is_null(&op.state.items[IMAGE_STATUS]));
        support_hooks_release(&h);
    }
}

struct change {
    struct hooks h;
    struct value prior;
    struct value planned;
    struct apply_op op;
};

/* Tag a from 1 to 2 and a description. */
static void init_change(struct change *c, const struct fake_step *steps, size_t count)
{
    support_hooks_init(&c->h, "us-west-2", steps, count);
    c->prior = support_images_saved(&c->h);
    c->planned = support_images_saved(&c->h);
    c->prior.items[IMAGE_TAGS] = c->prior.items[IMAGE_TAGS_ALL] = one_tag(&c->h, "a", "1");
    c->planned.items[IMAGE_TAGS] = c->planned.items[IMAGE_TAGS_ALL] = one_tag(&c->h, "a", "2");
    c->planned.items[IMAGE_DESCRIPTION] = value_string(STR("new"));
    c->op = (struct apply_op){ .prior = &c->prior, .planned = &c->planned, .state = c->prior };
}

static void tags_are_changed_before_the_image(void **state)
{
    static const struct fake_step steps[] = {
        OK("{}"), OK("{}"), CREATED,
        DESCRIBED("\"ImageStatus\":\"CREATED\",\"Description\":\"new\"")
    };
    static const char *const operations[] = { "AddTags", "UpdateImage", "DescribeImage",
                                              "DescribeImage" };
    struct change c;

    (void)state;
    init_change(&c, steps, ARRAY_LEN(steps));
    image_resource.update(&c.h.call, &c.op);
    assert_int_equal(c.h.diags.count, 0);
    assert_int_equal(c.h.http.sent_count, ARRAY_LEN(operations));
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        assert_true(support_images_sent(&c.h, i, operations[i]));
    }
    assert_true(has_tag(&c.op.state.items[IMAGE_TAGS], "2"));
    assert_true(has_tag(&c.op.state.items[IMAGE_TAGS_ALL], "2"));
    assert_true(support_images_has(&c.op.state, IMAGE_DESCRIPTION, "new"));
    support_hooks_release(&c.h);
}

static void a_change_that_fails_after_the_tags_keeps_the_new_tags(void **state)
{
    static const struct fake_step steps[] = { OK("{}"),
                                              REFUSED("ResourceInUse", "is being updated") };
    struct change c;

    (void)state;
    init_change(&c, steps, ARRAY_LEN(steps));
    image_resource.update(&c.h.call, &c.op);
    assert_true(support_hooks_error(&c.h, "is being updated"));
    assert_true(has_tag(&c.op.state.items[IMAGE_TAGS], "2"));
    assert_true(has_tag(&c.op.state.items[IMAGE_TAGS_ALL], "2"));
    assert_true(value_is_null(&c.op.state.items[IMAGE_DESCRIPTION]));
    support_hooks_release(&c.h);
}

/* What the client's own second attempt is told when the answer to the first was lost. */
static void a_change_of_an_image_that_is_changing_waits_and_is_sent_again(void **state)
{
    static const struct fake_step steps[] = {
        OK("{}"),
        REFUSED("ResourceInUse", "Image is UPDATING"),
        DESCRIBED("\"ImageStatus\":\"UPDATING\""),
        DESCRIBED("\"ImageStatus\":\"UPDATING\""),
        CREATED,
        OK("{\"ImageArn\":\"" IMAGE_ARN_TEXT "\"}"),
        CREATED,
    };
    static const char *const operations[] = { "AddTags",       "UpdateImage",   "DescribeImage",
                                              "DescribeImage", "DescribeImage", "UpdateImage",
                                              "DescribeImage", "DescribeImage" };
    struct change c;

    (void)state;
    init_change(&c, steps, ARRAY_LEN(steps));
    image_resource.update(&c.h.call, &c.op);
    assert_int_equal(c.h.diags.count, 0);
    assert_int_equal(c.h.http.sent_count, ARRAY_LEN(operations));
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        assert_true(support_images_sent(&c.h, i, operations[i]));
    }
    support_hooks_release(&c.h);
}

static void tags_that_cannot_be_changed_stop_the_rest(void **state)
{
    static const struct fake_step steps[] = { REFUSED("AccessDeniedException",
                                                      "no sagemaker:AddTags") };
    struct change c;

    (void)state;
    init_change(&c, steps, ARRAY_LEN(steps));
    image_resource.update(&c.h.call, &c.op);
    assert_int_equal(c.h.http.sent_count, 1);
    assert_true(support_hooks_error(&c.h, "no sagemaker:AddTags"));
    assert_true(has_tag(&c.op.state.items[IMAGE_TAGS], "1"));
    support_hooks_release(&c.h);
}

static void an_update_that_fails_because_of_the_role_comes_with_advice(void **state)
{
    static const struct fake_step steps[] = {
        OK("{}"), OK("{}"),
        DESCRIBED(
            "\"ImageStatus\":\"UPDATE_FAILED\",\"FailureReason\":\"Role not assumable\"")
    };
    struct change c;

    (void)state;
    init_change(&c, steps, ARRAY_LEN(steps));
    image_resource.update(&c.h.call, &c.op);
    assert_true(support_hooks_error(&c.h, "Role not assumable"));
    assert_true(support_hooks_error(&c.h, "SageMaker must be allowed to assume it"));
    support_hooks_release(&c.h);
}

/* Imports by the ID; the diagnostic's detail, or NULL. The state is as expected: a name, a
 * region and an account. */
static const char *import(struct hooks *h, const char *id, struct value *object)
{
    struct import_op op = { .id = str_from(id) };

    op.state = value_object(h->call.arena, image_schema.block);
    image_resource.import(&h->call, &op);
    *object = op.state;
    return h->diags.first ? arena_str(h->call.arena, h->diags.first->detail).data : NULL;
}

static void an_image_is_imported_in_each_form(void **state)
{
    static const struct {
        const char *id;
        const char *region;
        const char *account_id;
    } cases[] = {
        { "example", "us-west-2", "" },
        { "example@eu-west-1", "eu-west-1", "" },
        { "arn:aws:sagemaker:eu-west-1:123456789012:image/example", "eu-west-1",
          "123456789012" },
        { "arn:aws:sagemaker:eu-west-1:123456789012:image/example@eu-west-1", "eu-west-1",
          "123456789012" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct hooks h;
        struct value object;

        support_hooks_init(&h, "us-west-2", NULL, 0);
        assert_null(import(&h, cases[i].id, &object));
        assert_true(support_images_has(&object, IMAGE_ID, "example"));
        assert_true(support_images_has(&object, IMAGE_IMAGE_NAME, "example"));
        assert_true(support_images_has(&object, IMAGE_REGION, cases[i].region));
        assert_true(support_images_has(&object, IMAGE_ACCOUNT_ID, cases[i].account_id));
        support_hooks_release(&h);
    }
}

static void junk_is_refused_with_all_forms(void **state)
{
    static const char *const ids[] = {
        "",
        "a b",
        "example@",
        "example@nowhere",
        "@us-west-2",
        "arn:aws:sagemaker:us-west-2:123456789012:image/",
        "arn:aws:sagemaker:us-west-2:123456789012:image/a/b",
        "arn:aws:sagemaker:us-west-2:123456789012:image-version/example/1",
        "arn:aws:sagemaker:us-west-2:12345678901:image/example",
        "arn:aws:sagemaker::123456789012:image/example",
        "arn:aws:ecr:us-west-2:123456789012:image/example",
        "arn:aws-cn:sagemaker:us-west-2:123456789012:image/example",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        struct hooks h;
        struct value object;
        const char *refusal;

        support_hooks_init(&h, "us-west-2", NULL, 0);
        refusal = import(&h, ids[i], &object);
        assert_non_null(refusal);
        assert_non_null(strstr(refusal, "\"image_name@region\" or the image's ARN"));
        support_hooks_release(&h);
    }
}

static void an_import_of_two_regions_is_refused(void **state)
{
    struct hooks h;
    struct value object;
    const char *refusal;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    refusal = import(&h, IMAGE_ARN_TEXT "@eu-west-1", &object);
    assert_non_null(refusal);
    assert_non_null(strstr(refusal, "two regions"));
    support_hooks_release(&h);
}

static void the_image_of_another_account_is_not_imported(void **state)
{
    static const struct fake_step steps[] = { CREATED, TAGS("") };
    struct hooks h;
    struct value object;
    struct read_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    assert_null(import(&h, "arn:aws:sagemaker:us-west-2:999999999999:image/example", &object));
    op = (struct read_op){ .state = object };
    image_resource.read(&h.call, &op);
    assert_true(support_hooks_error(&h, "999999999999"));
    support_hooks_release(&h);
}

static void the_state_of_the_aws_provider_plans_no_change(void **state)
{
    static const struct fake_step steps[] = { CREATED, TAGS("") };
    struct type whole = { .kind = KIND_OBJECT, .object = image_schema.block };
    struct hooks h;
    struct upgrade_op upgrade;
    struct read_op read;
    bool replace[IMAGE_FIELD_COUNT] = { false };
    struct value config;
    struct plan_op plan = { .block = image_schema.block, .replace = replace };

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    upgrade = (struct upgrade_op){ .state = support_images_saved(&h) };
    upgrade.state.items[IMAGE_TAGS] = value_null();
    upgrade.state.items[IMAGE_TAGS_ALL] = value_null();
    image_resource.upgrade(&h.call, &upgrade);
    read = (struct read_op){ .state = upgrade.state };
    image_resource.read(&h.call, &read);
    for (int explicit = 0; explicit < 2; explicit ++) {
        config = value_object(h.call.arena, image_schema.block);
        config.items[IMAGE_IMAGE_NAME] = value_string(STR("example"));
        config.items[IMAGE_ROLE_ARN] = value_string(STR(ROLE));
        if (explicit) {
            config.items[IMAGE_TAGS] = (struct value){ .state = VALUE_KNOWN };
        }
        plan.prior = &read.state;
        plan.config = &config;
        plan_generic(h.call.arena, &plan);
        image_resource.plan(&h.call, &plan);
        plan_finish(h.call.arena, &plan);
        assert_true(value_equal(&whole, &plan.planned, &read.state));
    }
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_brings_description_and_tags),
        cmocka_unit_test(a_display_name_that_repeats_the_name_is_none),
        cmocka_unit_test(an_image_that_vanishes_before_its_tags_are_listed_is_gone),
        cmocka_unit_test(an_image_whose_tags_cannot_be_listed_stays_as_it_was),
        cmocka_unit_test(tags_are_changed_before_the_image),
        cmocka_unit_test(a_change_that_fails_after_the_tags_keeps_the_new_tags),
        cmocka_unit_test(a_change_of_an_image_that_is_changing_waits_and_is_sent_again),
        cmocka_unit_test(tags_that_cannot_be_changed_stop_the_rest),
        cmocka_unit_test(an_update_that_fails_because_of_the_role_comes_with_advice),
        cmocka_unit_test(an_image_is_imported_in_each_form),
        cmocka_unit_test(junk_is_refused_with_all_forms),
        cmocka_unit_test(an_import_of_two_regions_is_refused),
        cmocka_unit_test(the_image_of_another_account_is_not_imported),
        cmocka_unit_test(the_state_of_the_aws_provider_plans_no_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
