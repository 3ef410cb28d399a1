#include "aws/creds_answer.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct creds_answer_form text_form = { "Id", "Secret", "Token", "Until", false };
static const struct creds_answer_form ms_form = { "Id", "Secret", "Token", "Until", true };

static void keys_are_read_by_the_names_of_the_form(void **state)
{
    static const struct {
        const struct creds_answer_form *form;
        const char *json;
        int64_t expires_at_ms;
        const char *says; /* NULL: it is read */
    } rows[] = {
        { &text_form, "{\"Id\": \"A\", \"Secret\": \"S3\"}", 0, NULL },
        { &text_form, "{\"Id\": \"A\", \"Secret\": \"S3\", \"Until\": null}", 0, NULL },
        { &text_form,
          "{\"Id\": \"A\", \"Secret\": \"S3\", \"Until\": \"2026-11-22T12:00:00Z\"}",
          1795348800000, NULL },
        { &ms_form, "{\"Id\": \"A\", \"Secret\": \"S3\", \"Until\": 1795348800000}",
          1795348800000, NULL },
        { &text_form, "{\"Id\": \"A\", \"Secret\": \"S3\", \"Until\": 1795348800000}", 0,
          "Until in the answer is not a time" },
        { &ms_form, "{\"Id\": \"A\", \"Secret\": \"S3\", \"Until\": \"S3\"}", 0,
          "Until in the answer is not a number of milliseconds" },
        { &ms_form, "{\"Id\": \"A\", \"Secret\": \"S3\", \"Until\": -1}", 0, "not a number" },
        { &ms_form, "{\"Id\": \"A\", \"Secret\": \"S3\", \"Until\": 1e300}", 0,
          "not a number" },
        { &text_form, "{\"id\": \"A\", \"Secret\": \"S3\"}", 0, "missing Id in the answer" },
        { &text_form, "{\"Id\": \"A\", \"Secret\": [\"S3\"]}", 0,
          "missing Secret in the answer" },
        { &text_form, "{}", 0, "missing Id in the answer" },
        { &text_form, "S3", 0, "missing Id in the answer" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new_secret();
        const cJSON *object = secret_json_parse(arena, str_from(rows[i].json));
        struct creds_found found = { .origin = STR("untouched") };
        struct err err = { "" };
        enum status status =
            creds_answer_read(object, rows[i].form, "the answer", &found, &err);

        if (status != (rows[i].says ? STATUS_INVALID : STATUS_OK) ||
            !support_has(err.text, rows[i].says ? rows[i].says : "")) {
            fail_msg("row %zu: %s", i, err.text);
        }
        assert_null(strstr(err.text, "S3"));
        assert_int_equal(found.expires_at_ms, rows[i].expires_at_ms);
        assert_true(str_eq(found.access_key_id, status == STATUS_OK ? STR("A") : STR("")));
        arena_free(arena);
    }
}

static void an_error_is_quoted_when_it_is_meant_to_be_read(void **state)
{
    static const struct {
        int status;
        const char *type;
        const char *body;
        const char *code;
        const char *says;
    } rows[] = {
        { 400, "", "{\"code\": \"C\", \"message\": \"m\"}", "C", "m" },
        { 400, "", "{\"error\": \"e\", \"error_description\": \"m\"}", "e", "m" },
        { 400, "", "S3CRET", "", "the answer names no error" },
        { 400, "text/html", "<b>S3CRET</b>", "", "the answer names no error" },
        { 400, "text/plain", "no such pod", "", "no such pod" },
        { 429, "", "", "TooManyRequestsException", "" },
        { 429, "", "{\"code\": \"C\"}", "C", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new_secret();
        const struct http_reply reply = {
            .status = rows[i].status,
            .body = str_from(rows[i].body),
            .fields = { [HTTP_CONTENT_TYPE] = str_from(rows[i].type) },
        };
        struct error_reply error = creds_answer_error(arena, &reply);

        assert_true(str_eq(error.code, str_from(rows[i].code)));
        assert_true(support_has(arena_str(arena, error.message).data, rows[i].says));
        assert_null(memmem(error.message.data, error.message.len, "S3CRET", 6));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_read_by_the_names_of_the_form),
        cmocka_unit_test(an_error_is_quoted_when_it_is_meant_to_be_read),
    };

    return cmocka_run_group_tests_name("creds_answer", tests, NULL, NULL);
}
