#include "terraform/codec_json.h"

enum {
    HEX_DIGITS = 4,
    HEX_LETTER_VALUE = 10,
    BITS_PER_HEX = 4,
    HIGH_SURROGATE = 0xd800,
    LOW_SURROGATE = 0xdc00,
    SURROGATE_END = 0xe000,
    SURROGATE_BITS = 10,
    SURROGATE_MASK = 0x3ff,
    SUPPLEMENT = 0x10000,
    REPLACEMENT = 0xfffd,
    TWO_BYTES_FROM = 0x80,
    THREE_BYTES_FROM = 0x800,
    CONTINUATION_BITS = 6,
    CONTINUATION_MASK = 0x3f,
    CONTINUATION_LEAD = 0x80,
    TWO_BYTES_LEAD = 0xc0,
    THREE_BYTES_LEAD = 0xe0,
    FOUR_BYTES_LEAD = 0xf0,
    FIRST_PRINTABLE = 0x20,
};

const char *codec_json_name(const struct codec_json_token *token)
{
    static const char *const names[] = {
        [JSON_NULL] = "null",        [JSON_TRUE] = "a bool",   [JSON_FALSE] = "a bool",
        [JSON_NUMBER] = "a number",  [JSON_TEXT] = "a string", [JSON_ARRAY] = "an array",
        [JSON_OBJECT] = "an object", [JSON_ARRAY_END] = "']'", [JSON_OBJECT_END] = "'}'",
        [JSON_COMMA] = "','",        [JSON_COLON] = "':'",
    };

    return names[token->kind];
}

static enum status malformed(const struct codec_read *in, const struct path *path,
                             const char *what)
{
    return codec_read_fail(in, path, STATUS_INVALID, "the JSON text is malformed: %s", what);
}

static bool at_char(const struct codec_read *in, char c)
{
    return in->at < in->end && *in->at == c;
}

static bool take_char(struct codec_read *in, char c)
{
    bool there = at_char(in, c);

    in->at += there;
    return there;
}

static size_t take_digits(struct codec_read *in)
{
    const char *start = in->at;

    while (in->at < in->end && *in->at >= '0' && *in->at <= '9') {
        in->at++;
    }
    return (size_t)(in->at - start);
}

static void skip_blanks(struct codec_read *in)
{
    while (at_char(in, ' ') || at_char(in, '\n') || at_char(in, '\t') || at_char(in, '\r')) {
        in->at++;
    }
}

static enum status take_number(struct codec_read *in, const struct path *path,
                               struct codec_json_token *token)
{
    const char *start = in->at;
    bool good;

    take_char(in, '-');
    good = take_char(in, '0') || take_digits(in) > 0;
    if (good && take_char(in, '.')) {
        good = take_digits(in) > 0;
    }
    if (good && (take_char(in, 'e') || take_char(in, 'E'))) {
        if (!take_char(in, '+')) {
            take_char(in, '-');
        }
        good = take_digits(in) > 0;
    }
    if (!good) {
        return malformed(in, path, "a number is incomplete");
    }
    *token = (struct codec_json_token){ JSON_NUMBER, { start, (size_t)(in->at - start) } };
    return STATUS_OK;
}

/* The four hexadecimal digits at the start of `s`, or -1. */
static int32_t hex_value(struct str s)
{
    int32_t value = 0;

    if (s.len < HEX_DIGITS) {
        return -1;
    }
    for (size_t i = 0; i < HEX_DIGITS; i++) {
        char c = s.data[i];
        int32_t digit;

        if (c >= '0' && c <= '9') {
            digit = c - '0';
        } else if ((c | ' ') >= 'a' && (c | ' ') <= 'f') {
            digit = (c | ' ') - 'a' + HEX_LETTER_VALUE;
        } else {
            return -1;
        }
        value = value << BITS_PER_HEX | digit;
    }
    return value;
}

static bool in_range(int32_t value, int32_t from, int32_t end)
{
    return value >= from && value < end;
}

/* The character of a \u escape whose 'u' is read, both halves of a pair; half a pair is U+FFFD,
 * as in the CLIs' own reader. -1: malformed. */
