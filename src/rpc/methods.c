#include "rpc/methods.h"

#include "base/mem.h"

static int by_path(const void *a, const void *b)
{
    const struct rpc_method *const *left = a;
    const struct rpc_method *const *right = b;

    return strcmp((*left)->path, (*right)->path);
}

void methods_init(struct methods *methods, const struct rpc_table *tables, size_t count)
{
    size_t total = 0;

    for (size_t i = 0; i < count; i++) {
        total += tables[i].count;
    }
    methods->sorted = mem_calloc(total, sizeof(struct rpc_method *));
    methods->count = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < tables[i].count; k++) {
            methods->sorted[methods->count++] = &tables[i].methods[k];
        }
    }
    qsort(methods->sorted, methods->count, sizeof(struct rpc_method *), by_path);
}

void methods_release(struct methods *methods)
{
    mem_free(methods->sorted);
}

static int path_against_method(const void *key, const void *element)
{
    const struct str *path = key;
    const struct rpc_method *const *method = element;

    return str_cmp(*path, str_from((*method)->path));
}

const struct rpc_method *methods_find(const struct methods *methods, grpc_slice path)
{
    struct str key = { (const char *)GRPC_SLICE_START_PTR(path), GRPC_SLICE_LENGTH(path) };
    const struct rpc_method **found = bsearch(&key, methods->sorted, methods->count,
                                              sizeof(struct rpc_method *), path_against_method);

    return found ? *found : NULL;
}
