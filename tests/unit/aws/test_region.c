#include "aws/client.h"
#include "aws/region.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct row {
    const char *region;
    const char *partition;
    bool valid;
};

static void regions_belong_to_their_partitions(void **state)
{
    static const struct row rows[] = {
        { "us-east-1", "aws", true },
        { "eu-west-1", "aws", true },
        { "ap-southeast-7", "aws", true },
        { "mx-central-1", "aws", true },
        { "us-future-42", "aws", true },
        { "cn-north-1", "aws-cn", true },
        { "cn-southwest-9", "aws-cn", true },
        { "us-gov-west-1", "aws-us-gov", true },
        { "us-gov-future-1", "aws-us-gov", true },
        { "us-iso-east-1", "aws-iso", true },
        { "us-isob-east-1", "aws-iso-b", true },
        { "eu-isoe-west-1", "aws-iso-e", true },
        { "us-isof-south-1", "aws-iso-f", true },
        { "eusc-de-east-1", "aws-eusc", true },
        { "aws-cn-global", "aws-cn", true },
        { "aws-iso-b-global", "aws-iso-b", true },
        { "xx-future-9", "aws", false },
        { "us-east", "aws", false },
        { "us-east-", "aws", false },
        { "us--1", "aws", false },
        { "us-east-1a", "aws", false },
        { "us-east-1-2", "aws", false },
        { "us-gov-1", "aws", true }, /* as the pattern of partition aws has it */
        { "US-EAST-1", "aws", false },
        { "us_east_1", "aws", false },
        { "us-ea_st-1", "aws", false }, /* fits the pattern but cannot be in a host name */
        { "eusc-fr-west-1", "aws", false },
        { "", "aws", false },
        { "us-east-1.example.com/", "aws", false },
        { "-us-east-1", "aws", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str region = str_from(rows[i].region);

        if (!str_eq(aws_partition_of(region), str_from(rows[i].partition)) ||
            aws_region_valid(region) != rows[i].valid) {
            fail_msg("%s", rows[i].region);
        }
    }
}

static void all_46_known_regions_are_valid(void **state)
{
    static const char *const one_of_each[] = { "us-east-1",      "cn-north-1",
                                               "us-gov-east-1",  "us-iso-east-1",
                                               "us-isob-east-1", "eu-isoe-west-1",
                                               "us-isof-east-1", "eusc-de-east-1" };
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(one_of_each); i++) {
        const struct region_partition *partition =
            region_partition_of(str_from(one_of_each[i]));

        for (const char *const *region = partition->known_regions; *region; region++) {
            assert_true(aws_region_valid(str_from(*region)));
            assert_ptr_equal(region_partition_of(str_from(*region)), partition);
            count++;
        }
    }
    assert_int_equal(count, 46);
}

static void a_host_label_has_at_most_63_characters(void **state)
{
    char label[65];

    (void)state;
    memset(label, 'a', sizeof(label));
    assert_true(region_is_host_label((struct str){ label, 63 }));
    assert_false(region_is_host_label((struct str){ label, 64 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_belong_to_their_partitions),
        cmocka_unit_test(all_46_known_regions_are_valid),
        cmocka_unit_test(a_host_label_has_at_most_63_characters),
    };

    return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}
