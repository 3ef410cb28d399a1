#include "plugin/crash.h"

#include "base/macros.h"
#include "plugin/sockdir.h"

#include <signal.h>
#include <string.h>
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
    /* A fault of the processor comes again on return; one that was sent has to be sent again.
     */
    if (info->si_code <= 0) {
        raise(number);
    }
}

void crash_catch(void)
{
    struct sigaction action = { .sa_sigaction = on_death, .sa_flags = SA_SIGINFO | SA_ONSTACK };

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(deaths); i++) {
        sigaction(deaths[i].number, &action, &before[i]);
    }
}
