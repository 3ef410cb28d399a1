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
        const struct rlimit no_core = { 0, 0 };
        struct err err;

        setrlimit(RLIMIT_CORE, &no_core);
        dup2(ends[1], STDERR_FILENO);
        signal(number, SIG_DFL); /* without a sanitizer's own report */
        crash_catch();
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

static void a_fatal_signal_is_told_and_leaves_no_socket(void **state)
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
        assert_memory_equal(said, "fatal error: ", strlen("fatal error: "));
        assert_non_null(strstr(said, deaths[i].name));
        assert_int_equal(support_entries(parent), 0);
    }
    support_remove(parent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fatal_signal_is_told_and_leaves_no_socket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
