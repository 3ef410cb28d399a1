#include "terraform/support_generator.h"
#include "terraform/support_oracle.h"

#include "terraform/codec.h"
#include "terraform/plan.h"
#include "terraform/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/*
 * The generic plan over generated schemas, states and configurations, against the rules that
 * both CLIs check. Each case is a seed: a failing one is printed and can be run alone.
 */

#ifdef __has_feature
#    if __has_feature(thread_sanitizer)
#        define IS_SLOW
#    endif
#endif
#ifdef ARENA_ONE_OBJECT_PER_BLOCK
#    define IS_SLOW
#endif

#ifdef IS_SLOW
enum {
    CASES = 3000
};
#else
enum {
    CASES = 20000
};
#endif

enum {
    UNKNOWN_PERCENT = 15,
    CREATE_PERCENT = 25,
    APPLIED_PERCENT = 50,
};

/* One life of an object: configured when some input is not known yet, then when it is. */
struct life {
    struct generator g;
    struct arena *arena;
    uint64_t seed;
    struct type type;
    const struct block *block;
    struct value prior;
    struct value early;  /* configuration with unknown parts */
    struct value config; /* the same, known */
};

static struct plan_op plan(const struct life *life, const struct value *prior,
                           const struct value *config)
{
    struct plan_op op = { .block = life->block, .prior = prior, .config = config };
    struct value *proposed = arena_alloc(life->arena, 1, sizeof(*proposed));

    *proposed = oracle_proposed(life->arena, life->block, prior, config);
    op.proposed = proposed;
    op.replace = arena_alloc(life->arena, life->block->count, sizeof(*op.replace));
    plan_generic(life->arena, &op);
    plan_finish(life->arena, &op);
    return op;
}

static bool replaces(const struct plan_op *op)
{
    bool any = false;

    for (size_t i = 0; i < op->block->count; i++) {
        any = any || op->replace[i];
    }
    return any;
}

/* A state that an earlier configuration led to, or any other. */
static struct value make_prior(struct life *life)
{
    struct value none = value_null();
    struct value config;
    struct plan_op op;

    if (generator_chance(&life->g, CREATE_PERCENT)) {
        return none;
    }
    if (!generator_chance(&life->g, APPLIED_PERCENT)) {
        return generator_state(&life->g, life->block);
    }
    config = generator_config(&life->g, life->block);
    config = generator_known_config(&life->g, life->block, &config);
    op = plan(life, &none, &config);
    return generator_applied(&life->g, life->block, &op.planned);
}

static void begin(struct life *life, uint64_t seed)
{
    life->arena = arena_new();
    life->seed = seed;
    life->g = generator_new(life->arena, seed);
    life->g.unknown = UNKNOWN_PERCENT;
    life->block = generator_block(&life->g);
    life->type = (struct type){ .kind = KIND_OBJECT, .object = life->block };
    life->prior = make_prior(life);
    life->early = generator_config(&life->g, life->block);
    life->config = generator_known_config(&life->g, life->block, &life->early);
}

static void show(const struct life *life, const char *name, const struct value *v)
{
    struct str text = codec_to_json(life->arena, &life->type, v);

    print_message("%s: %.*s%s\n", name, STR_ARG(text),
                  value_wholly_known(&life->type, v) ? "" : " (with unknown parts as null)");
}

static void show_rows(const struct life *life, const struct block *block, const char *indent)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct field *field = &block->fields[i];
        struct str type = type_json(life->arena, field->type);

        print_message("%s%s flags %#x unset %s: %.*s\n", indent, field->name, field->flags,
                      field->unset ? field->unset : "-", STR_ARG(type));
    }
}

static void broken(const struct life *life, const struct plan_op *op, const char *rule,
                   struct str why)
{
    print_message("seed %llu\n", (unsigned long long)life->seed);
    show_rows(life, life->block, "  ");
    show(life, "prior", op->prior);
    show(life, "config", op->config);
    show(life, "planned", &op->planned);
    fail_msg("%s: %.*s", rule, STR_ARG(why));
}

static void check_valid(const struct life *life, const struct plan_op *op)
{
    struct str why;

    if (!oracle_plan_is_valid(life->arena, life->block, op->prior, op->config, &op->planned,
                              &why)) {
        broken(life, op, "the plan is not valid", why);
    }
    for (size_t i = 0; i < life->block->count; i++) {
        if (!plan_row_allowed(op, i)) {
            broken(life, op, "a row is not allowed", str_from(life->block->fields[i].name));
        }
    }
}

static void check_compatible(const struct life *life, const struct plan_op *op,
                             const struct value *actual)
{
    struct str why;

    if (!oracle_is_compatible(life->arena, life->block, &op->planned, actual, &why)) {
        show(life, "actual", actual);
        broken(life, op, "the later value does not complete the plan", why);
    }
}

static void check_no_change(const struct life *life, const struct value *prior,
                            const struct value *config)
{
    struct plan_op op = plan(life, prior, config);

    if (!value_equal(&life->type, &op.planned, prior) || replaces(&op)) {
        broken(life, &op, "a plan that should change nothing changes something", STR(""));
    }
}

static void each_life(void (*check)(struct life *life))
{
    for (uint64_t seed = 0; seed < CASES; seed++) {
        struct life life;

        begin(&life, seed);
        check(&life);
        arena_free(life.arena);
    }
}

static void plan_is_valid(struct life *life)
{
    struct plan_op early = plan(life, &life->prior, &life->early);
    struct plan_op late = plan(life, &life->prior, &life->config);

    check_valid(life, &early);
    check_valid(life, &late);
}

