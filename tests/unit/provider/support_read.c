#include "provider/support_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define OK(text)                                                                               \
    {                                                                                          \
        .status = 200, .body = text                                                            \
    }
#define REFUSED(code, text)                                                                    \
    {                                                                                          \
        .status = 400, .body = "{\"__type\":\"" code "\",\"Message\":\"" text "\"}"            \
    }
#define IMAGE(name, time)                                                                      \
    "{\"ImageName\":\"" name "\",\"ImageArn\":\"" READ_IMAGE_ARN(                              \
        name) "\",\"ImageStatus\":\"CREATED\",\"CreationTime\":" time                          \
              ",\"LastModifiedTime\":4102444800.5,\"Description\":\"of " name "\"}"
#define DESCRIBED_IMAGE(name)                                                                  \
    OK("{\"ImageName\":\"" name "\",\"ImageArn\":\"" READ_IMAGE_ARN(                           \
        name) "\",\"ImageStatus\":\"CREATED\",\"RoleArn\":\"arn:aws:iam::" READ_ACCOUNT        \
              ":role/images\",\"CreationTime\":4102444800.9,\"LastModifiedTime\":4102444800,"  \
              "\"DisplayName\":\"" name "\"}")
#define VERSION(name, number, status, time)                                                    \
    "{\"ImageArn\":\"" READ_IMAGE_ARN(name) "\",\"ImageVersionArn\":\"" READ_VERSION_ARN(      \
        name) "/" number "\",\"Version\":" number ",\"ImageVersionStatus\":\"" status          \
              "\",\"CreationTime\":" time ",\"LastModifiedTime\":4102444800}"
#define DESCRIBED_VERSION(name, number, status, members)                                       \
    OK("{\"ImageArn\":\"" READ_IMAGE_ARN(name) "\",\"ImageVersionArn\":\"" READ_VERSION_ARN(   \
        name) "/" number "\",\"Version\":" number ",\"ImageVersionStatus\":\"" status          \
              "\",\"BaseImage\":\"base:" number "\",\"CreationTime\":4102444800,"              \
              "\"LastModifiedTime\":4102444801,\"Horovod\":false" members "}")
#define A_2                                                                                    \
    DESCRIBED_VERSION("a", "2", "CREATED",                                                     \
                      ",\"ContainerImage\":\"base@sha256:0\",\"VendorGuidance\":"              \
                      "\"NOT_PROVIDED\",\"JobType\":\"TRAINING\",\"Processor\":\"GPU\","       \
                      "\"MLFramework\":\"PyTorch 2.4\",\"ProgrammingLang\":\"Python 3.11\","   \
                      "\"ReleaseNotes\":\"notes\",\"FailureReason\":\"\"")

static const struct fake_rule region[] = {
    { "DescribeImageVersion", "\"a\",\"Version\":1}",
      DESCRIBED_VERSION("a", "1", "CREATED", "") },
    { "DescribeImageVersion", "\"a\",\"Version\":2}", A_2 },
    { "DescribeImageVersion", "\"a\",\"Version\":3}",
      DESCRIBED_VERSION("a", "3", "CREATE_FAILED", ",\"JobType\":\"INFERENCE\"") },
    { "DescribeImageVersion", "\"a\",\"Alias\":\"stable\"}", A_2 },
    { "DescribeImageVersion", "\"a\"}", DESCRIBED_VERSION("a", "3", "CREATE_FAILED", "") },
    { "DescribeImageVersion", "\"b\"", DESCRIBED_VERSION("b", "7", "CREATED", "") },
    { "DescribeImageVersion", "\"denied\"", REFUSED("AccessDeniedException", "not you") },
    { "DescribeImageVersion", NULL,
      REFUSED("ResourceNotFound", "ImageVersion does not exist.") },
    { "DescribeImage", "\"a\"", DESCRIBED_IMAGE("a") },
    { "DescribeImage", "\"b\"", DESCRIBED_IMAGE("b") },
    { "DescribeImage", "\"c\"", DESCRIBED_IMAGE("c") },
    { "DescribeImage", "\"denied\"", REFUSED("AccessDeniedException", "not you") },
    { "DescribeImage", NULL, REFUSED("ResourceNotFound", "Image does not exist.") },
    { "ListImageVersions", "\"a\"",
      OK("{\"ImageVersions\":[" VERSION("a", "1", "CREATED", "4102444802") "," VERSION(
          "a", "2", "CREATED", "4102444801") "," VERSION("a", "3", "CREATE_FAILED",
                                                         "4102444802") "]}") },
    { "ListImageVersions", "\"b\"",
      OK("{\"ImageVersions\":[" VERSION("b", "7", "CREATED", "4102444800") "]}") },
    { "ListImageVersions", "\"c\"", OK("{\"ImageVersions\":[]}") },
    { "ListImageVersions", NULL, REFUSED("ResourceNotFound", "Image does not exist.") },
    { "ListImages", NULL,
      OK("{\"Images\":[" IMAGE("a", "4102444800") "," IMAGE("b", "4102444799") "," IMAGE(
          "c", "4102444800") "]}") },
    { "ListAliases", "\"a\",\"Version\":2",
      OK("{\"SageMakerImageVersionAliases\":[\"stable\",\"old\"]}") },
    { "ListAliases", NULL, OK("{\"SageMakerImageVersionAliases\":[]}") },
    { "ListTags", "image-version/a/2",
      OK("{\"Tags\":[{\"Key\":\"team\",\"Value\":\"ml\"},{\"Key\":\"aws:x\",\"Value\":\"y\"}]"
         "}") },
    { "ListTags", "image-version", REFUSED("ValidationException", "not taggable") },
    { "ListTags", "image/a", OK("{\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}") },
    { "ListTags", NULL, OK("{\"Tags\":[]}") },
};

