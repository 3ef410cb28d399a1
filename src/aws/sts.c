#include "aws/sts.h"

#include "aws/text.h"
#include "aws/xml.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/timestamp.h"

enum {
    FORM_BYTES = 262144,
    CODE_BYTES = 128,
    DURATION_USUAL_S = 900,
    ARN_PARTS = 6
};

/* Adds to a form, percent-encoded as RFC 3986 has it. */
static void add_encoded(struct strbuf *form, struct str text)
{
    ARENA_AUTO struct arena *arena = arena_new_secret();

    strbuf_add(form, text_percent_encode(arena, text));
}

static void add_field(struct strbuf *form, const char *name, struct str value)
{
    if (value.len > 0) {
        strbuf_printf(form, "&%s=", name);
        add_encoded(form, value);
    }
}

/* "<list>.member.<number><member>" */
static void add_member(struct strbuf *form, const char *list, size_t number, const char *member,
                       struct str value)
{
    strbuf_printf(form, "&%s.member.%zu%s=", list, number, member);
    add_encoded(form, value);
}

static void add_role(struct strbuf *form, const struct aws_role *role, int64_t duration_s)
{
    add_field(form, "RoleArn", role->role_arn);
    add_field(form, "RoleSessionName", role->session_name);
    add_field(form, "Policy", role->policy);
    add_field(form, "ExternalId", role->external_id);
    add_field(form, "SourceIdentity", role->source_identity);
    if (duration_s > 0) {
        strbuf_printf(form, "&DurationSeconds=%lld", (long long)duration_s);
    }
    for (size_t i = 0; i < role->policy_arn_count; i++) {
        add_member(form, "PolicyArns", i + 1, ".arn", role->policy_arns[i]);
    }
    for (size_t i = 0; i < role->tag_count; i++) {
        add_member(form, "Tags", i + 1, ".Key", role->tags[i].key);
        add_member(form, "Tags", i + 1, ".Value", role->tags[i].value);
    }
    for (size_t i = 0; i < role->transitive_tag_key_count; i++) {
        add_member(form, "TransitiveTagKeys", i + 1, "", role->transitive_tag_keys[i]);
    }
}

/* STS answers errors in XML; what stands in for it may answer JSON. */
static struct error_reply read_error(struct arena *arena, const struct http_reply *reply)
{
    struct xml_text texts[] = { { "Error", "Code", { NULL, 0 } },
                                { "Error", "Message", { NULL, 0 } } };

    if (!xml_read(arena, str_trim(reply->body), texts, ARRAY_LEN(texts)) ||
        texts[0].text.len == 0) {
        return error_read(arena, reply);
    }
    return error_make(arena, str_slice(texts[0].text, 0, CODE_BYTES), texts[1].text);
}

/* One operation: sends the form and takes the texts out of the answer. */
struct operation {
    const struct sts *sts;
    const char *name;
    struct creds_cache *signer; /* NULL: not signed */
    struct arena *arena;
    struct stop *stop;
    struct strbuf *form;
    struct str token; /* of a web identity, in the form; empty: none */
    struct xml_text *texts;
    size_t text_count;
};

static enum status call(const struct operation *op, struct err *err)
{
    struct http_header type = { STR("Content-Type"),
                                STR("application/x-www-form-urlencoded; charset=utf-8") };
    struct exchange exchange = {
        .io = op->sts->io,
        .arena = op->arena,
        .stop = op->stop,
        .share = op->sts->share,
        .max_attempts = op->sts->max_attempts,
        .endpoint = op->sts->endpoint,
        .headers = &type,
        .header_count = 1,
        .body = strbuf_str(op->form),
        .signer = op->signer,
        .service = STR("sts"),
        .region = op->sts->region,
        .secrets = { op->token },
        .read_error = read_error,
    };
    struct http_reply reply = { .status = 0 };
    struct aws_error error = { .attempts = 0 };
    enum status status = exchange_run(&exchange, &reply, &error);
    bool read;

