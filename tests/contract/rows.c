/*
 * Shows the attribute tables and the matchers to tests/contract/test_model.py, which compares
 * them with the public service model.
 *
 *   rows tables           the rows with an API member, as JSON
 *   rows match <matcher>  for each line of hexadecimal bytes on stdin one line: 1 when it
 * matches, else 0
 */
#include "schema/api.h"
#include "schema/image.h"
#include "schema/image_version.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LINE_BYTES = 4096,
    HEX_BASE = 16
};

static const struct table {
    const char *name;
    const struct schema *schema;
} tables[] = {
    { "aws_sagemaker_image", &image_schema },
    { "aws_sagemaker_image_version", &image_version_schema },
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

static void print_row(const struct field *field, bool first)
{
    enum kind kind = field->type->kind;
    const struct type *text = kind == KIND_SET ? field->type->element : field->type;

    printf("%s{\"name\":\"%s\",\"member\":\"%s\",\"kind\":%d,\"element\":%d,", first ? "" : ",",
           field->name, field->api_name, (int)kind, (int)text->kind);
    printf("\"required\":%s,\"create\":%s,\"update\":%s,\"read\":%s,",
           field->flags & FIELD_REQUIRED ? "true" : "false",
           field->ops & OP_CREATE ? "true" : "false", field->ops & OP_UPDATE ? "true" : "false",
           field->ops & OP_READ ? "true" : "false");
    printf("\"min\":%zu,\"max\":%zu,\"matcher\":\"%s\",\"one_of\":[", field->min_len,
           field->max_len, matcher_name(field->matches));
    for (size_t i = 0; field->one_of && field->one_of[i]; i++) {
        printf("%s\"%s\"", i ? "," : "", field->one_of[i]);
    }
    printf("]}");
}

static void print_tables(void)
{
    printf("{");
    for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
        const struct block *block = tables[t].schema->block;
        bool first = true;

        printf("%s\"%s\":[", t ? "," : "", tables[t].name);
        for (size_t i = 0; i < block->count; i++) {
            if (block->fields[i].api_name) {
                print_row(&block->fields[i], first);
                first = false;
            }
        }
        printf("]");
    }
    printf("}\n");
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
