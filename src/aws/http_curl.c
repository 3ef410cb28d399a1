#include "aws/http.h"
#include "aws/proxy.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum {
    CONNECT_MS = 30000,
    SILENCE_S = 60,
    TOTAL_MS = 300000,
    IDLE_CONNECTION_S = 90,
    BODY_BYTES = 16 * 1024 * 1024,
    FIELD_BYTES = 1024,
    BUFFER_BYTES = 16384,
    CONNECTIONS = 256,
    IDLE_HANDLES = 8,
    POLL_MS = 60000
};

/* One request on its way. It lives on the stack of the thread that sends, which sleeps until
 * the engine is done with it. */
struct job {
    struct http_curl *engine;
    const struct http_request *request;
    struct arena *arena;
    struct str proxy; /* NUL-terminated */
    struct http_reply reply;
    struct http_failure failure;
    struct strbuf body;
    CURL *easy;
    struct curl_slist *headers;
    char error[CURL_ERROR_SIZE];
    int starts;         /* times that libcurl has begun to send it */
    int64_t stop_at_ms; /* when a stop ends it; 0: there is no stop. Atomic */
    bool worked;
    bool done;
    pthread_cond_t finished;
    struct job *next;
};

struct http_curl {
    struct http http;
    struct http_curl_options options;
    struct arena *arena;  /* its texts */
    pthread_mutex_t lock; /* over what follows, up to the empty line */
    struct job *queue;
    bool started;
    bool quit;

    pthread_t thread; /* what follows is the thread's */
    CURLM *multi;
    struct job *running;
    CURL *idle[IDLE_HANDLES];
    size_t idle_count;
};

static size_t on_body(char *data, size_t size, size_t count, void *self)
{
    struct job *job = self;

    strbuf_add_bytes(&job->body, data, size * count);
    return job->body.failed ? 0 : size * count;
}

// NOLINTNEXTLINE(readability-non-const-parameter): a callback's type is not ours to choose
static size_t on_header(char *data, size_t size, size_t count, void *self)
{
    static const struct str names[HTTP_FIELDS] = {
        [HTTP_AGE] = { "age", 3 },
        [HTTP_CONTENT_TYPE] = { "content-type", 12 },
        [HTTP_DATE] = { "date", 4 },
        [HTTP_ERROR_TYPE] = { "x-amzn-errortype", 16 },
        [HTTP_REQUEST_ID] = { "x-amzn-requestid", 16 },
        [HTTP_RETRY_AFTER] = { "x-amz-retry-after", 17 },
        [HTTP_TOKEN_TTL] = { "x-aws-ec2-metadata-token-ttl-seconds", 36 },
    };
    struct job *job = self;
    struct str line = { data, size * count };
    struct str name = str_slice(line, 0, str_find(line, ':'));

    if (str_starts_with(line, STR("HTTP/"))) {
        /* Another answer begins: what came before was a proxy's or a "100 Continue". */
        memset(job->reply.fields, 0, sizeof(job->reply.fields));
    }
    for (size_t i = 0; i < HTTP_FIELDS && name.len < line.len; i++) {
        if (str_eq_nocase(name, names[i]) && line.len <= FIELD_BYTES) {
            job->reply.fields[i] =
                arena_str(job->arena, str_trim(str_slice(line, name.len + 1, line.len)));
        }
    }
    return size * count;
}

/* libcurl sends a request again on its own when a connection that it used before dies. That
 * would hide from the caller that the service may have got it twice. */
// NOLINTNEXTLINE(readability-non-const-parameter): a callback's type is not ours to choose
static int on_start(void *self, char *remote, char *local, int remote_port, int local_port)
{
    struct job *job = self;

    (void)remote;
    (void)local;
    (void)remote_port;
    (void)local_port;
    return ++job->starts > 1 ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static int64_t or_default(int64_t value, int64_t usual)
{
    return value > 0 ? value : usual;
}

/* With a directory of certificates in play, libcurl reads all of them anew for each connection
 * and keeps them there; with a file alone it shares one copy. */
static void trust(const struct http_curl *engine, CURL *easy)
{
    const char *bundle = curl_version_info(CURLVERSION_NOW)->cainfo;

    if (engine->options.ca_bundle.len > 0) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, engine->options.ca_bundle.data);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    } else if (bundle && access(bundle, R_OK) == 0) {
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (engine->options.insecure) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
}

