#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "value/formula.h"

static struct arena *a;
static struct diag *d;

static int set_up(void **state)
{
    (void)state;
    a = arena_new();
    d = diag_new(DIAG_EN);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(a);
    diag_free(d);
    return 0;
}

/* The parts in one line: texts as they are, <field>, <.here>, <list.column>. */
static const char *parts(const char *text)
{
    const struct formula *f = formula_parse(str_from(text), pos_line("form.md", 7, 14), a, d);
    struct buf b = {0};
    const char *s;

    for (size_t i = 0; f && i < f->n; i++) {
        const struct formula_part *p = &f->parts[i];

        if (p->kind == FORMULA_TEXT)
            buf_str(&b, p->text);
        else
            buf_fmt(&b, p->kind == FORMULA_FIELD ? "<%.*s%.*s>" : "<%.*s.%.*s>", STR_ARG(p->list),
                    STR_ARG(p->text));
    }
    s = f ? arena_str(a, buf_view(&b)).ptr : NULL;
    buf_free(&b);
    return s;
}

static void names_are_told_from_text(void **state)
{
    (void)state;
    assert_string_equal(parts("=SUMIFS( records[hours], records[person_id],[person_id], records[類別], \"通識\")"),
                        "SUMIFS(<records.hours>,<records.person_id>,<.person_id>,<records.類別>,\"通識\")");
    assert_string_equal(parts("= IF(total = 0, 0, -ROUND(100 * done / total, 1))"),
                        "IF(<total>=0,0,-ROUND(100*<done>/<total>,1))");
    assert_string_equal(parts("=5%^2<>\"a\"\"b[c]\"&TRUE"), "5%^2<>\"a\"\"b[c]\"&TRUE");
    assert_string_equal(parts("=[a]>=0.5"), "<.a>>=0.5");
}

static void what_is_no_formula_is_told_at_its_place(void **state)
{
    static const char *const wrong[] = {"",      "1+1",   "=",         "=1+",      "=(1",     "=1)",  "=SUM()",
                                        "=SUM(1", "=a[",  "=a[b",      "=[]",      "=\"a",    "=1 2", "=a b",
                                        "=,",    "={a}", "=SUM(a,,b)", "=1..2",    "=A$1",    "=1a"};
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_null(parts(wrong[i]));
        assert_true(diag_errors(d) > n);
        n = diag_errors(d);
        diag_clear(d);
        n = 0;
    }
    assert_null(parts("=RAND(1)"));
    assert_null(parts("=INDIRECT(\"A1\")"));
    assert_int_equal(diag_count(d, DIAG_FORMULA_FUNCTION), 2);
}

static void places_are_those_of_the_names(void **state)
{
    const struct formula *f = formula_parse(STR("=人數+\n  b"), pos_line("form.md", 7, 14), a, d);

    (void)state;
    assert_non_null(f);
    assert_int_equal(f->parts[0].pos.row, 7);
    assert_int_equal(f->parts[0].pos.col, 15);
    assert_int_equal(f->parts[2].pos.row, 8);
    assert_int_equal(f->parts[2].pos.col, 16);
}

static void deep_brackets_end(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_char(&b, '=');
    for (int i = 0; i < 1000; i++)
        buf_char(&b, '(');
    assert_null(parts(arena_str(a, buf_view(&b)).ptr));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_told_from_text),
        cmocka_unit_test(what_is_no_formula_is_told_at_its_place),
        cmocka_unit_test(places_are_those_of_the_names),
        cmocka_unit_test(deep_brackets_end),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
