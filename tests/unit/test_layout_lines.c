#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "layout_fixture.h"

/* Lays out one paragraph and compares its lines. */
static void assert_lines(struct fixture *f, const char *text, const char *expected)
{
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    add_para(f->run, f->doc, text);
    make(f);
    assert_non_null(f->pages);
    assert_string_equal(body(f, 0), expected);
}

static void lines_fill_the_measure(void **state)
{
    assert_lines(*state, "一二三四五六七八九十一二三四五六七八九十一二三",
                 "一二三四五六七八九十一二三四五六七八九十|一二三");
}

static void k2_a_mark_takes_its_character_along(void **state)
{
    assert_lines(*state, "一二三四五六七八九十一二三四五六七八九十，二三",
                 "一二三四五六七八九十一二三四五六七八九|十，二三");
}

static void k3_an_opening_mark_goes_on(void **state)
{
    assert_lines(*state, "一二三四五六七八九十一二三四五六七八九「十二",
                 "一二三四五六七八九十一二三四五六七八九|「十二");
}

static void k6_a_dash_is_not_halved(void **state)
{
    assert_lines(*state, "一二三四五六七八九十一二三四五六七八九……二三",
                 "一二三四五六七八九十一二三四五六七八|九……二三");
}

static void s1_gap_between_han_and_western(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *op;

    assert_lines(f, "用VPN連線", "用VPN連線");
    op = nth_op(f, 0, LAYOUT_GLYPHS, 0);
    assert_int_equal(op->n, 6);
    assert_int_equal(op->gaps[0], 2500);
    assert_int_equal(op->gaps[3], 2500);
    assert_int_equal(op->gaps[1], 0);
    assert_lines(f, "用（VPN）", "用（VPN）");
    assert_null(nth_op(f, 0, LAYOUT_GLYPHS, 0)->gaps);
}

static void s1_a_typed_space_is_the_gap(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *op;

    assert_lines(f, "用 VPN  連", "用 VPN  連");
    op = nth_op(f, 0, LAYOUT_GLYPHS, 0);
    assert_int_equal(op->gaps[1], -2500); /* the space is half an em in this font */
    assert_int_equal(op->gaps[5] + op->gaps[6], -7500);
}

static void s1_no_gap_at_a_lines_edge(void **state)
{
    struct fixture *f = *state;

    assert_lines(f, "一二三四五六七八九十一二三四五六七八九十VPN",
                 "一二三四五六七八九十一二三四五六七八九十|VPN");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 1)->x, 20000);
}

static void s3_a_long_word_breaks_anywhere(void **state)
{
    assert_lines(*state, "見https12345678901234567890123456789012345678901234567890",
                 "見|https12345678901234567890123456789012345|678901234567890");
}

static void spaces_vanish_at_edges(void **state)
{
    struct fixture *f = *state;

    assert_lines(f, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbb",
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|bbb");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 1)->x, 20000);
    assert_lines(f, "　　茲", "　　茲");
    assert_lines(f, "  茲", "茲");
}

static void lines_end_where_a_value_says(void **state)
{
    assert_lines(*state, "甲\n乙\r\n\n丙", "甲|乙|丙");
}

static void align(struct fixture *f, const char *how, const char *text)
{
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    add_hint(f->run, add_para(f->run, f->doc, text), "align", how);
    make(f);
    assert_non_null(f->pages);
}

static void lines_are_aligned(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *op;

    align(f, "center", "中央");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 20000 + 90000);
    align(f, "right", "右");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 20000 + 190000);
    align(f, "spread", "中 華 民 國");
    op = nth_op(f, 0, LAYOUT_GLYPHS, 0);
    assert_int_equal(op->x, 20000);
    assert_int_equal(op->gaps[1] + op->gaps[3] + op->gaps[5], 200000 - 4 * 10000 - 3 * 5000);
}

static void justified_lines_are_flush(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *op;
    mpt sum = 0;

    f->style.justify = true;
    restyle(f);
    assert_lines(f, "一二三四五六七八九十一二三四五六七八九十，二三",
                 "一二三四五六七八九十一二三四五六七八九|十，二三");
    op = nth_op(f, 0, LAYOUT_GLYPHS, 0);
    for (size_t i = 0; i < op->n; i++)
        sum += op->gaps[i];
    assert_int_equal(sum, 10000);
    assert_null(nth_op(f, 0, LAYOUT_GLYPHS, 1)->gaps);
}

static void i1_first_line_is_indented(void **state)
{
    struct fixture *f = *state;

    f->style.indent = true;
    restyle(f);
    assert_lines(f, "茲", "茲");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 40000);
    assert_lines(f, "一、茲", "一、茲");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 20000);
}