/* What all requests have in common; NULL when memory runs out. */
static CURL *new_handle(const struct http_curl *engine)
{
    const struct http_curl_options *options = &engine->options;
    CURL *easy = curl_easy_init();

    if (!easy) {
        mem_fatal("libcurl has no memory");
    }
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_CONNECTION_S);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER_BYTES);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)BUFFER_BYTES);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     (long)or_default(options->silence_s, SILENCE_S));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options->user_agent.data);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_start);
    trust(engine, easy);
    return easy;
}

static void add_header(struct job *job, const char *line)
{
    struct curl_slist *longer = curl_slist_append(job->headers, line);

    if (!longer) {
        mem_fatal("libcurl has no memory");
    }
    job->headers = longer;
}

static void add_headers(struct job *job)
{
    struct strbuf line;

    strbuf_init(&line, BODY_BYTES);
    add_header(job, "Expect:");
    for (size_t i = 0; i < job->request->header_count; i++) {
        strbuf_clear(&line);
        strbuf_printf(&line, "%.*s: %.*s", STR_ARG(job->request->headers[i].name),
                      STR_ARG(job->request->headers[i].value));
        add_header(job, line.data);
        OPENSSL_cleanse(line.data, line.len);
    }
    strbuf_release(&line);
}

static void free_headers(struct job *job)
{
    for (struct curl_slist *header = job->headers; header; header = header->next) {
        OPENSSL_cleanse(header->data, strlen(header->data));
    }
    curl_slist_free_all(job->headers);
    job->headers = NULL;
}

/* A handle is used again: each request says all that differs. A PUT without a body has to say
 * so, and a GET has none. */
static void set_method(CURL *easy, const struct http_request *request)
{
    const char *method = request->method ? request->method : "POST";

    if (strcmp(method, "GET") == 0) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, NULL);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.len > 0 ? request->body.data : "");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
}

static void set_times(const struct http_curl *engine, CURL *easy,
                      const struct http_request *request)
{
    const struct http_curl_options *options = &engine->options;
    int64_t connect_ms =
        request->connect_ms ? request->connect_ms : or_default(options->connect_ms, CONNECT_MS);
    int64_t total_ms =
        request->total_ms ? request->total_ms : or_default(options->total_ms, TOTAL_MS);

    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)total_ms);
}

static void start_job(struct http_curl *engine, struct job *job)
{
    CURL *easy =
        engine->idle_count > 0 ? engine->idle[--engine->idle_count] : new_handle(engine);

    job->easy = easy;
    add_headers(job);
    curl_easy_setopt(easy, CURLOPT_URL, job->request->url.data);
    curl_easy_setopt(easy, CURLOPT_PROXY, job->proxy.len > 0 ? job->proxy.data : "");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job->headers);
    set_method(easy, job->request);
    set_times(engine, easy, job->request);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, job);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, job);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, job->error);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
    if (curl_multi_add_handle(engine->multi, easy) != CURLM_OK) {
        mem_fatal("libcurl takes no request");
    }
    job->next = engine->running;
    engine->running = job;
}

static enum http_failure_kind failure_kind(const struct job *job, CURLcode code)
{
    static const struct {
        CURLcode code;
        enum http_failure_kind kind;
    } kinds[] = {
        { CURLE_COULDNT_RESOLVE_HOST, HTTP_NO_HOST },
        { CURLE_COULDNT_RESOLVE_PROXY, HTTP_NO_HOST },
        { CURLE_COULDNT_CONNECT, HTTP_NO_ANSWER },
        { CURLE_SSL_CONNECT_ERROR, HTTP_NO_ANSWER },
        { CURLE_PEER_FAILED_VERIFICATION, HTTP_UNTRUSTED },
        { CURLE_SSL_CACERT_BADFILE, HTTP_UNTRUSTED },
        { CURLE_SSL_ISSUER_ERROR, HTTP_UNTRUSTED },
        { CURLE_OPERATION_TIMEDOUT, HTTP_TIMED_OUT },
        { CURLE_URL_MALFORMAT, HTTP_REFUSED },
        { CURLE_UNSUPPORTED_PROTOCOL, HTTP_REFUSED },
    };

    if (code == CURLE_ABORTED_BY_CALLBACK && job->starts <= 1) {
        return HTTP_STOPPED;
    }
    if (job->body.failed) {
        return HTTP_TOO_LARGE;
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kinds[i].code == code) {
            return kinds[i].kind;
        }
    }
    return HTTP_BROKEN;
}

