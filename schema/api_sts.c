#include "schema/api.h"

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

static bool is_made_of_words_and(struct str s, const char *others)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_word(s.data[i]) && (s.data[i] == '\0' || !strchr(others, s.data[i]))) {
            return false;
        }
    }
    return true;
}

bool api_is_session_name(struct str s)
{
    return is_made_of_words_and(s, "+=,.@-");
}

bool api_is_external_id(struct str s)
{
    return is_made_of_words_and(s, "+=,.@:/-");
}

static bool is_name(struct str s, const char *others)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_lower(s.data[i]) && !is_digit(s.data[i]) &&
            (s.data[i] == '\0' || !strchr(others, s.data[i]))) {
            return false;
        }
    }
    return true;
}

bool api_is_arn(struct str s)
{
    enum {
        PREFIX,
        PARTITION,
        SERVICE,
        REGION,
        ACCOUNT,
        PARTS
    };
    struct str parts[PARTS] = { { NULL, 0 } };

    for (size_t i = 0; i < PARTS; i++) {
        size_t end = str_find(s, ':');

        if (end == s.len) {
            return false;
        }
        parts[i] = str_slice(s, 0, end);
        s = str_slice(s, end + 1, s.len);
    }
    return s.len > 0 && str_eq(parts[PREFIX], STR("arn")) &&
           str_starts_with(parts[PARTITION], STR("aws")) && is_name(parts[PARTITION], "-") &&
           parts[SERVICE].len > 0 && is_name(parts[SERVICE], "-_.") &&
           is_name(parts[REGION], "-") && is_name(parts[ACCOUNT], "-");
}
