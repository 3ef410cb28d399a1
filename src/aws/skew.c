#include "aws/skew.h"

#include <time.h>

enum {
    MS_PER_S = 1000,
    TRUSTED_ROUND_TRIP_MS = 15 * 60 * MS_PER_S,
    TOLERATED_MS = 4 * 60 * MS_PER_S,
    YEARS_FROM = 1900
};

int64_t skew_ms(const struct skew *skew)
{
    return __atomic_load_n(&skew->ms, __ATOMIC_RELAXED);
}

/* The next `len` characters as a number, which the mark or the end of the text follows; -1 when
 * they are none. */
static int take_number(struct str *rest, size_t len, char mark)
{
    struct str digits = str_slice(*rest, 0, len);
    int64_t value;

    if (rest->len <= len || rest->data[len] != mark || digits.data[0] == '-' ||
        !str_to_int64(digits, &value)) {
        return -1;
    }
    *rest = str_slice(*rest, len + 1, rest->len);
    return (int)value;
}

static int take_month(struct str *rest)
{
    static const char *const names[] = { "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ",
                                         "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec " };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_starts_with(*rest, str_from(names[i]))) {
            *rest = str_slice(*rest, strlen(names[i]), rest->len);
            return (int)i;
        }
    }
    return -1;
}

/* "Sun, 22 Nov 2026 12:00:00 GMT" */
static bool read_date(struct str date, int64_t *out_s)
{
    struct str rest = str_slice(date, str_find(date, ',') + 2, date.len);
    struct tm tm = { .tm_mday = take_number(&rest, 2, ' ') };

    tm.tm_mon = take_month(&rest);
    tm.tm_year = take_number(&rest, 4, ' ') - YEARS_FROM;
    tm.tm_hour = take_number(&rest, 2, ':');
    tm.tm_min = take_number(&rest, 2, ':');
    tm.tm_sec = take_number(&rest, 2, ' ');
    if (tm.tm_mday < 1 || tm.tm_mon < 0 || tm.tm_year < 0 || tm.tm_hour < 0 || tm.tm_min < 0 ||
        tm.tm_sec < 0 || !str_eq(rest, STR("GMT"))) {
        return false;
    }
    *out_s = timegm(&tm);
    return true;
}

void skew_learn(struct skew *skew, int64_t sent_ms, int64_t received_ms, struct str date,
                struct str age)
{
    int64_t round_trip_ms = received_ms - sent_ms;
    int64_t date_s;

    if (age.len > 0 || round_trip_ms < 0 || round_trip_ms > TRUSTED_ROUND_TRIP_MS ||
        !read_date(date, &date_s)) {
        return;
    }
    __atomic_store_n(&skew->ms, date_s * MS_PER_S - (sent_ms + round_trip_ms / 2),
                     __ATOMIC_RELAXED);
}

bool skew_explains(const struct skew *skew, int64_t used_ms, struct str code)
{
    static const char *const codes[] = { "InvalidSignatureException",
                                         "SignatureDoesNotMatch",
                                         "AuthFailure",
                                         "RequestTimeTooSkewed",
                                         "AccessDeniedException",
                                         "RequestExpired",
                                         "RequestInTheFuture",
                                         NULL };
    int64_t apart_ms = skew_ms(skew) - used_ms;

    return (apart_ms > TOLERATED_MS || apart_ms < -TOLERATED_MS) && str_in(code, codes);
}
