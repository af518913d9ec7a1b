#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "data/csv.h"

static struct arena *arena;
static struct diag *d;
static struct sheet sheet;
static bool ok;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    d = diag_new(DIAG_EN);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    diag_free(d);
    arena_free(arena);
    return 0;
}

static void read_bytes(struct str bytes)
{
    struct charset_text t = charset_decode(bytes, CHARSET_AUTO, arena);

    ok = csv_read(&t, "x.csv", arena, d, &sheet);
}

static void assert_cell(size_t i, size_t c, const char *text)
{
    assert_true(i < sheet.nrows && c < sheet.rows[i].ncells);
    assert_true(str_eq(sheet.rows[i].cells[c].text, str_from(text)));
}

/* All messages, as they are printed. */
static void assert_messages(const char *expected)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);

    diag_print(d, to, DIAG_TEXT, false, false);
    fclose(to);
    assert_string_equal(text, expected);
    free(text);
}

static void rows_count_as_in_a_spreadsheet(void **state)
{
    (void)state;
    read_bytes(STR("a,b\r\n\r\n,,\n\"one\r\ntwo\",\"say \"\"hi\"\"\"\rlast,"));
    assert_true(ok);
    assert_int_equal(sheet.nrows, 3);
    assert_int_equal(sheet.rows[1].row, 4);
    assert_cell(1, 0, "one\ntwo");
    assert_cell(1, 1, "say \"hi\"");
    assert_int_equal(sheet.rows[2].row, 5);
    assert_int_equal(sheet.rows[2].ncells, 1);
}

static void the_separator_is_found(void **state)
{
    (void)state;
    read_bytes(STR("a\tb, c\td\n"));
    assert_cell(0, 1, "b, c");
    read_bytes(STR("\"x,y,z\";b\n1;2\n"));
    assert_cell(0, 0, "x,y,z");
    assert_cell(1, 1, "2");
    read_bytes(STR("one"));
    assert_cell(0, 0, "one");
    read_bytes(STR(""));
    assert_int_equal(sheet.nrows, 0);
}

static void quotes_inside_a_cell_are_text(void **state)
{
    (void)state;
    read_bytes(STR("14\" screen,\"ok\" ,\"\",x\n"));
    assert_true(ok);
    assert_cell(0, 0, "14\" screen");
    assert_cell(0, 1, "ok");
    assert_cell(0, 2, "");
}

static void an_open_quote_spares_the_rows_behind_it(void **state)
{
    (void)state;
    read_bytes(STR("a,b\n1,\"two\n3,4\n5,6\n"));
    assert_false(ok);
    assert_int_equal(sheet.nrows, 4);
    assert_cell(1, 1, "\"two");
    assert_true(sheet.rows[1].cells[1].bad);
    assert_cell(3, 1, "6");
    assert_messages("x.csv:B2: error: a quote opens here and never closes; "
                    "close it, or write \"\" for a quote in the text\n");
}

static void the_next_rows_quote_closes_nothing(void **state)
{
    (void)state;
    read_bytes(STR("\"a,1\n\"b\",2\n\"c\"d,3\n"));
    assert_int_equal(sheet.nrows, 3);
    assert_cell(1, 0, "b");
    assert_int_equal(diag_count(d, DIAG_QUOTE_OPEN), 1);
    assert_int_equal(diag_count(d, DIAG_QUOTE_AFTER), 1);
}

static void bytes_are_reported_at_their_cell(void **state)
{
    (void)state;
    read_bytes(
        STR("\xA9\x6D\xA6\x57,x\n\xA4\xFD\xFA\x40,\"\xA4\xFD\n\xA4\xFD\"\ny,\xA4\xFD\xFF\n"));
    assert_false(ok);
    assert_true(sheet.rows[1].cells[0].bad);
    assert_false(sheet.rows[1].cells[1].bad);
    assert_messages(
        "x.csv:A2: error: a character that the agency made itself: 0xFA40; replace it with the "
        "Unicode character, which 全字庫 (CNS11643) finds, and save as CSV UTF-8\n"
        "x.csv:B3: error: bytes that are no CP950: 0xFF; type the text again and save as CSV "
        "UTF-8\n");
}