enum {
    RULES = 64
};

/* One test at a time. */
static struct fake_rule all[RULES];

void support_read_init_with(struct hooks *hooks, const struct fake_rule *rules, size_t count)
{
    static const struct fake_step none = OK("{}");

    assert_true(count + ARRAY_LEN(region) <= RULES);
    if (count > 0) {
        memcpy(all, rules, count * sizeof(*rules));
    }
    memcpy(all + count, region, sizeof(region));
    support_hooks_init(hooks, "us-west-2", &none, 1);
    hooks->http.rules = all;
    hooks->http.rule_count = count + ARRAY_LEN(region);
}

void support_read_init(struct hooks *hooks)
{
    support_read_init_with(hooks, NULL, 0);
}

struct value support_read_config(const struct hooks *hooks, const struct schema *schema)
{
    return value_object(hooks->call.arena, schema->block);
}

void support_read_set(const struct value *object, const struct schema *schema, const char *name,
                      struct value value)
{
    size_t row = block_find(schema->block, str_from(name));

    assert_true(row < schema->block->count);
    object->items[row] = value;
}

const struct value *support_read_row(const struct value *object, const struct schema *schema,
                                     const char *name)
{
    size_t row = block_find(schema->block, str_from(name));

    assert_true(row < schema->block->count);
    return &object->items[row];
}

bool support_read_has(const struct value *object, const struct schema *schema, const char *name,
                      const char *text)
{
    struct str there = value_text(support_read_row(object, schema, name));

    if (str_eq(there, str_from(text))) {
        return true;
    }
    fprintf(stderr, "%s is \"%.*s\"\n", name, STR_ARG(there));
    return false;
}

struct value support_read_data(struct hooks *hooks, const struct data_source *source,
                               const struct value *config)
{
    struct data_op op = { .config = config,
                          .state = value_copy(hooks->call.arena,
                                              &(struct type){ .kind = KIND_OBJECT,
                                                              .object = source->schema->block },
                                              config) };

    source->read(&hooks->call, &op);
    return op.state;
}

bool support_read_refuses(struct hooks *hooks, const struct data_source *source,
                          const struct value *config, const char *path, const char *words)
{
    diags_init(&hooks->diags, hooks->call.arena);
    source->validate(&hooks->call, config);
    if (!words) {
        return hooks->diags.count == 0;
    }
    return hooks->diags.count == 1 && support_hooks_error(hooks, words) &&
           str_eq(path_text(hooks->call.arena, hooks->diags.first->path), str_from(path));
}

struct str support_read_ids(const struct hooks *hooks, const struct schema *schema,
                            const struct value *list)
{
    struct str text = STR("");

    assert_true(value_is_known(list));
    for (size_t i = 0; i < list->count; i++) {
        text =
            arena_printf(hooks->call.arena, "%.*s%.*s ", STR_ARG(text),
                         STR_ARG(value_text(support_read_row(&list->items[i], schema, "id"))));
    }
    return text;
}
