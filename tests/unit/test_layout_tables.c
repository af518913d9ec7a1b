#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include "layout/internal.h" /* before cmocka, which defines fail */
#include <cmocka.h>

#include "layout_fixture.h"

#define ROW(table, ...) add_row(f->run, (table), (const char *const[]){__VA_ARGS__, NULL})

static struct doc_node *add_table(struct fixture *f, const char *widths)
{
    struct doc_node *t = add(f->run, f->doc, DOC_TABLE);

    if (widths)
        add_hint(f->run, t, "widths", widths);
    return t;
}

static struct doc_node *header_row(struct fixture *f, struct doc_node *table, const char *text)
{
    struct doc_node *row = ROW(table, text, "內容");

    row->header = true;
    return row;
}

static struct doc_node *banner(struct fixture *f, struct doc_node *table, const char *text)
{
    struct doc_node *row = ROW(table, text, "", "");

    row->banner = true;
    return row;
}

static const struct layout_box *box_at(struct fixture *f, size_t page, size_t n)
{
    return f->pages->pages[page].boxes[n].box;
}

static void widths_are_in_proportion(void **state)
{
    struct fixture *f = *state;

    ROW(add_table(f, "1 3"), "甲", "乙");
    make(f);
    assert_string_equal(body(f, 0), "甲 乙");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 20000 + 2500);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 1)->x, 20000 + 50000 + 2500);
}

static void widths_must_match_the_columns(void **state)
{
    struct fixture *f = *state;

    ROW(add_table(f, "1 3 2"), "甲", "乙");
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_LAYOUT_HINT), 1);
}

static void assert_column(struct fixture *f, size_t glyphs, mpt x)
{
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, glyphs)->x, 20000 + x + CELL_PAD_X);
}

static void widths_follow_the_content(void **state)
{
    struct fixture *f = *state;

    /* in one line each: 2 and 6 em with their padding, then in proportion */
    ROW(add_table(f, NULL), "甲乙", "甲乙丙丁戊己");
    make(f);
    assert_column(f, 1, 200000 * 25 / 90);
}

static void widths_give_a_short_column_its_wish(void **state)
{
    struct fixture *f = *state;

    ROW(add_table(f, NULL), "設備名稱",
        "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十");
    make(f);
    assert_string_equal(body(f, 0), "設備名稱|一二三四五六七八九十一二三四五|"
                                    "六七八九十一二三四五六七八九十|一二三四五六七八九十");
    assert_column(f, 1, 45000);
}

static void widths_keep_words_whole(void **state)
{
    struct fixture *f = *state;

    ROW(add_table(f, NULL), "Configuration", "一二三四五六七八九十", "一二三四五六七八九十");
    make(f);
    assert_string_equal(body(f, 0), "Configuration|一二三四五六|七八九十|一二三四五六|七八九十");
}

static void a_table_without_room_is_named(void **state)
{
    struct fixture *f = *state;
    struct doc_node *table, *heading;

    heading = add(f->run, f->doc, DOC_HEADING);
    add_text(f->run, heading, "資產清冊");
    table = add_table(f, NULL);
    ROW(table, "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "一", "二", "三", "四");
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_TABLE_TOO_WIDE), 1);
}

static void a_row_is_as_high_as_its_highest_cell(void **state)
{
    struct fixture *f = *state;

    ROW(add_table(f, "1 1"), "一二三四五六七八九十一二三", "乙");
    make(f);
    assert_string_equal(body(f, 0), "一二三四五六七八九|十一二三|乙");
    assert_int_equal(box_at(f, 0, 1)->height, 2 * 15000 + 2 * CELL_PAD_Y);
    /* the short cell stands in the middle: half a line below the first */
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 2)->y, nth_op(f, 0, LAYOUT_GLYPHS, 0)->y + 7500);
}

static void t1_the_header_is_repeated(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add_table(f, "1 3");
    size_t rows = 300000 / (15000 + 2 * CELL_PAD_Y) - 1; /* on a page, below the header */

    header_row(f, t, "項次");
    for (int i = 0; i < 30; i++)
        ROW(t, "列", "文");
    make(f);
    assert_int_equal(f->pages->n, (30 + rows - 1) / rows);
    assert_int_equal(strncmp(body(f, 0), "項次 內容|列 文", strlen("項次 內容|列 文")), 0);
    assert_int_equal(strncmp(body(f, 1), "項次 內容|列 文", strlen("項次 內容|列 文")), 0);
    assert_int_equal(nth_op(f, 1, LAYOUT_FILL, 0)->grey, 930);
    assert_int_equal(nth_op(f, 1, LAYOUT_FILL, 0)->y, 30000 + 375); /* the edge stays whole */
}

