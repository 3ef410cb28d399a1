#ifndef PLUGIN_COMMAND_H
#define PLUGIN_COMMAND_H

#include "plugin/environment.h"

#include <stdio.h>

/*
 * What the command line and the environment ask of the program. A CLI starts it without
 * arguments; everything else here is for people.
 */
enum command {
    COMMAND_SERVE,   /* a CLI started it */
    COMMAND_DEBUG,   /* -debug */
    COMMAND_VERSION, /* --version */
    COMMAND_HELP,    /* --help */
    COMMAND_EXPLAIN, /* by hand, without arguments */
    COMMAND_WRONG,   /* an argument that there is not */
};

enum command command_parse(int argc, const char *const *argv, const struct environment *env);

/* Prints what the commands that do not serve print, and returns the exit status. `provider` is
 * "namespace/type". */
int command_run(enum command command, const char *provider, const char *const *argv);

#endif
