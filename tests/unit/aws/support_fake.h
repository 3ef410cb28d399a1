#ifndef TESTS_AWS_SUPPORT_FAKE_H
#define TESTS_AWS_SUPPORT_FAKE_H

#include "aws/client.h"
#include "aws/http.h"

#include <pthread.h>

/* A clock that stands still but for what is waited, and remembers the waits. */
enum {
    FAKE_WAITS = 128,
    FAKE_STEPS = 128
};

struct fake_clock {
    struct clock clock;
    int64_t wall_ms;
    int64_t mono_ms;
    uint64_t random; /* what every draw gives */
    int64_t waits[FAKE_WAITS];
    size_t wait_count;
    size_t stop_at_wait; /* the wait (from 1) that a stop ends; 0: none */
};

void support_clock_init(struct fake_clock *clock);

/* What the network does with one request. */
struct fake_step {
    int status; /* 0: a failure instead */
    const char *body;
    const char *error_type;
    const char *retry_after;
    const char *date;
    const char *age;
    const char *token_ttl;
    const char *content_type;
    enum http_failure_kind kind;
    bool maybe_processed;
    int64_t takes_ms; /* of the clock */
};

/* A request as it was sent: its headers are copied into one text, "Name: value\n" each. */
struct fake_sent {
    struct str url;
    struct str method; /* "POST" when the request names none */
    struct str headers;
    struct str body;
};

/* What is answered to requests of one operation whose body holds a text. */
struct fake_rule {
    const char *operation;
    const char *has; /* NULL: any */
    struct fake_step step;
};

/* An HTTP that plays steps, the last one for all further requests; or, when there are rules,
 * the step of the first that fits, whatever the order of the requests: many threads may send.
 */
struct fake_http {
    struct http http;
    struct fake_clock *clock;
    const struct fake_step *steps;
    size_t step_count;
    /* What to do with a request, for those that come in no certain order; NULL: the steps. */
    const struct fake_step *(*choose)(void *self, const struct http_request *request);
    void *choose_self;
    size_t fail_at; /* this request (from 1) fails instead; 0: none */
    bool fail_on;   /* and so do all after it */
    size_t failed;  /* how many have failed so */
    struct fake_step failure;
    const struct fake_rule *rules;
    size_t rule_count;
    pthread_mutex_t lock; /* over what follows */
    struct arena *arena;
    struct fake_sent *sent; /* FAKE_STEPS, in the arena */
    size_t sent_count;
};

void support_http_init(struct fake_http *http, struct fake_clock *clock,
                       const struct fake_step *steps, size_t step_count);
void support_http_release(struct fake_http *http);

/* The fault loop: `run` makes its requests anew each time, first without a fault, then with
 * each kind of failure at each of them, once and from there on. It checks what came out;
 * `is_whole` says that nothing failed. */
void support_http_each_fault(struct fake_http *http, void (*run)(void *self, bool is_whole),
                             void *self);
/* How many requests of the operation were sent whose body holds the text (NULL: any). */
size_t support_sent_count(const struct fake_http *http, const char *operation, const char *has);

/* The value of a header that was sent; empty: it was not. */
struct str support_sent_header(const struct fake_http *http, size_t at, const char *name);

/* A folder of its own in the system's place for such, for files of one test. */
struct files {
    char folder[64];
};

void support_files_init(struct files *files);
void support_files_release(struct files *files);

/* Writes a file there, "a/b" in a folder of its own; its path, in the arena. */
struct str support_files_write(struct files *files, struct arena *arena, const char *name,
                               struct str text);

/* Whether the text holds the words; prints it when not. */
bool support_has(const char *text, const char *words);

#endif