static void t1_rows_do_not_split(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t;

    for (int i = 0; i < 15; i++)
        add_para(f->run, f->doc, "段");
    t = add_table(f, "1 1");
    ROW(t, "一二三四五六七八九十一二三", "乙");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "一二三四五六七八九|十一二三|乙");
}

static void t1_a_tall_row_splits_at_a_line(void **state)
{
    struct fixture *f = *state;
    struct buf text = {0};
    struct doc_node *t;

    for (int i = 0; i < 25; i++)
        buf_fmt(&text, "一二三四五六七八%s", i < 24 ? "九" : "完");
    buf_char(&text, '\0');
    t = add_table(f, "1 1");
    header_row(f, t, "項次");
    ROW(t, "短", text.ptr);
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_non_null(strstr(body(f, 0), "項次 內容|短 一二三四五六七八九|"));
    assert_int_equal(strncmp(body(f, 1), "項次 內容|一二三四五六七八九|", 40), 0);
    assert_non_null(strstr(f->text.ptr, "一二三四五六七八完"));
    /* closed on both pages: the last line drawn is the table's edge */
    for (size_t page = 0; page < 2; page++) {
        size_t n = f->pages->pages[page].n;
        const struct layout_placed *edge = &f->pages->pages[page].boxes[n - 2];
        const struct layout_placed *row = &f->pages->pages[page].boxes[n - 3];

        assert_int_equal(edge->box->ops[0].size, 750);
        assert_int_equal(edge->y, row->y + row->box->height);
        assert_true(edge->y <= 330000);
    }
    buf_free(&text);
}

static struct doc_node *numbered_rows(struct fixture *f, int n)
{
    struct doc_node *t = add_table(f, "1 1");

    for (int i = 1; i <= n; i++)
        ROW(t, arena_fmt(f->run, "%d", i).ptr, "文");
    return t;
}

static void t3_the_last_row_is_not_alone(void **state)
{
    struct fixture *f = *state;

    numbered_rows(f, 15); /* 14 have room on a page */
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "14 文|15 文");
}

static void t3_the_last_row_is_not_alone_below_a_repeated_header(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add_table(f, "1 1");

    header_row(f, t, "項次");
    for (int i = 1; i <= 14; i++)
        ROW(t, arena_fmt(f->run, "%d", i).ptr, "文");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "項次 內容|13 文|14 文");
}

static void t3_the_first_row_is_not_alone(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 15; i++)
        add_para(f->run, f->doc, "段");
    numbered_rows(f, 3);
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "1 文|2 文|3 文");
}

static void t3_high_rows_may_be_alone(void **state)
{
    struct fixture *f = *state;

    add_hint(f->run, numbered_rows(f, 3), "height", "50");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "3 文");
}

static void t2_a_banner_is_never_last(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add_table(f, "1 1 1");

    for (int i = 0; i < 13; i++)
        ROW(t, "列", "文", "字");
    banner(f, t, "出國前");
    banner(f, t, "一般管理措施");
    ROW(t, "末", "文", "字");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "出國前|一般管理措施|末 文 字");
    assert_int_equal(nth_op(f, 1, LAYOUT_FILL, 0)->grey, 960);
    assert_int_equal(nth_op(f, 1, LAYOUT_LINE, 1)->y, 30000); /* the line over the grey, again */
    assert_int_equal(nth_op(f, 1, LAYOUT_LINE, 1)->y2, 30000);
    assert_true(nth_op(f, 1, LAYOUT_GLYPHS, 0)->run->glyphs[0].stroke);
}

