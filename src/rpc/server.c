#include "rpc/server.h"

#include "base/log.h"
#include "base/mem.h"
#include "rpc/internal.h"
#include "rpc/message.h"

#include <grpc/grpc_security.h>
#include <grpc/support/log.h>
#include <malloc.h>

enum {
    MAX_MESSAGE_BYTES = 256 * 1024 * 1024, /* what the plugin protocol asks of both sides */
    POSTED_CALLS = 16, /* so that a burst is taken without waiting for the poller */
    FAST_THREADS = 2,
    WORK_THREADS = 1024, /* more calls than these wait for one another */
    IDLE_WORK_THREADS = 8,
    CANCEL_MS = 100, /* for cancelled calls to come back */
    GRPC_THREAD_STACK_BYTES = 1024 * 1024,
    MALLOC_ARENAS = 1,
    MALLOC_KEEP_BYTES = 128 * 1024,
};

/* gRPC's own words: a failed TLS handshake, mostly. */
static void log_core(gpr_log_func_args *args)
{
    LOG(LOG_WARN, "grpc", "%s", args->message);
}

/* One heap for all threads: with one for each, memory would grow with the number of threads
 * that ever ran, and the calls here are far too few for its lock to matter. */
static void limit_heaps(void)
{
    pthread_attr_t attr;

    /* NOLINTBEGIN(concurrency-mt-unsafe): before there are threads. */
    mallopt(M_ARENA_MAX, MALLOC_ARENAS);
    mallopt(M_TRIM_THRESHOLD, MALLOC_KEEP_BYTES);
    mallopt(M_MMAP_THRESHOLD, MALLOC_KEEP_BYTES);
    /* NOLINTEND(concurrency-mt-unsafe) */
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, GRPC_THREAD_STACK_BYTES);
    pthread_setattr_default_np(&attr);
    pthread_attr_destroy(&attr);
}

static grpc_server *new_core(void)
{
    static const struct {
        const char *key;
        int value;
    } options[] = {
        { GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, MAX_MESSAGE_BYTES },
        { GRPC_ARG_MAX_SEND_MESSAGE_LENGTH, MAX_MESSAGE_BYTES },
        { GRPC_ARG_ALLOW_REUSEPORT, 0 },
        { GRPC_ARG_ENABLE_CHANNELZ, 0 },
        { GRPC_ARG_MAX_CHANNEL_TRACE_EVENT_MEMORY_PER_NODE, 0 },
        { GRPC_ARG_ENABLE_CENSUS, 0 },
        { GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0 },
        { GRPC_ARG_ENABLE_HTTP_PROXY, 0 },
        { GRPC_ARG_HTTP2_BDP_PROBE, 0 },
    };
    grpc_arg args[ARRAY_LEN(options)];
    grpc_channel_args list = { ARRAY_LEN(options), args };

    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        args[i].type = GRPC_ARG_INTEGER;
        args[i].key = message_writable(options[i].key);
        args[i].value.integer = options[i].value;
    }
    return grpc_server_create(&list, NULL);
}

static void on_down(void *self, bool ok)
{
    (void)ok;
    stop_trigger(self);
}

struct rpc_server *rpc_server_new(const struct rpc_table *tables, size_t count)
{
    struct rpc_server *server = mem_calloc(1, sizeof(*server));

    limit_heaps();
    gpr_set_log_function(log_core);
    grpc_init();
    server->core = new_core();
    server->queue = grpc_completion_queue_create_for_next(NULL);
    grpc_server_register_completion_queue(server->core, server->queue, NULL);
    methods_init(&server->methods, tables, count);
    lane_init(&server->fast, FAST_THREADS, FAST_THREADS);
    lane_init(&server->work, WORK_THREADS, IDLE_WORK_THREADS);
    pthread_mutex_init(&server->lock, NULL);
    server->shutdown_requested = stop_new();
    server->drained = stop_new();
    server->core_down = stop_new();
    server->down = (struct rpc_tag){ on_down, server->core_down };
    return server;
}

static void *poll_queue(void *self)
{
    struct rpc_server *server = self;
    gpr_timespec never = gpr_inf_future(GPR_CLOCK_MONOTONIC);
    grpc_event event;

    while ((event = grpc_completion_queue_next(server->queue, never, NULL)).type !=
           GRPC_QUEUE_SHUTDOWN) {
        struct rpc_tag *tag = event.tag;

        tag->done(tag->self, event.success != 0);
    }
    return NULL;
}