static struct str cause_of(const struct job *job, CURLcode code)
{
    struct str text = str_from(job->error[0] ? job->error : curl_easy_strerror(code));
    long system_error = 0;

    /* libcurl quotes a proxy URL that it cannot read, with the password in it. */
    if (code == CURLE_COULDNT_RESOLVE_PROXY && str_find(text, '@') < text.len) {
        text = STR("the URL of the proxy is malformed");
    }
    curl_easy_getinfo(job->easy, CURLINFO_OS_ERRNO, &system_error);
    text = arena_printf(
        job->arena, "%.*s%s%s%s", STR_ARG(str_trim(text)), system_error ? " (" : "",
        system_error ? strerrordesc_np((int)system_error) : "", system_error ? ")" : "");
    return utf8_sanitize(job->arena, text);
}

static void take_outcome(const struct http_curl *engine, struct job *job, CURLcode code)
{
    long sent = 0;
    long status = 0;

    curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(job->easy, CURLINFO_REQUEST_SIZE, &sent);
    job->worked = code == CURLE_OK;
    if (job->worked) {
        job->reply.status = (int)status;
        job->reply.body = arena_str(job->arena, strbuf_str(&job->body));
        return;
    }
    job->failure =
        (struct http_failure){ .kind = failure_kind(job, code), .maybe_processed = sent > 0 };
    if (job->failure.kind == HTTP_STOPPED) {
        job->failure.cause = STR("stopped before the answer came");
    } else if (job->failure.kind == HTTP_TOO_LARGE) {
        job->failure.cause = arena_printf(job->arena, "the answer is larger than %zu bytes",
                                          engine->options.body_bytes);
    } else if (job->starts > 1) {
        job->failure.cause = STR("the connection was closed before an answer came");
    } else {
        job->failure.cause = cause_of(job, code);
    }
}

/* The job is the caller's again, and gone when this returns. */
static void finish_job(struct http_curl *engine, struct job *job, CURLcode code)
{
    struct job **at = &engine->running;

    while (*at != job) {
        at = &(*at)->next;
    }
    *at = job->next;
    take_outcome(engine, job, code);
    curl_multi_remove_handle(engine->multi, job->easy);
    curl_easy_setopt(job->easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(job->easy, CURLOPT_ERRORBUFFER, NULL);
    if (engine->idle_count < IDLE_HANDLES) {
        engine->idle[engine->idle_count++] = job->easy;
    } else {
        curl_easy_cleanup(job->easy);
    }
    free_headers(job);
    if (job->body.data) {
        OPENSSL_cleanse(job->body.data, job->body.len); /* it may be keys */
    }
    strbuf_release(&job->body);
    pthread_mutex_lock(&engine->lock);
    job->done = true;
    pthread_cond_signal(&job->finished);
    pthread_mutex_unlock(&engine->lock);
}

/* How long a job may go on: -1 for as long as it likes, 0 when a stop ends it now. What was not
 * sent yet gets no grace. */
static int64_t time_left_ms(const struct job *job)
{
    int64_t stop_at_ms = __atomic_load_n(&job->stop_at_ms, __ATOMIC_ACQUIRE);
    int64_t left_ms = stop_at_ms - clock_mono_ms(clock_system());

    if (stop_at_ms == 0) {
        return -1;
    }
    return job->starts > 0 && left_ms > 0 ? left_ms : 0;
}

/* Ends what is complete or stopped; gives back how long the engine may sleep then. */
static int finish_jobs(struct http_curl *engine)
{
    struct job *next;
    CURLMsg *message;
    int64_t sleep_ms = POLL_MS;
    int left;

    while ((message = curl_multi_info_read(engine->multi, &left))) {
        CURLcode code = message->data.result;
        char *job = NULL;

        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
        finish_job(engine, (struct job *)(void *)job, code);
    }
    for (struct job *job = engine->running; job; job = next) {
        int64_t left_ms = time_left_ms(job);

        next = job->next;
        if (left_ms == 0) {
            finish_job(engine, job, CURLE_ABORTED_BY_CALLBACK);
        } else if (left_ms > 0 && left_ms < sleep_ms) {
            sleep_ms = left_ms;
        }
    }
    return (int)sleep_ms;
}

/* Starts what was handed in; false when it is time to end. */
static bool take_queue(struct http_curl *engine)
{
    struct job *queue;
    struct job *next;
    bool quit;

    pthread_mutex_lock(&engine->lock);
    queue = engine->queue;
    engine->queue = NULL;
    quit = engine->quit;
    pthread_mutex_unlock(&engine->lock);
    for (struct job *job = queue; job; job = next) {
        next = job->next;
        start_job(engine, job);
    }
    return !quit;
}

static void *run(void *self)
{
    struct http_curl *engine = self;
    int running;

    while (take_queue(engine)) {
        curl_multi_perform(engine->multi, &running);
        curl_multi_poll(engine->multi, NULL, 0, finish_jobs(engine), NULL);
    }
    return NULL;
}

static void init_curl(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        mem_fatal("libcurl cannot start");
    }
}

