#include "aws/proxy.h"

#include "aws/text.h"

#include <arpa/inet.h>

enum {
    ADDRESS_BYTES = 16,
    ADDRESS_TEXT = 64,
    BITS_PER_BYTE = 8,
    PORT_MAX = 65535,
    SHOWN_BYTES = 256
};

struct address {
    size_t len; /* 4 or 16 bytes */
    unsigned char bytes[ADDRESS_BYTES];
};

/* Where a request goes to. */
struct target {
    struct str host; /* without the brackets of an IPv6 address */
    struct str port;
    bool is_address;
    struct address address;
};

static bool read_address(struct str text, struct address *out)
{
    static const unsigned char mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
    char copy[ADDRESS_TEXT];

    if (text.len == 0 || text.len >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    memset(out, 0, sizeof(*out));
    out->len = sizeof(struct in_addr);
    if (inet_pton(AF_INET, copy, out->bytes) == 1) {
        return true;
    }
    out->len = sizeof(struct in6_addr);
    if (inet_pton(AF_INET6, copy, out->bytes) != 1) {
        return false;
    }
    if (memcmp(out->bytes, mapped, sizeof(mapped)) == 0) {
        out->len = sizeof(struct in_addr);
        memmove(out->bytes, out->bytes + sizeof(mapped), out->len);
    }
    return true;
}

/* Whether the address begins as the network does, for so many bits. */
static bool is_within(const struct address *address, const struct address *network, size_t bits)
{
    size_t whole = bits / BITS_PER_BYTE;
    unsigned rest = (unsigned)(bits % BITS_PER_BYTE);
    unsigned differing;

    if (address->len != network->len || memcmp(address->bytes, network->bytes, whole) != 0) {
        return false;
    }
    if (rest == 0) {
        return true;
    }
    differing = (unsigned)(address->bytes[whole] ^ network->bytes[whole]);
    return differing >> (BITS_PER_BYTE - rest) == 0;
}

/* "10.0.0.0/8": false when it is no network at all. */
static bool network_matches(struct str entry, const struct target *target, bool *matches)
{
    size_t slash = str_find(entry, '/');
    struct address network;
    int64_t bits;

    if (slash == entry.len || !read_address(str_slice(entry, 0, slash), &network) ||
        !str_to_int64(str_slice(entry, slash + 1, entry.len), &bits) || bits < 0 ||
        bits > (int64_t)network.len * BITS_PER_BYTE) {
        return false;
    }
    *matches = target->is_address && is_within(&target->address, &network, (size_t)bits);
    return true;
}

/* The position of the ':' before a port, or the length when there is none. */
static size_t port_at(struct str text)
{
    size_t colon = str_rfind(text, ':');
    size_t bracket = str_rfind(text, ']');

    if (bracket < text.len) {
        return colon < text.len && colon == bracket + 1 ? colon : text.len;
    }
    return str_find(text, ':') == colon ? colon : text.len;
}

static struct str without_brackets(struct str host)
{
    if (host.len >= 2 && host.data[0] == '[' && host.data[host.len - 1] == ']') {
        return str_slice(host, 1, host.len - 1);
    }
    return host;
}

/* A name means itself and what is below it; behind a leading "." or "*." only the latter. */
static bool name_matches(struct str name, struct str host)
{
    struct str tail;

    if (str_starts_with(name, STR("*."))) {
        name = str_slice(name, 1, name.len);
    }
    if (name.len == 0 || name.len > host.len) {
        return false;
    }
    tail = str_slice(host, host.len - name.len, host.len);
    if (!str_eq_nocase(tail, name)) {
        return false;
    }
    return name.data[0] == '.'
               ? host.len > name.len
               : host.len == name.len || host.data[host.len - name.len - 1] == '.';
}

static bool entry_matches(struct str entry, const struct target *target)
{
    bool matches = false;
    struct address address;
    size_t colon = port_at(entry);
    struct str port = str_slice(entry, colon + 1, entry.len);
    struct str host = without_brackets(str_slice(entry, 0, colon));

    if (str_eq(entry, STR("*"))) {
        return true;
    }
    if (network_matches(entry, target, &matches)) {
        return matches;
    }
    if (port.len > 0 && !str_eq(port, target->port)) {
        return false;
    }
    if (read_address(host, &address)) {
        return target->is_address &&
               is_within(&target->address, &address, address.len * BITS_PER_BYTE);
    }
    return !target->is_address && name_matches(host, target->host);
}

static bool never_proxied(const struct target *target)
{
    static const char *const networks[] = { "127.0.0.0/8", "::1/128", "169.254.0.0/16",
                                            "fe80::/10", "fd00:ec2::/32" };
    bool matches = str_eq_nocase(target->host, STR("localhost"));

    for (size_t i = 0; i < ARRAY_LEN(networks) && !matches; i++) {
        (void)network_matches(str_from(networks[i]), target, &matches);
    }
    return matches;
}

struct str proxy_for_url(const struct proxy_settings *settings, struct str url)
{
    bool is_https = str_starts_with(url, STR("https://"));
    struct str host =
        str_slice(url, is_https ? strlen("https://") : strlen("http://"), url.len);
    struct target target = { .port = is_https ? STR("443") : STR("80") };
    struct str exceptions = settings->none;
    struct str entry;
    size_t colon;

    host = str_slice(host, 0, str_find(host, '/'));
    host = str_slice(host, 0, str_find(host, '?'));
    colon = port_at(host);
    if (colon < host.len) {
        target.port = str_slice(host, colon + 1, host.len);
    }
    target.host = without_brackets(str_slice(host, 0, colon));
    target.is_address = read_address(target.host, &target.address);
    if (never_proxied(&target)) {
        return (struct str){ NULL, 0 };
    }
    while (str_split(&exceptions, ',', &entry)) {
        if (entry_matches(str_trim(entry), &target)) {
            return (struct str){ NULL, 0 };
        }
    }
    return is_https ? settings->https : settings->http;
}

/* What libcurl makes of a scheme is not always what Go does: it has other usual ports, and
 * looks up names itself where Go leaves that to the proxy. */
static const struct scheme {
    const char *name;
    const char *as;
    const char *port;
} schemes[] = {
    { "http", "http", "80" },         { "https", "https", "443" },
    { "socks5", "socks5h", "1080" },  { "socks5h", "socks5h", "1080" },
    { "socks4a", "socks4a", "1080" },
};

static const struct scheme *find_scheme(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (str_eq(name, str_from(schemes[i].name))) {
            return &schemes[i];
        }
    }
    return NULL;
}

