#include "aws/child.h"
#include "aws/support_fake.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    LONG_MS = 60000,
    MAX_BYTES = 4096
};

struct ran {
    enum status status;
    int exit_status;
    struct secret output;
    struct err err;
};

static struct ran run_limited(const char *command, const char *const *variables,
                              struct stop *stop, int64_t limit_ms)
{
    static const char *const usual[] = { "PATH=/usr/bin:/bin", NULL };
    struct env *env = env_new(variables ? variables : usual);
    struct child child = { str_from(command), env, limit_ms, MAX_BYTES };
    struct ran ran = { .exit_status = 12345, .output = { NULL, 0 }, .err = { "" } };

    ran.status = child_run(&child, stop, &ran.exit_status, &ran.output, &ran.err);
    env_free(env);
    /* Whatever happened, nothing of it is left. */
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    return ran;
}

static struct ran run(const char *command)
{
    return run_limited(command, NULL, NULL, LONG_MS);
}

static void expect_output(const char *command, const char *output)
{
    struct ran ran = run(command);

    assert_int_equal(ran.status, STATUS_OK);
    assert_int_equal(ran.exit_status, 0);
    if (!str_eq(secret_reveal(&ran.output), str_from(output))) {
        fail_msg("it printed: %.*s", STR_ARG(secret_reveal(&ran.output)));
    }
    secret_release(&ran.output);
}

static void what_a_program_prints_is_its_output(void **state)
{
    (void)state;
    expect_output("echo one two", "one two\n");
    expect_output("a=b; echo \"$a\" | tr b c", "c\n");
    expect_output("exit 0", "");
    expect_output("", "");
    expect_output("exec >&-; :", "");
}

static void its_exit_status_or_signal_is_told(void **state)
{
    struct ran ran = run("echo out; exit 7");

    (void)state;
    assert_int_equal(ran.status, STATUS_OK);
    assert_int_equal(ran.exit_status, 7);
    secret_release(&ran.output);
    ran = run("nosuchprogram-xyz 2>/dev/null");
    assert_int_equal(ran.exit_status, 127);
    ran = run("kill -TERM $$");
    assert_int_equal(ran.status, STATUS_OK);
    assert_int_equal(ran.exit_status, -SIGTERM);
}

static void its_input_is_empty_and_it_has_no_other_file(void **state)
{
    int own = open("/dev/null", O_WRONLY); // NOLINT(android-cloexec-open): it must not get it

    (void)state;
    assert_true(own >= 0);
    expect_output("cat", "");
    expect_output("ls /proc/$$/fd", "0\n1\n2\n");
    close(own);
}

static void it_has_a_session_of_its_own_and_no_terminal(void **state)
{
    (void)state;
    expect_output("cut -d' ' -f5,6 /proc/$$/stat | (read a b; test $a = $$ -a $b = $$) && "
                  "echo own",
                  "own\n");
    expect_output("(: </dev/tty) 2>/dev/null || echo none", "none\n");
}

static void its_signals_are_those_of_a_new_program(void **state)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction before;
    sigset_t all;
    sigset_t old;

    (void)state;
    sigfillset(&all);
    assert_int_equal(sigaction(SIGPIPE, &ignore, &before), 0);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    /* The last seven digits: signals 32 and 33 are the C library's own. */
    expect_output("sed -n '/^Sig[BI]/s/.*\\(.......\\)$/\\1/p' /proc/self/status",
                  "0000000\n0000000\n");
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    assert_int_equal(sigaction(SIGPIPE, &before, NULL), 0);
}

static void its_environment_is_the_users_without_secrets_and_plugin_words(void **state)
{
    static const char *const variables[] = {
        "PATH=/usr/bin:/bin",
        "EMPTY=",
        "A=b=c",
        "AWS_PROFILE=p",
        "AWS_ACCESS_KEY_ID=S3CRET",
        "AWS_ACCESS_KEY=S3CRET",
        "AWS_SECRET_ACCESS_KEY=S3CRET",
        "AWS_SECRET_KEY=S3CRET",
        "AWS_SESSION_TOKEN=S3CRET",
        "AWS_SECURITY_TOKEN=S3CRET",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN=S3CRET",
        "TF_AWS_WEB_IDENTITY_TOKEN=S3CRET",
        "TF_PLUGIN_MAGIC_COOKIE=S3CRET",
        "PLUGIN_CLIENT_CERT=S3CRET",
        "PLUGIN_PROTOCOL_VERSIONS=6",
        "TF_PLUGIN_CACHE_DIR=/c",
        NULL,
    };
    struct ran ran = run_limited("env | grep -v ^PWD= | sort", variables, NULL, LONG_MS);
    struct str output = secret_reveal(&ran.output);

    (void)state;
    assert_int_equal(ran.status, STATUS_OK);
    assert_null(memmem(output.data, output.len, "S3CRET", 6));
    assert_null(memmem(output.data, output.len, "PLUGIN_PROTOCOL", 15));
    assert_non_null(memmem(output.data, output.len, "\nAWS_PROFILE=p\n", 15));
    assert_non_null(memmem(output.data, output.len, "\nEMPTY=\n", 8));
    assert_non_null(memmem(output.data, output.len, "TF_PLUGIN_CACHE_DIR=/c\n", 23));
    assert_true(str_starts_with(output, STR("A=b=c\n")));
    secret_release(&ran.output);
}

