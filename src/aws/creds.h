#ifndef AWS_CREDS_H
#define AWS_CREDS_H

#include "aws/endpoint.h"
#include "aws/http.h"
#include "aws/secret.h"
#include "base/clock.h"

/*
 * AWS credentials and where they come from. A source is a table of functions with its own
 * data, one for each kind (static keys, a role, a process, ...), and sources are put together:
 * a role has a source of its own, and a cache has the source whose credentials it keeps.
 */
struct creds {
    char *access_key_id; /* no secret: every request shows it. NULL: none */
    struct secret secret_key;
    struct secret session_token; /* empty: none */
    char *origin;                /* where they come from, for messages */
    int64_t expires_at_ms;       /* Unix time; 0: never */
};

/* What a source gives before it is kept; everything is borrowed. */
struct creds_found {
    struct str access_key_id;
    struct str secret_key;
    struct str session_token;
    struct str origin;
    int64_t expires_at_ms;
};

/* Copies what was found, after a look at it: keys travel in HTTP headers, so nothing but
 * printable ASCII without blanks can be one (STATUS_INVALID). The caller owns what is in *out
 * (creds_release). */
MUST_CHECK enum status creds_make(const struct creds_found *found, struct creds *out,
                                  struct err *err);

void creds_copy(struct creds *out, const struct creds *from);

/* Wipes and frees; fine on the zero value. */
void creds_release(struct creds *creds);

struct creds_source;

struct creds_source_ops {
    /* Gets them anew, however long it takes; a stop ends it (STATUS_STOPPED). The caller owns
     * *out. STATUS_INVALID: what is configured is no good. STATUS_DENIED: the other side
     * refuses. STATUS_UNAVAILABLE: it does not answer. STATUS_NOT_FOUND: there are none. The
     * text is one sentence with cause and cure, and never holds a secret. One thread at a time.
     */
    enum status (*retrieve)(struct creds_source *self, struct stop *stop, struct creds *out,
                            struct err *err);
    void (*free)(struct creds_source *self);
};

/* The first member of each kind of source. */
struct creds_source {
    const struct creds_source_ops *ops;
};

MUST_CHECK static inline enum status creds_retrieve(struct creds_source *source,
                                                    struct stop *stop, struct creds *out,
                                                    struct err *err)
{
    return source->ops->retrieve(source, stop, out, err);
}

/* NULL is fine. */
static inline void creds_source_free(struct creds_source *source)
{
    if (source) {
        source->ops->free(source);
    }
}

/* What sources work with; all of it outlives them. */
struct creds_io {
    struct http *http;
    const struct clock *clock;
    const struct env *env;
};

#endif