static void i2_clause_numbers_hang(void **state)
{
    static const struct {
        const char *text;
        mpt hang;
    } cases[] = {{"一、", 20000}, {"十二、", 30000}, {"（一）", 30000}, {"(一)", 20000},
                 {"1、", 15000},  {"12.", 15000},    {"（1）", 25000},  {"(1)", 15000},
                 {"壹、", 20000}, {"1.5倍", 0},      {"一般", 0},       {"甲、", 20000},
                 {"1. ", 15000},  {"（範本）", 0}};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text =
            arena_fmt(f->run, "%s甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁", cases[i].text);

        f->doc = add(f->run, NULL, DOC_DOCUMENT);
        add_para(f->run, f->doc, text.ptr);
        make(f);
        assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 20000);
        assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 1)->x, 20000 + cases[i].hang);
    }
}

static void i2_list_texts_align(void **state)
{
    struct fixture *f = *state;
    struct doc_node *list = add(f->run, f->doc, DOC_LIST), *inner, *item;

    list->ordered = list->tight = true;
    list->start = 9;
    add_para(f->run, add(f->run, list, DOC_ITEM), "甲");
    item = add(f->run, list, DOC_ITEM);
    add_para(f->run, item, "乙");
    inner = add(f->run, item, DOC_LIST);
    inner->tight = true;
    item = add(f->run, inner, DOC_ITEM);
    item->task = item->checked = true;
    add_para(f->run, item, "丙");
    make(f);
    assert_string_equal(body(f, 0), "9. 甲|10. 乙|☑ 丙");
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 1)->x, 20000 + 17500);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 3)->x, 20000 + 17500);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 4)->x, 20000 + 17500);
}

static void tasks_have_boxes(void **state)
{
    struct fixture *f = *state;
    struct doc_node *list = add(f->run, f->doc, DOC_LIST);

    list->tight = true;
    for (int i = 0; i < 2; i++) {
        struct doc_node *item = add(f->run, list, DOC_ITEM);

        item->task = true;
        item->checked = i == 1;
        add_para(f->run, item, i ? "乙" : "甲");
    }
    make(f);
    assert_string_equal(body(f, 0), "□ 甲|☑ 乙");
}

static void a_missing_glyph_is_named_with_its_place(void **state)
{
    struct fixture *f = *state;
    static const struct value_spec name = {.type = VALUE_NAME};
    struct doc_node *p = add_para(f->run, f->doc, "甲");
    struct doc_node *v = add_value(f->run, p, &name, NULL);
    char *out = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&out, &n);

    assert_non_null(to);
    v->blank = false;
    v->pos = pos_cell("名冊.xlsx", "名冊", 12, 3);
    add_text(f->run, v, "王\U000FFFF0");
    add_para(f->run, f->doc, "\U000FFFF0");
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_NO_GLYPH), 2);
    diag_print(f->d, to, DIAG_TEXT, false, false);
    fclose(to);
    assert_non_null(strstr(out, "C12"));
    assert_non_null(strstr(out, "U+FFFF0"));
    free(out);
}

static void values_stand_on_their_rule(void **state)
{
    static const struct value_spec name = {.type = VALUE_NAME, .width_mm = 30};
    struct fixture *f = *state;
    struct doc_node *p = add_para(f->run, f->doc, "於");
    const struct layout_op *op;

    add_value(f->run, p, &name, "王測試");
    add_text(f->run, p, "，");
    make(f);
    assert_string_equal(body(f, 0), "於 王測試 ，");
    op = nth_op(f, 0, LAYOUT_LINE, 0);
    assert_int_equal(op->x, 30000);
    assert_int_equal(op->x2, 30000 + 30 * MPT_PER_MM);
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 1)->x, 30000 + (30 * MPT_PER_MM - 30000) / 2);
}

static void a_long_value_widens_its_rule(void **state)
{
    static const struct value_spec name = {.type = VALUE_TEXT, .width_mm = 10};
    struct fixture *f = *state;

    add_value(f->run, add_para(f->run, f->doc, "於"), &name,
              "一二三四五六七八九十一二三四五六七八九十一二三");
    make(f);
    assert_string_equal(body(f, 0), "於一二三四五六七八九十一二三四五六七八九|十一二三");
    assert_int_equal(nth_op(f, 0, LAYOUT_LINE, 0)->x, 30000);
    assert_int_equal(nth_op(f, 0, LAYOUT_LINE, 1)->x2, 60000);
}

static const struct layout_op *blank_of(struct fixture *f, enum value_type type, const char *text)
{
    struct value_spec *spec = arena_alloc(f->run, sizeof *spec);

    spec->type = type;
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    add_value(f->run, add(f->run, f->doc, DOC_PARAGRAPH), spec, NULL);
    make(f);
    assert_non_null(f->pages);
    assert_string_equal(body(f, 0), text);
    return nth_op(f, 0, LAYOUT_LINE, 0);
}

