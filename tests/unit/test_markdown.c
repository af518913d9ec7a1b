#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "markdown/markdown.h"

struct fixture {
    struct arena *a;
    struct diag *d;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){arena_new(), diag_new(DIAG_EN)};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_free(f->a);
    diag_free(f->d);
    return 0;
}

static struct doc_node *read(struct fixture *f, const char *text)
{
    return markdown_read(str_from(text), "form.md", 0, true, f->a, f->d);
}

static const char *text_of(struct fixture *f, const struct doc_node *n)
{
    struct buf b = {0};
    struct str s;

    doc_text(n, &b);
    s = arena_str(f->a, buf_view(&b));
    buf_free(&b);
    return s.ptr;
}

static void front_matter_is_split_off(void **state)
{
    struct fixture *f = *state;
    struct markdown_file m;

    assert_true(markdown_split(STR("---\ntitle: x\n---\nbody\n"), "f", &m, f->d));
    assert_true(str_eq(m.front, STR("title: x\n")));
    assert_true(str_eq(m.body, STR("body\n")));
    assert_int_equal(m.body_line, 3);
    assert_false(markdown_split(STR("---\ntitle: x\n"), "f", &m, f->d));
    assert_int_equal(diag_count(f->d, DIAG_FRONT_OPEN), 1);
}

static void fields_know_their_place(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *root = read(f, "# 標題\n\n甲{{name}}乙 {{depart:roc}}\n");
    const struct doc_node *n = root->first->next->first->next;

    assert_int_equal(n->kind, DOC_FIELD);
    assert_true(str_eq(n->text, STR("name")));
    assert_int_equal(n->pos.row, 3);
    assert_int_equal(n->pos.col, 2);
    n = n->next->next;
    assert_true(str_eq(n->text, STR("depart")));
    assert_true(str_eq(n->format, STR("roc")));
    assert_int_equal(n->pos.col, 12);
}

static void sections_pair_among_rows_and_blocks(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *root = read(f, "{{#show}}\n\n| a | b |\n|---|---|\n| {{#items}} |\n| {{x}} | "
                                          "{{^y}}n{{/y}} |\n| {{/items}} |\n\n{{/show}}\n");
    const struct doc_node *section = root->first, *table = section->first, *rows;

    assert_int_equal(diag_errors(f->d), 0);
    assert_int_equal(section->kind, DOC_SECTION);
    assert_int_equal(table->kind, DOC_TABLE);
    rows = table->first->next;
    assert_int_equal(rows->kind, DOC_SECTION);
    assert_int_equal(rows->first->kind, DOC_ROW);
    assert_true(rows->first->first->next->first->inverted);
    assert_null(rows->next);
}

static void unpaired_sections_are_errors(void **state)
{
    struct fixture *f = *state;

    assert_null(read(f, "{{#a}}\n\ntext\n"));
    assert_int_equal(diag_count(f->d, DIAG_SECTION_OPEN), 1);
    assert_null(read(f, "| {{#a}} |\n|---|\n\n{{/a}}\n"));
    assert_int_equal(diag_count(f->d, DIAG_SECTION_CLOSE), 1);
    assert_null(read(f, "{{a\n"));
    assert_int_equal(diag_count(f->d, DIAG_TAG), 1);
}

static void a_soft_break_between_han_leaves_no_space(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(text_of(f, read(f, "甲乙\n丙丁\n")), "甲乙丙丁");
    assert_string_equal(text_of(f, read(f, "one\ntwo\n")), "one two");
    assert_string_equal(text_of(f, read(f, "甲\ntwo\n")), "甲 two");
}

static void comments_are_hints_and_attributes(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *root =
        read(f, "<!-- table widths: 1 2; header: 1 -->\n| a | b |\n|---|---|\n| <!-- section --> x |\n\n"
                "<!-- 只是說明 -->\n\n1. 項目 <!-- 分類: 設備; 級別: 一般 -->\n");
    const struct doc_node *table = root->first, *item = table->next->first;

    assert_true(str_eq(doc_attr(table, "widths"), STR("1 2")));
    assert_true(table->first->next->banner);
    assert_string_equal(text_of(f, table->first->next), "x");
    assert_true(str_eq(doc_attr(item, "分類"), STR("設備")));
    assert_true(str_eq(doc_attr(item, "級別"), STR("一般")));
    assert_string_equal(text_of(f, item), "項目");
    assert_int_equal(diag_warnings(f->d), 0);
}

