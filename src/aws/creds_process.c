#include "aws/creds_process.h"

#include "aws/child.h"
#include "aws/creds_answer.h"
#include "base/mem.h"

enum {
    LIMIT_MS = 60000,
    OUTPUT_BYTES = 64 * 1024,
    ANSWER_VERSION = 1
};

struct process {
    struct creds_source source;
    const struct env *env;
    char *command;
    char *profile;
};

static const struct creds_answer_form form = { .access_key_id = "AccessKeyId",
                                               .secret_key = "SecretAccessKey",
                                               .session_token = "SessionToken",
                                               .expiration = "Expiration" };

static enum status read_output(const struct process *process, struct str output,
                               struct creds *out, struct err *err)
{
    ARENA_AUTO struct arena *arena = arena_new_secret();
    const cJSON *answer = secret_json_parse(arena, output);
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(answer, "Version");
    struct creds_found found;
    enum status status;

    if (!answer) {
        return err_set(err, STATUS_INVALID, "the process output is not a JSON object");
    }
    if (!cJSON_IsNumber(version) || version->valuedouble < ANSWER_VERSION ||
        version->valuedouble > ANSWER_VERSION) {
        return err_set(err, STATUS_INVALID, "wrong version in process output: it must be %d",
                       ANSWER_VERSION);
    }
    status = creds_answer_read(answer, &form, "process output", &found, err);
    if (status != STATUS_OK) {
        return status;
    }
    found.origin =
        arena_printf(arena, "the credential_process of profile %s", process->profile);
    return creds_make(&found, out, err);
}

static enum status run_it(const struct process *process, struct stop *stop,
                          struct secret *output, struct err *err)
{
    const struct child child = { .command = str_from(process->command),
                                 .env = process->env,
                                 .limit_ms = LIMIT_MS,
                                 .max_bytes = OUTPUT_BYTES };
    int exit_status = 0;
    enum status status = child_run(&child, stop, &exit_status, output, err);

    if (status != STATUS_OK) {
        err_prefix(err, "error in credential_process");
        return status == STATUS_STOPPED     ? STATUS_STOPPED
               : status == STATUS_TOO_LARGE ? STATUS_INVALID
                                            : STATUS_UNAVAILABLE;
    }
    if (exit_status < 0) {
        return err_set(err, STATUS_DENIED, "error in credential_process: signal %d",
                       -exit_status);
    }
    return exit_status == 0
               ? STATUS_OK
               : err_set(err, STATUS_DENIED, "error in credential_process: exit status %d",
                         exit_status);
}

static enum status process_retrieve(struct creds_source *self, struct stop *stop,
                                    struct creds *out, struct err *err)
{
    const struct process *process = (const struct process *)self;
    struct secret output = { NULL, 0 };
    enum status status = run_it(process, stop, &output, err);

    if (status == STATUS_OK) {
        status = read_output(process, secret_reveal(&output), out, err);
    }
    secret_release(&output);
    if (status != STATUS_OK && status != STATUS_STOPPED) {
        err_prefix(err, "profile %s", process->profile);
    }
    return status;
}

static void process_free(struct creds_source *self)
{
    struct process *process = (struct process *)self;

    /* Some users write passwords into it. */
    mem_wipe(process->command, strlen(process->command));
    mem_free(process->command);
    mem_free(process->profile);
    mem_free(process);
}

struct creds_source *creds_process_new(const struct creds_io *io, struct str command,
                                       struct str profile)
{
    static const struct creds_source_ops ops = { .retrieve = process_retrieve,
                                                 .free = process_free };
    struct process *process = mem_calloc(1, sizeof(*process));

    process->source.ops = &ops;
    process->env = io->env;
    process->command = mem_strndup(command.data, command.len);
    process->profile = mem_strndup(profile.data, profile.len);
    return &process->source;
}
