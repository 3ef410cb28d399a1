#include "provider/aliases.h"

#include "provider/config.h"
#include "provider/notes.h"
#include "provider/report.h"
#include "sagemaker/change.h"
#include "sagemaker/lock.h"
#include "schema/image_version.h"

enum {
    FIRST_PAUSE_MS = 200,
    LONGEST_PAUSE_MS = 5000,
    /* A holder that is to move in this run either does so while other changes are under way, or
     * waits for us, at -parallelism=1. */
    LONGEST_ALONE_MS = 100 * 1000,
    LOOKS_AT_NOBODY = 5, /* the holder may have moved between the refusal and the look */
    MOST_TAKES = 100,
};

struct alias_claim aliases_claim(const struct call *call, struct sagemaker *sm,
                                 const struct apply_op *op)
{
    const struct value *takeover = &op->planned->items[IMAGE_VERSION_ALIAS_TAKEOVER];

    return (struct alias_claim){
        .sm = sm,
        .ref.image_name = value_text(&op->planned->items[IMAGE_VERSION_IMAGE_NAME]),
        .takeover = value_is_known(takeover) && takeover->boolean,
        .replaces = notes_read(call->arena, IMAGE_VERSION_NOTES, op->private_data).replaces,
        .replaced = config_replaced(call),
        .base_image = value_text(&op->planned->items[IMAGE_VERSION_BASE_IMAGE]),
    };
}

bool aliases_refused(const struct sagemaker *sm, enum status status)
{
    struct str words = sm->error.message;

    return status == STATUS_CONFLICT || (status == STATUS_INVALID && words.len > 0 &&
                                         memmem(words.data, words.len, "lias", 4));
}

/* A version that could not be made serves nobody. */
static bool may_take(const struct alias_claim *claim, const cJSON *holder)
{
    struct str arn = sagemaker_text(holder, "ImageVersionArn");

    return claim->takeover ||
           str_eq(sagemaker_text(holder, "ImageVersionStatus"), STR("CREATE_FAILED")) ||
           (arn.len > 0 && str_eq(arn, claim->replaces)) ||
           replaced_has(claim->replaced, arn, claim->base_image);
}

/* Who holds one alias: STATUS_NOT_FOUND when nobody else does. */
static enum status find_holder(const struct alias_claim *claim, struct str alias,
                               cJSON **holder, int64_t *version)
{
    cJSON *in = version_ref_alias_selector(claim->sm->arena, claim->ref.image_name, alias);
    enum status status =
        sagemaker_call(claim->sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION, in, holder, NULL);

    if (status != STATUS_OK) {
        return status;
    }
    if (!sagemaker_int(*holder, "Version", version)) {
        return STATUS_FAILED;
    }
    return *version == claim->ref.version ? STATUS_NOT_FOUND : STATUS_OK;
}

static enum status find_holders(struct alias_claim *claim, const struct value *wanted,
                                struct contested_alias *contested, size_t *count)
{
    for (size_t i = 0; i < wanted->count; i++) {
        struct str alias = wanted->items[i].text;
        cJSON *holder = NULL;
        int64_t version = 0;
        enum status status = find_holder(claim, alias, &holder, &version);

        if (status == STATUS_OK && may_take(claim, holder)) {
            contested[(*count)++] = (struct contested_alias){ alias, version };
        } else if (status == STATUS_OK) {
            claim->refused = alias;
            claim->holder = version;
        } else if (status != STATUS_NOT_FOUND) {
            return status;
        }
    }
    return STATUS_OK;
}

static enum status pause(struct alias_claim *claim, struct err *err)
{
    struct sagemaker *sm = claim->sm;
    int64_t ms;
    bool accompanied;
    bool stopped;

