#include "aws/sigv4.h"

#include "aws/text.h"
#include "base/mem.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum {
    HASH_BYTES = 32,
    HEX_BYTES = 2 * HASH_BYTES + 1,
    DATE_BYTES = 8, /* "20150830" */
    KEY_BYTES = 1024,
    SINK_BYTES = 512,
    LOW_BITS = 0xF
};

static const char algorithm[] = "AWS4-HMAC-SHA256";

/* The canonical request is never put together: what belongs to it goes straight into its hash,
 * because it holds the session token. */
struct sink {
    EVP_MD_CTX *hash;
    struct strbuf *trace; /* NULL: none */
    size_t used;
    char pending[SINK_BYTES];
};

/* OpenSSL fails here only when memory runs out. */
static void require(bool worked)
{
    if (!worked) {
        mem_fatal("OpenSSL cannot hash");
    }
}

static void sink_flush(struct sink *sink)
{
    require(EVP_DigestUpdate(sink->hash, sink->pending, sink->used));
    if (sink->trace) {
        strbuf_add_bytes(sink->trace, sink->pending, sink->used);
    }
    sink->used = 0;
}

static void put_char(struct sink *sink, char c)
{
    if (sink->used == sizeof(sink->pending)) {
        sink_flush(sink);
    }
    sink->pending[sink->used++] = c;
}

static void put(struct sink *sink, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        put_char(sink, s.data[i]);
    }
}

static void to_hex(const unsigned char hash[HASH_BYTES], char out[HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < HASH_BYTES; i++) {
        out[2 * i] = digits[hash[i] >> 4];
        out[2 * i + 1] = digits[hash[i] & LOW_BITS];
    }
    out[HEX_BYTES - 1] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | ' ');
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct str decode(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.len + 1, 1);
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        int high = s.data[i] == '%' && i + 2 < s.len ? hex_value(s.data[i + 1]) : -1;
        int low = high >= 0 ? hex_value(s.data[i + 2]) : -1;

        if (low >= 0) {
            out[len++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[len++] = s.data[i];
        }
    }
    return (struct str){ out, len };
}

static void put_path(struct sink *sink, struct arena *arena, struct str path)
{
    struct str *segments = arena_alloc(arena, path.len + 1, sizeof(*segments));
    bool ends_open = str_ends_with(path, STR("/"));
    struct str segment;
    size_t count = 0;

    while (str_split(&path, '/', &segment)) {
        if (str_eq(segment, STR(".."))) {
            count -= count > 0 ? 1 : 0;
        } else if (segment.len > 0 && !str_eq(segment, STR("."))) {
            segments[count++] = segment;
        }
    }
    for (size_t i = 0; i < count; i++) {
        put_char(sink, '/');
        put(sink, text_percent_encode(arena, segments[i]));
    }
    if (count == 0 || ends_open) {
        put_char(sink, '/');
    }
}

struct pair {
    struct str name;
    struct str value;
};

/* Headers of one name stay in their order; parameters are sorted by their value, too. */
static bool comes_after(const struct pair *a, const struct pair *b, bool by_value)
{
    int order = str_cmp(a->name, b->name);

    return order > 0 || (order == 0 && by_value && str_cmp(a->value, b->value) > 0);
}

/* An insertion sort: there are few, and it leaves equal ones in their order. */
static void sort_pairs(struct pair *pairs, size_t count, bool by_value)
{
    for (size_t i = 1; i < count; i++) {
        struct pair pair = pairs[i];
        size_t at = i;

        for (; at > 0 && comes_after(&pairs[at - 1], &pair, by_value); at--) {
            pairs[at] = pairs[at - 1];
        }
        pairs[at] = pair;
    }
}

static void put_query(struct sink *sink, struct arena *arena, struct str query)
{
    struct pair *pairs = arena_alloc(arena, query.len + 1, sizeof(*pairs));
    struct str part;
    size_t count = 0;

    while (str_split(&query, '&', &part)) {
        size_t equals = str_find(part, '=');

        if (part.len > 0) {
            pairs[count++] = (struct pair){
                text_percent_encode(arena, decode(arena, str_slice(part, 0, equals))),
                text_percent_encode(arena,
                                    decode(arena, str_slice(part, equals + 1, part.len))),
            };
        }
    }
    sort_pairs(pairs, count, true);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            put_char(sink, '&');
        }
        put(sink, pairs[i].name);
        put_char(sink, '=');
        put(sink, pairs[i].value);
    }
}

/* A header's value, with each run of blanks as one. */
static void put_folded(struct sink *sink, struct str value)
{
    bool blank = false;

    value = str_trim(value);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';

        if (!is_blank) {
            put_char(sink, c);
        } else if (!blank) {
            put_char(sink, ' ');
        }
        blank = is_blank;
    }
}