static void spans_cover_their_cells(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add_table(f, "1 1 2"), *row = ROW(t, "高", "寬", "");
    size_t lines = 0;

    row->first->rows = 2;
    row->first->next->cols = 2;
    row->first->next->next->cols = 0;
    row = ROW(t, "", "乙", "丙");
    row->first->rows = 0;
    make(f);
    assert_string_equal(body(f, 0), "高|寬|乙 丙");
    assert_int_equal(f->pages->pages[0].n, 4); /* edge, both rows as one, edge, page number */
    for (size_t i = 0; i < box_at(f, 0, 1)->nops; i++)
        lines += box_at(f, 0, 1)->ops[i].kind == LAYOUT_LINE;
    /* below, left, right; beside 高; below 寬; beside 乙 */
    assert_int_equal(lines, 6);
}

static void a_table_without_rules_has_none(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add_table(f, NULL);

    add_hint(f->run, t, "rules", "none");
    ROW(t, "甲", "乙");
    make(f);
    assert_null(nth_op(f, 0, LAYOUT_LINE, 0));
}

static struct doc_node *value_cell(struct fixture *f, const struct value_spec *spec,
                                   const char *text)
{
    struct doc_node *row = ROW(add_table(f, "1 1"), "欄", "");

    return add_value(f->run, row->last, spec, text);
}

static void a_blank_makes_its_cell_high(void **state)
{
    static const struct value_spec remark = {.type = VALUE_TEXT, .lines = 2};
    static const struct value_spec sign = {.type = VALUE_SIGNATURE, .signers = 2};
    struct fixture *f = *state;

    value_cell(f, &remark, NULL);
    value_cell(f, &sign, NULL);
    make(f);
    assert_int_equal(box_at(f, 0, 1)->height, 2 * LAYOUT_BLANK_MM * MPT_PER_MM);
    assert_int_equal(box_at(f, 0, 4)->height, 2 * LAYOUT_SIGNATURE_MM * MPT_PER_MM);
    assert_string_equal(body(f, 0), "欄|欄");
}

static void a_value_is_set_smaller_to_fit(void **state)
{
    static const struct value_spec one = {.type = VALUE_TEXT, .lines = 1};
    static const struct value_spec two = {.type = VALUE_TEXT, .lines = 2};
    struct fixture *f = *state;

    value_cell(f, &one, "一二三四五六七八九");
    value_cell(f, &one, "一二三四五六七八九十一");
    value_cell(f, &two, "一二三四五六七八九十一");
    value_cell(f, &two, "一二三四五六七八九十一二三四五");
    value_cell(f, &two, "一二三四五六七八九十一二三四五六七八九十一");
    make(f);
    assert_non_null(f->pages);
    assert_string_equal(body(f, 0), "欄 一二三四五六七八九|欄 一二三四五六七八九十一|欄 "
                                    "一二三四五六七八九十一|欄|一二三四五六七八九|十一二三四五|欄|"
                                    "一二三四五六七八九十一|二三四五六七八九十一");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 1)->size, 10000);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 3)->size, 8500);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 5)->size, 8500);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 7)->size, 10000);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 10)->size, 8500);
}

static void a_value_that_cannot_fit_is_an_error(void **state)
{
    static const struct value_spec name = {
        .type = VALUE_NAME, .label = {"姓名", 6}, .lines = 1, .personal = true};
    struct fixture *f = *state;
    char *out = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&out, &n);

    assert_non_null(to);
    value_cell(f, &name, "王一二三四五六七八九十一二三四");
    make(f);
    assert_null(f->pages);
    diag_print(f->d, to, DIAG_TEXT, false, false);
    fclose(to);
    assert_non_null(strstr(out, "姓名"));
    assert_non_null(strstr(out, "王"));
    assert_null(strstr(out, "四五六"));
    free(out);
}

static void a_heading_is_never_last(void **state)
{
    struct fixture *f = *state;
    struct doc_node *h;

    for (int i = 0; i < 15; i++)
        add_para(f->run, f->doc, "段");
    h = add(f->run, f->doc, DOC_HEADING);
    h->level = 2;
    add_text(f->run, h, "標題");
    add_para(f->run, f->doc, "文");
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "標題|文");
    assert_int_equal(f->pages->nheadings, 1);
    assert_int_equal(f->pages->headings[0].page, 1);
    assert_int_equal(f->pages->headings[0].y, 30000);
}

