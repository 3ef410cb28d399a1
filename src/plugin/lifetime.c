#include "plugin/lifetime.h"

#include "base/log.h"
#include "base/mem.h"
#include "plugin/sockdir.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum {
    PARENT_POLL_MS = 1000,
    END_OF_WATCH = 0, /* in the pipe, where a signal's number stands otherwise */
    READ_END = 0,
    WRITE_END = 1,
};

/* One process has one life. */
static struct {
    enum lifetime_mode mode;
    pid_t parent;
    int pipe[2];
    pthread_t thread;
    struct rpc_server *server;
    int signal; /* that ended it; written by the watching thread */
} life;

static void tell(unsigned char what)
{
    if (write(life.pipe[WRITE_END], &what, sizeof(what)) < 0) {
        /* The pipe is full of signals already. */
    }
}

static void on_signal(int number)
{
    int saved = errno;

    tell((unsigned char)number);
    errno = saved;
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* nohup asks for this by ignoring the signal before the program starts. */
static bool hangup_ignored(void)
{
    struct sigaction action;

    return sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* A closed descriptor would be given to the next socket, and a log line written into it. */
static void settle_standard_files(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null < 0) {
        return;
    }
    dup2(null, STDIN_FILENO);
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0) {
            dup2(null, fd);
        }
    }
    if (null > STDERR_FILENO) {
        close(null);
    }
}

void lifetime_begin(enum lifetime_mode mode)
{
    life.mode = mode;
    life.parent = getppid();
    settle_standard_files();
    if (pipe2(life.pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        mem_fatal("no pipe can be made");
    }
    handle(SIGPIPE, SIG_IGN);
    handle(SIGINT, mode == LIFETIME_DEBUG ? on_signal : SIG_IGN);
    handle(SIGTERM, on_signal);
    if (!hangup_ignored()) {
        handle(SIGHUP, on_signal);
    }
}

/* The kernel's own notice (PR_SET_PDEATHSIG) comes when the thread that forked ends, which in a
 * Go program is not the end of the process. */
static bool abandoned(void)
{
    return life.mode == LIFETIME_PLUGIN && getppid() != life.parent &&
           rpc_server_mutations(life.server) == 0;
}

static void stop_for_signal(int number)
{
    life.signal = number;
    LOG(LOG_INFO, "plugin", "stopping because of signal %d", number);
    rpc_server_request_shutdown(life.server);
}

static void stop_when_abandoned(void)
{
    if (!abandoned()) {
        return;
    }
    LOG(LOG_WARN, "plugin", "stopping because the parent process has gone");
    rpc_server_request_shutdown(life.server);
}

static void *watch(void *unused)
{
    struct pollfd fd = { .fd = life.pipe[READ_END], .events = POLLIN };
    unsigned char what;

    (void)unused;
    for (;;) {
        if (poll(&fd, 1, PARENT_POLL_MS) == 0) {
            stop_when_abandoned();
        } else if (read(fd.fd, &what, sizeof(what)) != (ssize_t)sizeof(what)) {
            continue; /* a signal interrupted the wait before its handler wrote */
        } else if (what == END_OF_WATCH) {
            return NULL;
        } else {
            stop_for_signal(what);
        }
    }
}

void lifetime_watch(struct rpc_server *server)
{
    life.server = server;
    if (pthread_create(&life.thread, NULL, watch, NULL) != 0) {
        mem_fatal("no thread can be made");
    }
}

void lifetime_connected(void)
{
    if (life.mode == LIFETIME_PLUGIN) {
        sockdir_remove();
    }
}

int lifetime_end(void)
{
    tell(END_OF_WATCH);
    pthread_join(life.thread, NULL);
    return life.signal;
}
