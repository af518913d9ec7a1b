#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "layout_fixture.h"

#define TWENTY "一二三四五六七八九十一二三四五六七八九十"

static struct doc_node *add_note(struct fixture *f, const char *text)
{
    struct doc_node *n = add(f->run, f->doc, DOC_FOOTNOTE);

    add_para(f->run, n, text);
    return n;
}

static void add_mark(struct fixture *f, struct doc_node *to, const char *number)
{
    add(f->run, to, DOC_FOOTNOTE_MARK)->text = str_from(number);
}

static struct doc_node *marked_para(struct fixture *f, const char *text, const char *number)
{
    struct doc_node *p = add_para(f->run, f->doc, text);

    add_mark(f, p, number);
    return p;
}

static void add_lines(struct fixture *f, struct doc_node *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_text(f->run, p, TWENTY);
}

/* Page `n` without the lines of nothing but numerals, which only fill it. */
static const char *words(struct fixture *f, size_t n)
{
    static char out[2000];
    const char *filler = TWENTY, *p = body(f, n);
    size_t k = 0;

    while (*p && k + 1 < sizeof out) {
        if (strncmp(p, filler, strlen(filler)) == 0 && (p[60] == '|' || !p[60]))
            p += p[60] ? 61 : 60;
        else
            out[k++] = *p++;
    }
    out[k] = '\0';
    return out;
}

static mpt bottom_of(struct fixture *f, size_t n)
{
    const struct layout_page *page = &f->pages->pages[n];
    mpt bottom = 0;

    for (size_t i = 0; i < page->n; i++) {
        mpt y = page->boxes[i].y + page->boxes[i].box->height;

        if (page->boxes[i].y < f->style.paper_height - f->style.margin_bottom && y > bottom)
            bottom = y;
    }
    return bottom;
}

static void f1_a_note_stands_at_the_foot_of_its_marks_page(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *rule;

    marked_para(f, "文", "1");
    add(f->run, f->doc, DOC_PAGE_BREAK);
    add_para(f->run, f->doc, "末");
    add_note(f, "註");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 0), "文|1|1|註");
    assert_string_equal(body(f, 1), "末");
    assert_int_equal(bottom_of(f, 0), 330000);
    rule = nth_op(f, 0, LAYOUT_LINE, 0);
    assert_int_equal(rule->x, 20000);
    assert_int_equal(rule->x2 - rule->x, 200000 / 3);
    assert_null(nth_op(f, 1, LAYOUT_LINE, 0));
}

static void f1_a_figure_is_small_and_stays_with_its_word(void **state)
{
    struct fixture *f = *state;
    struct doc_node *p = marked_para(f, TWENTY, "1");
    const struct layout_op *mark;

    add_text(f->run, p, "二三");
    add_note(f, "註");
    make(f);
    assert_string_equal(body(f, 0), "一二三四五六七八九十一二三四五六七八九|十|1|二三|1|註");
    mark = nth_op(f, 0, LAYOUT_GLYPHS, 2);
    assert_int_equal(mark->size, 6000);
    assert_true(mark->y < nth_op(f, 0, LAYOUT_GLYPHS, 1)->y);
}

static void f1_notes_are_numbered_by_their_first_marks(void **state)
{
    struct fixture *f = *state;
    struct doc_node *p = marked_para(f, "甲", "3");

    add_text(f->run, p, "乙");
    add_mark(f, p, "1");
    add_text(f->run, p, "丙");
    add_mark(f, p, "3");
    add_note(f, "第一註");
    add_note(f, "無主之註");
    add_note(f, "第三註");
    make(f);
    assert_string_equal(body(f, 0), "甲|1|乙|2|丙|1|1|第三註|2|第一註");
}

static void f1_a_note_may_have_a_note(void **state)
{
    struct fixture *f = *state;

    marked_para(f, "甲", "1");
    add_mark(f, add_note(f, "註")->first, "3");
    marked_para(f, "乙", "2");
    add_note(f, "乙註");
    add_note(f, "註之註");
    make(f);
    assert_string_equal(body(f, 0), "甲|1|乙|2|1|註|3|3|註之註|2|乙註");
}

static void f1_the_line_of_a_mark_makes_room_for_its_note(void **state)
{
    struct fixture *f = *state;

    add_lines(f, add(f->run, f->doc, DOC_PARAGRAPH), 18);
    marked_para(f, "甲", "1"); /* lines of 15: one has room here, not a note too */
    add_note(f, "註");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(words(f, 0), "");
    assert_string_equal(words(f, 1), "甲|1|1|註");
}

static void f1_a_second_mark_needs_no_more_room(void **state)
{
    struct fixture *f = *state;
    struct doc_node *p;

    marked_para(f, "甲", "1");
    p = add(f->run, f->doc, DOC_PARAGRAPH);
    add_lines(f, p, 16);
    add_text(f->run, p, "終");
    add_text(f->run, p, "了");
    add_mark(f, p, "1");
    add_note(f, "註");
    make(f);
    assert_int_equal(f->pages->n, 1);
    assert_string_equal(words(f, 0), "甲|1|終了|1|1|註");
}

