#include "provider/arn.h"

bool arn_parse(struct str text, struct arn *out)
{
    struct arn arn;
    struct str prefix;

    *out = (struct arn){ 0 };
    if (!str_split(&text, ':', &prefix) || !str_eq(prefix, STR("arn")) ||
        !str_split(&text, ':', &arn.partition) || !str_split(&text, ':', &arn.service) ||
        !str_split(&text, ':', &arn.region) || !str_split(&text, ':', &arn.account_id) ||
        text.len == 0) {
        return false;
    }
    arn.resource = text;
    *out = arn;
    return true;
}
