#include "provider/image_version_create.h"

#include "provider/aliases.h"
#include "provider/convert.h"
#include "provider/image_version.h"
#include "provider/notes.h"
#include "provider/region.h"
#include "sagemaker/change.h"
#include "schema/image_version.h"

enum {
    TOKEN_RANDOM_CHARS = 26, /* "terraform-" and these are the 36 characters that are allowed */
    SENSELESS_ANSWERS = 3,
};

/* One token for all attempts of one create: the service answers a repeated token with the
 * version that the first attempt made. */
static struct str client_token(struct arena *arena, const struct clock *clock)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char text[TOKEN_RANDOM_CHARS];

    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = alphabet[clock_random_below(clock, sizeof(alphabet) - 1)];
    }
    return arena_printf(arena, "terraform-%.*s", (int)sizeof(text), text);
}

/* From the ARN; when that holds no number, by an alias that the version was just made with. */
static bool find_version(const struct call *call, struct sagemaker *sm,
                         const struct value *aliases, struct str arn, struct version_ref *ref)
{
    cJSON *answer = NULL;

    if (sagemaker_version_of_arn(arn, &ref->version)) {
        return true;
    }
    if (aliases->count > 0) {
        const cJSON *in =
            version_ref_alias_selector(sm->arena, ref->image_name, aliases->items[0].text);

        if (sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION, in, &answer, NULL) ==
                STATUS_OK &&
            sagemaker_int(answer, "Version", &ref->version)) {
            return true;
        }
    }
    diags_error(
        call->diags, NULL, "creating " IMAGE_VERSION_TITLE,
        "SageMaker made a new version of image %.*s but answered with the ARN \"%.*s\", "
        "which has no version number, so Terraform cannot keep track of it. Find it with "
        "`aws sagemaker list-image-versions --image-name %.*s` and import it as "
        "\"%.*s,<version>\", or delete it.",
        STR_ARG(ref->image_name), STR_ARG(arn), STR_ARG(ref->image_name),
        STR_ARG(ref->image_name));
    return false;
}

/* A new version on its way. */
struct creation {
    struct alias_claim claim;
    struct value aliases; /* that it is made with */
    struct value later;   /* that others hold: they move when the version can be used */
    struct str arn;
};

/* What is left after the call that made the version: it is in op->state from here on. Its
 * aliases are those of the plan, so they are not listed: that could only fail and taint what is
 * good. */
static void finish_create(const struct call *call, struct creation *creation,
                          struct apply_op *op)
{
    struct alias_claim *claim = &creation->claim;
    struct str id = version_ref_id(call->arena, &claim->ref);
    const cJSON *selector = version_ref_selector(call->arena, &claim->ref);
    cJSON *last = NULL;
    struct err err;
    bool good =
        remote_wait_created(call, claim->sm, &image_version_remote, id, selector, &last);

    if (last) {
        convert_read(call->arena, image_version_schema.block, last, &op->state);
        remote_keep_planned(image_version_schema.block, op->planned, &op->state);
    }
    if (creation->later.count == 0) {
        return;
    }
    op->state.items[IMAGE_VERSION_ALIASES] = creation->aliases;
    if (!good) {
        return;
    }
    if (aliases_move(claim, &creation->later, &err) != STATUS_OK) {
        aliases_report(call, claim, "moving the aliases of " IMAGE_VERSION_TITLE, id, &err);
        return;
    }
    /* The move has changed the version once more; what it fails to say, the next refresh does.
     */
    if (sagemaker_call(claim->sm, SAGEMAKER_DESCRIBE_IMAGE_VERSION, selector, &last, NULL) ==
        STATUS_OK) {
        convert_read(call->arena, image_version_schema.block, last, &op->state);
    }
    remote_keep_planned(image_version_schema.block, op->planned, &op->state);
}

/* The call that makes the version. An answer that makes no sense (a gateway's page, say) is
 * asked for again: with the same token the service tells of the version that it made already.
 */
