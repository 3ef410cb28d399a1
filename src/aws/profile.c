#include "aws/profile.h"

#include "aws/ini.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <pwd.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
    PASSWD_BYTES = 16384
};

struct shared_file {
    struct str path;
    bool is_config; /* else a credentials file: other section names */
    struct ini *ini;
};

struct profile_set {
    struct arena *arena;
    struct shared_file *files; /* a later one wins */
    size_t file_count;
    struct str paths;
};

/* Where one kind of file is looked for. */
struct place {
    bool is_config;
    const char *variable;
    const char *usual;
};

/* The keys that a credentials file cannot set for a profile that the config file has, too. */
static const char *const config_only[] = { "services", "endpoint_url",
                                           "ignore_configured_endpoint_urls", "sdk_ua_app_id",
                                           NULL };

struct str profile_home(struct arena *arena, const struct env *env)
{
    static const char *const names[] = { "HOME", "USERPROFILE", NULL };
    struct str dir = env_first(env, names);
    struct passwd *found = NULL;
    struct passwd entry;
    char *text;

    if (dir.len > 0) {
        return arena_str(arena, dir);
    }
    text = arena_alloc(arena, PASSWD_BYTES, 1);
    if (getpwuid_r(getuid(), &entry, text, PASSWD_BYTES, &found) == 0 && found) {
        return str_from(found->pw_dir);
    }
    return (struct str){ NULL, 0 };
}

/* The length of the variable's name at the start of `s`. */
static size_t name_length(struct str s)
{
    size_t len = 0;

    while (len < s.len && (s.data[len] == '_' || (s.data[len] >= '0' && s.data[len] <= '9') ||
                           (s.data[len] >= 'a' && s.data[len] <= 'z') ||
                           (s.data[len] >= 'A' && s.data[len] <= 'Z'))) {
        len++;
    }
    return len;
}

/* Adds the value of the variable at the start of `s`, behind its '$'; gives its length there,
 * 0 when it is none. */
static size_t expand_variable(struct strbuf *out, struct arena *arena, const struct env *env,
                              struct str s)
{
    bool braces = s.len > 0 && s.data[0] == '{';
    struct str name = str_slice(s, braces ? 1 : 0, s.len);

    name = str_slice(name, 0, braces ? str_find(name, '}') : name_length(name));
    if (name.len == 0 || name_length(name) < name.len || (braces && name.len + 2 > s.len)) {
        return 0;
    }
    strbuf_add(out, env_get(env, arena_str(arena, name).data));
    return name.len + (braces ? 2 : 0);
}

struct str profile_expand_path(struct arena *arena, const struct env *env, struct str path)
{
    struct strbuf out;
    struct str expanded;
    size_t from = 0;

    strbuf_init(&out, PATH_BYTES);
    if (path.len > 0 && path.data[0] == '~' && (path.len == 1 || path.data[1] == '/')) {
        strbuf_add(&out, profile_home(arena, env));
        from = 1;
    }
    while (from < path.len) {
        size_t used = 0;

        if (path.data[from] == '$') {
            used = expand_variable(&out, arena, env, str_slice(path, from + 1, path.len));
        }
        if (used == 0) {
            strbuf_add_char(&out, path.data[from]);
        }
        from += 1 + used;
    }
    expanded = arena_str(arena, out.failed ? path : strbuf_str(&out));
    strbuf_release(&out);
    return expanded;
}

static enum status add_file(struct profile_set *set, struct str path, bool is_config,
                            struct err *err)
{
    struct shared_file *file = &set->files[set->file_count++];
    enum status status;

