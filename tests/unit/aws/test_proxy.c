#include "aws/proxy.h"

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
};

static void exceptions_are_not_proxied(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *arena = arena_new();
        const char *variables[] = {
            arena_printf(arena, "no_proxy=%s", rows[i].no_proxy).data,
            "http_proxy=http://p:1",
            "https_proxy=http://p:1",
            NULL,
        };
        struct env *env = env_new(variables);

        if ((proxy_for_url(env, str_from(rows[i].url)).len > 0) != rows[i].proxied) {
            fail_msg("%s for %s", rows[i].no_proxy, rows[i].url);
        }
        env_free(env);
        arena_free(arena);
    }
}

static void check(const char *const *variables, const char *url, const char *proxy)
{
    struct env *env = env_new(variables);

    assert_true(str_eq(proxy_for_url(env, str_from(url)), str_from(proxy)));
    env_free(env);
}

static void each_scheme_has_its_variable_and_lower_case_wins(void **state)
{
    static const char *const all[] = { "HTTP_PROXY=http://a", "http_proxy=http://b",
                                       "HTTPS_PROXY=http://c", "https_proxy=http://d", NULL };
    static const char *const upper[] = { "HTTP_PROXY=http://a", "HTTPS_PROXY=http://c", NULL };
    static const char *const http_only[] = { "http_proxy=http://b", NULL };
    static const char *const upper_exception[] = { "https_proxy=http://d",
                                                   "NO_PROXY=example.com", NULL };

    (void)state;
    check(all, "http://example.com/", "http://b");
    check(all, "https://example.com/", "http://d");
    check(upper, "http://example.com/", "http://a");
    check(upper, "https://example.com/", "http://c");
    check(http_only, "https://example.com/", "");
    check(upper_exception, "https://example.com/", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exceptions_are_not_proxied),
        cmocka_unit_test(each_scheme_has_its_variable_and_lower_case_wins),
    };

    return cmocka_run_group_tests_name("proxy", tests, NULL, NULL);
}
