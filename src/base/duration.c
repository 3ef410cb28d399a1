#include "base/duration.h"

#include <math.h>

static const double longest_ms = 290.0 * 365 * 24 * 3600 * 1000;

enum {
    DECIMAL = 10
};

/* Longer names before those that they begin with. */
static const struct unit {
    const char *name;
    double ms;
} units[] = {
    { "ns", 1e-6 },        { "us", 1e-3 }, { "\xc2\xb5s", 1e-3 }, /* micro sign */
    { "\xce\xbcs", 1e-3 },                                        /* Greek letter mu */
    { "ms", 1 },           { "s", 1e3 },   { "m", 60e3 },         { "h", 3600e3 },
};

/* Takes digits off the front. False when there is none. */
static bool take_digits(struct str *text, double *out)
{
    size_t count = 0;

    for (; count < text->len && text->data[count] >= '0' && text->data[count] <= '9'; count++) {
        *out = *out * DECIMAL + (text->data[count] - '0');
    }
    *text = str_slice(*text, count, text->len);
    return count > 0;
}

/* "12", "1.5", ".5" or "1." */
static bool take_number(struct str *text, double *out)
{
    double fraction = 0;
    size_t before;
    bool any;

    *out = 0;
    any = take_digits(text, out);
    if (text->len == 0 || text->data[0] != '.') {
        return any;
    }
    *text = str_slice(*text, 1, text->len);
    before = text->len;
    any = take_digits(text, &fraction) || any;
    for (size_t digits = before - text->len; digits > 0; digits--) {
        fraction /= DECIMAL;
    }
    *out += fraction;
    return any;
}

static bool take_unit(struct str *text, double *ms)
{
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        struct str name = str_from(units[i].name);

        if (str_starts_with(*text, name)) {
            *text = str_slice(*text, name.len, text->len);
            *ms = units[i].ms;
            return true;
        }
    }
    return false;
}

bool duration_parse(struct str text, int64_t *out_ms)
{
    double total = 0;

    if (str_eq(text, STR("0"))) {
        *out_ms = 0;
        return true;
    }
    if (text.len == 0) {
        return false;
    }
    while (text.len > 0) {
        double number;
        double ms;

        if (!take_number(&text, &number) || !take_unit(&text, &ms)) {
            return false;
        }
        total += number * ms;
    }
    if (!isfinite(total) || total > longest_ms) {
        return false;
    }
    total = ceil(total);
    *out_ms = (int64_t)total;
    return true;
}
