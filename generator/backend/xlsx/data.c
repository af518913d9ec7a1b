/* The data workbook: a sheet with a header row for each dataset. */
#include "backend/xlsx/book.h"
#include "backend/xlsx/xlsx.h"
#include "base/utf8.h"

#define LAST_ROW    2000 /* dropdowns and formats reach this far */
#define PAPER_A4    9
#define FIXED_TIME  946684800 /* the same bytes always */

static double column_width(const struct xlsx_column *c)
{
    size_t chars = utf8_count(c->label), example = utf8_count(c->example);

    return 2.2 * (double)(chars > example ? chars : example) + 4;
}

static void write_column(struct book *b, lxw_worksheet *sheet, lxw_col_t col,
                         const struct xlsx_column *c)
{
    const struct book_look head = {.bold = true, .ruled = true, .wrap = true,
                                   .fill = c->required ? 0xFFE699 : 0xEEEEEE};
    const struct book_look cell = {.number = book_number_format(b, c->spec, STR("roc-slash"))};
    const struct book_look example = {.number = "@", .fill = 0xF2F2F2};

    book_keep(b, worksheet_set_column(sheet, col, col, column_width(c), book_format(b, &cell)));
    book_keep(b, worksheet_write_string(sheet, 0, col, c->label.ptr, book_format(b, &head)));
    if (c->example.len)
        book_keep(b, worksheet_write_string(sheet, 1, col, c->example.ptr,
                                            book_format(b, &example)));
    book_validate(b, sheet, 1, col, LAST_ROW, col, c->spec, c->hint);
}

static void write_sheet(struct book *b, const struct xlsx_sheet *s)
{
    lxw_worksheet *sheet = book_sheet(b, s->name);

    for (size_t i = 0; sheet && i < s->ncolumns; i++)
        write_column(b, sheet, (lxw_col_t)i, &s->columns[i]);
    if (!sheet)
        return;
    worksheet_freeze_panes(sheet, 1, 0);
    book_page(b, sheet, PAPER_A4, true, s->name);
    book_keep(b, worksheet_repeat_rows(sheet, 0, 0));
}

bool xlsx_write_data_book(const char *path, const char *folder, struct str title,
                          const struct xlsx_sheet *sheets, size_t n, struct diag *d)
{
    struct arena *a = arena_new();
    struct book b;
    bool ok;

    book_open(&b, path, folder, title, STR(""), FIXED_TIME, a);
    b.dates_as_text = true;
    for (size_t i = 0; i < n; i++)
        write_sheet(&b, &sheets[i]);
    ok = book_close(&b, path, d);
    arena_free(a);
    return ok;
}
