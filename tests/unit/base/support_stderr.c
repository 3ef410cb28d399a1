#include "support_stderr.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void read_back(int fd, char *text, size_t size)
{
    ssize_t len = pread(fd, text, size - 1, 0);

    assert_true(len >= 0);
    text[len] = '\0';
    close(fd);
}

void support_catch(void (*run)(void), char *text, size_t size)
{
    int caught = memfd_create("stderr", MFD_CLOEXEC);
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);

    assert_true(caught >= 0 && kept >= 0);
    assert_true(dup2(caught, STDERR_FILENO) >= 0);
    run();
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    read_back(caught, text, size);
}

int support_catch_in_child(void (*run)(void), char *text, size_t size)
{
    int caught = memfd_create("stderr", MFD_CLOEXEC);
    pid_t child = fork();
    int status = 0;

    assert_true(caught >= 0 && child >= 0);
    if (child == 0) {
        dup2(caught, STDERR_FILENO);
        run();
        _exit(0);
    }
    assert_true(waitpid(child, &status, 0) == child);
    read_back(caught, text, size);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}
