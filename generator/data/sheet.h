/* A table as it came from a file, before it means anything: rows of text cells with their places.
 * What CSV, XLSX and ODS readers all give.
 *
 * Rows count as a spreadsheet shows them: a blank line is a row, a quoted line end is none. Rows
 * without any text are left out (`row` tells), and so are the empty cells at a row's end. */
#ifndef DATA_SHEET_H
#define DATA_SHEET_H

#include "base/diag.h"

#define SHEET_MAX_ROWS    1000000
#define SHEET_MAX_COLUMNS 512

struct sheet_cell {
    struct str text; /* UTF-8, as written, quotes removed; line ends are \n */
    bool bad;        /* its reader has reported an error at it */
};

struct sheet_row {
    uint32_t row; /* 1-based, as in the file */
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

#endif
