#include "aws/proxy.h"
#include "aws/support_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct row {
    const char *no_proxy;
    const char *url;
    bool proxied;
};

static const struct row rows[] = {
    { "", "https://api.example.com/", true },
    { "", "http://api.example.com/", true },
    { "*", "https://api.example.com/", false },
    { "a, *", "https://api.example.com/", false },
    { "example.com", "https://api.example.com/", false },
    { "example.com", "https://example.com/", false },
    { "EXAMPLE.com", "https://api.example.com/", false },
    { "ample.com", "https://api.example.com/", true },
    { ".example.com", "https://api.example.com/", false },
    { ".example.com", "https://example.com/", true },
    { "*.example.com", "https://api.example.com/", false },
    { "*.example.com", "https://example.com/", true },
    { "other.com,example.com", "https://api.example.com/", false },
    { "other.com , example.com ", "https://api.example.com/", false },
    { "other.com", "https://api.example.com/", true },
    { "example.com:443", "https://api.example.com/", false },
    { "example.com:8443", "https://api.example.com/", true },
    { "example.com:8443", "https://api.example.com:8443/", false },
    { "example.com:80", "http://example.com/", false },
    { "10.0.0.1", "http://10.0.0.1:8000/", false },
    { "10.0.0.1:8000", "http://10.0.0.1:8000/", false },
    { "10.0.0.1:1", "http://10.0.0.1:8000/", true },
    { "[2001:db8::1]", "http://[2001:db8::1]:8000/", false },
    { ",,", "https://api.example.com/", true },
    { "", "http://localhost:4566/", false },
    { "", "http://127.0.0.1:4566/", false },
    { "", "http://[::1]:4566/", false },
    { "", "http://169.254.169.254/", false },
    { "", "http://[fd00:ec2::254]/", false },
    { "", "http://[fd00:ec2:0:1::23]/", false },
    { "", "http://[fd00:ec3::254]/", true },
    { "", "http://127.9.9.9/", false },
    { "", "http://128.0.0.1/", true },
    { "", "http://169.254.170.2/creds", false },
    { "", "http://169.255.0.1/", true },
    { "", "http://[fe80::1]/", false },
    { "", "http://[febf::1]/", false },
    { "", "http://[fec0::1]/", true },
    { "", "https://LOCALHOST/", false },
    { "", "https://127.example.com/", true },
    { "", "https://localhost.example.com/", true },
    /* Networks. */
    { "10.0.0.0/8", "http://10.255.255.255/", false },
    { "10.0.0.0/8", "http://11.0.0.0/", true },
    { "192.168.4.0/22", "http://192.168.7.255/", false },
    { "192.168.4.0/22", "http://192.168.8.0/", true },
    { "192.168.4.0/22", "http://192.168.3.255/", true },
    { "192.168.4.9/22", "http://192.168.5.1/", false },
    { "10.0.0.1/32", "http://10.0.0.1/", false },
    { "10.0.0.1/32", "http://10.0.0.2/", true },
    { "0.0.0.0/0", "http://8.8.8.8/", false },
    { "0.0.0.0/0", "http://[2001:db8::1]/", true },
    { "::/0", "http://8.8.8.8/", true },
    { "10.0.0.1/33", "http://10.0.0.1/", true },
    { "2001:db8::1/129", "http://[2001:db8::1]/", true },
    { "10.0.0.0/-1", "http://10.0.0.1/", true },
    { "10.0.0.0/", "http://10.0.0.1/", true },
    { "10.0.0.0/8", "http://ten.example.com/", true },
    { "2001:db8::/32", "http://[2001:db8:ffff::1]/", false },
    { "2001:db8::/32", "http://[2001:db9::1]/", true },
    { "2001:db8:8000::/33", "http://[2001:db8:8000::1]/", false },
    { "2001:db8:8000::/33", "http://[2001:db8:7fff::1]/", true },
    /* Addresses. */
    { "2001:db8::1", "http://[2001:db8::1]:8000/", false },
    { "2001:DB8:0::1", "http://[2001:db8::1]/", false },
    { "[2001:db8::1]:8000", "http://[2001:db8::1]:8000/", false },
    { "[2001:db8::1]:1", "http://[2001:db8::1]:8000/", true },
    { "::ffff:10.0.0.1", "http://10.0.0.1/", false },
    { "0.0.1", "http://10.0.0.1/", true },
    { ".0.0.1", "http://10.0.0.1/", true },
    /* Names and ports. */
    { ".example.com:443", "https://api.example.com/", false },
    { ".example.com:80", "https://api.example.com/", true },
    { "*.example.com:443", "https://api.example.com/", false },
    { "example.com:", "https://api.example.com/", false },
    { ":443", "https://api.example.com/", true },
    { "*:443", "https://api.example.com/", true },
    { "*.", "https://api.example.com/", true },
    { "example.com", "https://API.Example.COM/", false },
    { "api.example.com", "https://example.com/", true },
};

