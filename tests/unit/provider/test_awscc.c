#include "provider/awscc.h"

#include "provider/image.h"
#include "provider/image_version.h"
#include "schema/image.h"
#include "schema/image_version.h"
#include "terraform/codec.h"
#include "terraform/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ROLE "arn:aws:iam::123456789012:role/example"
#define IMAGE "arn:aws:sagemaker:us-west-2:123456789012:image/example"
#define VERSION "arn:aws:sagemaker:us-west-2:123456789012:image-version/example/7"
#define AWSCC "registry.terraform.io/hashicorp/awscc"
#define AWS "registry.terraform.io/hashicorp/aws"

/* A call on an unconfigured process. */
struct moving {
    struct diags diags;
    struct call call;
    struct move_op op;
};

static int set_up(void **state)
{
    struct moving *m = test_calloc(1, sizeof(*m));

    m->call.arena = arena_new();
    m->call.diags = &m->diags;
    diags_init(&m->diags, m->call.arena);
    *state = m;
    return 0;
}

static int tear_down(void **state)
{
    struct moving *m = *state;

    arena_free(m->call.arena);
    test_free(m);
    return 0;
}

/* Moves a state, as the engine does. */
static void move(struct moving *m, const struct resource_type *target, const char *address,
                 const char *type_name, const char *json)
{
    m->op = (struct move_op){ .provider_address = str_from(address),
                              .type_name = str_from(type_name),
                              .version = 1,
                              .json = str_from(json) };
    engine_move(&m->call, target, &m->op);
}

static void expect_state(struct moving *m, const struct schema *schema, const char *json)
{
    const struct type *type = codec_object_type(m->call.arena, schema->block);
    struct value want;
    struct err err = { "" };

    for (const struct diag *diag = m->diags.first; diag; diag = diag->next) {
        fail_msg("%.*s: %.*s", STR_ARG(diag->summary), STR_ARG(diag->detail));
    }
    assert_int_equal(codec_from_json(m->call.arena, type, str_from(json), &want, &err),
                     STATUS_OK);
    if (!value_equal(type, &m->op.state, &want)) {
        struct str shown = codec_to_json(m->call.arena, type, &m->op.state);

        fail_msg("%.*s is not %s", STR_ARG(shown), json);
    }
}

static void expect_error(const struct moving *m, const char *summary, const char *part)
{
    assert_int_equal(m->diags.count, 1);
    assert_string_equal(m->diags.first->summary.data, summary);
    if (!strstr(m->diags.first->detail.data, part)) {
        fail_msg("\"%s\" is not in: %s", part, m->diags.first->detail.data);
    }
    assert_true(value_is_null(&m->op.state));
}

static void a_version_of_awscc_comes_with_all_that_it_says(void **state)
{
    move(*state, &image_version_resource, AWSCC, "awscc_sagemaker_image_version",
         "{\"id\":\"" VERSION "\",\"image_name\":\"example\",\"base_image\":\"repo:1\","
         "\"alias\":\"latest\",\"aliases\":[\"stable\",\"latest\"],\"horovod\":true,"
         "\"job_type\":\"TRAINING\",\"processor\":\"GPU\",\"vendor_guidance\":\"STABLE\","
         "\"ml_framework\":\"PyTorch 2.4\",\"programming_lang\":\"Python 3.11\","
         "\"release_notes\":\"First.\",\"container_image\":\"repo@sha256:0\","
         "\"image_arn\":\"" IMAGE "\",\"image_version_arn\":\"" VERSION "\",\"version\":7}");
    expect_state(*state, &image_version_schema,
                 "{\"id\":\"example,7\",\"account_id\":\"123456789012\","
                 "\"aliases\":[\"latest\",\"stable\"],\"arn\":\"" VERSION "\","
                 "\"base_image\":\"repo:1\",\"container_image\":\"repo@sha256:0\","
                 "\"horovod\":true,\"image_arn\":\"" IMAGE "\",\"image_name\":\"example\","
                 "\"job_type\":\"TRAINING\",\"ml_framework\":\"PyTorch 2.4\","
                 "\"processor\":\"GPU\",\"programming_lang\":\"Python 3.11\","
                 "\"region\":\"us-west-2\",\"release_notes\":\"First.\","
                 "\"vendor_guidance\":\"STABLE\",\"version\":7}");
}

static void what_a_version_of_awscc_does_not_say_is_null(void **state)
{
    move(*state, &image_version_resource, AWSCC, "awscc_sagemaker_image_version",
         "{\"image_name\":\"example\",\"base_image\":\"repo:1\",\"aliases\":[],"
         "\"image_version_arn\":\"" VERSION "\",\"version\":null,\"later\":{\"a\":[1]}}");
    expect_state(*state, &image_version_schema,
                 "{\"id\":\"example,7\",\"account_id\":\"123456789012\",\"arn\":\"" VERSION
                 "\","
                 "\"base_image\":\"repo:1\",\"image_name\":\"example\","
                 "\"region\":\"us-west-2\",\"version\":7}");
}

static void one_alias_alone_becomes_a_set(void **state)
{
    struct moving *m = *state;
    const struct value *aliases;

    move(m, &image_version_resource, AWSCC, "awscc_sagemaker_image_version",
         "{\"image_name\":\"example\",\"alias\":\"latest\",\"version\":7,"
         "\"image_version_arn\":\"" VERSION "\"}");
    assert_int_equal(m->diags.count, 0);
    aliases = &m->op.state.items[IMAGE_VERSION_ALIASES];
    assert_int_equal(aliases->count, 1);
    assert_true(str_eq(value_text(&aliases->items[0]), STR("latest")));
}