static void one_that_takes_too_long_is_killed(void **state)
{
    struct ran ran = run_limited("echo S3CRET; exec sleep 1000", NULL, NULL, 20);

    (void)state;
    assert_int_equal(ran.status, STATUS_TIMEOUT);
    assert_int_equal(ran.exit_status, 12345);
    assert_null(ran.output.data);
    assert_true(support_has(ran.err.text, "did not end within 0 s and was killed"));
    assert_null(strstr(ran.err.text, "S3CRET"));
    /* Nor does one live on that closes its output, or that wants no signal. */
    ran = run_limited("exec >&- 2>&-; exec sleep 1000", NULL, NULL, 20);
    assert_int_equal(ran.status, STATUS_TIMEOUT);
    ran = run_limited("trap '' TERM INT HUP; sleep 1000", NULL, NULL, 20);
    assert_int_equal(ran.status, STATUS_TIMEOUT);
    ran = run_limited("sleep 1000", NULL, NULL, 0);
    assert_int_equal(ran.status, STATUS_TIMEOUT);
}

static void one_that_prints_too_much_is_killed(void **state)
{
    struct ran ran = run("while :; do echo S3CRET; done");

    (void)state;
    assert_int_equal(ran.status, STATUS_TOO_LARGE);
    assert_true(support_has(ran.err.text, "more than 4096 bytes"));
    assert_null(strstr(ran.err.text, "S3CRET"));
    ran = run("head -c 4097 /dev/zero");
    assert_int_equal(ran.status, STATUS_TOO_LARGE);
    ran = run("head -c 4096 /dev/zero");
    assert_int_equal(ran.status, STATUS_OK);
    assert_int_equal(ran.output.len, 4096);
    secret_release(&ran.output);
}

static void a_helper_that_keeps_the_output_open_is_not_waited_for(void **state)
{
    struct ran ran = run("sleep 1 & echo done");

    (void)state;
    assert_int_equal(ran.status, STATUS_OK);
    assert_true(str_eq(secret_reveal(&ran.output), STR("done\n")));
    secret_release(&ran.output);
}

/* Reads from a pipe in the file system: a byte when the child's helper is there, then its end
 * when that is gone. */
struct witness {
    const char *path;
    struct stop *stop;
    bool saw_it_go;
};

static void *bear_witness(void *self)
{
    struct witness *witness = self;
    int fd = open(witness->path, O_RDONLY | O_CLOEXEC);
    char byte;

    if (fd >= 0 && read(fd, &byte, 1) == 1) {
        stop_trigger(witness->stop);
        witness->saw_it_go = read(fd, &byte, 1) == 0;
    }
    close(fd);
    return NULL;
}

static void a_stop_kills_it_and_what_it_started_at_once(void **state)
{
    struct arena *arena = arena_new();
    struct files files;
    struct witness witness = { .stop = stop_new() };
    struct str command;
    struct ran ran;
    pthread_t thread;

    (void)state;
    support_files_init(&files);
    witness.path = arena_printf(arena, "%s/pipe", files.folder).data;
    command = arena_printf(arena, "(echo; exec sleep 1000) >%s & wait", witness.path);
    assert_int_equal(mkfifo(witness.path, S_IRUSR | S_IWUSR), 0);
    assert_int_equal(pthread_create(&thread, NULL, bear_witness, &witness), 0);
    ran = run_limited(command.data, NULL, witness.stop, LONG_MS);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(ran.status, STATUS_STOPPED);
    assert_true(witness.saw_it_go);
    assert_int_equal(unlink(witness.path), 0);
    stop_free(witness.stop);
    support_files_release(&files);
    arena_free(arena);
}

static void a_stop_that_came_before_ends_it_too(void **state)
{
    struct stop *stop = stop_new();
    struct ran ran;

    (void)state;
    stop_trigger(stop);
    ran = run_limited("sleep 1000", NULL, stop, LONG_MS);
    assert_int_equal(ran.status, STATUS_STOPPED);
    stop_free(stop);
}

static size_t open_files(void)
{
    size_t count = 0;

    for (int fd = 0; fd < 256; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

static void no_file_of_ours_stays_open(void **state)
{
    size_t before = open_files();

    (void)state;
    expect_output("echo x", "x\n");
    run_limited("sleep 1000", NULL, NULL, 0);
    assert_int_equal(open_files(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_program_prints_is_its_output),
        cmocka_unit_test(its_exit_status_or_signal_is_told),
        cmocka_unit_test(its_input_is_empty_and_it_has_no_other_file),
        cmocka_unit_test(it_has_a_session_of_its_own_and_no_terminal),
        cmocka_unit_test(its_signals_are_those_of_a_new_program),
        cmocka_unit_test(its_environment_is_the_users_without_secrets_and_plugin_words),
        cmocka_unit_test(one_that_takes_too_long_is_killed),
        cmocka_unit_test(one_that_prints_too_much_is_killed),
        cmocka_unit_test(a_helper_that_keeps_the_output_open_is_not_waited_for),
        cmocka_unit_test(a_stop_kills_it_and_what_it_started_at_once),
        cmocka_unit_test(a_stop_that_came_before_ends_it_too),
        cmocka_unit_test(no_file_of_ours_stays_open),
    };

    return cmocka_run_group_tests_name("child", tests, NULL, NULL);
}