static void exceptions_are_not_proxied(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct proxy_settings settings = { STR("http://p:1"), STR("http://p:1"),
                                           str_from(rows[i].no_proxy) };

        if ((proxy_for_url(&settings, str_from(rows[i].url)).len > 0) != rows[i].proxied) {
            fail_msg("%s for %s", rows[i].no_proxy, rows[i].url);
        }
    }
}

static void each_scheme_has_its_proxy(void **state)
{
    struct proxy_settings settings = { .http = STR("http://a"), .https = STR("http://b") };

    (void)state;
    assert_true(str_eq(proxy_for_url(&settings, STR("http://example.com/")), STR("http://a")));
    assert_true(str_eq(proxy_for_url(&settings, STR("https://example.com/")), STR("http://b")));
    settings.https = (struct str){ NULL, 0 };
    assert_int_equal(proxy_for_url(&settings, STR("https://example.com/")).len, 0);
}

static void what_a_proxy_leaves_out_is_put_in(void **state)
{
    static const struct {
        const char *given;
        const char *proxy;
    } proxies[] = {
        { "http://p:3128", "http://p:3128" },
        { "p:3128", "http://p:3128" },
        { "p", "http://p:80" },
        { "10.0.0.1:8080", "http://10.0.0.1:8080" },
        { "http://p", "http://p:80" },
        { "http://p:", "http://p:80" },
        { "https://p", "https://p:443" },
        { "HTTP://P.example/some/path?x", "http://P.example:80" },
        { "http://user:pass@p:1", "http://user:pass@p:1" },
        { "user:pass@p", "http://user:pass@p:80" },
        { "http://u:%40%aF@p:1", "http://u:%40%aF@p:1" },
        { "http://user@corp:pass@p", "http://user@corp:pass@p:80" },
        { "socks5://p", "socks5h://p:1080" },
        { "socks5h://p:9", "socks5h://p:9" },
        { "http://[2001:db8::1]", "http://[2001:db8::1]:80" },
        { "[2001:db8::1]:8080", "http://[2001:db8::1]:8080" },
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(proxies); i++) {
        struct str proxy = { NULL, 0 };

        assert_int_equal(proxy_parse(arena, str_from(proxies[i].given), &proxy, NULL),
                         STATUS_OK);
        assert_string_equal(proxy.data, proxies[i].proxy);
    }
    arena_free(arena);
}

static void what_is_no_proxy_is_refused_without_its_password(void **state)
{
    static const char *const wrong[] = {
        "http://",         "http://:80",          "ftp://p",         "http://p:0",
        "http://p:65536",  "http://p:1x",         "http://p q",      "http://p\r\nX: y",
        "http://u:hush@",  "ftp://u:hush@p",      "http://u:hu@sh@", "://p",
        "http://u:hush@:", "http://u:hu sh@p:80", "http://\xC3\xA4", "/path",
        "http://%zz",      "http://u:%2@p",       "http://u:%4x@p",  "http://p/%",
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct str proxy = STR("untouched");
        struct err err = { "" };

        if (proxy_parse(arena, str_from(wrong[i]), &proxy, &err) != STATUS_INVALID) {
            fail_msg("%s", wrong[i]);
        }
        assert_true(str_eq(proxy, STR("untouched")));
        assert_true(support_has(err.text, "is no URL of a proxy"));
        assert_null(strstr(err.text, "u:hu"));
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exceptions_are_not_proxied),
        cmocka_unit_test(each_scheme_has_its_proxy),
        cmocka_unit_test(what_a_proxy_leaves_out_is_put_in),
        cmocka_unit_test(what_is_no_proxy_is_refused_without_its_password),
    };

    return cmocka_run_group_tests_name("proxy", tests, NULL, NULL);
}
