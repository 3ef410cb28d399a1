#ifndef TESTS_SUPPORT_STDERR_H
#define TESTS_SUPPORT_STDERR_H

#include <stddef.h>

/* What a function writes on stderr, caught in a file in memory. */

/* Runs the function with stderr caught; `text` receives it, NUL-terminated and cut at `size`.
 */
void support_catch(void (*run)(void), char *text, size_t size);

/* The same in a child process; gives back the signal that ended it, or 0. */
int support_catch_in_child(void (*run)(void), char *text, size_t size);

#endif
