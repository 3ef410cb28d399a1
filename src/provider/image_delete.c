#include "provider/image_parts.h"
#include "provider/report.h"
#include "sagemaker/change.h"
#include "schema/image.h"

enum {
    AT_ONCE = 10, /* versions whose deletion is under way */
    PAGE = 100,   /* the most that the service allows */
    NAMED = 20,   /* versions in a message */
    MS_PER_S = 1000,
    FIRST_PAUSE_MS = 200,
    LONGEST_PAUSE_MS = 5000,
};

/* The deletion of all versions of an image, in rounds: list, look, ask for more, wait. */
struct clearing {
    const struct call *call;
    struct sagemaker *sm;
    struct str name;
    cJSON *left;                /* what the last list had */
    int64_t under_way[AT_ONCE]; /* version numbers; 0: free */
    bool failed;                /* then no more is asked for */
    struct str failures;        /* a sentence each */
};

static enum status list_versions(struct clearing *c, struct err *err)
{
    cJSON *in = image_selector(c->call->arena, c->name);
    cJSON *list = NULL;
    enum status status;

    cJSON_AddNumberToObject(in, "MaxResults", PAGE);
    status =
        sagemaker_list(c->sm, SAGEMAKER_LIST_IMAGE_VERSIONS, in, "ImageVersions", &list, err);
    c->left = list;
    return status;
}

static int64_t number_of(const cJSON *version)
{
    int64_t number;

    return sagemaker_int(version, "Version", &number) ? number : 0;
}

static const cJSON *find(const struct clearing *c, int64_t number)
{
    const cJSON *version;

    cJSON_ArrayForEach (version, c->left) {
        if (number_of(version) == number) {
            return version;
        }
    }
    return NULL;
}

static void fail(struct clearing *c, int64_t number, struct str reason)
{
    c->failed = true;
    c->failures = arena_printf(c->call->arena, "%.*sVersion %lld could not be deleted: %.*s\n",
                               STR_ARG(c->failures), (long long)number, STR_ARG(reason));
}

/* Frees the places of those that are gone, or will not go. The number of places in use. */
static size_t look(struct clearing *c)
{
    size_t used = 0;

    for (size_t i = 0; i < AT_ONCE; i++) {
        const cJSON *version = c->under_way[i] ? find(c, c->under_way[i]) : NULL;

        if (version &&
            str_eq(sagemaker_text(version, "ImageVersionStatus"), STR("DELETE_FAILED"))) {
            fail(c, c->under_way[i], sagemaker_text(version, "FailureReason"));
            version = NULL;
        }
        c->under_way[i] = version ? c->under_way[i] : 0;
        used += version ? 1 : 0;
    }
    return used;
}

/* Whether the deletion is to be asked for: it is not under way, whoever began it. */
static bool is_to_delete(const struct clearing *c, const cJSON *version)
{
    static const char *const passing[] = { "CREATING", "DELETING", NULL };

    for (size_t i = 0; i < AT_ONCE; i++) {
        if (c->under_way[i] == number_of(version)) {
            return false;
        }
    }
    return !str_in(sagemaker_text(version, "ImageVersionStatus"), passing);
}

static enum status delete_version(struct clearing *c, int64_t number, int64_t *place,
                                  struct err *err)
{
    cJSON *in = image_selector(c->call->arena, c->name);
    enum status status;

    cJSON_AddNumberToObject(in, "Version", (double)number);
    status = sagemaker_change(c->sm, SAGEMAKER_DELETE_IMAGE_VERSION, in, NULL, err);
    if (status == STATUS_OK) {
        *place = number;
    } else if (status != STATUS_NOT_FOUND && status != STATUS_STOPPED) {
        fail(c, number, str_from(arena_printf(c->call->arena, "%s", err->text).data));
    }
    return status == STATUS_STOPPED ? status : STATUS_OK;
}

/* The next version from `version` on whose deletion is to be asked for, or NULL. */
static const cJSON *next_to_delete(const struct clearing *c, const cJSON *version)
{
    while (version && !is_to_delete(c, version)) {
        version = version->next;
    }
    return version;
}

/* Asks for the deletion of as many as there are places. */
static enum status ask(struct clearing *c, struct err *err)
{
    const cJSON *version = next_to_delete(c, c->left ? c->left->child : NULL);
    enum status status = STATUS_OK;
    size_t place = 0;

