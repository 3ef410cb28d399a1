#ifndef PLUGIN_CRASH_H
#define PLUGIN_CRASH_H

/*
 * What still happens when the process dies of its own mistake: one `fatal error:` line, which
 * Terraform shows to the user, and the removal of the socket. The signal is then raised again,
 * so that the exit status, a core dump and a sanitizer's report are what they would have been.
 */

/* Catches SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT from now on. Once, before there are
 * threads. */
void crash_catch(void);

#endif
