/* What all workbooks share: formats, dropdowns, checks of what is typed, lists that are too long for a
 * dropdown's own text, the way a workbook ends. Only the files of this folder know libxlsxwriter. */
#ifndef BACKEND_XLSX_BOOK_H
#define BACKEND_XLSX_BOOK_H

#include <xlsxwriter.h>

#include "base/diag.h"
#include "value/value.h"

#define BOOK_LISTS "選項" /* the hidden sheet of long lists */

struct book_look {
    int32_t size; /* 1/1000 pt; 0: the application's font and size */
    uint8_t align, valign;
    uint32_t fill; /* RGB; 0: none */
    bool bold, ruled, wrap, open;
    unsigned indent;
    const char *number; /* number format; NULL: General */
};

struct book {
    lxw_workbook *workbook;
    lxw_error error; /* the first */
    struct {
        struct book_look look;
        lxw_format *format;
    } *formats;
    size_t nformats, formats_cap;
    const struct value_spec **lists;
    size_t nlists, lists_cap;
    bool dates_as_text; /* cells of a date keep what is typed: 115/11/20 as well as 2026/11/20 */
    struct arena *a;
};

/* tmpdir: where libxlsxwriter keeps its temporary files; none is left. created: seconds. */
void book_open(struct book *b, const char *path, const char *tmpdir, struct str title,
               struct str subject, time_t created, struct arena *a);
lxw_worksheet *book_sheet(struct book *b, struct str name);
lxw_format *book_format(struct book *b, const struct book_look *look);
void book_keep(struct book *b, lxw_error e);

/* The number format of a type: dates as 民國 (or as `format` says), numbers, times, text. */
const char *book_number_format(const struct book *b, const struct value_spec *spec,
                               struct str format);

/* Dropdown, check and input message of the cells row … last_row, col … last_col. */
void book_validate(struct book *b, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
                   lxw_row_t last_row, lxw_col_t last_col, const struct value_spec *spec,
                   struct str hint);

/* A4 or what the paper is, one page wide, 第 n 頁，共 m 頁 at its foot with `left` beside it. */
void book_page(struct book *b, lxw_worksheet *sheet, uint8_t paper, bool landscape, struct str left);

/* A line at the right above every page, in points. */
void book_head(struct book *b, lxw_worksheet *sheet, struct str text, int size);

/* Writes the lists' sheet and the file. False, with DIAG_WRITE, when anything failed. */
bool book_close(struct book *b, const char *path, struct diag *d);

/* libxlsxwriter takes char * for what it only reads. */
char *book_text(const char *s);

#endif
