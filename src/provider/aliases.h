#ifndef PROVIDER_ALIASES_H
#define PROVIDER_ALIASES_H

#include "provider/replaced.h"
#include "provider/version_ref.h"
#include "sagemaker/sagemaker.h"
#include "terraform/provider.h"

/*
 * Aliases move. An alias belongs to one version of its image, so a version that is to have one
 * may find it taken: by the version it replaces, by one that gives it up in the same run, or by
 * one that nobody will change.
 */

/* One operation's wish for aliases. */
struct alias_claim {
    struct sagemaker *sm;
    struct version_ref ref;    /* who is to have them; version 0 while it is not made */
    bool takeover;             /* from whoever holds them */
    struct str replaces;       /* ARN of the version that this one replaces; may be empty */
    struct replaced *replaced; /* those that the last plan replaces */
    struct str base_image;     /* of the version that is to have them: what replaces those */

    /* How it ended, when another version would not give one up. */
    struct str refused;
    int64_t holder;

    int64_t step_ms;  /* of the pauses */
    int64_t alone_ms; /* for how long nothing else has been under way */
    int looks;        /* at refusals for which there was no holder */
};

/* The wish of one apply. */
struct alias_claim aliases_claim(const struct call *call, struct sagemaker *sm,
                                 const struct apply_op *op);

/* An alias that another version holds and may be taken from it. */
struct contested_alias {
    struct str alias;
    int64_t holder;
};

/* Whether a call that was to give aliases failed, with this status, perhaps because of them. */
bool aliases_refused(const struct sagemaker *sm, enum status status);

/* After such a refusal: finds out who holds the aliases `wanted`. STATUS_OK: try again; the
 * first *count of `contested` (room for all wanted) are held by versions that they may be taken
 * from, and when *count is 0 there has been a pause in which their holders could move.
 * STATUS_CONFLICT: nobody gave them up; claim->refused and holder say which, unless nobody
 * holds any. STATUS_STOPPED. sm->error is that of the refusal when it comes back. */
MUST_CHECK enum status aliases_resolve(struct alias_claim *claim, const struct value *wanted,
                                       struct contested_alias *contested, size_t *count,
                                       struct err *err);

/* Gives the version of the claim the aliases `wanted`, taking them from others or waiting for
 * them. Results as for sagemaker_change. */
MUST_CHECK enum status aliases_move(struct alias_claim *claim, const struct value *wanted,
                                    struct err *err);

/* Reports a failed change that was to give aliases: as report_failure, or by naming the holder
 * and the ways out. */
void aliases_report(const struct call *call, const struct alias_claim *claim, const char *what,
                    struct str name, const struct err *err);

/* Reads the aliases of a version as a set. */
MUST_CHECK enum status aliases_read(struct sagemaker *sm, const struct version_ref *ref,
                                    struct value *out, struct err *err);

/* The elements of the set `a` that `b` lacks. What is not a known set is an empty one. */
struct value aliases_without(struct arena *arena, const struct value *a, const struct value *b);

/* Those that both have. */
struct value aliases_common(struct arena *arena, const struct value *a, const struct value *b);

/* Adds the set under `member`, if it has any element. */
void aliases_add_member(struct arena *arena, cJSON *in, const char *member,
                        const struct value *set);

#endif
