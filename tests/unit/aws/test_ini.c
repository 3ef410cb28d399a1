#include "aws/ini.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What one text gives for one key. */
struct row {
    const char *text;
    const char *type;
    const char *name;
    const char *parent;
    const char *key;
    const char *value; /* NULL: there is no such section */
};

static const struct row rows[] = {
    /* Comments. */
    { "[a]\nk = v # c\n", "", "a", "", "k", "v" },
    { "[a]\nk = v ; c\n", "", "a", "", "k", "v" },
    { "[a]\nk = v\t# c\n", "", "a", "", "k", "v" },
    { "[a]\nk = v\t; c\n", "", "a", "", "k", "v" },
    { "[a]\nk = v#c\n", "", "a", "", "k", "v#c" },
    { "[a]\nk = v;c\n", "", "a", "", "k", "v;c" },
    { "[a]\nk = https://x/start#\n", "", "a", "", "k", "https://x/start#" },
    { "[a]\n# k = v\n; k = w\n  # k = x\n", "", "a", "", "k", "" },
    { "[a] # c\nk=v\n", "", "a", "", "k", "v" },
    { "[a]; c\nk=v\n", "", "a", "", "k", "v" },
    /* Separators, quotes, case. */
    { "[a]\nk: v\n", "", "a", "", "k", "v" },
    { "[a]\nk = a:b\n", "", "a", "", "k", "a:b" },
    { "[a]\nk: a=b\n", "", "a", "", "k", "a=b" },
    { "[a]\nk=a=b\n", "", "a", "", "k", "a=b" },
    { "[a]\nk = %(x)s\n", "", "a", "", "k", "%(x)s" },
    { "[a]\nk = \"v w\"\n", "", "a", "", "k", "v w" },
    { "[a]\nk = 'v'\n", "", "a", "", "k", "v" },
    { "[a]\nk = \"v'\n", "", "a", "", "k", "\"v'" },
    { "[a]\nk = \"\n", "", "a", "", "k", "\"" },
    { "[a]\nKeY = V\n", "", "a", "", "key", "V" },
    { "[a]\nk =\n", "", "a", "", "k", "" },
    { "[a]\n= v\n", "", "a", "", "", "" },
    /* Sections. */
    { " [a]\nk=v\n", "", "a", "", "k", "v" },
    { "[ a ]\nk=v\n", "", "a", "", "k", "v" },
    { "[profile x]\nk=v\n", "profile", "x", "", "k", "v" },
    { "[profile\tx]\nk=v\n", "profile", "x", "", "k", "v" },
    { "[profile  my x]\nk=v\n", "profile", "my x", "", "k", "v" },
    { "[A]\nk=v\n", "", "a", "", "k", NULL },
    { "[a]\nk=1\n[b]\nk=2\n[a]\nl=3\n", "", "a", "", "l", "3" },
    { "[a]\nk=1\n[b]\nk=2\n[a]\nl=3\n", "", "a", "", "k", "1" },
    { "[a]\nk=1\nk=2\n", "", "a", "", "k", "2" },
    { "k=v\n[a]\n", "", "a", "", "k", "" },
    { "k=v\n", "", "", "", "k", NULL },
    { "[a\nk=v\n", "", "a", "", "k", NULL },
    { "[]\nk=v\n", "", "", "", "k", "v" },
    /* Lines that are not as they should be. */
    { "[a]\r\nk=v\r\n", "", "a", "", "k", "v" },
    { "\xEF\xBB\xBF[a]\nk=v\n", "", "a", "", "k", "v" },
    { "[a]\nk=v", "", "a", "", "k", "v" },
    { "[a]\njust words\nk=v\n", "", "a", "", "k", "v" },
    { "[a]\n\tk=v\n", "", "a", "", "k", "v" },
    { "[a]\nj=u\n  k=v\n", "", "a", "", "k", "v" },
    { "[a]\nj=u\n  k=v\n", "", "a", "", "j", "u" },
    { "[a]\nk=v\n  more\n\tand more\n", "", "a", "", "k", "v\nmore\nand more" },
    { "[a]\nk='v'\n  more\n", "", "a", "", "k", "v\nmore" },
    { "[a]\nk=\n  words\n", "", "a", "", "k", "" },
    { "[a]\n  words\nk=v\n", "", "a", "", "k", "v" },
    { "", "", "a", "", "k", NULL },
    /* Settings below a setting. */
    { "[services d]\nsagemaker =\n  endpoint_url = http://h:1\n", "services", "d", "sagemaker",
      "endpoint_url", "http://h:1" },
    { "[services d]\ns3 =\n  k=1\n  l=2\nsts =\n  k=3\n", "services", "d", "s3", "l", "2" },
    { "[services d]\ns3 =\n  k=1\n  l=2\nsts =\n  k=3\n", "services", "d", "sts", "k", "3" },
    { "[services d]\ns3 =\n  k=1\n", "services", "d", "", "k", "" },
    { "[services d]\ns3 =\n  k=1 # c\n", "services", "d", "s3", "k", "1" },
};

static void each_quirk_reads_as_the_aws_tools_read_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *row = &rows[i];
        struct ini *ini = NULL;
        struct str value = { NULL, 0 };
        size_t section;

        assert_int_equal(ini_parse(str_from(row->text), &ini, NULL), STATUS_OK);
        section = ini_section(ini, str_from(row->type), str_from(row->name));
        if (section != INI_NONE) {
            value = ini_value(ini, section, str_from(row->parent), str_from(row->key));
        }
        if ((section != INI_NONE) != (row->value != NULL) ||
            !str_eq(value, str_from(row->value))) {
            fail_msg("row %zu: \"%s\" gives \"%.*s\"", i, row->text, STR_ARG(value));
        }
        ini_free(ini);
    }
}

