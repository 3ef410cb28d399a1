#include "terraform/number.h"

#include <inttypes.h>
#include <math.h>

enum {
    /* Exponents beyond this are as good as infinite: no text that brings the number back into
     * the ceiling is that long. */
    EXPONENT_LIMIT = 1000000000,
    DOUBLE_MAX_FRACTION = 1074,
    DOUBLE_TEXT_BYTES = 1536,
    BASE = 10,
    QUOTED_BYTES = 64,
};

/* A number as it was spelled: the digits of `whole` and `fraction` make one long integer whose
 * point is moved by the exponent. */
struct spelling {
    bool negative;
    struct str whole;
    struct str fraction;
    int64_t exponent;
};

static bool take(struct str *text, char c)
{
    if (text->len == 0 || text->data[0] != c) {
        return false;
    }
    *text = str_slice(*text, 1, text->len);
    return true;
}

static struct str take_digits(struct str *text)
{
    struct str digits = { text->data, 0 };

    while (digits.len < text->len && text->data[digits.len] >= '0' &&
           text->data[digits.len] <= '9') {
        digits.len++;
    }
    *text = str_slice(*text, digits.len, text->len);
    return digits;
}

static int64_t exponent_value(struct str digits, bool negative)
{
    int64_t value = 0;

    for (size_t i = 0; i < digits.len && value < EXPONENT_LIMIT; i++) {
        value = value * BASE + (digits.data[i] - '0');
    }
    return negative ? -value : value;
}

static bool spell(struct str text, struct spelling *out)
{
    *out = (struct spelling){ .negative = take(&text, '-') };
    out->whole = take_digits(&text);
    if (out->whole.len == 0) {
        return false;
    }
    if (take(&text, '.')) {
        out->fraction = take_digits(&text);
        if (out->fraction.len == 0) {
            return false;
        }
    }
    if (take(&text, 'e') || take(&text, 'E')) {
        bool negative = take(&text, '-');
        struct str digits;

        if (!negative && take(&text, '+')) {
            negative = false;
        }
        digits = take_digits(&text);
        if (digits.len == 0) {
            return false;
        }
        out->exponent = exponent_value(digits, negative);
    }
    return text.len == 0;
}

/* The digit at a position of the long integer; positions outside of it are zeros. */
static char digit_at(const struct spelling *s, int64_t at)
{
    int64_t whole = (int64_t)s->whole.len;

    if (at < 0 || at >= whole + (int64_t)s->fraction.len) {
        return '0';
    }
    if (at < whole) {
        return s->whole.data[at];
    }
    return s->fraction.data[at - whole];
}

/* Writes the digits first to last with the point before position `point`. */
static struct str write_out(struct arena *arena, const struct spelling *s, int64_t first,
                            int64_t end, int64_t point)
{
    char *text = arena_alloc(arena, (size_t)(end - first) + sizeof("-."), 1);
    size_t len = 0;

    if (s->negative) {
        text[len++] = '-';
    }
    for (int64_t at = first; at < end; at++) {
        if (at == point) {
            text[len++] = '.';
        }
        text[len++] = digit_at(s, at);
    }
    return (struct str){ text, len };
}

enum status number_parse(struct arena *arena, struct str text, struct str *out, struct err *err)
{
    struct spelling s;
    int64_t first = 0;
    int64_t end;
    int64_t point;

    if (!spell(text, &s)) {
        return err_set(err, STATUS_INVALID, "\"%.*s\" is not a decimal number",
                       STR_ARG(str_slice(text, 0, QUOTED_BYTES)));
    }
    end = (int64_t)(s.whole.len + s.fraction.len);
    while (first < end && digit_at(&s, first) == '0') {
        first++;
    }
    while (end > first && digit_at(&s, end - 1) == '0') {
        end--;
    }
    if (first == end) {
        *out = STR("0");
        return STATUS_OK;
    }
    point = (int64_t)s.whole.len + s.exponent;
    if (first >= point) {
        first = point - 1; /* the zero before the point */
    }
    if (end < point) {
        end = point;
    }
    if (end - first > NUMBER_MAX_DIGITS) {
        return err_set(err, STATUS_TOO_LARGE,
                       "the number %.*s... has more than %d digits when it is written out",
                       STR_ARG(str_slice(text, 0, QUOTED_BYTES)), NUMBER_MAX_DIGITS);
    }
    *out = write_out(arena, &s, first, end, point);
    return STATUS_OK;
}

struct str number_from_int64(struct arena *arena, int64_t n)
{
    return arena_printf(arena, "%" PRId64, n);
}

struct str number_from_uint64(struct arena *arena, uint64_t n)
{
    return arena_printf(arena, "%" PRIu64, n);
}

enum status number_from_double(struct arena *arena, double d, struct str *out, struct err *err)
{
    char text[DOUBLE_TEXT_BYTES];
    int len;

    if (!isfinite(d)) {
        return err_set(err, STATUS_INVALID, "a number has to be finite, not %s",
                       isnan(d) ? "NaN" : "infinity");
    }
    /* No double has more digits behind the point, so the text is exact. */
    len = snprintf(text, sizeof(text), "%.*f", DOUBLE_MAX_FRACTION, d);
    return number_parse(arena, (struct str){ text, len > 0 ? (size_t)len : 0 }, out, err);
}

bool number_to_int64(struct str canonical, int64_t *out)
{
    return str_to_int64(canonical, out);
}

bool number_to_uint64(struct str canonical, uint64_t *out)
{
    uint64_t value = 0;

    if (canonical.len == 0) {
        return false;
    }
    for (size_t i = 0; i < canonical.len; i++) {
        char c = canonical.data[i];

        if (c < '0' || c > '9' || __builtin_mul_overflow(value, BASE, &value) ||
            __builtin_add_overflow(value, (uint64_t)(c - '0'), &value)) {
            return false;
        }
    }
    *out = value;
    return true;
}

/* By size, without the sign. More digits before the point are more; equally many compare as
 * text, and so do the digits behind the point, which have no zeros at their end. */
static int cmp_magnitude(struct str a, struct str b)
{
    size_t a_point = str_find(a, '.');
    size_t b_point = str_find(b, '.');

    if (a_point != b_point) {
        return a_point < b_point ? -1 : 1;
    }
    return str_cmp(a, b);
}

int number_cmp(struct str a, struct str b)
{
    bool a_negative = take(&a, '-');
    bool b_negative = take(&b, '-');

    if (a_negative != b_negative) {
        return a_negative ? -1 : 1;
    }
    return a_negative ? cmp_magnitude(b, a) : cmp_magnitude(a, b);
}