static void blanks_are_what_a_pen_needs(void **state)
{
    struct fixture *f = *state;
    const struct layout_op *rule = blank_of(f, VALUE_NAME, "");

    assert_int_equal(rule->x2 - rule->x, 30 * MPT_PER_MM);
    assert_true(rule->y - 30000 >= LAYOUT_BLANK_MM * MPT_PER_MM - 2000);
    assert_true(f->pages->pages[0].boxes[0].box->height >= LAYOUT_BLANK_MM * MPT_PER_MM);
    rule = blank_of(f, VALUE_SIGNATURE, "");
    assert_int_equal(rule->x2 - rule->x, 50 * MPT_PER_MM);
    assert_null(blank_of(f, VALUE_DATE, "年 月 日"));
    assert_int_equal(nth_op(f, 0, LAYOUT_GLYPHS, 0)->x, 20000 + 9 * MPT_PER_MM);
    assert_null(blank_of(f, VALUE_TIME, "時 分"));
    blank_of(f, VALUE_BOOL, "□是　□否");
}

static void an_id_prefix_has_six_cells(void **state)
{
    static const struct value_spec id = {.type = VALUE_ID_PREFIX};
    struct fixture *f = *state;
    const struct layout_op *line;

    f->style.paper_width = 340000;
    restyle(f);
    line = blank_of(f, VALUE_ID_PREFIX, "○○○○");
    assert_int_equal(line->x2 - line->x, 6 * 7 * MPT_PER_MM);
    assert_non_null(nth_op(f, 0, LAYOUT_LINE, 8)); /* two across, seven down */
    assert_null(nth_op(f, 0, LAYOUT_LINE, 9));
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    add_value(f->run, add(f->run, f->doc, DOC_PARAGRAPH), &id, "A12345○○○○");
    make(f);
    assert_string_equal(body(f, 0), "A 1 2 3 4 5 ○○○○");
}

static void choices_are_boxes(void **state)
{
    static const struct value_choice kinds[] = {{STR("own"), STR("自有")},
                                                {STR("lent"), STR("公務配發")}};
    static const struct value_spec spec = {.type = VALUE_CHOICE, .choices = kinds, .nchoices = 2};
    struct fixture *f = *state;
    struct doc_node *p = add(f->run, f->doc, DOC_PARAGRAPH);

    add_value(f->run, p, &spec, NULL);
    add(f->run, p, DOC_BREAK);
    add_value(f->run, p, &spec, "自有");
    add(f->run, p, DOC_BREAK);
    add_value(f->run, p, &spec, "自有")->format = STR("boxes");
    make(f);
    assert_string_equal(body(f, 0), "□自有　□公務配發|自有|■自有　□公務配發");
}

static void a_blank_wider_than_its_line_is_an_error(void **state)
{
    static const struct value_spec wide = {.type = VALUE_TEXT, .width_mm = 100};
    struct fixture *f = *state;

    add_value(f->run, add(f->run, f->doc, DOC_PARAGRAPH), &wide, NULL);
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_TOO_WIDE), 1);
}

static void links_show_their_address(void **state)
{
    struct fixture *f = *state;
    struct doc_node *p = add(f->run, f->doc, DOC_PARAGRAPH);
    struct doc_node *link = add(f->run, p, DOC_LINK);

    link->text = STR("https://a.tw");
    add_text(f->run, link, "網站");
    link = add(f->run, p, DOC_LINK);
    link->text = STR("https://b.tw");
    add_text(f->run, link, "https://b.tw");
    make(f);
    assert_string_equal(body(f, 0), "網站（https://a.tw）https://b.tw");
}

static void a_bad_hint_is_an_error(void **state)
{
    struct fixture *f = *state;

    align(f, "center", "甲");
    add_hint(f->run, f->doc->first, "size", "12pt");
    add_hint(f->run, f->doc->first, "space", "-1");
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_LAYOUT_HINT), 2);
}

static void paper_without_room_is_an_error(void **state)
{
    struct fixture *f = *state;

    f->style.margin_left = 230000;
    restyle(f);
    make(f);
    assert_null(f->pages);
    assert_int_equal(diag_count(f->d, DIAG_PAPER), 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(lines_fill_the_measure),
        T(k2_a_mark_takes_its_character_along),
        T(k3_an_opening_mark_goes_on),
        T(k6_a_dash_is_not_halved),
        T(s1_gap_between_han_and_western),
        T(s1_a_typed_space_is_the_gap),
        T(s1_no_gap_at_a_lines_edge),
        T(s3_a_long_word_breaks_anywhere),
        T(spaces_vanish_at_edges),
        T(lines_end_where_a_value_says),
        T(lines_are_aligned),
        T(justified_lines_are_flush),
        T(i1_first_line_is_indented),
        T(i2_clause_numbers_hang),
        T(i2_list_texts_align),
        T(tasks_have_boxes),
        T(a_missing_glyph_is_named_with_its_place),
        T(values_stand_on_their_rule),
        T(a_long_value_widens_its_rule),
        T(blanks_are_what_a_pen_needs),
        T(an_id_prefix_has_six_cells),
        T(choices_are_boxes),
        T(a_blank_wider_than_its_line_is_an_error),
        T(links_show_their_address),
        T(a_bad_hint_is_an_error),
        T(paper_without_room_is_an_error),
    };

    return cmocka_run_group_tests_name("layout lines", tests, NULL, NULL);
}
