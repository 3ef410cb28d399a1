#include "provider/aliases.h"

#include "provider/image_version.h"
#include "provider/notes.h"
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
#define TAKEN REFUSED("ResourceInUse", "The alias latest is in use")
#define NOBODY REFUSED("ResourceNotFound", "no such alias")
#define ARN "arn:aws:sagemaker:us-west-2:123456789012:image-version/example/"
#define VERSION_IN(number, status)                                                             \
    OK("{\"ImageVersionArn\":\"" ARN number "\",\"Version\":" number                           \
       ",\"BaseImage\":\"repo:1\",\"ImageVersionStatus\":\"" status "\"}")
#define HOLDER VERSION_IN("3", "CREATED")
#define CREATED VERSION_IN("7", "CREATED")
#define MADE OK("{\"ImageVersionArn\":\"" ARN "7\"}")
#define DONE OK("{}")
#define ALIASES(list) OK("{\"SageMakerImageVersionAliases\":" list "}")

static const struct resource_type *const type = &image_version_resource;
static const struct value none = { .state = VALUE_NULL };
static const struct str latest = { "latest", 6 };

static struct value planned_with(const struct hooks *h, bool takeover)
{
    struct value object = value_object(h->call.arena, image_version_schema.block);

    object.items[IMAGE_VERSION_ID] = value_unknown();
    object.items[IMAGE_VERSION_IMAGE_NAME] = value_string(STR("example"));
    object.items[IMAGE_VERSION_BASE_IMAGE] = value_string(STR("repo:1"));
    object.items[IMAGE_VERSION_REGION] = value_string(STR("us-west-2"));
    object.items[IMAGE_VERSION_ALIASES] = value_strings(h->call.arena, &latest, 1);
    object.items[IMAGE_VERSION_ALIAS_TAKEOVER] = value_bool(takeover);
    return object;
}

/* Creates a version; `replaces` is what the plan knew. */
static struct value create(struct hooks *h, bool takeover, const char *replaces)
{
    struct notes notes = { .replaces = str_from(replaces) };
    struct value planned = planned_with(h, takeover);
    struct apply_op op = { .prior = &none, .planned = &planned, .config = &planned };

    op.private_data = notes_write(h->call.arena, IMAGE_VERSION_NOTES, STR(""), &notes);
    type->create(&h->call, &op);
    return op.state;
}

static bool was_sent(const struct hooks *h, size_t at, const char *operation, const char *words)
{
    struct str body = h->http.sent[at].body;
    struct str target = support_sent_header(&h->http, at, "X-Amz-Target");

    return str_ends_with(target, str_from(operation)) &&
           memmem(body.data, body.len, words, strlen(words));
}

static void expect_moved(const struct hooks *h, const struct value *version)
{
    assert_false(h->diags.has_error);
    assert_true(was_sent(h, 1, ".DescribeImageVersion", "\"Alias\":\"latest\""));
    assert_true(was_sent(h, 2, ".CreateImageVersion", "\"ClientToken\""));
    assert_false(was_sent(h, 2, ".CreateImageVersion", "latest"));
    assert_true(was_sent(h, 3, ".DescribeImageVersion", "\"Version\":7"));
    assert_true(was_sent(h, 4, ".UpdateImageVersion", "\"AliasesToAdd\":[\"latest\"]"));
    assert_true(was_sent(h, 6, ".UpdateImageVersion",
                         "\"Version\":3,\"AliasesToDelete\":[\"latest\"]"));
    assert_true(was_sent(h, 7, ".UpdateImageVersion", "\"AliasesToAdd\":[\"latest\"]"));
    assert_int_equal(version->items[IMAGE_VERSION_ALIASES].count, 1);
}

/* In the service's order: refused, the holder, made without the alias, settled; refused again,
 * the holder, taken, given. */
static const struct fake_step moving[] = { TAKEN,  HOLDER, MADE, CREATED, TAKEN,
                                           HOLDER, DONE,   DONE, CREATED };

