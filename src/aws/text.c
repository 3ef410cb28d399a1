#include "aws/text.h"

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
