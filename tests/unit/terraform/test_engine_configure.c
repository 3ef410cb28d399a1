#include "terraform/support_json.h"
#include "terraform/support_thing.h"

#include "base/mem.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = thing_call_new();
    return 0;
}

static int tear_down(void **state)
{
    thing_call_free(*state);
    return 0;
}

static void configure(struct engine *engine, struct call *call, void *result)
{
    struct value config = value_object(call->arena, &thing_block);
    struct configure_op op = { .config = &config };

    thing_script.configured = result;
    engine_configure(engine, call, &op);
}

static void call_keeps_the_configuration_it_began_with(void **state)
{
    struct engine *engine = engine_new(&thing_provider);
    struct call *first = *state;
    struct call second = *first;
    int old = 0;
    int new = 0;

    assert_ptr_equal(engine_provider(engine), &thing_provider);
    engine_begin(engine, first);
    assert_null(first->config);
    engine_end(engine, first);
    configure(engine, first, &old);
    engine_begin(engine, first);
    assert_ptr_equal(first->config, &old);
    configure(engine, &second, &new);
    assert_int_equal(thing_script.released, 0);
    assert_ptr_equal(first->config, &old);
    engine_begin(engine, &second);
    assert_ptr_equal(second.config, &new);
    engine_end(engine, first);
    assert_int_equal(thing_script.released, 1);
    engine_end(engine, &second);
    assert_int_equal(thing_script.released, 1);
    engine_free(engine);
    assert_int_equal(thing_script.released, 2);
}

static void refused_configuration_leaves_the_old_one(void **state)
{
    struct engine *engine = engine_new(&thing_provider);
    struct call *call = *state;
    int old = 0;

    configure(engine, call, &old);
    thing_script.error = "no credentials";
    configure(engine, call, NULL);
    assert_int_equal(call->diags->count, 1);
    engine_begin(engine, call);
    assert_ptr_equal(call->config, &old);
    engine_end(engine, call);
    engine_free(engine);
}

static void configuration_without_result_and_reason_is_an_error(void **state)
{
    struct engine *engine = engine_new(&thing_provider);
    struct call *call = *state;

    configure(engine, call, NULL);
    assert_true(call->diags->has_error);
    engine_free(engine);
    engine_free(NULL);
}

static void provider_block_is_checked_by_rows_and_hook(void **state)
{
    struct engine *engine = engine_new(&thing_provider);
    struct call *call = *state;
    struct value config = json_value(call->arena, &thing_block, "{\"name\":\"123456789\"}");

    thing_script.error = "hook";
    engine_validate_provider(engine, call, &config);
    assert_int_equal(call->diags->count, 2);
    engine_free(engine);
}

/* A configuration whose use after its release the sanitizers see. */
struct counted {
    uint64_t value;
};

enum {
    THREADS = 8,
    ROUNDS = 400,
    EVERY = 10, /* how often a thread configures */
};

static void *configure_counted(void *self, struct call *call, const struct configure_op *op)
{
    struct counted *made = mem_calloc(1, sizeof(*made));

    (void)self;
    (void)call;
    (void)op;
    made->value = UINT64_MAX;
    return made;
}

static void release_counted(void *config)
{
    struct counted *made = config;

    made->value = 0;
    mem_free(made);
}

static const struct provider counted_provider = {
    .name = "counted",
    .configure = configure_counted,
    .release = release_counted,
};

static void *use(void *shared)
{
    struct engine *engine = shared;
    struct call call = { 0 };
    uintptr_t wrong = 0;

    for (int i = 0; i < ROUNDS; i++) {
        struct configure_op op = { 0 };

        engine_begin(engine, &call);
        if (i % EVERY == 0) {
            engine_configure(engine, &call, &op);
        }
        if (call.config) {
            wrong += ((struct counted *)call.config)->value != UINT64_MAX;
        }
        engine_end(engine, &call);
    }
    return wrong > 0 ? shared : NULL;
}

static void configurations_may_change_while_calls_run(void **state)
{
    struct engine *engine = engine_new(&counted_provider);
    pthread_t threads[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, use, engine), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong = NULL;

        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    engine_free(engine);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(call_keeps_the_configuration_it_began_with),
        TEST(refused_configuration_leaves_the_old_one),
        TEST(configuration_without_result_and_reason_is_an_error),
        TEST(provider_block_is_checked_by_rows_and_hook),
        TEST(configurations_may_change_while_calls_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