static void kept_blocks_stay_together(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 15; i++)
        add_para(f->run, f->doc, "段");
    add_hint(f->run, f->doc->last, "keep", "yes");
    add_para(f->run, f->doc, "末");
    make(f);
    assert_int_equal(f->pages->n, 1);
    add_para(f->run, f->doc, "終");
    add_hint(f->run, f->doc->last, "space", "30");
    make(f);
    assert_string_equal(body(f, 1), "終");
    add_hint(f->run, f->doc->last->parent->first->next, "space", "25");
    make(f);
    assert_string_equal(body(f, 1), "段|末|終");
}

static void w2_a_page_takes_two_lines_of_a_paragraph(void **state)
{
    struct fixture *f = *state;
    struct buf text = {0};

    for (int i = 0; i < 21; i++)
        buf_str(&text, STR("一二三四五六七八九十一二三四五六七八九十"));
    buf_char(&text, '\0');
    add_para(f->run, f->doc, text.ptr);
    make(f);
    assert_int_equal(f->pages->n, 2);
    assert_string_equal(body(f, 1), "一二三四五六七八九十一二三四五六七八九十|"
                                    "一二三四五六七八九十一二三四五六七八九十");
    buf_free(&text);
}

static void pages_break_where_told(void **state)
{
    struct fixture *f = *state;

    add(f->run, f->doc, DOC_PAGE_BREAK);
    add_para(f->run, f->doc, "一");
    add(f->run, f->doc, DOC_PAGE_BREAK);
    add_para(f->run, f->doc, "二");
    add(f->run, f->doc, DOC_PAGE_BREAK);
    make(f);
    assert_int_equal(f->pages->n, 2);
}

static void feet_number_the_pages(void **state)
{
    struct fixture *f = *state;
    struct buf b = {0};

    f->style.paper_width = 440000;
    restyle(f);
    add_para(f->run, f->doc, "一");
    f->pages = layout_pages(f->l, f->doc, STR("T1"), f->a, f->d);
    layout_dump(f->pages, &b);
    buf_char(&b, '\0');
    assert_string_equal(b.ptr, "1 20.00 40.50 10.00 一\n"
                               "1 20.00 347.70 8.00 T1\n"
                               "1 188.50 347.70 9.00 第 1 頁，共 1 頁\n"
                               "1: 0 lines, 0 fills\n");
    buf_free(&b);
}

/* The same row and paragraph in two documents, as bind/ gives them: copies of the top node. */
static void shared_blocks_are_laid_out_once(void **state)
{
    struct fixture *f = *state;
    struct doc_node *other = add(f->run, NULL, DOC_DOCUMENT), *copy;
    struct doc_node *p = add_para(f->run, f->doc, "同"), *t = add_table(f, "1 1");
    struct doc_node *row = ROW(t, "列", "文");
    struct layout_pages *first;
    size_t shapes, shared;

    make_shared(f->run, p);
    make_shared(f->run, row);
    ROW(t, "甲", "乙");
    make(f);
    first = f->pages;
    shapes = fake_shapes;
    shared = layout_shared_boxes(f->l);
    copy = add(f->run, other, DOC_PARAGRAPH);
    *copy = *p;
    copy->next = NULL;
    t = add(f->run, other, DOC_TABLE);
    add_hint(f->run, t, "widths", "1 1");
    copy = add(f->run, t, DOC_ROW);
    *copy = *row;
    copy->next = NULL;
    f->doc = other;
    make(f);
    assert_int_equal(fake_shapes, shapes);
    assert_int_equal(layout_shared_boxes(f->l), shared);
    assert_ptr_equal(box_at(f, 0, 0), first->pages[0].boxes[0].box);
    assert_ptr_equal(box_at(f, 0, 2), first->pages[0].boxes[2].box);
    assert_true(box_at(f, 0, 2)->shared);
    assert_false(first->pages[0].boxes[3].box->shared);
    for (size_t i = 0; i < f->pages->pages[0].n; i++)
        assert_true(box_at(f, 0, i)->shared); /* edges and the page number, too */
}

static struct doc_node *copy_of(struct fixture *f, struct doc_node *to, const struct doc_node *n)
{
    struct doc_node *copy = doc_new(f->run, n->kind, n->pos);

    *copy = *n;
    doc_append(to, copy);
    return copy;
}

