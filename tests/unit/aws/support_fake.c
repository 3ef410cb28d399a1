#include "aws/support_fake.h"

#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum {
    START_MS = 1795348800 /* 2026-11-22T12:00:00Z */
};

static int64_t clock_wall(void *self)
{
    return ((struct fake_clock *)self)->wall_ms;
}

static int64_t clock_mono(void *self)
{
    return ((struct fake_clock *)self)->mono_ms;
}

static uint64_t clock_draw(void *self)
{
    return ((struct fake_clock *)self)->random;
}

static bool clock_sleep(void *self, struct stop *stop, int64_t ms)
{
    struct fake_clock *clock = self;

    assert_true(clock->wait_count < FAKE_WAITS);
    clock->waits[clock->wait_count++] = ms;
    clock->wall_ms += ms;
    clock->mono_ms += ms;
    return stop_triggered(stop) || clock->wait_count == clock->stop_at_wait;
}

void support_clock_init(struct fake_clock *clock)
{
    static const struct clock_ops ops = {
        .wall_ms = clock_wall, .mono_ms = clock_mono, .random = clock_draw, .wait = clock_sleep
    };

    memset(clock, 0, sizeof(*clock));
    clock->clock = (struct clock){ &ops, clock };
    clock->wall_ms = (int64_t)START_MS * 1000;
}

static struct str field(struct arena *arena, const char *text)
{
    return text ? arena_str(arena, str_from(text)) : (struct str){ NULL, 0 };
}

static void remember(struct fake_http *http, const struct http_request *request)
{
    struct fake_sent *sent = &http->sent[http->sent_count];
    struct str headers = { NULL, 0 };

    assert_true(http->sent_count < FAKE_STEPS);
    for (size_t i = 0; i < request->header_count; i++) {
        headers =
            arena_printf(http->arena, "%.*s%.*s: %.*s\n", STR_ARG(headers),
                         STR_ARG(request->headers[i].name), STR_ARG(request->headers[i].value));
    }
    *sent = (struct fake_sent){ arena_str(http->arena, request->url),
                                str_from(request->method ? request->method : "POST"), headers,
                                arena_str(http->arena, request->body) };
    http->sent_count++;
}

static bool has_text(struct str text, const char *words)
{
    return !words || memmem(text.len ? text.data : "", text.len, words, strlen(words));
}

static const struct fake_step *by_rule(const struct fake_http *http,
                                       const struct fake_sent *sent)
{
    for (size_t i = 0; i < http->rule_count; i++) {
        const struct fake_rule *rule = &http->rules[i];

        if (has_text(sent->headers, rule->operation) && has_text(sent->body, rule->has)) {
            return &rule->step;
        }
    }
    print_error("no rule for\n%.*s%.*s\n", STR_ARG(sent->headers), STR_ARG(sent->body));
    abort();
}

/* What happens to the request that was just remembered. */
static const struct fake_step *step_of(struct fake_http *http,
                                       const struct http_request *request)
{
    size_t number = http->sent_count;
    size_t at = number - 1 - http->failed;

    if (http->fail_at > 0 &&
        (number == http->fail_at || (http->fail_on && number > http->fail_at))) {
        http->failed++;
        return &http->failure;
    }
    if (http->choose) {
        return http->choose(http->choose_self, request);
    }
    if (http->rules) {
        return by_rule(http, &http->sent[number - 1]);
    }
    return &http->steps[at < http->step_count ? at : http->step_count - 1];
}

/* Remembers the request; what is answered to it. */
static const struct fake_step *step_for(struct fake_http *http,
                                        const struct http_request *request)
{
    const struct fake_step *step;

    pthread_mutex_lock(&http->lock);
    remember(http, request);
    step = step_of(http, request);
    if (step->takes_ms > 0) {
        http->clock->wall_ms += step->takes_ms;
    }
    pthread_mutex_unlock(&http->lock);
    return step;
}

static bool fake_send(struct http *self, struct arena *arena, struct stop *stop,
                      const struct http_request *request, struct http_reply *reply,
                      struct http_failure *failure)
{
    const struct fake_step *step = step_for((struct fake_http *)self, request);

    (void)stop;
    if (step->status == 0) {
        *failure = (struct http_failure){ step->kind, step->maybe_processed,
                                          STR("the fake network says no") };
        return false;
    }
    *reply = (struct http_reply){
        .status = step->status,
        .body = field(arena, step->body),
        .fields = { [HTTP_AGE] = field(arena, step->age),
                    [HTTP_CONTENT_TYPE] = field(arena, step->content_type),
                    [HTTP_DATE] = field(arena, step->date),
                    [HTTP_ERROR_TYPE] = field(arena, step->error_type),
                    [HTTP_REQUEST_ID] = STR("request-1"),
                    [HTTP_RETRY_AFTER] = field(arena, step->retry_after),
                    [HTTP_TOKEN_TTL] = field(arena, step->token_ttl) },
    };
    return true;
}

