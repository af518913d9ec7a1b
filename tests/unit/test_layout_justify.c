#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "layout_fixture.h"

#define MOST_GLYPHS 200

/* Where the glyphs of one line stand, from the text's left edge. */
struct row {
    mpt x[MOST_GLYPHS + 1]; /* and where the last one ends */
    size_t n;
};

static struct row row_of(struct fixture *f, size_t number)
{
    struct row row = {0};
    const struct layout_op *op;
    mpt y = -1;

    for (size_t i = 0; (op = nth_op(f, 0, LAYOUT_GLYPHS, i)) && op->y < 330000; i++) {
        mpt x = op->x - f->style.margin_left;

        if (y >= 0 && op->y != y && number-- == 0)
            break;
        row.n = op->y != y ? 0 : row.n;
        y = op->y;
        for (size_t g = 0; g < op->n && row.n < MOST_GLYPHS; g++) {
            row.x[row.n++] = x;
            row.x[row.n] = x += op->size * op->run->glyphs[op->first + g].advance / 1000;
            x += op->gaps ? op->gaps[g] : 0;
        }
    }
    return row;
}

static void lay(struct fixture *f, const char *text)
{
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    add_para(f->run, f->doc, text);
    restyle(f);
    make(f);
    assert_non_null(f->pages);
}

static void assert_lines(struct fixture *f, const char *text, const char *expected)
{
    char got[1000];
    size_t n = 0;

    lay(f, text);
    for (const char *p = body(f, 0); *p && n < sizeof got - 1; p++)
        if (*p != ' ') /* what stands apart */
            got[n++] = *p;
    got[n] = '\0';
    assert_string_equal(got, expected);
}

#define ASSERT_AT(f, number, ...)                                                                  \
    do {                                                                                           \
        static const mpt wanted[] = {__VA_ARGS__};                                                 \
        struct row row_ = row_of((f), (number));                                                   \
        assert_int_equal(row_.n + 1, sizeof wanted / sizeof *wanted);                              \
        for (size_t k_ = 0; k_ <= row_.n; k_++)                                                    \
            assert_int_equal(row_.x[k_], wanted[k_]);                                              \
    } while (0)

static int in_the_middle(void *context, const struct glyph *g)
{
    (void)context;
    (void)g;
    return 500;
}

/* A font whose word space is a quarter of an em. */
static struct glyph_run narrow_spaces(void *context, enum text_style style, struct str text,
                                      struct arena *a)
{
    struct glyph_run run = fake_shape(context, style, text, a);

    for (size_t i = 0; i < run.n; i++)
        if (run.text.ptr[run.glyphs[i].at] == ' ')
            run.glyphs[i].advance = 250;
    return run;
}

static void with_metrics(struct fixture *f, struct metrics m, const char *text)
{
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    add_para(f->run, f->doc, text);
    f->l = layout_new(&m, &f->style, f->run);
    make(f);
    assert_non_null(f->pages);
}

static void k7_widths_come_before_prohibitions(void **state)
{
    struct fixture *f = *state;
    const char *text = "一二三四五六七八九十一二三四五六，「七。」八九十";

    assert_lines(f, text, "一二三四五六七八九十一二三四五六，|「七。」八九十");
    f->style.compress = true;
    assert_lines(f, text, "一二三四五六七八九十一二三四五六，「七。」|八九十");
    assert_int_equal(row_of(f, 0).x[20], 195000); /* the left half of its frame is its ink's */
}

static void k8_three_marks_part_when_nothing_else_can(void **state)
{
    struct fixture *f = *state;

    f->style.size = 72000; /* less than three characters a line */
    f->style.leading = 100;
    assert_lines(f, "字。』」", "字。|』」");
    assert_lines(f, "甲字。』」", "甲|字。|』」");
    assert_lines(f, "甲字。", "甲|字。");
    assert_lines(f, "「——", "「|——"); /* K6 holds still */
}

static void p3_p4_interpuncts_and_exclamations_take_an_em(void **state)
{
    struct fixture *f = *state;

    f->style.compress = true;
    lay(f, "甲‧乙！？丙");
    ASSERT_AT(f, 0, 0, 10000, 20000, 30000, 40000, 50000, 60000);
    lay(f, "甲！」乙"); /* the bracket gives */
    ASSERT_AT(f, 0, 0, 10000, 20000, 25000, 35000);
}

