/* A filled document as sheets of cells: where each text and each field stands, how wide the columns
 * and how high the rows are. Knows nothing of workbooks.
 *
 * All of a sheet shares one grid: its columns are the edges of all its tables together, and a cell
 * covers those between its own edges. */
#ifndef BACKEND_XLSX_GRID_H
#define BACKEND_XLSX_GRID_H

#include "doc/doc.h"
#include "layout/layout.h"

#define GRID_MAX_ROW_PT 400 /* Excel's limit is 409: a higher row is several, merged */

enum grid_role { GRID_TEXT, GRID_HEADING, GRID_HEADER, GRID_BANNER, GRID_CELL };

struct grid_cell {
    enum grid_role role;
    size_t row, rows; /* rows of the sheet; while it is made: of struct grid_row */
    size_t col, cols; /* columns; while it is made: left and right edge */
    enum doc_align align;
    unsigned indent; /* em */
    mpt size;
    bool ruled;
    bool open;                    /* may be filled in */
    bool own;                     /* prints what only this record has: not the same in all of them */
    const struct doc_node *value; /* the one field that it holds, or NULL */
    struct str text;              /* as printed; empty where the value is to be filled in */
    struct str key;               /* of an open field within a list: what tells its row apart */
    struct pos pos;
};

struct grid_row {
    double height_pt;
    size_t first, n;  /* rows of the sheet */
    bool header;
    bool page_break; /* before it */
};

struct grid_chart {
    const struct doc_node *node;
    size_t row; /* of the sheet; while it is made: of struct grid_row */
    double height_pt;
};

struct grid_sheet {
    struct str name;
    struct grid_cell *cells; /* in the order of rows, then columns */
    size_t ncells;
    struct grid_row *rows;
    size_t nrows, height; /* height: rows of the sheet */
    unsigned *widths_px;
    size_t ncols;
    size_t nheaders; /* tables with a header */
    struct grid_chart *charts;
    size_t ncharts;
};

struct grid {
    struct grid_sheet *sheets;
    size_t nsheets;
};

/* name: of the first sheet, when the document does not say. Everything belongs to `a`.
 * Errors, each at its place: a sheet's name that no workbook takes or that two sheets have, widths that
 * do not fit their table, a text that is too long for a cell; then NULL. */
struct grid *grid_make(const struct doc_node *doc, const struct layout_style *style,
                       struct str name, struct arena *a, struct diag *d);

/* Is the cell's text one that nobody is to change? (What is calculated is none.) */
bool grid_is_fixed(const struct grid_cell *c);
/* Adds the fixed texts that are the same in the workbooks of all records, each with a newline behind it:
 * what tells whether a returned workbook asks what the form asks today. */
void grid_items(const struct grid *g, struct buf *b);

#endif
