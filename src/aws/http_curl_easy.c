#include "aws/http_curl_easy.h"

#include "base/mem.h"
#include "base/strbuf.h"

#include <openssl/crypto.h>
#include <unistd.h>

enum {
    CONNECT_MS = 30000,
    SILENCE_S = 60,
    TOTAL_MS = 300000,
    IDLE_CONNECTION_S = 90,
    LINE_BYTES = 16 * 1024 * 1024,
    BUFFER_BYTES = 16384
};

static int64_t or_default(int64_t value, int64_t usual)
{
    return value > 0 ? value : usual;
}

/* With a directory of certificates in play, libcurl reads all of them anew for each connection
 * and keeps them there; with a file alone it shares one copy. What is trusted at the other end
 * is trusted at a proxy. */
static void trust(CURL *easy, const struct http_curl_options *options)
{
    const char *bundle = curl_version_info(CURLVERSION_NOW)->cainfo;

    if (options->ca_bundle.len > 0) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_bundle.data);
        curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, options->ca_bundle.data);
    }
    if (options->ca_bundle.len > 0 || (bundle && access(bundle, R_OK) == 0)) {
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
        curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL);
    }
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (options->insecure) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
        curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 0L);
    }
}

CURL *http_curl_easy_new(const struct http_curl_options *options)
{
    CURL *easy = curl_easy_init();

    if (!easy) {
        mem_fatal("libcurl has no memory");
    }
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_CONNECTION_S);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER_BYTES);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)BUFFER_BYTES);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     (long)or_default(options->silence_s, SILENCE_S));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options->user_agent.data);
    trust(easy, options);
    return easy;
}

/* A request without a body has none as GET, and an empty one, whose length is said, else. */
static void set_method(CURL *easy, const struct http_request *request)
{
    const char *method = request->method ? request->method : "POST";

    if (strcmp(method, "GET") == 0) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, NULL);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.len > 0 ? request->body.data : "");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
}

void http_curl_easy_set(CURL *easy, const struct http_curl_options *options,
                        const struct http_request *request, struct str proxy)
{
    int64_t connect_ms = or_default(options->connect_ms, CONNECT_MS);
    int64_t total_ms = or_default(options->total_ms, TOTAL_MS);

    set_method(easy, request);
    curl_easy_setopt(easy, CURLOPT_URL, request->url.data);
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy.len > 0 ? proxy.data : "");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)or_default(request->connect_ms, connect_ms));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)or_default(request->total_ms, total_ms));
}

static struct curl_slist *add_header(struct curl_slist *headers, const char *line)
{
    struct curl_slist *longer = curl_slist_append(headers, line);

    if (!longer) {
        mem_fatal("libcurl has no memory");
    }
    return longer;
}

struct curl_slist *http_curl_easy_headers(const struct http_request *request)
{
    struct curl_slist *headers = add_header(NULL, "Expect:");
    bool has_type = false;
    struct strbuf line;

    strbuf_init(&line, LINE_BYTES);
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];

        has_type = has_type || str_eq_nocase(header->name, STR("Content-Type"));
        strbuf_clear(&line);
        strbuf_printf(&line, "%.*s: %.*s", STR_ARG(header->name), STR_ARG(header->value));
        headers = add_header(headers, line.data);
        OPENSSL_cleanse(line.data, line.len);
    }
    strbuf_release(&line);
    /* libcurl takes a body that nobody says anything of for a form. */
    return has_type ? headers : add_header(headers, "Content-Type:");
}

void http_curl_easy_headers_free(struct curl_slist *headers)
{
    for (struct curl_slist *header = headers; header; header = header->next) {
        OPENSSL_cleanse(header->data, strlen(header->data));
    }
    curl_slist_free_all(headers);
}
