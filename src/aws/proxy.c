#include "aws/proxy.h"

#include <arpa/inet.h>

enum {
    ADDRESS_BYTES = 64,
    BITS = 8,
    NETWORK_BYTES = 16
};

/* The bytes of an address, in brackets or not; their number, 0 when it is none. */
static size_t read_address(struct str text, unsigned char out[NETWORK_BYTES])
{
    char copy[ADDRESS_BYTES];

    if (text.len > 2 && text.data[0] == '[' && text.data[text.len - 1] == ']') {
        text = str_slice(text, 1, text.len - 1);
    }
    if (text.len == 0 || text.len >= sizeof(copy)) {
        return 0;
    }
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, out) == 1) {
        return sizeof(struct in_addr);
    }
    return inet_pton(AF_INET6, copy, out) == 1 ? sizeof(struct in6_addr) : 0;
}

/* Whether the entry is a CIDR block, or an address, that the host's address is in. */
static bool in_network(struct str entry, struct str host)
{
    unsigned char network[NETWORK_BYTES];
    unsigned char address[NETWORK_BYTES];
    size_t slash = str_find(entry, '/');
    size_t bytes = read_address(str_slice(entry, 0, slash), network);
    int64_t bits = (int64_t)bytes * BITS;
    size_t whole;
    unsigned rest;

    if (bytes == 0 || read_address(host, address) != bytes ||
        (slash < entry.len && !str_to_int64(str_slice(entry, slash + 1, entry.len), &bits)) ||
        bits < 0 || bits > (int64_t)bytes * BITS) {
        return false;
    }
    whole = (size_t)bits / BITS;
    rest = (unsigned)(bits % BITS);
    return memcmp(network, address, whole) == 0 &&
           (rest == 0 || (network[whole] ^ address[whole]) >> (BITS - rest) == 0);
}

/* The entry is a name (which means what is below it, too), one with a leading "." or "*."
 * (which means only that), an address, or "*"; each may have a port. */
static bool entry_matches(struct str entry, struct str host, struct str port)
{
    size_t colon = str_rfind(entry, ':');
    struct str tail;

    if (str_eq(entry, STR("*"))) {
        return true;
    }
    if (colon < entry.len && entry.data[entry.len - 1] != ']' &&
        str_find(entry, ':') == colon) {
        if (!str_eq(str_slice(entry, colon + 1, entry.len), port)) {
            return false;
        }
        entry = str_slice(entry, 0, colon);
    }
    if (str_starts_with(entry, STR("*."))) {
        entry = str_slice(entry, 1, entry.len);
    }
    if (entry.len == 0 || entry.len > host.len) {
        return false;
    }
    tail = str_slice(host, host.len - entry.len, host.len);
    if (!str_eq_nocase(tail, entry)) {
        return false;
    }
    return entry.data[0] == '.'
               ? host.len > entry.len
               : host.len == entry.len || host.data[host.len - entry.len - 1] == '.';
}

static bool never_proxied(struct str host)
{
    return str_eq_nocase(host, STR("localhost")) || str_eq(host, STR("[::1]")) ||
           str_starts_with(host, STR("127.")) || str_starts_with(host, STR("169.254.")) ||
           str_starts_with(host, STR("[fd00:ec2::"));
}

/* The CIDR blocks and the rest of the entries; the host without brackets. */
static bool is_excepted(struct str exceptions, struct str host, struct str port)
{
    struct str entry;

    while (str_split(&exceptions, ',', &entry)) {
        entry = str_trim(entry);
        if (entry_matches(entry, host, port) || in_network(entry, host)) {
            return true;
        }
    }
    return false;
}

struct str proxy_for_url(const struct proxy_settings *settings, struct str url)
{
    bool is_https = str_starts_with(url, STR("https://"));
    struct str host =
        str_slice(url, is_https ? strlen("https://") : strlen("http://"), url.len);
    struct str port = is_https ? STR("443") : STR("80");
    size_t colon;

    host = str_slice(host, 0, str_find(host, '/'));
    host = str_slice(host, 0, str_find(host, '?'));
    colon = str_rfind(host, ':');
    if (colon < host.len && host.data[host.len - 1] != ']') {
        port = str_slice(host, colon + 1, host.len);
        host = str_slice(host, 0, colon);
    }
    if (never_proxied(host) || is_excepted(settings->none, host, port)) {
        return (struct str){ NULL, 0 };
    }
    return is_https ? settings->https : settings->http;
}