static void an_image_of_awscc_comes_with_all_that_it_says(void **state)
{
    move(*state, &image_resource, AWSCC, "awscc_sagemaker_image",
         "{\"id\":\"" IMAGE "\",\"image_arn\":\"" IMAGE "\",\"image_name\":\"example\","
         "\"image_role_arn\":\"" ROLE "\",\"image_description\":\"What for\","
         "\"image_display_name\":\"Shown\",\"tags\":[{\"key\":\"team\",\"value\":\"ml\"},"
         "{\"key\":\"cost\",\"value\":\"\"}]}");
    expect_state(*state, &image_schema,
                 "{\"id\":\"example\",\"account_id\":\"123456789012\",\"arn\":\"" IMAGE "\","
                 "\"description\":\"What for\",\"display_name\":\"Shown\","
                 "\"image_name\":\"example\",\"region\":\"us-west-2\","
                 "\"role_arn\":\"" ROLE "\",\"tags\":{\"cost\":\"\",\"team\":\"ml\"},"
                 "\"tags_all\":{\"cost\":\"\",\"team\":\"ml\"}}");
}

static void no_tags_of_awscc_are_an_empty_map(void **state)
{
    static const char *const none[] = { "null", "[]", "[null]" };
    struct moving *m = *state;

    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        struct str json = arena_printf(
            m->call.arena, "{\"image_arn\":\"" IMAGE "\",\"image_name\":\"a\",\"tags\":%s}",
            none[i]);

        move(m, &image_resource, AWSCC, "awscc_sagemaker_image", json.data);
        assert_int_equal(m->diags.count, 0);
        assert_true(value_is_known(&m->op.state.items[IMAGE_TAGS]));
        assert_int_equal(m->op.state.items[IMAGE_TAGS].entry_count, 0);
        assert_true(value_is_known(&m->op.state.items[IMAGE_TAGS_ALL]));
    }
}

static void a_state_of_the_same_type_is_upgraded(void **state)
{
    struct moving *m = *state;

    move(m, &image_version_resource, AWS, "aws_sagemaker_image_version",
         "{\"id\":\"example,7\",\"arn\":\"" VERSION "\",\"image_name\":\"example\","
         "\"version\":7,\"horovod\":false,\"job_type\":\"\",\"aliases\":[]}");
    expect_state(m, &image_version_schema,
                 "{\"id\":\"example,7\",\"account_id\":\"123456789012\",\"arn\":\"" VERSION
                 "\","
                 "\"image_name\":\"example\",\"region\":\"us-west-2\",\"version\":7,"
                 "\"horovod\":false,\"job_type\":\"\",\"aliases\":[]}");
    assert_true(value_is_known(&m->op.identity));
}

static void the_address_of_the_source_does_not_matter(void **state)
{
    struct moving *m = *state;

    move(m, &image_resource, "mirror.example.com/fork/cloudcontrol", "awscc_sagemaker_image",
         "{\"image_arn\":\"" IMAGE "\",\"image_name\":\"example\"}");
    assert_int_equal(m->diags.count, 0);
    assert_true(value_is_known(&m->op.state));
}

static void another_source_is_told_what_can_be_moved(void **state)
{
    move(*state, &image_resource, "registry.terraform.io/hashicorp/azurerm", "azurerm_image",
         "{}");
    expect_error(*state, "Move not supported", "azurerm_image of the provider registry");
}

static void the_types_do_not_take_each_others_states(void **state)
{
    move(*state, &image_resource, AWSCC, "awscc_sagemaker_image_version",
         "{\"image_name\":\"example\",\"image_version_arn\":\"" VERSION "\",\"version\":7}");
    expect_error(*state, "Move not supported",
                 "aws_sagemaker_image of hashicorp/aws and of awscc_sagemaker_image of");
}

static void a_state_without_its_name_or_arn_is_refused(void **state)
{
    static const char *const texts[] = {
        "{}",
        "{\"image_name\":\"example\"}",
        "{\"image_name\":\"example\",\"image_arn\":\"example\"}",
        "{\"image_name\":\"\",\"image_arn\":\"" IMAGE "\"}",
    };
    struct moving *m = *state;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        move(m, &image_resource, AWSCC, "awscc_sagemaker_image", texts[i]);
        expect_error(m, "Saved state cannot be moved", "no image_name or no ARN");
        diags_init(&m->diags, m->call.arena);
    }
}

static void a_version_whose_number_nobody_knows_is_refused(void **state)
{
    move(*state, &image_version_resource, AWSCC, "awscc_sagemaker_image_version",
         "{\"image_name\":\"example\",\"image_version_arn\":\"" IMAGE "\"}");
    expect_error(*state, "Saved state cannot be moved", "which version of image example");
}

static void a_state_that_cannot_be_read_is_refused(void **state)
{
    static const char *const texts[] = { "", "{", "null", "[]", "{\"image_name\":{}}" };
    struct moving *m = *state;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        move(m, &image_resource, AWSCC, "awscc_sagemaker_image", texts[i]);
        expect_error(m, "Saved state cannot be moved", "not what awscc_sagemaker_image saves");
        diags_init(&m->diags, m->call.arena);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_version_of_awscc_comes_with_all_that_it_says),
        TEST(what_a_version_of_awscc_does_not_say_is_null),
        TEST(one_alias_alone_becomes_a_set),
        TEST(an_image_of_awscc_comes_with_all_that_it_says),
        TEST(no_tags_of_awscc_are_an_empty_map),
        TEST(a_state_of_the_same_type_is_upgraded),
        TEST(the_address_of_the_source_does_not_matter),
        TEST(another_source_is_told_what_can_be_moved),
        TEST(the_types_do_not_take_each_others_states),
        TEST(a_state_without_its_name_or_arn_is_refused),
        TEST(a_version_whose_number_nobody_knows_is_refused),
        TEST(a_state_that_cannot_be_read_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
