#include "terraform/provider.h"

const struct resource_type *provider_resource(const struct provider *provider, struct str name)
{
    for (size_t i = 0; i < provider->resource_count; i++) {
        if (str_eq(str_from(provider->resources[i]->name), name)) {
            return provider->resources[i];
        }
    }
    return NULL;
}
