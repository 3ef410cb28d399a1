#ifndef AWS_REGION_H
#define AWS_REGION_H

#include "base/str.h"

/*
 * Regions and the partitions they belong to: the part of AWS that shares accounts, ARNs and
 * host names. Pure functions over a constant table; any thread may call. aws_partition_of and
 * aws_region_valid (aws/client.h) are here, too.
 */
struct region_partition {
    const char *name;                 /* "aws" */
    const char *const *prefixes;      /* of the names: "us" in "us-east-1"; NULL-terminated */
    const char *suffix;               /* of host names */
    const char *dual_stack_suffix;    /* of host names that have IPv6 addresses as well */
    const char *const *known_regions; /* NULL-terminated */
};

/* The partition of a region; "aws" for a name that fits none. Never NULL. */
const struct region_partition *region_partition_of(struct str region)
    __attribute__((returns_nonnull));

/* Whether the text can be part of a host name: letters, digits and inner hyphens, at most 63.
 */
bool region_is_host_label(struct str region);

#endif