/* Not even where a mark at a line's end gives half of its em. */
static void p4_an_exclamation_takes_an_em_at_a_lines_end(void **state)
{
    struct fixture *f = *state;

    f->style.compress = true;
    f->style.trim_end = true;
    assert_lines(f, "一二三四五六七八九十一二三四五六七，「八。九十",
                 "一二三四五六七八九十一二三四五六七，「八。|九十");
    assert_lines(f, "一二三四五六七八九十一二三四五六七，「八！九十",
                 "一二三四五六七八九十一二三四五六七，|「八！九十");
}

static void p5_a_bracket_beside_a_mark_is_half_as_wide(void **state)
{
    struct fixture *f = *state;
    struct metrics centred = fake_metrics;

    lay(f, "甲，「乙」。丙");
    ASSERT_AT(f, 0, 0, 10000, 20000, 30000, 40000, 50000, 60000, 70000);
    f->style.compress = true;
    lay(f, "甲，「乙」。丙");
    ASSERT_AT(f, 0, 0, 10000, 15000, 25000, 35000, 40000, 50000, 60000);
    lay(f, "甲」「乙"); /* one of the two */
    ASSERT_AT(f, 0, 0, 10000, 15000, 25000 + 0, 35000);
    lay(f, "甲（）乙（甲）乙"); /* room for a pen; and brackets beside text */
    ASSERT_AT(f, 0, 0, 10000, 20000, 30000, 40000, 50000, 60000, 70000, 80000);
    lay(f, "甲。』」"); /* each pair takes an em and a half */
    ASSERT_AT(f, 0, 0, 10000, 20000, 25000, 35000);
    centred.ink_middle = in_the_middle;
    with_metrics(f, centred, "甲，「乙」。丙");
    ASSERT_AT(f, 0, 0, 10000, 17500, 25000, 32500, 40000, 50000, 60000);
}

static void p5_holds_only_on_one_line(void **state)
{
    struct fixture *f = *state;

    f->style.compress = true;
    assert_lines(f, "一二三四五六七八九十一二三四五六七八九，「二三",
                 "一二三四五六七八九十一二三四五六七八九，|「二三");
    ASSERT_AT(f, 1, 0, 10000, 20000, 30000);
}

static void p6_an_opening_bracket_may_stand_at_the_edge(void **state)
{
    struct fixture *f = *state;

    f->style.compress = true;
    lay(f, "「甲乙");
    ASSERT_AT(f, 0, 0, 10000, 20000, 30000);
    f->style.trim_start = true;
    lay(f, "「甲乙");
    ASSERT_AT(f, 0, -5000, 5000, 15000, 25000); /* its left half is empty */
}

static void p6_a_mark_at_a_lines_end_is_half_as_wide_by_option(void **state)
{
    struct fixture *f = *state;
    const char *text = "一二三四五六七八九十一二三四五六七，「八，九十";

    f->style.compress = true;
    assert_lines(f, text, "一二三四五六七八九十一二三四五六七，|「八，九十");
    f->style.trim_end = true;
    assert_lines(f, text, "一二三四五六七八九十一二三四五六七，「八，|九十");
    assert_int_equal(row_of(f, 0).x[20], 192500); /* from its middle a quarter to either side */
}

static void p7_no_mark_hangs(void **state)
{
    struct fixture *f = *state;

    f->style.justify = f->style.compress = true;
    assert_lines(f,
                 "一二三四五，六七八九十一二三四五六七八九。"
                 "甲二三四五六七八九十一二三四五六七八九十，一二",
                 "一二三四五，六七八九十一二三四五六七八九。|"
                 "甲二三四五六七八九十一二三四五六七八九|十，一二");
    for (size_t i = 0; i < 2; i++)
        assert_true(row_of(f, i).x[row_of(f, i).n] <= 202500); /* the frame's empty quarter */
}

static void s2_gaps_shrink_to_an_eighth(void **state)
{
    struct fixture *f = *state;
    struct row row;

    f->style.justify = true;
    assert_lines(f, "一二三四五a一二三四五aa一二三四五六七八九十",
                 "一二三四五a一二三四五aa一二三四五六七八|九十");
    row = row_of(f, 0);
    assert_int_equal(row.x[5], 51250);
    assert_int_equal(row.x[6], 51250 + 5000 + 1250);
    assert_int_equal(row.x[row.n], 200000);
}

static void j1_the_measure_is_a_whole_number_of_characters(void **state)
{
    struct fixture *f = *state;
    const char *text = "一二三四五六七八九十一二三四五六七八九十一二三";

    f->style.justify = true;
    f->style.paper_width = 247000;
    lay(f, text);
    assert_int_equal(row_of(f, 0).x[20], 200000);
    assert_int_equal(row_of(f, 0).x[1], 10000);
    f->style.justify = false;
    lay(f, "一二三");
    assert_int_equal(row_of(f, 0).x[3], 30000);
}

