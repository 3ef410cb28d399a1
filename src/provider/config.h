#ifndef PROVIDER_CONFIG_H
#define PROVIDER_CONFIG_H

#include "aws/client.h"
#include "provider/replaced.h"
#include "provider/tag_rules.h"
#include "sagemaker/sagemaker.h"
#include "terraform/provider.h"

/*
 * A provider block, made into what the resources work with. Immutable once made; shared by all
 * calls until ConfigureProvider comes again.
 */
struct config;

struct http;

/* What a configuration is made from besides the block; lives as long as the provider. */
struct config_source {
    const struct env *env;
    const struct clock *clock;
    struct locks *locks; /* turns of those who change one image, whatever their configuration */
    struct http *http;   /* NULL: the real one; tests bring their own */
    struct replaced *replaced; /* what the last plan replaces; NULL: that is not remembered */
};

/* For struct provider.configure; `self` is a struct config_source. Goes to the network: gets
 * credentials, and asks AWS whose they are unless that is to be skipped. With a value unknown
 * that says whose service is meant, the configuration is made all the same, without the
 * network, and only the calls that need the service fail: what the environment says instead
 * may be another account, where the objects of the state would seem to be gone. Other unknown
 * values count as not set; what fails while there are any fails only those calls too. */
void *config_configure(void *self, struct call *call, const struct configure_op *op);

/* For struct provider.release. */
void config_release(void *config);

/* The provider's region; the empty text when it is not known yet, or call->config is NULL. */
struct str config_region(const struct call *call);

/* The account that the credentials belong to; empty: not known. */
struct str config_account_id(const struct call *call);

/* Of the configuration's source; NULL when call->config is NULL. */
struct replaced *config_replaced(const struct call *call);

/* What the provider block says of tags; nothing is known while there is no configuration. */
const struct tag_rules *config_tag_rules(const struct call *call)
    __attribute__((returns_nonnull));

/* A SageMaker caller for one hook, in `region` (empty: the provider's). False, with an error
 * diagnostic, when the configuration is not complete. */
MUST_CHECK bool config_sagemaker(const struct call *call, struct str region,
                                 struct sagemaker *out);

#endif