static int32_t take_unicode(struct str *rest)
{
    static const struct str escape = { "\\u", 2 };
    int32_t high = hex_value(*rest);
    int32_t low = -1;

    if (high < 0) {
        return -1;
    }
    *rest = str_slice(*rest, HEX_DIGITS, rest->len);
    if (!in_range(high, HIGH_SURROGATE, SURROGATE_END)) {
        return high;
    }
    if (high < LOW_SURROGATE && str_starts_with(*rest, escape)) {
        low = hex_value(str_slice(*rest, escape.len, rest->len));
    }
    if (!in_range(low, LOW_SURROGATE, SURROGATE_END)) {
        return REPLACEMENT;
    }
    *rest = str_slice(*rest, escape.len + HEX_DIGITS, rest->len);
    return SUPPLEMENT + ((high & SURROGATE_MASK) << SURROGATE_BITS | (low & SURROGATE_MASK));
}

static char continuation(int32_t c, int place)
{
    return (char)(CONTINUATION_LEAD | (c >> place * CONTINUATION_BITS & CONTINUATION_MASK));
}

static size_t put_utf8(char *out, int32_t c)
{
    if (c < TWO_BYTES_FROM) {
        out[0] = (char)c;
        return 1;
    }
    if (c < THREE_BYTES_FROM) {
        out[0] = (char)(TWO_BYTES_LEAD | c >> CONTINUATION_BITS);
        out[1] = continuation(c, 0);
        return 2;
    }
    if (c < SUPPLEMENT) {
        out[0] = (char)(THREE_BYTES_LEAD | c >> 2 * CONTINUATION_BITS);
        out[1] = continuation(c, 1);
        out[2] = continuation(c, 0);
        return 3;
    }
    out[0] = (char)(FOUR_BYTES_LEAD | c >> 3 * CONTINUATION_BITS);
    out[1] = continuation(c, 2);
    out[2] = continuation(c, 1);
    out[3] = continuation(c, 0);
    return 4;
}

/* The character of an escape whose backslash is read; -1: malformed. */
static int32_t take_escape(struct str *rest)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *found;
    char letter;

    if (rest->len == 0) {
        return -1;
    }
    letter = rest->data[0];
    *rest = str_slice(*rest, 1, rest->len);
    if (letter == 'u') {
        return take_unicode(rest);
    }
    found = memchr(letters, letter, sizeof(letters) - 1);
    return found ? meanings[found - letters] : -1;
}

/* No escape is shorter than what it stands for, so the decoded text fits where the raw did. */
static enum status decode(const struct codec_read *in, const struct path *path, struct str raw,
                          struct str *out)
{
    char *text = arena_alloc(in->arena, raw.len + 1, 1);
    size_t len = 0;

    while (raw.len > 0) {
        size_t plain = str_find(raw, '\\');
        int32_t c;

        memcpy(text + len, raw.data, plain);
        len += plain;
        if (plain == raw.len) {
            break;
        }
        raw = str_slice(raw, plain + 1, raw.len);
        c = take_escape(&raw);
        if (c < 0) {
            return malformed(in, path, "an escape in a string is none that JSON knows");
        }
        len += put_utf8(text + len, c);
    }
    *out = (struct str){ text, len };
    return STATUS_OK;
}

/* A string whose first quote is read. */
static enum status take_text(struct codec_read *in, const struct path *path,
                             struct codec_json_token *token)
{
    struct str raw = { in->at, 0 };
    bool has_escapes = false;
    enum status status;

    while (in->at < in->end && *in->at != '"') {
        if ((unsigned char)*in->at < FIRST_PRINTABLE) {
            return malformed(in, path, "a string holds a control character");
        }
        if (take_char(in, '\\')) {
            has_escapes = true;
        }
        in->at += in->at < in->end;
    }
    raw.len = (size_t)(in->at - raw.data);
    if (!take_char(in, '"')) {
        return malformed(in, path, "a string has no end");
    }
    status = codec_read_utf8(in, path, raw);
    *token = (struct codec_json_token){ JSON_TEXT, raw };
    if (status == STATUS_OK && has_escapes) {
        status = decode(in, path, raw, &token->text);
    }
    return status;
}

