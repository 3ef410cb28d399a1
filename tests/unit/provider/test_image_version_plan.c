#include "provider/image_version.h"
#include "provider/notes.h"
#include "provider/support_hooks.h"
#include "schema/image_version.h"
#include "terraform/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* What comes before anything is sent: import IDs and plans. */

static const struct resource_type *const type = &image_version_resource;

static bool has_text(const struct value *object, enum image_version_field row, const char *text)
{
    return str_eq(value_text(&object->items[row]), str_from(text));
}

static bool import(struct hooks *h, const char *id, struct value *stub)
{
    struct import_op op = { .id = str_from(id),
                            .state = value_object(h->call.arena, image_version_schema.block) };

    diags_init(&h->diags, h->call.arena);
    type->import(&h->call, &op);
    *stub = op.state;
    return !h->diags.has_error;
}

static void import_takes_a_name_a_version_and_a_region(void **state)
{
    struct hooks h;
    struct value stub;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    assert_true(import(&h, "my.image-1,42", &stub));
    assert_true(has_text(&stub, IMAGE_VERSION_IMAGE_NAME, "my.image-1"));
    assert_true(has_text(&stub, IMAGE_VERSION_REGION, "us-west-2"));
    assert_true(str_eq(stub.items[IMAGE_VERSION_VERSION].text, STR("42")));
    assert_true(import(&h, "example,1@eu-west-1", &stub));
    assert_true(has_text(&stub, IMAGE_VERSION_REGION, "eu-west-1"));
    support_hooks_release(&h);
}

static void import_refuses_junk_and_says_the_form(void **state)
{
    static const char *const junk[] = { "", "name", "name,", "a,b,c", "name,0", "name,1@x" };
    struct hooks h;
    struct value stub;

    (void)state;
    support_hooks_init(&h, "us-west-2", NULL, 0);
    for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
        assert_false(import(&h, junk[i], &stub));
        assert_true(support_hooks_error(&h, "image_name,version"));
        assert_true(support_hooks_error(&h, "image_name,alias"));
        assert_true(support_hooks_error(&h, "ARN"));
    }
    assert_int_equal(h.http.sent_count, 0);
    support_hooks_release(&h);
}

#define ARN "arn:aws:sagemaker:us-west-2:123456789012:image-version/example/7"
#define FOUND                                                                                  \
    {                                                                                          \
        .status = 200, .body = "{\"ImageVersionArn\":\"" ARN "\",\"Version\":7,"               \
                               "\"ImageVersionStatus\":\"CREATED\"}"                           \
    }

static void import_by_alias_asks_for_the_number(void **state)
{
    static const struct fake_step steps[] = { FOUND };
    static const struct fake_step missing[] = {
        { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"no\"}" }
    };
    struct hooks h;
    struct value stub;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    assert_true(import(&h, "example,latest", &stub));
    assert_true(has_text(&stub, IMAGE_VERSION_ID, "example,7"));
    assert_true(support_has(h.http.sent[0].body.data, "\"Alias\":\"latest\""));
    support_hooks_release(&h);

    support_hooks_init(&h, "us-west-2", missing, ARRAY_LEN(missing));
    assert_false(import(&h, "example,latest", &stub));
    assert_true(support_hooks_error(&h, "no version with the alias \"latest\""));
    assert_true(support_hooks_error(&h, "image_name,version"));
    support_hooks_release(&h);
}

static void an_import_of_another_account_is_refused(void **state)
{
    static const struct fake_step steps[] = {
        FOUND, { .status = 200, .body = "{\"SageMakerImageVersionAliases\":[]}" }
    };
    struct hooks h;
    struct read_op op;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    assert_true(import(&h, "arn:aws:sagemaker:us-west-2:999999999999:image-version/example/7",
                       &op.state));
    type->read(&h.call, &op);
    assert_true(support_hooks_error(&h, "account 999999999999"));
    support_hooks_release(&h);
}

/* The warnings of a plan that makes a version of `base_image` in us-west-2. */
static size_t warnings(const char *base_image, bool exists_already)
{
    static const struct fake_step unused[] = { { .status = 200, .body = "" } };
    struct value none = value_null();
    struct hooks h;
    struct value config;
    struct plan_op op;
    bool replace[IMAGE_VERSION_FIELD_COUNT] = { false };
    size_t count;

    support_hooks_init(&h, "us-west-2", unused, ARRAY_LEN(unused));
    config = value_object(h.call.arena, image_version_schema.block);
    config.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    config.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    config.items[IMAGE_VERSION_BASE_IMAGE] = value_string(str_from(base_image));
    op = (struct plan_op){ .block = image_version_schema.block,
                           .prior = exists_already ? &config : &none,
                           .config = &config,
                           .proposed = &config,
                           .planned = config,
                           .replace = replace };
    type->plan(&h.call, &op);
    assert_false(h.diags.has_error);
    count = h.diags.count;
    support_hooks_release(&h);
    return count;
}

