#include "provider/version_ref.h"

#include "aws/client.h"
#include "provider/arn.h"
#include "provider/region.h"
#include "sagemaker/sagemaker.h"
#include "schema/api.h"
#include "schema/image_version.h"

enum {
    VERSION_MAX = 2147483647
};

#define ARN_RESOURCE "image-version/"

struct str version_ref_id(struct arena *arena, const struct version_ref *ref)
{
    return arena_printf(arena, "%.*s,%lld", STR_ARG(ref->image_name), (long long)ref->version);
}

cJSON *version_ref_selector(struct arena *arena, const struct version_ref *ref)
{
    cJSON *in = sagemaker_object(arena);

    cJSON_AddStringToObject(in, "ImageName", arena_str(arena, ref->image_name).data);
    cJSON_AddNumberToObject(in, "Version", (double)ref->version);
    return in;
}

cJSON *version_ref_alias_selector(struct arena *arena, struct str image_name, struct str alias)
{
    cJSON *in = sagemaker_object(arena);

    cJSON_AddStringToObject(in, "ImageName", arena_str(arena, image_name).data);
    cJSON_AddStringToObject(in, "Alias", arena_str(arena, alias).data);
    return in;
}

void version_ref_set(struct arena *arena, struct value *state, const struct version_ref *ref)
{
    state->items[IMAGE_VERSION_ID] = value_string(version_ref_id(arena, ref));
    state->items[IMAGE_VERSION_IMAGE_NAME] = value_string(ref->image_name);
    state->items[IMAGE_VERSION_VERSION] = value_int(arena, ref->version);
}

bool version_number_valid(int64_t version)
{
    return version >= 1 && version <= VERSION_MAX;
}

static bool fits(enum image_version_field row, struct str text)
{
    const struct field *field = &image_version_schema.block->fields[row];

    return field->matches(text) && text.len <= field->max_len;
}

static bool is_digits(struct str text)
{
    size_t count = 0;

    while (count < text.len && text.data[count] >= '0' && text.data[count] <= '9') {
        count++;
    }
    return count == text.len;
}

/* Digits alone are a number, though an alias may be written so too; with a zero before them
 * they can only be an alias. */
static bool parse_version(struct str text, struct version_import *out)
{
    if (is_digits(text) && !(text.len > 1 && text.data[0] == '0')) {
        return str_to_int64(text, &out->ref.version) && version_number_valid(out->ref.version);
    }
    out->alias = text;
    return text.len > 0 && fits(IMAGE_VERSION_ALIASES, text);
}

static bool parse_arn(struct str id, struct version_import *out)
{
    struct arn arn;
    size_t slash;

    if (!arn_parse(id, &arn) || !str_eq(arn.service, STR("sagemaker")) ||
        !str_starts_with(arn.resource, STR(ARN_RESOURCE)) ||
        (out->region.len > 0 && !str_eq(out->region, arn.region))) {
        return false;
    }
    slash = str_rfind(arn.resource, '/');
    out->region = arn.region;
    out->account_id = arn.account_id;
    out->ref.image_name = str_slice(arn.resource, STR(ARN_RESOURCE).len, slash);
    return fits(IMAGE_VERSION_IMAGE_NAME, out->ref.image_name) &&
           str_to_int64(str_slice(arn.resource, slash + 1, arn.resource.len),
                        &out->ref.version) &&
           version_number_valid(out->ref.version);
}

bool version_import_parse(struct str id, struct version_import *out)
{
    size_t whole = id.len;
    size_t comma;

    *out = (struct version_import){ .region = region_of_import(&id) };
    if (id.len < whole && !aws_region_valid(out->region)) {
        return false;
    }
    if (str_starts_with(id, STR("arn:"))) {
        return parse_arn(id, out) && aws_region_valid(out->region);
    }
    comma = str_find(id, ',');
    out->ref.image_name = str_slice(id, 0, comma);
    return comma < id.len && fits(IMAGE_VERSION_IMAGE_NAME, out->ref.image_name) &&
           parse_version(str_slice(id, comma + 1, id.len), out);
}
