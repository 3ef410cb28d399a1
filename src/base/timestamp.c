#include "base/timestamp.h"

#include <time.h>

enum {
    FIRST_YEAR = 1900, /* of struct tm */
    LAST_YEAR = 9999,
    MONTHS = 12,
    DAYS_TO_1970 = 719468, /* from 0000-03-01 */
    DAYS_OF_ERA = 146097,  /* 400 years */
    YEARS_OF_ERA = 400,
    DAYS_OF_YEAR = 365,
    YEARS_OF_CENTURY = 100,
    MARCH = 3,
    MINUTES_OF_HOUR = 60,
    SECONDS_OF_MINUTE = 60,
    SECONDS_OF_DAY = 86400,
    MS_OF_SECOND = 1000,
    TENTHS_MS = 100,
    DECIMAL = 10
};

enum {
    YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    PARTS
};

/* The numbers of a time in their order, each with what stands behind it. */
static const struct part {
    size_t digits;
    int64_t min;
    int64_t max;
    const char *behind; /* one of these; empty: nothing of its own */
} parts[PARTS] = {
    [YEAR] = { 4, 1, 9999, "-" }, [MONTH] = { 2, 1, 12, "-" },  [DAY] = { 2, 1, 31, "Tt " },
    [HOUR] = { 2, 0, 23, ":" },   [MINUTE] = { 2, 0, 59, ":" }, [SECOND] = { 2, 0, 60, "" },
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_digits(struct str *rest, size_t count, int64_t *out)
{
    int64_t number = 0;

    if (rest->len < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(rest->data[i])) {
            return false;
        }
        number = number * DECIMAL + (rest->data[i] - '0');
    }
    *rest = str_slice(*rest, count, rest->len);
    *out = number;
    return true;
}

static bool take_char(struct str *rest, const char *allowed)
{
    if (rest->len == 0 || rest->data[0] == '\0' || !strchr(allowed, rest->data[0])) {
        return false;
    }
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool take_part(struct str *rest, const struct part *part, int64_t *out)
{
    return take_digits(rest, part->digits, out) && *out >= part->min && *out <= part->max &&
           (part->behind[0] == '\0' || take_char(rest, part->behind));
}

/* The digits behind a point, as milliseconds. */
static bool take_fraction(struct str *rest, int64_t *out_ms)
{
    int64_t weight = TENTHS_MS;

    if (!take_char(rest, ".,")) {
        return true;
    }
    if (rest->len == 0 || !is_digit(rest->data[0])) {
        return false;
    }
    while (rest->len > 0 && is_digit(rest->data[0])) {
        *out_ms += weight * (rest->data[0] - '0');
        weight /= DECIMAL;
        *rest = str_slice(*rest, 1, rest->len);
    }
    return true;
}

/* The rest of the text: how far its clock is ahead of UTC. */
static bool take_zone(struct str rest, int64_t *out_s)
{
    bool behind = str_starts_with(rest, STR("-"));
    int64_t hours;
    int64_t minutes;

    if (str_eq_nocase(rest, STR("Z")) || str_eq(rest, STR("UTC"))) {
        *out_s = 0;
        return true;
    }
    if (!take_char(&rest, "+-") || !take_digits(&rest, 2, &hours)) {
        return false;
    }
    if (rest.len > 2 && !take_char(&rest, ":")) {
        return false;
    }
    if (!take_digits(&rest, 2, &minutes) || rest.len > 0 || hours > parts[HOUR].max ||
        minutes > parts[MINUTE].max) {
        return false;
    }
    *out_s = (hours * MINUTES_OF_HOUR + minutes) * SECONDS_OF_MINUTE * (behind ? -1 : 1);
    return true;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const int64_t days[MONTHS + 1] = {
        0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    bool is_leap = year % 4 == 0 && (year % YEARS_OF_CENTURY != 0 || year % YEARS_OF_ERA == 0);

    return days[month] + (month == 2 && is_leap ? 1 : 0);
}

/* Days since 1970. The year is taken to begin in March, so that the leap day is its last one;
 * (153 m + 2) / 5 are the days before its month m. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
    enum {
        FIVE_MONTHS = 153,
        SHIFT = 2,
        FIVE = 5
    };
    int64_t march_year = month < MARCH ? year - 1 : year;
    int64_t march_month = month < MARCH ? month + MONTHS - MARCH : month - MARCH;
    int64_t era = march_year / YEARS_OF_ERA;
    int64_t of_era = march_year % YEARS_OF_ERA;
    int64_t of_year = (FIVE_MONTHS * march_month + SHIFT) / FIVE + day - 1;

    return era * DAYS_OF_ERA + of_era * DAYS_OF_YEAR + of_era / 4 - of_era / YEARS_OF_CENTURY +
           of_year - DAYS_TO_1970;
}

bool timestamp_parse(struct str text, int64_t *out_ms)
{
    int64_t numbers[PARTS] = { 0 };
    int64_t fraction_ms = 0;
    int64_t zone_s = 0;
    int64_t seconds;

    for (size_t i = 0; i < PARTS; i++) {
        if (!take_part(&text, &parts[i], &numbers[i])) {
            return false;
        }
    }
    if (!take_fraction(&text, &fraction_ms) || !take_zone(text, &zone_s) ||
        numbers[DAY] > days_of_month(numbers[YEAR], numbers[MONTH])) {
        return false;
    }
    seconds = days_since_1970(numbers[YEAR], numbers[MONTH], numbers[DAY]) * SECONDS_OF_DAY +
              (numbers[HOUR] * MINUTES_OF_HOUR + numbers[MINUTE]) * SECONDS_OF_MINUTE +
              numbers[SECOND] - zone_s;
    *out_ms = seconds * MS_OF_SECOND + fraction_ms;
    return true;
}

struct str timestamp_text(struct arena *arena, int64_t ms)
{
    time_t seconds = ms / MS_OF_SECOND - (ms % MS_OF_SECOND < 0 ? 1 : 0);
    struct tm tm;

    if (!gmtime_r(&seconds, &tm) || tm.tm_year + FIRST_YEAR < 0 ||
        tm.tm_year + FIRST_YEAR > LAST_YEAR) {
        return (struct str){ NULL, 0 };
    }
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + FIRST_YEAR,
                        tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}