static void a_base_image_that_sagemaker_may_not_fetch_is_warned_of(void **state)
{
    (void)state;
    assert_int_equal(warnings("012345678912.dkr.ecr.us-west-2.amazonaws.com/image:1", false),
                     0);
    assert_int_equal(
        warnings("012345678912.dkr.ecr-fips.us-west-2.amazonaws.com/a/b@sha256:0", false), 0);
    assert_int_equal(warnings("012345678912.dkr.ecr.eu-west-1.amazonaws.com/image:1", false),
                     1);
    assert_int_equal(warnings("docker.io/library/python:3.11", false), 1);
    assert_int_equal(warnings("01234567891.dkr.ecr.us-west-2.amazonaws.com/image:1", false), 1);
    assert_int_equal(warnings("012345678912.dkr.ecr.us-west-2.amazonaws.com", false), 1);
    assert_int_equal(warnings("", false), 0);
}

static void a_version_that_exists_is_not_warned_of(void **state)
{
    (void)state;
    assert_int_equal(warnings("docker.io/library/python:3.11", true), 0);
}

/* A place to remember replacements in, and the plans of one version. */
struct plans {
    struct hooks h;
    struct files files;
    struct value none;
    struct value prior;
    struct value config;
    struct plan_op op;
    bool replace[IMAGE_VERSION_FIELD_COUNT];
};

static void plans_init(struct plans *p)
{
    static const struct fake_step unused[] = { { .status = 200, .body = "" } };

    *p = (struct plans){ 0 };
    support_files_init(&p->files);
    support_hooks_init(&p->h, "us-west-2", unused, ARRAY_LEN(unused));
    p->h.source.replaced = replaced_new(str_from(p->files.folder), STR(""));
    p->config = value_object(p->h.call.arena, image_version_schema.block);
    p->config.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    p->config.items[IMAGE_VERSION_BASE_IMAGE] =
        value_string(STR("012345678912.dkr.ecr.us-west-2.amazonaws.com/image:1"));
    p->prior = value_object(p->h.call.arena, image_version_schema.block);
    memcpy(p->prior.items, p->config.items,
           IMAGE_VERSION_FIELD_COUNT * sizeof(*p->prior.items));
    p->prior.items[IMAGE_VERSION_ARN] = value_string(STR(ARN));
    p->prior.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
}

static void plans_release(struct plans *p)
{
    replaced_remove(p->h.source.replaced, STR(ARN));
    replaced_free(p->h.source.replaced);
    support_hooks_release(&p->h);
    support_files_release(&p->files);
}

/* One plan; its private data. */
static struct str plan(struct plans *p, const struct value *prior, struct str private_data)
{
    diags_init(&p->h.diags, p->h.call.arena);
    memset(p->replace, 0, sizeof(p->replace));
    p->op = (struct plan_op){ .block = image_version_schema.block,
                              .prior = prior,
                              .config = &p->config,
                              .proposed = &p->config,
                              .private_data = private_data,
                              .replace = p->replace };
    plan_generic(p->h.call.arena, &p->op);
    type->plan(&p->h.call, &p->op);
    assert_false(p->h.diags.has_error);
    return p->op.private_data;
}

static void the_second_plan_of_a_replacement_says_what_is_replaced(void **state)
{
    struct plans p;
    struct notes notes;
    struct str first;

    (void)state;
    plans_init(&p);
    first = plan(&p, &p.prior, STR(""));
    assert_false(replaced_has(p.h.source.replaced, STR(ARN),
                              value_text(&p.config.items[IMAGE_VERSION_BASE_IMAGE])));
    notes = notes_read(p.h.call.arena, IMAGE_VERSION_NOTES, plan(&p, &p.none, first));
    assert_true(str_eq(notes.replaces, STR(ARN)));
    assert_true(replaced_has(p.h.source.replaced, STR(ARN),
                             value_text(&p.config.items[IMAGE_VERSION_BASE_IMAGE])));
    plan(&p, &p.prior, first);
    assert_false(replaced_has(p.h.source.replaced, STR(ARN),
                              value_text(&p.config.items[IMAGE_VERSION_BASE_IMAGE])));
    plans_release(&p);
}

static void a_version_that_vanished_is_not_replaced_but_made_again(void **state)
{
    static const struct fake_step gone[] = {
        { .status = 400, .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"no\"}" }
    };
    static struct plans p; /* two of these are more than a stack may hold */
    struct hooks h;
    struct read_op op;

    (void)state;
    plans_init(&p);
    support_hooks_init(&h, "us-west-2", gone, ARRAY_LEN(gone));
    op.private_data = plan(&p, &p.prior, STR("{\"schema_version\":\"1\"}"));
    assert_true(import(&h, "example,7", &op.state));
    type->read(&h.call, &op);
    assert_true(value_is_null(&op.state));
    assert_true(str_starts_with(op.private_data, STR("{\"schema_version\":\"1\",")));
    plan(&p, &p.none, op.private_data);
    assert_false(replaced_has(p.h.source.replaced, STR(ARN),
                              value_text(&p.config.items[IMAGE_VERSION_BASE_IMAGE])));
    support_hooks_release(&h);
    plans_release(&p);
}

