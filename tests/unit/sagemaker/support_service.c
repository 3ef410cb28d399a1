#include "sagemaker/support_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

void support_service_init(struct service *service, const struct fake_step *steps, size_t count)
{
    static const char *const no_variables[] = { NULL };
    struct aws_options options;
    struct aws_failure failure;

    support_clock_init(&service->clock);
    support_http_init(&service->http, &service->clock, steps, count);
    service->env = env_new(no_variables);
    service->stop = stop_new();
    service->arena = arena_new();
    options = (struct aws_options){
        .region = STR("us-west-2"),
        .access_key = STR("AKIDEXAMPLE"),
        .secret_key = STR("secret"),
        .max_retries = 3,
        .env = service->env,
        .clock = &service->clock.clock,
        .http = &service->http.http,
    };
    assert_int_equal(aws_client_new(&options, &service->client, &failure), STATUS_OK);
    service->sm = (struct sagemaker){
        .client = service->client,
        .clock = &service->clock.clock,
        .arena = service->arena,
        .stop = service->stop,
    };
}

void support_service_release(struct service *service)
{
    aws_client_free(service->client);
    arena_free(service->arena);
    stop_free(service->stop);
    env_free(service->env);
    support_http_release(&service->http);
}
