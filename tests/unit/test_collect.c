#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/form_sheet.h"
#include "collect/collect.h"

/* A workbook with one sheet 表 and the hidden one, made by hand. */
struct world {
    struct arena *a;
    struct diag *d;
    struct workbook book;
    struct workbook_sheet sheets[2];
};

static void put(struct world *w, struct workbook_sheet *s, uint32_t row, const char *const *cells,
                size_t n)
{
    struct sheet *t = &s->table;
    struct sheet_row *r;

    if (!t->rows)
        t->rows = arena_array(w->a, 32, sizeof *t->rows);
    r = &t->rows[t->nrows++];
    *r = (struct sheet_row){.row = row, .cells = arena_array(w->a, n, sizeof *r->cells), .ncells = n};
    for (size_t i = 0; i < n; i++)
        r->cells[i].text = str_from(cells[i]);
}

#define PUT(w, s, row, ...)                                                                        \
    put((w), (s), (row), (const char *const[]){__VA_ARGS__},                                       \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void put_hidden(struct world *w)
{
    struct workbook_sheet *h = &w->sheets[1];

    PUT(w, h, 1, "formpress", FORM_SHEET_LAYOUT);
    PUT(w, h, 2, "kit", "exchange");
    PUT(w, h, 3, "form", "terminal");
    PUT(w, h, 4, "agency_code", "A99000001T", "keep");
    PUT(w, h, 5, "unit_code", "", "keep");
    PUT(w, h, 7, "name", "field", "key", "type", "sheet", "row", "column", "required");
    PUT(w, h, 8, "answer_1", "answer", "1", "choice", "表", "2", "2", "0");
    PUT(w, h, 10, "text", "sheet", "row", "column");
    PUT(w, h, 11, "編號", "表", "1", "1");
    PUT(w, h, 12, "漏洞 修補", "表", "2", "1");
}

static int set_up(void **state)
{
    static struct world w;

    w = (struct world){.a = arena_new(), .d = diag_new(DIAG_EN)};
    w.sheets[0].table.name = "表";
    w.sheets[1].table.name = FORM_SHEET;
    w.sheets[1].hidden = true;
    w.sheets[0].table.file = w.sheets[1].table.file = "a.xlsx";
    w.book = (struct workbook){"a.xlsx", w.sheets, 2};
    put_hidden(&w);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    diag_free(w->d);
    arena_free(w->a);
    return 0;
}

static void read_and_find(struct world *w, struct collect_file *f)
{
    assert_true(collect_read(&w->book, w->a, w->d, f));
    collect_find(f, w->a);
}

static void a_workbook_says_what_it_is(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    assert_true(workbook_is_form(&w->book));
    assert_true(collect_read(&w->book, w->a, w->d, &f));
    assert_true(str_eq(f.kit, STR("exchange")));
    assert_int_equal(f.nfields, 1);
    assert_true(str_eq(f.fields[0].field, STR("answer")));
    assert_true(str_eq(f.fields[0].key, STR("1")));
    assert_int_equal(f.fields[0].col, 2);
    assert_int_equal(f.ntexts, 2);
    assert_true(str_eq(collect_kept(&f, STR("agency_code")), STR("A99000001T")));
    assert_null(collect_kept(&f, STR("unit_code")).ptr);
    assert_null(collect_kept(&f, STR("other")).ptr);
}

static void another_layout_is_refused(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    w->sheets[1].table.rows[0].cells[1].text = STR("1");
    assert_false(collect_read(&w->book, w->a, w->d, &f));
    assert_int_equal(diag_count(w->d, DIAG_RETURN_LAYOUT), 1);
}

static void a_place_that_is_no_number_is_refused(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    w->sheets[1].table.rows[6].cells[5].text = STR("2x");
    assert_false(collect_read(&w->book, w->a, w->d, &f));
    assert_int_equal(diag_count(w->d, DIAG_RETURN_LAYOUT), 1);
}

static void white_space_may_change(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    PUT(w, &w->sheets[0], 1, "編號 ");
    PUT(w, &w->sheets[0], 2, "漏洞\n修補", "符合");
    read_and_find(w, &f);
    assert_true(collect_check(&f, w->a, w->d));
    assert_int_equal(diag_errors(w->d) + diag_warnings(w->d), 0);
}

static void changed_and_missing_texts_are_told(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    PUT(w, &w->sheets[0], 2, "弱點修補", "符合");
    read_and_find(w, &f);
    assert_true(collect_check(&f, w->a, w->d));
    assert_int_equal(diag_count(w->d, DIAG_RETURN_TEXT), 1);
    assert_int_equal(diag_count(w->d, DIAG_RETURN_TEXT_GONE), 1);
}

static void what_stands_beside_the_fields_is_told(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    PUT(w, &w->sheets[0], 1, "編號", "", "請看");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "符合", "附件");
    PUT(w, &w->sheets[0], 9, "另函");
    read_and_find(w, &f);
    assert_true(collect_check(&f, w->a, w->d));
    assert_int_equal(diag_count(w->d, DIAG_RETURN_EXTRA), 3);
}

