#include "sagemaker/sagemaker.h"

#include <stdlib.h>

/* The model's integers have 32 bits. */
static const double largest_int = 2147483647.0;

enum {
    MAX_PAGES = 10000, /* of one listing: a service that never ends it is broken */
    VERSION_MAX = 2147483647,
    STOP_GRACE_MS = 5000, /* the service answers a create within a second or two */
};

static const struct operation {
    const char *name;
    bool reads; /* only: it has no effect that could be lost */
    bool makes; /* what only the answer names: it is awaited although a stop has come */
    const char *answers; /* a text that every answer holds; NULL: it may be empty */
} operations[SAGEMAKER_OPERATION_COUNT] = {
    [SAGEMAKER_CREATE_IMAGE] = { .name = "CreateImage", .makes = true, .answers = "ImageArn" },
    [SAGEMAKER_DESCRIBE_IMAGE] = { .name = "DescribeImage",
                                   .reads = true,
                                   .answers = "ImageStatus" },
    [SAGEMAKER_UPDATE_IMAGE] = { .name = "UpdateImage" },
    [SAGEMAKER_DELETE_IMAGE] = { .name = "DeleteImage" },
    [SAGEMAKER_CREATE_IMAGE_VERSION] = { .name = "CreateImageVersion",
                                         .makes = true,
                                         .answers = "ImageVersionArn" },
    [SAGEMAKER_DESCRIBE_IMAGE_VERSION] = { .name = "DescribeImageVersion",
                                           .reads = true,
                                           .answers = "ImageVersionStatus" },
    [SAGEMAKER_UPDATE_IMAGE_VERSION] = { .name = "UpdateImageVersion" },
    [SAGEMAKER_DELETE_IMAGE_VERSION] = { .name = "DeleteImageVersion" },
    [SAGEMAKER_LIST_ALIASES] = { .name = "ListAliases", .reads = true },
    [SAGEMAKER_LIST_IMAGES] = { .name = "ListImages", .reads = true },
    [SAGEMAKER_LIST_IMAGE_VERSIONS] = { .name = "ListImageVersions", .reads = true },
    [SAGEMAKER_ADD_TAGS] = { .name = "AddTags" },
    [SAGEMAKER_LIST_TAGS] = { .name = "ListTags", .reads = true },
    [SAGEMAKER_DELETE_TAGS] = { .name = "DeleteTags" },
};

/* Error codes that have a status of their own; the rest keep that of the client. */
static const struct code_status {
    const char *code;
    enum status status;
} code_statuses[] = {
    { "ResourceNotFound", STATUS_NOT_FOUND },
    { "ResourceInUse", STATUS_CONFLICT },
};

void sagemaker_allow(struct sagemaker *sm, int64_t timeout_ms)
{
    sm->timeout_ms = timeout_ms;
    sm->deadline_ms = clock_mono_ms(sm->clock) + timeout_ms;
}

int64_t sagemaker_left_ms(const struct sagemaker *sm)
{
    int64_t left = sm->deadline_ms - clock_mono_ms(sm->clock);

    return left > 0 ? left : 0;
}

int64_t sagemaker_pause_ms(const struct sagemaker *sm, int64_t *step_ms, int64_t longest_ms)
{
    int64_t half = *step_ms / 2;
    int64_t pause = half + clock_random_below(sm->clock, half + 1);
    int64_t left = sagemaker_left_ms(sm);

    *step_ms = *step_ms * 2 > longest_ms ? longest_ms : *step_ms * 2;
    return pause < left ? pause : left;
}

static void delete_item(void *item)
{
    cJSON_Delete(item);
}

cJSON *sagemaker_object(struct arena *arena)
{
    cJSON *object = cJSON_CreateObject();

    arena_defer(arena, delete_item, object);
    return object;
}

static enum status status_of(struct str code, enum status otherwise)
{
    for (size_t i = 0; i < ARRAY_LEN(code_statuses); i++) {
        if (str_eq(code, str_from(code_statuses[i].code))) {
            return code_statuses[i].status;
        }
    }
    return otherwise;
}

/* Why an answer is none of this operation, or NULL. An empty one would read as an object that
 * has lost all its values, or as one that was made and has no name. */
static const char *fault_of(const struct operation *row, const cJSON *answer)
{
    if (!cJSON_IsObject(answer)) {
        return "is not a JSON object";
    }
    return row->answers && sagemaker_text(answer, row->answers).len == 0 ? row->answers : NULL;
}

static enum status parse_answer(struct sagemaker *sm, const struct operation *row,
                                struct str body, cJSON **answer, struct err *err)
{
    cJSON *item = body.len ? cJSON_ParseWithLength(body.data, body.len) : cJSON_CreateObject();
    const char *fault;

    if (item) {
        arena_defer(sm->arena, delete_item, item);
    }
    fault = fault_of(row, item);
    if (!fault) {
        *answer = item;
        return STATUS_OK;
    }
    sm->error = (struct aws_error){
        .message = arena_printf(sm->arena, "the answer %s%s",
                                fault == row->answers ? "has no " : "", fault),
        .outcome_unknown = true,
    };
    return err_set(
        err, STATUS_FAILED,
        "operation error SageMaker: %s: %.*s (%zu bytes). Is the endpoint a SageMaker "
        "service?",
        row->name, STR_ARG(sm->error.message), body.len);
}