    if (sagemaker_left_ms(sm) == 0 || claim->alone_ms >= LONGEST_ALONE_MS) {
        return STATUS_CONFLICT;
    }
    claim->step_ms = claim->step_ms ? claim->step_ms : FIRST_PAUSE_MS;
    ms = sagemaker_pause_ms(sm, &claim->step_ms, LONGEST_PAUSE_MS);
    locks_leave(sm->locks);
    accompanied = locks_joined(sm->locks);
    stopped = clock_wait(sm->clock, sm->stop, ms);
    accompanied = locks_joined(sm->locks) || accompanied;
    locks_join(sm->locks);
    claim->alone_ms = accompanied ? 0 : claim->alone_ms + ms;
    return stopped
               ? err_set(err, STATUS_STOPPED,
                         "interrupted while waiting for another version to give up an alias")
               : STATUS_OK;
}

enum status aliases_resolve(struct alias_claim *claim, const struct value *wanted,
                            struct contested_alias *contested, size_t *count, struct err *err)
{
    const struct aws_error refusal = claim->sm->error;
    enum status status;

    *count = 0;
    claim->holder = 0;
    status = find_holders(claim, wanted, contested, count);
    if (status != STATUS_OK && status != STATUS_STOPPED) {
        status = STATUS_CONFLICT;
    } else if (status == STATUS_OK && claim->holder > 0) {
        *count = 0;
        status = pause(claim, err);
    } else if (status == STATUS_OK && *count == 0) {
        status = claim->looks++ < LOOKS_AT_NOBODY ? pause(claim, err) : STATUS_CONFLICT;
    }
    claim->sm->error = refusal;
    return status;
}

/* A holder that has lost the alias meanwhile, or is gone, is no failure. */
static enum status take(const struct alias_claim *claim, const struct contested_alias *from,
                        struct err *err)
{
    struct sagemaker *sm = claim->sm;
    struct version_ref holder = { claim->ref.image_name, from->holder };
    cJSON *in = version_ref_selector(sm->arena, &holder);
    cJSON *list = cJSON_AddArrayToObject(in, "AliasesToDelete");
    enum status status;

    cJSON_AddItemToArray(list, cJSON_CreateString(arena_str(sm->arena, from->alias).data));
    status = sagemaker_change(sm, SAGEMAKER_UPDATE_IMAGE_VERSION, in, NULL, err);
    return status == STATUS_NOT_FOUND || aliases_refused(sm, status) ? STATUS_OK : status;
}

/* What has been taken on the way, and two stops: that of the call, and one that never comes,
 * for the moment between taking an alias and giving it. */
struct taken {
    struct contested_alias items[MOST_TAKES];
    size_t count;
    struct stop *stop;
    struct stop *no_stop;
};

/* Gives the aliases back to those who had them, as far as that is possible: an alias that
 * nobody holds is worse than one that has not moved. */
static void give_back(const struct alias_claim *claim, const struct taken *taken)
{
    const struct aws_error failure = claim->sm->error;

    for (size_t i = 0; i < taken->count; i++) {
        struct version_ref holder = { claim->ref.image_name, taken->items[i].holder };
        struct value alias = value_string(taken->items[i].alias);
        struct value set = value_items(&alias, 1);
        cJSON *in = version_ref_selector(claim->sm->arena, &holder);

        aliases_add_member(claim->sm->arena, in, "AliasesToAdd", &set);
        (void)!sagemaker_change(claim->sm, SAGEMAKER_UPDATE_IMAGE_VERSION, in, NULL, NULL);
    }
    claim->sm->error = failure;
}

/* Takes them all, unless there are too many. */
static enum status take_all(const struct alias_claim *claim,
                            const struct contested_alias *contested, size_t count,
                            struct taken *taken, struct err *err)
{
    enum status status = taken->count + count > MOST_TAKES ? STATUS_CONFLICT : STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = take(claim, &contested[i], err);
        if (status == STATUS_OK) {
            taken->items[taken->count++] = contested[i];
        }
    }
    return status;
}

