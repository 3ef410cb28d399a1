#include "provider/region.h"

#include "aws/client.h"
#include "provider/config.h"
#include "terraform/plan.h"

void region_plan(const struct call *call, struct plan_op *op, size_t row)
{
    const struct value *config = &op->config->items[row];
    struct value *planned = &op->planned.items[row];
    struct value prior = value_is_known(op->prior) ? op->prior->items[row] : value_null();
    struct str provider_region = config_region(call);

    if (value_is_null(config) && provider_region.len > 0) {
        *planned = value_string(provider_region);
    } else if (value_is_null(config)) {
        *planned = value_is_null(&prior) ? value_unknown() : prior;
    } else if (value_is_known(config) && value_text(config).len == 0 &&
               !value_is_null(&prior)) {
        *planned = prior; /* an explicit "" asks for nothing in particular */
    }
    if (value_text(&prior).len > 0 && !value_equal(&type_string, &prior, planned)) {
        plan_replace(op, row);
    }
}

struct str region_of(const struct call *call, const struct value *object, size_t row)
{
    struct str region = value_text(&object->items[row]);

    return region.len ? region : config_region(call);
}

void region_validate(const struct call *call, const struct value *config, size_t row)
{
    struct str region = value_text(&config->items[row]);
    struct str of_provider = config_region(call);
    const struct path *path;

    if (region.len == 0) {
        return;
    }
    path = path_attribute(call->arena, NULL, STR("region"));
    if (!aws_region_valid(region)) {
        diags_error(call->diags, path, "Invalid region",
                    "\"%.*s\" is not the name of an AWS region. Use one like \"us-west-2\", or "
                    "leave the argument out to use the provider's region.",
                    STR_ARG(region));
    } else if (of_provider.len &&
               !str_eq(aws_partition_of(region), aws_partition_of(of_provider))) {
        diags_error(call->diags, path, "Invalid region",
                    "partition (%.*s) for per-resource Region (%.*s) is not the provider's "
                    "configured partition (%.*s). Use a region of the provider's partition, or "
                    "another provider configuration.",
                    STR_ARG(aws_partition_of(region)), STR_ARG(region),
                    STR_ARG(aws_partition_of(of_provider)));
    }
}

bool region_agrees(const struct call *call, struct str region, struct str of_arn)
{
    if (region.len == 0 || of_arn.len == 0 || str_eq(region, of_arn)) {
        return true;
    }
    diags_error(call->diags, path_attribute(call->arena, NULL, STR("region")), "Invalid region",
                "The ARN is of region %.*s, but region is %.*s. Leave region out: the ARN says "
                "it.",
                STR_ARG(of_arn), STR_ARG(region));
    return false;
}

void region_of_identity(const struct call *call, struct value *state, size_t row)
{
    struct str region = region_of(call, state, row);

    region_validate(call, state, row);
    state->items[row] = region.len > 0 ? value_string(region) : value_null();
}

struct str region_of_import(struct str *id)
{
    size_t at = str_rfind(*id, '@');
    struct str region = str_slice(*id, at + 1, id->len);

    if (at == id->len) {
        return str_from(NULL);
    }
    *id = str_slice(*id, 0, at);
    return region;
}
