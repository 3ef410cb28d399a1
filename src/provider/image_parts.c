#include "provider/image_parts.h"

#include "provider/convert.h"
#include "schema/api.h"
#include "schema/image.h"

const struct remote_type image_remote = {
    .title = IMAGE_TITLE,
    .noun = "image",
    .status_member = "ImageStatus",
    .creating_advice =
        "The usual cause is the role: it must exist, SageMaker must be allowed to assume it, "
        "and "
        "a role made a moment ago may need a minute before SageMaker can use it. Correct the "
        "cause before the next apply.",
    .describe = SAGEMAKER_DESCRIBE_IMAGE,
    .remove = SAGEMAKER_DELETE_IMAGE,
    .schema = &image_schema,
    .account_id = IMAGE_ACCOUNT_ID,
    .arn = IMAGE_ARN,
    .region = IMAGE_REGION,
    .timeouts = IMAGE_TIMEOUTS,
};

const struct tag_rows image_tag_rows = {
    .arn = IMAGE_ARN,
    .tags = IMAGE_TAGS,
    .tags_all = IMAGE_TAGS_ALL,
};

struct str image_name_of(const struct value *object)
{
    return value_text(&object->items[IMAGE_IMAGE_NAME]);
}

void image_set_name(struct value *state, struct str name)
{
    state->items[IMAGE_ID] = value_string(name);
    state->items[IMAGE_IMAGE_NAME] = value_string(name);
}

cJSON *image_selector(struct arena *arena, struct str name)
{
    cJSON *in = sagemaker_object(arena);

    cJSON_AddStringToObject(in, "ImageName", arena_str(arena, name).data);
    return in;
}

bool image_display_name_is(const cJSON *answer, const struct value *wanted)
{
    const struct field *field = &image_schema.block->fields[IMAGE_DISPLAY_NAME];
    struct value there = value_string(sagemaker_text(answer, field->api_name));

    return field_same(field, wanted, &there) ||
           (field_is_unset(field, wanted) &&
            str_eq(value_text(&there), sagemaker_text(answer, "ImageName")));
}

void image_read(struct arena *arena, const cJSON *answer, struct value *state)
{
    struct value display_name = state->items[IMAGE_DISPLAY_NAME];
    struct str name = image_name_of(state);

    convert_read(arena, image_schema.block, answer, state);
    if (image_display_name_is(answer, &display_name)) {
        state->items[IMAGE_DISPLAY_NAME] = display_name;
    }
    image_set_name(state, name);
}

enum status image_describe(struct sagemaker *sm, struct str name, struct value *state,
                           struct err *err)
{
    cJSON *answer = NULL;
    enum status status = sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE,
                                        image_selector(sm->arena, name), &answer, err);

    if (status == STATUS_OK) {
        image_read(sm->arena, answer, state);
    }
    return status;
}

enum status image_tags(struct sagemaker *sm, struct str name, struct str arn, struct value *out,
                       struct err *err)
{
    enum status status = tags_list(sm, arn, out, err);

    if (status == STATUS_NOT_FOUND || status == STATUS_INVALID) {
        struct aws_error of_tags = sm->error;

        /* Deleted between the two calls, or else a real failure: only Describe decides. */
        if (sagemaker_call(sm, SAGEMAKER_DESCRIBE_IMAGE, image_selector(sm->arena, name), NULL,
                           NULL) == STATUS_NOT_FOUND) {
            return STATUS_NOT_FOUND;
        }
        sm->error = of_tags;
        status = STATUS_FAILED;
    }
    return status;
}

enum status image_load(const struct call *call, struct sagemaker *sm, struct value *state,
                       struct err *err)
{
    struct str name = image_name_of(state);
    struct value there;
    enum status status = image_describe(sm, name, state, err);

    if (status == STATUS_OK) {
        status = image_tags(sm, name, value_text(&state->items[IMAGE_ARN]), &there, err);
    }
    if (status == STATUS_OK) {
        tags_read(call, &image_tag_rows, &there, state);
    }
    return status;
}

bool image_name_valid(struct str name)
{
    return api_is_image_name(name) &&
           name.len <= image_schema.block->fields[IMAGE_IMAGE_NAME].max_len;
}

bool image_arn_parse(struct str text, struct str *name, struct arn *arn)
{
    static const struct str kind = { "image/", 6 };

    if (!arn_parse(text, arn) || !str_eq(arn->service, STR("sagemaker")) ||
        !api_is_account_id(arn->account_id) || !aws_region_valid(arn->region) ||
        !str_eq(arn->partition, aws_partition_of(arn->region)) ||
        !str_starts_with(arn->resource, kind)) {
        return false;
    }
    *name = str_slice(arn->resource, kind.len, arn->resource.len);
    return image_name_valid(*name);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes the next run of letters off the front. False when there is none. */
static bool next_word(struct str *text, struct str *word)
{
    size_t start = 0;
    size_t end;

    while (start < text->len && !is_letter(text->data[start])) {
        start++;
    }
    end = start;
    while (end < text->len && is_letter(text->data[end])) {
        end++;
    }
    *word = str_slice(*text, start, end);
    *text = str_slice(*text, end, text->len);
    return word->len > 0;
}

static bool is_role_word(struct str word)
{
    static const char *const words[] = { "role",    "roles",   "rolearn",    "iam",
                                         "sts",     "trust",   "trusted",    "assume",
                                         "assumed", "assumes", "assumerole", "assuming" };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq_nocase(word, str_from(words[i]))) {
            return true;
        }
    }
    return memmem(word.data, word.len, "Role", 4) != NULL; /* ExecutionRoleArn */
}

bool image_reason_is_role(struct str reason)
{
    struct str word;
    bool found = false;

    while (!found && next_word(&reason, &word)) {
        found = is_role_word(word);
    }
    return found;
}
