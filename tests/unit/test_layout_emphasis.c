#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include "layout/internal.h" /* before cmocka, which defines fail */
#include <cmocka.h>

#include "layout_fixture.h"

/* The fake font gives no face for italics, so what it is asked for is remembered. */
static enum text_style asked;

static struct glyph_run listening_shape(void *context, enum text_style style, struct str text,
                                        struct arena *a)
{
    asked |= style;
    return fake_shape(context, style, text, a);
}

static size_t count_ops(struct fixture *f, enum layout_op_kind kind)
{
    size_t n = 0;

    while (nth_op(f, 0, kind, n))
        n++;
    return n;
}

static struct doc_node *add_span(struct fixture *f, enum doc_kind kind, const char *before,
                                 const char *text, const char *behind)
{
    struct doc_node *p = add_para(f->run, f->doc, before), *n = add(f->run, p, kind);

    add_text(f->run, n, text);
    add_text(f->run, p, behind);
    return n;
}

static void emphasis_has_marks_beneath_han_but_not_beneath_marks(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *dot;

    add_span(f, DOC_EMPH, "甲", "乙、丙ab。丁", "戊");
    make(f);
    assert_int_equal(count_ops(f, LAYOUT_DOT), 3);
    dot = nth_op(f, 0, LAYOUT_DOT, 0);
    assert_int_equal(dot->x, 20000 + 15000); /* the middle of the second character */
    assert_true(dot->y > nth_op(f, 0, LAYOUT_GLYPHS, 0)->y);
    assert_int_equal(dot->element, 0);
}

static void emphasis_with_a_face_of_its_own_has_no_marks(void **state)
{
    struct fixture *f = *state;
    struct metrics metrics = fake_metrics;

    metrics.emphasis = true;
    metrics.shape = listening_shape;
    f->l = layout_new(&metrics, &f->style, f->run);
    asked = TEXT_REGULAR;
    add_span(f, DOC_EMPH, "甲", "乙ab", "戊");
    make(f);
    assert_int_equal(count_ops(f, LAYOUT_DOT), 0);
    assert_int_equal(asked, TEXT_ITALIC);
}

static void emphasis_and_bold_are_both(void **state)
{
    struct fixture *f = *state;
    struct metrics metrics = fake_metrics;

    metrics.shape = listening_shape;
    f->l = layout_new(&metrics, &f->style, f->run);
    asked = TEXT_REGULAR;
    add_text(f->run, add(f->run, add_span(f, DOC_EMPH, "", "", ""), DOC_STRONG), "甲");
    make(f);
    assert_int_equal(asked, TEXT_BOLD_ITALIC);
    assert_int_equal(count_ops(f, LAYOUT_DOT), 1);
}

static void marks_have_room_in_narrow_lines(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *dot, *next;

    f->style.leading = 100;
    restyle(f);
    add_text(f->run, add(f->run, add_span(f, DOC_EMPH, "", "甲", ""), DOC_BREAK)->parent, "乙");
    make(f);
    dot = nth_op(f, 0, LAYOUT_DOT, 0);
    next = nth_op(f, 0, LAYOUT_GLYPHS, 1);
    assert_true(dot->y + dot->size / 2 <= next->y - 8000); /* the next line's ascent */
}

static void struck_text_has_a_line_on_each_of_its_lines(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *line;

    add_span(f, DOC_STRUCK, "甲乙", "丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥", "末尾");
    make(f);
    assert_int_equal(count_ops(f, LAYOUT_LINE), 2);
    line = nth_op(f, 0, LAYOUT_LINE, 0);
    assert_int_equal(line->x, 20000 + 20000);
    assert_int_equal(line->x2, 20000 + 200000);
    line = nth_op(f, 0, LAYOUT_LINE, 1);
    assert_int_equal(line->x, 20000);
    assert_int_equal(line->x2, 20000 + 20000);
    assert_true(line->y < nth_op(f, 0, LAYOUT_GLYPHS, 3)->y);
}

static void spans_are_elements_of_the_structure(void **state)
{
    static const enum layout_role roles[] = {LAYOUT_STRONG, LAYOUT_EMPHASIS, LAYOUT_STRUCK};
    struct fixture *f = *state;

    add_span(f, DOC_STRONG, "甲", "乙", "丙");
    add_span(f, DOC_EMPH, "甲", "乙", "丙");
    add_span(f, DOC_STRUCK, "甲", "乙", "丙");
    make(f);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(f->pages->tree.elements[2 * i].role, LAYOUT_PARAGRAPH);
        assert_int_equal(f->pages->tree.elements[2 * i + 1].role, roles[i]);
        assert_int_equal(f->pages->tree.elements[2 * i + 1].parent, 2 * i + 1);
        assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 3 * i + 1)->element, 2 * i + 2);
        assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 3 * i + 2)->element, 2 * i + 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(emphasis_has_marks_beneath_han_but_not_beneath_marks),
        TEST(emphasis_with_a_face_of_its_own_has_no_marks),
        TEST(emphasis_and_bold_are_both),
        TEST(marks_have_room_in_narrow_lines),
        TEST(struck_text_has_a_line_on_each_of_its_lines),
        TEST(spans_are_elements_of_the_structure),
    };

    return cmocka_run_group_tests_name("layout emphasis", tests, NULL, NULL);
}
