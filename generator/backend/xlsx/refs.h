/* What the names in formulas stand for: addresses.
 *
 *     struct refs r = {0};
 *     refs_find(&r, grid, a, d);
 *     text = refs_formula(&r, spec->formula, sheet, cell, 0, false);
 *
 * A name within the formula's own row is relative in its row, so that what is written for one row can
 * be compared with, and serve for, the row below: `shift` is added to it, and `column_fixed` writes $E2
 * instead of E2. A list without a row is one empty cell, far away. */
#ifndef BACKEND_XLSX_REFS_H
#define BACKEND_XLSX_REFS_H

#include "backend/xlsx/grid.h"

struct ref {
    const struct formula_part *part;
    const struct grid_sheet *sheet; /* NULL: no such cell */
    size_t first_row, last_row, col;
    bool spread; /* over several columns or sheets */
};

struct refs {
    struct ref *ref;
    size_t n, cap;
    const struct formula **known;
    size_t nknown, known_cap;
    struct arena *a;
};

/* Finds the cells of all formulas, marks and charts. Errors: DIAG_FORMULA_CELL, DIAG_FORMULA_COLUMN. */
bool refs_find(struct refs *r, const struct grid *g, struct arena *a, struct diag *d);

/* Without the = before it. */
struct str refs_formula(const struct refs *r, const struct formula *f, const struct grid_sheet *s,
                        const struct grid_cell *c, long shift, bool column_fixed);

/* The cells of a chart's hint `key`, as `='sheet'!$A$2:$A$9`; NULL when there are none. */
const char *refs_series(const struct refs *r, const struct doc_node *chart, const char *key);

/* 'name' with its quotes doubled, as formulas take a sheet. */
struct str refs_sheet(struct str name, struct arena *a);

#endif
