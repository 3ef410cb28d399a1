#include "aws/secret.h"

#include "base/mem.h"

#include <openssl/crypto.h>

void secret_set(struct secret *secret, struct str text)
{
    char *copy = text.len > 0 ? mem_strndup(text.data, text.len) : NULL;

    secret_release(secret);
    secret->data = copy;
    secret->len = text.len;
}

void secret_release(struct secret *secret)
{
    if (secret->data) {
        OPENSSL_cleanse(secret->data, secret->len);
        mem_free(secret->data);
    }
    *secret = (struct secret){ NULL, 0 };
}

struct str secret_reveal(const struct secret *secret)
{
    return (struct str){ secret->data, secret->len };
}