static void j1_only_name_lists_stretch_a_single_line(void **state)
{
    struct fixture *f = *state;

    f->style.justify = true;
    lay(f, "一二三");
    assert_int_equal(row_of(f, 0).x[3], 30000);
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    add_hint(f->run, add_para(f->run, f->doc, "一二三"), "align", "spread");
    make(f);
    ASSERT_AT(f, 0, 0, 95000, 190000, 200000);
}

static void j2_reduces_in_its_order(void **state)
{
    struct fixture *f = *state;
    struct row row;

    f->style.justify = f->style.compress = true;
    assert_lines(f, "一二三四五六七八九，a一二三四五六七八九。甲乙丙",
                 "一二三四五六七八九，a一二三四五六七八九。|甲乙丙");
    row = row_of(f, 0);
    assert_int_equal(row.x[9], 90000 - 1250);   /* the comma gives a quarter … */
    assert_int_equal(row.x[10], 97500);         /* … in all */
    assert_int_equal(row.x[11], 97500 + 7500);  /* the gap nothing */
    assert_int_equal(row.x[20], 195000 - 2500); /* the mark at the end its half */
}

static void j2_reduces_equally_within_a_class(void **state)
{
    struct fixture *f = *state;
    struct row row;

    f->style.justify = f->style.compress = true;
    assert_lines(f, "一二三，四五六aa七，八九十一二三四五六七八九",
                 "一二三，四五六aa七，八九十一二三四五六七|八九");
    row = row_of(f, 0); /* half an em: a quarter from each comma, at both its sides */
    assert_int_equal(row.x[3], 30000 - 1250);
    assert_int_equal(row.x[4], 40000 - 2500);
    assert_int_equal(row.x[9], 82500);
    assert_int_equal(row.x[10], 92500 - 1250);
    assert_int_equal(row.x[11], 100000);
    assert_int_equal(row.x[21], 200000);
}

static void j2_word_spaces_come_before_interpuncts(void **state)
{
    struct fixture *f = *state;
    struct row row;

    f->style.justify = f->style.compress = true;
    assert_lines(f, "aaa bb一二三‧四五六七八九十一二三四五六七八九",
                 "aaabb一二三‧四五六七八九十一二三四五六|七八九");
    row = row_of(f, 0);
    assert_int_equal(row.x[3], 15000);
    assert_int_equal(row.x[4], 17500); /* from half an em to a quarter */
    assert_int_equal(row.x[6], 30000);
    assert_int_equal(row.x[10], 70000);
    assert_int_equal(row.x[row.n], 200000);
}

static void j2_interpuncts_come_before_brackets(void **state)
{
    struct fixture *f = *state;
    struct row row;

    f->style.justify = f->style.compress = true;
    assert_lines(f, "a一二三‧四「五六」七八九十一二三四五六七八九十",
                 "a一二三‧四「五六」七八九十一二三四五六七|八九十");
    row = row_of(f, 0); /* three quarters: half from the interpunct, an eighth from each bracket */
    assert_int_equal(row.x[4], 37500 - 2500);
    assert_int_equal(row.x[5], 42500);
    assert_int_equal(row.x[6], 52500 - 1250);
    assert_int_equal(row.x[9], 81250);
    assert_int_equal(row.x[10], 90000);
    assert_int_equal(row.x[row.n], 200000);
}

static void j2_leaves_marks_alone_where_the_style_does(void **state)
{
    struct fixture *f = *state;

    f->style.justify = true;
    assert_lines(f, "一二三四五六七八九，a一二三四五六七八九。甲乙丙",
                 "一二三四五六七八九，a一二三四五六七八|九。甲乙丙");
}

static void j3_expands_in_its_order(void **state)
{
    struct fixture *f = *state;
    struct metrics narrow = fake_metrics;
    struct row row;

    f->style.justify = true;
    narrow.shape = narrow_spaces;
    /* 19.75 em: the word space takes the quarter */
    with_metrics(f, narrow, "一二三四五六七八九，aa b，一二三四五六，七八");
    row = row_of(f, 0);
    assert_int_equal(row.n, 22);
    assert_int_equal(row.x[12], 110000);
    assert_int_equal(row.x[13], 115000);
    assert_int_equal(row.x[14], 120000);
    assert_int_equal(row.x[row.n], 200000);
}