static void every_plan_passes_the_check_of_both_clis(void **state)
{
    (void)state;
    each_life(plan_is_valid);
}

static void check_later_plan(const struct life *life, const struct value *prior)
{
    struct value none = value_null();
    struct plan_op early = plan(life, prior, &life->early);
    struct plan_op late = plan(life, prior, &life->config);

    /* Terraform plans a replacement once more, as a create. */
    if (replaces(&early)) {
        early = plan(life, &none, &life->early);
        late = plan(life, &none, &life->config);
    } else if (replaces(&late)) {
        broken(life, &late, "an update has become a replacement", STR(""));
    }
    check_compatible(life, &early, &late.planned);
    if (value_equal(&life->type, &early.planned, prior) &&
        !value_equal(&life->type, &late.planned, prior)) {
        broken(life, &late, "no change has become a change", STR(""));
    }
}

static struct value applied_config(struct life *life)
{
    struct value none = value_null();
    struct plan_op op = plan(life, &none, &life->config);

    return generator_applied(&life->g, life->block, &op.planned);
}

/* Once from any state, once from the one that the configuration has already led to. */
static void later_plan_completes(struct life *life)
{
    struct value applied = applied_config(life);

    check_later_plan(life, &life->prior);
    check_later_plan(life, &applied);
}

static void plan_with_known_input_completes_the_one_before(void **state)
{
    (void)state;
    each_life(later_plan_completes);
}

static void plan_is_pure(struct life *life)
{
    struct value prior = value_copy(life->arena, &life->type, &life->prior);
    struct value config = value_copy(life->arena, &life->type, &life->early);
    struct plan_op first = plan(life, &life->prior, &life->early);
    struct value shuffled_prior = generator_shuffled(&life->g, &life->type, &life->prior);
    struct value shuffled_config = generator_shuffled(&life->g, &life->type, &life->early);
    struct plan_op second = plan(life, &shuffled_prior, &shuffled_config);

    if (!value_equal(&life->type, &prior, &life->prior) ||
        !value_equal(&life->type, &config, &life->early)) {
        broken(life, &first, "the plan has changed its input", STR(""));
    }
    if (!value_equal(&life->type, &first.planned, &second.planned) ||
        replaces(&first) != replaces(&second)) {
        show(life, "first", &first.planned);
        broken(life, &second, "the same input gave another plan", STR(""));
    }
}

static void same_input_in_any_order_gives_the_same_plan(void **state)
{
    (void)state;
    each_life(plan_is_pure);
}

static void applied_plan_is_stable(struct life *life)
{
    struct value none = value_null();
    struct plan_op op = plan(life, &life->prior, &life->config);
    struct value applied;

    if (replaces(&op)) {
        op = plan(life, &none, &life->config);
    }
    applied = generator_applied(&life->g, life->block, &op.planned);
    check_compatible(life, &op, &applied);
    check_no_change(life, &applied, &life->config);
}

static void plan_after_an_apply_changes_nothing(void **state)
{
    (void)state;
    each_life(applied_plan_is_stable);
}

static void spelling_is_kept(struct life *life)
{
    struct value applied = applied_config(life);
    struct value respelled =
        generator_respelled(&life->g, life->block, &life->config, &applied);

    check_no_change(life, &respelled, &life->config);
}

static void no_spelling_of_what_is_not_set_makes_a_change(void **state)
{
    (void)state;
    each_life(spelling_is_kept);
}

static void proposal_is_followed(struct life *life)
{
    struct plan_op op = plan(life, &life->prior, &life->early);

    for (size_t i = 0; i < life->block->count; i++) {
        const struct field *field = &life->block->fields[i];

        if (field->flags & (FIELD_COMPUTED | FIELD_BLOCK | FIELD_WRITE_ONLY)) {
            continue;
        }
        if (!value_equal(field->type, &op.planned.items[i], &op.proposed->items[i])) {
            broken(life, &op, "a row that is not computed is not as proposed",
                   str_from(field->name));
        }
    }
}

static void rows_that_are_not_computed_are_as_proposed(void **state)
{
    (void)state;
    each_life(proposal_is_followed);
}

static void verdicts_agree(struct life *life)
{
    struct plan_op op = plan(life, &life->prior, &life->early);
    struct value applied = generator_applied(&life->g, life->block, &op.planned);
    struct value changed = generator_changed(&life->g, &life->type, &applied);
    const struct path *path;
    struct str why;
    bool expected = oracle_is_compatible(life->arena, life->block, &op.planned, &changed, &why);

    if (walk_completes(life->arena, &life->type, &op.planned, &changed, &path) != expected) {
        show(life, "actual", &changed);
        broken(life, &op, expected ? "refused what is right" : "accepted what is wrong", why);
    }
}

static void own_check_of_an_apply_agrees_with_the_clis(void **state)
{
    (void)state;
    each_life(verdicts_agree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plan_passes_the_check_of_both_clis),
        cmocka_unit_test(plan_with_known_input_completes_the_one_before),
        cmocka_unit_test(same_input_in_any_order_gives_the_same_plan),
        cmocka_unit_test(plan_after_an_apply_changes_nothing),
        cmocka_unit_test(no_spelling_of_what_is_not_set_makes_a_change),
        cmocka_unit_test(rows_that_are_not_computed_are_as_proposed),
        cmocka_unit_test(own_check_of_an_apply_agrees_with_the_clis),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
