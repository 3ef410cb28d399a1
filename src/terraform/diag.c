#include "terraform/diag.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdarg.h>

static const struct path *path_new(struct arena *arena, const struct path *parent,
                                   struct path_step step)
{
    struct path *path = arena_alloc(arena, 1, sizeof(*path));

    *path = (struct path){ parent, step };
    return path;
}

const struct path *path_attribute(struct arena *arena, const struct path *parent,
                                  struct str name)
{
    return path_new(arena, parent, (struct path_step){ PATH_ATTRIBUTE, name, 0 });
}

const struct path *path_key(struct arena *arena, const struct path *parent, struct str key)
{
    return path_new(arena, parent,
                    (struct path_step){ PATH_KEY, utf8_sanitize(arena, key), 0 });
}

const struct path *path_index(struct arena *arena, const struct path *parent, int64_t index)
{
    return path_new(arena, parent, (struct path_step){ PATH_INDEX, { NULL, 0 }, index });
}

const struct path_step *path_steps(struct arena *arena, const struct path *path, size_t *count)
{
    struct path_step *steps;
    size_t left = 0;

    for (const struct path *p = path; p; p = p->parent) {
        left++;
    }
    *count = left;
    steps = arena_alloc(arena, left, sizeof(*steps));
    for (const struct path *p = path; p; p = p->parent) {
        steps[--left] = p->step;
    }
    return steps;
}

static struct str attribute_text(struct arena *arena, struct str head,
                                 const struct path_step *step)
{
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(head), head.len > 0 ? "." : "",
                        STR_ARG(step->name));
}

static struct str key_text(struct arena *arena, struct str head, const struct path_step *step)
{
    return arena_printf(arena, "%.*s[\"%.*s\"]", STR_ARG(head), STR_ARG(step->name));
}

static struct str index_text(struct arena *arena, struct str head, const struct path_step *step)
{
    return arena_printf(arena, "%.*s[%" PRId64 "]", STR_ARG(head), step->index);
}

struct str path_text(struct arena *arena, const struct path *path)
{
    static struct str (*const texts[])(struct arena *arena, struct str head,
                                       const struct path_step *step) = {
        [PATH_ATTRIBUTE] = attribute_text,
        [PATH_KEY] = key_text,
        [PATH_INDEX] = index_text,
    };
    size_t count;
    const struct path_step *steps = path_steps(arena, path, &count);
    struct str out = STR("");

    for (size_t i = 0; i < count; i++) {
        out = texts[steps[i].kind](arena, out, &steps[i]);
    }
    return out;
}

void diags_init(struct diags *diags, struct arena *arena)
{
    *diags = (struct diags){ .arena = arena };
}

static void PRINTF_LIKE(4, 0) add(struct diags *diags, struct diag *diag, const char *summary,
                                  const char *detail, va_list args)
{
    diag->summary = utf8_sanitize(diags->arena, arena_str(diags->arena, str_from(summary)));
    diag->detail = utf8_sanitize(diags->arena, arena_vprintf(diags->arena, detail, args));
    if (diags->last) {
        diags->last->next = diag;
    } else {
        diags->first = diag;
    }
    diags->last = diag;
    diags->count++;
    diags->has_error = diags->has_error || diag->severity == SEVERITY_ERROR;
}

static struct diag *diag_new(struct diags *diags, enum severity severity,
                             const struct path *path)
{
    struct diag *diag = arena_alloc(diags->arena, 1, sizeof(*diag));

    diag->severity = severity;
    diag->path = path;
    return diag;
}

void diags_error(struct diags *diags, const struct path *path, const char *summary,
                 const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    add(diags, diag_new(diags, SEVERITY_ERROR, path), summary, detail, args);
    va_end(args);
}

void diags_warning(struct diags *diags, const struct path *path, const char *summary,
                   const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    add(diags, diag_new(diags, SEVERITY_WARNING, path), summary, detail, args);
    va_end(args);
}
