#include "aws/creds_login.h"

#include "aws/creds_answer.h"
#include "aws/file.h"
#include "aws/profile.h"
#include "aws/text.h"
#include "base/mem.h"

enum {
    TOKEN_FILE_BYTES = 256 * 1024
};

struct login {
    struct creds_source source;
    const struct clock *clock;
    struct arena *arena; /* of what follows */
    struct str profile;
    struct str path; /* of the token file; empty: there is no folder to look in */
};

static const struct creds_answer_form form = { .access_key_id = "accessKeyId",
                                               .secret_key = "secretAccessKey",
                                               .session_token = "sessionToken",
                                               .expiration = "expiresAt" };

static enum status log_in_again(const struct login *login, enum status status,
                                const char *cause, struct err *err)
{
    return err_set(err, status,
                   "the login session has expired or is invalid: %s; run aws login --profile "
                   "%.*s",
                   cause, STR_ARG(login->profile));
}

/* `found` borrows from the arena. */
static enum status read_file(const struct login *login, struct arena *arena,
                             struct creds_found *found, struct err *err)
{
    struct secret text = { NULL, 0 };
    struct err why = { .text = "" };
    const cJSON *file;
    enum status status;

    if (login->path.len == 0) {
        return log_in_again(login, STATUS_INVALID, "there is no home folder; set HOME", err);
    }
    status = file_read(login->path.data, TOKEN_FILE_BYTES, &text, &why);
    if (status != STATUS_OK) {
        return log_in_again(login, STATUS_INVALID, why.text, err);
    }
    file = secret_json_parse(arena, secret_reveal(&text));
    secret_release(&text);
    status = creds_answer_read(cJSON_GetObjectItemCaseSensitive(file, "accessToken"), &form,
                               login->path.data, found, &why);
    if (status == STATUS_OK && found->expires_at_ms == 0) {
        status = err_set(&why, STATUS_INVALID, "missing %s in %.*s", form.expiration,
                         STR_ARG(login->path));
    }
    return status == STATUS_OK ? status : log_in_again(login, STATUS_INVALID, why.text, err);
}

static enum status login_retrieve(struct creds_source *self, struct stop *stop,
                                  struct creds *out, struct err *err)
{
    const struct login *login = (const struct login *)self;
    ARENA_AUTO struct arena *arena = arena_new_secret();
    struct creds_found found = { .expires_at_ms = 0 };
    enum status status = read_file(login, arena, &found, err);

    (void)stop;
    if (status != STATUS_OK) {
        return status;
    }
    if (found.expires_at_ms <= clock_wall_ms(login->clock)) {
        return log_in_again(login, STATUS_DENIED, "its credentials have expired", err);
    }
    found.origin =
        arena_printf(arena, "the login session of profile %.*s", STR_ARG(login->profile));
    return creds_make(&found, out, err);
}

static void login_free(struct creds_source *self)
{
    struct login *login = (struct login *)self;

    arena_free(login->arena);
    mem_free(login);
}

static struct str folder_of(struct arena *arena, const struct env *env, struct str home)
{
    struct str named = env_get(env, "AWS_LOGIN_CACHE_DIRECTORY");

    if (named.len > 0) {
        return profile_expand_path(arena, env, named);
    }
    return home.len > 0 ? arena_printf(arena, "%.*s/.aws/login/cache", STR_ARG(home)) : home;
}

struct creds_source *creds_login_new(const struct creds_io *io, struct str profile,
                                     struct str login_session, struct str home)
{
    static const struct creds_source_ops ops = { .retrieve = login_retrieve,
                                                 .free = login_free };
    struct login *login = mem_calloc(1, sizeof(*login));
    struct arena *arena = arena_new();
    struct str folder = folder_of(arena, io->env, home);

    login->source.ops = &ops;
    login->clock = io->clock;
    login->arena = arena;
    login->profile = arena_str(arena, profile);
    if (folder.len > 0) {
        login->path = arena_printf(arena, "%.*s/%.*s.json", STR_ARG(folder),
                                   STR_ARG(text_sha256(arena, str_trim(login_session))));
    }
    return &login->source;
}
