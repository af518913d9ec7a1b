/* A table as it came from a file, before it means anything: rows of text cells with their places.
 * What CSV, XLSX and ODS readers all give.
 *
 * Rows count as a spreadsheet shows them: a blank line is a row, a quoted line end is none. Rows
 * without any text are left out (`row` tells), and so are the empty cells at a row's end. */
#ifndef DATA_SHEET_H
#define DATA_SHEET_H

#include "value/value.h"

#define SHEET_MAX_ROWS    1000000
#define SHEET_MAX_COLUMNS 512
#define SHEET_MAX_CELL    ((size_t)32767) /* Excel's own limit, in characters */

/* What may be wrong with a cell of a workbook: told only where a column or field reads the cell. */
enum sheet_flaw {
    SHEET_SOUND,
    SHEET_ERROR_VALUE,   /* #N/A and its like, which the text is */
    SHEET_NO_RESULT,     /* a formula that was saved without its result */
    SHEET_DIGITS_LOST,   /* a number of more digits than a spreadsheet keeps, 15 */
    SHEET_NO_DATE,       /* a number shown as a date, and none: 0, -1, 29 February 1900 */
    SHEET_DAYS_1904,     /* a plain number of five digits where days count from 1904 */
    SHEET_TOO_LONG,      /* over SHEET_MAX_CELL, cut off there */
    SHEET_MERGED_ACROSS, /* with its neighbours in the row: see workbook_fill_merged */
    SHEET_MERGED_DOWN,   /* has the value of the cell above, the first of those below it */
    SHEET_MERGED_ON      /* a further one */
};

struct sheet_cell {
    struct str text; /* UTF-8, as written, quotes removed; line ends are \n */
    bool bad;        /* its reader has reported an error at it */
    enum sheet_flaw flaw;
};

struct sheet_row {
    uint32_t row; /* 1-based, as in the file */
    bool hidden;
    struct sheet_cell *cells;
    size_t ncells;
};

struct sheet {
    const char *file;
    const char *name; /* of the sheet in a workbook; NULL for CSV */
    struct sheet_row *rows;
    size_t nrows;
};

/* The place of cell `col` (0-based) of row `row`. */
struct pos sheet_pos(const struct sheet *s, const struct sheet_row *row, size_t col);

/* The index of the first row at or below `row`; nrows when there is none. */
size_t sheet_row_from(const struct sheet *s, uint32_t row);

/* The cell of a row and column (1-based), or NULL when it is empty. */
const struct sheet_cell *sheet_cell_at(const struct sheet *s, uint32_t row, uint32_t col);

/* Reports what is wrong with a cell that is read as a `type`; false when its text is of no use. */
bool sheet_cell_report(const struct sheet_cell *cell, enum value_type type, struct pos pos,
                       struct diag *d);

/* For readers: makes a sheet row by row. The cells of the row being made are its own memory, as
 * long as the longest row. */
struct sheet_maker {
    struct arena *arena;
    struct sheet *out;
    struct sheet_cell *cells;
    size_t ncells, cap_cells, cap_rows;
    size_t total; /* cells of all rows that were kept */
};

/* Puts a cell into the row, at `col` (0-based, below SHEET_MAX_COLUMNS). */
void sheet_put(struct sheet_maker *m, size_t col, struct sheet_cell cell);

/* Ends the row, which is left out when nothing is in it. Its cells stay to be kept again, until
 * ncells is set to 0. */
void sheet_keep_row(struct sheet_maker *m, uint32_t row, bool hidden);

#endif
