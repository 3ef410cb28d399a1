#include "base/str.h"

static char ascii_lower(char c)
{
    if (c < 'A' || c > 'Z') {
        return c;
    }
    return (char)(c - 'A' + 'a');
}

struct str str_from(const char *text)
{
    return text ? (struct str){ text, strlen(text) } : (struct str){ NULL, 0 };
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.data[i]) != ascii_lower(b.data[i])) {
            return false;
        }
    }
    return true;
}

bool str_starts_with(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq((struct str){ s.data, prefix.len }, prefix);
}

bool str_ends_with(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

int str_cmp(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;

    if (order != 0 || a.len == b.len) {
        return order;
    }
    return a.len < b.len ? -1 : 1;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

size_t str_find(struct str s, char c)
{
    const char *at = s.len ? memchr(s.data, c, s.len) : NULL;

    return at ? (size_t)(at - s.data) : s.len;
}

size_t str_rfind(struct str s, char c)
{
    const char *at = s.len ? memrchr(s.data, c, s.len) : NULL;

    return at ? (size_t)(at - s.data) : s.len;
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.len) {
        to = s.len;
    }
    if (from >= to) {
        return (struct str){ NULL, 0 };
    }
    return (struct str){ s.data + from, to - from };
}

bool str_split(struct str *rest, char sep, struct str *head)
{
    size_t at = str_find(*rest, sep);

    if (rest->len == 0) {
        return false;
    }
    *head = (struct str){ rest->data, at };
    *rest = str_slice(*rest, at + 1, rest->len);
    return true;
}

bool str_to_int64(struct str s, int64_t *out)
{
    bool negative = s.len > 0 && s.data[0] == '-';
    int64_t value = 0;

    if (s.len == (negative ? 1U : 0U)) {
        return false;
    }
    for (size_t i = negative ? 1 : 0; i < s.len; i++) {
        char c = s.data[i];

        if (c < '0' || c > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, c - '0', &value)) {
            return false;
        }
    }
    /* Summed up below zero, where one more value fits. */
    if (!negative && __builtin_sub_overflow(0, value, &value)) {
        return false;
    }
    *out = value;
    return true;
}

bool str_in(struct str text, const char *const *list)
{
    for (; *list; list++) {
        if (str_eq(text, str_from(*list))) {
            return true;
        }
    }
    return false;
}
