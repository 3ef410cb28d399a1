#include "aws/env.h"
#include "base/clock.h"
#include "base/log.h"
#include "plugin/plugin.h"
#include "provider/provider.h"
#include "rpc/provider_service.h"
#include "terraform/engine.h"

#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    const char *const *variables = (const char *const *)environ;
    struct plugin plugin = { .provider = "sagemaker-images/sagemaker" };
    struct provider *provider;
    struct provider_service *service;
    struct engine *engine;
    struct env *env;
    int exit_status = 0;

    /* No other thread runs yet. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    log_init(getenv("TF_LOG_PROVIDER"), getenv("TF_LOG"));
    if (!plugin_begin(&plugin, argc, (const char *const *)argv, variables, &exit_status)) {
        return exit_status;
    }
    env = env_new(variables);
    provider = provider_new(env, clock_system());
    engine = engine_new(provider);
    service = provider_service_new(engine);
    exit_status = plugin_serve(&plugin, provider_service_table(service));
    provider_service_free(service);
    engine_free(engine);
    provider_free(provider);
    env_free(env);
    return exit_status;
}
