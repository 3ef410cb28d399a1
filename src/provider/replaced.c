#include "provider/replaced.h"

#include "base/arena.h"
#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    OWNER_ONLY_FOLDER = 0700,
    OWNER_ONLY_FILE = 0600,
    LONGEST_AGE_S = 7 * 24 * 3600,
    LONGEST_SUCCESSOR = 2048, /* 255 characters and a line break */
};

static const uint64_t fnv_basis = 0xcbf29ce484222325;
static const uint64_t fnv_prime = 0x100000001b3;

struct seen {
    struct seen *next;
    char *arn;
};

enum {
    PLACES = 2
};

struct replaced {
    char *folders[PLACES]; /* absolute, or empty */
    pthread_mutex_t lock;  /* of what follows */
    struct seen *seen;
};

/* One version's file and what stands in it. */
struct record {
    const char *folder;
    struct str path;
    struct str text;
};

static char *absolute(struct str folder)
{
    bool usable = str_starts_with(folder, STR("/"));

    return mem_strndup(usable ? folder.data : "", usable ? folder.len : 0);
}

struct replaced *replaced_new(struct str folder, struct str otherwise)
{
    struct replaced *replaced = mem_calloc(1, sizeof(*replaced));

    replaced->folders[0] = absolute(folder);
    replaced->folders[1] = absolute(otherwise);
    pthread_mutex_init(&replaced->lock, NULL);
    return replaced;
}

static void free_seen(struct seen *seen)
{
    mem_free(seen->arn);
    mem_free(seen);
}

void replaced_free(struct replaced *replaced)
{
    if (replaced) {
        for (struct seen *next, *seen = replaced->seen; seen; seen = next) {
            next = seen->next;
            free_seen(seen);
        }
        pthread_mutex_destroy(&replaced->lock);
        for (size_t i = 0; i < PLACES; i++) {
            mem_free(replaced->folders[i]);
        }
        mem_free(replaced);
    }
}

/* FNV-1a: the name only has to differ; the text in the file is what counts. */
static uint64_t hash_of(struct str text)
{
    uint64_t hash = fnv_basis;

    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * fnv_prime;
    }
    return hash;
}

/* Makes the folder and those above it, as far as they are missing. */
static void make_folder(struct arena *arena, const char *folder)
{
    for (const char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        (void)mkdir(arena_strndup(arena, folder, (size_t)(slash - folder)), OWNER_ONLY_FOLDER);
    }
    (void)mkdir(folder, OWNER_ONLY_FOLDER);
}