static void spans_cover_their_cells(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *table =
        read(f, "| a | b | c |\n|---|---|---|\n| 1 | <!-- span cols: 2; rows: 2 --> x | |\n| 2 | | |\n")
            ->first;
    const struct doc_node *row = table->first->next;

    assert_int_equal(row->first->next->cols, 2);
    assert_int_equal(row->first->next->next->cols, 0);
    assert_int_equal(row->next->first->cols, 1);
    assert_int_equal(row->next->first->next->cols, 0);
    assert_int_equal(row->next->first->next->next->cols, 0);
}

static void a_blank_header_is_no_header(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *table = read(f, "| | |\n|---|---|\n| a | b |\n")->first;

    assert_false(table->first->header);
    assert_string_equal(text_of(f, table), "ab");
}

static void what_cmark_drops_is_told(void **state)
{
    struct fixture *f = *state;

    read(f, "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n");
    assert_int_equal(diag_count(f->d, DIAG_CELLS_LOST), 1);
    read(f, "text <b>bold</b>\n\n<div>x</div>\n");
    assert_int_equal(diag_count(f->d, DIAG_RAW_HTML), 3);
    read(f, "重要** 人員 **前往，~~刪去\n");
    assert_int_equal(diag_count(f->d, DIAG_EMPHASIS_LEFT), 2);
}

static void see_place(void *ctx, enum diag_level level, struct pos pos)
{
    (void)level;
    *(struct pos *)ctx = pos;
}

static void marks_that_are_left_are_told_where_they_stand(void **state)
{
    static const struct {
        const char *text;
        unsigned row, col;
    } cases[] = {{"甲**（乙）**丙 ** 丁\n", 1, 11},     {"甲**（乙\n", 1, 2},
                 {"甲\\_乙 ** 丙\n", 1, 6},           {"甲 \\** 乙 ** 丙\n", 1, 9},
                 {"| <!-- span cols: 1 --> 甲 ~~ 乙 |\n|---|\n", 1, 27}, {"甲\n乙**（丙）**丁 ~~ 戊\n", 2, 11}};
    struct fixture *f = *state;
    struct pos pos;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diag_clear(f->d);
        read(f, cases[i].text);
        assert_int_equal(diag_count(f->d, DIAG_EMPHASIS_LEFT), 1);
        diag_each(f->d, see_place, &pos);
        assert_int_equal(pos.row, cases[i].row);
        assert_int_equal(pos.col, cases[i].col);
    }
    diag_clear(f->d);
    read(f, "甲 \\** 乙 \\*\\* 丙 *\\* 丁 \\~~\n"); /* as the message says */
    assert_int_equal(diag_warnings(f->d), 0);
}

/* The text with *emphasis*, **strong** and ~~struck~~ parts in <>, [], {}. */
static void put_spans(const struct doc_node *n, struct buf *b)
{
    static const char *const ends[DOC_KIND_COUNT] = {
        [DOC_EMPH] = "<>", [DOC_STRONG] = "[]", [DOC_STRUCK] = "{}"};
    const char *end = ends[n->kind];

    if (n->kind == DOC_TEXT || n->kind == DOC_CODE)
        buf_str(b, n->text);
    if (end)
        buf_char(b, end[0]);
    for (const struct doc_node *c = n->first; c; c = c->next)
        put_spans(c, b);
    if (end)
        buf_char(b, end[1]);
}

static void spans_are(struct fixture *f, const char *text, const char *expected)
{
    struct buf b = {0};

    put_spans(read(f, text), &b);
    buf_char(&b, '\0');
    assert_string_equal(b.ptr, expected);
    buf_free(&b);
}

static void emphasis_beside_full_width_marks_is_repaired(void **state)
{
    struct fixture *f = *state;

    spans_are(f, "重要**人員（一級）**前往\n", "重要[人員（一級）]前往");
    spans_are(f, "甲**「乙」**丙*（丁）*戊\n", "甲[「乙」]丙<（丁）>戊");
    spans_are(f, "**甲，**乙**丙**丁\n", "[甲，]乙[丙]丁"); /* CommonMark: [甲，[乙]丙] 丁 */
    spans_are(f, "重**人員(A級)**前，依**`碼`**與**[文](#a)**辦\n", "重[人員(A級)]前，依[碼]與[文]辦");
    spans_are(f, "由~~（一）~~改\n", "由{（一）}改");
    spans_are(f, "| 甲 |\n|---|\n| 乙**丙。**丁 |\n", "甲乙[丙。]丁");
    assert_int_equal(diag_warnings(f->d), 0);
}

