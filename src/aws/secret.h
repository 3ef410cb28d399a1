#ifndef AWS_SECRET_H
#define AWS_SECRET_H

#include "base/str.h"

/*
 * A secret key or session token. It is a type of its own so that no function that formats text
 * takes one by accident: only secret_reveal gives the text, and only what signs or sends calls
 * it. The memory is wiped when it is released. One thread changes it; any may read.
 */
struct secret {
    char *data; /* NULL: empty */
    size_t len;
};

/* Takes a copy of `text`; what was there before is wiped. */
void secret_set(struct secret *secret, struct str text);

/* Wipes and frees; the secret is empty afterwards. */
void secret_release(struct secret *secret);

/* The text, borrowed. Never for a message. */
struct str secret_reveal(const struct secret *secret);

#endif