void support_http_init(struct fake_http *http, struct fake_clock *clock,
                       const struct fake_step *steps, size_t step_count)
{
    static const struct http_ops ops = { .send = fake_send };

    memset(http, 0, sizeof(*http));
    http->http.ops = &ops;
    http->clock = clock;
    http->steps = steps;
    http->step_count = step_count;
    pthread_mutex_init(&http->lock, NULL);
    http->arena = arena_new();
    http->sent = arena_alloc(http->arena, FAKE_STEPS, sizeof(*http->sent));
}

void support_http_release(struct fake_http *http)
{
    pthread_mutex_destroy(&http->lock);
    arena_free(http->arena);
}

static void run_again(struct fake_http *http, void (*run)(void *self, bool is_whole),
                      void *self)
{
    http->sent_count = 0;
    http->failed = 0;
    http->clock->wait_count = 0;
    run(self, http->fail_at == 0);
}

void support_http_each_fault(struct fake_http *http, void (*run)(void *self, bool is_whole),
                             void *self)
{
    static const struct fake_step failures[] = {
        { .kind = HTTP_STOPPED },
        { .kind = HTTP_NO_HOST },
        { .kind = HTTP_NO_ANSWER },
        { .kind = HTTP_TIMED_OUT },
        { .kind = HTTP_BROKEN, .maybe_processed = true },
        { .kind = HTTP_TOO_LARGE, .maybe_processed = true },
        { .status = 200, .body = "" },
        { .status = 200, .body = "{}" },
        { .status = 200, .body = "<html>S3CRET</html>" },
        { .status = 400, .body = "S3CRET" },
        { .status = 401, .body = "{\"message\": \"who?\"}" },
        { .status = 403, .body = "{\"code\": \"Forbidden\", \"message\": \"no\"}" },
        { .status = 404 },
        { .status = 429 },
        { .status = 500, .body = "S3CRET" },
    };
    size_t whole;

    http->fail_at = 0;
    run_again(http, run, self);
    whole = http->sent_count;
    for (size_t i = 0; i < 2 * whole * ARRAY_LEN(failures); i++) {
        http->failure = failures[i / (2 * whole)];
        http->fail_at = i / 2 % whole + 1;
        http->fail_on = i % 2 == 1;
        run_again(http, run, self);
    }
    http->fail_at = 0;
}

size_t support_sent_count(const struct fake_http *http, const char *operation, const char *has)
{
    size_t count = 0;

    for (size_t i = 0; i < http->sent_count; i++) {
        const struct fake_sent *sent = &http->sent[i];

        count += has_text(sent->headers, operation) && has_text(sent->body, has) ? 1 : 0;
    }
    return count;
}

struct str support_sent_header(const struct fake_http *http, size_t at, const char *name)
{
    struct str rest = http->sent[at].headers;
    struct str line;

    assert_true(at < http->sent_count);
    while (str_split(&rest, '\n', &line)) {
        size_t colon = str_find(line, ':');

        if (str_eq_nocase(str_slice(line, 0, colon), str_from(name))) {
            return str_trim(str_slice(line, colon + 1, line.len));
        }
    }
    return (struct str){ NULL, 0 };
}

void support_files_init(struct files *files)
{
    assert_true(snprintf(files->folder, sizeof(files->folder), "/tmp/unit-aws-XXXXXX") > 0);
    assert_non_null(mkdtemp(files->folder));
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

void support_files_release(struct files *files)
{
    enum {
        OPEN_FOLDERS = 8
    };

    assert_int_equal(nftw(files->folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS), 0);
}

/* Makes the folders that the file's name goes through. */
static void make_folders(const struct files *files, struct arena *arena, const char *name)
{
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        struct str path =
            arena_printf(arena, "%s/%.*s", files->folder, (int)(slash - name), name);

        assert_true(mkdir(path.data, S_IRWXU) == 0 || errno == EEXIST);
    }
}

struct str support_files_write(struct files *files, struct arena *arena, const char *name,
                               struct str text)
{
    struct str path = arena_printf(arena, "%s/%s", files->folder, name);
    FILE *file;

    make_folders(files, arena, name);
    file = fopen(path.data, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text.len ? text.data : "", 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
    return path;
}

bool support_has(const char *text, const char *words)
{
    if (strstr(text, words)) {
        return true;
    }
    print_error("\"%s\"\ndoes not hold \"%s\"\n", text, words);
    return false;
}
