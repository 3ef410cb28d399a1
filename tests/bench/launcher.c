/*
 * Stands in for the provider while ./dev bench measures: runs the program that BENCH_PROVIDER
 * names, with the same standard streams, and appends one line to the file that BENCH_USAGE
 * names when it has ended: microseconds of processor time of the program and of the launcher
 * itself, and the program's largest resident memory in KiB.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LINE_BYTES = 128,
    FILE_MODE = 0600,
    MICROSECONDS = 1000000,
    FAILED = 127,
};

static pid_t child;

static void forward(int number)
{
    kill(child, number);
}

static long long processor_time(const struct rusage *usage)
{
    return (long long)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * MICROSECONDS +
           usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static void append(const struct rusage *usage)
{
    char line[LINE_BYTES];
    struct rusage own;
    int file =
        open(getenv("BENCH_USAGE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, FILE_MODE);

    getrusage(RUSAGE_SELF, &own);
    snprintf(line, sizeof(line), "%lld %lld %ld\n", processor_time(usage), processor_time(&own),
             usage->ru_maxrss);
    if (file < 0 || write(file, line, strlen(line)) < 0) {
        perror("launcher: BENCH_USAGE");
    }
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;

    (void)argc;
    child = fork();
    if (child == 0) {
        execv(getenv("BENCH_PROVIDER"), argv);
        perror("launcher: BENCH_PROVIDER");
        _exit(FAILED);
    }
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, forward);
    /* The other end must see that the program has closed its streams. */
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    while (wait4(child, &status, 0, &usage) < 0) {
    }
    append(&usage);
    return WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
}
