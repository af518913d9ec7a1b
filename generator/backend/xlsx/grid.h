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

struct grid_span {
    size_t from, to; /* bytes of a cell's text */
};

/* A field's value, as a DOC_VALUE has it. */
struct grid_value {
    const struct value_spec *spec;
    struct str text;  /* the field's name */
    struct str canon; /* of dates and numbers; else ptr is NULL */
    struct str format;
    const struct str *list;
    bool blank;
};

/* There is one for each cell of each row of a list, hundreds of thousands: kept small. */
struct grid_cell {
    uint32_t row, rows; /* rows of the sheet; while it is made: of struct grid_row */
    uint32_t col, cols; /* columns; while it is made: left and right edge */
    uint8_t role;       /* enum grid_role */
    uint8_t align;      /* enum doc_align */
    uint8_t indent;     /* em */
    bool ruled;
    bool open; /* may be filled in */
    bool own;  /* prints a value: what the data said on the day it was made */
    mpt size;
    const struct grid_value *value; /* the one field that it holds, or NULL */
    struct str text;                /* as printed; empty where the value is to be filled in */
    const struct grid_span *bold;   /* parts of the text, in their order */
    size_t nbold;
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

/* What a returned workbook is asked about a cell. */
enum grid_use {
    GRID_NOTHING,
    GRID_FIELD,     /* what was filled in */
    GRID_FIXED,     /* whether its text is still the same */
    GRID_MIXED,     /* nothing: it has a blank among its text, which may be changed, but is no field */
    GRID_CALCULATED /* nothing: a formula's, whatever it says */
};
enum grid_use grid_use(const struct grid_cell *c);
/* The number that a filled value is in a cell; false where it stays a text. */
bool grid_number(const struct grid_cell *c, double *out);
/* Its text as a reader of the workbook has it: a number's canonical form. */
struct str grid_text(const struct grid_cell *c);

#endif
