#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include "layout/internal.h" /* before cmocka, which defines fail */
#include <cmocka.h>

#include "layout_fixture.h"

#define ROW(table, ...) add_row(f->run, (table), (const char *const[]){__VA_ARGS__, NULL})

static const char *const names[LAYOUT_ROLE_COUNT] = {
    "",   "H",  "P",  "L",   "LI",   "Lbl",  "LBody", "Quote", "Code",   "Table",
    "TR", "TH", "TD", "TOC", "TOCI", "Note", "Ref",   "Link",  "Figure", "Caption",
    "Strong", "Em", "Struck"};

/* The text of one element on all pages; | where another page begins. */
static void put_text(struct fixture *f, uint32_t tree, uint32_t element)
{
    for (size_t i = 0; i < f->pages->n; i++) {
        size_t was = f->text.len;

        for (size_t k = 0; k < f->pages->pages[i].n; k++) {
            const struct layout_placed *at = &f->pages->pages[i].boxes[k];

            for (size_t o = 0; at->tree == tree && !at->artifact && o < at->box->nops; o++) {
                const struct layout_op *op = &at->box->ops[o];
                const struct glyph *from, *to;

                if (op->kind != LAYOUT_GLYPHS || op->element != element)
                    continue;
                from = &op->run->glyphs[op->first];
                to = &op->run->glyphs[op->first + op->n - 1];
                if (i > 0 && f->text.len == was)
                    buf_char(&f->text, '|');
                buf_str(&f->text, str_slice(op->run->text, from->at, (size_t)to->at + to->len));
            }
        }
    }
}

static void put_elements(struct fixture *f, const struct layout_tree *t, uint32_t tree,
                         uint32_t parent)
{
    for (uint32_t n = parent + 1; n <= t->n; n++) {
        const struct layout_element *e = &t->elements[n - 1];

        if (e->parent != parent)
            continue;
        assert_true(e->parent < n);
        if (e->role == LAYOUT_TREE) {
            put_elements(f, e->tree, n, 0);
            continue;
        }
        buf_str(&f->text, str_from(names[e->role]));
        if (e->role == LAYOUT_HEADING)
            buf_fmt(&f->text, "%d", e->level);
        if (e->cols > 1 || e->rows > 1)
            buf_fmt(&f->text, "%dx%d", e->cols, e->rows);
        buf_char(&f->text, '(');
        put_text(f, tree, n);
        put_elements(f, t, tree, n);
        buf_char(&f->text, ')');
    }
}

static const char *elements(struct fixture *f)
{
    f->text.len = 0;
    make(f);
    assert_non_null(f->pages);
    put_elements(f, &f->pages->tree, 0, 0);
    buf_char(&f->text, '\0');
    return f->text.ptr;
}

static struct doc_node *item(struct fixture *f, struct doc_node *list, const char *text)
{
    struct doc_node *li = add(f->run, list, DOC_ITEM);

    add_para(f->run, li, text);
    return li;
}

static void headings_and_paragraphs(void **state)
{
    struct fixture *f = *state;
    struct doc_node *h = add(f->run, f->doc, DOC_HEADING), *p;

    h->level = 2;
    add_text(f->run, h, "題");
    p = add_para(f->run, f->doc, "見");
    add_text(f->run, add(f->run, p, DOC_LINK), "此");
    add_text(f->run, p, "頁");
    assert_string_equal(elements(f), "H2(題)P(見頁Link(此))");
}

static void lists(void **state)
{
    struct fixture *f = *state;
    struct doc_node *list = add(f->run, f->doc, DOC_LIST), *inner;

    list->ordered = true;
    list->start = 1;
    inner = add(f->run, item(f, list, "甲"), DOC_LIST);
    item(f, list, "丙");
    item(f, inner, "乙");
    assert_string_equal(elements(f), "L(LI(Lbl(1.)LBody(P(甲)L(LI(Lbl(\u2022)LBody(P(乙))))))"
                                     "LI(Lbl(2.)LBody(P(丙))))");
    assert_true(f->pages->tree.elements[0].ordered);
}

