#ifndef TESTS_SUPPORT_PLUGIN_H
#define TESTS_SUPPORT_PLUGIN_H

/* cmocka wants these four before its own header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A new, empty folder of this test; removed with all that is in it by support_remove. */
char *support_folder(void);
void support_remove(char *folder);

/* Number of entries in a folder. */
size_t support_entries(const char *folder);

#endif