/* Asks until it is given. */
static enum status claim_aliases(struct alias_claim *claim, const struct value *wanted,
                                 struct taken *taken, struct err *err)
{
    struct arena *arena = claim->sm->arena;
    struct contested_alias *contested = arena_alloc(arena, wanted->count, sizeof(*contested));
    cJSON *in = version_ref_selector(arena, &claim->ref);

    aliases_add_member(arena, in, "AliasesToAdd", wanted);
    for (;;) {
        size_t count = 0;
        enum status status =
            sagemaker_change(claim->sm, SAGEMAKER_UPDATE_IMAGE_VERSION, in, NULL, err);
        enum status resolved;

        claim->sm->stop = taken->stop;
        if (!aliases_refused(claim->sm, status)) {
            return status;
        }
        resolved = aliases_resolve(claim, wanted, contested, &count, err);
        if (resolved == STATUS_OK && count > 0) {
            claim->sm->stop = taken->no_stop;
            resolved = take_all(claim, contested, count, taken, err);
        }
        if (resolved != STATUS_OK) {
            return resolved == STATUS_CONFLICT ? status : resolved;
        }
    }
}

enum status aliases_move(struct alias_claim *claim, const struct value *wanted, struct err *err)
{
    struct taken taken = { .stop = claim->sm->stop, .no_stop = stop_new() };
    enum status status = claim_aliases(claim, wanted, &taken, err);

    if (status != STATUS_OK) {
        claim->sm->stop = taken.no_stop;
        give_back(claim, &taken);
    }
    claim->sm->stop = taken.stop;
    stop_free(taken.no_stop);
    return status;
}

void aliases_report(const struct call *call, const struct alias_claim *claim, const char *what,
                    struct str name, const struct err *err)
{
    if (claim->holder == 0) {
        report_failure(call, claim->sm, what, name, err);
        return;
    }
    diags_error(call->diags, path_attribute(call->arena, NULL, STR("aliases")),
                arena_printf(call->arena, "%s (%.*s)", what, STR_ARG(name)).data,
                "%s\n\nThe alias \"%.*s\" is held by version %lld of image %.*s, and nothing "
                "gave it up in the time that was waited. Take it away from that version first, "
                "or set alias_takeover = true to have it taken from there.",
                err->text, STR_ARG(claim->refused), (long long)claim->holder,
                STR_ARG(claim->ref.image_name));
}

enum status aliases_read(struct sagemaker *sm, const struct version_ref *ref, struct value *out,
                         struct err *err)
{
    struct str *texts = NULL;
    size_t count = 0;
    enum status status =
        sagemaker_aliases(sm, ref->image_name, ref->version, &texts, &count, err);

    if (status == STATUS_OK) {
        *out = value_strings(sm->arena, texts, count);
    }
    return status;
}

static bool holds(const struct value *set, const struct value *item)
{
    return value_is_known(set) && value_contains(&type_string_set, set, item);
}

static struct value filter(struct arena *arena, const struct value *set,
                           const struct value *other, bool common)
{
    size_t most = value_is_known(set) ? set->count : 0;
    struct value *items = arena_alloc(arena, most, sizeof(*items));
    size_t count = 0;

    for (size_t i = 0; i < most; i++) {
        if (holds(other, &set->items[i]) == common) {
            items[count++] = set->items[i];
        }
    }
    return value_items(items, count);
}

struct value aliases_without(struct arena *arena, const struct value *a, const struct value *b)
{
    return filter(arena, a, b, false);
}

struct value aliases_common(struct arena *arena, const struct value *a, const struct value *b)
{
    return filter(arena, a, b, true);
}

void aliases_add_member(struct arena *arena, cJSON *in, const char *member,
                        const struct value *set)
{
    cJSON *list = set->count > 0 ? cJSON_AddArrayToObject(in, member) : NULL;

    for (size_t i = 0; i < set->count; i++) {
        cJSON_AddItemToArray(list,
                             cJSON_CreateString(arena_str(arena, set->items[i].text).data));
    }
}