static void quotes_and_code(void **state)
{
    struct fixture *f = *state;

    add_para(f->run, add(f->run, f->doc, DOC_QUOTE), "甲");
    add(f->run, f->doc, DOC_CODE_BLOCK)->text = STR("a\nb\n");
    assert_string_equal(elements(f), "Quote(P(甲))P(Code(ab))");
}

static void tables_have_a_cell_for_each_place(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add(f->run, f->doc, DOC_TABLE), *row;

    ROW(t, "一", "二")->header = true;
    row = ROW(t, "段", "");
    row->banner = true;
    row = ROW(t, "甲", "乙");
    row->first->rows = 2;
    row = ROW(t, "", "丙");
    row->first->cols = 0;
    ROW(t, "丁");
    assert_string_equal(elements(f), "Table(TR(TH(一)TH(二))TR(TH2x1(段))TR(TD1x2(甲)TD(乙))"
                                     "TR(TD(丙))TR(TD(丁)TD()))");
}

static void a_repeated_header_is_an_artifact(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add(f->run, f->doc, DOC_TABLE);

    ROW(t, "題")->header = true;
    for (size_t i = 0; i < 25; i++)
        ROW(t, "");
    assert_non_null(strstr(elements(f), "Table(TR(TH(題))TR(TD())"));
    assert_true(f->pages->n > 1);
    assert_null(strstr(f->text.ptr, "|"));
}

static void a_paragraph_over_two_pages_is_one(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < 14; i++)
        add_para(f->run, f->doc, "行");
    add_para(f->run, f->doc,
             "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸"
             "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸");
    assert_non_null(strstr(elements(f), "癸|甲"));
    assert_int_equal(f->pages->tree.n, 15);
}

static void a_tall_row_is_one_row(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add(f->run, f->doc, DOC_TABLE), *cell;

    cell = ROW(t, "列", "左")->last;
    for (size_t i = 0; i < 30; i++) {
        add(f->run, cell, DOC_BREAK);
        add_text(f->run, cell, "行");
    }
    assert_non_null(strstr(elements(f), "Table(TR(TD(列)TD(左行"));
    assert_non_null(strstr(f->text.ptr, "行|行"));
    assert_int_equal(f->pages->tree.n, 4);
}

static void notes_and_their_marks(void **state)
{
    struct fixture *f = *state;
    struct doc_node *p = add_para(f->run, f->doc, "文"), *mark, *note;

    mark = add(f->run, p, DOC_FOOTNOTE_MARK);
    mark->text = STR("1");
    note = add(f->run, f->doc, DOC_FOOTNOTE);
    add_para(f->run, note, "註");
    assert_string_equal(elements(f), "P(文Ref(1)Note(Lbl(1)P(註)))");
}

static void contents_are_no_table(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add(f->run, f->doc, DOC_TABLE);

    add_hint(f->run, t, "role", "contents");
    ROW(t, "章", "7");
    assert_string_equal(elements(f), "TOC(TOCI(P(章)P(7)))");
}

static void shared_blocks_have_their_own_trees(void **state)
{
    struct fixture *f = *state;
    struct doc_node *t = add(f->run, f->doc, DOC_TABLE), *row, *copy;

    add_para(f->run, f->doc, "後");
    row = ROW(t, "同");
    make_shared(f->run, row);
    copy = add(f->run, t, DOC_ROW);
    *copy = *row;
    copy->next = NULL;
    for (int i = 0; i < 2; i++)
        assert_string_equal(elements(f), "Table(TR(TD(同))TR(TD(同)))P(後)");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(headings_and_paragraphs),
        T(lists),
        T(quotes_and_code),
        T(tables_have_a_cell_for_each_place),
        T(a_repeated_header_is_an_artifact),
        T(a_paragraph_over_two_pages_is_one),
        T(a_tall_row_is_one_row),
        T(notes_and_their_marks),
        T(contents_are_no_table),
        T(shared_blocks_have_their_own_trees),
    };

    return cmocka_run_group_tests_name("layout elements", tests, NULL, NULL);
}