static void f1_a_long_note_goes_on_at_the_next_foot(void **state)
{
    struct fixture *f = *state;
    struct doc_node *note;

    add_lines(f, add(f->run, f->doc, DOC_PARAGRAPH), 15);
    marked_para(f, "甲", "1");
    add_para(f->run, f->doc, "乙");
    note = add_note(f, "");
    for (int i = 0; i < 8; i++)
        add_text(f->run, note->first, "註二三四五六七八九十一二三四五六七八九十一二三");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(words(f, 0), "甲|1|1|註二三四五六七八九十一二三四五六七八九十一二三"
                                     "|註二三四五六七八九十一二三四五六七八九十一二三"
                                     "|註二三四五六七八九十一二三四五六七八九十一二三");
    assert_memory_equal(words(f, 1), "乙|註", 7);
    assert_int_equal(bottom_of(f, 0), 330000);
    assert_int_equal(bottom_of(f, 1), 330000);
    assert_non_null(nth_op(f, 1, LAYOUT_LINE, 0));
}

static void f1_a_note_longer_than_a_page_ends_somewhere(void **state)
{
    struct fixture *f = *state;
    struct doc_node *note;

    marked_para(f, "甲", "1");
    add_lines(f, add(f->run, f->doc, DOC_PARAGRAPH), 19);
    note = add_note(f, "註");
    for (int i = 0; i < 80; i++)
        add_lines(f, add(f->run, note, DOC_PARAGRAPH), 1);
    make(f);
    assert_int_equal(f->pages->n, 5);
    for (size_t i = 0; i < 4; i++)
        assert_true(bottom_of(f, i) <= 330000);
}

static void f1_a_mark_may_stand_in_a_table(void **state)
{
    struct fixture *f = *state;
    struct doc_node *table = add(f->run, f->doc, DOC_TABLE), *row;
    const char *const cells[] = {"欄", "值", NULL};

    for (int i = 0; i < 20; i++) {
        row = add_row(f->run, table, cells);
        if (i == 3 || i == 18)
            add_mark(f, row->last, i == 3 ? "1" : "2");
    }
    table->first->header = true;
    add_note(f, "前註");
    add_note(f, "後註");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_non_null(strstr(body(f, 0), "1|前註"));
    assert_null(strstr(body(f, 0), "後註"));
    assert_non_null(strstr(body(f, 1), "2|後註"));
    assert_null(strstr(body(f, 1), "前註"));
}

static void f1_a_row_that_splits_takes_each_note_to_its_line(void **state)
{
    struct fixture *f = *state;
    struct doc_node *table = add(f->run, f->doc, DOC_TABLE);
    const char *const cells[] = {"", NULL};
    struct doc_node *cell = add_row(f->run, table, cells)->first;

    for (int i = 0; i < 30; i++) {
        add_text(f->run, cell, "甲乙丙丁戊己庚辛");
        if (i == 2 || i == 28)
            add_mark(f, cell, i == 2 ? "1" : "2");
        add(f->run, cell, DOC_BREAK);
    }
    add_note(f, "前註");
    add_note(f, "後註");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_non_null(strstr(body(f, 0), "1|前註"));
    assert_null(strstr(body(f, 0), "後註"));
    assert_non_null(strstr(body(f, 1), "2|後註"));
    assert_true(bottom_of(f, 0) <= 330000);
}

/* A block that documents share has another figure where another note comes before. */
static void f1_shared_blocks_have_their_own_figures(void **state)
{
    struct fixture *f = *state;
    struct doc_node *shared = marked_para(f, "共用", "2"), *again;

    make_shared(f->run, shared);
    for (int i = 0; i < 3; i++) {
        f->doc = add(f->run, NULL, DOC_DOCUMENT);
        if (i == 1)
            marked_para(f, "前", "1");
        again = add(f->run, f->doc, DOC_PARAGRAPH);
        *again = *shared;
        again->parent = f->doc;
        again->next = NULL;
        add_note(f, "一");
        add_note(f, "二");
        make(f);
        assert_string_equal(body(f, 0), i == 1 ? "前|1|共用|2|1|一|2|二" : "共用|1|1|二");
    }
}

static void f1_a_mark_without_a_note_prints_its_text(void **state)
{
    struct fixture *f = *state;

    marked_para(f, "甲", "7");
    make(f);
    assert_string_equal(body(f, 0), "甲|7");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(f1_a_note_stands_at_the_foot_of_its_marks_page),
        T(f1_a_figure_is_small_and_stays_with_its_word),
        T(f1_notes_are_numbered_by_their_first_marks),
        T(f1_a_note_may_have_a_note),
        T(f1_the_line_of_a_mark_makes_room_for_its_note),
        T(f1_a_second_mark_needs_no_more_room),
        T(f1_a_long_note_goes_on_at_the_next_foot),
        T(f1_a_note_longer_than_a_page_ends_somewhere),
        T(f1_a_mark_may_stand_in_a_table),
        T(f1_a_row_that_splits_takes_each_note_to_its_line),
        T(f1_shared_blocks_have_their_own_figures),
        T(f1_a_mark_without_a_note_prints_its_text),
    };

    return cmocka_run_group_tests_name("layout notes", tests, NULL, NULL);
}
