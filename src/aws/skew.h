#ifndef AWS_SKEW_H
#define AWS_SKEW_H

#include "base/str.h"

/*
 * How far the service's clock is ahead of ours, learnt from the Date header of each answer, so
 * that requests of a machine with a wrong clock are signed with the right time. One for all
 * calls of a client; any thread may call.
 */
struct skew {
    int64_t ms; /* atomic */
};

/* What to add to our clock. */
int64_t skew_ms(const struct skew *skew);

/* Learns from an answer; nothing when its date cannot be trusted: it has none, a cache gives it
 * (Age), or it was more than 15 minutes on its way. Times are ours, in Unix milliseconds. */
void skew_learn(struct skew *skew, int64_t sent_ms, int64_t received_ms, struct str date,
                struct str age);

/* Whether a request refused with this code may be good when it is signed with what was learnt
 * since: the clocks were more than 4 minutes apart. */
bool skew_explains(const struct skew *skew, int64_t used_ms, struct str code);

#endif
