#include "provider/image_uri.h"

#include "aws/client.h"
#include "aws/region.h"
#include "schema/api.h"

enum {
    REPOSITORY_MIN = 2,
    REPOSITORY_MAX = 256,
    TAG_MAX = 128,
    HASH_MIN = 32,
};

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define DUAL_STACK_API "api"

/* What stands between the account and the region. */
static const struct form {
    struct str mark;
    bool dual_stack;
} forms[] = {
    { { "dkr.ecr.", 8 }, false },
    { { "dkr.ecr-fips.", 13 }, false },
    { { "dkr-ecr.", 8 }, true },
    { { "dkr-ecr-fips.", 13 }, true },
};

static bool is_of(struct str text, const char *allowed)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!text.data[i] || !strchr(allowed, text.data[i])) {
            return false;
        }
    }
    return true;
}

static bool is_edge(char c)
{
    return c && strchr(LETTERS DIGITS, c);
}

static bool is_repository(struct str text)
{
    struct str rest = text;
    struct str part;

    if (text.len < REPOSITORY_MIN || text.len > REPOSITORY_MAX ||
        text.data[text.len - 1] == '/' || !is_of(text, LETTERS DIGITS "._-/")) {
        return false;
    }
    while (str_split(&rest, '/', &part)) {
        if (part.len == 0 || !is_edge(part.data[0]) || !is_edge(part.data[part.len - 1])) {
            return false;
        }
    }
    return true;
}

static bool is_tag(struct str text)
{
    return text.len > 0 && text.len <= TAG_MAX && text.data[0] != '.' && text.data[0] != '-' &&
           is_of(text, LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "._-");
}

static bool is_digest(struct str text)
{
    size_t colon = str_find(text, ':');

    return colon > 0 && is_of(str_slice(text, 0, colon), LETTERS DIGITS "+._-") &&
           text.len > colon + HASH_MIN &&
           is_of(str_slice(text, colon + 1, text.len), "abcdef" DIGITS);
}

/* Whether the host names of the region end so. */
static bool is_suffix(struct str suffix, struct str region, bool dual_stack)
{
    const struct region_partition *partition = region_partition_of(region);
    struct str dual = str_from(partition->dual_stack_suffix + strlen(DUAL_STACK_API));

    if (!dual_stack) {
        return str_eq(suffix, str_from(partition->suffix));
    }
    return str_starts_with(suffix, STR("on.")) &&
           str_eq(str_slice(suffix, strlen("on"), suffix.len), dual);
}

static bool parse_host(struct str host, struct image_uri *out)
{
    if (!str_split(&host, '.', &out->account_id) || !api_is_account_id(out->account_id)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct str rest = str_slice(host, forms[i].mark.len, host.len);

        if (str_starts_with(host, forms[i].mark)) {
            return str_split(&rest, '.', &out->region) && aws_region_valid(out->region) &&
                   is_suffix(rest, out->region, forms[i].dual_stack);
        }
    }
    return false;
}

const char *image_uri_parse(struct str text, struct image_uri *out)
{
    struct image_uri uri = { 0 };
    size_t slash = str_find(text, '/');
    struct str rest = str_slice(text, slash + 1, text.len);
    size_t at = str_find(rest, '@');
    size_t colon = str_find(str_slice(rest, 0, at), ':');

    if (!parse_host(str_slice(text, 0, slash), &uri)) {
        return "its host is not one of a registry of Amazon ECR";
    }
    uri.repository = str_slice(rest, 0, colon);
    uri.tag = str_slice(rest, colon + 1, at);
    uri.digest = str_slice(rest, at + 1, rest.len);
    if (!is_repository(uri.repository)) {
        return "it has no repository of 2 to 256 lower case letters, digits and inner "
               "\".\", \"_\", \"-\" and \"/\"";
    }
    if (colon < at && !is_tag(uri.tag)) {
        return "its tag is not 1 to 128 letters, digits, \".\", \"_\" and \"-\"";
    }
    if (at < rest.len && !is_digest(uri.digest)) {
        return "its digest is not one like \"sha256:\" and 64 hexadecimal digits";
    }
    *out = uri;
    return NULL;
}