static void a_sheet_that_is_gone_is_told(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    PUT(w, &w->sheets[0], 1, "別的");
    w->sheets[0].table.name = "工作表1";
    read_and_find(w, &f);
    assert_false(collect_tell_moved(&f, w->d));
    assert_int_equal(diag_count(w->d, DIAG_RETURN_SHEET), 1);
}

static void a_renamed_sheet_is_known_by_its_texts(void **state)
{
    struct world *w = *state;
    const struct sheet *where;
    struct collect_file f;

    PUT(w, &w->sheets[0], 1, "編號");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "符合");
    w->sheets[0].table.name = "工作表1";
    read_and_find(w, &f);
    assert_true(collect_tell_moved(&f, w->d));
    assert_true(collect_check(&f, w->a, w->d));
    assert_true(str_eq(collect_value(&f, &f.fields[0], &where)->text, STR("符合")));
    assert_string_equal(where->name, "工作表1");
    assert_int_equal(collect_filled(&f), 1);
}

/* A form with three rows, its first two columns fixed. */
static void put_rows(struct world *w)
{
    struct workbook_sheet *h = &w->sheets[1];

    PUT(w, h, 13, "碼一", "表", "3", "1");
    PUT(w, h, 14, "甲", "表", "3", "2");
    PUT(w, h, 15, "碼二", "表", "4", "1");
    PUT(w, h, 16, "乙", "表", "4", "2");
}

static void check_moved(struct world *w, enum diag_id id, uint32_t row, uint32_t col)
{
    struct collect_file f;

    read_and_find(w, &f);
    assert_int_equal(f.sheets[0].moved_row, row);
    assert_int_equal(f.sheets[0].moved_col, col);
    assert_int_equal(collect_tell_moved(&f, w->d), !row && !col);
    assert_int_equal(diag_count(w->d, id), row || col);
}

static void a_row_put_in_is_told_once(void **state)
{
    struct world *w = *state;

    put_rows(w);
    PUT(w, &w->sheets[0], 1, "編號");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "符合");
    PUT(w, &w->sheets[0], 4, "碼一", "甲");
    PUT(w, &w->sheets[0], 5, "碼二", "乙");
    check_moved(w, DIAG_RETURN_ROWS, 3, 0);
}

static void a_deleted_row_is_told_once(void **state)
{
    struct world *w = *state;

    put_rows(w);
    PUT(w, &w->sheets[0], 1, "編號");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "符合");
    PUT(w, &w->sheets[0], 3, "碼二", "乙");
    check_moved(w, DIAG_RETURN_ROWS, 3, 0);
}

static void the_last_row_deleted_is_told(void **state)
{
    struct world *w = *state;

    put_rows(w);
    PUT(w, &w->sheets[0], 1, "編號");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "符合");
    PUT(w, &w->sheets[0], 3, "碼一", "甲");
    check_moved(w, DIAG_RETURN_ROWS, 4, 0);
}

static void a_column_put_in_is_told_once(void **state)
{
    struct world *w = *state;

    put_rows(w);
    PUT(w, &w->sheets[0], 1, "編號");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "", "符合");
    PUT(w, &w->sheets[0], 3, "碼一", "", "甲");
    PUT(w, &w->sheets[0], 4, "碼二", "", "乙");
    check_moved(w, DIAG_RETURN_COLUMNS, 0, 2);
}

static void a_changed_text_has_not_moved(void **state)
{
    struct world *w = *state;

    put_rows(w);
    PUT(w, &w->sheets[0], 1, "編號");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "符合");
    PUT(w, &w->sheets[0], 3, "碼一", "丙");
    PUT(w, &w->sheets[0], 4, "碼二", "乙");
    check_moved(w, DIAG_RETURN_ROWS, 0, 0);
}

