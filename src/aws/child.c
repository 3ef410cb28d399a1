#include "aws/child.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    /* Nothing that can be polled tells of a child's end on every kernel we run on. Most close
     * their output with it, so that this is waited for once at the most. */
    LOOK_MS = 10,
    MS_PER_S = 1000
};

/* A child under way. */
struct run {
    const struct child *child;
    pid_t pid;
    int pipe[2];
    int bell; /* rung by a stop */
    char *text;
    size_t len;
    bool closed; /* nothing more comes through the pipe */
};

static bool is_left_out(struct str name)
{
    static const char *const names[] = {
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECRET_KEY",
        "AWS_SECURITY_TOKEN",
        "AWS_SESSION_TOKEN",
        "TF_AWS_WEB_IDENTITY_TOKEN",
        "TF_PLUGIN_MAGIC_COOKIE",
        NULL,
    };

    return str_in(name, names) || str_starts_with(name, STR("PLUGIN_"));
}

static char **environment_of(struct arena *arena, const struct env *env)
{
    struct str name;
    struct str value;
    size_t count = 0;
    char **variables;

    for (size_t at = 0; env_next(env, "", &at, &name, &value);) {
        count++;
    }
    variables = arena_alloc(arena, count + 1, sizeof(*variables));
    count = 0;
    for (size_t at = 0; env_next(env, "", &at, &name, &value);) {
        if (!is_left_out(name)) {
            /* Name, '=' and value lie in one text. */
            variables[count++] = arena_strndup(arena, name.data, name.len + 1 + value.len);
        }
    }
    return variables;
}

/* What the child is born with. A code of errno, 0 when all is well. */
static int spawn(struct run *run, char *const argv[], char *const variables[])
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    int code;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, run->pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    code = posix_spawn(&run->pid, "/bin/sh", &files, &attributes, argv, variables);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return code;
}

static int start(struct run *run)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str command = run->child->command;
    char shell[] = "sh";
    char option[] = "-c";
    char *argv[] = { shell, option, arena_strndup(arena, command.data, command.len), NULL };
    int code = spawn(run, argv, environment_of(arena, run->child->env));

    close(run->pipe[1]);
    run->pipe[1] = -1;
    return code;
}

/* Takes what is there, without waiting for more. */
static void drain(struct run *run)
{
    size_t size = run->child->max_bytes + 1;
    ssize_t got = 1;

    while (!run->closed && run->len < size && got > 0) {
        got = read(run->pipe[0], run->text + run->len, size - run->len);
        run->len += got > 0 ? (size_t)got : 0;
        run->closed = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    }
}

/* Waits until something happens, or may have. */
static void await(const struct run *run, int64_t left_ms)
{
    struct pollfd events[] = { { run->bell, POLLIN, 0 },
                               { run->closed ? -1 : run->pipe[0], POLLIN, 0 } };

    (void)poll(events, ARRAY_LEN(events), left_ms < LOOK_MS ? (int)left_ms : LOOK_MS);
}

static enum status killed(const struct run *run, enum status status, struct err *err)
{
    /* The group bears the number of its leader, which is not free before that is reaped. */
    if (kill(-run->pid, SIGKILL) != 0) {
        (void)kill(run->pid, SIGKILL);
    }
    while (waitpid(run->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    if (status == STATUS_TOO_LARGE) {
        return err_set(err, status, "it printed more than %zu bytes and was killed",
                       run->child->max_bytes);
    }
    if (status == STATUS_TIMEOUT) {
        return err_set(err, status, "it did not end within %" PRId64 " s and was killed",
                       run->child->limit_ms / MS_PER_S);
    }
    return err_set(err, status, "it was stopped");
}

/* Whether the child has ended; reaps it. When somebody else has reaped it, what it printed has
 * to speak for it. */
static bool has_ended(const struct run *run, int *exit_status)
{
    int raw = 0;
    pid_t pid = waitpid(run->pid, &raw, WNOHANG);

    if (pid == 0 || (pid < 0 && errno == EINTR)) {
        return false;
    }
    *exit_status = pid < 0 ? 0 : WIFSIGNALED(raw) ? -WTERMSIG(raw) : WEXITSTATUS(raw);
    return true;
}

static enum status follow(struct run *run, const struct stop *stop, int *exit_status,
                          struct err *err)
{
    const struct clock *clock = clock_system();
    int64_t deadline_ms = clock_mono_ms(clock) + run->child->limit_ms;
    bool ended = false;

    while (!ended) {
        int64_t left_ms = deadline_ms - clock_mono_ms(clock);

        if (stop_triggered(stop)) {
            return killed(run, STATUS_STOPPED, err);
        }
        if (left_ms <= 0) {
            return killed(run, STATUS_TIMEOUT, err);
        }
        await(run, left_ms);
        /* In this order: all that it printed before its end is there after it. */
        ended = has_ended(run, exit_status);
        drain(run);
        if (run->len > run->child->max_bytes && !ended) {
            return killed(run, STATUS_TOO_LARGE, err);
        }
    }
    if (run->len > run->child->max_bytes) {
        return err_set(err, STATUS_TOO_LARGE, "it printed more than %zu bytes",
                       run->child->max_bytes);
    }
    return STATUS_OK;
}

static void ring(void *self)
{
    const struct run *run = self;

    if (eventfd_write(run->bell, 1) != 0) {
        /* It has rung already. */
        return;
    }
}

static enum status run_watched(struct run *run, struct stop *stop, int *exit_status,
                               struct err *err)
{
    struct stop_watch watch = { .notify = ring, .self = run };
    enum status status;

    if (stop) {
        stop_watch(stop, &watch);
    }
    status = follow(run, stop, exit_status, err);
    if (stop) {
        stop_unwatch(stop, &watch);
    }
    return status;
}

static void close_all(const struct run *run)
{
    const int all[] = { run->pipe[0], run->pipe[1], run->bell };

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (all[i] >= 0) {
            close(all[i]);
        }
    }
}

static int open_all(struct run *run)
{
    run->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (run->bell < 0 || pipe2(run->pipe, O_CLOEXEC) != 0 ||
        fcntl(run->pipe[0], F_SETFL, O_NONBLOCK) != 0) {
        return errno;
    }
    return 0;
}

enum status child_run(const struct child *child, struct stop *stop, int *exit_status,
                      struct secret *output, struct err *err)
{
    struct run run = { .child = child, .pipe = { -1, -1 }, .bell = -1 };
    int code = open_all(&run);
    int ended_with = 0;
    enum status status;

    code = code ? code : start(&run);
    if (code) {
        const char *words = strerrordesc_np(code);

        close_all(&run);
        return err_set(err, STATUS_FAILED, "it could not be started: %s",
                       words ? words : "unknown error");
    }
    run.text = mem_calloc(child->max_bytes + 1, 1);
    status = run_watched(&run, stop, &ended_with, err);
    if (status == STATUS_OK) {
        *exit_status = ended_with;
        secret_set(output, (struct str){ run.text, run.len });
    }
    mem_wipe(run.text, child->max_bytes + 1);
    mem_free(run.text);
    close_all(&run);
    return status;
}
