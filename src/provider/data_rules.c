#include "provider/data_rules.h"

const struct path *data_rules_path(const struct call *call, const struct block *block,
                                   size_t row)
{
    return path_attribute(call->arena, NULL, str_from(block->fields[row].name));
}

bool data_rules_given(const struct value *config, size_t row)
{
    return !value_is_null(&config->items[row]);
}

bool data_rules_check(const struct call *call, const struct block *block,
                      const struct value *config, const struct data_rules_pair *pairs,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *row = block->fields[pairs[i].row].name;
        const char *other = block->fields[pairs[i].other].name;

        if (data_rules_given(config, pairs[i].row) &&
            data_rules_given(config, pairs[i].other)) {
            diags_error(call->diags, data_rules_path(call, block, pairs[i].row),
                        "Invalid combination of arguments",
                        "%s and %s cannot both be given, because each of them says which "
                        "objects are meant. Leave one of them out.",
                        row, other);
            return false;
        }
    }
    return true;
}
