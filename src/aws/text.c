#include "aws/text.h"

#include "base/mem.h"

#include <openssl/evp.h>

enum {
    LOW_BITS = 0xF
};

void text_lower_in_place(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z') {
            text[i] = (char)(text[i] - 'A' + 'a');
        }
    }
}

struct str text_lower(struct arena *arena, struct str s)
{
    char *copy = arena_strndup(arena, s.len > 0 ? s.data : "", s.len);

    text_lower_in_place(copy, s.len);
    return (struct str){ copy, s.len };
}

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

struct str text_percent_encode(struct arena *arena, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(arena, s.len + 1, 3);
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char byte = (unsigned char)s.data[i];

        if (is_unreserved(s.data[i])) {
            out[len++] = s.data[i];
            continue;
        }
        out[len++] = '%';
        out[len++] = digits[byte >> 4];
        out[len++] = digits[byte & LOW_BITS];
    }
    return (struct str){ out, len };
}

static struct str digest(struct arena *arena, const EVP_MD *kind, struct str s)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    char *out;

    if (EVP_Digest(s.len > 0 ? s.data : "", s.len, hash, &len, kind, NULL) != 1) {
        mem_fatal("the cryptographic library fails");
    }
    out = arena_alloc(arena, 2 * (size_t)len + 1, 1);
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[hash[i] >> 4];
        out[2 * i + 1] = digits[hash[i] & LOW_BITS];
    }
    return (struct str){ out, 2 * (size_t)len };
}

struct str text_sha1(struct arena *arena, struct str s)
{
    return digest(arena, EVP_sha1(), s);
}

struct str text_sha256(struct arena *arena, struct str s)
{
    return digest(arena, EVP_sha256(), s);
}
