#include "aws/file.h"
#include "aws/support_fake.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
    struct arena *arena;
    struct files files;
};

static int set_up(void **state)
{
    static struct world world;

    world.arena = arena_new();
    support_files_init(&world.files);
    *state = &world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;

    support_files_release(&world->files);
    arena_free(world->arena);
    return 0;
}

static void all_of_a_file_is_read(void **state)
{
    struct world *world = *state;
    struct str path = support_files_write(&world->files, world->arena, "f", STR("a\0b\n"));
    struct secret text = { NULL, 0 };
    struct err err = { "" };

    assert_int_equal(file_read(path.data, 4, &text, &err), STATUS_OK);
    assert_true(str_eq(secret_reveal(&text), STR("a\0b\n")));
    secret_release(&text);
    path = support_files_write(&world->files, world->arena, "empty", STR(""));
    assert_int_equal(file_read(path.data, 4, &text, &err), STATUS_OK);
    assert_int_equal(text.len, 0);
    secret_release(&text);
}

static void a_file_over_the_ceiling_is_too_large(void **state)
{
    struct world *world = *state;
    struct str path = support_files_write(&world->files, world->arena, "f", STR("abcde"));
    struct secret text = { NULL, 0 };
    struct err err = { "" };

    assert_int_equal(file_read(path.data, 4, &text, &err), STATUS_TOO_LARGE);
    assert_true(support_has(err.text, "the file is larger than 4 bytes"));
    assert_true(support_has(err.text, path.data));
    assert_null(text.data);
}

static void what_is_missing_is_not_found_and_a_folder_is_no_file(void **state)
{
    struct world *world = *state;
    struct secret text = { NULL, 0 };
    struct err err = { "" };

    assert_int_equal(file_read("/nowhere/f", 4, &text, &err), STATUS_NOT_FOUND);
    assert_string_equal(err.text, "/nowhere/f cannot be read: No such file or directory");
    assert_int_equal(file_read(world->files.folder, 4, &text, &err), STATUS_INVALID);
    assert_true(support_has(err.text, "cannot be read: Is a directory"));
}

static void a_pipe_that_nobody_writes_to_is_not_waited_for(void **state)
{
    struct world *world = *state;
    struct str path = arena_printf(world->arena, "%s/pipe", world->files.folder);
    struct secret text = { NULL, 0 };

    assert_int_equal(mkfifo(path.data, S_IRUSR | S_IWUSR), 0);
    assert_int_equal(file_read(path.data, 4, &text, NULL), STATUS_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(unlink(path.data), 0);
}

static size_t files_in(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t count = 0;
    struct dirent *entry;

    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        count += entry->d_name[0] != '.';
    }
    closedir(dir);
    return count;
}

static void a_file_is_replaced_as_a_whole_and_for_its_owner_alone(void **state)
{
    struct world *world = *state;
    struct str path =
        support_files_write(&world->files, world->arena, "f", STR("old and long"));
    struct secret text = { NULL, 0 };
    struct stat info;

    assert_int_equal(file_replace(path.data, STR("new"), NULL), STATUS_OK);
    assert_int_equal(file_read(path.data, 100, &text, NULL), STATUS_OK);
    assert_true(str_eq(secret_reveal(&text), STR("new")));
    assert_int_equal(stat(path.data, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(files_in(world->files.folder), 1);
    secret_release(&text);
}

static void a_file_that_cannot_be_replaced_leaves_nothing_behind(void **state)
{
    struct world *world = *state;
    struct str folder = arena_printf(world->arena, "%s/folder", world->files.folder);
    struct err err = { "" };

    assert_int_equal(file_replace("/nowhere/f", STR("S3CRET"), &err), STATUS_FAILED);
    assert_string_equal(err.text, "/nowhere/f cannot be written: No such file or directory");
    assert_int_equal(mkdir(folder.data, S_IRWXU), 0);
    assert_int_equal(file_replace(folder.data, STR("S3CRET"), &err), STATUS_FAILED);
    assert_true(support_has(err.text, "cannot be written"));
    assert_null(strstr(err.text, "S3CRET"));
    assert_int_equal(files_in(world->files.folder), 1);
    assert_int_equal(rmdir(folder.data), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_of_a_file_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_over_the_ceiling_is_too_large, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_missing_is_not_found_and_a_folder_is_no_file,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pipe_that_nobody_writes_to_is_not_waited_for, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_is_replaced_as_a_whole_and_for_its_owner_alone,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_replaced_leaves_nothing_behind,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
