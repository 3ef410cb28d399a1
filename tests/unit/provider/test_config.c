#include "provider/config.h"

#include "provider/support_hooks.h"
#include "schema/provider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const variables[] = {
    "AWS_REGION=eu-west-1",
    "AWS_ACCESS_KEY_ID=AKIDOFTHEENVIRON",
    "AWS_SECRET_ACCESS_KEY=secret",
    NULL,
};

struct fixture {
    struct env *env;
    struct fake_clock clock;
    struct config_source source;
    struct diags diags;
    struct call call;
    struct value block;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    f->env = env_new(variables);
    support_clock_init(&f->clock);
    f->source = (struct config_source){ .env = f->env, .clock = &f->clock.clock };
    f->call.arena = arena_new();
    f->call.diags = &f->diags;
    diags_init(&f->diags, f->call.arena);
    f->block = value_object(f->call.arena, provider_schema.block);
    f->block.items[PROVIDER_ENDPOINTS] = (struct value){ .state = VALUE_KNOWN };
}

static void configure(struct fixture *f)
{
    struct configure_op op = { .config = &f->block, .terraform_version = STR("1.15.0") };

    f->call.config = config_configure(&f->source, &f->call, &op);
    assert_false(f->diags.has_error);
    assert_non_null(f->call.config);
}

static void end(struct fixture *f)
{
    config_release(f->call.config);
    arena_free(f->call.arena);
    env_free(f->env);
}

static void the_environment_gives_what_is_not_set(void **state)
{
    struct fixture f;
    struct sagemaker sm;

    (void)state;
    begin(&f);
    configure(&f);
    assert_true(str_eq(config_region(&f.call), STR("eu-west-1")));
    assert_true(config_sagemaker(&f.call, STR(""), &sm));
    end(&f);
}

static void an_unknown_region_is_not_guessed_from_the_environment(void **state)
{
    struct fixture f;
    struct sagemaker sm;

    (void)state;
    begin(&f);
    f.block.items[PROVIDER_REGION] = value_unknown();
    configure(&f);
    assert_int_equal(config_region(&f.call).len, 0);
    assert_true(config_sagemaker(&f.call, STR("us-west-2"), &sm));
    assert_false(config_sagemaker(&f.call, STR(""), &sm));
    end(&f);
}

/* Another account or service would say that the objects of the state are gone. */
static void no_service_is_asked_while_it_is_unknown_whose(void **state)
{
    static const enum provider_field rows[] = {
        PROVIDER_ACCESS_KEY, PROVIDER_SECRET_KEY,          PROVIDER_TOKEN,
        PROVIDER_PROFILE,    PROVIDER_SHARED_CONFIG_FILES, PROVIDER_SHARED_CREDENTIALS_FILES,
        PROVIDER_ENDPOINTS,
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *name = provider_schema.block->fields[rows[i]].name;
        struct fixture f;
        struct sagemaker sm;

        begin(&f);
        f.block.items[rows[i]] = value_unknown();
        configure(&f);
        assert_false(config_sagemaker(&f.call, STR("us-west-2"), &sm));
        assert_non_null(
            memmem(f.diags.first->detail.data, f.diags.first->detail.len, name, strlen(name)));
        end(&f);
    }
}

static void an_unknown_number_of_tries_is_as_if_it_were_not_set(void **state)
{
    struct fixture f;
    struct sagemaker sm;

    (void)state;
    begin(&f);
    f.block.items[PROVIDER_MAX_RETRIES] = value_unknown();
    configure(&f);
    assert_true(config_sagemaker(&f.call, STR(""), &sm));
    end(&f);
}

/* Sets one argument to what cannot be used. */
static void an_error_points_at_its_argument(void **state)
{
    static const struct {
        enum provider_field row;
        const char *text;
    } cases[] = {
        { PROVIDER_PROFILE, "nobody" },
        { PROVIDER_REGION, "westwards" },
        { PROVIDER_CUSTOM_CA_BUNDLE, "/nonexistent.pem" },
        { PROVIDER_ENDPOINTS, "ftp://127.0.0.1" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value endpoints[ENDPOINTS_FIELD_COUNT] = { value_string(
            str_from(cases[i].text)) };
        struct value item = value_items(endpoints, ENDPOINTS_FIELD_COUNT);
        struct fixture f;
        struct configure_op op = { .config = &f.block, .terraform_version = STR("1.15.0") };
        struct str path;

        begin(&f);
        f.block.items[cases[i].row] = cases[i].row == PROVIDER_ENDPOINTS
                                          ? value_items(&item, 1)
                                          : value_string(str_from(cases[i].text));
        assert_null(config_configure(&f.source, &f.call, &op));
        assert_non_null(f.diags.first);
        path = path_text(f.call.arena, f.diags.first->path);
        assert_true(str_eq(path, str_from(provider_schema.block->fields[cases[i].row].name)));
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_points_at_its_argument),
        cmocka_unit_test(the_environment_gives_what_is_not_set),
        cmocka_unit_test(an_unknown_region_is_not_guessed_from_the_environment),
        cmocka_unit_test(no_service_is_asked_while_it_is_unknown_whose),
        cmocka_unit_test(an_unknown_number_of_tries_is_as_if_it_were_not_set),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
