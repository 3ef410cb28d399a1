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

const struct data_source *provider_data_source(const struct provider *provider, struct str name)
{
    for (size_t i = 0; i < provider->data_source_count; i++) {
        if (str_eq(str_from(provider->data_sources[i]->name), name)) {
            return provider->data_sources[i];
        }
    }
    return NULL;
}

const struct function *provider_function(const struct provider *provider, struct str name)
{
    for (size_t i = 0; i < provider->function_count; i++) {
        if (str_eq(str_from(provider->functions[i]->name), name)) {
            return provider->functions[i];
        }
    }
    return NULL;
}
