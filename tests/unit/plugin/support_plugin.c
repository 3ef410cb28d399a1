#include "plugin/support_plugin.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *support_folder(void)
{
    char *path = strdup("/tmp/plugin-test-XXXXXX");

    assert_non_null(path);
    assert_non_null(mkdtemp(path));
    return path;
}

size_t support_entries(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir)) {
        count++;
    }
    closedir(dir);
    return count - 2; /* "." and ".." */
}

void support_remove(char *folder)
{
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}