static void j3_stretches_gaps_to_a_third_and_then_all_others(void **state)
{
    struct fixture *f = *state;
    struct row row;

    f->style.justify = true;
    assert_lines(f, "一二三四五aa六七八九十一二三四五六七八（二三四",
                 "一二三四五aa六七八九十一二三四五六七八|（二三四");
    row = row_of(f, 0); /* half an em: twice 0.083, and the rest over 16 gaps */
    assert_int_equal(row.x[6] - row.x[5], 5000);
    assert_int_equal(row.x[5] - row.x[4], 10000 + 3330);
    assert_int_equal(row.x[7] - row.x[6], 5000 + 3330);
    assert_in_range(row.x[1] - row.x[0], 10000 + 208, 10000 + 209);
    assert_int_equal(row.x[row.n], 200000);
}

static void j3_never_stretches_a_unit(void **state)
{
    struct fixture *f = *state;
    struct row row;

    f->style.justify = true;
    assert_lines(f, "一二三四五六七八九——二三四五六七八九，「二三",
                 "一二三四五六七八九——二三四五六七八九，|「二三");
    assert_lines(f, "一二三四五六七八九——二三四五六七八九「十二三",
                 "一二三四五六七八九——二三四五六七八九|「十二三");
    row = row_of(f, 0);
    assert_int_equal(row.x[10] - row.x[9], 10000);
    assert_true(row.x[11] - row.x[10] > 10000);
    assert_int_equal(row.x[row.n], 200000);
}

static void w1_a_last_line_has_two_characters(void **state)
{
    struct fixture *f = *state;

    assert_lines(f, "一二三四五六七八九十一二三四五六七八九十甲。",
                 "一二三四五六七八九十一二三四五六七八九|十甲。");
    assert_lines(f, "一二三四五六七八九十一二三四五六七八九十ab",
                 "一二三四五六七八九十一二三四五六七八九十|ab");
    assert_lines(f, "一二三四五六七八九十一二三四五六七八九十\n甲",
                 "一二三四五六七八九十一二三四五六七八九十|甲");
    f->style.size = 72000;
    assert_lines(f, "甲乙丙", "甲乙|丙"); /* the line before must keep two */
}

static void w1_takes_the_last_character_in(void **state)
{
    struct fixture *f = *state;

    f->style.justify = f->style.compress = true;
    assert_lines(f, "一二三四五，六七八，九十一二三四五，六七八九十。",
                 "一二三四五，六七八，九十一二三四五，六七|八九十。");
    assert_lines(f, "一二三四五，六七八aa九十一二三四五，六七。",
                 "一二三四五，六七八aa九十一二三四五，六七。");
    assert_int_equal(row_of(f, 0).x[row_of(f, 0).n], 202500);
}

static void i1_and_a_justified_measure(void **state)
{
    struct fixture *f = *state;

    f->style.justify = f->style.indent = true;
    lay(f, "一二三四五六七八九十一二三四五六七八九十一二三");
    assert_int_equal(row_of(f, 0).x[0], 20000);
    assert_int_equal(row_of(f, 0).x[18], 200000);
    assert_int_equal(row_of(f, 1).x[0], 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(k7_widths_come_before_prohibitions),
        T(k8_three_marks_part_when_nothing_else_can),
        T(p3_p4_interpuncts_and_exclamations_take_an_em),
        T(p4_an_exclamation_takes_an_em_at_a_lines_end),
        T(p5_a_bracket_beside_a_mark_is_half_as_wide),
        T(p5_holds_only_on_one_line),
        T(p6_an_opening_bracket_may_stand_at_the_edge),
        T(p6_a_mark_at_a_lines_end_is_half_as_wide_by_option),
        T(p7_no_mark_hangs),
        T(s2_gaps_shrink_to_an_eighth),
        T(j1_the_measure_is_a_whole_number_of_characters),
        T(j1_only_name_lists_stretch_a_single_line),
        T(j2_reduces_in_its_order),
        T(j2_reduces_equally_within_a_class),
        T(j2_word_spaces_come_before_interpuncts),
        T(j2_interpuncts_come_before_brackets),
        T(j2_leaves_marks_alone_where_the_style_does),
        T(j3_expands_in_its_order),
        T(j3_stretches_gaps_to_a_third_and_then_all_others),
        T(j3_never_stretches_a_unit),
        T(w1_a_last_line_has_two_characters),
        T(w1_takes_the_last_character_in),
        T(i1_and_a_justified_measure),
    };

    return cmocka_run_group_tests_name("layout justify", tests, NULL, NULL);
}
