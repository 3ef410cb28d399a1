#include "base/log.h"

#include "base/utf8.h"
#include "support_stderr.h"

#include <setjmp.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    TEXT_BYTES = 64 * 1024,
    LINE_BYTES = 8 * 1024,
    LONG_TEXT = 20000,
};

static char text[TEXT_BYTES];

static void the_level_comes_from_either_variable(void **state)
{
    static const struct {
        const char *provider;
        const char *all;
        enum log_level level;
    } cases[] = {
        { NULL, NULL, LOG_OFF },         { "", "", LOG_OFF },
        { NULL, "TRACE", LOG_TRACE },    { NULL, "debug", LOG_DEBUG },
        { NULL, "Info", LOG_INFO },      { NULL, "WARN", LOG_WARN },
        { NULL, "ERROR", LOG_ERROR },    { NULL, "OFF", LOG_OFF },
        { NULL, "JSON", LOG_TRACE },     { NULL, "1", LOG_TRACE },
        { "ERROR", "TRACE", LOG_ERROR }, { "", "WARN", LOG_WARN },
        { "off", "TRACE", LOG_OFF },     { "INFO", NULL, LOG_INFO },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        log_init(cases[i].provider, cases[i].all);
        assert_int_equal(log_threshold, cases[i].level);
    }
}

static int formatted;

static int costly(void)
{
    return ++formatted;
}

static void log_below_and_above(void)
{
    LOG(LOG_DEBUG, "rpc", "debug %d", costly());
    LOG(LOG_WARN, "rpc", "warn %d", costly());
}

static void nothing_is_formatted_that_was_not_asked_for(void **state)
{
    (void)state;
    formatted = 0;
    log_init(NULL, "WARN");
    support_catch(log_below_and_above, text, sizeof(text));
    assert_int_equal(formatted, 1);
    assert_null(strstr(text, "debug"));
    assert_non_null(strstr(text, "warn 1"));
    log_init(NULL, NULL);
    support_catch(log_below_and_above, text, sizeof(text));
    assert_int_equal(formatted, 1);
    assert_string_equal(text, "");
}

static void log_odd_text(void)
{
    LOG(LOG_ERROR, "plugin", "a \"b\" \\ c\n\td\x01 \xff \xc3\xa9");
}

/* Digits of a stamp may be any: they are made 0 before the comparison. */
static void blank_stamp(char *line)
{
    char *stamp = strstr(line, "@timestamp");

    assert_non_null(stamp);
    for (; *stamp; stamp++) {
        if (*stamp >= '0' && *stamp <= '9') {
            *stamp = '0';
        }
    }
}

static void a_line_is_what_hclog_reads(void **state)
{
    (void)state;
    log_init(NULL, "TRACE");
    support_catch(log_odd_text, text, sizeof(text));
    blank_stamp(text);
    assert_string_equal(text, "{\"@level\":\"error\",\"@message\":\"a \\\"b\\\" \\\\ c\\u000a"
                              "\\u0009d\\u0001 \\ufffd \xc3\xa9\",\"@module\":\"sagemaker."
                              "plugin\",\"@timestamp\":\"0000-00-00T00:00:00.000000Z\"}\n");
}

static void log_long_text(void)
{
    LOG(LOG_INFO, "rpc", "%0*d\xf0\x9f\x98\x80", LONG_TEXT, 1);
    LOG(LOG_INFO, "rpc", "%0*d\xf0\x9f\x98\x80 end", LINE_BYTES - 3, 1);
}

static void log_text_that_grows(void)
{
    static char controls[LINE_BYTES];

    memset(controls, 1, sizeof(controls) - 1);
    LOG(LOG_INFO, "rpc", "%s", controls);
}

static void a_long_text_is_cut_and_stays_a_line_of_utf8(void **state)
{
    (void)state;
    log_init(NULL, "TRACE");
    support_catch(log_long_text, text, sizeof(text));
    assert_true(utf8_valid(str_from(text)));
    assert_null(strstr(text, "ufffd"));
    assert_ptr_not_equal(strchr(text, '\n'), strrchr(text, '\n'));
    assert_true(strlen(text) < (size_t)LINE_BYTES * 3);
    support_catch(log_text_that_grows, text, sizeof(text));
    assert_non_null(strstr(text, "\"}\n"));
}

static void log_to_nobody(void)
{
    close(STDERR_FILENO);
    LOG(LOG_INFO, "rpc", "x");
}

static void the_log_falls_silent_when_nobody_reads(void **state)
{
    (void)state;
    log_init(NULL, "TRACE");
    support_catch(log_to_nobody, text, sizeof(text));
    assert_int_equal(log_threshold, LOG_OFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_comes_from_either_variable),
        cmocka_unit_test(nothing_is_formatted_that_was_not_asked_for),
        cmocka_unit_test(a_line_is_what_hclog_reads),
        cmocka_unit_test(a_long_text_is_cut_and_stays_a_line_of_utf8),
        cmocka_unit_test(the_log_falls_silent_when_nobody_reads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