/* Whether nobody else can put anything there. */
static bool is_ours(const char *folder)
{
    struct stat info;

    return lstat(folder, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
           (info.st_mode & (S_IWGRP | S_IWOTH)) == 0 && access(folder, W_OK) == 0;
}

/* The first place that can be used, made when it is missing and `make` says so; or NULL. */
static const char *folder_of(struct arena *arena, const struct replaced *replaced, bool make)
{
    for (size_t i = 0; i < PLACES; i++) {
        const char *folder = replaced->folders[i];

        if (folder[0] != '\0' && make) {
            make_folder(arena, folder);
        }
        if (is_ours(folder)) {
            return folder;
        }
    }
    return NULL;
}

static bool record_of(struct arena *arena, const struct replaced *replaced, struct str arn,
                      bool make, struct record *out)
{
    char *here;

    if (!replaced || arn.len == 0) {
        return false;
    }
    out->folder = folder_of(arena, replaced, make);
    here = arena_alloc(arena, PATH_MAX, 1);
    if (!out->folder || !getcwd(here, PATH_MAX)) {
        return false;
    }
    out->text = arena_printf(arena, "%s\n%.*s\n", here, STR_ARG(arn));
    out->path = arena_printf(arena, "%s/%016" PRIx64, out->folder, hash_of(out->text));
    return true;
}

static bool is_recent(const struct stat *info)
{
    return info->st_uid == geteuid() && time(NULL) - info->st_mtime < LONGEST_AGE_S;
}

/* Plans that were never applied leave their files behind. */
static void drop_old(const char *folder)
{
    DIR *listing = opendir(folder);
    const struct dirent *entry;
    struct stat info;

    /* NOLINTNEXTLINE(concurrency-mt-unsafe): the listing is this call's own. */
    while (listing && (entry = readdir(listing))) {
        if (fstatat(dirfd(listing), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(info.st_mode) && !is_recent(&info)) {
            (void)unlinkat(dirfd(listing), entry->d_name, 0);
        }
    }
    if (listing) {
        closedir(listing);
    }
}

void replaced_add(struct replaced *replaced, struct str arn, struct str successor)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct record record;
    int fd;

    if (!record_of(arena, replaced, arn, true, &record)) {
        return;
    }
    drop_old(record.folder);
    fd = open(record.path.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
              OWNER_ONLY_FILE);
    if (fd >= 0) {
        struct str line =
            arena_printf(arena, "%.*s%.*s\n", STR_ARG(record.text), STR_ARG(successor));

        (void)!write(fd, line.data, line.len);
        close(fd);
    }
}

/* Under the lock: where the version is in the list, or its end. */
static struct seen **find_seen(struct replaced *replaced, struct str arn)
{
    struct seen **at = &replaced->seen;

    while (*at && !str_eq(str_from((*at)->arn), arn)) {
        at = &(*at)->next;
    }
    return at;
}

void replaced_seen(struct replaced *replaced, struct str arn)
{
    struct seen **at;

    if (!replaced || arn.len == 0) {
        return;
    }
    pthread_mutex_lock(&replaced->lock);
    at = find_seen(replaced, arn);
    if (!*at) {
        *at = mem_calloc(1, sizeof(**at));
        (*at)->arn = mem_strndup(arn.data, arn.len);
    }
    pthread_mutex_unlock(&replaced->lock);
}

static void forget_seen(struct replaced *replaced, struct str arn)
{
    struct seen **at;
    struct seen *found;

    pthread_mutex_lock(&replaced->lock);
    at = find_seen(replaced, arn);
    found = *at;
    if (found) {
        *at = found->next;
        free_seen(found);
    }
    pthread_mutex_unlock(&replaced->lock);
}

/* Whether the version is one of the image. */
static bool is_of_image(struct str arn, struct str image_name)
{
    struct str image = str_slice(arn, 0, str_rfind(arn, '/'));
    size_t slash = str_rfind(image, '/');

    return str_eq_nocase(str_slice(image, slash + 1, image.len), image_name);
}

void replaced_add_seen(struct replaced *replaced, struct str image_name, struct str successor)
{
    if (!replaced) {
        return;
    }
    pthread_mutex_lock(&replaced->lock);
    for (const struct seen *seen = replaced->seen; seen; seen = seen->next) {
        if (is_of_image(str_from(seen->arn), image_name)) {
            replaced_add(replaced, str_from(seen->arn), successor);
        }
    }
    pthread_mutex_unlock(&replaced->lock);
}

void replaced_remove(struct replaced *replaced, struct str arn)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct record record;

    if (replaced) {
        forget_seen(replaced, arn);
    }
    if (record_of(arena, replaced, arn, false, &record)) {
        (void)unlink(record.path.data);
    }
}

/* What the file says behind the lines that name the version. */
static bool is_successor(struct str said, struct str successor)
{
    said = str_trim(said);
    return said.len == 0 || str_eq(said, str_trim(successor));
}

bool replaced_has(struct replaced *replaced, struct str arn, struct str successor)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct record record;
    struct stat info;
    bool same = false;
    char *bytes;
    ssize_t count;
    int fd;

    if (!record_of(arena, replaced, arn, false, &record)) {
        return false;
    }
    fd = open(record.path.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return false;
    }
    bytes = arena_alloc(arena, record.text.len + LONGEST_SUCCESSOR, 1);
    count = read(fd, bytes, record.text.len + LONGEST_SUCCESSOR);
    if (count > 0 && fstat(fd, &info) == 0 && is_recent(&info)) {
        struct str found = { bytes, (size_t)count };

        same = str_starts_with(found, record.text) &&
               is_successor(str_slice(found, record.text.len, found.len), successor);
    }
    close(fd);
    return same;
}
