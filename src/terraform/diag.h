#ifndef TERRAFORM_DIAG_H
#define TERRAFORM_DIAG_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Diagnostics: what the user reads when something is wrong, with the attribute it is about.
 * Summary and detail are sanitised to valid UTF-8 when they are added, whatever their source.
 * A detail says what is wrong, why, and what to do. They live in the call's arena; one thread
 * at a time.
 */

enum severity {
    SEVERITY_ERROR = 1, /* the protocol's numbers; 0 would be ignored by Terraform */
    SEVERITY_WARNING = 2,
};

enum path_step_kind {
    PATH_ATTRIBUTE, /* name: an attribute or block */
    PATH_KEY,       /* name: a map key */
    PATH_INDEX,     /* index: a list position */
};

struct path_step {
    enum path_step_kind kind;
    struct str name;
    int64_t index;
};

/* Immutable and shared: a longer path points at the shorter one. NULL is the root. */
struct path {
    const struct path *parent;
    struct path_step step;
};

const struct path *path_attribute(struct arena *arena, const struct path *parent,
                                  struct str name);
const struct path *path_key(struct arena *arena, const struct path *parent, struct str key);
const struct path *path_index(struct arena *arena, const struct path *parent, int64_t index);

/* Steps from the root on, into the arena; *count is their number. */
const struct path_step *path_steps(struct arena *arena, const struct path *path, size_t *count);

/* As a person writes it: aliases, timeouts.create, tags["a"], list[0]. Empty for the root. */
struct str path_text(struct arena *arena, const struct path *path);

struct diag {
    struct diag *next;
    enum severity severity;
    struct str summary;
    struct str detail;
    const struct path *path; /* NULL: about the whole */
};

struct diags {
    struct arena *arena;
    struct diag *first;
    struct diag *last;
    size_t count;
    bool has_error;
};

void diags_init(struct diags *diags, struct arena *arena);

/* `path` may be NULL. The detail is formatted; the summary is copied. */
void diags_error(struct diags *diags, const struct path *path, const char *summary,
                 const char *detail, ...) PRINTF_LIKE(4, 5);
void diags_warning(struct diags *diags, const struct path *path, const char *summary,
                   const char *detail, ...) PRINTF_LIKE(4, 5);

#endif
