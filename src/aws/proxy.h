#ifndef AWS_PROXY_H
#define AWS_PROXY_H

#include "aws/env.h"

/*
 * Which proxy a request goes through, by the environment variables that other tools use:
 * http_proxy, https_proxy and no_proxy, in lower case before upper case. Pure; any thread.
 */

/* The proxy's URL, empty for none. Never one for this machine itself and for link-local
 * addresses, where the services of a cloud host are. */
struct str proxy_for_url(const struct env *env, struct str url);

#endif
