#include "sagemaker/inventory.h"
#include "sagemaker/support_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define IMAGE(name) "{\"ImageName\":\"" name "\",\"ImageStatus\":\"CREATED\"}"
#define VERSION(number) "{\"Version\":" number ",\"ImageVersionStatus\":\"CREATED\"}"
#define OK(text)                                                                               \
    {                                                                                          \
        .status = 200, .body = text                                                            \
    }
#define GONE                                                                                   \
    {                                                                                          \
        .status = 400,                                                                         \
        .body = "{\"__type\":\"ResourceNotFound\",\"Message\":\"Image does not exist.\"}"      \
    }
#define DENIED                                                                                 \
    {                                                                                          \
        .status = 400, .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"     \
    }

/* Two pages of images, of which b vanishes; two pages of versions of a. */
static const struct fake_rule region[] = {
    { "ListImageVersions",
      "\"a\",\"MaxResults\":100,\"SortBy\":\"VERSION\","
      "\"SortOrder\":\"ASCENDING\",\"NextToken\":\"more\"",
      OK("{\"ImageVersions\":[" VERSION("3") "]}") },
    { "ListImageVersions", "\"a\"",
      OK("{\"ImageVersions\":[" VERSION("1") "," VERSION("2") ",{}],\"NextToken\":\"more\"}") },
    { "ListImageVersions", "\"b\"", GONE },
    { "ListImageVersions", "\"c\"", OK("{\"ImageVersions\":[" VERSION("7") "]}") },
    { "ListImageVersions", "\"d\"", OK("{\"ImageVersions\":[]}") },
    { "ListImageVersions", "\"endless\"", OK("{\"ImageVersions\":[],\"NextToken\":\"more\"}") },
    { "ListImageVersions", "\"denied\"", DENIED },
    { "ListImages", "\"NextToken\":\"next\"",
      OK("{\"Images\":[" IMAGE("c") "," IMAGE("d") "]}") },
    { "ListImages", "\"NextToken\":\"empty\"", OK("{\"Images\":[],\"NextToken\":\"next\"}") },
    { "ListImages", NULL,
      OK("{\"Images\":[" IMAGE("a") "," IMAGE("b") ",{}],\"NextToken\":\"empty\"}") },
};

static void init(struct service *service)
{
    static const struct fake_step none = OK("{}");

    support_service_init(service, &none, 1);
    service->http.rules = region;
    service->http.rule_count = ARRAY_LEN(region);
}

/* What was taken, as one text: "a,1 a,2 ". */
struct seen {
    struct arena *arena;
    struct str text;
    size_t count;
    size_t wanted; /* 0: all */
};

static bool take(void *self, const struct inventory_item *item)
{
    struct seen *seen = self;

    seen->text = arena_printf(seen->arena, "%.*s%.*s,%d%s ", STR_ARG(seen->text),
                              STR_ARG(item->image_name), (int)item->version,
                              item->detail ? (const char *)item->detail : "");
    return ++seen->count != seen->wanted;
}

static enum status describe(const void *self, struct sagemaker *sm, struct inventory_item *item,
                            struct err *err)
{
    (void)self;
    if (item->version == 2) {
        return err_set(err, STATUS_NOT_FOUND, "gone");
    }
    item->detail = arena_strndup(sm->arena, "!", 1);
    return STATUS_OK;
}

static struct inventory inventory_of(struct service *service, struct seen *seen)
{
    *seen = (struct seen){ .arena = service->arena };
    return (struct inventory){ .sm = &service->sm, .take = take, .self = seen };
}

static void images_of_all_pages_come_in_order(void **state)
{
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    assert_int_equal(inventory_images(&inventory, &err), STATUS_OK);
    assert_true(str_eq(seen.text, STR("a,0 b,0 c,0 d,0 ")));
    assert_int_equal(service.http.sent_count, 3);
    support_service_release(&service);
}

static void versions_of_a_region_leave_out_images_that_vanish(void **state)
{
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    assert_int_equal(inventory_versions(&inventory, &err), STATUS_OK);
    assert_true(str_eq(seen.text, STR("a,1 a,2 a,3 c,7 ")));
    support_service_release(&service);
}

static void versions_that_vanish_before_they_are_described_are_left_out(void **state)
{
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    inventory.describe = describe;
    assert_int_equal(inventory_versions(&inventory, &err), STATUS_OK);
    assert_true(str_eq(seen.text, STR("a,1! a,3! c,7! ")));
    support_service_release(&service);
}

static void named_images_are_read_in_the_order_given(void **state)
{
    static const struct str names[] = { { "c", 1 }, { "a", 1 } };
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    inventory.image_names = names;
    inventory.image_count = ARRAY_LEN(names);
    assert_int_equal(inventory_versions(&inventory, &err), STATUS_OK);
    assert_true(str_eq(seen.text, STR("c,7 a,1 a,2 a,3 ")));
    assert_int_equal(support_sent_count(&service.http, "ListImages", NULL), 0);
    support_service_release(&service);
}

static void a_named_image_that_is_not_there_is_said(void **state)
{
    static const struct str names[] = { { "a", 1 }, { "b", 1 } };
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    inventory.image_names = names;
    inventory.image_count = ARRAY_LEN(names);
    assert_int_equal(inventory_versions(&inventory, &err), STATUS_NOT_FOUND);
    assert_true(support_has(err.text, "Image does not exist."));
    support_service_release(&service);
}

static void failures_of_a_page_end_the_list(void **state)
{
    static const struct str names[] = { { "denied", 6 }, { "endless", 7 } };
    static const char *const texts[] = { "AccessDenied", "does not end" };
    static const enum status statuses[] = { STATUS_DENIED, STATUS_FAILED };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct service service;
        struct seen seen;
        struct inventory inventory;
        struct err err = { "" };

        init(&service);
        inventory = inventory_of(&service, &seen);
        inventory.image_names = &names[i];
        inventory.image_count = 1;
        assert_int_equal(inventory_versions(&inventory, &err), statuses[i]);
        assert_true(support_has(err.text, texts[i]));
        support_service_release(&service);
    }
}

