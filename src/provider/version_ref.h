#ifndef PROVIDER_VERSION_REF_H
#define PROVIDER_VERSION_REF_H

#include "terraform/value.h"

#include <cjson/cJSON.h>

/* Which image version something is about, and how users name one. */
struct version_ref {
    struct str image_name;
    int64_t version; /* from 1 on; 0 while it is not known */
};

/* "image_name,version" */
struct str version_ref_id(struct arena *arena, const struct version_ref *ref);

/* The members of a request that select the version. */
cJSON *version_ref_selector(struct arena *arena, const struct version_ref *ref);

/* Those that select the version of the image that has the alias. */
cJSON *version_ref_alias_selector(struct arena *arena, struct str image_name, struct str alias);

/* Writes it into a state: id, image_name and version. */
void version_ref_set(struct arena *arena, struct value *state, const struct version_ref *ref);

/* Whether the number can be a version's. */
bool version_number_valid(int64_t version);

/* What an import ID says. */
struct version_import {
    struct version_ref ref;
    struct str alias;      /* instead of the number */
    struct str region;     /* empty: the provider's */
    struct str account_id; /* empty: the credentials' */
};

/* "image_name,version", "image_name,alias" or the ARN, each with "@region" behind it if need
 * be. The parts borrow the id. False when it is none of them, or names two regions. */
MUST_CHECK bool version_import_parse(struct str id, struct version_import *out);
#define VERSION_IMPORT_FORMS                                                                   \
    "\"image_name,version\" (\"example,3\"), \"image_name,alias\" (\"example,latest\") or "    \
    "the "                                                                                     \
    "version's ARN; \"@region\" at the end names a region other than the provider's"

#endif
