#include "plugin/support_plugin.h"

#include "plugin/sockdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    PERMISSIONS = 07777,
};

static char *parent;

static int make_parent(void **state)
{
    (void)state;
    parent = support_folder();
    return 0;
}

static int remove_parent(void **state)
{
    (void)state;
    sockdir_remove();
    support_remove(parent);
    return 0;
}

static void listen_there(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    strncpy(address.sun_path, sockdir_socket(), sizeof(address.sun_path) - 1);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    close(fd);
}

static mode_t mode_of(const char *path)
{
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & PERMISSIONS;
}

static char *folder_of_socket(void)
{
    char *folder = strdup(sockdir_socket());

    *strrchr(folder, '/') = '\0';
    return folder;
}

static void the_directory_is_for_this_user_alone_and_empty(void **state)
{
    struct err err;
    char *folder;

    (void)state;
    assert_int_equal(sockdir_make(parent, &err), STATUS_OK);
    assert_int_equal(support_entries(parent), 1);
    folder = folder_of_socket();
    assert_int_equal(mode_of(folder), 0700);
    assert_int_equal(support_entries(folder), 0);
    free(folder);
}

static void removal_takes_the_socket_and_the_directory(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(sockdir_make(parent, &err), STATUS_OK);
    listen_there();
    sockdir_remove();
    assert_int_equal(support_entries(parent), 0);
}

static void removing_twice_does_nothing_more(void **state)
{
    struct err err;
    char *folder;

    (void)state;
    assert_int_equal(sockdir_make(parent, &err), STATUS_OK);
    folder = folder_of_socket();
    sockdir_remove();
    assert_int_equal(mkdir(folder, 0700), 0);
    sockdir_remove();
    assert_int_equal(support_entries(parent), 1);
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}

static void a_parent_that_is_too_long_is_refused(void **state)
{
    struct err err;
    char path[200];

    (void)state;
    memset(path, 'x', sizeof(path) - 1);
    path[0] = '/';
    path[sizeof(path) - 1] = '\0';
    assert_int_equal(sockdir_make(path, &err), STATUS_TOO_LARGE);
    assert_non_null(strstr(err.text, "too long"));
}

static void a_parent_that_is_missing_is_refused(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(sockdir_make("/nowhere", &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "/nowhere: No such file"));
}

static void a_parent_that_breaks_the_line_is_refused(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(sockdir_make("/tmp/a|b", &err), STATUS_INVALID);
    assert_int_equal(sockdir_make("/tmp/a\nb", &err), STATUS_INVALID);
}

static void a_group_may_pass_when_asked_for(void **state)
{
    struct err err;
    char group[16];
    char *folder;

    (void)state;
    (void)snprintf(group, sizeof(group), "%u", (unsigned)getgid());
    assert_int_equal(sockdir_make(parent, &err), STATUS_OK);
    listen_there();
    assert_int_equal(sockdir_share(group, &err), STATUS_OK);
    folder = folder_of_socket();
    assert_int_equal(mode_of(folder), 0710);
    assert_int_equal(mode_of(sockdir_socket()), 0660);
    free(folder);
}

static void a_group_that_does_not_exist_is_named(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(sockdir_share("no such group", &err), STATUS_NOT_FOUND);
    assert_non_null(strstr(err.text, "no such group"));
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_parent, remove_parent)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(the_directory_is_for_this_user_alone_and_empty),
        IN_A_FOLDER(removal_takes_the_socket_and_the_directory),
        IN_A_FOLDER(removing_twice_does_nothing_more),
        IN_A_FOLDER(a_parent_that_is_too_long_is_refused),
        IN_A_FOLDER(a_parent_that_is_missing_is_refused),
        IN_A_FOLDER(a_parent_that_breaks_the_line_is_refused),
        IN_A_FOLDER(a_group_may_pass_when_asked_for),
        IN_A_FOLDER(a_group_that_does_not_exist_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
