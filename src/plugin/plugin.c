#include "plugin/plugin.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "plugin/certificate.h"
#include "plugin/crash.h"
#include "plugin/endpoint.h"
#include "plugin/handshake.h"
#include "plugin/lifetime.h"
#include "plugin/reattach.h"
#include "plugin/services.h"
#include "plugin/sockdir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    LINE_BYTES = 64 * 1024,
    GRACE_MS = 1200, /* the CLI kills after 2 s */
    EXIT_FAILED = 1,
    EXIT_BY_SIGNAL = 128,
};

bool plugin_begin(struct plugin *plugin, int argc, const char *const *argv,
                  const char *const *variables, int *exit_status)
{
    certificate_begin();
    environment_read(&plugin->env, variables);
    plugin->command = command_parse(argc, argv, &plugin->env);
    if (plugin->command != COMMAND_SERVE && plugin->command != COMMAND_DEBUG) {
        *exit_status = command_run(plugin->command, plugin->provider, argv);
        return false;
    }
    lifetime_begin(plugin->command == COMMAND_DEBUG ? LIFETIME_DEBUG : LIFETIME_PLUGIN);
    crash_catch();
    if (atexit(sockdir_remove) != 0) {
        mem_fatal("atexit has no room");
    }
    return true;
}

/* In one write unless the reader is slow. */
static enum status print(struct str text, struct err *err)
{
    while (text.len > 0) {
        ssize_t done = write(STDOUT_FILENO, text.data, text.len);

        if (done < 0 && errno != EINTR) {
            return err_set(err, STATUS_FAILED, "the address cannot be written to stdout: %s",
                           strerrordesc_np(errno));
        }
        text = str_slice(text, done > 0 ? (size_t)done : 0, text.len);
    }
    return STATUS_OK;
}

/* The CLI reads stdout line by line and gives up on a long one, and then every write blocks:
 * from here on what a library might print goes to stderr. */
static enum status announce(const struct plugin *plugin, const struct endpoint *endpoint,
                            const struct certificate *certificate, struct err *err)
{
    bool debug = plugin->command == COMMAND_DEBUG;
    const struct reattach reattach = { .provider = plugin->provider,
                                       .pid = getpid(),
                                       .network = endpoint->network,
                                       .address = endpoint->address };
    const struct handshake handshake = { .network = endpoint->network,
                                         .address = endpoint->address,
                                         .certificate =
                                             certificate->base64 ? certificate->base64 : "",
                                         .multiplex_asked =
                                             *plugin->env.value[VARIABLE_MULTIPLEX] != '\0' };
    struct strbuf text;
    enum status status;

    strbuf_init(&text, LINE_BYTES);
    if (debug) {
        reattach_format(&reattach, &text);
    } else {
        handshake_format(&handshake, &text);
    }
    status = print(strbuf_str(&text), err);
    strbuf_release(&text);
    if (status == STATUS_OK && !debug) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
    }
    return status;
}

/* TLS both ways when the CLI asks for it, which it does by sending its own certificate. */
static enum status prepare_tls(const struct plugin *plugin, struct certificate *certificate,
                               struct rpc_tls *tls, struct err *err)
{
    const char *client = plugin->env.value[VARIABLE_CLIENT_CERT];
    enum status status;

    if (!*client || plugin->command == COMMAND_DEBUG) {
        return STATUS_OK;
    }
    status = certificate_make(certificate, err);
    if (status == STATUS_OK) {
        *tls = (struct rpc_tls){ .certificate = certificate->pem,
                                 .private_key = certificate->key_pem,
                                 .client_ca = client };
    }
    return status;
}

/* gRPC refuses a bad certificate without saying so; looking at it before would cost each start.
 */
static enum status start(struct rpc_server *server, const struct endpoint *endpoint,
                         const struct rpc_tls *tls, struct err *err)
{
    enum status status = rpc_server_start(server, endpoint->listen, tls, err);

    if (status != STATUS_OK && tls && certificate_check(tls->client_ca, err) != STATUS_OK) {
        return STATUS_FAILED;
    }
    return status;
}

static enum status open_up(const struct plugin *plugin, struct rpc_server *server,
                           struct certificate *certificate, struct err *err)
{
    struct endpoint endpoint;
    struct rpc_tls tls = { 0 };
    enum status status = prepare_tls(plugin, certificate, &tls, err);

    if (status == STATUS_OK) {
        status = endpoint_choose(&plugin->env, "/tmp", &endpoint, err);
    }
    if (status == STATUS_OK) {
        status = start(server, &endpoint, tls.certificate ? &tls : NULL, err);
    }
    if (status == STATUS_OK) {
        status = endpoint_share(&endpoint, &plugin->env, err);
    }
    if (status == STATUS_OK) {
        status = announce(plugin, &endpoint, certificate, err);
    }
    return status;
}

/* A CLI's Shutdown and a person's Ctrl-C in debug mode are the regular ends. */
static int exit_status_of(const struct plugin *plugin, int signal)
{
    if (signal == 0 || plugin->command == COMMAND_DEBUG) {
        return 0;
    }
    return EXIT_BY_SIGNAL + signal;
}

static void check_version(const struct plugin *plugin)
{
    if (handshake_speaks(str_from(plugin->env.value[VARIABLE_PROTOCOL_VERSIONS]))) {
        return;
    }
    LOG(LOG_WARN, "plugin", "the CLI does not speak version %d of the protocol",
        HANDSHAKE_PROTOCOL);
}

/* Until somebody asks for the end. The exit status, as far as that end decides it. */
static int serve(const struct plugin *plugin, struct rpc_server *server)
{
    LOG(LOG_DEBUG, "plugin", "serving");
    rpc_server_wait_shutdown_request(server);
    return exit_status_of(plugin, lifetime_end());
}

_Noreturn static void end_without_calls(int exit_status)
{
    LOG(LOG_WARN, "plugin", "calls are still running; the process ends without them");
    _exit(exit_status);
}

/* Threads of gRPC outlive its shutdown for a moment, and exit handlers would run under their
 * feet. What is left is the kernel's work, which it does ten milliseconds sooner. Tools that
 * look for leaks do that in an exit handler, so only the release program leaves like this. */
static void leave(int exit_status)
{
#if defined(LEAVE_AT_ONCE)
    _exit(exit_status);
#else
    (void)exit_status;
#endif
}

int plugin_serve(struct plugin *plugin, struct rpc_table table)
{
    const struct rpc_table tables[] = { services_table(), table };
    struct rpc_server *server = rpc_server_new(tables, ARRAY_LEN(tables));
    struct certificate certificate = { 0 };
    int exit_status = EXIT_FAILED;
    struct err err;

    check_version(plugin);
    lifetime_watch(server);
    if (open_up(plugin, server, &certificate, &err) == STATUS_OK) {
        exit_status = serve(plugin, server);
    } else {
        (void)dprintf(STDERR_FILENO, "[ERROR] terraform-provider-sagemaker: %s\n", err.text);
        (void)lifetime_end();
    }
    certificate_release(&certificate);
    sockdir_remove();
    if (!rpc_server_shutdown(server, GRACE_MS)) {
        end_without_calls(exit_status);
    }
    leave(exit_status);
    rpc_server_free(server);
    return exit_status;
}
