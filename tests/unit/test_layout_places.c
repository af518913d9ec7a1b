/* What stands beside what: the cells of a row, pictures, numbered paragraphs under each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include "layout/internal.h" /* before cmocka, which defines fail */
#include <cmocka.h>

#include "layout_fixture.h"

static struct doc_node *add_table(struct fixture *f)
{
    struct doc_node *t = add(f->run, f->doc, DOC_TABLE);

    add_hint(f->run, t, "widths", "1 2");
    return t;
}

/* A table of one row: 名, and 值 with the field's value or blank behind it. */
static struct doc_node *label_and_field(struct fixture *f, const struct value_spec *spec,
                                        const char *text)
{
    struct doc_node *t = add_table(f);
    struct doc_node *row = add_row(f->run, t, (const char *const[]){"名", "值", NULL});

    add_value(f->run, row->last, spec, text);
    return t;
}

static mpt baseline(struct fixture *f, size_t number)
{
    return nth_op(f, 0, LAYOUT_GLYPHS, number)->y;
}

static void first_baselines_agree(struct fixture *f, const struct value_spec *spec)
{
    label_and_field(f, spec, NULL);
    make(f);
    assert_non_null(f->pages);
    assert_int_equal(baseline(f, 0), baseline(f, 1));
}

static void a_date_stands_on_its_neighbours_baseline(void **state)
{
    static const struct value_spec spec = {.type = VALUE_DATE};

    first_baselines_agree(*state, &spec);
}

static void a_signature_stands_on_its_neighbours_baseline(void **state)
{
    static const struct value_spec spec = {.type = VALUE_SIGNATURE};

    first_baselines_agree(*state, &spec);
}

static void a_blank_stands_on_its_neighbours_baseline(void **state)
{
    static const struct value_spec spec = {.type = VALUE_TEXT};

    first_baselines_agree(*state, &spec);
}

static void a_rule_stands_on_its_neighbours_baseline(void **state)
{
    static const struct value_spec spec = {.type = VALUE_TEXT, .width_mm = 10};
    struct fixture *f = *state;

    add_hint(f->run, label_and_field(f, &spec, NULL), "rules", "none");
    make(f);
    assert_int_equal(baseline(f, 0), baseline(f, 1));
}

static void the_label_of_several_lines_is_at_their_top(void **state)
{
    static const struct value_spec spec = {.type = VALUE_TEXT, .lines = 5};
    struct fixture *f = *state;

    label_and_field(f, &spec, NULL);
    make(f);
    assert_true(nth_op(f, 0, LAYOUT_LINE, 1)->y >= 30000 + 5 * 8 * MPT_PER_MM);
    assert_true(baseline(f, 1) < 30000 + 8 * MPT_PER_MM);
}

static void a_smaller_text_stands_on_its_neighbours_baseline(void **state)
{
    static const struct value_spec spec = {.type = VALUE_TEXT, .lines = 1};
    struct fixture *f = *state;

    label_and_field(f, &spec, "一二三四五六七八九十一二三");
    make(f);
    assert_int_equal(baseline(f, 0), baseline(f, 1));
    assert_true(nth_op(f, 0, LAYOUT_GLYPHS, 1)->size < 10000);
}

static void texts_at_the_top_share_their_first_baseline(void **state)
{
    static const struct value_spec spec = {.type = VALUE_SIGNATURE};
    struct fixture *f = *state;
    struct doc_node *t = label_and_field(f, &spec, NULL);

    add_text(f->run, t->first->first, "二三四五六七八九十一二三四五六七八九十");
    add_hint(f->run, t, "valign", "top");
    make(f);
    assert_string_equal(body(f, 0), "名二三四五六|七八九十一二|三四五六七八|九十|值");
    assert_int_equal(baseline(f, 0), baseline(f, 5));
}

/* A picture has no baseline that a neighbour could share. */
static void a_label_is_beside_the_middle_of_a_picture(void **state)
{
    static const struct image image = {.width = 10, .height = 10, .components = 3};
    struct fixture *f = *state;
    struct doc_node *row =
        add_row(f->run, add_table(f), (const char *const[]){"名", "", NULL});
    struct doc_node *picture = add(f->run, row->last, DOC_VALUE);
    static const struct value_spec spec = {.type = VALUE_IMAGE, .width_mm = 20};
    const struct layout_op *op;

    picture->spec = &spec;
    picture->image = &image;
    make(f);
    op = nth_op(f, 0, LAYOUT_IMAGE, 0);
    assert_true(baseline(f, 0) < (op->y + op->y2) / 2 + 10000);
}

/* A paragraph of n pictures, each 10 by 10 pixels and wide_mm wide, with captions. */
static void add_pictures(struct fixture *f, int n, const char *wide_mm)
{
    static const struct image image = {.width = 10, .height = 10, .components = 3};
    struct doc_node *p = add(f->run, f->doc, DOC_PARAGRAPH);

    add_hint(f->run, p, "width", wide_mm);
    for (int i = 0; i < n; i++) {
        struct doc_node *picture = add(f->run, p, DOC_IMAGE);

        picture->image = &image;
        picture->format = i % 2 ? STR("乙") : STR("甲");
        if (i + 1 < n)
            add_text(f->run, p, " ");
    }
    make(f);
    assert_non_null(f->pages);
}