static enum status take_word(struct codec_read *in, const struct path *path,
                             struct codec_json_token *token)
{
    static const struct {
        struct str text;
        enum codec_json_kind kind;
    } words[] = {
        { { "null", 4 }, JSON_NULL },    { { "true", 4 }, JSON_TRUE },
        { { "false", 5 }, JSON_FALSE },  { { "[", 1 }, JSON_ARRAY },
        { { "]", 1 }, JSON_ARRAY_END },  { { "{", 1 }, JSON_OBJECT },
        { { "}", 1 }, JSON_OBJECT_END }, { { ",", 1 }, JSON_COMMA },
        { { ":", 1 }, JSON_COLON },
    };
    struct str rest = { in->at, codec_read_left(in) };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_starts_with(rest, words[i].text)) {
            in->at += words[i].text.len;
            *token = (struct codec_json_token){ words[i].kind, { NULL, 0 } };
            return STATUS_OK;
        }
    }
    return malformed(in, path,
                     rest.len > 0 ? "a value is none that JSON knows" : "it ends too early");
}

static enum status next(struct codec_read *in, const struct path *path,
                        struct codec_json_token *token)
{
    skip_blanks(in);
    if (take_char(in, '"')) {
        return take_text(in, path, token);
    }
    if (in->at < in->end && (*in->at == '-' || (*in->at >= '0' && *in->at <= '9'))) {
        return take_number(in, path, token);
    }
    return take_word(in, path, token);
}

static enum status expect_value(const struct codec_read *in, const struct path *path,
                                const struct codec_json_token *token)
{
    return token->kind <= JSON_OBJECT ? STATUS_OK : malformed(in, path, "a value is missing");
}

enum status codec_json_value(struct codec_read *in, const struct path *path,
                             struct codec_json_token *token)
{
    enum status status = next(in, path, token);

    return status == STATUS_OK ? expect_value(in, path, token) : status;
}

/* The key in `token` and its colon; then the value's first token. */
static enum status take_key(struct codec_read *in, const struct path *path,
                            struct codec_json_container *container,
                            struct codec_json_token *token)
{
    enum status status;

    if (token->kind != JSON_TEXT) {
        return malformed(in, path, "a key has to be a string");
    }
    container->key = token->text;
    status = next(in, path, token);
    if (status != STATUS_OK) {
        return status;
    }
    if (token->kind != JSON_COLON) {
        return malformed(in, path, "a ':' is missing behind a key");
    }
    return next(in, path, token);
}

enum status codec_json_element(struct codec_read *in, const struct path *path,
                               struct codec_json_container *container,
                               struct codec_json_token *token, bool *more)
{
    enum codec_json_kind end = container->is_object ? JSON_OBJECT_END : JSON_ARRAY_END;
    enum status status = next(in, path, token);

    *more = status != STATUS_OK || token->kind != end;
    if (!*more) {
        return STATUS_OK;
    }
    if (status == STATUS_OK && container->begun) {
        status = token->kind == JSON_COMMA
                     ? next(in, path, token)
                     : malformed(in, path, "a ',' is missing between two values");
    }
    container->begun = true;
    if (status == STATUS_OK && container->is_object) {
        status = take_key(in, path, container, token);
    }
    return status == STATUS_OK ? expect_value(in, path, token) : status;
}

// NOLINTNEXTLINE(misc-no-recursion): the depth is limited here
static enum status skip(struct codec_read *in, const struct path *path,
                        const struct codec_json_token *first, int depth)
{
    struct codec_json_container container = { .is_object = first->kind == JSON_OBJECT };
    bool more = first->kind == JSON_OBJECT || first->kind == JSON_ARRAY;

    if (more && depth == CODEC_MAX_DEPTH) {
        return codec_read_fail(in, path, STATUS_TOO_LARGE,
                               "the JSON text is nested deeper than %d levels",
                               CODEC_MAX_DEPTH);
    }
    while (more) {
        struct codec_json_token token = { .kind = JSON_NULL };
        enum status status = codec_json_element(in, path, &container, &token, &more);

        if (status == STATUS_OK && more) {
            status = skip(in, path, &token, depth + 1);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

enum status codec_json_skip(struct codec_read *in, const struct path *path,
                            const struct codec_json_token *token)
{
    return skip(in, path, token, 0);
}

enum status codec_json_end(struct codec_read *in)
{
    skip_blanks(in);
    return codec_read_left(in) == 0 ? STATUS_OK
                                    : malformed(in, NULL, "something follows the value");
}
