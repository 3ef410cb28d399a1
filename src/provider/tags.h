#ifndef PROVIDER_TAGS_H
#define PROVIDER_TAGS_H

#include "sagemaker/sagemaker.h"
#include "terraform/provider.h"

/*
 * The rows `tags` and `tags_all` of a type that can be tagged.
 *
 * An object's tags are default_tags of the provider block with its own `tags` on top. tags_all
 * holds those without what ignore_tags leaves to others: they are sent when the object is made,
 * because nobody else could have, and neither shown nor changed later. An element of `tags`
 * that is null says nothing: the default counts. No tags are spelled {} in the state, because
 * only then a configuration may say so or nothing, as it likes, without a change.
 */
struct tag_rows {
    size_t arn; /* positions */
    size_t tags;
    size_t tags_all;
};

/* For validate hooks: the keys; the values are the row's business. */
void tags_validate(const struct call *call, const struct tag_rows *rows,
                   const struct value *config);

/* For plan hooks: plans tags_all, which is unknown while any of its sources is. */
void tags_plan(const struct call *call, const struct tag_rows *rows, struct plan_op *op);

/* For upgrade hooks: null becomes {}. */
void tags_upgrade(const struct tag_rows *rows, struct value *state);

/* For create hooks: adds all tags of the planned object to the request, and puts both rows into
 * `state`. */
void tags_request(const struct call *call, cJSON *in, const struct value *tags);
void tags_done(const struct call *call, const struct tag_rows *rows,
               const struct value *planned, struct value *state);

/* For update hooks: brings the object's tags from prior to planned. After a failure too
 * `state`, which comes in as the prior one, has what is there. */
MUST_CHECK enum status tags_update(const struct call *call, struct sagemaker *sm,
                                   const struct tag_rows *rows, const struct apply_op *op,
                                   struct value *state, struct err *err);

/* All tags of an object as a map. */
MUST_CHECK enum status tags_list(struct sagemaker *sm, struct str arn, struct value *out,
                                 struct err *err);

/* Those that data sources show: all but what ignore_tags leaves to others. */
struct value tags_shown(const struct call *call, struct arena *arena,
                        const struct value *there);

/* For read hooks: brings both rows in step with what is there. A tag of the provider's
 * default_tags, or one that was none of the object's own before, is in tags_all alone. */
void tags_read(const struct call *call, const struct tag_rows *rows, const struct value *there,
               struct value *state);

/* Whether `there` has all tags that a creation of the planned object asks for, and no other. */
bool tags_are_as_planned(const struct call *call, const struct value *tags,
                         const struct value *there);

#endif
