#include "aws/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *header;
    const char *body;
    const char *code;
    const char *message;
};

#define NO_REASON "the service gives no reason"
#define NO_NAME "the answer names no error"
#define URI "http://internal.amazon.com/coral/com.amazon.coral.validate/"

static const struct row rows[] = {
    /* The eleven ways in which Smithy lets an error be named. */
    { "FooError", "", "FooError", NO_REASON },
    { "FooError:" URI, "", "FooError", NO_REASON },
    { "aws.protocoltests.json10#FooError:" URI, "", "FooError", NO_REASON },
    { "", "{\"code\":\"FooError\"}", "FooError", NO_REASON },
    { "", "{\"code\":\"FooError:" URI "\"}", "FooError", NO_REASON },
    { "", "{\"code\":\"aws.protocoltests.json10#FooError:" URI "\"}", "FooError", NO_REASON },
    { "", "{\"__type\":\"FooError\"}", "FooError", NO_REASON },
    { "", "{\"__type\":\"FooError:" URI "\"}", "FooError", NO_REASON },
    { "", "{\"__type\":\"aws.protocoltests.json10#FooError\"}", "FooError", NO_REASON },
    { "", "{\"__type\":\"aws.protocoltests.json10#FooError:" URI "\"}", "FooError", NO_REASON },
    { "", "{\"__type\":\"FooError\",\"NestedData\":{\"__type\":\"Bar\"}}", "FooError",
      NO_REASON },
    /* Which of several counts. */
    { "A", "{\"code\":\"B\",\"__type\":\"C\"}", "A", NO_REASON },
    { "", "{\"code\":\"B\",\"__type\":\"C\"}", "B", NO_REASON },
    { "", "{\"code\":7,\"__type\":\"C\"}", "C", NO_REASON },
    { "", "{\"NestedData\":{\"__type\":\"Bar\"}}", "", NO_NAME },
    { "", "{\"__type\":\"C\",\"Message\":\"m\"}", "C", "m" },
    { "", "{\"Code\":\"C\",\"Message\":\"m\"}", "C", "m" },
    { "", "{\"error\":\"e\",\"error_description\":\"m\"}", "e", "m" },
    { "", "{\"error\":\"e\",\"__type\":\"C\",\"message\":\"m\"}", "C", "m" },
    { "", "{\"__type\":\"C\",\"message\":\"m\"}", "C", "m" },
    { "", "{\"__type\":\"C\",\"message\":\"m\",\"Message\":\"M\"}", "C", "m" },
    { "", "{\"__type\":\"C\",\"message\":null,\"Message\":\"M\"}", "C", "M" },
    { "", "{\"__type\":\"C\",\"MESSAGE\":\"m\"}", "C", NO_REASON },
    { "", "{\"message\":\"m\"}", "", "m" },
    /* Answers that are no errors of the service. */
    { "", "", "", NO_NAME },
    { "", "{}", "", NO_NAME },
    { "", "null", "", "the answer is not JSON: null" },
    { "", "[1]", "", "the answer is not JSON: [1]" },
    { "", "{\"__type\":\"C\"", "", "the answer is not JSON: {\"__type\":\"C\"" },
    { "", "<html>\r\n <b>Bad Gateway</b>\n</html>\n", "",
      "the answer is not JSON: <html> <b>Bad Gateway</b> </html>" },
    { "C", "<html/>", "C", "the answer is not JSON: <html/>" },
    /* Texts that a log or diagnostic cannot hold as they are. */
    { "", "{\"__type\":\"C\",\"message\":\"a\\nb\\tc  d\"}", "C", "a b c d" },
    { "", "{\"__type\":\"C\",\"message\":\"a\xFFz\"}", "C", "a\xEF\xBF\xBDz" },
    { "", "{\"__type\":\"C\",\"message\":\"\xC3\xA4\"}", "C", "\xC3\xA4" },
    { "", "\xFF\xFE", "", "the answer is not JSON: \xEF\xBF\xBD\xEF\xBF\xBD" },
    { "",
      "{\"__type\":\"InvalidSignatureException\",\"message\":\"No match.\\n\\nThe Canonical "
      "String for this request should have been x-amz-security-token:SECRET\"}",
      "InvalidSignatureException", "No match." },
};