static void a_form_made_anew_is_not_read(void **state)
{
    struct world *w = *state;
    struct collect_file f;

    put_rows(w);
    PUT(w, &w->sheets[0], 1, "甲編號");
    PUT(w, &w->sheets[0], 2, "修補漏洞", "符合");
    PUT(w, &w->sheets[0], 3, "碼三", "丙");
    PUT(w, &w->sheets[0], 4, "碼四", "丁");
    read_and_find(w, &f);
    assert_true(collect_tell_moved(&f, w->d));
    assert_false(collect_check(&f, w->a, w->d));
    assert_int_equal(diag_count(w->d, DIAG_RETURN_TEXT), 5);
    assert_int_equal(diag_count(w->d, DIAG_RETURN_TEXTS), 1);
}

/* The form as it would be made today; its texts print data where `own` says. */
struct today {
    struct collect_cell fields[2], texts[3];
    struct collect_file form;
};

static void make_today(struct today *t, const char *key, const char *printed)
{
    const struct str sheet = STR("表");

    *t = (struct today){
        .fields = {{.field = STR("answer"), .key = str_from(key), .sheet = sheet, .row = 2, .col = 2}},
        .texts = {{.text = STR("編號"), .sheet = sheet, .row = 1, .col = 1},
                  {.text = str_from(printed), .sheet = sheet, .row = 2, .col = 1, .own = true}}};
    t->form = (struct collect_file){.fields = t->fields, .nfields = 1, .texts = t->texts, .ntexts = 2};
}

static void compare(struct world *w, struct collect_file *f, struct today *t, bool agree)
{
    PUT(w, &w->sheets[0], 1, "編號");
    PUT(w, &w->sheets[0], 2, "漏洞修補", "符合");
    read_and_find(w, f);
    assert_int_equal(collect_compare(f, &t->form, w->a, w->d), agree);
    assert_int_equal(diag_count(w->d, DIAG_RETURN_MAP), !agree);
}

static void the_same_places_agree(void **state)
{
    struct world *w = *state;
    struct collect_file f;
    struct today t;

    make_today(&t, "1", "漏洞修補");
    compare(w, &f, &t, true);
    assert_int_equal(diag_warnings(w->d), 0);
    assert_false(f.fields[0].gone);
}

static void another_field_in_its_place_is_refused(void **state)
{
    struct world *w = *state;
    struct collect_file f;
    struct today t;

    make_today(&t, "1", "漏洞修補");
    t.fields[1] = t.fields[0];
    t.fields[0].field = STR("evidence");
    t.fields[1].col = 3;
    t.form.nfields = 2;
    compare(w, &f, &t, false);
}

static void another_text_of_the_form_is_refused(void **state)
{
    struct world *w = *state;
    struct collect_file f;
    struct today t;

    make_today(&t, "1", "防毒");
    t.texts[1].own = false;
    compare(w, &f, &t, false);
}

static void another_row_than_its_key_is_refused(void **state)
{
    struct world *w = *state;
    struct collect_file f;
    struct today t;

    make_today(&t, "1", "1"); /* today the row prints its key; then something else stood there */
    compare(w, &f, &t, false);
}

static void other_data_in_a_row_are_a_warning(void **state)
{
    struct world *w = *state;
    struct collect_file f;
    struct today t;

    make_today(&t, "1", "王測試");
    compare(w, &f, &t, true);
    assert_int_equal(diag_count(w->d, DIAG_RETURN_DATA), 1);
}

static void a_row_that_is_on_the_list_no_longer_is_told(void **state)
{
    struct world *w = *state;
    struct collect_file f;
    struct today t;

    make_today(&t, "7", "漏洞修補");
    compare(w, &f, &t, true);
    assert_int_equal(diag_count(w->d, DIAG_RETURN_ROW), 1);
    assert_true(f.fields[0].gone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_workbook_says_what_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_layout_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_place_that_is_no_number_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(white_space_may_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changed_and_missing_texts_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_stands_beside_the_fields_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_sheet_that_is_gone_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_renamed_sheet_is_known_by_its_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_put_in_is_told_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_deleted_row_is_told_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_last_row_deleted_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_column_put_in_is_told_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_changed_text_has_not_moved, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_form_made_anew_is_not_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_places_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_field_in_its_place_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_text_of_the_form_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_row_than_its_key_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_data_in_a_row_are_a_warning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_that_is_on_the_list_no_longer_is_told, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
