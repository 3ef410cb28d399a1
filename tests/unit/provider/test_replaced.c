#include "provider/replaced.h"

#include "aws/support_fake.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ARN STR("arn:aws:sagemaker:us-west-2:123456789012:image-version/example/7")
#define OTHER STR("arn:aws:sagemaker:us-west-2:123456789012:image-version/example/8")

enum {
    WEEK_S = 7 * 24 * 3600,
    PERMISSIONS = 0777,
};

struct fixture {
    struct files files;
    struct arena *arena;
    struct str folder; /* two levels below that do not exist yet */
    struct replaced *replaced;
};

static int set_up(void **state)
{
    static struct fixture fixture;

    support_files_init(&fixture.files);
    fixture.arena = arena_new();
    fixture.folder = arena_printf(fixture.arena, "%s/state/replaced", fixture.files.folder);
    fixture.replaced = replaced_new(fixture.folder, STR(""));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    replaced_remove(f->replaced, ARN);
    replaced_remove(f->replaced, OTHER);
    rmdir(f->folder.data);
    rmdir(arena_printf(f->arena, "%s/state", f->files.folder).data);
    replaced_free(f->replaced);
    arena_free(f->arena);
    support_files_release(&f->files);
    return 0;
}

/* The path of the only file. */
static struct str only_file(struct fixture *f)
{
    DIR *folder = opendir(f->folder.data);
    struct str path = { NULL, 0 };
    const struct dirent *entry;

    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] != '.') {
            path = arena_printf(f->arena, "%s/%s", f->folder.data, entry->d_name);
        }
    }
    closedir(folder);
    return path;
}

static void a_version_is_replaced_until_a_plan_says_otherwise(void **state)
{
    struct fixture *f = *state;
    struct replaced *other_process = replaced_new(f->folder, STR(""));

    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    replaced_add(f->replaced, ARN, STR("repo:2"));
    replaced_add(f->replaced, ARN, STR("repo:2"));
    assert_true(replaced_has(other_process, ARN, STR("repo:2")));
    assert_false(replaced_has(other_process, OTHER, STR("repo:2")));
    replaced_remove(other_process, ARN);
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    assert_int_equal(only_file(f).len, 0);
    replaced_free(other_process);
}

static void only_the_successor_that_was_planned_replaces_it(void **state)
{
    struct fixture *f = *state;

    replaced_add(f->replaced, ARN, STR("repo:2"));
    assert_true(replaced_has(f->replaced, ARN, STR("repo:2")));
    assert_false(replaced_has(f->replaced, ARN, STR("repo:3")));
    assert_false(replaced_has(f->replaced, ARN, STR("")));
    replaced_add(f->replaced, ARN, STR("")); /* not known yet */
    assert_true(replaced_has(f->replaced, ARN, STR("repo:3")));
}

static void a_plan_of_another_directory_says_nothing_here(void **state)
{
    struct fixture *f = *state;
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    replaced_add(f->replaced, ARN, STR("repo:2"));
    assert_int_equal(chdir(f->files.folder), 0);
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    assert_int_equal(fchdir(here), 0);
    assert_true(replaced_has(f->replaced, ARN, STR("repo:2")));
    close(here);
}

static void a_plan_is_forgotten_after_a_week(void **state)
{
    struct fixture *f = *state;
    struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = 0 } };

    replaced_add(f->replaced, ARN, STR("repo:2"));
    times[1].tv_sec = time(NULL) - WEEK_S - 1;
    assert_int_equal(utimensat(AT_FDCWD, only_file(f).data, times, 0), 0);
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    replaced_add(f->replaced, OTHER, STR("repo:2"));
    replaced_remove(f->replaced, OTHER);
    assert_int_equal(only_file(f).len, 0);
}

static void only_the_text_of_the_file_counts(void **state)
{
    struct fixture *f = *state;
    int fd;

    replaced_add(f->replaced, ARN, STR("repo:2"));
    fd = open(only_file(f).data, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_int_equal(write(fd, "something else\n", 15), 15);
    close(fd);
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
}

static void the_files_are_the_users_own(void **state)
{
    struct fixture *f = *state;
    struct stat info;

    replaced_add(f->replaced, ARN, STR("repo:2"));
    assert_int_equal(stat(only_file(f).data, &info), 0);
    assert_int_equal(info.st_mode & PERMISSIONS, 0600);
    assert_int_equal(stat(f->folder.data, &info), 0);
    assert_int_equal(info.st_mode & PERMISSIONS, 0700);
}

static void what_was_read_and_not_planned_since_may_be_replaced(void **state)
{
    struct fixture *f = *state;

    replaced_seen(f->replaced, ARN);
    replaced_seen(f->replaced, ARN);
    replaced_seen(f->replaced, OTHER);
    replaced_remove(f->replaced, OTHER);
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    replaced_add_seen(f->replaced, STR("another"), STR("repo:2"));
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    replaced_add_seen(f->replaced, STR("example"), STR("repo:2"));
    assert_true(replaced_has(f->replaced, ARN, STR("repo:2")));
    assert_false(replaced_has(f->replaced, OTHER, STR("repo:2")));
    replaced_remove(f->replaced, ARN);
    replaced_add_seen(f->replaced, STR("example"), STR("repo:2"));
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
}

static void who_cannot_write_to_the_first_place_has_another(void **state)
{
    struct fixture *f = *state;
    struct replaced *homeless = replaced_new(STR("/proc/no/such/place"), f->folder);

    replaced_add(homeless, ARN, STR("repo:2"));
    assert_true(replaced_has(homeless, ARN, STR("repo:2")));
    assert_true(replaced_has(f->replaced, ARN, STR("repo:2")));
    replaced_remove(homeless, ARN);
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    replaced_free(homeless);
}

static void a_place_that_others_can_write_to_is_not_used(void **state)
{
    struct fixture *f = *state;

    replaced_add(f->replaced, ARN, STR("repo:2"));
    assert_int_equal(chmod(f->folder.data, PERMISSIONS), 0);
    assert_false(replaced_has(f->replaced, ARN, STR("repo:2")));
    assert_int_equal(chmod(f->folder.data, 0700), 0);
    assert_true(replaced_has(f->replaced, ARN, STR("repo:2")));
}

static void without_a_place_nothing_is_remembered_and_nothing_fails(void **state)
{
    static const char *const places[] = { "", "relative", "/proc/no/such/place" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        struct replaced *replaced = replaced_new(str_from(places[i]), STR(""));

        replaced_add(replaced, ARN, STR("repo:2"));
        assert_false(replaced_has(replaced, ARN, STR("repo:2")));
        replaced_remove(replaced, ARN);
        replaced_free(replaced);
    }
    replaced_add(NULL, ARN, STR("repo:2"));
    replaced_seen(NULL, ARN);
    replaced_add_seen(NULL, STR("example"), STR("repo:2"));
    assert_false(replaced_has(NULL, ARN, STR("repo:2")));
    replaced_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_version_is_replaced_until_a_plan_says_otherwise,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_successor_that_was_planned_replaces_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_plan_of_another_directory_says_nothing_here, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_plan_is_forgotten_after_a_week, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_text_of_the_file_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_files_are_the_users_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_read_and_not_planned_since_may_be_replaced,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_cannot_write_to_the_first_place_has_another, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_place_that_others_can_write_to_is_not_used, set_up,
                                        tear_down),
        cmocka_unit_test(without_a_place_nothing_is_remembered_and_nothing_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