/* Whatever the text, it is read or refused, and all that can be looked up lies in it. */
static void parse_anything(const char *text, size_t len)
{
    static const struct str none = { NULL, 0 };
    char *copy = malloc(len + 1);
    struct ini *ini = NULL;

    assert_non_null(copy);
    memcpy(copy, text, len);
    assert_int_equal(ini_parse((struct str){ copy, len }, &ini, NULL), STATUS_OK);
    free(copy);
    for (size_t i = 0; i < 8; i++) {
        struct str value = ini_value(ini, i, none, STR("k"));

        assert_true(value.len <= len);
        assert_true(ini_value(ini, i, STR("s3"), STR("k")).len <= len);
    }
    ini_free(ini);
}

static void every_beginning_of_a_file_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t len = 0; len <= strlen(rows[i].text); len++) {
            parse_anything(rows[i].text, len);
        }
    }
}

static void noise_can_be_read(void **state)
{
    static const char alphabet[] = "[]=: \t\n\n#;\"'ks3a\r\xEF";
    uint32_t seed = 1;
    char text[200];

    (void)state;
    for (int round = 0; round < 2000; round++) {
        size_t len = 0;

        while (len < sizeof(text)) {
            seed = seed * 1664525U + 1013904223U;
            text[len++] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
        }
        parse_anything(text, len - (seed >> 24) % 64);
    }
}

static void a_nul_is_a_character_like_others(void **state)
{
    static const char text[] = "[a]\nk = v\0w\n";

    (void)state;
    parse_anything(text, sizeof(text) - 1);
}

static void a_file_over_the_ceiling_is_refused(void **state)
{
    char *text = malloc(INI_FILE_BYTES + 1);
    struct ini *ini = NULL;
    struct err err = { "" };

    (void)state;
    assert_non_null(text);
    memset(text, '#', INI_FILE_BYTES + 1);
    assert_int_equal(ini_parse((struct str){ text, INI_FILE_BYTES }, &ini, &err), STATUS_OK);
    ini_free(ini);
    assert_int_equal(ini_parse((struct str){ text, INI_FILE_BYTES + 1 }, &ini, &err),
                     STATUS_TOO_LARGE);
    assert_true(support_has(err.text, "larger than 1048576 bytes"));
    free(text);
}

/* `count` lines that are settings, or sections, all of different names. */
static enum status parse_many(size_t count, bool sections, struct err *err)
{
    enum {
        LINE_BYTES = 32
    };
    char *text = malloc(count * LINE_BYTES + LINE_BYTES);
    struct ini *ini = NULL;
    size_t len = 4;
    enum status status;

    assert_non_null(text);
    memcpy(text, "[a]\n", len);
    for (size_t i = 0; i < count; i++) {
        int more = snprintf(text + len, LINE_BYTES, "%sb%zu%s\n", sections ? "[" : "", i,
                            sections ? "]" : "=");

        assert_true(more > 0 && more < LINE_BYTES);
        len += (size_t)more;
    }
    status = ini_parse((struct str){ text, len }, &ini, err);
    free(text);
    ini_free(ini);
    return status;
}

static void too_many_settings_are_refused(void **state)
{
    struct err err = { "" };

    (void)state;
    assert_int_equal(parse_many(INI_SETTINGS, false, &err), STATUS_OK);
    assert_int_equal(parse_many(INI_SETTINGS + 1, false, &err), STATUS_TOO_LARGE);
    assert_true(support_has(err.text, "more than 4000 sections or 20000 settings"));
    assert_int_equal(parse_many(INI_SECTIONS - 1, true, &err), STATUS_OK);
    assert_int_equal(parse_many(INI_SECTIONS, true, &err), STATUS_TOO_LARGE);
}

static void a_file_is_read_and_a_missing_one_is_not_found(void **state)
{
    struct arena *arena = arena_new();
    struct files files;
    struct ini *ini = NULL;
    struct err err = { "" };
    struct str path;

    (void)state;
    support_files_init(&files);
    path = support_files_write(&files, arena, "config", STR("[a]\nk=v\n"));
    assert_int_equal(ini_read(path.data, &ini, &err), STATUS_OK);
    assert_true(str_eq(ini_value(ini, 0, (struct str){ NULL, 0 }, STR("k")), STR("v")));
    ini_free(ini);
    assert_int_equal(ini_read("/nowhere/config", &ini, &err), STATUS_NOT_FOUND);
    assert_int_equal(ini_read(files.folder, &ini, &err), STATUS_INVALID);
    assert_true(support_has(err.text, "failed to load shared config file: "));
    support_files_release(&files);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_quirk_reads_as_the_aws_tools_read_it),
        cmocka_unit_test(every_beginning_of_a_file_can_be_read),
        cmocka_unit_test(noise_can_be_read),
        cmocka_unit_test(a_nul_is_a_character_like_others),
        cmocka_unit_test(a_file_over_the_ceiling_is_refused),
        cmocka_unit_test(too_many_settings_are_refused),
        cmocka_unit_test(a_file_is_read_and_a_missing_one_is_not_found),
    };

    return cmocka_run_group_tests_name("ini", tests, NULL, NULL);
}