static void many_bad_cells_end_in_a_count(void **state)
{
    struct buf b = {0};

    (void)state;
    for (int i = 0; i < 150; i++)
        buf_str(&b, STR("\xFA\x40,"));
    read_bytes(buf_view(&b));
    assert_int_equal(diag_count(d, DIAG_USER_DEFINED), 100);
    assert_int_equal(diag_count(d, DIAG_MORE_BAD_CELLS), 1);
    buf_free(&b);
}

static void nul_bytes_are_errors(void **state)
{
    (void)state;
    read_bytes(STR("abcdefghij,k\0l\nm,n,o,p,q\n"));
    assert_int_equal(diag_count(d, DIAG_NUL), 1);
    assert_int_equal(sheet.nrows, 2);
    assert_true(sheet.rows[0].cells[1].bad);
    read_bytes(STR("a\0,\0b\0"));
    assert_int_equal(diag_count(d, DIAG_NOT_TEXT), 1);
    assert_int_equal(sheet.nrows, 0);
}

static void limits_are_told(void **state)
{
    struct buf b = {0};

    (void)state;
    for (size_t i = 0; i <= SHEET_MAX_CELL; i++)
        buf_str(&b, STR("王"));
    buf_char(&b, '\n');
    for (int i = 0; i < SHEET_MAX_COLUMNS; i++)
        buf_str(&b, STR("1,"));
    buf_str(&b, STR("2,3"));
    read_bytes(buf_view(&b));
    assert_int_equal(diag_count(d, DIAG_CELL_TOO_LONG), 1);
    assert_int_equal(diag_count(d, DIAG_TOO_MANY_COLUMNS), 1);
    assert_int_equal(sheet.rows[1].ncells, SHEET_MAX_COLUMNS);
    buf_free(&b);
}

static void a_million_rows_and_no_more(void **state)
{
    struct buf b = {0};

    (void)state;
    for (int i = 0; i <= SHEET_MAX_ROWS; i++)
        buf_str(&b, STR("1\n"));
    read_bytes(buf_view(&b));
    assert_int_equal(sheet.nrows, SHEET_MAX_ROWS);
    assert_int_equal(diag_count(d, DIAG_TOO_MANY_ROWS), 1);
    buf_free(&b);
}

/* 2 MB of the worst: quadratic reading would take hours. */
static void quotes_cost_linear_time(void **state)
{
    static const char *const lines[] = {"\"\n", "\"a\n", "\"\"a\n", "\"a\"\"\n", "\"\"\"\n"};

    (void)state;
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        struct buf b = {0};

        for (int i = 0; i < 100000; i++)
            buf_str(&b, str_from(lines[k]));
        buf_str(&b, STR("\"\n"));
        read_bytes(buf_view(&b));
        buf_free(&b);
        diag_clear(d);
    }
}

static void cells_are_written_safely(void **state)
{
    struct buf b = {0};

    (void)state;
    csv_put_cell(&b, STR("a"), true);
    csv_put_cell(&b, STR("=1+1"), false);
    csv_put_cell(&b, STR("-12.5"), false);
    csv_put_cell(&b, STR("+886-2-1234"), false);
    csv_put_cell(&b, STR("x,\"y\"\nz"), false);
    csv_put_cell(&b, STR(""), false);
    csv_put_cell(&b, STR("@SUM(A1,\"x\")"), false);
    assert_true(str_eq(buf_view(&b), STR("a,'=1+1,-12.5,'+886-2-1234,\"x,\"\"y\"\"\nz\",,"
                                         "\"'@SUM(A1,\"\"x\"\")\"")));
    buf_free(&b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_count_as_in_a_spreadsheet),
        TEST(the_separator_is_found),
        TEST(quotes_inside_a_cell_are_text),
        TEST(an_open_quote_spares_the_rows_behind_it),
        TEST(the_next_rows_quote_closes_nothing),
        TEST(bytes_are_reported_at_their_cell),
        TEST(many_bad_cells_end_in_a_count),
        TEST(nul_bytes_are_errors),
        TEST(limits_are_told),
        TEST(a_million_rows_and_no_more),
        TEST(quotes_cost_linear_time),
        TEST(cells_are_written_safely),
    };

    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
