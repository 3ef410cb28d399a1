/*
 * Shows the tables of all types and the matchers to tests/contract/test_model.py, which
 * compares them with the public service model, and to tools/docs/generate.py.
 *
 *   rows tables           every type with its rows, as JSON; data sources as "data.<type>"
 *   rows match <matcher>  for each line of hexadecimal bytes on stdin one line: 1 when it
 * matches, else 0
 */
#include "aws/env.h"
#include "provider/provider.h"
#include "schema/api.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LINE_BYTES = 4096,
    HEX_BASE = 16
};

static const struct flag {
    const char *name;
    unsigned flag;
} flags[] = {
    { "required", FIELD_REQUIRED }, { "optional", FIELD_OPTIONAL },
    { "computed", FIELD_COMPUTED }, { "replace", FIELD_REPLACE },
    { "default", FIELD_DEFAULT },   { "sticky", FIELD_STICKY },
    { "block", FIELD_BLOCK },       { "sensitive", FIELD_SENSITIVE },
};

static const struct flag ops[] = {
    { "create", OP_CREATE }, { "update", OP_UPDATE }, { "read", OP_READ },
    { "list", OP_LIST },     { "filter", OP_FILTER },
};

static const struct matcher {
    const char *name;
    bool (*matches)(struct str text);
} matchers[] = {
    { "image_name", api_is_image_name },
    { "alias", api_is_alias },
    { "versioned_name", api_is_versioned_name },
    { "display_name", api_is_display_name },
    { "one_line", api_is_one_line },
    { "role_arn", api_is_role_arn },
    { "tag_text", api_is_tag_text },
    { "part_of_name", api_is_part_of_name },
};

static const char *matcher_name(bool (*matches)(struct str text))
{
    for (size_t i = 0; i < ARRAY_LEN(matchers); i++) {
        if (matchers[i].matches == matches) {
            return matchers[i].name;
        }
    }
    return "";
}

static void print_text(const char *name, const char *text)
{
    printf(",\"%s\":\"", name);
    for (; text && *text; text++) {
        if (*text == '"' || *text == '\\') {
            putchar('\\');
        }
        putchar(*text);
    }
    printf("\"");
}

static void print_flags(const struct field *field)
{
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        printf(",\"%s\":%s", flags[i].name, field->flags & flags[i].flag ? "true" : "false");
    }
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        printf(",\"%s\":%s", ops[i].name, field->ops & ops[i].flag ? "true" : "false");
    }
}

/* `inside` is the name of the block that the row is in, "" for the outermost. */
static void print_row(const struct field *field, const char *inside)
{
    const struct type *text = field->type->element ? field->type->element : field->type;

    printf("{\"kind\":%d,\"element\":%d", (int)field->type->kind, (int)text->kind);
    print_text("name", field->name);
    print_text("inside", inside);
    print_text("member", field->api_name);
    print_text("doc", field->doc);
    print_text("deprecated", field->deprecated);
    print_text("form", field->form);
    print_text("matcher", matcher_name(field->matches));
    print_flags(field);
    printf(",\"min\":%zu,\"max\":%zu,\"one_of\":[", field->min_len, field->max_len);
    for (size_t i = 0; field->one_of && field->one_of[i]; i++) {
        printf("%s\"%s\"", i ? "," : "", field->one_of[i]);
    }
    printf("]}");
}

/* The rows of the type, each block's after the block itself; no type has blocks in blocks.
 * NULL: there are none. */
static void print_rows(const char *name, const struct block *block)
{
    const char *comma = "";

    printf(",\"%s\":[", name);
    for (size_t i = 0; block && i < block->count; i++) {
        const struct field *field = &block->fields[i];
        const struct type *type = field->type->element ? field->type->element : field->type;

        printf("%s", comma);
        print_row(field, "");
        comma = ",";
        for (size_t j = 0; type->object && j < type->object->count; j++) {
            printf("%s", comma);
            print_row(&type->object->fields[j], field->name);
        }
    }
    printf("]");
}

static void print_type(const char *kind, const char *name, const struct schema *schema)
{
    printf("\"%s%s\":{\"version\":%" PRId64, kind, name, schema->version);
    print_text("doc", schema->block->doc);
    print_rows("rows", schema->block);
}

static void print_resource(const struct resource_type *type)
{
    print_type("", type->name, type->schema);
    if (type->identity) {
        print_rows("identity", type->identity->block);
    }
    if (type->list_config) {
        print_text("list_doc", type->list_config->block->doc);
        print_rows("list", type->list_config->block);
    }
    printf("}");
}

static void print_function(const struct function *function)
{
    struct arena *arena = arena_new();

    printf("\"function.%s\":{\"version\":0", function->name);
    print_text("summary", function->summary);
    print_text("doc", function->doc);
    print_text("result", type_name(arena, function->result).data);
    printf(",\"parameters\":[");
    for (size_t i = 0; i < function->parameter_count; i++) {
        printf("%s{\"position\":%zu", i ? "," : "", i + 1);
        print_text("name", function->parameters[i].name);
        print_text("type", type_name(arena, function->parameters[i].type).data);
        print_text("doc", function->parameters[i].doc);
        printf("}");
    }
    printf("]");
    print_rows("rows", function->result->object);
    printf("}");
    arena_free(arena);
}

static void print_tables(void)
{
    const char *const no_variables[] = { NULL };
    struct env *env = env_new(no_variables);
    struct provider *provider = provider_new(env, NULL);

    printf("{");
    for (size_t i = 0; i < provider->resource_count; i++) {
        printf("%s", i ? "," : "");
        print_resource(provider->resources[i]);
    }
    for (size_t i = 0; i < provider->data_source_count; i++) {
        printf(",");
        print_type("data.", provider->data_sources[i]->name, provider->data_sources[i]->schema);
        printf("}");
    }
    for (size_t i = 0; i < provider->function_count; i++) {
        printf(",");
        print_function(provider->functions[i]);
    }
    printf(",");
    print_type("", "provider", provider->schema);
    printf("}}\n");
    provider_free(provider);
    env_free(env);
}

static size_t from_hex(const char *line, char *out)
{
    size_t count = 0;

    for (; line[0] && line[0] != '\n' && line[1]; line += 2) {
        const char digits[] = { line[0], line[1], '\0' };

        out[count++] = (char)strtoul(digits, NULL, HEX_BASE);
    }
    return count;
}

static int match_lines(const char *name)
{
    char line[LINE_BYTES];
    char bytes[LINE_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(matchers); i++) {
        if (str_eq(str_from(name), str_from(matchers[i].name))) {
            while (fgets(line, sizeof(line), stdin)) {
                struct str text = { bytes, from_hex(line, bytes) };

                puts(matchers[i].matches(text) ? "1" : "0");
            }
            return 0;
        }
    }
    fprintf(stderr, "rows: there is no matcher %s\n", name);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 3 && str_eq(str_from(argv[1]), STR("match"))) {
        return match_lines(argv[2]);
    }
    print_tables();
    return 0;
}