/* The header lines; gives back their names, joined by ';'. */
static struct str put_headers(struct sink *sink, struct arena *arena,
                              const struct sigv4_request *request)
{
    struct pair pairs[SIGV4_HEADERS];
    size_t count = 0;
    struct str names = { NULL, 0 };

    for (size_t i = 0; i < request->header_count && i < SIGV4_HEADERS; i++) {
        pairs[count++] = (struct pair){ text_lower(arena, request->headers[i].name),
                                        request->headers[i].value };
    }
    sort_pairs(pairs, count, false);
    for (size_t i = 0; i < count; i++) {
        bool is_more = i > 0 && str_eq(pairs[i].name, pairs[i - 1].name);

        if (i > 0 && !is_more) {
            put_char(sink, '\n');
        }
        if (!is_more) {
            put(sink, pairs[i].name);
            names = arena_printf(arena, "%.*s%s%.*s", STR_ARG(names), i > 0 ? ";" : "",
                                 STR_ARG(pairs[i].name));
        }
        put_char(sink, is_more ? ',' : ':');
        put_folded(sink, pairs[i].value);
    }
    put(sink, STR("\n\n"));
    return names;
}

static void hash_text(struct str s, char out[HEX_BYTES])
{
    unsigned char hash[HASH_BYTES];

    require(EVP_Digest(s.len ? s.data : "", s.len, hash, NULL, EVP_sha256(), NULL));
    to_hex(hash, out);
}

/* The hash of the canonical request; gives back the names of the signed headers. */
static struct str hash_request(struct arena *arena, const struct sigv4_request *request,
                               char out[HEX_BYTES])
{
    struct sink sink = { .hash = EVP_MD_CTX_new(),
                         .trace = request->trace ? &request->trace->canonical_request : NULL };
    unsigned char hash[HASH_BYTES];
    char body_hash[HEX_BYTES];
    struct str names;

    require(sink.hash && EVP_DigestInit_ex(sink.hash, EVP_sha256(), NULL));
    put(&sink, request->method);
    put_char(&sink, '\n');
    put_path(&sink, arena, request->path);
    put_char(&sink, '\n');
    put_query(&sink, arena, request->query);
    put_char(&sink, '\n');
    names = put_headers(&sink, arena, request);
    put(&sink, names);
    put_char(&sink, '\n');
    hash_text(request->body, body_hash);
    put(&sink, str_from(body_hash));
    sink_flush(&sink);
    require(EVP_DigestFinal_ex(sink.hash, hash, NULL));
    EVP_MD_CTX_free(sink.hash);
    OPENSSL_cleanse(sink.pending, sizeof(sink.pending));
    to_hex(hash, out);
    return names;
}

static void hmac(const unsigned char *key, size_t key_len, struct str text,
                 unsigned char out[HASH_BYTES])
{
    unsigned char result[HASH_BYTES];

    require(HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text.data, text.len,
                 result, NULL) != NULL);
    memcpy(out, result, HASH_BYTES);
    OPENSSL_cleanse(result, sizeof(result));
}

static void sign(const struct sigv4_request *request, struct str date, struct str text,
                 char out[HEX_BYTES])
{
    unsigned char start[KEY_BYTES] = "AWS4";
    unsigned char derived[HASH_BYTES];
    struct str secret = secret_reveal(request->secret_key);
    size_t len = strlen("AWS4");

    /* A longer secret, which does not exist, gives a signature that the service refuses. */
    secret = str_slice(secret, 0, sizeof(start) - len);
    if (secret.len > 0) {
        memcpy(start + len, secret.data, secret.len);
    }
    hmac(start, len + secret.len, date, derived);
    hmac(derived, sizeof(derived), request->region, derived);
    hmac(derived, sizeof(derived), request->service, derived);
    hmac(derived, sizeof(derived), STR("aws4_request"), derived);
    hmac(derived, sizeof(derived), text, derived);
    to_hex(derived, out);
    OPENSSL_cleanse(start, sizeof(start));
    OPENSSL_cleanse(derived, sizeof(derived));
}

void sigv4_timestamp(int64_t time_s, char out[SIGV4_TIMESTAMP_BYTES])
{
    time_t time = (time_t)time_s;
    struct tm utc;

    if (!gmtime_r(&time, &utc) ||
        strftime(out, SIGV4_TIMESTAMP_BYTES, "%Y%m%dT%H%M%SZ", &utc) == 0) {
        out[0] = '\0';
    }
}

struct str sigv4_authorization(struct arena *arena, const struct sigv4_request *request)
{
    char timestamp[SIGV4_TIMESTAMP_BYTES];
    char request_hash[HEX_BYTES];
    char signature[HEX_BYTES];
    struct str names = hash_request(arena, request, request_hash);
    struct str date;
    struct str scope;
    struct str text;

    sigv4_timestamp(request->time_s, timestamp);
    date = str_slice(str_from(timestamp), 0, DATE_BYTES);
    scope = arena_printf(arena, "%.*s/%.*s/%.*s/aws4_request", STR_ARG(date),
                         STR_ARG(request->region), STR_ARG(request->service));
    text = arena_printf(arena, "%s\n%s\n%.*s\n%s", algorithm, timestamp, STR_ARG(scope),
                        request_hash);
    if (request->trace) {
        strbuf_add(&request->trace->string_to_sign, text);
    }
    sign(request, date, text, signature);
    return arena_printf(arena, "%s Credential=%.*s/%.*s, SignedHeaders=%.*s, Signature=%s",
                        algorithm, STR_ARG(request->access_key_id), STR_ARG(scope),
                        STR_ARG(names), signature);
}
