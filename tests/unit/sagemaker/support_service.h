#ifndef TESTS_SAGEMAKER_SUPPORT_SERVICE_H
#define TESTS_SAGEMAKER_SUPPORT_SERVICE_H

#include "aws/support_fake.h"
#include "sagemaker/sagemaker.h"

/* A caller of the SageMaker API over scripted answers; nothing is sent and nobody sleeps. */
struct service {
    struct fake_clock clock;
    struct fake_http http;
    struct env *env;
    struct stop *stop;
    struct arena *arena;
    struct aws_client *client;
    struct sagemaker sm;
};

void support_service_init(struct service *service, const struct fake_step *steps, size_t count);
void support_service_release(struct service *service);

#endif
