#ifndef TESTS_PROVIDER_SUPPORT_IMAGES_H
#define TESTS_PROVIDER_SUPPORT_IMAGES_H

#include "provider/support_hooks.h"
#include "terraform/provider.h"

/* Answers of the service about the image "example", and objects of it. */
#define OK(text)                                                                               \
    {                                                                                          \
        .status = 200, .body = text                                                            \
    }
#define REFUSED(code, text)                                                                    \
    {                                                                                          \
        .status = 400, .body = "{\"__type\":\"" code "\",\"Message\":\"" text "\"}"            \
    }
#define IMAGE_ARN_TEXT "arn:aws:sagemaker:us-west-2:123456789012:image/example"
#define ROLE "arn:aws:iam::123456789012:role/images"
#define MADE OK("{\"ImageArn\":\"" IMAGE_ARN_TEXT "\"}")
#define DESCRIBED(members)                                                                     \
    OK("{\"ImageArn\":\"" IMAGE_ARN_TEXT "\",\"ImageName\":\"example\",\"RoleArn\":\"" ROLE    \
       "\"," members "}")
#define CREATED DESCRIBED("\"ImageStatus\":\"CREATED\",\"CreationTime\":4102444800")
#define GONE REFUSED("ResourceNotFound", "Image with ARN a does not exist.")

/* As planned for a creation: what the service says is unknown. */
struct value support_images_planned(const struct hooks *h);

/* As in a state. */
struct value support_images_saved(const struct hooks *h);

bool support_images_has(const struct value *object, size_t row, const char *text);

/* Whether the request of that position was of the operation; prints it when not. */
bool support_images_sent(const struct hooks *h, size_t at, const char *operation);

#endif