static void what_needs_no_repair_is_as_commonmark_says(void **state)
{
    struct fixture *f = *state;

    spans_are(f, "a**(b)**c\n", "a**(b)**c");
    spans_are(f, "`甲**（乙）**` \\*（丙）\\* <https://x.tw/甲*（*>\n", "甲**（乙）** *（丙）* https://x.tw/甲*（*");
    spans_are(f, "每日8~10時，14~16時，3*4=12\n", "每日8~10時，14~16時，3*4=12");
    spans_are(f, "~~~\n甲~~（\n~~~\n", "");
    spans_are(f, "甲\uFDD0**（乙）**丙\n", "甲\uFDD0**（乙）**丙"); /* somebody's text, whatever it is */
}

static void mistyped_hints_are_told(void **state)
{
    struct fixture *f = *state;

    read(f, "<!-- tabel widths: 1 2 -->\n| a | b |\n|---|---|\n\n<!-- block siez: 9 -->\ntext\n");
    assert_int_equal(diag_count(f->d, DIAG_HINT_WORD), 1);
    assert_int_equal(diag_count(f->d, DIAG_HINT_KEY), 1);
    read(f, "<!-- size: 9 -->\ntext\n\n<!-- id: here -->\n# title\n\n<!-- 依據: size -->\ntext\n");
    assert_int_equal(diag_count(f->d, DIAG_HINT_BARE), 1);
}

static void unused_definitions_are_errors(void **state)
{
    struct fixture *f = *state;

    assert_null(read(f, "text[^a]\n\n[^a]: used\n\n[^b]: lost\n\n[link]: http://x.tw \"lost\"\n"));
    assert_int_equal(diag_count(f->d, DIAG_UNUSED_DEFINITION), 2);
}

static void a_templates_own_blanks_become_fields(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *root = read(f, "1. 由○○單位與**○○單位**及○長辦理。 <!-- fill: ○○單位=unit, ○長=head -->\n"
                                          "\n   ○長\n\n   > ○長\n");
    const struct doc_node *item, *n;

    assert_non_null(root);
    item = root->first->first;
    n = item->first->first;
    assert_true(str_eq(n->text, STR("由")));
    n = n->next;
    assert_int_equal(n->kind, DOC_SECTION);
    assert_true(str_eq(n->text, STR("unit")) && !n->inverted);
    assert_int_equal(n->first->kind, DOC_FIELD);
    n = n->next;
    assert_true(n->kind == DOC_SECTION && n->inverted);
    assert_string_equal(text_of(f, n), "○○單位");
    assert_string_equal(text_of(f, item), "由○○單位與○○單位及○長辦理。○長○長");
    assert_int_equal(item->first->next->first->kind, DOC_SECTION);
    assert_int_equal(item->last->first->first->kind, DOC_TEXT); /* a block within is another text */
    assert_null(read(f, "文 <!-- fill: ○○=unit -->\n"));
    assert_null(read(f, "文 <!-- fill: 文 -->\n"));
    assert_int_equal(diag_count(f->d, DIAG_FILL), 2);
}

static void marks_below_one_another_stand_for_blocks(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *root = read(f, "{{#a}}\n{{^b}}\n\n甲\n\n{{/b}}\n{{/a}}\n\n乙\n");

    assert_int_equal(root->first->kind, DOC_SECTION);
    assert_int_equal(root->first->first->kind, DOC_SECTION);
    assert_int_equal(root->first->first->first->kind, DOC_PARAGRAPH);
    assert_int_equal(root->first->next->kind, DOC_PARAGRAPH);
}

static void an_id_belongs_to_the_block_below(void **state)
{
    struct fixture *f = *state;
    const struct doc_node *root = read(f, "<!-- id: t -->\n<!-- table caption: 清冊 -->\n| a |\n|---|\n| b |\n\n"
                                          "文 <!-- id: p -->\n\n見[](#t)。\n");

    assert_true(str_eq(doc_attr(root->first, "id"), STR("t")));
    assert_true(str_eq(doc_attr(root->first, "caption"), STR("清冊")));
    assert_true(str_eq(doc_attr(root->first->next, "id"), STR("p")));
    assert_int_equal(root->last->first->next->pos.col, 5); /* of #t */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_templates_own_blanks_become_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(marks_below_one_another_stand_for_blocks, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_id_belongs_to_the_block_below, set_up, tear_down),
        cmocka_unit_test_setup_teardown(front_matter_is_split_off, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fields_know_their_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sections_pair_among_rows_and_blocks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unpaired_sections_are_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_soft_break_between_han_leaves_no_space, set_up, tear_down),
        cmocka_unit_test_setup_teardown(comments_are_hints_and_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(spans_cover_their_cells, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_blank_header_is_no_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(marks_that_are_left_are_told_where_they_stand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cmark_drops_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(emphasis_beside_full_width_marks_is_repaired, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_needs_no_repair_is_as_commonmark_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mistyped_hints_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unused_definitions_are_errors, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
