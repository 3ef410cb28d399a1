#include "terraform/engine.h"
#include "terraform/engine_check.h"

/* Neither CLI sends null to a parameter that does not take it, but one of them has sent nothing
 * at all in its place. */
static bool is_given(const struct function *function, struct function_call *call, size_t i)
{
    const char *name = function->parameters[i].name;

    if (value_wholly_known(function->parameters[i].type, &call->arguments[i]) &&
        !value_is_null(&call->arguments[i])) {
        return true;
    }
    call->error =
        arena_printf(call->arena, "%s is null or not known, but has to have a value", name);
    return false;
}

static bool is_result(const struct function *function, const struct value *result)
{
    const struct type *type = function->result;

    return value_is_known(result) &&
           (type->kind != KIND_OBJECT || result->count == type->object->count) &&
           value_wholly_known(type, result);
}

int64_t engine_call_function(const struct function *function, struct function_call *call)
{
    call->result = value_null();
    call->error = STR("");
    call->argument = 0;
    for (size_t i = 0; i < function->parameter_count; i++) {
        if (!is_given(function, call, i)) {
            return (int64_t)i;
        }
    }
    function->run(call);
    if (call->error.len > 0) {
        return (int64_t)call->argument;
    }
    if (!is_result(function, &call->result)) {
        call->error = arena_printf(call->arena,
                                   "%s gave no valid result: this is a bug in "
                                   "the provider, please report it",
                                   function->name);
    }
    return ENGINE_NO_ARGUMENT;
}