    while (version && place < AT_ONCE && !c->failed && status == STATUS_OK) {
        if (c->under_way[place] == 0) {
            status = delete_version(c, number_of(version), &c->under_way[place], err);
            version = next_to_delete(c, version->next);
        }
        place += c->under_way[place] != 0 ? 1 : 0;
    }
    return status;
}

/* Waits for the next round, shorter when the last one got on. */
static enum status pause_round(struct clearing *c, int64_t *step_ms, struct err *err)
{
    if (sagemaker_left_ms(c->sm) == 0) {
        return err_set(err, STATUS_TIMEOUT, "timed out after %lld s",
                       (long long)(c->sm->timeout_ms / MS_PER_S));
    }
    if (clock_wait(c->sm->clock, c->call->stop,
                   sagemaker_pause_ms(c->sm, step_ms, LONGEST_PAUSE_MS))) {
        return err_set(err, STATUS_STOPPED, "interrupted");
    }
    return STATUS_OK;
}

/* STATUS_OK: all are gone, or those that are not are in c->failures. */
static enum status clear(struct clearing *c, struct err *err)
{
    int64_t step_ms = FIRST_PAUSE_MS;
    int before = 0;
    enum status status;

    while ((status = list_versions(c, err)) == STATUS_OK) {
        size_t used = look(c);
        int count = cJSON_GetArraySize(c->left);

        if (c->failed ? used == 0 : count == 0) {
            break;
        }
        status = ask(c, err);
        step_ms = count < before ? FIRST_PAUSE_MS : step_ms;
        before = count;
        if (status == STATUS_OK) {
            status = pause_round(c, &step_ms, err);
        }
        if (status != STATUS_OK) {
            break;
        }
    }
    /* An image that is gone has no versions. */
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static struct str numbers_left(const struct clearing *c)
{
    const cJSON *version = c->left ? c->left->child : NULL;
    struct str text = STR("");
    int named;

    for (named = 0; version && named < NAMED; named++) {
        text = arena_printf(c->call->arena, "%.*s%s%lld", STR_ARG(text), text.len ? ", " : "",
                            (long long)number_of(version));
        version = version->next;
    }
    return version ? arena_printf(c->call->arena, "%.*s and %d more", STR_ARG(text),
                                  cJSON_GetArraySize(c->left) - named)
                   : text;
}

static void report_left(const struct clearing *c, const char *what)
{
    struct str summary =
        arena_printf(c->call->arena, "deleting " IMAGE_TITLE " (%.*s)", STR_ARG(c->name));
    struct str left = numbers_left(c);

    diags_error(c->call->diags, NULL, summary.data,
                "%s\n\nThe image is not deleted: force_delete deletes its versions first, and "
                "these were left when they were listed last: %.*s. Apply again when the cause "
                "is gone.",
                what, STR_ARG(left.len ? left : STR("none known")));
}

static bool clear_versions(const struct call *call, struct sagemaker *sm, struct str name)
{
    struct clearing c = { .call = call, .sm = sm, .name = name };
    struct err err;
    enum status status = clear(&c, &err);

    if (status == STATUS_OK && !c.failed) {
        return true;
    }
    report_left(&c, c.failed ? arena_printf(call->arena, "%.*s", STR_ARG(c.failures)).data
                             : err.text);
    return false;
}

static void report_in_use(const struct call *call, struct str name, bool forced,
                          const struct err *err)
{
    struct str summary =
        arena_printf(call->arena, "deleting " IMAGE_TITLE " (%.*s)", STR_ARG(name));

    diags_error(call->diags, NULL, summary.data, "%s\n\n%s", err->text,
                forced
                    ? "All versions that the image had were deleted, but something still uses "
                      "it, or made a new one meanwhile. Apply again when that is over."
                    : "An image that has versions may not be deleted. Destroy them first, or "
                      "set force_delete = true on the image, apply, and destroy again: that "
                      "deletes all its versions, also those that Terraform does not manage.");
}

void image_delete(const struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct value *force = &op->prior->items[IMAGE_FORCE_DELETE];
    bool forced = value_is_known(force) && force->boolean;
    struct str name = image_name_of(op->prior);
    struct err err;
    enum status status;

    if (forced && !clear_versions(call, sm, name)) {
        return;
    }
    status = remote_remove(sm, &image_remote, name, image_selector(call->arena, name), &err);
    if (status == STATUS_OK) {
        op->state = value_null();
        return;
    }
    if (status == STATUS_CONFLICT) {
        report_in_use(call, name, forced, &err);
        return;
    }
    report_failure(call, sm, "deleting " IMAGE_TITLE, name, &err);
}
