#include "aws/region.h"

#include "aws/client.h"

enum {
    HOST_LABEL_BYTES = 63
};

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct region_partition partitions[] = {
    {
        .name = "aws",
        .prefixes = LIST("us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"),
        .suffix = "amazonaws.com",
        .dual_stack_suffix = "api.aws",
        .known_regions = LIST(
            "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2",
            "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2",
            "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
            "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2",
            "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
            "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1",
            "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    },
    {
        .name = "aws-cn",
        .prefixes = LIST("cn"),
        .suffix = "amazonaws.com.cn",
        .dual_stack_suffix = "api.amazonwebservices.com.cn",
        .known_regions = LIST("cn-north-1", "cn-northwest-1"),
    },
    {
        .name = "aws-us-gov",
        .prefixes = LIST("us-gov"),
        .suffix = "amazonaws.com",
        .dual_stack_suffix = "api.aws",
        .known_regions = LIST("us-gov-east-1", "us-gov-west-1"),
    },
    {
        .name = "aws-iso",
        .prefixes = LIST("us-iso"),
        .suffix = "c2s.ic.gov",
        .dual_stack_suffix = "api.aws.ic.gov",
        .known_regions = LIST("us-iso-east-1", "us-iso-west-1"),
    },
    {
        .name = "aws-iso-b",
        .prefixes = LIST("us-isob"),
        .suffix = "sc2s.sgov.gov",
        .dual_stack_suffix = "api.aws.scloud",
        .known_regions = LIST("us-isob-east-1", "us-isob-west-1"),
    },
    {
        .name = "aws-iso-e",
        .prefixes = LIST("eu-isoe"),
        .suffix = "cloud.adc-e.uk",
        .dual_stack_suffix = "api.cloud-aws.adc-e.uk",
        .known_regions = LIST("eu-isoe-west-1"),
    },
    {
        .name = "aws-iso-f",
        .prefixes = LIST("us-isof"),
        .suffix = "csp.hci.ic.gov",
        .dual_stack_suffix = "api.aws.hci.ic.gov",
        .known_regions = LIST("us-isof-east-1", "us-isof-south-1"),
    },
    {
        .name = "aws-eusc",
        .prefixes = LIST("eusc-de"),
        .suffix = "amazonaws.eu",
        .dual_stack_suffix = "api.amazonwebservices.eu",
        .known_regions = LIST("eusc-de-east-1"),
    },
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "<prefix>-<word>-<number>" */
static bool follows_pattern(struct str region, struct str prefix)
{
    size_t at = prefix.len + 1;
    size_t word = at;

    if (!str_starts_with(region, prefix) || region.len <= at || region.data[at - 1] != '-') {
        return false;
    }
    while (at < region.len && (is_letter(region.data[at]) || is_digit(region.data[at]) ||
                               region.data[at] == '_')) {
        at++;
    }
    if (at == word || at + 1 >= region.len || region.data[at] != '-') {
        return false;
    }
    for (at++; at < region.len; at++) {
        if (!is_digit(region.data[at])) {
            return false;
        }
    }
    return true;
}

static bool belongs_to(const struct region_partition *partition, struct str region)
{
    struct str global = str_from(partition->name);

    if (str_in(region, partition->known_regions)) {
        return true;
    }
    for (const char *const *prefix = partition->prefixes; *prefix; prefix++) {
        if (follows_pattern(region, str_from(*prefix))) {
            return true;
        }
    }
    /* "aws-cn-global" stands for services without regions. */
    return str_starts_with(region, global) &&
           str_eq(str_slice(region, global.len, region.len), STR("-global"));
}

static const struct region_partition *partition_or_null(struct str region)
{
    for (size_t i = 0; i < ARRAY_LEN(partitions); i++) {
        if (belongs_to(&partitions[i], region)) {
            return &partitions[i];
        }
    }
    return NULL;
}

const struct region_partition *region_partition_of(struct str region)
{
    const struct region_partition *partition = partition_or_null(region);

    return partition ? partition : &partitions[0];
}

bool region_is_host_label(struct str region)
{
    if (region.len == 0 || region.len > HOST_LABEL_BYTES || region.data[0] == '-' ||
        region.data[region.len - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < region.len; i++) {
        if (!is_letter(region.data[i]) && !is_digit(region.data[i]) && region.data[i] != '-') {
            return false;
        }
    }
    return true;
}

struct str aws_partition_of(struct str region)
{
    return str_from(region_partition_of(region)->name);
}

bool aws_region_valid(struct str region)
{
    return region_is_host_label(region) && partition_or_null(region) != NULL;
}
