#ifndef AWS_PROXY_H
#define AWS_PROXY_H

#include "base/arena.h"
#include "base/status.h"

/*
 * Which proxy a request goes through, by the rules of Go's httpproxy, which are those of
 * hashicorp/aws. Pure; any thread.
 */
struct proxy_settings {
    struct str http;  /* the proxy for http:// URLs, from proxy_parse; empty: none */
    struct str https; /* for https:// URLs */
    struct str none;  /* hosts to be reached without one, separated by commas */
};

/* A proxy as a user gives it, with what may be left out ("http://", the port) put in; in the
 * arena. STATUS_INVALID: it is no such thing; the text shows no password. */
MUST_CHECK enum status proxy_parse(struct arena *arena, struct str given, struct str *out,
                                   struct err *err);

/* The proxy's URL, empty for none. Never one for this machine itself and for link-local
 * addresses, where the services of a cloud host are. */
struct str proxy_for_url(const struct proxy_settings *settings, struct str url);

#endif
