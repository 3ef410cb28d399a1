#ifndef PROVIDER_REMOTE_H
#define PROVIDER_REMOTE_H

#include "sagemaker/waiter.h"
#include "schema/timeouts.h"
#include "terraform/provider.h"

/*
 * What images and image versions have in common: they are described, become CREATED some time
 * after they were asked for, and go some time after they were deleted.
 */
struct remote_type {
    const char *title;           /* "SageMaker AI Image Version", in summaries */
    const char *noun;            /* "image version", in sentences */
    const char *status_member;   /* of the description */
    const char *creating_advice; /* what to do when it ends in CREATE_FAILED */
    enum sagemaker_operation describe;
    enum sagemaker_operation remove;
    const struct schema *schema;
    size_t account_id; /* positions of rows */
    size_t arn;
    size_t region;
    size_t timeouts;
};

/* Begins a change of `object` (its planned or prior state): a caller of the service in the
 * object's region, with the time that its timeouts block gives. False, with an error
 * diagnostic, when the configuration is not complete or the object is in another account; else
 * remote_end comes after it. */
MUST_CHECK bool remote_begin(const struct call *call, const struct remote_type *type,
                             const struct value *object, enum timeouts_field which,
                             struct sagemaker *out);
void remote_end(const struct sagemaker *sm);

/* Whether the object can be reached with the provider's credentials: an error when its ARN is
 * of another account than they are, where it would seem to be gone, and where another object
 * may have its name. True while either account is not known. */
MUST_CHECK bool remote_is_here(const struct call *call, const struct remote_type *type,
                               const struct value *object);

/* After the read that follows an import: whether the object `now` read is in the account that
 * the import asked for (`before` has an account and no ARN yet); an error if not. */
MUST_CHECK bool remote_account_is_right(const struct call *call, const struct remote_type *type,
                                        const struct value *before, const struct value *now);

/* Fills what a description does not say of where the object is: region, if the state has none,
 * and the account, from the ARN. */
void remote_locate(const struct remote_type *type, struct str region, struct value *state);

/* Waits until the object is CREATED. On failure an error diagnostic says what happened, why,
 * and that the object stays in the state. *last is the last description, when there was one. */
MUST_CHECK bool remote_wait_created(const struct call *call, struct sagemaker *sm,
                                    const struct remote_type *type, struct str name,
                                    const cJSON *selector, cJSON **last);

/* The two halves of that: the wait alone (statuses as for waiter_run), and the diagnostic. */
MUST_CHECK enum status remote_await_created(struct sagemaker *sm,
                                            const struct remote_type *type, struct str name,
                                            const cJSON *selector, cJSON **last,
                                            struct err *err);
void remote_report_created(const struct call *call, const struct remote_type *type,
                           struct str name, const cJSON *last, const struct err *err);

/* Waits until the object is CREATED again. Statuses as for waiter_run. */
MUST_CHECK enum status remote_wait_updated(struct sagemaker *sm, const struct remote_type *type,
                                           struct str name, const cJSON *selector,
                                           struct err *err);

/* sagemaker_change of an object that is there. When it is refused because the object is still
 * on its way itself (an interrupted creation, a change whose answer was lost), that is waited
 * for, and the call is sent again. */
MUST_CHECK enum status remote_change(struct sagemaker *sm, const struct remote_type *type,
                                     enum sagemaker_operation operation, const cJSON *in,
                                     const cJSON *selector, struct err *err);

/* Deletes and waits until it is gone; one that is gone already is no error. Statuses as for
 * sagemaker_change and waiter_run. */
MUST_CHECK enum status remote_remove(struct sagemaker *sm, const struct remote_type *type,
                                     struct str name, const cJSON *selector, struct err *err);

/* The same for a destroy hook: on success op->state is null, else it stays and there is an
 * error diagnostic. */
void remote_destroy(const struct call *call, struct sagemaker *sm,
                    const struct remote_type *type, struct str name, const cJSON *selector,
                    struct apply_op *op);

/* A copy of `object` whose rows may be changed. */
struct value remote_copy(struct arena *arena, const struct block *block,
                         const struct value *object);

/* A copy of the planned object with the prior value (null on create) in the place of each
 * unknown row. */
struct value remote_done(struct arena *arena, const struct block *block,
                         const struct apply_op *op);

/* Puts each planned value back into `state`, which was read after a change that succeeded: a
 * description may lag behind the change, and a service that goes its own way is drift, which
 * the next refresh finds. Neither is a reason to replace what was just made. */
void remote_keep_planned(const struct block *block, const struct value *planned,
                         struct value *state);

#endif