/* Under the lock. */
static void start_engine(struct http_curl *engine)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    sigset_t all;
    sigset_t before;

    pthread_once(&once, init_curl);
    engine->multi = curl_multi_init();
    if (!engine->multi) {
        mem_fatal("libcurl has no memory");
    }
    curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS);
    /* Signals are for the threads that expect them. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&engine->thread, NULL, run, engine) != 0) {
        mem_fatal("no thread can be started");
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    engine->started = true;
}

static void on_stop(void *self)
{
    struct job *job = self;
    int64_t now_ms = clock_mono_ms(clock_system());

    __atomic_store_n(&job->stop_at_ms, now_ms + job->request->stop_grace_ms, __ATOMIC_RELEASE);
    curl_multi_wakeup(job->engine->multi);
}

static void hand_in(struct http_curl *engine, struct job *job)
{
    pthread_mutex_lock(&engine->lock);
    job->next = engine->queue;
    engine->queue = job;
    pthread_mutex_unlock(&engine->lock);
    curl_multi_wakeup(engine->multi);
}

static bool http_curl_send(struct http *http, struct arena *arena, struct stop *stop,
                           const struct http_request *request, struct http_reply *reply,
                           struct http_failure *failure)
{
    struct http_curl *engine = (struct http_curl *)http;
    struct job job = { .engine = engine, .request = request, .arena = arena };
    struct stop_watch watch = { .notify = on_stop, .self = &job };

    if (stop_triggered(stop)) {
        *failure = (struct http_failure){ .kind = HTTP_STOPPED,
                                          .cause = STR("stopped before it was sent") };
        return false;
    }
    job.proxy = arena_str(arena, proxy_for_url(&engine->options.proxy, request->url));
    strbuf_init(&job.body, engine->options.body_bytes);
    pthread_cond_init(&job.finished, NULL);
    pthread_mutex_lock(&engine->lock);
    if (!engine->started) {
        start_engine(engine);
    }
    pthread_mutex_unlock(&engine->lock);
    if (stop) {
        stop_watch(stop, &watch);
    }
    hand_in(engine, &job);
    pthread_mutex_lock(&engine->lock);
    while (!job.done) {
        pthread_cond_wait(&job.finished, &engine->lock);
    }
    pthread_mutex_unlock(&engine->lock);
    if (stop) {
        stop_unwatch(stop, &watch);
    }
    pthread_cond_destroy(&job.finished);
    if (job.worked) {
        *reply = job.reply;
    } else {
        *failure = job.failure;
    }
    return job.worked;
}

static void http_curl_free(struct http *http)
{
    struct http_curl *engine = (struct http_curl *)http;

    if (engine->started) {
        pthread_mutex_lock(&engine->lock);
        engine->quit = true;
        pthread_mutex_unlock(&engine->lock);
        curl_multi_wakeup(engine->multi);
        pthread_join(engine->thread, NULL);
        while (engine->idle_count > 0) {
            curl_easy_cleanup(engine->idle[--engine->idle_count]);
        }
        curl_multi_cleanup(engine->multi);
    }
    pthread_mutex_destroy(&engine->lock);
    arena_free(engine->arena);
    mem_free(engine);
}

struct http *http_curl_new(const struct http_curl_options *options)
{
    static const struct http_ops ops = { .send = http_curl_send, .free = http_curl_free };
    struct http_curl *engine = mem_calloc(1, sizeof(*engine));
    struct str *const texts[] = { &engine->options.ca_bundle, &engine->options.user_agent,
                                  &engine->options.proxy.http, &engine->options.proxy.https,
                                  &engine->options.proxy.none };

    engine->http.ops = &ops;
    engine->options = *options;
    engine->arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        *texts[i] = arena_str(engine->arena, *texts[i]);
    }
    engine->options.body_bytes = options->body_bytes ? options->body_bytes : BODY_BYTES;
    pthread_mutex_init(&engine->lock, NULL);
    return &engine->http;
}
