#include "schema/api.h"

#include "base/timestamp.h"
#include "base/utf8.h"

enum {
    ACCOUNT_ID_DIGITS = 12,
    FIRST_WIDE_SPACE = 0x80, /* last byte of U+2000 */
    LAST_WIDE_SPACE = 0x8a,
};

const char *const api_job_types[] = { "TRAINING", "INFERENCE", "NOTEBOOK_KERNEL", NULL };
const char *const api_processors[] = { "CPU", "GPU", NULL };
const char *const api_vendor_guidance[] = { "NOT_PROVIDED", "STABLE", "TO_BE_ARCHIVED",
                                            "ARCHIVED", NULL };
const char *const api_image_statuses[] = { "CREATING",      "CREATED",
                                           "CREATE_FAILED", "UPDATING",
                                           "UPDATE_FAILED", "DELETING",
                                           "DELETE_FAILED", NULL };
const char *const api_image_version_statuses[] = { "CREATING", "CREATED",       "CREATE_FAILED",
                                                   "DELETING", "DELETE_FAILED", NULL };
const char *const api_image_sort_keys[] = { "CREATION_TIME", "LAST_MODIFIED_TIME", "IMAGE_NAME",
                                            NULL };
const char *const api_image_version_sort_keys[] = { "CREATION_TIME", "LAST_MODIFIED_TIME",
                                                    "VERSION", NULL };
const char *const api_sort_orders[] = { "ASCENDING", "DESCENDING", NULL };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c)
{
    return is_letter(c) || is_digit(c);
}

bool api_is_image_name(struct str s)
{
    bool after_separator = true;

    for (size_t i = 0; i < s.len; i++) {
        bool separator = s.data[i] == '-' || s.data[i] == '.';

        if (separator ? after_separator : !is_alphanumeric(s.data[i])) {
            return false;
        }
        after_separator = separator;
    }
    return !after_separator;
}

bool api_is_part_of_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_alphanumeric(s.data[i]) && s.data[i] != '-' && s.data[i] != '.') {
            return false;
        }
    }
    return s.len > 0;
}

bool api_is_time(struct str s)
{
    int64_t ms;

    return timestamp_parse(s, &ms);
}

bool api_is_alias(struct str s)
{
    if (s.len == 0 || s.data[0] == '.' || s.data[0] == '-') {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!is_alphanumeric(s.data[i]) && !strchr("-_.", s.data[i])) {
            return false;
        }
    }
    return true;
}

/* Takes the characters of one class off the front; their number. */
static size_t skip(struct str *s, bool (*of_class)(char c))
{
    size_t count = 0;

    while (count < s->len && of_class(s->data[count])) {
        count++;
    }
    *s = str_slice(*s, count, s->len);
    return count;
}

static bool skip_char(struct str *s, char c)
{
    if (s->len == 0 || s->data[0] != c) {
        return false;
    }
    *s = str_slice(*s, 1, s->len);
    return true;
}

bool api_is_versioned_name(struct str s)
{
    if (skip(&s, is_letter) == 0) {
        return false;
    }
    if (s.len > 0 && s.data[0] == ' ') {
        s = str_slice(s, 1, s.len);
    }
    if (skip(&s, is_digit) == 0 || !skip_char(&s, '.') || skip(&s, is_digit) == 0) {
        return false;
    }
    return s.len == 0 || (skip_char(&s, '.') && skip(&s, is_digit) > 0 && s.len == 0);
}

/* NUL would cut the text short on its way into JSON. */
bool api_is_one_line(struct str s)
{
    return str_find(s, '\n') == s.len && str_find(s, '\r') == s.len &&
           str_find(s, '\0') == s.len;
}

/* White space as the model's pattern sees it: ASCII and the Unicode separators. */
static bool is_blank_at(struct str s)
{
    static const char *const wide[] = { "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80",
                                        "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
                                        "\xe2\x81\x9f", "\xe3\x80\x80", NULL };

    if (s.len > 0 && strchr(" \t\n\v\f\r\x1c\x1d\x1e\x1f", s.data[0]) && s.data[0] != '\0') {
        return true;
    }
    for (size_t i = 0; wide[i]; i++) {
        if (str_starts_with(s, str_from(wide[i]))) {
            return true;
        }
    }
    /* U+2000 to U+200A: the spaces of typesetting. */
    return s.len >= 3 && memcmp(s.data, "\xe2\x80", 2) == 0 &&
           (unsigned char)s.data[2] >= FIRST_WIDE_SPACE &&
           (unsigned char)s.data[2] <= LAST_WIDE_SPACE;
}

bool api_is_display_name(struct str s)
{
    size_t last = 0;

    for (size_t at = 0, bytes; at < s.len; at += bytes ? bytes : 1) {
        bytes = utf8_next(str_slice(s, at, s.len));
        last = at;
    }
    return s.len > 0 && api_is_one_line(s) && !is_blank_at(s) &&
           !is_blank_at(str_slice(s, last, s.len));
}

static bool is_partition_char(char c)
{
    return (c >= 'a' && c <= 'z') || c == '-';
}

static bool is_role_path_char(char c)
{
    return is_alphanumeric(c) || (c != '\0' && strchr("_+=,.@-/", c));
}

bool api_is_role_arn(struct str s)
{
    if (!str_starts_with(s, STR("arn:aws"))) {
        return false;
    }
    s = str_slice(s, STR("arn:aws").len, s.len);
    skip(&s, is_partition_char);
    if (!str_starts_with(s, STR(":iam::"))) {
        return false;
    }
    s = str_slice(s, STR(":iam::").len, s.len);
    if (skip(&s, is_digit) != ACCOUNT_ID_DIGITS || !str_starts_with(s, STR(":role"))) {
        return false;
    }
    s = str_slice(s, STR(":role").len, s.len);
    return skip(&s, is_role_path_char) > 0 && s.len == 0;
}

bool api_is_account_id(struct str s)
{
    return skip(&s, is_digit) == ACCOUNT_ID_DIGITS && s.len == 0;
}

bool api_is_ecr_reference(struct str s, struct str *region)
{
    static const struct str marks[] = { { ".dkr.ecr.", 9 }, { ".dkr.ecr-fips.", 14 } };
    struct str host = str_slice(s, 0, str_find(s, '/'));

    if (host.len == s.len || skip(&host, is_digit) != ACCOUNT_ID_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        struct str rest = str_slice(host, marks[i].len, host.len);

        if (str_starts_with(host, marks[i]) && str_find(rest, '.') < rest.len) {
            *region = str_slice(rest, 0, str_find(rest, '.'));
            return true;
        }
    }
    return false;
}
