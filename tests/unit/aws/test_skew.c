#include "aws/skew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    S = 1000,
    MINUTE = 60 * S
};

static const int64_t noon_ms = 1795348800LL * 1000; /* 2026-11-22T12:00:00Z */

/* One answer: when it was asked for and came, by our clock after noon, and what it said. */
struct row {
    int64_t before_ms; /* the skew that is known already */
    int64_t sent_ms;
    int64_t received_ms;
    const char *date;
    const char *age;
    int64_t after_ms;
    const char *code; /* of a refusal that was signed with before_ms */
    bool again;
};

static const struct row rows[] = {
    /* No difference. */
    { 0, 0, 2 * S, "Sun, 22 Nov 2026 12:00:01 GMT", "", 0, "AccessDeniedException", false },
    /* Ahead by 5 minutes: again, and kept. */
    { 0, 0, 2 * S, "Sun, 22 Nov 2026 12:05:01 GMT", "", 300 * S, "InvalidSignatureException",
      true },
    { 300 * S, 2 * S, 4 * S, "Sun, 22 Nov 2026 12:05:03 GMT", "", 300 * S, "", false },
    /* Behind. */
    { 0, 0, 0, "Sun, 22 Nov 2026 11:50:00 GMT", "", -600 * S, "RequestTimeTooSkewed", true },
    /* 4 minutes are tolerated, one second more is not. */
    { 0, 0, 0, "Sun, 22 Nov 2026 12:04:00 GMT", "", 240 * S, "SignatureDoesNotMatch", false },
    { 0, 0, 0, "Sun, 22 Nov 2026 12:04:01 GMT", "", 241 * S, "SignatureDoesNotMatch", true },
    { 0, 0, 0, "Sun, 22 Nov 2026 12:02:00 GMT", "", 120 * S, "InvalidSignatureException",
      false },
    /* 15 minutes on its way are trusted, more are not. */
    { 7, 0, 15 * MINUTE, "Sun, 22 Nov 2026 12:07:30 GMT", "", 0, "", false },
    { 7, 0, 16 * MINUTE, "Sun, 22 Nov 2026 12:07:30 GMT", "", 7, "AuthFailure", false },
    /* A clock that was set right gives back what was learnt. */
    { 300 * S, 0, 2 * S, "Sun, 22 Nov 2026 12:00:01 GMT", "", 0, "", false },
    /* Nothing to learn from. */
    { 7, 0, 2 * S, "", "", 7, "InvalidSignatureException", false },
    { 7, 0, 2 * S, "Sun, 22 Nov 2026 12:05:01 GMT", "60", 7, "InvalidSignatureException",
      false },
    { 7, 2 * S, 0, "Sun, 22 Nov 2026 12:05:01 GMT", "", 7, "", false },
    { 7, 0, 0, "Sunday, 22-Nov-26 12:05:01 GMT", "", 7, "", false },
    { 7, 0, 0, "Sun, 22 Foo 2026 12:05:01 GMT", "", 7, "", false },
    { 7, 0, 0, "Sun, 22 Nov 2026 12:05:01 CET", "", 7, "", false },
    { 7, 0, 0, "Sun, 22 Nov 2026 12:05", "", 7, "", false },
    { 7, 0, 0, "Sun, -2 Nov 2026 12:05:01 GMT", "", 7, "", false },
    { 7, 0, 0, "soon", "", 7, "", false },
    /* Refusals that have nothing to do with the time, and one that was signed right already. */
    { 0, 0, 0, "Sun, 22 Nov 2026 13:00:00 GMT", "", 3600 * S, "ValidationException", false },
    { 0, 0, 0, "Sun, 22 Nov 2026 13:00:00 GMT", "", 3600 * S, "AccessDeniedException", true },
    { 3600 * S, 0, 0, "Sun, 22 Nov 2026 13:00:00 GMT", "", 3600 * S, "AccessDeniedException",
      false },
    { 0, 0, 0, "Sun, 22 Nov 2026 13:00:00 GMT", "", 3600 * S, "RequestInTheFuture", true },
    { 0, 0, 0, "Sun, 22 Nov 2026 13:00:00 GMT", "", 3600 * S, "RequestExpired", true },
};

static void each_answer_teaches_what_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *row = &rows[i];
        struct skew skew = { row->before_ms };

        skew_learn(&skew, noon_ms + row->sent_ms, noon_ms + row->received_ms,
                   str_from(row->date), str_from(row->age));
        if (skew_ms(&skew) != row->after_ms ||
            skew_explains(&skew, row->before_ms, str_from(row->code)) != row->again) {
            fail_msg("row %zu: %lld", i, (long long)skew_ms(&skew));
        }
    }
}

static void every_month_is_known(void **state)
{
    static const char *const dates[] = {
        "Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 01 Feb 1970 00:00:00 GMT",
        "Sun, 01 Mar 1970 00:00:00 GMT", "Wed, 01 Apr 1970 00:00:00 GMT",
        "Fri, 01 May 1970 00:00:00 GMT", "Mon, 01 Jun 1970 00:00:00 GMT",
        "Wed, 01 Jul 1970 00:00:00 GMT", "Sat, 01 Aug 1970 00:00:00 GMT",
        "Tue, 01 Sep 1970 00:00:00 GMT", "Thu, 01 Oct 1970 00:00:00 GMT",
        "Sun, 01 Nov 1970 00:00:00 GMT", "Tue, 01 Dec 1970 00:00:00 GMT",
    };
    static const int64_t days[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
        struct skew skew = { -1 };

        skew_learn(&skew, 0, 0, str_from(dates[i]), STR(""));
        assert_int_equal(skew_ms(&skew), days[i] * 86400 * S);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_teaches_what_it_should),
        cmocka_unit_test(every_month_is_known),
    };

    return cmocka_run_group_tests_name("skew", tests, NULL, NULL);
}