static void a_successor_gets_the_aliases_when_it_can_be_used(void **state)
{
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", moving, ARRAY_LEN(moving));
    version = create(&h, false, ARN "3");
    expect_moved(&h, &version);
    support_hooks_release(&h);
}

static void takeover_takes_them_from_anybody(void **state)
{
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", moving, ARRAY_LEN(moving));
    version = create(&h, true, "");
    expect_moved(&h, &version);
    support_hooks_release(&h);
}

static void a_version_that_could_not_be_made_keeps_nothing_from_others(void **state)
{
    static const struct fake_step steps[] = { TAKEN,  VERSION_IN("3", "CREATE_FAILED"),
                                              MADE,   CREATED,
                                              TAKEN,  VERSION_IN("3", "CREATE_FAILED"),
                                              DONE,   DONE,
                                              CREATED };
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    version = create(&h, false, "");
    expect_moved(&h, &version);
    support_hooks_release(&h);
}

static void a_successor_that_fails_leaves_the_aliases_where_they_are(void **state)
{
    static const struct fake_step steps[] = { TAKEN, HOLDER, MADE,
                                              VERSION_IN("7", "CREATE_FAILED") };
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    version = create(&h, true, "");
    assert_true(support_hooks_error(&h, "CREATE_FAILED"));
    assert_int_equal(h.http.sent_count, ARRAY_LEN(steps));
    assert_int_equal(version.items[IMAGE_VERSION_ALIASES].count, 0);
    assert_true(str_eq(value_text(&version.items[IMAGE_VERSION_ID]), STR("example,7")));
    support_hooks_release(&h);
}

static void a_move_that_fails_keeps_the_version_and_says_so(void **state)
{
    static const struct fake_step steps[] = { TAKEN, HOLDER, MADE, CREATED,
                                              REFUSED("AccessDeniedException", "not you") };
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    version = create(&h, true, "");
    assert_true(support_hooks_error(&h, "moving the aliases"));
    assert_true(support_hooks_error(&h, "not you"));
    assert_int_equal(version.items[IMAGE_VERSION_ALIASES].count, 0);
    assert_true(str_eq(value_text(&version.items[IMAGE_VERSION_ID]), STR("example,7")));
    support_hooks_release(&h);
}

static void an_alias_is_waited_for_while_its_holder_may_move(void **state)
{
    static const struct fake_step steps[] = { TAKEN, HOLDER, TAKEN, HOLDER, MADE, CREATED };
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    version = create(&h, false, "");
    assert_false(h.diags.has_error);
    assert_true(was_sent(&h, 4, ".CreateImageVersion", "\"Aliases\":[\"latest\"]"));
    assert_true(h.clock.waits[0] > 0 && h.clock.waits[1] > h.clock.waits[0]);
    assert_int_equal(version.items[IMAGE_VERSION_ALIASES].count, 1);
    support_hooks_release(&h);
}

static void an_alias_that_nobody_gives_up_is_refused_in_less_than_two_minutes(void **state)
{
    static const struct fake_step pair[] = { TAKEN, HOLDER };
    static struct fake_step steps[FAKE_STEPS];
    struct hooks h;
    struct value version;
    int64_t begin;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        steps[i] = pair[i % ARRAY_LEN(pair)];
    }
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    begin = h.clock.mono_ms;
    version = create(&h, false, "");
    assert_true(support_hooks_error(&h, "\"latest\" is held by version 3 of image example"));
    assert_true(support_hooks_error(&h, "alias_takeover = true"));
    assert_true(support_hooks_error(&h, "is in use"));
    assert_true(value_is_null(&version));
    assert_true(h.clock.mono_ms - begin > 90000);
    assert_true(h.clock.mono_ms - begin < 120000);
    support_hooks_release(&h);
}