static grpc_server_credentials *credentials(const struct rpc_tls *tls)
{
    grpc_ssl_pem_key_cert_pair pair;

    if (!tls) {
        return grpc_insecure_server_credentials_create();
    }
    pair.private_key = tls->private_key;
    pair.cert_chain = tls->certificate;
    return grpc_ssl_server_credentials_create_ex(
        tls->client_ca, &pair, 1, GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY,
        NULL);
}

enum status rpc_server_start(struct rpc_server *server, const char *address,
                             const struct rpc_tls *tls, struct err *err)
{
    grpc_server_credentials *creds = credentials(tls);
    int port = creds ? grpc_server_add_http2_port(server->core, address, creds) : 0;

    grpc_server_credentials_release(creds);
    if (port == 0) {
        return err_set(err, STATUS_UNAVAILABLE, "cannot listen on %s", address);
    }
    grpc_server_start(server->core);
    for (int i = 0; i < POSTED_CALLS; i++) {
        call_post(server);
    }
    if (pthread_create(&server->poller, NULL, poll_queue, server) != 0) {
        mem_fatal("no thread can be made");
    }
    server->started = true;
    return STATUS_OK;
}

/* A stream ends only when it is cancelled; other calls get the time to answer. */
static bool is_stream(const struct rpc_call *call)
{
    return call->method && (call->method->lane == RPC_HELD || call->method->streams);
}

bool server_enter(struct rpc_server *server, struct rpc_call *call)
{
    bool entered;

    pthread_mutex_lock(&server->lock);
    entered = !server->shutting_down;
    call->next = server->calls;
    if (call->next) {
        call->next->prev = call;
    }
    server->calls = call;
    pthread_mutex_unlock(&server->lock);
    return entered;
}

void server_leave(struct rpc_server *server, struct rpc_call *call)
{
    pthread_mutex_lock(&server->lock);
    if (call->prev) {
        call->prev->next = call->next;
    } else {
        server->calls = call->next;
    }
    if (call->next) {
        call->next->prev = call->prev;
    }
    if (server->shutting_down && !server->calls) {
        stop_trigger(server->drained);
    }
    pthread_mutex_unlock(&server->lock);
}

void rpc_server_stop_calls(struct rpc_server *server)
{
    pthread_mutex_lock(&server->lock);
    for (struct rpc_call *call = server->calls; call; call = call->next) {
        stop_trigger(call->stop);
    }
    pthread_mutex_unlock(&server->lock);
}

size_t rpc_server_mutations(struct rpc_server *server)
{
    size_t count = 0;

    pthread_mutex_lock(&server->lock);
    for (const struct rpc_call *call = server->calls; call; call = call->next) {
        count += call->method && call->method->mutates;
    }
    pthread_mutex_unlock(&server->lock);
    return count;
}

void rpc_server_request_shutdown(struct rpc_server *server)
{
    stop_trigger(server->shutdown_requested);
}

void rpc_server_wait_shutdown_request(struct rpc_server *server)
{
    while (!stop_wait(server->shutdown_requested, -1)) {
    }
}

static void stop_everything(struct rpc_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->shutting_down = true;
    for (struct rpc_call *call = server->calls; call; call = call->next) {
        stop_trigger(call->stop);
        if (is_stream(call)) {
            grpc_call_cancel(call->core, NULL);
        }
    }
    if (!server->calls) {
        stop_trigger(server->drained);
    }
    pthread_mutex_unlock(&server->lock);
}

bool rpc_server_shutdown(struct rpc_server *server, int64_t grace_ms)
{
    bool drained;

    if (!server->started) {
        return true;
    }
    rpc_server_request_shutdown(server);
    if (!server->shutting_down) {
        grpc_server_shutdown_and_notify(server->core, server->queue, &server->down);
        stop_everything(server);
    }
    drained = stop_wait(server->drained, grace_ms);
    grpc_server_cancel_all_calls(server->core);
    return drained || stop_wait(server->drained, CANCEL_MS);
}

void rpc_server_free(struct rpc_server *server)
{
    if (!server) {
        return;
    }
    if (server->started) {
        while (!stop_wait(server->core_down, -1)) {
        }
    }
    grpc_completion_queue_shutdown(server->queue);
    if (server->started) {
        pthread_join(server->poller, NULL);
    } else {
        poll_queue(server);
    }
    lane_release(&server->fast);
    lane_release(&server->work);
    grpc_server_destroy(server->core);
    grpc_completion_queue_destroy(server->queue);
    methods_release(&server->methods);
    stop_free(server->shutdown_requested);
    stop_free(server->drained);
    stop_free(server->core_down);
    pthread_mutex_destroy(&server->lock);
    mem_free(server);
    grpc_shutdown_blocking();
}