    *file = (struct shared_file){ .path = path, .is_config = is_config };
    set->paths = set->paths.len > 0 ? arena_printf(set->arena, "%.*s, %.*s",
                                                   STR_ARG(set->paths), STR_ARG(path))
                                    : path;
    status = ini_read(path.data, &file->ini, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status add_files(struct profile_set *set, const struct aws_options *options,
                             const struct place *place, struct err *err)
{
    const struct str *given =
        place->is_config ? options->shared_config_files : options->shared_credentials_files;
    size_t count = place->is_config ? options->shared_config_file_count
                                    : options->shared_credentials_file_count;
    struct str path = env_get(options->env, place->variable);
    enum status status = STATUS_OK;

    if (count == 0) {
        given = &path;
        count = 1;
        path = path.len > 0 ? path : str_from(place->usual);
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct str expanded = profile_expand_path(set->arena, options->env, given[i]);

        status = add_file(set, expanded, place->is_config, err);
    }
    return status;
}

enum status profile_set_open(const struct aws_options *options, struct profile_set **out,
                             struct err *err)
{
    static const struct place config = { true, "AWS_CONFIG_FILE", "~/.aws/config" };
    static const struct place credentials = { false, "AWS_SHARED_CREDENTIALS_FILE",
                                              "~/.aws/credentials" };
    struct profile_set *set = mem_calloc(1, sizeof(*set));
    enum status status;

    set->arena = arena_new();
    set->files = mem_calloc(options->shared_config_file_count +
                                options->shared_credentials_file_count + 2,
                            sizeof(*set->files));
    status = add_files(set, options, &config, err);
    if (status == STATUS_OK) {
        status = add_files(set, options, &credentials, err);
    }
    if (status != STATUS_OK) {
        profile_set_free(set);
        return status;
    }
    *out = set;
    return STATUS_OK;
}

void profile_set_free(struct profile_set *set)
{
    if (!set) {
        return;
    }
    for (size_t i = 0; i < set->file_count; i++) {
        ini_free(set->files[i].ini);
    }
    mem_free(set->files);
    arena_free(set->arena);
    mem_free(set);
}

struct str profile_set_paths(const struct profile_set *set)
{
    return set->paths;
}

/* "[<type> <name>]", also with the name in quotes as the AWS CLI writes one with blanks. */
static size_t typed_section(const struct ini *ini, struct str type, struct str name)
{
    size_t section = ini_section(ini, type, name);

    for (const char *quote = "\"'"; *quote && section == INI_NONE; quote++) {
        struct strbuf quoted;

        strbuf_init(&quoted, INI_FILE_BYTES);
        strbuf_printf(&quoted, "%c%.*s%c", *quote, STR_ARG(name), *quote);
        section = ini_section(ini, type, strbuf_str(&quoted));
        strbuf_release(&quoted);
    }
    return section;
}

/* The section of a profile in one file. In a config file it is "[profile <name>]", and
 * "[default]" when there is no "[profile default]"; in a credentials file "[<name>]". */
static size_t profile_section(const struct shared_file *file, struct str profile)
{
    static const struct str none = { NULL, 0 };
    size_t section = INI_NONE;
    size_t blank = str_find(profile, ' ');

    if (!file->ini) {
        return INI_NONE;
    }
    if (file->is_config) {
        section = typed_section(file->ini, STR("profile"), profile);
        return section == INI_NONE && str_eq_nocase(profile, STR("default"))
                   ? ini_section(file->ini, none, profile)
                   : section;
    }
    if (blank == profile.len) {
        return ini_section(file->ini, none, profile);
    }
    /* The file's reader takes the first word of "[my profile]" for a type. */
    if (!str_eq(str_slice(profile, 0, blank), STR("profile"))) {
        section = ini_section(file->ini, str_slice(profile, 0, blank),
                              str_trim(str_slice(profile, blank, profile.len)));
    }
    return section;
}

static bool in_config(const struct profile_set *set, struct str profile)
{
    for (size_t i = 0; i < set->file_count; i++) {
        if (set->files[i].is_config && profile_section(&set->files[i], profile) != INI_NONE) {
            return true;
        }
    }
    return false;
}

bool profile_exists(const struct profile_set *set, struct str profile)
{
    for (size_t i = 0; i < set->file_count; i++) {
        if (profile_section(&set->files[i], profile) != INI_NONE) {
            return true;
        }
    }
    return false;
}

static struct str file_value(const struct shared_file *file, struct str profile,
                             const char *key)
{
    size_t section = profile_section(file, profile);

    if (section == INI_NONE) {
        return (struct str){ NULL, 0 };
    }
    return ini_value(file->ini, section, (struct str){ NULL, 0 }, str_from(key));
}

struct str profile_value(const struct profile_set *set, struct str profile, const char *key)
{
    bool only_config = str_in(str_from(key), config_only) && in_config(set, profile);
    struct str value = { NULL, 0 };

    for (size_t i = set->file_count; i-- > 0 && value.len == 0;) {
        if (set->files[i].is_config || !only_config) {
            value = file_value(&set->files[i], profile, key);
        }
    }
    return value;
}

static size_t config_section(const struct shared_file *file, const char *type, struct str name)
{
    return file->is_config && file->ini ? typed_section(file->ini, str_from(type), name)
                                        : INI_NONE;
}

bool profile_section_exists(const struct profile_set *set, const char *type, struct str name)
{
    for (size_t i = 0; i < set->file_count; i++) {
        if (config_section(&set->files[i], type, name) != INI_NONE) {
            return true;
        }
    }
    return false;
}

/* A key of "[<type> <name>]", below the parent if there is one. */
static struct str section_value(const struct profile_set *set, const char *type,
                                struct str name, struct str parent, const char *key)
{
    struct str value = { NULL, 0 };

    for (size_t i = set->file_count; i-- > 0 && value.len == 0;) {
        size_t section = config_section(&set->files[i], type, name);

        if (section != INI_NONE) {
            value = ini_value(set->files[i].ini, section, parent, str_from(key));
        }
    }
    return value;
}

struct str profile_section_value(const struct profile_set *set, const char *type,
                                 struct str name, const char *key)
{
    return section_value(set, type, name, (struct str){ NULL, 0 }, key);
}

struct str profile_service_value(const struct profile_set *set, struct str profile,
                                 const char *service, const char *key)
{
    struct str services = profile_value(set, profile, "services");

    return services.len > 0 ? section_value(set, "services", services, str_from(service), key)
                            : services;
}

/* The keys that one file has for the profile. */
static struct profile_keys file_keys(const struct shared_file *file, struct str profile)
{
    return (struct profile_keys){
        .access_key = file_value(file, profile, "aws_access_key_id"),
        .secret_key = file_value(file, profile, "aws_secret_access_key"),
        .token = file_value(file, profile, "aws_session_token"),
        .path = file->path,
    };
}

enum status profile_static_keys(const struct profile_set *set, struct str profile,
                                struct profile_keys *out, struct err *err)
{
    struct profile_keys found = { .path = { NULL, 0 } };
    struct profile_keys last = { .path = { NULL, 0 } };

    for (size_t i = 0; i < set->file_count; i++) {
        if (profile_section(&set->files[i], profile) != INI_NONE) {
            last = file_keys(&set->files[i], profile);
            found = last.access_key.len > 0 && last.secret_key.len > 0 ? last : found;
        }
    }
    /* A file that comes later puts right what another says wrongly, as in Go. */
    if ((last.access_key.len == 0) != (last.secret_key.len == 0)) {
        bool has_access_key = last.access_key.len > 0;

        return err_set(err, STATUS_INVALID,
                       "partial credentials found for profile %.*s: %.*s has %s but not %s; "
                       "give both or neither",
                       STR_ARG(profile), STR_ARG(last.path),
                       has_access_key ? "aws_access_key_id" : "aws_secret_access_key",
                       has_access_key ? "aws_secret_access_key" : "aws_access_key_id");
    }
    if (found.access_key.len == 0) {
        return err_set(err, STATUS_NOT_FOUND, "profile %.*s has no aws_access_key_id in %.*s",
                       STR_ARG(profile), STR_ARG(set->paths));
    }
    *out = found;
    return STATUS_OK;
}