/* Refused, the holder, made, settled; refused, the holder, taken, and then something else. */
static void an_alias_that_cannot_be_given_goes_back_to_its_holder(void **state)
{
    static const struct fake_step steps[] = {
        TAKEN, HOLDER, MADE, CREATED,
        TAKEN, HOLDER, DONE, REFUSED("AccessDeniedException", "not you"),
        DONE
    };
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    version = create(&h, true, "");
    assert_true(support_hooks_error(&h, "not you"));
    assert_int_equal(h.http.sent_count, ARRAY_LEN(steps));
    assert_true(
        was_sent(&h, 8, ".UpdateImageVersion", "\"Version\":3,\"AliasesToAdd\":[\"latest\"]"));
    assert_int_equal(version.items[IMAGE_VERSION_ALIASES].count, 0);
    support_hooks_release(&h);
}

static void a_stop_ends_the_wait_for_an_alias(void **state)
{
    static const struct fake_step steps[] = { TAKEN, HOLDER };
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    h.clock.stop_at_wait = 1;
    version = create(&h, false, "");
    assert_true(support_hooks_error(&h, "interrupted"));
    assert_true(value_is_null(&version));
    assert_int_equal(h.http.sent_count, 2);
    support_hooks_release(&h);
}

static void a_refusal_that_no_holder_explains_is_final_after_some_looks(void **state)
{
    static const struct fake_step steps[] = { TAKEN,  NOBODY, TAKEN,  NOBODY, TAKEN,
                                              NOBODY, TAKEN,  NOBODY, TAKEN,  NOBODY,
                                              TAKEN,  NOBODY, TAKEN,  NOBODY };
    struct hooks h;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    version = create(&h, true, "");
    assert_true(support_hooks_error(&h, "is in use"));
    assert_true(value_is_null(&version));
    assert_true(h.http.sent_count < ARRAY_LEN(steps));
    support_hooks_release(&h);
}

static struct value existing(const struct hooks *h, const struct str *aliases, size_t count)
{
    struct value object = planned_with(h, false);

    object.items[IMAGE_VERSION_ID] = value_string(STR("example,7"));
    object.items[IMAGE_VERSION_ARN] = value_string(STR(ARN "7"));
    object.items[IMAGE_VERSION_VERSION] = value_int(h->call.arena, 7);
    object.items[IMAGE_VERSION_ALIASES] = value_strings(h->call.arena, aliases, count);
    return object;
}

static struct value update(struct hooks *h, const struct value *prior,
                           const struct value *planned)
{
    struct apply_op op = {
        .prior = prior, .planned = planned, .config = planned, .state = *prior
    };

    type->update(&h->call, &op);
    return op.state;
}

static void one_of_two_that_swap_gives_before_it_gets(void **state)
{
    static const struct fake_step steps[] = { ALIASES("[\"old\"]"),
                                              TAKEN,
                                              CREATED,
                                              ALIASES("[\"old\"]"),
                                              DONE,
                                              TAKEN,
                                              HOLDER,
                                              DONE,
                                              CREATED,
                                              ALIASES("[\"latest\"]") };
    static const struct str old = { "old", 3 };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h, &old, 1);
    planned = existing(&h, &latest, 1);
    version = update(&h, &prior, &planned);
    assert_false(h.diags.has_error);
    assert_true(
        was_sent(&h, 4, ".UpdateImageVersion", "\"Version\":7,\"AliasesToDelete\":[\"old\"]}"));
    assert_true(
        was_sent(&h, 5, ".UpdateImageVersion", "\"Version\":7,\"AliasesToAdd\":[\"latest\"]}"));
    assert_int_equal(version.items[IMAGE_VERSION_ALIASES].count, 1);
    support_hooks_release(&h);
}

static void what_an_update_has_done_is_in_the_state_when_an_alias_is_refused(void **state)
{
    static const struct fake_step steps[] = { ALIASES("[\"old\"]"),
                                              TAKEN,
                                              CREATED,
                                              ALIASES("[\"old\"]"),
                                              DONE,
                                              REFUSED("AccessDeniedException", "not you"),
                                              CREATED,
                                              ALIASES("[]") };
    static const struct str old = { "old", 3 };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h, &old, 1);
    planned = existing(&h, &latest, 1);
    version = update(&h, &prior, &planned);
    assert_true(support_hooks_error(&h, "not you"));
    assert_true(field_is_unset(&image_version_schema.block->fields[IMAGE_VERSION_ALIASES],
                               &version.items[IMAGE_VERSION_ALIASES]));
    support_hooks_release(&h);
}