static void each_form_of_an_error_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new();
        struct http_reply reply = {
            .status = 400,
            .body = str_from(rows[i].body),
            .fields = { [HTTP_ERROR_TYPE] = str_from(rows[i].header) },
        };
        struct error_reply error = error_read(arena, &reply);

        if (!str_eq(error.code, str_from(rows[i].code)) ||
            !str_eq(error.message, str_from(rows[i].message))) {
            fail_msg("row %zu: \"%.*s\" \"%.*s\"", i, STR_ARG(error.code),
                     STR_ARG(error.message));
        }
        arena_free(arena);
    }
}

static void long_texts_are_cut(void **state)
{
    enum {
        LONG_BYTES = 20000
    };
    struct arena *arena = arena_new();
    char *text = arena_alloc(arena, LONG_BYTES + 1, 1);
    struct http_reply reply = { .status = 502, .body = { text, LONG_BYTES } };
    struct error_reply error;

    (void)state;
    memset(text, 'x', LONG_BYTES);
    reply.fields[HTTP_ERROR_TYPE] = reply.body;
    error = error_read(arena, &reply);
    assert_int_equal(error.code.len, 128);
    assert_true(error.message.len < 600);
    reply.body = arena_printf(arena, "{\"message\":\"%s\"}", text);
    assert_int_equal(error_read(arena, &reply).message.len, 4096);
    arena_free(arena);
}

static void deep_json_is_refused_without_harm(void **state)
{
    enum {
        DEPTH = 100000
    };
    struct arena *arena = arena_new();
    char *text = arena_alloc(arena, DEPTH, 1);
    struct http_reply reply = { .status = 400, .body = { text, DEPTH } };

    (void)state;
    memset(text, '[', DEPTH);
    assert_int_equal(error_read(arena, &reply).code.len, 0);
    arena_free(arena);
}

static void codes_say_what_is_refused(void **state)
{
    static const struct {
        int status;
        const char *code;
        enum error_kind kind;
    } kinds[] = {
        { 400, "UnrecognizedClientException", ERROR_CREDENTIALS },
        { 400, "InvalidSignatureException", ERROR_CREDENTIALS },
        { 403, "ExpiredTokenException", ERROR_CREDENTIALS },
        { 400, "ExpiredToken", ERROR_CREDENTIALS },
        { 400, "AccessDeniedException", ERROR_PERMISSION },
        { 403, "OptInRequired", ERROR_PERMISSION },
        { 403, "", ERROR_PERMISSION },
        { 401, "", ERROR_CREDENTIALS },
        { 403, "ValidationException", ERROR_OTHER },
        { 400, "", ERROR_OTHER },
        { 400, "ResourceNotFound", ERROR_OTHER },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        assert_int_equal(error_kind_of(kinds[i].status, str_from(kinds[i].code)),
                         kinds[i].kind);
    }
}

static void a_secret_that_is_said_back_is_hidden(void **state)
{
    static const struct {
        const char *text;
        const char *secret;
        const char *shown;
    } texts[] = {
        { "no", "topsecret", "no" },
        { "topsecret", "topsecret", "(hidden)" },
        { "a topsecret b topsecret", "topsecret", "a (hidden) b (hidden)" },
        /* Cut in the middle of it. */
        { "a topsecre", "topsecret", "a (hidden)" },
        { "topsecret topsecre", "topsecret", "(hidden) (hidden)" },
        /* So little tells nothing. */
        { "at the top", "topsecret", "at the top" },
        { "", "topsecret", "" },
        { "no", "", "no" },
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct str shown =
            error_hide(arena, str_from(texts[i].text), str_from(texts[i].secret));

        assert_true(str_eq(shown, str_from(texts[i].shown)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_that_is_said_back_is_hidden),
        cmocka_unit_test(each_form_of_an_error_is_read),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(deep_json_is_refused_without_harm),
        cmocka_unit_test(codes_say_what_is_refused),
    };

    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
