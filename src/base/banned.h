#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* Passed to every compile of ours with -include, so that no file can forget it. The headers
 * that declare these functions come first; from there on their names are compile errors.
 * Instead: str_* and strbuf_* for text, str_to_int64 for numbers, gmtime_r for dates,
 * posix_spawn for children. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat strtok strtok_r
#pragma GCC poison sprintf vsprintf gets scanf sscanf fscanf
#pragma GCC poison atoi atol atoll atof strtod
#pragma GCC poison gmtime localtime asctime ctime ctime_r asctime_r mktime
#pragma GCC poison setjmp longjmp system popen tmpnam mktemp srand

#endif
