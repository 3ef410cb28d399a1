#include "terraform/codec.h"

#include "base/utf8.h"
#include "support_values.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

/* Properties over types and values made at random, and what readers do with messages that are
 * cut or changed. */

enum {
    ROUNDS = 500,
#if defined(ARENA_ONE_OBJECT_PER_BLOCK)
    BROKEN_ROUNDS = 10, /* under a sanitizer each takes ten times as long */
#else
    BROKEN_ROUNDS = 60,
#endif
    MAX_BROKEN_BYTES = 200,
    SEED_STEP = 7919,
};

typedef enum status (*reader)(struct arena *arena, const struct type *type, struct str text,
                              struct value *out, struct err *err);
typedef struct str (*writer)(struct arena *arena, const struct type *type,
                             const struct value *v);

static void assert_round_trip(struct support_random *random, reader read, writer write)
{
    const struct type *type = support_object(random);
    struct value v = support_value(random, type);
    struct str text = write(random->arena, type, &v);
    struct value again;
    struct str second;
    struct err err;

    if (read(random->arena, type, text, &again, &err) != STATUS_OK) {
        fail_msg("%s", err.text);
    }
    assert_true(value_equal(type, &v, &again));
    second = write(random->arena, type, &again);
    assert_true(str_eq(text, second));
}

static void msgpack_gives_back_what_was_written(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct support_random random = { arena, i * SEED_STEP, true };

        assert_round_trip(&random, codec_from_msgpack, codec_to_msgpack);
    }
}

static void json_gives_back_what_was_written(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct support_random random = { arena, i * SEED_STEP, false };

        assert_round_trip(&random, codec_from_json, codec_to_json);
    }
}

static void json_of_a_value_is_utf8_whatever_it_holds(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct support_random random = { arena, i * SEED_STEP, true };
        const struct type *type = support_object(&random);
        struct value v = support_value(&random, type);

        assert_true(utf8_valid(codec_to_json(arena, type, &v)));
    }
}

/* Reads a broken message: any outcome but a crash is right, and a failure says something in one
 * line of UTF-8. */
static enum status read_broken(reader read, const struct type *type, struct str text)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct str exact = arena_str(arena, text); /* a block of its own when checked */
    struct err err = { "" };
    struct value v = value_null();
    enum status status = read(arena, type, exact, &v, &err);

    if (status != STATUS_OK) {
        assert_true(err.text[0] != '\0');
        assert_null(strchr(err.text, '\n'));
        assert_true(utf8_valid(str_from(err.text)));
        assert_true(value_is_null(&v));
    } else {
        struct value copy = value_copy(arena, type, &v);

        assert_true(value_equal(type, &v, &copy));
    }
    return status;
}

/* Cuts the message before the byte, then changes the byte in several ways. */
static void break_at(reader read, const struct type *type, struct str text, size_t at)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char *bytes = arena_strndup(arena, text.data, text.len);

    /* No beginning of a value is a value; no bytes at all are null in msgpack. */
    if (read_broken(read, type, str_slice(text, 0, at)) == STATUS_OK) {
        assert_int_equal(at, 0);
    }
    for (int mask = 1; mask < 1 << 8; mask++) {
        bytes[at] = (char)(text.data[at] ^ mask);
        read_broken(read, type, (struct str){ bytes, text.len });
    }
}

static void break_everywhere(reader read, writer write, bool unknown)
{
    for (uint64_t i = 1; i <= BROKEN_ROUNDS; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct support_random random = { arena, i * SEED_STEP, unknown };
        const struct type *type = support_object(&random);
        struct value v = support_value(&random, type);
        struct str text = write(arena, type, &v);

        for (size_t at = 0; at < text.len && text.len <= MAX_BROKEN_BYTES; at++) {
            break_at(read, type, text, at);
        }
    }
}

static void a_cut_or_changed_msgpack_message_gives_one_error(void **state)
{
    (void)state;
    break_everywhere(codec_from_msgpack, codec_to_msgpack, true);
}

static void a_cut_or_changed_json_text_gives_one_error(void **state)
{
    (void)state;
    break_everywhere(codec_from_json, codec_to_json, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(msgpack_gives_back_what_was_written),
        cmocka_unit_test(json_gives_back_what_was_written),
        cmocka_unit_test(json_of_a_value_is_utf8_whatever_it_holds),
        cmocka_unit_test(a_cut_or_changed_msgpack_message_gives_one_error),
        cmocka_unit_test(a_cut_or_changed_json_text_gives_one_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