static void further_members_travel_with_every_page(void **state)
{
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };
    cJSON *images;
    cJSON *versions;

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    images = sagemaker_object(service.arena);
    versions = sagemaker_object(service.arena);
    cJSON_AddStringToObject(images, "NameContains", "x");
    cJSON_AddNumberToObject(versions, "CreationTimeAfter", 1.5);
    inventory.images = images;
    inventory.versions = versions;
    assert_int_equal(inventory_versions(&inventory, &err), STATUS_OK);
    assert_int_equal(support_sent_count(&service.http, "ListImages", "\"NameContains\":\"x\""),
                     3);
    assert_int_equal(
        support_sent_count(&service.http, "ListImageVersions", "\"CreationTimeAfter\":1.5"), 5);
    support_service_release(&service);
}

static void a_list_ends_when_no_more_is_wanted(void **state)
{
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    seen.wanted = 2;
    assert_int_equal(inventory_versions(&inventory, &err), STATUS_OK);
    assert_true(str_eq(seen.text, STR("a,1 a,2 ")));
    support_service_release(&service);
}

static void items_are_described_in_the_order_given(void **state)
{
    static const struct inventory_item items[] = {
        { .image_name = { "c", 1 }, .version = 7 },
        { .image_name = { "a", 1 }, .version = 2 },
        { .image_name = { "a", 1 }, .version = 1 },
    };
    struct service service;
    struct seen seen;
    struct inventory inventory;
    struct err err = { "" };

    (void)state;
    init(&service);
    inventory = inventory_of(&service, &seen);
    inventory.describe = describe;
    assert_int_equal(inventory_describe(&inventory, items, ARRAY_LEN(items), &err), STATUS_OK);
    assert_true(str_eq(seen.text, STR("c,7! a,1! ")));
    support_service_release(&service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_of_all_pages_come_in_order),
        cmocka_unit_test(versions_of_a_region_leave_out_images_that_vanish),
        cmocka_unit_test(versions_that_vanish_before_they_are_described_are_left_out),
        cmocka_unit_test(named_images_are_read_in_the_order_given),
        cmocka_unit_test(a_named_image_that_is_not_there_is_said),
        cmocka_unit_test(failures_of_a_page_end_the_list),
        cmocka_unit_test(further_members_travel_with_every_page),
        cmocka_unit_test(a_list_ends_when_no_more_is_wanted),
        cmocka_unit_test(items_are_described_in_the_order_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
