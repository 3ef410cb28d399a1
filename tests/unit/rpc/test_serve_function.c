#include "rpc/serve.h"

#include "rpc/support_service.h"
#include "terraform/codec.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum {
    MANY = 3
};

/* Calls with JSON arguments; a NULL one is an empty DynamicValue. */
static const Tfplugin6__CallFunction__Response *call(char *name, const char *const *arguments,
                                                     size_t count)
{
    Tfplugin6__CallFunction__Request *in =
        service_message(&tfplugin6__call_function__request__descriptor);
    Tfplugin6__DynamicValue *values[MANY];

    for (size_t i = 0; i < count; i++) {
        values[i] = service_json(arguments[i] ? arguments[i] : "");
    }
    in->name = name;
    in->n_arguments = count;
    in->arguments = values;
    return service_call("/CallFunction", &in->base);
}

static const Tfplugin6__CallFunction__Response *repeated(const char *text, const char *count)
{
    const char *const arguments[] = { text, count };
    char name[] = "repeated";

    return call(name, arguments, ARRAY_LEN(arguments));
}

static void expect_error(const Tfplugin6__CallFunction__Response *out, int64_t argument,
                         const char *part)
{
    assert_null(out->result);
    assert_non_null(out->error);
    if (!strstr(out->error->text, part)) {
        fail_msg("\"%s\" is not in: %s", part, out->error->text);
    }
    if (argument < 0) {
        assert_int_equal(out->error->function_argument_is_set_case, 0);
    } else {
        assert_int_equal(out->error->function_argument_is_set_case,
                         TFPLUGIN6__FUNCTION_ERROR__FUNCTION_ARGUMENT_IS_SET_FUNCTION_ARGUMENT);
        assert_int_equal(out->error->function_argument, argument);
    }
}

static void a_function_works_without_a_configuration(void **state)
{
    const Tfplugin6__CallFunction__Response *out = repeated("\"ab\"", "2");
    struct value value;
    struct err err;

    (void)state;
    assert_null(out->error);
    assert_int_equal(codec_from_msgpack(service_fixture.arena, &type_string,
                                        (struct str){ (const char *)out->result->msgpack.data,
                                                      out->result->msgpack.len },
                                        &value, &err),
                     STATUS_OK);
    assert_true(str_eq(value_text(&value), STR("abab")));
}

static void an_error_points_at_its_argument_and_is_utf8(void **state)
{
    (void)state;
    expect_error(repeated("\"odd\"", "1"), 0, "\"odd\" cannot be repeated");
    expect_error(repeated("\"ab\"", "1.5"), 1, "that is no count \xef\xbf\xbd");
}

static void a_null_argument_is_an_error_at_it(void **state)
{
    (void)state;
    expect_error(repeated("null", "1"), 0, "text is null");
    expect_error(repeated("\"ab\"", NULL), 1, "count is null");
}

static void an_argument_of_another_type_is_an_error_at_it(void **state)
{
    (void)state;
    expect_error(repeated("\"ab\"", "[]"), 1, "cannot be read");
}

static void another_number_of_arguments_is_an_error(void **state)
{
    const char *const arguments[MANY] = { "\"ab\"", "1", "2" };
    char name[] = "repeated";

    (void)state;
    expect_error(call(name, arguments, 1), -1, "takes 2 arguments, but 1 were given");
    expect_error(call(name, arguments, MANY), -1, "takes 2 arguments, but 3 were given");
}

static void an_unknown_function_is_an_error(void **state)
{
    char name[] = "nothing";

    (void)state;
    expect_error(call(name, NULL, 0), -1, "no function \"nothing\"");
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, service_set_up, service_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_function_works_without_a_configuration),
        SERVED(an_error_points_at_its_argument_and_is_utf8),
        SERVED(a_null_argument_is_an_error_at_it),
        SERVED(an_argument_of_another_type_is_an_error_at_it),
        SERVED(another_number_of_arguments_is_an_error),
        SERVED(an_unknown_function_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