static bool is_port(struct str text)
{
    int64_t port;

    return str_to_int64(text, &port) && port > 0 && port <= PORT_MAX;
}

/* Whether the characters can be those of a URL. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] > '~' || strchr("\\\"<>^`{|}", text.data[i])) {
            return false;
        }
    }
    return true;
}

/* Without a name and password. */
static struct str shown(struct str given)
{
    size_t at = str_rfind(given, '@');

    return str_slice(at < given.len ? str_slice(given, at, given.len) : given, 0, SHOWN_BYTES);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Each '%' stands before two hexadecimal digits. */
static bool is_escaped_well(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '%' &&
            (i + 2 >= s.len || !is_hex(s.data[i + 1]) || !is_hex(s.data[i + 2]))) {
            return false;
        }
    }
    return true;
}

enum status proxy_parse(struct arena *arena, struct str given, struct str *out, struct err *err)
{
    size_t colon = str_find(given, ':');
    struct str rest = given;
    const struct scheme *scheme = &schemes[0];
    struct str user = { NULL, 0 };
    struct str port;
    size_t at;

    if (str_starts_with(str_slice(given, colon, given.len), STR("://"))) {
        scheme = find_scheme(text_lower(arena, str_slice(given, 0, colon)));
        rest = str_slice(given, colon + strlen("://"), given.len);
    }
    rest = str_slice(rest, 0, str_find(rest, '/'));
    at = str_rfind(rest, '@');
    if (at < rest.len) {
        user = str_slice(rest, 0, at + 1);
        rest = str_slice(rest, at + 1, rest.len);
    }
    at = port_at(rest);
    port = str_slice(rest, at + 1, rest.len);
    rest = str_slice(rest, 0, at);
    if (!scheme || rest.len == 0 || !is_plain(given) || !is_escaped_well(given) ||
        (port.len > 0 && !is_port(port))) {
        return err_set(err, STATUS_INVALID,
                       "\"%.*s\" is no URL of a proxy; give it as in http://host:port, with "
                       "the scheme http, https or socks5",
                       STR_ARG(shown(given)));
    }
    *out = arena_printf(arena, "%s://%.*s%.*s:%.*s", scheme->as, STR_ARG(user), STR_ARG(rest),
                        STR_ARG(port.len > 0 ? port : str_from(scheme->port)));
    return STATUS_OK;
}