/* As when the user has had enough: what was sent counts then. */
static void what_an_update_has_sent_is_in_the_state_when_nobody_can_be_asked(void **state)
{
    static const struct fake_step steps[] = {
        ALIASES("[\"old\"]"), TAKEN, CREATED,
        ALIASES("[\"old\"]"), DONE,  REFUSED("AccessDeniedException", "not you")
    };
    static const struct str both[] = { { "kept", 4 }, { "old", 3 } };
    static const struct str wanted[] = { { "kept", 4 }, { "latest", 6 } };
    struct hooks h;
    struct value prior;
    struct value planned;
    struct value version;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h, both, 2);
    planned = existing(&h, wanted, 2);
    planned.items[IMAGE_VERSION_RELEASE_NOTES] = value_string(STR("new"));
    version = update(&h, &prior, &planned);
    assert_true(h.diags.has_error);
    assert_true(str_eq(value_text(&version.items[IMAGE_VERSION_RELEASE_NOTES]), STR("new")));
    assert_int_equal(version.items[IMAGE_VERSION_ALIASES].count, 1);
    support_hooks_release(&h);
}

/* The resend of what was done already is refused, since the alias to take away is gone. */
static void an_update_whose_answer_was_lost_is_not_a_failure(void **state)
{
    static const struct fake_step steps[] = {
        ALIASES("[\"old\"]"),
        REFUSED("ValidationException", "Alias old does not exist on ImageVersion 7"),
        ALIASES("[\"latest\"]"),
        CREATED,
        ALIASES("[\"latest\"]"),
    };
    static const struct str old = { "old", 3 };
    struct hooks h;
    struct value prior;
    struct value planned;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h, &old, 1);
    planned = existing(&h, &latest, 1);
    update(&h, &prior, &planned);
    assert_false(h.diags.has_error);
    assert_int_equal(h.http.sent_count, ARRAY_LEN(steps));
    support_hooks_release(&h);
}

static void an_alias_that_another_has_taken_is_not_taken_away(void **state)
{
    static const struct fake_step steps[] = { ALIASES("[]"), CREATED, ALIASES("[]") };
    struct hooks h;
    struct value prior;
    struct value planned;

    (void)state;
    support_hooks_init(&h, "us-west-2", steps, ARRAY_LEN(steps));
    prior = existing(&h, &latest, 1);
    planned = existing(&h, &latest, 0);
    update(&h, &prior, &planned);
    assert_false(h.diags.has_error);
    assert_int_equal(h.http.sent_count, 3);
    assert_true(was_sent(&h, 1, ".DescribeImageVersion", "\"Version\":7"));
    support_hooks_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_successor_gets_the_aliases_when_it_can_be_used),
        cmocka_unit_test(takeover_takes_them_from_anybody),
        cmocka_unit_test(a_version_that_could_not_be_made_keeps_nothing_from_others),
        cmocka_unit_test(a_successor_that_fails_leaves_the_aliases_where_they_are),
        cmocka_unit_test(a_move_that_fails_keeps_the_version_and_says_so),
        cmocka_unit_test(an_alias_is_waited_for_while_its_holder_may_move),
        cmocka_unit_test(an_alias_that_nobody_gives_up_is_refused_in_less_than_two_minutes),
        cmocka_unit_test(an_alias_that_cannot_be_given_goes_back_to_its_holder),
        cmocka_unit_test(a_stop_ends_the_wait_for_an_alias),
        cmocka_unit_test(a_refusal_that_no_holder_explains_is_final_after_some_looks),
        cmocka_unit_test(one_of_two_that_swap_gives_before_it_gets),
        cmocka_unit_test(what_an_update_has_done_is_in_the_state_when_an_alias_is_refused),
        cmocka_unit_test(what_an_update_has_sent_is_in_the_state_when_nobody_can_be_asked),
        cmocka_unit_test(an_update_whose_answer_was_lost_is_not_a_failure),
        cmocka_unit_test(an_alias_that_another_has_taken_is_not_taken_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