static enum status request_version(const struct creation *creation, const struct value *planned,
                                   cJSON **answer, struct err *err)
{
    struct sagemaker *sm = creation->claim.sm;
    cJSON *in = sagemaker_object(sm->arena);
    enum status status = STATUS_FAILED;

    convert_create(in, image_version_schema.block, planned);
    cJSON_DeleteItemFromObjectCaseSensitive(in, "Aliases");
    aliases_add_member(sm->arena, in, "Aliases", &creation->aliases);
    cJSON_AddStringToObject(in, "ClientToken", client_token(sm->arena, sm->clock).data);
    for (int i = 0; i < SENSELESS_ANSWERS && status == STATUS_FAILED; i++) {
        status = sagemaker_change(sm, SAGEMAKER_CREATE_IMAGE_VERSION, in, answer, err);
    }
    return status;
}

/* Puts an alias off until the version can be used: up to then its holder serves. */
static void put_off(struct arena *arena, struct creation *creation, struct str alias)
{
    struct value item = value_string(alias);
    struct value one = value_items(&item, 1);
    struct value *items = arena_alloc(arena, creation->later.count + 1, sizeof(*items));

    for (size_t i = 0; i < creation->later.count; i++) {
        items[i] = creation->later.items[i];
    }
    items[creation->later.count] = item;
    creation->later = value_items(items, creation->later.count + 1);
    creation->aliases = aliases_without(arena, &creation->aliases, &one);
}

/* Asks for the version until its aliases are no obstacle. */
static enum status make_version(struct creation *creation, const struct value *planned,
                                cJSON **answer, struct err *err)
{
    struct alias_claim *claim = &creation->claim;
    struct arena *arena = claim->sm->arena;
    struct contested_alias *contested =
        arena_alloc(arena, creation->aliases.count, sizeof(*contested));

    for (;;) {
        enum status status = request_version(creation, planned, answer, err);
        enum status resolved;
        size_t count = 0;

        if (creation->aliases.count == 0 || !aliases_refused(claim->sm, status)) {
            return status;
        }
        resolved = aliases_resolve(claim, &creation->aliases, contested, &count, err);
        if (resolved != STATUS_OK) {
            return resolved == STATUS_CONFLICT ? status : resolved;
        }
        for (size_t i = 0; i < count; i++) {
            put_off(arena, creation, contested[i].alias);
        }
    }
}

static void create_version(struct call *call, struct sagemaker *sm, struct apply_op *op)
{
    const struct value none = { .state = VALUE_NULL };
    struct creation creation = { .claim = aliases_claim(call, sm, op) };
    struct version_ref *ref = &creation.claim.ref;
    struct err err;
    cJSON *answer = NULL;

    creation.aliases =
        aliases_without(call->arena, &op->planned->items[IMAGE_VERSION_ALIASES], &none);
    if (make_version(&creation, op->planned, &answer, &err) != STATUS_OK) {
        aliases_report(call, &creation.claim, "creating " IMAGE_VERSION_TITLE, ref->image_name,
                       &err);
        return;
    }
    creation.arn = sagemaker_text(answer, "ImageVersionArn");
    if (!find_version(call, sm, &creation.aliases, creation.arn, ref)) {
        return;
    }
    op->state = remote_copy(call->arena, image_version_schema.block, op->planned);
    version_ref_set(call->arena, &op->state, ref);
    op->state.items[IMAGE_VERSION_ARN] = value_string(creation.arn);
    remote_locate(&image_version_remote, region_of(call, op->planned, IMAGE_VERSION_REGION),
                  &op->state);
    op->private_data =
        notes_settle(call->arena, IMAGE_VERSION_NOTES, op->private_data, creation.arn);
    finish_create(call, &creation, op);
}

void image_version_create(struct call *call, struct apply_op *op)
{
    struct sagemaker sm;

    if (remote_begin(call, &image_version_remote, op->planned, TIMEOUTS_CREATE, &sm)) {
        create_version(call, &sm, op);
        remote_end(&sm);
    }
}