enum status sagemaker_call(struct sagemaker *sm, enum sagemaker_operation operation,
                           const cJSON *in, cJSON **answer, struct err *err)
{
    const struct operation *row = &operations[operation];
    char *body = cJSON_PrintUnformatted(in);
    struct aws_request request = {
        .service = STR("sagemaker"),
        .target = arena_printf(sm->arena, "SageMaker.%s", row->name),
        .operation = str_from(row->name),
        .region = sm->region,
        .body = str_from(body),
        .stop_grace_ms = row->makes ? STOP_GRACE_MS : 0,
        .turn = sm->turn,
    };
    struct aws_reply reply;
    cJSON *item = NULL;
    enum status status;

    arena_defer(sm->arena, cJSON_free, body);
    sm->error = (struct aws_error){ 0 };
    status = aws_client_call(sm->client, sm->arena, sm->stop, &request, &reply, &sm->error);
    if (status == STATUS_OK) {
        status = parse_answer(sm, row, reply.body, &item, err);
    } else {
        struct str text = aws_error_text(sm->arena, &request, &sm->error);

        status = err_set(err, status_of(sm->error.code, status), "%.*s", STR_ARG(text));
    }
    sm->error.outcome_unknown = sm->error.outcome_unknown && !row->reads;
    if (status == STATUS_OK && answer) {
        *answer = item;
    }
    return status;
}

struct str sagemaker_text(const cJSON *object, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

    return cJSON_IsString(item) ? str_from(item->valuestring) : str_from(NULL);
}

bool sagemaker_int(const cJSON *object, const char *member, int64_t *out)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

    if (!cJSON_IsNumber(item) || item->valuedouble < -largest_int ||
        item->valuedouble > largest_int) {
        return false;
    }
    *out = (int64_t)item->valuedouble;
    return true;
}

bool sagemaker_version_of_arn(struct str arn, int64_t *out)
{
    size_t slash = str_rfind(arn, '/');
    int64_t version;

    if (slash == arn.len || !str_to_int64(str_slice(arn, slash + 1, arn.len), &version) ||
        version < 1 || version > VERSION_MAX) {
        return false;
    }
    *out = version;
    return true;
}

/* Moves the items of one page to the end of the list. */
static void append_items(cJSON *list, cJSON *page)
{
    while (cJSON_IsArray(page) && page->child) {
        cJSON_AddItemToArray(list, cJSON_DetachItemFromArray(page, 0));
    }
}

enum status sagemaker_page(struct sagemaker *sm, enum sagemaker_operation operation,
                           const cJSON *in, int before, cJSON **answer, struct err *err)
{
    cJSON *page = NULL;
    enum status status = sagemaker_call(sm, operation, in, &page, err);
    struct str next = sagemaker_text(page, "NextToken");

    if (status != STATUS_OK) {
        return status;
    }
    if (next.len > 0 &&
        (before + 1 >= MAX_PAGES || str_eq(next, sagemaker_text(in, "NextToken")))) {
        return err_set(
            err, STATUS_FAILED,
            "operation error SageMaker: %s: the service's list does not end: it gave "
            "the same page token twice, or more than %d pages",
            operations[operation].name, MAX_PAGES);
    }
    *answer = page;
    return STATUS_OK;
}

enum status sagemaker_list(struct sagemaker *sm, enum sagemaker_operation operation, cJSON *in,
                           const char *member, cJSON **items, struct err *err)
{
    cJSON *list = cJSON_CreateArray();
    struct str token;
    int before = 0;

    arena_defer(sm->arena, delete_item, list);
    do {
        cJSON *answer = NULL;
        enum status status = sagemaker_page(sm, operation, in, before++, &answer, err);

        if (status != STATUS_OK) {
            return status;
        }
        append_items(list, cJSON_GetObjectItemCaseSensitive(answer, member));
        token = sagemaker_text(answer, "NextToken");
        if (token.len > 0) {
            cJSON_DeleteItemFromObjectCaseSensitive(in, "NextToken");
            cJSON_AddStringToObject(in, "NextToken", token.data);
        }
    } while (token.len > 0);
    *items = list;
    return STATUS_OK;
}

enum status sagemaker_aliases(struct sagemaker *sm, struct str image_name, int64_t version,
                              struct str **out, size_t *count, struct err *err)
{
    cJSON *in = sagemaker_object(sm->arena);
    cJSON *items = NULL;
    const cJSON *item;
    enum status status;

    cJSON_AddStringToObject(in, "ImageName", arena_str(sm->arena, image_name).data);
    cJSON_AddNumberToObject(in, "Version", (double)version);
    status = sagemaker_list(sm, SAGEMAKER_LIST_ALIASES, in, "SageMakerImageVersionAliases",
                            &items, err);
    if (status != STATUS_OK) {
        return status;
    }
    *count = 0;
    *out = arena_alloc(sm->arena, (size_t)cJSON_GetArraySize(items), sizeof(**out));
    cJSON_ArrayForEach (item, items) {
        if (cJSON_IsString(item)) {
            (*out)[(*count)++] = str_from(item->valuestring);
        }
    }
    return STATUS_OK;
}
