#ifndef AWS_PROXY_H
#define AWS_PROXY_H

#include "base/str.h"

/*
 * Which proxy a request goes through, by the rules of Go's httpproxy, which are those of
 * hashicorp/aws. Pure; any thread.
 */
struct proxy_settings {
    struct str http;  /* the proxy for http:// URLs; empty: none */
    struct str https; /* for https:// URLs */
    struct str none;  /* hosts to be reached without one, separated by commas */
};

/* The proxy's URL, empty for none. Never one for this machine itself and for link-local
 * addresses, where the services of a cloud host are. */
struct str proxy_for_url(const struct proxy_settings *settings, struct str url);

#endif
