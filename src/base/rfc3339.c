#include "base/rfc3339.h"

#include "base/macros.h"

enum {
    MONTHS = 12,
    FEBRUARY = 2,
    HOURS = 24,
    SIXTY = 60, /* minutes of an hour, seconds of a minute */
    DAY_S = HOURS * SIXTY * SIXTY,
    FEBRUARY_OF_LEAP_YEAR = 29,
    LEAP_EVERY = 4,
    LEAP_NOT = 100,
    LEAP_AGAIN = 400,
    YEAR_DAYS = 365,
    DAYS_TO_1970 = 719162, /* from 0001-01-01 on */
    DECIMAL = 10,
    MS_DIGITS = 3,
};

static const double ms_per_s = 1000.0;

/* Takes exactly `digits` digits off the front. */
static bool take_number(struct str *text, size_t digits, int64_t *out)
{
    struct str head = str_slice(*text, 0, digits);

    if (head.len < digits || head.data[0] == '-' || !str_to_int64(head, out)) {
        return false;
    }
    *text = str_slice(*text, digits, text->len);
    return true;
}

static bool take_char(struct str *text, const char *allowed, char *out)
{
    if (text->len == 0 || text->data[0] == '\0' || !strchr(allowed, text->data[0])) {
        return false;
    }
    *out = text->data[0];
    *text = str_slice(*text, 1, text->len);
    return true;
}

static bool is_leap_year(int64_t year)
{
    return (year % LEAP_EVERY == 0 && year % LEAP_NOT != 0) || year % LEAP_AGAIN == 0;
}

static int64_t days_of(int64_t year, int64_t month)
{
    static const int8_t days[MONTHS] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month == FEBRUARY && is_leap_year(year) ? FEBRUARY_OF_LEAP_YEAR : days[month - 1];
}

static bool take_date(struct str *text, int64_t *out_days)
{
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    int64_t before;
    char c;

    if (!take_number(text, 4, &year) || !take_char(text, "-", &c) ||
        !take_number(text, 2, &month) || !take_char(text, "-", &c) ||
        !take_number(text, 2, &day) || year < 1 || month < 1 || month > MONTHS || day < 1 ||
        day > days_of(year, month)) {
        return false;
    }
    before = year - 1;
    *out_days = before * YEAR_DAYS + before / LEAP_EVERY - before / LEAP_NOT +
                before / LEAP_AGAIN - DAYS_TO_1970 + day - 1;
    for (int64_t i = 1; i < month; i++) {
        *out_days += days_of(year, i);
    }
    return true;
}

static bool take_clock(struct str *text, int64_t *out_s)
{
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;
    char c;

    if (!take_number(text, 2, &hour) || !take_char(text, ":", &c) ||
        !take_number(text, 2, &minute) || !take_char(text, ":", &c) ||
        !take_number(text, 2, &second) || hour >= HOURS || minute >= SIXTY || second >= SIXTY) {
        return false;
    }
    *out_s = (hour * SIXTY + minute) * SIXTY + second;
    return true;
}

/* A dot and digits, of which those of milliseconds count; or nothing. */
static bool take_fraction(struct str *text, int64_t *out_ms)
{
    size_t digits = 0;
    char c;

    *out_ms = 0;
    if (!take_char(text, ".", &c)) {
        return true;
    }
    for (; take_char(text, "0123456789", &c); digits++) {
        *out_ms = digits < MS_DIGITS ? *out_ms * DECIMAL + (c - '0') : *out_ms;
    }
    for (size_t i = digits; i < MS_DIGITS; i++) {
        *out_ms *= DECIMAL;
    }
    return digits > 0;
}

static bool take_offset(struct str *text, int64_t *out_s)
{
    int64_t hour = 0;
    int64_t minute = 0;
    char sign;
    char c;

    *out_s = 0;
    if (take_char(text, "Zz", &sign)) {
        return true;
    }
    if (!take_char(text, "+-", &sign) || !take_number(text, 2, &hour) ||
        !take_char(text, ":", &c) || !take_number(text, 2, &minute) || hour >= HOURS ||
        minute >= SIXTY) {
        return false;
    }
    *out_s = (hour * SIXTY + minute) * SIXTY * (sign == '+' ? 1 : -1);
    return true;
}

bool rfc3339_parse(struct str text, double *out_s)
{
    int64_t days = 0;
    int64_t seconds = 0;
    int64_t ms = 0;
    int64_t offset_s = 0;
    char c;

    if (!take_date(&text, &days) || !take_char(&text, "Tt", &c) ||
        !take_clock(&text, &seconds) || !take_fraction(&text, &ms) ||
        !take_offset(&text, &offset_s) || text.len > 0) {
        return false;
    }
    *out_s = (double)(days * DAY_S + seconds - offset_s) + (double)ms / ms_per_s;
    return true;
}