    if (status != STATUS_OK) {
        struct str text =
            exchange_error_text(op->arena, STR("STS"), str_from(op->name), &error);

        return err_set(err, status, "%.*s", STR_ARG(text));
    }
    read = xml_read(op->arena, str_trim(reply.body), op->texts, op->text_count);
    for (size_t i = 0; i < op->text_count; i++) {
        if (!read || op->texts[i].text.len == 0) {
            return err_set(err, STATUS_UNAVAILABLE,
                           "operation error STS: %s: the answer has no %s (%zu bytes). Is the "
                           "endpoint %.*s the Security Token Service?",
                           op->name, op->texts[i].name, reply.body.len,
                           STR_ARG(op->sts->endpoint.url));
        }
    }
    return STATUS_OK;
}

static void begin_form(struct strbuf *form, const char *action)
{
    strbuf_init(form, FORM_BYTES);
    strbuf_printf(form, "Action=%s&Version=2011-06-15", action);
}

static void end_form(struct strbuf *form)
{
    if (form->data) {
        mem_wipe(form->data, form->len);
    }
    strbuf_release(form);
}

enum status sts_caller_identity(const struct sts *sts, struct creds_cache *signer,
                                struct arena *arena, struct stop *stop,
                                struct sts_identity *out, struct err *err)
{
    struct xml_text arn = { "GetCallerIdentityResult", "Arn", { NULL, 0 } };
    struct strbuf form;
    struct operation op = { .sts = sts,
                            .name = "GetCallerIdentity",
                            .signer = signer,
                            .arena = arena,
                            .stop = stop,
                            .form = &form,
                            .texts = &arn,
                            .text_count = 1 };
    struct str parts[ARN_PARTS] = { { NULL, 0 } };
    struct str rest;
    enum status status;

    begin_form(&form, op.name);
    status = call(&op, err);
    end_form(&form);
    if (status != STATUS_OK) {
        return status;
    }
    rest = arn.text;
    for (size_t i = 0; i + 1 < ARN_PARTS && str_split(&rest, ':', &parts[i]); i++) {
    }
    if (!str_eq(parts[0], STR("arn")) || parts[4].len == 0) {
        return err_set(err, STATUS_UNAVAILABLE,
                       "operation error STS: GetCallerIdentity: \"%.*s\" is no ARN",
                       STR_ARG(str_slice(arn.text, 0, CODE_BYTES)));
    }
    *out = (struct sts_identity){ parts[4], arn.text };
    return STATUS_OK;
}

/* The answer of either operation, made into credentials. */
static enum status take_credentials(const struct operation *op, const char *action,
                                    struct str origin, struct creds *out, struct err *err)
{
    struct creds_found found = { .access_key_id = op->texts[0].text,
                                 .secret_key = op->texts[1].text,
                                 .session_token = op->texts[2].text,
                                 .origin = origin };

    if (!timestamp_parse(op->texts[3].text, &found.expires_at_ms)) {
        return err_set(err, STATUS_UNAVAILABLE,
                       "operation error STS: %s: the answer's Expiration is no time", action);
    }
    return creds_make(&found, out, err);
}

enum status sts_assume_role(const struct sts *sts, const struct sts_assume *assume,
                            struct stop *stop, struct creds *out, struct err *err)
{
    ARENA_AUTO struct arena *arena = arena_new_secret();
    struct xml_text texts[] = { { "Credentials", "AccessKeyId", { NULL, 0 } },
                                { "Credentials", "SecretAccessKey", { NULL, 0 } },
                                { "Credentials", "SessionToken", { NULL, 0 } },
                                { "Credentials", "Expiration", { NULL, 0 } } };
    struct strbuf form;
    struct operation op = { .sts = sts,
                            .name = assume->signer ? "AssumeRole" : "AssumeRoleWithWebIdentity",
                            .signer = assume->signer,
                            .arena = arena,
                            .stop = stop,
                            .form = &form,
                            .token = assume->token,
                            .texts = texts,
                            .text_count = ARRAY_LEN(texts) };
    int64_t duration_s = assume->role->duration_s;
    enum status status;

    begin_form(&form, op.name);
    add_role(&form, assume->role,
             duration_s == 0 && assume->signer ? DURATION_USUAL_S : duration_s);
    add_field(&form, "WebIdentityToken", assume->token);
    status = form.failed ? err_set(err, STATUS_TOO_LARGE,
                                   "operation error STS: %s: the request is larger than %d "
                                   "bytes; shorten the policy or the tags",
                                   op.name, FORM_BYTES)
                         : call(&op, err);
    end_form(&form);
    if (status == STATUS_OK) {
        status = take_credentials(&op, op.name, assume->origin, out, err);
    }
    return status;
}
