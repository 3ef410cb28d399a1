#ifndef AWS_HTTP_CURL_EASY_H
#define AWS_HTTP_CURL_EASY_H

#include "aws/http.h"

#include <curl/curl.h>

/*
 * What http_curl.c tells libcurl of its requests. A handle is used for one request after the
 * other, by the thread of the engine; memory that libcurl does not get ends the process.
 */

/* A handle with what all requests have in common. The options outlive it. */
CURL *http_curl_easy_new(const struct http_curl_options *options)
    __attribute__((returns_nonnull));

/* All in which one request differs from another, but for its headers. The request outlives its
 * transfer. */
void http_curl_easy_set(CURL *easy, const struct http_curl_options *options,
                        const struct http_request *request, struct str proxy);

/* The lines of its headers. */
struct curl_slist *http_curl_easy_headers(const struct http_request *request)
    __attribute__((returns_nonnull));

/* Wipes them, too: they hold signatures and tokens. */
void http_curl_easy_headers_free(struct curl_slist *headers);

#endif
