#include "plugin/sockdir.h"

#include "base/str.h"

#include <errno.h>
#include <grp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define DIR_TEMPLATE "/tfplugin-XXXXXX"
#define SOCKET_NAME "/socket"

enum {
    GROUP_BUFFER_BYTES = 64 * 1024,
    DIR_MODE = 0710,
    SOCKET_MODE = 0660,
};

static char dir_path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
static char socket_path[sizeof(dir_path)];
static atomic_bool made;

/* Some file systems hold no sockets; better to learn it here than from gRPC. */
static bool takes_a_socket(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool bound;

    memcpy(address.sun_path, socket_path, sizeof(address.sun_path));
    bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return bound && unlink(socket_path) == 0;
}

/* Bars separate the fields of the handshake line. */
static bool fits_a_line(const char *path)
{
    const unsigned char first_printable = ' ';

    for (const char *c = path; *c; c++) {
        if (*c == '|' || (unsigned char)*c < first_printable) {
            return false;
        }
    }
    return true;
}

enum status sockdir_make(const char *parent, struct err *err)
{
    if (strlen(parent) + strlen(DIR_TEMPLATE SOCKET_NAME) >= sizeof(socket_path)) {
        return err_set(err, STATUS_TOO_LARGE, "%s is too long for the path of a socket",
                       parent);
    }
    if (!fits_a_line(parent)) {
        return err_set(err, STATUS_INVALID, "%s cannot be written in a handshake line", parent);
    }
    (void)snprintf(dir_path, sizeof(dir_path), "%s%s", parent, DIR_TEMPLATE);
    if (!mkdtemp(dir_path)) {
        return err_set(err, STATUS_FAILED, "no directory can be made in %s: %s", parent,
                       strerrordesc_np(errno));
    }
    (void)snprintf(socket_path, sizeof(socket_path), "%.*s%s",
                   (int)(sizeof(dir_path) - sizeof(SOCKET_NAME)), dir_path, SOCKET_NAME);
    atomic_store(&made, true);
    if (!takes_a_socket()) {
        int reason = errno;

        sockdir_remove();
        errno = reason;
        return err_set(err, STATUS_FAILED, "no socket can be made in %s: %s", parent,
                       strerrordesc_np(errno));
    }
    return STATUS_OK;
}

const char *sockdir_socket(void)
{
    return socket_path;
}

static bool find_group(const char *group, gid_t *out)
{
    static char buffer[GROUP_BUFFER_BYTES];
    struct group entry;
    struct group *found = NULL;
    int64_t number;

    if (str_to_int64(str_from(group), &number) && number >= 0 && number < UINT32_MAX) {
        *out = (gid_t)number;
        return true;
    }
    if (getgrnam_r(group, &entry, buffer, sizeof(buffer), &found) != 0 || !found) {
        return false;
    }
    *out = found->gr_gid;
    return true;
}

enum status sockdir_share(const char *group, struct err *err)
{
    const uid_t same_owner = (uid_t)-1;
    gid_t gid;

    if (!find_group(group, &gid)) {
        return err_set(err, STATUS_NOT_FOUND,
                       "PLUGIN_UNIX_SOCKET_GROUP: there is no group \"%s\"", group);
    }
    if (chown(socket_path, same_owner, gid) != 0 || chmod(socket_path, SOCKET_MODE) != 0 ||
        chown(dir_path, same_owner, gid) != 0 || chmod(dir_path, DIR_MODE) != 0) {
        return err_set(err, STATUS_DENIED,
                       "PLUGIN_UNIX_SOCKET_GROUP: the socket cannot be given to %s: %s", group,
                       strerrordesc_np(errno));
    }
    return STATUS_OK;
}

void sockdir_remove(void)
{
    if (atomic_exchange(&made, false)) {
        unlink(socket_path);
        rmdir(dir_path);
    }
}
