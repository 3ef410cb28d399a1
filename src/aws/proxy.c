#include "aws/proxy.h"

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

struct str proxy_for_url(const struct env *env, struct str url)
{
    static const char *const https[] = { "https_proxy", "HTTPS_PROXY", NULL };
    static const char *const http[] = { "http_proxy", "HTTP_PROXY", NULL };
    static const char *const none[] = { "no_proxy", "NO_PROXY", NULL };
    bool is_https = str_starts_with(url, STR("https://"));
    struct str host =
        str_slice(url, is_https ? strlen("https://") : strlen("http://"), url.len);
    struct str port = is_https ? STR("443") : STR("80");
    struct str exceptions = env_first(env, none);
    struct str entry;
    size_t colon;

    host = str_slice(host, 0, str_find(host, '/'));
    colon = str_rfind(host, ':');
    if (colon < host.len && host.data[host.len - 1] != ']') {
        port = str_slice(host, colon + 1, host.len);
        host = str_slice(host, 0, colon);
    }
    if (never_proxied(host)) {
        return (struct str){ NULL, 0 };
    }
    while (str_split(&exceptions, ',', &entry)) {
        if (entry_matches(str_trim(entry), host, port)) {
            return (struct str){ NULL, 0 };
        }
    }
    return env_first(env, is_https ? https : http);
}
