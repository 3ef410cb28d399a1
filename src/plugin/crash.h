#ifndef PLUGIN_CRASH_H
#define PLUGIN_CRASH_H

/*
 * What still happens when the process dies of its own mistake: one `fatal error:` line, which
 * Terraform shows to the user, and the removal of the socket. The signal is then raised again,
 * so that the exit status and a sanitizer's report are what they would have been.
 *
 * There is no core dump: it would carry keys and tokens to a disk or to a crash service. The
 * process asks for none by its resource limit, which files obey and which the usual services
 * for core dumps are told of; and as some of those take a dump whatever the limit is, it gives
 * up being dumpable in the moment of its death. Not sooner: a process that is not dumpable
 * cannot be looked at through /proc or with a debugger by the user who runs it, and its own
 * leak checker could not look at it. The limit is the soft one, so that programs started from
 * here may raise it again.
 */

/* Catches SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT from now on, and asks for no core dumps.
 * Once, before there are threads. */
void crash_catch(void);

#endif
