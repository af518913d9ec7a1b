/* A workbook, as XLSX or ODS: every sheet as a table of text cells (data/sheet.h), from Excel,
 * LibreOffice or WPS. Only the cells' values are read, a formula's as it was saved.
 *
 *     if (workbook_kind(bytes) == WORKBOOK_XLSX)
 *         wb = workbook_read(path, bytes, a, d);        NULL after an error
 *
 * What a cell may have wrong, and what a sheet may (hidden rows, merged cells), is reported only
 * where it is read: sheet_cell_report, workbook_report_sheet. */
#ifndef DATA_WORKBOOK_H
#define DATA_WORKBOOK_H

#include "data/sheet.h"

#define WORKBOOK_MAX_BYTES  ((size_t)256 * 1024 * 1024)
#define WORKBOOK_MAX_CELLS  ((size_t)16 * 1000 * 1000) /* up to each row's last, all sheets */
#define WORKBOOK_MAX_TEXT   ((size_t)1 << 30) /* bytes of all cells: a few bytes of a file can make many */
#define WORKBOOK_MAX_SHEETS 1000
#define WORKBOOK_MAX_MERGES 100000 /* of a sheet */

/* By content, never by name. */
enum workbook_kind {
    WORKBOOK_NONE, /* no workbook at all */
    WORKBOOK_XLSX, /* also with macros, which are not looked at */
    WORKBOOK_ODS,
    WORKBOOK_XLS,       /* Excel 97, or binary (.xlsb) */
    WORKBOOK_ENCRYPTED, /* with a password */
    WORKBOOK_DAMAGED,   /* begins as a zip archive, and is none */
    WORKBOOK_OTHER_ZIP  /* a document, an archive */
};

/* Cells merged into one, 1-based, the last included. */
struct workbook_merge {
    uint32_t row, col, last_row, last_col;
};

/* The cell at the top left of a merge has the value, the others are empty. */
struct workbook_sheet {
    struct sheet table;
    bool hidden;
    struct workbook_merge *merges; /* those of more than one cell */
    size_t nmerges;
    bool *hidden_columns;        /* SHEET_MAX_COLUMNS of them, or NULL */
    uint32_t wide_row, wide_col; /* the first cell behind SHEET_MAX_COLUMNS; 0: none */
};

struct workbook {
    const char *file;
    struct workbook_sheet *sheets;
    size_t nsheets;
};

enum workbook_kind workbook_kind(struct str bytes);

/* Everything belongs to `a`. NULL after an error, which says what the file is and what to do. */
struct workbook *workbook_read(const char *path, struct str bytes, struct arena *a, struct diag *d);

/* NULL when there is no such sheet. */
const struct workbook_sheet *workbook_sheet(const struct workbook *w, struct str name);

/* Is it a form that was written to be filled in? */
bool workbook_is_form(const struct workbook *w);

/* For tables of data: a merge down a column gives its value to each row, marked SHEET_MERGED_DOWN;
 * the cells of one across columns are marked SHEET_MERGED_ACROSS. False when that needs more than
 * WORKBOOK_MAX_CELLS further cells. */
bool workbook_fill_merged(struct workbook *w, struct arena *a);

/* Reports hidden rows and columns with data in them, and cells behind SHEET_MAX_COLUMNS. */
void workbook_report_sheet(const struct workbook_sheet *s, struct diag *d);

#endif