static void pictures_stand_beside_each_other(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *first, *second, *caption;

    add_pictures(f, 2, "30");
    first = nth_op(f, 0, LAYOUT_IMAGE, 0);
    second = nth_op(f, 0, LAYOUT_IMAGE, 1);
    assert_int_equal(first->y, second->y);
    assert_int_equal(second->x, first->x2 + 10000); /* an em */
    assert_true(first->x > 20000 && second->x2 < 220000);
    caption = nth_op(f, 0, LAYOUT_GLYPHS, 2); /* behind the em */
    assert_true(caption->y > second->y2 && caption->x > second->x && caption->x < second->x2);
    assert_int_equal(caption->y, nth_op(f, 0, LAYOUT_GLYPHS, 0)->y);
}

static void pictures_without_room_stand_below_each_other(void **state)
{
    struct fixture *f = *state;

    add_pictures(f, 3, "30");
    assert_true(nth_op(f, 0, LAYOUT_IMAGE, 2)->y > nth_op(f, 0, LAYOUT_GLYPHS, 2)->y);
    assert_int_equal(nth_op(f, 0, LAYOUT_IMAGE, 2)->x + nth_op(f, 0, LAYOUT_IMAGE, 2)->x2, 240000);
}

static void pictures_go_on_to_the_next_page(void **state)
{
    struct fixture *f = *state;

    add_pictures(f, 3, "60");
    assert_int_equal(f->pages->n, 3);
}

/* Where a line's text begins, in ems from the margin. */
static int ems(struct fixture *f, size_t number)
{
    return (nth_op(f, 0, LAYOUT_GLYPHS, number)->x - 20000) / 10000;
}

static void add_clauses(struct fixture *f)
{
    add_para(f->run, f->doc, "前言");
    add_para(f->run, f->doc, "一、甲");
    add_para(f->run, f->doc, "（一）乙");
    add_para(f->run, f->doc, "（1）丙");
    add_para(f->run, f->doc, "（二）丁");
    add_para(f->run, f->doc, "次項");
    add_para(f->run, f->doc, "十一、戊");
    add_para(f->run, f->doc, "次項");
    add(f->run, f->doc, DOC_HEADING)->level = 2;
    add_text(f->run, f->doc->last, "章");
    add_para(f->run, f->doc, "段");
    make(f);
    assert_non_null(f->pages);
}

/* I2: each level begins below the text of the one above; a paragraph without a number goes on with
 * the outermost, and a heading begins anew. */
static void i2_numbered_paragraphs_nest(void **state)
{
    static const int expected[] = {0, 0, 2, 5, 2, 2, 0, 3, 0, 0};
    struct fixture *f = *state;

    f->style.nest = true;
    restyle(f);
    add_clauses(f);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(ems(f, i), expected[i]);
}

static void i2_a_list_nests_below_its_paragraph(void **state)
{
    struct fixture *f = *state;
    struct doc_node *list;

    f->style.nest = true;
    restyle(f);
    add_para(f->run, f->doc, "一、甲");
    add_para(f->run, f->doc, "（一）乙");
    list = add(f->run, f->doc, DOC_LIST);
    list->ordered = list->tight = true;
    list->start = 1;
    add_para(f->run, add(f->run, list, DOC_ITEM), "丙");
    add_para(f->run, f->doc, "（1）丁");
    add_para(f->run, f->doc, "（二）戊");
    make(f);
    assert_int_equal(ems(f, 2), 5);
    assert_true(ems(f, 4) > 5); /* below the list's text; 3 is the item's own */
    assert_int_equal(ems(f, 5), 2);
}

static void paragraphs_nest_only_where_told(void **state)
{
    struct fixture *f = *state;

    add_clauses(f);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(ems(f, i), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_date_stands_on_its_neighbours_baseline),
        T(a_signature_stands_on_its_neighbours_baseline),
        T(a_blank_stands_on_its_neighbours_baseline),
        T(a_rule_stands_on_its_neighbours_baseline),
        T(the_label_of_several_lines_is_at_their_top),
        T(a_smaller_text_stands_on_its_neighbours_baseline),
        T(texts_at_the_top_share_their_first_baseline),
        T(a_label_is_beside_the_middle_of_a_picture),
        T(pictures_stand_beside_each_other),
        T(i2_numbered_paragraphs_nest),
        T(i2_a_list_nests_below_its_paragraph),
        T(paragraphs_nest_only_where_told),
        T(pictures_go_on_to_the_next_page),
        T(pictures_without_room_stand_below_each_other),
    };

    return cmocka_run_group_tests_name("layout places", tests, NULL, NULL);
}
