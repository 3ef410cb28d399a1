#include "plugin/support_plugin.h"

#include "plugin/crash.h"
#include "plugin/sockdir.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static rlim_t core_limit(void)
{
    struct rlimit limit = { 1, 1 };

    return getrlimit(RLIMIT_CORE, &limit) == 0 ? limit.rlim_cur : 1;
}

/* As for a service that takes dumps whatever the limit is. */
static void allow_dumps(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_CORE, &limit);
    }
}

/* Dies of `number` in a child that has a socket's directory in `parent`; gives back what it
 * wrote to stderr and its wait status. */
static int die_of(int number, const char *parent, char *said, size_t size)
{
    int ends[2];
    int status = 0;
    ssize_t len;
    pid_t pid;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid = fork();
    if (pid == 0) {
        struct err err;

        if (chdir(parent) != 0) {
            _exit(1); /* a dump must not land anywhere else */
        }
        dup2(ends[1], STDERR_FILENO);
        signal(number, SIG_DFL); /* without a sanitizer's own report */
        crash_catch();
        if (core_limit() != 0) {
            _exit(1);
        }
        allow_dumps();
        if (sockdir_make(parent, &err) == STATUS_OK && support_entries(parent) == 1) {
            raise(number);
        }
        _exit(1);
    }
    close(ends[1]);
    len = read(ends[0], said, size - 1);
    said[len > 0 ? len : 0] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void a_fatal_signal_is_told_and_leaves_neither_socket_nor_dump(void **state)
{
    const struct {
        int number;
        const char *name;
    } deaths[] = { { SIGSEGV, "SIGSEGV" },
                   { SIGBUS, "SIGBUS" },
                   { SIGFPE, "SIGFPE" },
                   { SIGILL, "SIGILL" },
                   { SIGABRT, "SIGABRT" } };
    char *parent = support_folder();

    (void)state;
    for (size_t i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++) {
        char said[256];
        int status = die_of(deaths[i].number, parent, said, sizeof(said));

        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), deaths[i].number);
        assert_false(WCOREDUMP(status));
        assert_memory_equal(said, "fatal error: ", strlen("fatal error: "));
        assert_non_null(strstr(said, deaths[i].name));
        assert_int_equal(support_entries(parent), 0);
    }
    support_remove(parent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fatal_signal_is_told_and_leaves_neither_socket_nor_dump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
