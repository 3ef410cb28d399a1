#include "plugin/crash.h"

#include "base/macros.h"
#include "plugin/sockdir.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct {
    int number;
    const char *line;
} deaths[] = {
    { SIGSEGV, "fatal error: terraform-provider-sagemaker " PROVIDER_VERSION ": SIGSEGV\n" },
    { SIGBUS, "fatal error: terraform-provider-sagemaker " PROVIDER_VERSION ": SIGBUS\n" },
    { SIGFPE, "fatal error: terraform-provider-sagemaker " PROVIDER_VERSION ": SIGFPE\n" },
    { SIGILL, "fatal error: terraform-provider-sagemaker " PROVIDER_VERSION ": SIGILL\n" },
    { SIGABRT, "fatal error: terraform-provider-sagemaker " PROVIDER_VERSION ": SIGABRT\n" },
};

static struct sigaction before[ARRAY_LEN(deaths)];

/* Only what signal-safety(7) allows. */
static void on_death(int number, siginfo_t *info, void *context)
{
    (void)context;
    for (size_t i = 0; i < ARRAY_LEN(deaths); i++) {
        if (deaths[i].number != number) {
            continue;
        }
        if (write(STDERR_FILENO, deaths[i].line, strlen(deaths[i].line)) < 0) {
            /* Nobody listens; there is nothing else to tell. */
        }
        sigaction(number, &before[i], NULL);
    }
    sockdir_remove();
    (void)prctl(PR_SET_DUMPABLE, 0);
    /* A fault of the processor comes again on return; one that was sent has to be sent again.
     */
    if (info->si_code <= 0) {
        raise(number);
    }
}

static void want_no_dump(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        (void)setrlimit(RLIMIT_CORE, &limit);
    }
}

void crash_catch(void)
{
    struct sigaction action = { .sa_sigaction = on_death, .sa_flags = SA_SIGINFO | SA_ONSTACK };

    want_no_dump();
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(deaths); i++) {
        sigaction(deaths[i].number, &action, &before[i]);
    }
}