static void a_plain_creation_replaces_nothing(void **state)
{
    struct plans p;
    struct notes notes;

    (void)state;
    plans_init(&p);
    notes = notes_read(p.h.call.arena, IMAGE_VERSION_NOTES, plan(&p, &p.none, STR("")));
    assert_int_equal(notes.replaces.len, 0);
    assert_int_equal(notes.arn.len, 0);
    plans_release(&p);
}

static void an_argument_taken_away_that_stays_is_warned_of(void **state)
{
    struct plans p;
    struct str configured;
    struct value job_type = value_string(STR("TRAINING"));
    struct import_op imported = { .id = STR("example,7") };

    (void)state;
    plans_init(&p);
    p.prior.items[IMAGE_VERSION_JOB_TYPE] = job_type;
    plan(&p, &p.prior, STR("{\"aws_sagemaker_image_version\":{\"arguments\":[]}}"));
    assert_int_equal(p.h.diags.count, 0); /* given elsewhere */
    plan(&p, &p.prior, STR("{\"schema_version\":\"1\"}"));
    assert_int_equal(p.h.diags.count, 1); /* nobody knows by whom */
    imported.state = value_object(p.h.call.arena, image_version_schema.block);
    type->import(&p.h.call, &imported);
    plan(&p, &p.prior, imported.private_data);
    assert_int_equal(p.h.diags.count, 0); /* not here */
    p.config.items[IMAGE_VERSION_JOB_TYPE] = job_type;
    configured = plan(&p, &p.prior, STR(""));
    assert_int_equal(p.h.diags.count, 0);
    p.config.items[IMAGE_VERSION_JOB_TYPE] = value_null();
    plan(&p, &p.prior, configured);
    assert_int_equal(p.h.diags.count, 1);
    assert_true(str_eq(path_text(p.h.call.arena, p.h.diags.first->path), STR("job_type")));
    assert_true(support_has(p.h.diags.first->detail.data, "-replace="));
    assert_true(support_has(p.h.diags.first->detail.data, "\"TRAINING\""));
    assert_true(
        value_equal(&type_string, &p.op.planned.items[IMAGE_VERSION_JOB_TYPE], &job_type));
    p.config.items[IMAGE_VERSION_JOB_TYPE] = value_string(STR(""));
    plan(&p, &p.prior, configured);
    assert_int_equal(p.h.diags.count, 1);
    p.config.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("another"));
    plan(&p, &p.prior, configured);
    assert_int_equal(p.h.diags.count, 0); /* the new version is without it */
    plans_release(&p);
}

/* hashicorp/aws writes no aliases as null after a creation and as an empty set after a refresh.
 */
static void no_aliases_are_an_empty_set_in_every_saved_state(void **state)
{
    static const struct fake_step unused[] = { { .status = 200, .body = "" } };
    const struct field *field = &image_version_schema.block->fields[IMAGE_VERSION_ALIASES];
    struct hooks h;
    struct upgrade_op op = { .version = 1 };

    (void)state;
    support_hooks_init(&h, "us-west-2", unused, ARRAY_LEN(unused));
    op.state = value_object(h.call.arena, image_version_schema.block);
    op.state.items[IMAGE_VERSION_ARN] = value_string(STR(ARN));
    type->upgrade(&h.call, &op);
    assert_true(value_is_known(&op.state.items[IMAGE_VERSION_ALIASES]));
    assert_true(field_is_unset(field, &op.state.items[IMAGE_VERSION_ALIASES]));
    assert_true(has_text(&op.state, IMAGE_VERSION_ACCOUNT_ID, "123456789012"));
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_base_image_that_sagemaker_may_not_fetch_is_warned_of),
        cmocka_unit_test(a_version_that_exists_is_not_warned_of),
        cmocka_unit_test(import_takes_a_name_a_version_and_a_region),
        cmocka_unit_test(import_refuses_junk_and_says_the_form),
        cmocka_unit_test(import_by_alias_asks_for_the_number),
        cmocka_unit_test(an_import_of_another_account_is_refused),
        cmocka_unit_test(no_aliases_are_an_empty_set_in_every_saved_state),
        cmocka_unit_test(the_second_plan_of_a_replacement_says_what_is_replaced),
        cmocka_unit_test(a_version_that_vanished_is_not_replaced_but_made_again),
        cmocka_unit_test(a_plain_creation_replaces_nothing),
        cmocka_unit_test(an_argument_taken_away_that_stays_is_warned_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