static void a_shared_block_knows_its_place(void **state)
{
    struct fixture *f = *state;
    struct doc_node *item = doc_new(f->run, DOC_ITEM, pos_none());
    struct doc_node *p = doc_new(f->run, DOC_PARAGRAPH, pos_none());
    struct doc_node *list = add(f->run, f->doc, DOC_LIST);

    add_para(f->run, item, "甲");
    add_text(f->run, p, "一二三四五六七八九十一二三四五六七八九十");
    make_shared(f->run, item);
    make_shared(f->run, p);
    list->ordered = list->tight = true;
    list->start = 1;
    copy_of(f, list, item);
    copy_of(f, list, item);
    copy_of(f, f->doc, p);
    copy_of(f, add(f->run, f->doc, DOC_QUOTE), p);
    make(f);
    assert_string_equal(body(f, 0), "1. 甲|2. 甲|一二三四五六七八九十一二三四五六七八九十|"
                                    "一二三四五六七八九十一二三四五六七八|九十");
}

static void what_is_taller_than_a_page_is_told_with_its_place(void **state)
{
    struct fixture *f = *state;
    struct doc_node *p = add_para(f->run, f->doc, "大大大大大大");
    char *out = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&out, &n);

    assert_non_null(to);
    p->pos = pos_line("form.md", 12, 1);
    add_hint(f->run, p, "size", "72");
    make(f);
    assert_null(f->pages);
    diag_print(f->d, to, DIAG_TEXT, false, false);
    fclose(to);
    assert_non_null(strstr(out, "form.md:12:1: error: taller than a page"));
    free(out);
}

static void a_shared_error_fails_every_document(void **state)
{
    struct fixture *f = *state;

    make_shared(f->run, add_para(f->run, f->doc, "\U000FFFF0"));
    make(f);
    assert_null(f->pages);
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_NO_GLYPH), 1);
}

static void too_tall_and_too_wide_are_errors(void **state)
{
    static const struct value_spec id = {.type = VALUE_ID};
    static const struct value_spec tall = {.type = VALUE_TEXT, .lines = 100};
    struct fixture *f = *state;

    value_cell(f, &id, NULL);
    ROW(add_table(f, "1 100"), "字", "乙");
    value_cell(f, &tall, NULL);
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_TOO_WIDE), 2); /* the cells of the ID, a narrow column */
    assert_int_equal(diag_count(f->d, DIAG_ROW_TOO_TALL), 1);
}

static void quotes_have_a_rule_beside_them(void **state)
{
    struct fixture *f = *state;

    add_para(f->run, add(f->run, f->doc, DOC_QUOTE), "說明");
    make(f);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 32000);
    assert_int_equal(nth_op(f, 0, LAYOUT_LINE, 0)->x, 24000);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(widths_are_in_proportion),
        T(widths_must_match_the_columns),
        T(widths_follow_the_content),
        T(widths_give_a_short_column_its_wish),
        T(widths_keep_words_whole),
        T(a_table_without_room_is_named),
        T(a_row_is_as_high_as_its_highest_cell),
        T(t1_the_header_is_repeated),
        T(t1_rows_do_not_split),
        T(t1_a_tall_row_splits_at_a_line),
        T(t2_a_banner_is_never_last),
        T(t3_the_last_row_is_not_alone),
        T(t3_the_last_row_is_not_alone_below_a_repeated_header),
        T(t3_the_first_row_is_not_alone),
        T(t3_high_rows_may_be_alone),
        T(spans_cover_their_cells),
        T(a_table_without_rules_has_none),
        T(a_blank_makes_its_cell_high),
        T(a_value_is_set_smaller_to_fit),
        T(a_value_that_cannot_fit_is_an_error),
        T(a_heading_is_never_last),
        T(kept_blocks_stay_together),
        T(w2_a_page_takes_two_lines_of_a_paragraph),
        T(pages_break_where_told),
        T(feet_number_the_pages),
        T(shared_blocks_are_laid_out_once),
        T(a_shared_block_knows_its_place),
        T(what_is_taller_than_a_page_is_told_with_its_place),
        T(a_shared_error_fails_every_document),
        T(too_tall_and_too_wide_are_errors),
        T(quotes_have_a_rule_beside_them),
    };

    return cmocka_run_group_tests_name("layout tables", tests, NULL, NULL);
}
