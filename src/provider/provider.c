#include "provider/provider.h"

#include "base/mem.h"
#include "provider/config.h"
#include "provider/config_options.h"
#include "provider/data_image.h"
#include "provider/data_image_version.h"
#include "provider/data_image_versions.h"
#include "provider/data_images.h"
#include "provider/functions.h"
#include "provider/image.h"
#include "provider/image_version.h"
#include "sagemaker/lock.h"
#include "schema/provider.h"

#include <unistd.h>

static const struct resource_type *const resources[] = {
    &image_resource,
    &image_version_resource,
};

static const struct data_source *const data_sources[] = {
    &data_image,
    &data_image_version,
    &data_image_versions,
    &data_images,
};

struct whole {
    struct provider provider; /* first: its address is that of the whole */
    struct config_source source;
};

#define REPLACED_FOLDER "terraform-provider-sagemaker/replaced"

/* The XDG base directory specification's place for what a program keeps of its own accord; for
 * users without a home that they can write to, one below the folder for temporary files. */
static struct replaced *open_replaced(const struct env *env)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str base = env_get(env, "XDG_STATE_HOME");
    struct str home = env_get(env, "HOME");
    struct str temporary = env_get(env, "TMPDIR");
    struct str folder = { NULL, 0 };

    if (base.len == 0 && home.len > 0) {
        base = arena_printf(arena, "%.*s/.local/state", STR_ARG(home));
    }
    if (base.len > 0) {
        folder = arena_printf(arena, "%.*s/" REPLACED_FOLDER, STR_ARG(base));
    }
    temporary = temporary.len ? temporary : STR("/tmp");
    return replaced_new(folder, arena_printf(arena, "%.*s/terraform-provider-sagemaker-%lld",
                                             STR_ARG(temporary), (long long)geteuid()));
}

struct provider *provider_new(const struct env *env, const struct clock *clock)
{
    struct whole *whole = mem_calloc(1, sizeof(*whole));

    whole->source = (struct config_source){
        .env = env,
        .clock = clock,
        .locks = locks_new(),
        .replaced = open_replaced(env),
    };
    whole->provider = (struct provider){
        .name = "sagemaker",
        .version = PROVIDER_VERSION,
        .schema = &provider_schema,
        .meta = &provider_meta_schema,
        .resources = resources,
        .resource_count = ARRAY_LEN(resources),
        .data_sources = data_sources,
        .data_source_count = ARRAY_LEN(data_sources),
        .functions = provider_functions,
        .function_count = FUNCTION_COUNT,
        .self = &whole->source,
        .validate = config_validate,
        .configure = config_configure,
        .release = config_release,
    };
    return &whole->provider;
}

void provider_free(struct provider *provider)
{
    const struct config_source *source = provider ? provider->self : NULL;

    if (source) {
        locks_free(source->locks);
        replaced_free(source->replaced);
    }
    mem_free(provider);
}
