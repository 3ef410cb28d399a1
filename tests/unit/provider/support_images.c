#include "provider/support_images.h"

#include "schema/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const struct value no_tags = { .state = VALUE_KNOWN };

struct value support_images_planned(const struct hooks *h)
{
    static const size_t unknown[] = { IMAGE_ID,
                                      IMAGE_ACCOUNT_ID,
                                      IMAGE_ARN,
                                      IMAGE_STATUS,
                                      IMAGE_FAILURE_REASON,
                                      IMAGE_CREATION_TIME,
                                      IMAGE_LAST_MODIFIED_TIME };
    struct value object = value_object(h->call.arena, image_schema.block);

    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        object.items[unknown[i]] = value_unknown();
    }
    object.items[IMAGE_IMAGE_NAME] = value_string(STR("example"));
    object.items[IMAGE_ROLE_ARN] = value_string(STR(ROLE));
    object.items[IMAGE_REGION] = value_string(STR("us-west-2"));
    object.items[IMAGE_TAGS] = no_tags;
    object.items[IMAGE_TAGS_ALL] = no_tags;
    return object;
}

struct value support_images_saved(const struct hooks *h)
{
    struct value object = value_object(h->call.arena, image_schema.block);

    object.items[IMAGE_ID] = value_string(STR("example"));
    object.items[IMAGE_ARN] = value_string(STR(IMAGE_ARN_TEXT));
    object.items[IMAGE_IMAGE_NAME] = value_string(STR("example"));
    object.items[IMAGE_ROLE_ARN] = value_string(STR(ROLE));
    object.items[IMAGE_REGION] = value_string(STR("us-west-2"));
    object.items[IMAGE_TAGS] = no_tags;
    object.items[IMAGE_TAGS_ALL] = no_tags;
    return object;
}

bool support_images_has(const struct value *object, size_t row, const char *text)
{
    return str_eq(value_text(&object->items[row]), str_from(text));
}

bool support_images_sent(const struct hooks *h, size_t at, const char *operation)
{
    struct str target = support_sent_header(&h->http, at, "X-Amz-Target");

    if (str_ends_with(target, str_from(operation))) {
        return true;
    }
    fprintf(stderr, "request %zu is %.*s\n", at, STR_ARG(target));
    return false;
}
