#include "provider/report.h"

/* What a user can do, by the service's error code. */
static const struct advice {
    const char *code;
    const char *text;
} advices[] = {
    { "AccessDeniedException",
      "The credentials are valid but lack a permission. The IAM policy must allow the "
      "sagemaker: action of the operation named above and, for an image, iam:PassRole on its "
      "role; one that is made with tags, default_tags among them, needs sagemaker:AddTags." },
    { "ResourceInUse",
      "The name or an alias is taken, or something else changes the same image. Import what "
      "exists, choose another name, or apply again when the other change is done." },
    { "ResourceNotFound",
      "It does not exist in this region and account. A version needs its image first: let "
      "image_name refer to the image's resource, and check region and credentials." },
    { "ResourceLimitExceeded",
      "A quota of the account is used up. Delete what is not needed, or ask for more in the "
      "Service Quotas console." },
    { "ThrottlingException", "The service kept refusing the rate of requests. Apply again, use "
                             "a lower -parallelism, or "
                             "raise max_retries in the provider block." },
};

static const char *advice_for(struct str code)
{
    for (size_t i = 0; i < ARRAY_LEN(advices); i++) {
        if (str_eq(code, str_from(advices[i].code))) {
            return advices[i].text;
        }
    }
    return NULL;
}

void report_failure(const struct call *call, const struct sagemaker *sm, const char *what,
                    struct str name, const struct err *err)
{
    const char *advice = advice_for(sm->error.code);
    struct str summary = arena_printf(call->arena, "%s (%.*s)", what, STR_ARG(name));

    diags_error(
        call->diags, NULL, summary.data, "%s%s%s%s", err->text, advice ? "\n\n" : "",
        advice ? advice : "",
        sm->error.outcome_unknown
            ? "\n\nThe request was sent but its answer was lost, so it may have taken "
              "effect. The next plan reads what is there; an object that Terraform does "
              "not know can be imported."
            : "");
}

void report_other_account(const struct call *call, const struct path *path, struct str wanted,
                          struct str there)
{
    if (wanted.len > 0 && !str_eq(wanted, there)) {
        diags_error(call->diags, path, "ARN of another account",
                    "The ARN is of account %.*s, but the provider's credentials belong to "
                    "account %.*s, and SageMaker shows no images of other accounts. Use "
                    "credentials of account %.*s.",
                    STR_ARG(wanted), STR_ARG(there), STR_ARG(wanted));
    }
}
